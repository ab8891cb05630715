/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One file to the server.
 *
 *   source opened, target looked at (unless its folder is new) -> OPEN of a temporary name -> WRITEs, over one handle
 * on each useful lane -> FSTAT, FSETSTAT, CLOSE -> RENAME
 *
 * FSTAT and CLOSE of a small file follow its WRITE without waiting; the name is given only when every one of them has
 * been answered well and the server's size is ours.
 */
#include "quay-upload-private.h"

#include <string.h>
#include <unistd.h>

#include "quay-error-private.h"

#define MAX_RENAMES 1000

QuayUpload *
quay_upload_ref (QuayUpload *self)
{
  self->ref_count++;

  return self;
}

void
quay_upload_unref (QuayUpload *self)
{
  if (--self->ref_count > 0)
    return;
  g_assert (self->fd < 0 && self->first_ready == self->ready->len);
  g_array_unref (self->ready);
  g_array_unref (self->fetched);
  g_array_unref (self->stripes);
  g_clear_error (&self->disk_error);
  g_clear_error (&self->failure);
  quay_attrs_clear (&self->target_attrs);
  g_free (self->target);
  g_free (self->temporary);
  g_free (self->backup);
  g_free (self->overlap);
  quay_tree_node_unref (self->node);
  g_free (self);
}

/* The end, good or bad: told once. */

static void
settle (QuayUpload *self)
{
  self->settled = TRUE;
  quay_engine_remove_stream (self->engine, &self->stream);
  quay_upload_close_handles (self);
  quay_upload_drop_pieces (self);
  quay_transfer_job_remove_task (self->node->job, &self->task);
  if (!self->disk_busy)
    quay_upload_close_source (self);
}

static void
tell_end (QuayUpload *self)
{
  if (self->failure != NULL)
    quay_transfer_job_node_failed (self->node, self->failure);
  else
    quay_transfer_job_node_skipped (self->node);
  quay_upload_unref (self);
}

static void
on_temporary_removed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  tell_end (user_data);
}

/* Not sent, with a failure or as skipped. The temporary file goes first, behind the CLOSE, so that servers that lock
 * open files let it: who hears of the end may close the connection. A cancel does not wait for that. */
static void
end_without (QuayUpload *self, const GError *failure)
{
  QuaySftpSession *session = quay_engine_get_session (self->engine);
  gboolean there = self->temporary != NULL && self->stripes->len + self->n_opening > 0;
  gboolean waits = quay_sftp_session_is_open (session) && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  GError *kept = failure != NULL ? g_error_copy (failure) : NULL;

  settle (self);
  quay_progress_add_bytes (self->node->job->progress, -(gint64)self->progress);
  g_clear_error (&self->failure);
  self->failure = kept;
  if (there)
    quay_sftp_session_remove (session, self->temporary, waits ? on_temporary_removed : NULL, self);
  if (!there || !waits)
    tell_end (self);
}

void
quay_upload_fail (QuayUpload *self, const GError *error)
{
  g_autoptr (QuayUpload) keep = quay_upload_ref (self);

  if (!self->settled)
    end_without (self, error);
}

void
quay_upload_fail_sentence (QuayUpload *self, QuayError code, const char *what)
{
  g_autofree char *shown = quay_tree_node_dup_shown_local (self->node);
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, code, "Could not upload %s: %s", shown, what);
  quay_upload_fail (self, error);
}

static GError *
make_reply_error (QuayUpload *self, const QuaySftpReply *reply)
{
  g_autofree char *local = quay_tree_node_dup_shown_local (self->node);
  g_autofree char *remote = quay_tree_node_dup_shown_remote (self->node);
  GError *error = NULL;

  quay_sftp_reply_set_error (reply, &error, "Could not upload %s to %s", local, remote);

  return error;
}

void
quay_upload_fail_reply (QuayUpload *self, const QuaySftpReply *reply)
{
  g_autoptr (GError) error = make_reply_error (self, reply);

  quay_upload_fail (self, error);
}

/* While the temporary file still takes the space. */
static void
on_space (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;
  g_autofree char *local = quay_tree_node_dup_shown_local (self->node);
  g_autofree char *remote = quay_tree_node_dup_shown_remote (self->node);
  g_autoptr (GError) error = NULL;

  if (self->settled)
    return;
  error = g_error_copy (self->failure);
  if (quay_sftp_reply_ok (reply) && reply->space_available < self->size - self->acknowledged)
    {
      g_clear_error (&error);
      quay_set_error_status (&error, QUAY_STATUS_NO_SPACE_ON_FILESYSTEM, NULL, "Could not upload %s to %s", local,
                             remote);
    }
  quay_upload_fail (self, error);
}

/* Version 3 has no word for a full disk. */
void
quay_upload_fail_write (QuayUpload *self, const QuaySftpReply *reply)
{
  QuaySftpSession *session = quay_engine_get_session (self->engine);
  const char *path = self->temporary != NULL ? self->temporary : self->target;

  if (self->failure != NULL)
    return;
  if (reply->error != NULL || reply->status != QUAY_STATUS_FAILURE
      || !(quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_STATVFS))
    {
      quay_upload_fail_reply (self, reply);
      return;
    }
  quay_engine_remove_stream (self->engine, &self->stream);
  self->failure = make_reply_error (self, reply);
  quay_sftp_session_statvfs (session, path, on_space, quay_upload_ref (self));
}

void
quay_upload_done (QuayUpload *self)
{
  settle (self);
  quay_transfer_job_node_done (self->node);
  quay_upload_unref (self);
}

static void
abort_task (QuayFileTask *task)
{
  QuayUpload *self = (QuayUpload *)((char *)task - G_STRUCT_OFFSET (QuayUpload, task));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was cancelled");

  quay_upload_fail (self, error);
}

/* The target */

static void look_at_target (QuayUpload *self);

/* Keep both: the next free name. */
static void
try_name (QuayUpload *self, const char *new_name)
{
  g_autofree char *folder = g_path_get_dirname (self->node->remote);
  g_autofree char *name = g_path_get_basename (self->node->remote);
  g_autofree char *other = NULL;

  if (new_name != NULL && *new_name != '\0' && strchr (new_name, '/') == NULL && !g_str_equal (new_name, ".")
      && !g_str_equal (new_name, ".."))
    other = g_strdup (new_name);
  else
    other = quay_overwrite_make_name (name, self->rename_attempt + 2);
  self->rename_attempt++;
  g_free (self->target);
  self->target = g_build_filename (folder, other, NULL);
  look_at_target (self);
}

/* It may have the name: to be sent, or, where all has been sent, to be published. */
static void
go_on (QuayUpload *self)
{
  if (self->closing)
    quay_upload_publish (self);
  else
    quay_upload_open (self);
}

static void
fail_unasked (QuayUpload *self)
{
  quay_upload_fail_sentence (
      self, QUAY_ERROR_FILE_EXISTS,
      self->closing
          ? "a file of that name has appeared on the server meanwhile, or has a name that its disk takes for the same "
            "(A and a), and nobody was there to ask; say what is to happen (overwrite, skip, rename)"
          : "the remote file exists already, and nobody was there to ask; say what is to happen (overwrite, skip, "
            "rename)");
}

static void
on_decided (gpointer user_data, QuayOverwrite action, const char *new_name)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  switch (action)
    {
    case QUAY_OVERWRITE_ALWAYS:
      self->replace = TRUE;
      go_on (self);
      break;
    case QUAY_OVERWRITE_RESUME:
      self->resume_from = self->target_attrs.size;
      quay_upload_open (self);
      break;
    case QUAY_OVERWRITE_RENAME:
      try_name (self, new_name);
      break;
    case QUAY_OVERWRITE_NEVER:
      end_without (self, NULL);
      break;
    case QUAY_OVERWRITE_ASK:
    case QUAY_OVERWRITE_NEWER:
    case QUAY_OVERWRITE_SIZE:
    default:
      fail_unasked (self);
    }
}

/* Called when source and target are known. */
void
quay_upload_looked (QuayUpload *self)
{
  if (--self->n_looking > 0 || self->settled)
    return;
  if (self->disk_error != NULL)
    quay_upload_fail (self, self->disk_error);
  else if (!self->target_exists)
    go_on (self);
  else if (self->target_attrs.type == QUAY_FILE_TYPE_DIRECTORY)
    quay_upload_fail_sentence (self, QUAY_ERROR_FILE_EXISTS, "there is a folder of that name on the server");
  else if (self->rename_attempt > 0 && self->rename_attempt < MAX_RENAMES)
    try_name (self, NULL);
  else
    quay_overwrite_decide (self->node, &self->target_attrs, self->closing, on_decided, quay_upload_ref (self));
}

/* Two names of one folder here may be one on the server, where its disk does not tell A from a. */
void
quay_upload_in_the_way (QuayUpload *self, const QuayAttrs *target)
{
  self->target_exists = TRUE;
  quay_attrs_clear (&self->target_attrs);
  quay_attrs_copy (&self->target_attrs, target);
  self->rename_attempt = 0;
  self->n_looking = 1;
  quay_upload_looked (self);
}

static void
on_target (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  self->target_exists = quay_sftp_reply_ok (reply);
  if (self->target_exists)
    {
      quay_attrs_clear (&self->target_attrs);
      quay_attrs_copy (&self->target_attrs, reply->attrs);
    }
  else if (reply->error != NULL || reply->status == QUAY_STATUS_PERMISSION_DENIED)
    {
      quay_upload_fail_reply (self, reply);
      return;
    }
  quay_upload_looked (self);
}

static void
look_at_target (QuayUpload *self)
{
  self->n_looking++;
  quay_sftp_session_stat (quay_engine_get_session (self->engine), self->target, FALSE, on_target,
                          quay_upload_ref (self));
}

void
quay_upload_start (QuayTreeNode *node)
{
  QuayUpload *self = g_new0 (QuayUpload, 1);

  self->ref_count = 1;
  self->node = quay_tree_node_ref (node);
  self->engine = node->job->engine;
  self->task.abort = abort_task;
  self->stream.issue = quay_upload_issue;
  self->fd = -1;
  self->target = g_strdup (node->remote);
  self->ready = g_array_new (FALSE, FALSE, sizeof (QuayPiece));
  self->fetched = g_array_new (FALSE, FALSE, sizeof (QuayPiece));
  self->stripes = g_array_new (FALSE, FALSE, sizeof (QuayUploadStripe));
  quay_transfer_job_add_task (node->job, &self->task);
  self->n_looking = 1;
  if (node->parent == NULL || !node->parent->fresh)
    look_at_target (self);
  quay_upload_open_source (self);
}

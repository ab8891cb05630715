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
  g_array_unref (self->proofs);
  quay_stripes_clear (&self->stripes);
  quay_checkpoint_clear (&self->checkpoint);
  quay_ranges_free (self->done);
  quay_ranges_free (self->kept);
  g_clear_error (&self->disk_error);
  g_clear_error (&self->failure);
  quay_attrs_clear (&self->target_attrs);
  g_free (self->target);
  g_free (self->temporary);
  g_free (self->backup);
  g_free (self->stale);
  quay_transfer_job_task_gone (self->node->job);
  quay_tree_node_unref (self->node);
  g_free (self);
}

static gpointer
ref_owner (gpointer owner)
{
  return quay_upload_ref (owner);
}

static void
abort_task (QuayFileTask *task)
{
  QuayUpload *self = (QuayUpload *)((char *)task - G_STRUCT_OFFSET (QuayUpload, task));

  quay_upload_fail (self, quay_transfer_job_get_result (self->node->job));
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
      self->replace = self->found;
      if (!self->found)
        self->resume_from = self->target_attrs.size;
      quay_upload_open (self);
      break;
    case QUAY_OVERWRITE_RENAME:
      try_name (self, new_name);
      break;
    case QUAY_OVERWRITE_NEVER:
      quay_upload_skip (self);
      break;
    case QUAY_OVERWRITE_ASK:
    case QUAY_OVERWRITE_NEWER:
    case QUAY_OVERWRITE_SIZE:
    default:
      fail_unasked (self);
    }
}

/* It was copied by an earlier run of this transfer, and is there. */
static gboolean
is_done_already (const QuayUpload *self)
{
  return quay_transfer_job_was_done (self->node) && self->target_attrs.type == QUAY_FILE_TYPE_REGULAR
         && self->target_attrs.valid & QUAY_ATTR_SIZE && self->target_attrs.size == self->size;
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
  else if (quay_upload_append (self))
    return;
  else if (self->target_attrs.type == QUAY_FILE_TYPE_DIRECTORY)
    quay_upload_fail_sentence (self, QUAY_ERROR_FILE_EXISTS, "there is a folder of that name on the server");
  else if (self->rename_attempt > 0 && self->rename_attempt < MAX_RENAMES)
    try_name (self, NULL);
  else if (is_done_already (self))
    {
      quay_progress_add_bytes (self->node->job->progress, self->size);
      quay_upload_done (self);
    }
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

static QuayUpload *
new_upload (QuayTreeNode *node)
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
  self->proofs = g_array_new (FALSE, FALSE, sizeof (QuayProof));
  self->done = quay_ranges_new ();
  self->kept = quay_ranges_new ();
  quay_stripes_init (&self->stripes, self->engine, self, ref_owner);
  quay_checkpoint_init (&self->checkpoint, node);
  quay_transfer_job_add_task (node->job, &self->task);
  self->n_looking = 1;

  return self;
}

static void
begin (QuayUpload *self)
{
  if (self->node->parent == NULL || !self->node->parent->fresh)
    look_at_target (self);
  quay_upload_open_source (self);
}

void
quay_upload_again (QuayUpload *self, const char *why)
{
  g_autofree char *shown = quay_tree_node_dup_shown_local (self->node);
  g_autoptr (QuayUpload) keep = quay_upload_ref (self);

  quay_connection_log (self->node->job->connection, 1, "%s is begun anew: %s", shown, why);
  quay_upload_withdraw (self);
  begin (new_upload (self->node));
}

void
quay_upload_start (QuayTreeNode *node)
{
  begin (new_upload (node));
}

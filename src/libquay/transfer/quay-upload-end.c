/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The end of an upload, good or bad: told once. */
#include "quay-upload-private.h"

#include "quay-error-private.h"
#include "quay-move.h"

void
quay_upload_settle (QuayUpload *self)
{
  self->settled = TRUE;
  quay_engine_remove_stream (self->engine, &self->stream);
  quay_stripes_drop (&self->stripes);
  quay_upload_drop_pieces (self);
  quay_transfer_job_remove_task (self->node->job, &self->task);
  if (!self->disk_busy)
    quay_upload_close_source (self);
  if (!self->keep)
    quay_checkpoint_forget (&self->checkpoint);
}

static void
take_progress_back (QuayUpload *self)
{
  quay_progress_add_bytes (self->node->job->progress, -(gint64)self->progress);
  self->progress = 0;
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

/* Not sent, with a failure or as skipped. The temporary file goes first, unless it is to be built upon; behind the
 * CLOSE, so that servers that lock open files let it: who hears of the end may close the connection. A cancel does not
 * wait for that. */
static void
end_without (QuayUpload *self, const GError *failure)
{
  QuaySftpSession *session = quay_engine_get_session (self->engine);
  gboolean goes = self->temporary != NULL && (self->created || self->stripes.n_opening > 0) && !self->keep;
  gboolean waits = quay_sftp_session_is_open (session) && !g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  GError *kept = failure != NULL ? g_error_copy (failure) : NULL;

  if (self->keep)
    quay_upload_keep_temporary (self);
  quay_upload_cut_back (self);
  quay_upload_settle (self);
  take_progress_back (self);
  g_clear_error (&self->failure);
  self->failure = kept;
  if (goes)
    quay_sftp_session_remove (session, self->temporary, waits ? on_temporary_removed : NULL, self);
  if (!goes || !waits)
    tell_end (self);
}

void
quay_upload_fail (QuayUpload *self, const GError *error)
{
  g_autoptr (QuayUpload) keep = quay_upload_ref (self);

  if (self->settled)
    return;
  self->keep = quay_upload_may_keep (self, error);
  end_without (self, error);
}

void
quay_upload_skip (QuayUpload *self)
{
  end_without (self, NULL);
}

void
quay_upload_done (QuayUpload *self)
{
  quay_upload_settle (self);
  quay_progress_add_moved (self->node->job->progress,
                           quay_ranges_get_total (self->done) - quay_ranges_get_total (self->kept));
  quay_progress_file_verified (self->node->job->progress, self->verified, self->verified_by);
  quay_move_copied (self->node, self->verified, self->opened.st_size, self->opened.st_mtim.tv_sec);
  quay_upload_unref (self);
}

/* For another one that begins anew. */
void
quay_upload_withdraw (QuayUpload *self)
{
  quay_upload_settle (self);
  take_progress_back (self);
  if (self->temporary != NULL && self->created)
    quay_sftp_session_remove (quay_engine_get_session (self->engine), self->temporary, NULL, NULL);
  quay_upload_unref (self);
}

/* Failing with a sentence */

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

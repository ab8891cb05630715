/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* After the last byte of an upload: what the server has, its times and permissions, and every handle's CLOSE must be
 * answered well. */
#include "quay-upload-private.h"

#include "quay-error-private.h"

void
quay_upload_close_over (QuayUpload *self)
{
  if (--self->n_closing > 0 || self->n_writes > 0 || self->settled || self->failure != NULL)
    return;
  if (self->acknowledged == self->size && self->remote_size == self->shift + self->size)
    quay_upload_publish (self);
  else
    quay_upload_fail_sentence (self, QUAY_ERROR_SIZE_MISMATCH,
                               "the server's file has another size; its disk may be full");
}

static void
on_size (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    {
      quay_upload_fail_reply (self, reply);
      return;
    }
  /* A server that does not tell sizes is taken at its word for each WRITE. */
  self->remote_size = reply->attrs->valid & QUAY_ATTR_SIZE ? reply->attrs->size : self->shift + self->size;
  quay_upload_close_over (self);
}

/* Permissions and times are a wish: servers that refuse them have the bytes all the same. */
static void
on_attrs_set (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (reply->error != NULL)
    quay_upload_fail_reply (self, reply);
  else
    quay_upload_close_over (self);
}

static void
on_closed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    quay_upload_fail_write (self, reply);
  else
    quay_upload_close_over (self);
}

static gboolean
final_attrs (QuayUpload *self, QuayAttrs *attrs)
{
  gboolean preserve = quay_transfer_options_get_preserve (self->node->job->options);

  *attrs = (QuayAttrs){ .type = QUAY_FILE_TYPE_UNKNOWN };
  if (preserve)
    {
      attrs->valid = QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_SUBSECOND_TIMES;
      attrs->permissions = self->opened.st_mode & 0777;
      attrs->atime = self->opened.st_atim.tv_sec;
      attrs->mtime = self->opened.st_mtim.tv_sec;
      attrs->atime_nsec = (guint32)self->opened.st_atim.tv_nsec;
      attrs->mtime_nsec = (guint32)self->opened.st_mtim.tv_nsec;
      return TRUE;
    }
  /* The file that takes another's place takes its permissions too. */
  if (self->replace && self->target_exists && self->target_attrs.type == QUAY_FILE_TYPE_REGULAR
      && self->target_attrs.valid & QUAY_ATTR_PERMISSIONS)
    {
      attrs->valid = QUAY_ATTR_PERMISSIONS;
      attrs->permissions = self->target_attrs.permissions & 0777;
      return TRUE;
    }

  return FALSE;
}

/* What was there, here or on the server, is not given up before this is on the server's disk. A new name waits for no
 * disk: what is lost with it, in a power cut of the server within seconds, is still here. */
static gboolean
wants_sync (QuayUpload *self, QuaySftpSession *session)
{
  return ((self->replace && self->target_exists) || quay_transfer_options_get_move (self->node->job->options))
         && quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_FSYNC;
}

static void
begin_closing (QuayUpload *self)
{
  QuayStripe *first = quay_stripes_get (&self->stripes, 0);
  QuayAttrs attrs;

  self->closing = TRUE;
  self->n_closing = 1;
  quay_engine_remove_stream (self->engine, &self->stream);
  quay_sftp_session_fstat (first->lane->session, first->handle, on_size, quay_upload_ref (self));
  if (final_attrs (self, &attrs))
    {
      self->n_closing++;
      quay_sftp_session_fsetstat (first->lane->session, first->handle, &attrs, on_attrs_set, quay_upload_ref (self));
    }
  if (wants_sync (self, first->lane->session))
    {
      self->n_closing++;
      quay_sftp_session_fsync (first->lane->session, first->handle, on_closed, quay_upload_ref (self));
    }
  self->n_closing += quay_stripes_close_each (&self->stripes, on_closed);
  if (!quay_upload_wants_verify (self))
    quay_upload_close_source (self);
}

/* On one handle the server keeps the order, so FSTAT and CLOSE may follow the last WRITE at once. On several, every
 * WRITE has to be answered first. */
void
quay_upload_maybe_close (QuayUpload *self)
{
  if (self->closing || self->settled || self->disk_busy || self->sent != self->size || self->stripes.n_opening > 0
      || self->n_proof_reads > 0 || quay_upload_waits_for_more (self))
    return;
  if (self->stripes.array->len == 1 || self->n_writes == 0)
    begin_closing (self);
}

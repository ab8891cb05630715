/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The remote half of an upload: the temporary file, its handles, and the WRITEs. */
#include "quay-upload-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-part-file.h"

/* Less than this left is not worth another handle. */
#define STRIPE_MIN (2 * 1024 * 1024)

/* Writing */

typedef struct
{
  QuayUpload *upload;
  QuayLane *lane;
  guint64 offset;
  guint32 length;
} Write;

static Write *
write_new (QuayUpload *self, QuayLane *lane, const QuayPiece *piece)
{
  Write *write = g_new (Write, 1);

  *write = (Write){ quay_upload_ref (self), lane, piece->offset, piece->length };
  self->n_writes++;
  self->sent += piece->length;
  quay_engine_sent (self->engine, lane, piece->length);
  quay_transfer_job_charge (self->node->job, piece->length);

  return write;
}

static void
on_write (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Write *write = user_data;
  g_autoptr (QuayUpload) self = write->upload;

  self->n_writes--;
  quay_engine_answered (self->engine, write->lane, write->length);
  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    {
      quay_upload_fail_write (self, reply);
      return;
    }
  quay_ranges_add (self->done, write->offset, write->offset + write->length);
  self->acknowledged += write->length;
  self->progress += write->length;
  quay_progress_add_bytes (self->node->job->progress, write->length);
  quay_upload_maybe_checkpoint (self);
  if (self->closing && self->n_closing == 0 && self->n_writes == 0)
    {
      self->n_closing = 1;
      quay_upload_close_over (self);
    }
  else
    quay_upload_maybe_close (self);
}

static void on_handle (gpointer owner, QuaySftpSession *session, const QuaySftpReply *reply, QuayStripe *stripe);

static const char *
path (QuayUpload *self)
{
  return self->temporary != NULL ? self->temporary : self->target;
}

static void
spread (QuayUpload *self)
{
  if (self->size - self->sent >= STRIPE_MIN && self->resume_from == 0 && !self->appends)
    quay_stripes_spread (&self->stripes, quay_engine_useful_lanes (self->engine, TRUE), path (self), QUAY_OPEN_WRITE,
                         on_handle);
}

gboolean
quay_upload_issue (QuayStream *stream)
{
  QuayUpload *self = (QuayUpload *)((char *)stream - G_STRUCT_OFFSET (QuayUpload, stream));
  QuayStripe *stripe;
  QuayPiece piece;

  if (self->settled || quay_stripes_pick (&self->stripes) == NULL)
    return FALSE;
  quay_upload_fetch (self);
  if (!quay_transfer_job_may_go (self->node->job))
    return FALSE;
  if (self->first_ready == self->ready->len)
    return FALSE;
  spread (self);
  piece = g_array_index (self->ready, QuayPiece, self->first_ready);
  self->first_ready++;
  quay_engine_hold (self->engine, -(gssize)piece.length);
  stripe = quay_stripes_pick (&self->stripes);
  quay_sftp_session_write (stripe->lane->session, stripe->handle, self->shift + piece.offset, piece.block,
                           QUAY_SFTP_WRITE_HEADROOM, piece.length, on_write, write_new (self, stripe->lane, &piece));
  quay_block_unref (piece.block);
  quay_upload_maybe_close (self);

  return TRUE;
}

void
quay_upload_fetched (QuayUpload *self)
{
  quay_engine_kick (self->engine);
  quay_upload_maybe_close (self);
}

/* What the server has is known to be good: on with the rest. */
void
quay_upload_begin (QuayUpload *self)
{
  guint64 there = quay_ranges_get_total (self->done);

  quay_ranges_free (self->kept);
  self->kept = quay_ranges_copy (self->done);
  self->sent = self->acknowledged = self->progress = there;
  quay_progress_add_bytes (self->node->job->progress, there);
  quay_engine_add_stream (self->engine, &self->stream);
  quay_upload_fetch (self);
  quay_upload_maybe_close (self);
}

/* Opening */

static void
first_handle (QuayUpload *self)
{
  self->created = TRUE;
  if (quay_ranges_get_n (self->done) > 0)
    {
      quay_upload_prove (self);
      return;
    }
  quay_upload_record_name (self);
  quay_upload_begin (self);
}

static void
no_handle (QuayUpload *self, const QuaySftpReply *reply)
{
  if (self->stripes.array->len > 0)
    quay_upload_maybe_close (self);
  else if (self->found && reply->error == NULL)
    quay_upload_again (self, "what an earlier attempt left on the server is gone");
  else
    quay_upload_fail_reply (self, reply);
}

static void
on_handle (gpointer owner, QuaySftpSession *session, const QuaySftpReply *reply, QuayStripe *stripe)
{
  g_autoptr (QuayUpload) self = owner;

  if (self->settled)
    {
      quay_stripes_drop (&self->stripes);
      if (stripe != NULL && self->temporary != NULL && !self->keep)
        quay_sftp_session_remove (session, self->temporary, NULL, NULL);
    }
  else if (stripe == NULL)
    no_handle (self, reply);
  else if (self->stripes.array->len == 1)
    first_handle (self);
  else
    quay_engine_kick (self->engine);
}

/* Nobody else's: beside the target, so that the rename stays within one file system. */
static char *
make_temporary_name (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *part = quay_part_file_name (name, 100000 + g_random_int () % 900000);

  return strchr (target, '/') != NULL ? g_build_filename (folder, part, NULL) : g_steal_pointer (&part);
}

void
quay_upload_open (QuayUpload *self)
{
  QuayLane *lane = quay_engine_pick_lane (self->engine);
  const QuayAttrs attrs = {
    .valid = QUAY_ATTR_PERMISSIONS,
    /* Ours to read and write in any case: exact permissions are what "preserve" is for. */
    .permissions = (self->opened.st_mode & 0777) | 0600,
    .type = QUAY_FILE_TYPE_REGULAR,
  };

  self->chunk = quay_sftp_session_get_server (lane->session)->max_write;
  if (self->stale != NULL)
    quay_sftp_session_remove (lane->session, self->stale, NULL, NULL);
  g_clear_pointer (&self->stale, g_free);
  if (self->appends)
    quay_stripes_open (&self->stripes, lane, self->target, QUAY_OPEN_WRITE, NULL, on_handle);
  else if (self->resume_from > 0)
    {
      quay_ranges_add (self->done, 0, self->resume_from);
      quay_stripes_open (&self->stripes, lane, self->target, QUAY_OPEN_READ | QUAY_OPEN_WRITE, NULL, on_handle);
    }
  else if (self->found)
    {
      self->temporary = g_strdup (self->checkpoint.record.part);
      quay_stripes_open (&self->stripes, lane, self->temporary, QUAY_OPEN_READ | QUAY_OPEN_WRITE, NULL, on_handle);
    }
  else
    {
      self->temporary = make_temporary_name (self->target);
      quay_stripes_open (&self->stripes, lane, self->temporary,
                         QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, &attrs, on_handle);
    }
}

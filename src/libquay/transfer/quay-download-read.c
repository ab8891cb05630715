/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The remote half of a download: the handles, the READs, and the CLOSEs that must be answered before it is done. */
#include "quay-download-private.h"

#include "quay-error-private.h"

/* Less than this left is not worth another handle. */
#define STRIPE_MIN (8 * 1024 * 1024)

typedef struct
{
  QuayDownload *download;
  QuayLane *lane;
  guint64 offset;
  guint32 length;
} Read;

/* Room for an answer of @length; @expected of it counts against the bandwidth limit. */
static Read *
read_new (QuayDownload *self, QuayLane *lane, guint64 offset, guint32 length, guint64 expected)
{
  Read *read = g_new (Read, 1);

  *read = (Read){ quay_download_ref (self), lane, offset, length };
  self->n_reads++;
  quay_engine_sent (self->engine, lane, length);
  quay_transfer_job_charge (self->node->job, MIN (length, expected));

  return read;
}

/* The file is longer than it said, like those of /proc, or those that grow: on to where it ends now. */
static void
go_beyond (QuayDownload *self, guint64 end)
{
  quay_progress_add_total (self->node->job->progress, end - self->size, 0);
  self->size = end;
  self->end_seen = FALSE;
  self->probed = FALSE;
}

static void
take_short (QuayDownload *self, const Read *read, gsize length)
{
  QuaySpan gap = { read->offset + length, read->length - length };

  if (gap.offset < self->size)
    {
      gap.length = MIN (gap.length, self->size - gap.offset);
      g_array_append_val (self->gaps, gap);
    }
}

static void
take_data (QuayDownload *self, const Read *read, const QuaySftpReply *reply)
{
  guint64 end = read->offset + reply->length;

  if (end > self->size)
    {
      go_beyond (self, end);
      self->next = end;
    }
  if (reply->length < read->length)
    take_short (self, read, reply->length);
  quay_download_write (self, reply->block, reply->data, reply->length, read->offset);
}

static void
take_end (QuayDownload *self, const Read *read)
{
  if (read->offset < self->size)
    {
      g_autofree char *what
          = g_strdup_printf ("the file ends after %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " bytes; it has been "
                             "shortened meanwhile, or the server is wrong about its size",
                             read->offset, self->size);

      quay_download_fail_sentence (self, QUAY_ERROR_SIZE_MISMATCH, what);
      return;
    }
  self->end_seen = TRUE;
}

static void
on_read (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Read *read = user_data;
  g_autoptr (QuayDownload) self = read->download;

  self->n_reads--;
  quay_engine_answered (self->engine, read->lane, read->length);
  if (self->settled)
    return;
  if (quay_sftp_reply_ok (reply))
    take_data (self, read, reply);
  else if (reply->error == NULL && reply->status == QUAY_STATUS_EOF)
    take_end (self, read);
  else
    quay_download_fail_reply (self, reply);
  quay_download_check_done (self);
}

static void
ask_for (QuayDownload *self, guint64 offset, guint32 length)
{
  QuayStripe *stripe = quay_stripes_pick (&self->stripes);

  quay_sftp_session_read (stripe->lane->session, stripe->handle, self->base + offset, length, on_read,
                          read_new (self, stripe->lane, offset, length, self->size - MIN (offset, self->size)));
}

static gboolean
ask_gap (QuayDownload *self, guint32 length)
{
  QuaySpan *gap;
  guint64 offset;

  if (self->gaps->len == 0)
    return FALSE;
  gap = &g_array_index (self->gaps, QuaySpan, self->gaps->len - 1);
  offset = gap->offset;
  length = MIN (gap->length, length);
  gap->offset += length;
  gap->length -= length;
  if (gap->length == 0)
    g_array_set_size (self->gaps, self->gaps->len - 1);
  ask_for (self, offset, length);

  return TRUE;
}

static void on_handle (gpointer owner, QuaySftpSession *session, const QuaySftpReply *reply, QuayStripe *stripe);

/* What is worth more than one lane: a lane more for each that has come up and is not used yet. */
static void
spread (QuayDownload *self)
{
  if (self->size - MIN (self->next, self->size) >= STRIPE_MIN)
    quay_stripes_spread (&self->stripes, quay_engine_useful_lanes (self->engine, FALSE), self->node->remote,
                         QUAY_OPEN_READ, on_handle);
}

gboolean
quay_download_issue (QuayStream *stream)
{
  QuayDownload *self = (QuayDownload *)((char *)stream - G_STRUCT_OFFSET (QuayDownload, stream));
  guint32 length = quay_transfer_job_limit_chunk (self->node->job, self->chunk);

  if (self->settled || quay_stripes_pick (&self->stripes) == NULL || !quay_transfer_job_may_go (self->node->job))
    return FALSE;
  spread (self);
  if (ask_gap (self, length))
    return TRUE;
  if (self->next < self->size)
    {
      length = MIN (length, self->size - self->next);
      ask_for (self, self->next, length);
      self->next += length;
      return TRUE;
    }
  if (self->probed)
    return FALSE;
  /* One more, to meet the end. */
  self->probed = TRUE;
  self->next = MAX (self->next, self->size);
  ask_for (self, self->next, length);
  self->next += length;

  return TRUE;
}

static gboolean
is_whole (const QuayDownload *self)
{
  return self->end_seen && self->n_reads == 0 && self->gaps->len == 0 && self->next >= self->size
         && self->n_pending_writes == 0 && !self->disk_busy && quay_ranges_get_total (self->done) == self->size;
}

void
quay_download_check_done (QuayDownload *self)
{
  if (self->settled)
    return;
  if (!is_whole (self))
    quay_engine_kick (self->engine);
  else if (!quay_download_close_all (self))
    {
      quay_engine_remove_stream (self->engine, &self->stream);
      quay_download_publish (self);
    }
}

/* Nothing is published before every handle's CLOSE has been answered: an answer that should not be there would come
 * before. */
static void
on_closed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayDownload) self = user_data;

  self->n_closing--;
  if (self->settled)
    return;
  if (reply->error != NULL)
    quay_download_fail_reply (self, reply);
  else
    quay_download_check_done (self);
}

gboolean
quay_download_close_all (QuayDownload *self)
{
  self->n_closing += quay_stripes_close_each (&self->stripes, on_closed);

  return self->n_closing > 0 || self->stripes.n_opening > 0;
}

/* Opening */

static gboolean
is_small (const QuayDownload *self)
{
  return self->size > 0 && self->size < self->chunk && self->resume_from == 0 && !self->thorough;
}

/* A READ that comes back with exactly what the file should have, with room for more, is the whole file. */
static void
on_small (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Read *read = user_data;
  g_autoptr (QuayDownload) self = read->download;

  self->n_reads--;
  quay_engine_answered (self->engine, read->lane, read->length);
  if (self->settled)
    return;
  if (quay_sftp_reply_ok (reply) && reply->length == self->size)
    {
      self->end_seen = TRUE;
      self->next = self->size;
      quay_download_write (self, reply->block, reply->data, reply->length, 0);
      return;
    }
  if (!quay_sftp_reply_ok (reply) && (reply->error != NULL || reply->status != QUAY_STATUS_EOF))
    {
      quay_download_fail_reply (self, reply);
      return;
    }
  /* Another length than expected: once more, piece by piece up to the end. */
  self->thorough = TRUE;
  quay_stripes_drop (&self->stripes);
  quay_download_open (self);
}

static void
read_small (QuayDownload *self, QuayStripe *stripe)
{
  quay_sftp_session_read (stripe->lane->session, stripe->handle, 0, self->chunk, on_small,
                          read_new (self, stripe->lane, 0, self->chunk, self->size));
  quay_download_close_all (self);
}

/* What is here already is read again where it ends, and then what is missing. */
static void
plan (QuayDownload *self)
{
  g_autoptr (GArray) proofs = quay_checkpoint_list_proofs (self->done);
  g_autoptr (GArray) holes = quay_checkpoint_list_holes (self->done);
  guint64 there = quay_ranges_get_total (self->done);

  self->kept = quay_ranges_copy (self->done);
  self->next = quay_ranges_get_end (self->done);
  /* Taken from the end. */
  g_array_append_vals (self->gaps, holes->data, holes->len);
  g_array_append_vals (self->gaps, proofs->data, proofs->len);
  self->progress += there;
  quay_progress_add_bytes (self->node->job->progress, there);
}

/* What an earlier attempt left is built upon only when the file is known to be the same. */
static gboolean
is_waiting (const QuayDownload *self)
{
  return self->found && self->kept == NULL;
}

static void
take_stat (QuayDownload *self, const QuayAttrs *attrs)
{
  self->stated = TRUE;
  quay_attrs_clear (&self->opened);
  quay_attrs_copy (&self->opened, attrs);
  if (is_waiting (self))
    {
      if (!quay_download_same_source (self))
        {
          quay_download_again (self, "the file on the server is not the one that was begun");
          return;
        }
      plan (self);
      quay_engine_add_stream (self->engine, &self->stream);
    }
  if ((attrs->valid & QUAY_ATTR_SIZE) && quay_download_meant_of (self, attrs->size) > self->size)
    go_beyond (self, quay_download_meant_of (self, attrs->size));
}

static void
on_open_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayDownload) self = user_data;

  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    {
      if (reply->error != NULL)
        quay_download_fail_reply (self, reply);
      else if (is_waiting (self))
        quay_download_again (self, "the server does not tell whether the file is the one that was begun");
      return;
    }
  /* Every handle must be the same file in the same state, or pieces of two files would make one. */
  if (self->stated && (self->opened.size != reply->attrs->size || self->opened.mtime != reply->attrs->mtime))
    quay_download_fail_sentence (self, QUAY_ERROR_SOURCE_CHANGED, "the file changed while it was read; try again");
  else
    take_stat (self, reply->attrs);
}

static void
begin_reading (QuayDownload *self, QuayStripe *stripe)
{
  if (is_small (self))
    {
      read_small (self, stripe);
      return;
    }
  quay_sftp_session_fstat (stripe->lane->session, stripe->handle, on_open_stat, quay_download_ref (self));
  if (self->resume_from > 0 && self->kept == NULL)
    {
      quay_ranges_add (self->done, 0, self->resume_from);
      plan (self);
    }
  if (!is_waiting (self))
    quay_engine_add_stream (self->engine, &self->stream);
}

static void
on_handle (gpointer owner, QuaySftpSession *session, const QuaySftpReply *reply, QuayStripe *stripe)
{
  g_autoptr (QuayDownload) self = owner;

  if (self->settled)
    quay_stripes_drop (&self->stripes);
  else if (stripe != NULL)
    begin_reading (self, stripe);
  /* A further handle that cannot be had is no loss. */
  else if (self->stripes.array->len == 0 && self->stripes.n_opening == 0)
    quay_download_fail_reply (self, reply);
}

void
quay_download_open (QuayDownload *self)
{
  QuayLane *lane = quay_engine_pick_lane (self->engine);

  self->chunk = quay_sftp_session_get_server (lane->session)->max_read;
  quay_stripes_open (&self->stripes, lane, self->node->remote, QUAY_OPEN_READ, NULL, on_handle);
}

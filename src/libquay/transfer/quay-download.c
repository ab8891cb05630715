/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One file from the server.
 *
 *   target looked at (unless its folder is new) -> OPEN -> READs -> part file -> size, mode, times, fsync, rename
 *
 * A small file is two round trips, OPEN and then READ with CLOSE behind it, and one visit to the disk. A large one is
 * asked for in pieces over one handle on each useful lane, with a last READ beyond the end that must meet the end of
 * file: "done" means that every byte up to there has been written.
 */
#include "quay-download-private.h"

#include <errno.h>

#include "quay-error-private.h"

/* What is on disk already is compared with the source over this much before it is built upon. */
#define OVERLAP (1024 * 1024)
/* A name that is taken whenever it is asked for, and free whenever it is looked at, is given up. */
#define MAX_IN_THE_WAY 8

static void check_done (QuayDownload *self);
static void close_and_wait (QuayDownload *self, QuayStripe *stripe);
static gboolean issue (QuayStream *stream);

QuayDownload *
quay_download_ref (QuayDownload *self)
{
  self->ref_count++;

  return self;
}

void
quay_download_unref (QuayDownload *self)
{
  if (--self->ref_count > 0)
    return;
  g_assert (self->part == NULL && self->n_pending_writes == 0);
  for (guint i = 0; i < self->stripes->len; i++)
    g_clear_pointer (&g_array_index (self->stripes, QuayStripe, i).handle, g_bytes_unref);
  g_array_unref (self->stripes);
  g_array_unref (self->gaps);
  g_clear_error (&self->disk_error);
  g_free (self->target);
  quay_tree_node_unref (self->node);
  g_free (self);
}

/* The end, good or bad: told once. What is still under way keeps the memory until it is back. */

static void
close_handles (QuayDownload *self)
{
  for (guint i = 0; i < self->stripes->len; i++)
    {
      QuayStripe *stripe = &g_array_index (self->stripes, QuayStripe, i);

      if (stripe->handle == NULL)
        continue;
      if (!stripe->closed)
        quay_sftp_session_close_handle (stripe->lane->session, stripe->handle, NULL, NULL);
      stripe->lane->n_handles--;
      g_clear_pointer (&stripe->handle, g_bytes_unref);
    }
}

static void
settle (QuayDownload *self)
{
  self->settled = TRUE;
  quay_engine_remove_stream (self->engine, &self->stream);
  close_handles (self);
  quay_transfer_job_remove_task (self->node->job, &self->task);
  if (!self->disk_busy)
    quay_download_discard (self);
}

void
quay_download_fail (QuayDownload *self, const GError *error)
{
  g_autoptr (QuayDownload) keep = quay_download_ref (self);

  if (self->settled)
    return;
  settle (self);
  quay_progress_add_bytes (self->node->job->progress, -(gint64)self->progress);
  quay_transfer_job_node_failed (self->node, error);
  quay_download_unref (self);
}

static void
fail_sentence (QuayDownload *self, QuayError code, const char *what)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (self->node);
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, code, "Could not download %s: %s", shown, what);
  quay_download_fail (self, error);
}

static void
fail_reply (QuayDownload *self, const QuaySftpReply *reply)
{
  g_autofree char *shown = quay_tree_node_dup_shown_remote (self->node);
  g_autoptr (GError) error = NULL;

  quay_sftp_reply_set_error (reply, &error, "Could not download %s", shown);
  quay_download_fail (self, error);
}

static void
skip (QuayDownload *self)
{
  settle (self);
  quay_progress_add_bytes (self->node->job->progress, -(gint64)self->progress);
  quay_transfer_job_node_skipped (self->node);
  quay_download_unref (self);
}

void
quay_download_published (QuayDownload *self)
{
  settle (self);
  quay_transfer_job_node_done (self->node);
  quay_download_unref (self);
}

static void
abort_task (QuayFileTask *task)
{
  QuayDownload *self = (QuayDownload *)((char *)task - G_STRUCT_OFFSET (QuayDownload, task));
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was cancelled");

  quay_download_fail (self, error);
}

/* Reading */

typedef struct
{
  QuayDownload *download;
  QuayLane *lane;
  guint64 offset;
  guint32 length;
} Read;

static Read *
read_new (QuayDownload *self, QuayLane *lane, guint64 offset, guint32 length)
{
  Read *read = g_new (Read, 1);

  *read = (Read){ quay_download_ref (self), lane, offset, length };
  self->n_reads++;
  quay_engine_sent (self->engine, lane, length);

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
  QuayGap gap = { read->offset + length, read->length - length };

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

      fail_sentence (self, QUAY_ERROR_SIZE_MISMATCH, what);
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
    fail_reply (self, reply);
  check_done (self);
}

static QuayStripe *
pick_stripe (QuayDownload *self)
{
  QuayStripe *best = NULL;

  for (guint i = 0; i < self->stripes->len; i++)
    {
      QuayStripe *stripe = &g_array_index (self->stripes, QuayStripe, i);

      if (stripe->handle != NULL
          && (best == NULL || best->lane->browse
              || (!stripe->lane->browse && stripe->lane->in_flight < best->lane->in_flight)))
        best = stripe;
    }

  return best;
}

static void
ask_for (QuayDownload *self, guint64 offset, guint32 length)
{
  QuayStripe *stripe = pick_stripe (self);

  quay_sftp_session_read (stripe->lane->session, stripe->handle, offset, length, on_read,
                          read_new (self, stripe->lane, offset, length));
}

static gboolean
ask_gap (QuayDownload *self)
{
  QuayGap gap;

  if (self->gaps->len == 0)
    return FALSE;
  gap = g_array_index (self->gaps, QuayGap, self->gaps->len - 1);
  g_array_set_size (self->gaps, self->gaps->len - 1);
  ask_for (self, gap.offset, gap.length);

  return TRUE;
}

static gboolean
issue (QuayStream *stream)
{
  QuayDownload *self = (QuayDownload *)((char *)stream - G_STRUCT_OFFSET (QuayDownload, stream));
  guint32 length = self->chunk;

  if (self->settled || pick_stripe (self) == NULL)
    return FALSE;
  quay_download_add_stripes (self);
  if (ask_gap (self))
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
         && self->n_pending_writes == 0 && !self->disk_busy && self->written == self->size - self->begin;
}

static void
check_done (QuayDownload *self)
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

/* TRUE while an answer is awaited. */
gboolean
quay_download_close_all (QuayDownload *self)
{
  for (guint i = 0; i < self->stripes->len; i++)
    {
      QuayStripe *stripe = &g_array_index (self->stripes, QuayStripe, i);

      if (stripe->handle != NULL && !stripe->closed)
        close_and_wait (self, stripe);
    }

  return self->n_closing > 0 || self->n_opening > 0;
}

void
quay_download_disk_idle (QuayDownload *self)
{
  check_done (self);
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
      fail_reply (self, reply);
      return;
    }
  /* Another length than expected: once more, piece by piece up to the end. */
  self->thorough = TRUE;
  close_handles (self);
  g_array_set_size (self->stripes, 0);
  quay_download_open (self);
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
    fail_reply (self, reply);
  else
    check_done (self);
}

static void
close_and_wait (QuayDownload *self, QuayStripe *stripe)
{
  self->n_closing++;
  quay_sftp_session_close_handle (stripe->lane->session, stripe->handle, on_closed, quay_download_ref (self));
  stripe->closed = TRUE;
}

static void
read_small (QuayDownload *self, QuayStripe *stripe)
{
  quay_sftp_session_read (stripe->lane->session, stripe->handle, 0, self->chunk, on_small,
                          read_new (self, stripe->lane, 0, self->chunk));
  close_and_wait (self, stripe);
}

typedef struct
{
  QuayDownload *download;
  QuayLane *lane;
} Open;

static void
on_open_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayDownload) self = user_data;

  if (self->settled || !quay_sftp_reply_ok (reply))
    return;
  /* Every handle must be the same file in the same state, or pieces of two files would make one. */
  if (self->stated && (self->opened.size != reply->attrs->size || self->opened.mtime != reply->attrs->mtime))
    {
      fail_sentence (self, QUAY_ERROR_SOURCE_CHANGED, "the file changed while it was read; try again");
      return;
    }
  self->stated = TRUE;
  quay_attrs_clear (&self->opened);
  quay_attrs_copy (&self->opened, reply->attrs);
  if ((reply->attrs->valid & QUAY_ATTR_SIZE) && reply->attrs->size > self->size)
    go_beyond (self, reply->attrs->size);
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
  quay_engine_add_stream (self->engine, &self->stream);
}

static void
on_handle (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Open *open = user_data;
  g_autoptr (QuayDownload) self = open->download;
  QuayStripe stripe = { open->lane, NULL, FALSE };

  self->n_opening--;
  if (!quay_sftp_reply_ok (reply))
    {
      open->lane->n_handles--;
      /* A further handle that cannot be had is no loss. */
      if (!self->settled && self->stripes->len == 0 && self->n_opening == 0)
        fail_reply (self, reply);
      return;
    }
  if (self->settled)
    {
      quay_sftp_session_close_handle (session, reply->handle, NULL, NULL);
      open->lane->n_handles--;
      return;
    }
  stripe.handle = g_bytes_ref (reply->handle);
  g_array_append_val (self->stripes, stripe);
  begin_reading (self, &g_array_index (self->stripes, QuayStripe, self->stripes->len - 1));
}

static void
open_on (QuayDownload *self, QuayLane *lane)
{
  Open *open = g_new (Open, 1);

  *open = (Open){ quay_download_ref (self), lane };
  self->n_opening++;
  lane->n_handles++;
  self->lanes_used |= 1u << MIN (lane->index, 31);
  quay_sftp_session_open (lane->session, self->node->remote, QUAY_OPEN_READ, NULL, on_handle, open);
}

/* What is worth more than one lane: a lane more for each that has come up and is not used yet. */
void
quay_download_add_stripes (QuayDownload *self)
{
  guint useful = quay_engine_useful_lanes (self->engine, FALSE);

  if (self->size - MIN (self->next, self->size) < QUAY_STRIPE_MIN)
    return;
  quay_engine_want_lanes (self->engine, useful);
  for (guint i = 1; i < quay_engine_get_n_lanes (self->engine) && i <= useful && i < 31; i++)
    if (!(self->lanes_used & 1u << i))
      open_on (self, quay_engine_get_lane (self->engine, i));
}

void
quay_download_open (QuayDownload *self)
{
  QuayLane *lane = quay_engine_pick_lane (self->engine);
  const QuaySftpServer *server = quay_sftp_session_get_server (lane->session);

  self->chunk = server->max_read;
  self->begin = self->resume_from > OVERLAP ? self->resume_from - OVERLAP : 0;
  self->next = self->begin;
  if (self->resume_from > 0)
    {
      self->progress += self->begin;
      quay_progress_add_bytes (self->node->job->progress, self->begin);
    }
  open_on (self, lane);
}

/* The target */

/* It may have the name: to be read, or, where it has been read already, to be published. */
static void
go_on (QuayDownload *self)
{
  if (self->n_in_the_way > 0)
    quay_download_publish (self);
  else
    quay_download_open (self);
}

static void
fail_unasked (QuayDownload *self)
{
  fail_sentence (self, QUAY_ERROR_FILE_EXISTS,
                 self->n_in_the_way > 0
                     ? "a local file of that name has appeared meanwhile, or has a name that this disk takes for the "
                       "same (A and a), and nobody was there to ask; say what is to happen (overwrite, skip, rename)"
                     : "the local file exists already, and nobody was there to ask; say what is to happen (overwrite, "
                       "skip, rename)");
}

static void
on_decided (gpointer user_data, QuayOverwrite action, const char *new_name)
{
  g_autoptr (QuayDownload) self = user_data;

  if (self->settled)
    return;
  switch (action)
    {
    case QUAY_OVERWRITE_ALWAYS:
      self->publish.replace = TRUE;
      go_on (self);
      break;
    case QUAY_OVERWRITE_RESUME:
      self->publish.replace = TRUE;
      self->resume_from = self->target_attrs.size;
      quay_download_open (self);
      break;
    case QUAY_OVERWRITE_RENAME:
      quay_download_rename_target (self, new_name);
      break;
    case QUAY_OVERWRITE_NEVER:
      skip (self);
      break;
    case QUAY_OVERWRITE_ASK:
    case QUAY_OVERWRITE_NEWER:
    case QUAY_OVERWRITE_SIZE:
    default:
      fail_unasked (self);
    }
}

/* Called when the disk has been looked at. */
void
quay_download_checked (QuayDownload *self)
{
  if (self->settled)
    return;
  if (self->disk_error != NULL)
    quay_download_fail (self, self->disk_error);
  else if (!self->target_exists)
    go_on (self);
  else if (self->target_attrs.type == QUAY_FILE_TYPE_DIRECTORY)
    fail_sentence (self, QUAY_ERROR_FILE_EXISTS, "there is a local folder of that name");
  else
    quay_overwrite_decide (self->node, &self->target_attrs, self->n_in_the_way > 0, on_decided,
                           quay_download_ref (self));
}

/* Two names of one folder on the server may be one here, on a disk that does not tell A from a; and others write to
 * disks too. */
gboolean
quay_download_in_the_way (QuayDownload *self)
{
  if (++self->n_in_the_way > MAX_IN_THE_WAY)
    return FALSE;
  g_clear_error (&self->disk_error);
  quay_download_check (self);

  return TRUE;
}

void
quay_download_start (QuayTreeNode *node)
{
  QuayDownload *self = g_new0 (QuayDownload, 1);

  self->ref_count = 1;
  self->node = quay_tree_node_ref (node);
  self->engine = node->job->engine;
  self->task.abort = abort_task;
  self->stream.issue = issue;
  self->size = node->source.size;
  self->target = g_strdup (node->local);
  self->stripes = g_array_new (FALSE, FALSE, sizeof (QuayStripe));
  self->gaps = g_array_new (FALSE, FALSE, sizeof (QuayGap));
  quay_attrs_copy (&self->opened, &node->source);
  quay_transfer_job_add_task (node->job, &self->task);
  if (node->parent != NULL && node->parent->fresh)
    quay_download_open (self);
  else
    quay_download_check (self);
}

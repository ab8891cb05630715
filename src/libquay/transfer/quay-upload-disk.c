/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The local half of an upload: opening the source and reading ahead of the network. */
#include "quay-upload-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "quay-error-private.h"

/* Pieces read in one visit to the pool, and kept ready. */
#define READ_AHEAD 8

void
quay_upload_run_on_disk (QuayUpload *self, QuayDiskFunc work, QuayDiskFunc done)
{
  g_assert (!self->disk_busy);
  self->disk_busy = TRUE;
  quay_upload_ref (self);
  quay_disk_run (quay_engine_get_disk (self->engine), work, done, self);
}

static void
close_fd (gpointer data)
{
  int *fd = data;

  close (*fd);
  g_free (fd);
}

void
quay_upload_close_source (QuayUpload *self)
{
  if (self->fd >= 0)
    quay_disk_run (quay_engine_get_disk (self->engine), close_fd, NULL, g_memdup2 (&self->fd, sizeof self->fd));
  self->fd = -1;
}

gboolean
quay_upload_back_from_disk (QuayUpload *self)
{
  self->disk_busy = FALSE;
  if (!self->settled)
    return TRUE;
  quay_upload_close_source (self);

  return FALSE;
}

void
quay_upload_disk_failed (QuayUpload *self, int errsv, const char *what)
{
  g_autofree char *shown = quay_tree_node_dup_shown_local (self->node);

  if (errsv != 0)
    quay_set_error_local (&self->disk_error, errsv, NULL, "Could not %s %s", what, shown);
  else
    quay_set_error (&self->disk_error, QUAY_ERROR_SOURCE_CHANGED, "Could not upload %s: %s", shown, what);
}

/* Reading */

gssize
quay_upload_read (QuayUpload *self, guint8 *buffer, gsize length, guint64 offset)
{
  gsize done = 0;

  while (done < length)
    {
      gssize n = pread (self->fd, buffer + done, length - done, self->base + offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      if (n == 0)
        break;
      done += n;
    }

  return done;
}

static gboolean
read_piece (QuayUpload *self, guint64 offset, guint32 length)
{
  QuayBlock *block = quay_block_new (QUAY_SFTP_WRITE_HEADROOM + length);
  QuayPiece piece = { block, offset, length };
  gssize n = quay_upload_read (self, quay_block_get_data (block) + QUAY_SFTP_WRITE_HEADROOM, length, offset);

  if (n == (gssize)length)
    {
      g_array_append_val (self->fetched, piece);
      self->read_next = offset + length;
      return TRUE;
    }
  if (n < 0)
    quay_upload_disk_failed (self, errno, "read");
  else
    quay_upload_disk_failed (self, 0, "the file became shorter while it was read");
  quay_block_unref (block);

  return FALSE;
}

/* What was read stands for one state of the file only if nobody wrote to it meanwhile. More at its end is no harm. */
static void
check_unchanged (QuayUpload *self)
{
  struct stat now;

  if (!self->plain)
    return;
  if (fstat (self->fd, &now) != 0)
    quay_upload_disk_failed (self, errno, "look at");
  else if (now.st_size <= self->opened.st_size && self->size == (guint64)self->opened.st_size
           && (now.st_mtim.tv_sec != self->opened.st_mtim.tv_sec || now.st_mtim.tv_nsec != self->opened.st_mtim.tv_nsec
               || now.st_size != self->opened.st_size))
    quay_upload_disk_failed (self, 0, "the file changed while it was read; try again");
}

/* What is to be read next: what the server has from an earlier attempt is left out. */
static gboolean
next_hole (const QuayUpload *self, guint64 *begin, guint64 *end)
{
  return quay_ranges_next_hole (self->kept, self->read_next, self->size, begin, end);
}

static void
fetch (gpointer data)
{
  QuayUpload *self = data;

  guint64 begin, end;

  for (guint i = 0; i < self->n_wanted && next_hole (self, &begin, &end); i++)
    if (!read_piece (self, begin, MIN (self->piece, end - begin)))
      return;
  if (!next_hole (self, &begin, &end))
    check_unchanged (self);
}

static void
take_fetched (QuayUpload *self)
{
  gsize bytes = 0;

  for (guint i = 0; i < self->fetched->len; i++)
    bytes += g_array_index (self->fetched, QuayPiece, i).length;
  if (self->first_ready == self->ready->len)
    {
      g_array_set_size (self->ready, 0);
      self->first_ready = 0;
    }
  g_array_append_vals (self->ready, self->fetched->data, self->fetched->len);
  g_array_set_size (self->fetched, 0);
  quay_engine_hold (self->engine, bytes);
}

static void
on_fetched (gpointer data)
{
  g_autoptr (QuayUpload) self = data;

  take_fetched (self);
  if (!quay_upload_back_from_disk (self))
    {
      quay_upload_drop_pieces (self);
      return;
    }
  if (self->disk_error != NULL)
    quay_upload_fail (self, self->disk_error);
  else
    quay_upload_fetched (self);
}

/* Keeps pieces ready, as far as the memory budget allows. */
void
quay_upload_fetch (QuayUpload *self)
{
  const QuayWindow *window = quay_engine_get_window (self->engine);
  guint n_ready = self->ready->len - self->first_ready;
  guint64 begin, end;

  if (self->disk_busy || self->settled || !next_hole (self, &begin, &end) || n_ready > READ_AHEAD / 2)
    return;
  if (n_ready > 0 && window->in_flight + window->held + READ_AHEAD * self->chunk > window->budget)
    return;
  self->n_wanted = READ_AHEAD;
  self->piece = quay_transfer_job_limit_chunk (self->node->job, self->chunk);
  quay_upload_run_on_disk (self, fetch, on_fetched);
}

void
quay_upload_drop_pieces (QuayUpload *self)
{
  for (; self->first_ready < self->ready->len; self->first_ready++)
    {
      QuayPiece *piece = &g_array_index (self->ready, QuayPiece, self->first_ready);

      quay_engine_hold (self->engine, -(gssize)piece->length);
      quay_block_unref (piece->block);
    }
}

/* Opening */

static void
open_source (gpointer data)
{
  QuayUpload *self = data;

  /* O_NONBLOCK: a FIFO that took the file's place must not hold the thread. */
  self->fd = quay_local_tree_open_file (self->node->job->tree, self->node->local, O_RDONLY | O_NONBLOCK | O_NOCTTY);
  if (self->fd < 0 || fstat (self->fd, &self->opened) != 0)
    {
      quay_upload_disk_failed (self, errno, "open");
      return;
    }
  if (!S_ISREG (self->opened.st_mode))
    {
      quay_upload_disk_failed (self, 0, "it is not a regular file any more");
      return;
    }
  quay_upload_prepare (self);
  quay_upload_find_temporary (self);
}

static void
on_opened (gpointer data)
{
  g_autoptr (QuayUpload) self = data;

  if (!quay_upload_back_from_disk (self))
    return;
  quay_upload_prepared (self);
  quay_upload_looked (self);
}

void
quay_upload_open_source (QuayUpload *self)
{
  quay_upload_run_on_disk (self, open_source, on_opened);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The local half of a download: looking at the target, writing the part file, giving it its name. One visit to the pool
 * at a time for each file; what arrives meanwhile makes the next batch. */
#include "quay-download-private.h"

#include <errno.h>
#include <string.h>

#include "quay-error-private.h"

/* Pieces of one batch that go to the kernel in one call. */
#define MAX_IOV 64
/* Names tried before "keep both" is given up. */
#define MAX_RENAMES 1000

static void
attrs_from_stat (QuayAttrs *attrs, const struct stat *st)
{
  quay_attrs_clear (attrs);
  *attrs = (QuayAttrs){
    .valid = QUAY_ATTR_SIZE | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_ACCESSTIME,
    .type = quay_file_type_from_mode (st->st_mode),
    .size = st->st_size,
    .permissions = st->st_mode,
    .mtime = st->st_mtim.tv_sec,
    .atime = st->st_atim.tv_sec,
  };
}

void
quay_download_run_on_disk (QuayDownload *self, QuayDiskFunc work, QuayDiskFunc done)
{
  g_assert (!self->disk_busy);
  self->disk_busy = TRUE;
  quay_download_ref (self);
  quay_disk_run (quay_engine_get_disk (self->engine), work, done, self);
}

static void
free_part (gpointer data)
{
  QuayDownload *self = data;

  g_clear_pointer (&self->part, quay_part_file_free);
}

static void
drop_writes (QuayDownload *self)
{
  for (guint i = 0; self->pending != NULL && i < self->pending->len; i++)
    {
      QuayPendingWrite *write = &g_array_index (self->pending, QuayPendingWrite, i);

      quay_engine_hold (self->engine, -(gssize)write->length);
      quay_block_unref (write->block);
    }
  self->n_pending_writes = 0;
  g_clear_pointer (&self->pending, g_array_unref);
}

static void
on_tidied (gpointer data)
{
  QuayDownload *self = data;

  self->disk_busy = FALSE;
  quay_download_unref (self);
}

/* Once it has settled: what is left on the disk goes, or stays for another attempt. */
void
quay_download_tidy (QuayDownload *self)
{
  if (self->disk_busy || self->checkpoint.busy)
    return;
  drop_writes (self);
  self->keep = self->keep && quay_download_is_worth_keeping (self);
  if (!self->keep)
    quay_checkpoint_forget (&self->checkpoint);
  if (self->part != NULL && self->keep)
    quay_download_keep_part (self, on_tidied);
  else if (self->part != NULL)
    quay_download_run_on_disk (self, free_part, on_tidied);
}

/* After each visit. FALSE: the download is over, and has been cleaned up behind. */
static gboolean
back_from_disk (QuayDownload *self)
{
  self->disk_busy = FALSE;
  if (!self->settled)
    return TRUE;
  if (self->published)
    quay_transfer_job_record_done (self->node);
  quay_download_tidy (self);

  return FALSE;
}

/* Looking at the target */

static void
look (gpointer data)
{
  QuayDownload *self = data;
  struct stat st;

  if (self->part == NULL && !self->afresh)
    quay_download_find_part (self);
  if (quay_local_tree_stat (self->node->job->tree, self->target, FALSE, &st) == 0)
    {
      self->target_exists = TRUE;
      attrs_from_stat (&self->target_attrs, &st);
    }
  else if (errno == ENOENT)
    self->target_exists = FALSE;
  else
    {
      g_autofree char *shown = quay_local_tree_dup_shown (self->node->job->tree, self->target);

      quay_set_error_local (&self->disk_error, errno, NULL, "Could not look at %s", shown);
    }
}

static void
on_looked (gpointer data)
{
  g_autoptr (QuayDownload) self = data;

  if (back_from_disk (self))
    quay_download_checked (self);
}

void
quay_download_check (QuayDownload *self)
{
  quay_download_run_on_disk (self, look, on_looked);
}

/* Keep both */

static void
try_names (gpointer data)
{
  QuayDownload *self = data;
  const char *slash = strrchr (self->node->local, '/');
  const char *name = slash != NULL ? slash + 1 : self->node->local;
  g_autofree char *folder
      = slash != NULL ? g_strndup (self->node->local, slash + 1 - self->node->local) : g_strdup ("");

  for (guint n = 2; n < MAX_RENAMES; n++)
    {
      g_autofree char *other = quay_overwrite_make_name (name, n);

      g_free (self->target);
      self->target = g_strconcat (folder, other, NULL);
      look (self);
      if (!self->target_exists)
        return;
    }
}

void
quay_download_rename_target (QuayDownload *self, const char *new_name)
{
  const char *slash = strrchr (self->node->local, '/');
  g_autofree char *folder
      = slash != NULL ? g_strndup (self->node->local, slash + 1 - self->node->local) : g_strdup ("");

  if (new_name == NULL || *new_name == '\0' || strchr (new_name, '/') != NULL || g_str_equal (new_name, ".")
      || g_str_equal (new_name, ".."))
    {
      quay_download_run_on_disk (self, try_names, on_looked);
      return;
    }
  g_free (self->target);
  self->target = g_strconcat (folder, new_name, NULL);
  quay_download_check (self);
}

/* Writing */

static gboolean
ensure_part (QuayDownload *self)
{
  if (self->part != NULL)
    return TRUE;
  self->part = quay_part_file_create (self->node->job->tree, self->target, &self->disk_error);

  return self->part != NULL
         && (self->resume_from + self->shift == 0
             || quay_part_file_preload (self->part, self->resume_from + self->shift, &self->disk_error));
}

/* Pieces are asked for so that each lies within what was here before, or outside. */
static gboolean
was_here (const QuayDownload *self, const QuayPendingWrite *write)
{
  guint64 begin, end;

  return self->kept != NULL
         && (!quay_ranges_next_hole (self->kept, write->offset, write->offset + write->length, &begin, &end)
             || begin != write->offset);
}

/* What was there before must be what the source has. */
static gboolean
compare (QuayDownload *self, const QuayPendingWrite *write)
{
  g_autofree guint8 *there = g_malloc (write->length);

  if (!quay_part_file_read (self->part, write->offset, there, write->length, &self->disk_error))
    return FALSE;
  if (memcmp (there, write->data, write->length) == 0)
    return TRUE;
  self->differs = TRUE;
  quay_set_error (
      &self->disk_error, QUAY_ERROR_SOURCE_CHANGED,
      "The local file is not the beginning of the remote one, so it cannot be gone on with; overwrite it instead");

  return FALSE;
}

static gboolean
write_run (QuayDownload *self, struct iovec *iov, guint n_iov, guint64 offset)
{
  return n_iov == 0 || quay_part_file_write (self->part, self->shift + offset, iov, n_iov, &self->disk_error);
}

static void
write_batch (gpointer data)
{
  QuayDownload *self = data;
  struct iovec iov[MAX_IOV];
  guint n_iov = 0;
  guint64 start = 0, end = 0;

  if (!ensure_part (self))
    return;
  for (guint i = 0; i < self->batch->len; i++)
    {
      const QuayPendingWrite *write = &g_array_index (self->batch, QuayPendingWrite, i);

      if (was_here (self, write))
        {
          if (!compare (self, write))
            return;
          continue;
        }
      if (n_iov == MAX_IOV || (n_iov > 0 && write->offset != end))
        {
          if (!write_run (self, iov, n_iov, start))
            return;
          n_iov = 0;
        }
      if (n_iov == 0)
        start = write->offset;
      iov[n_iov++] = (struct iovec){ (void *)write->data, write->length };
      end = write->offset + write->length;
    }
  write_run (self, iov, n_iov, start);
}

static void
take_publish (QuayDownload *self)
{
  const QuayAttrs *attrs = &self->opened;
  gboolean preserve = quay_transfer_options_get_preserve (self->node->job->options);

  self->publish.sync = TRUE;
  self->publish.set_mode = TRUE;
  self->publish.mode = quay_part_file_default_mode ();
  if (preserve && attrs->valid & QUAY_ATTR_PERMISSIONS)
    self->publish.mode = attrs->permissions & 0777;
  else if (self->target_exists && self->publish.replace && self->target_attrs.type == QUAY_FILE_TYPE_REGULAR)
    self->publish.mode = self->target_attrs.permissions & 0777;
  self->publish.set_times = preserve && attrs->valid & QUAY_ATTR_MODIFYTIME;
  self->publish.times[0] = (struct timespec){ attrs->atime, MIN (attrs->atime_nsec, 999999999) };
  self->publish.times[1] = (struct timespec){ attrs->mtime, MIN (attrs->mtime_nsec, 999999999) };
}

static void
publish (gpointer data)
{
  QuayDownload *self = data;

  if (!ensure_part (self) || !quay_download_convert (self))
    return;
  take_publish (self);
  /* The name may have been chosen when the part was there already. */
  quay_part_file_retarget (self->part, self->node->job->tree, self->target);
  self->published = quay_part_file_publish (self->part, self->final_size, &self->publish, &self->disk_error);
  if (self->published)
    free_part (self);
}

/* A small file in one visit. */
static void
write_and_publish (gpointer data)
{
  QuayDownload *self = data;

  write_batch (self);
  self->batch_written = self->disk_error == NULL;
  if (self->batch_written)
    publish (self);
}

/* After a visit that was to publish. TRUE: it did not, and what is to come of that is under way. */
static gboolean
not_published (QuayDownload *self)
{
  if (self->disk_error == NULL)
    return FALSE;
  if (!g_error_matches (self->disk_error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS) || !quay_download_in_the_way (self))
    quay_download_fail (self, self->disk_error);

  return TRUE;
}

static void start_batch (QuayDownload *self);

/* The batch is on its way: its memory is free again. */
static void
drop_batch (QuayDownload *self)
{
  gsize bytes = 0;

  for (guint i = 0; i < self->batch->len; i++)
    {
      QuayPendingWrite *write = &g_array_index (self->batch, QuayPendingWrite, i);

      bytes += write->length;
      quay_block_unref (write->block);
    }
  quay_engine_hold (self->engine, -(gssize)bytes);
  g_clear_pointer (&self->batch, g_array_unref);
}

static void
count_batch (QuayDownload *self)
{
  guint64 bytes = 0;

  for (guint i = 0; i < self->batch->len; i++)
    {
      const QuayPendingWrite *write = &g_array_index (self->batch, QuayPendingWrite, i);

      if (was_here (self, write))
        continue;
      quay_ranges_add (self->done, write->offset, write->offset + write->length);
      bytes += write->length;
    }
  self->progress += bytes;
  quay_progress_add_bytes (self->node->job->progress, bytes);
}

static void
on_written (gpointer data)
{
  g_autoptr (QuayDownload) self = data;

  if (self->disk_error == NULL || self->batch_written)
    count_batch (self);
  drop_batch (self);
  if (!back_from_disk (self))
    return;
  if (self->differs && self->resume_from == 0)
    quay_download_again (self, "what an earlier attempt left is not what the server has now");
  else if (not_published (self))
    return;
  else if (self->published)
    quay_download_published (self);
  else
    {
      quay_download_maybe_checkpoint (self);
      if (self->n_pending_writes > 0)
        start_batch (self);
      else
        quay_download_check_done (self);
    }
}

/* All that was awaited is in this batch: writing and publishing is one visit. */
static gboolean
is_last (QuayDownload *self)
{
  guint64 bytes = 0;

  if (!self->end_seen || self->n_reads > 0 || self->gaps->len > 0 || self->next < self->size || self->kept != NULL
      || self->checkpoint.busy || quay_download_wants_verify (self))
    return FALSE;
  for (guint i = 0; i < self->batch->len; i++)
    bytes += g_array_index (self->batch, QuayPendingWrite, i).length;

  return quay_ranges_get_total (self->done) + bytes == self->size && !quay_download_close_all (self);
}

static void
start_batch (QuayDownload *self)
{
  self->batch = g_steal_pointer (&self->pending);
  self->n_pending_writes = 0;
  quay_download_run_on_disk (self, is_last (self) ? write_and_publish : write_batch, on_written);
}

void
quay_download_write (QuayDownload *self, QuayBlock *block, const guint8 *data, gsize length, guint64 offset)
{
  QuayPendingWrite write = { quay_block_ref (block), data, length, offset };

  if (self->pending == NULL)
    self->pending = g_array_new (FALSE, FALSE, sizeof (QuayPendingWrite));
  g_array_append_val (self->pending, write);
  self->n_pending_writes++;
  quay_engine_hold (self->engine, length);
  if (!self->disk_busy)
    start_batch (self);
}

static void
on_published (gpointer data)
{
  g_autoptr (QuayDownload) self = data;

  if (!back_from_disk (self))
    return;
  if (!not_published (self))
    quay_download_published (self);
}

void
quay_download_publish (QuayDownload *self)
{
  if (!quay_download_verify (self) && !self->disk_busy && !self->checkpoint.busy)
    quay_download_run_on_disk (self, publish, on_published);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far a download is: what the journal hears of it, and what the next attempt makes of that. */
#include "quay-download-private.h"

#include "quay-error-private.h"

/* Finding what is there */

void
quay_download_find_part (QuayDownload *self)
{
  const QuayPartRecord *record = &self->checkpoint.record;

  if (!quay_checkpoint_wanted (&self->checkpoint, self->node->source.size) || !quay_checkpoint_load (&self->checkpoint))
    return;
  self->part = quay_part_file_reopen (self->node->job->tree, self->target, record->part, record->part_device,
                                      record->part_inode, quay_ranges_get_end (record->done));
  if (self->part == NULL)
    return;
  if (!quay_transfer_options_get_resume (self->node->job->options))
    {
      g_clear_pointer (&self->part, quay_part_file_free);
      return;
    }
  quay_ranges_free (self->done);
  self->done = quay_ranges_copy (record->done);
  self->found = TRUE;
}

gboolean
quay_download_same_source (QuayDownload *self)
{
  const QuayPartRecord *record = &self->checkpoint.record;

  return self->opened.valid & QUAY_ATTR_SIZE && self->opened.size == record->size && self->opened.mtime == record->mtime
         && self->opened.mtime_nsec == record->mtime_nsec;
}

/* Recording */

static void
take (QuayDownload *self)
{
  QuayPartRecord *record = &self->checkpoint.record;

  quay_checkpoint_take (&self->checkpoint, self->done);
  record->size = self->opened.size;
  record->mtime = self->opened.mtime;
  record->mtime_nsec = self->opened.mtime_nsec;
  g_free (record->part);
  record->part = g_strdup (quay_part_file_get_name (self->part));
  quay_part_file_identify (self->part, &record->part_device, &record->part_inode);
}

/* In the pool. What cannot be recorded is no reason to fail: it will be done again. */
static gboolean
sync_and_save (QuayDownload *self)
{
  g_autoptr (GError) error = NULL;

  if (quay_part_file_sync (self->part, &error) && quay_checkpoint_save (&self->checkpoint, &error))
    return TRUE;
  quay_connection_log (self->node->job->connection, 1, "%s", error->message);

  return FALSE;
}

static void
checkpoint (gpointer data)
{
  sync_and_save (data);
}

static void
on_checkpoint (gpointer data)
{
  g_autoptr (QuayDownload) self = data;

  quay_checkpoint_saved (&self->checkpoint);
  if (self->settled)
    quay_download_tidy (self);
  else
    quay_download_check_done (self);
}

/* Beside the writes, which go on meanwhile. */
void
quay_download_maybe_checkpoint (QuayDownload *self)
{
  if (!self->stated || self->part == NULL || !quay_checkpoint_wanted (&self->checkpoint, self->size)
      || !quay_checkpoint_due (&self->checkpoint, g_get_monotonic_time ()))
    return;
  take (self);
  self->checkpoint.busy = TRUE;
  quay_disk_run (quay_engine_get_disk (self->engine), checkpoint, on_checkpoint, quay_download_ref (self));
}

/* Keeping */

gboolean
quay_download_may_keep (QuayDownload *self, const GError *error)
{
  return quay_checkpoint_wanted (&self->checkpoint, self->size) && quay_checkpoint_survives (error);
}

gboolean
quay_download_is_worth_keeping (QuayDownload *self)
{
  return self->part != NULL && quay_checkpoint_worth (&self->checkpoint, self->done);
}

static void
save_and_keep (gpointer data)
{
  QuayDownload *self = data;

  if (sync_and_save (self))
    quay_part_file_keep (g_steal_pointer (&self->part));
  else
    g_clear_pointer (&self->part, quay_part_file_free);
}

static void
only_keep (gpointer data)
{
  QuayDownload *self = data;

  quay_part_file_keep (g_steal_pointer (&self->part));
}

/* An attempt that never got to the file changes nothing of what the journal has. */
void
quay_download_keep_part (QuayDownload *self, QuayDiskFunc done)
{
  if (self->stated)
    take (self);
  quay_download_run_on_disk (self, self->stated ? save_and_keep : only_keep, done);
}

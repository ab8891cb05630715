/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-progress.h"

/* Failures kept one by one; beyond that they are counted. */
#define MAX_FAILURES 1000

struct _QuayProgress
{
  gatomicrefcount ref_count;
  GMutex mutex;
  QuayTransferProgress counters;
  char *name;
  GPtrArray *failures; /* of QuayTransferFailure */
  guint64 n_changes;
  guint n_verified[QUAY_VERIFIED_BY_READING + 1];
  GChecksumType verified_by;
};

static void
failure_free (gpointer data)
{
  QuayTransferFailure *failure = data;

  g_free (failure->path);
  g_clear_error (&failure->error);
  g_free (failure);
}

QuayProgress *
quay_progress_new (void)
{
  QuayProgress *self = g_new0 (QuayProgress, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->failures = g_ptr_array_new_with_free_func (failure_free);

  return self;
}

QuayProgress *
quay_progress_ref (QuayProgress *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_progress_unref (QuayProgress *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_ptr_array_unref (self->failures);
  g_free (self->name);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

#define LOCKED(self)                                                     \
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&(self)->mutex); \
  (self)->n_changes++

void
quay_progress_add_bytes (QuayProgress *self, gint64 done)
{
  LOCKED (self);

  self->counters.bytes_done += done;
}

void
quay_progress_add_total (QuayProgress *self, gint64 bytes, guint files)
{
  LOCKED (self);

  self->counters.bytes_total += bytes;
  self->counters.files_total += files;
}

void
quay_progress_file_done (QuayProgress *self)
{
  LOCKED (self);

  self->counters.files_done++;
}

void
quay_progress_add_moved (QuayProgress *self, guint64 bytes)
{
  LOCKED (self);

  self->counters.bytes_moved += bytes;
}

void
quay_progress_file_verified (QuayProgress *self, QuayVerified how, GChecksumType type)
{
  LOCKED (self);

  self->n_verified[how]++;
  if (how != QUAY_VERIFIED_NOT)
    self->verified_by = type;
}

QuayVerified
quay_progress_get_verified (QuayProgress *self, GChecksumType *type)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *type = self->verified_by;
  if (self->n_verified[QUAY_VERIFIED_NOT] > 0)
    return QUAY_VERIFIED_NOT;
  if (self->n_verified[QUAY_VERIFIED_BY_READING] > 0)
    return QUAY_VERIFIED_BY_READING;

  return self->n_verified[QUAY_VERIFIED_BY_SERVER] > 0 ? QUAY_VERIFIED_BY_SERVER : QUAY_VERIFIED_NOT;
}

void
quay_progress_file_skipped (QuayProgress *self)
{
  LOCKED (self);

  self->counters.files_skipped++;
}

void
quay_progress_file_failed (QuayProgress *self, const char *path, const GError *error)
{
  LOCKED (self);

  self->counters.files_failed++;
  if (self->failures->len < MAX_FAILURES)
    {
      QuayTransferFailure *failure = g_new (QuayTransferFailure, 1);

      *failure = (QuayTransferFailure){ g_strdup (path), g_error_copy (error) };
      g_ptr_array_add (self->failures, failure);
    }
}

void
quay_progress_set_total_known (QuayProgress *self)
{
  LOCKED (self);

  self->counters.total_known = TRUE;
}

void
quay_progress_set_name (QuayProgress *self, const char *shown)
{
  LOCKED (self);

  g_set_str (&self->name, shown);
}

guint64
quay_progress_read (QuayProgress *self, QuayTransferProgress *progress, char **name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  *progress = self->counters;
  if (name != NULL)
    *name = g_strdup (self->name);

  return self->n_changes;
}

GPtrArray *
quay_progress_list_failures (QuayProgress *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  GPtrArray *list = g_ptr_array_new_with_free_func (failure_free);

  for (guint i = 0; i < self->failures->len; i++)
    {
      const QuayTransferFailure *from = self->failures->pdata[i];
      QuayTransferFailure *failure = g_new (QuayTransferFailure, 1);

      *failure = (QuayTransferFailure){ g_strdup (from->path), g_error_copy (from->error) };
      g_ptr_array_add (list, failure);
    }

  return list;
}

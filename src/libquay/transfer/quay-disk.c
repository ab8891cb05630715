/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-disk.h"

#include "quay-ready-source.h"

/* Enough that one slow fsync does not hold up the rest, and that journalling file systems commit several together. */
#define N_THREADS 8

typedef struct
{
  QuayDisk *disk;
  QuayDiskFunc work;
  QuayDiskFunc done;
  gpointer data;
} Job;

struct _QuayDisk
{
  gatomicrefcount ref_count;
  GMutex mutex;
  GQueue finished; /* of Job */
  GSource *source;
  guint n_pending; /* context's thread */
};

static void
run_job (gpointer data, gpointer user_data)
{
  Job *job = data;
  QuayDisk *self = job->disk;

  job->work (job->data);
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->finished, job);
  quay_ready_source_raise (self->source);
  g_mutex_unlock (&self->mutex);
}

static GThreadPool *
get_pool (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize)g_thread_pool_new (run_job, NULL, N_THREADS, FALSE, NULL));

  return (GThreadPool *)once;
}

static gboolean
take_finished (gpointer user_data)
{
  g_autoptr (QuayDisk) self = quay_disk_ref (user_data);
  GQueue finished;

  g_mutex_lock (&self->mutex);
  finished = self->finished;
  g_queue_init (&self->finished);
  g_mutex_unlock (&self->mutex);
  while (!g_queue_is_empty (&finished))
    {
      Job *job = g_queue_pop_head (&finished);

      self->n_pending--;
      if (job->done != NULL)
        job->done (job->data);
      g_free (job);
      quay_disk_unref (self);
    }

  return G_SOURCE_CONTINUE;
}

QuayDisk *
quay_disk_new (GMainContext *context)
{
  QuayDisk *self = g_new0 (QuayDisk, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->source = quay_ready_source_new (context, take_finished, self, "[quay] disk");

  return self;
}

QuayDisk *
quay_disk_ref (QuayDisk *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_disk_unref (QuayDisk *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
quay_disk_run (QuayDisk *self, QuayDiskFunc work, QuayDiskFunc done, gpointer data)
{
  Job *job = g_new (Job, 1);

  self->n_pending++;
  *job = (Job){ quay_disk_ref (self), work, done, data };
  g_thread_pool_push (get_pool (), job, NULL);
}

gboolean
quay_disk_is_busy (QuayDisk *self)
{
  return self->n_pending > 0;
}

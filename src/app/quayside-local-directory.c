/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-local-directory.h"

#include "quayside-file-keys.h"

/* The first screenful comes at once; later batches are large enough that merging them into the sorted list costs
 * little, and small enough that one takes no more than a few milliseconds of the main thread. */
#define FIRST_BATCH 200
#define LATER_BATCH 4000

static const char attributes[] = "standard::name,standard::type,standard::size,standard::is-symlink,"
                                 "standard::symlink-target,standard::is-hidden,time::modified,time::modified-nsec,"
                                 "unix::mode,unix::uid,unix::gid,owner::user,owner::group";

typedef struct
{
  char *path;
  QuayDirectory *directory; /* for the main thread only */
} Reading;

typedef struct
{
  QuayDirectory *directory;
  GPtrArray *infos;
} Batch;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->path);
  g_object_unref (reading->directory);
  g_free (reading);
}

static void
batch_free (gpointer data)
{
  Batch *batch = data;

  g_object_unref (batch->directory);
  g_ptr_array_unref (batch->infos);
  g_free (batch);
}

static gboolean
append_batch (gpointer data)
{
  Batch *batch = data;

  quay_directory_append (batch->directory, batch->infos);

  return G_SOURCE_REMOVE;
}

/* The task's own source has the same priority, so it comes after all batches. Never invoked directly: that would run in
 * this thread whenever the main one is between two iterations. */
static void
post_batch (GTask *task, GPtrArray *infos)
{
  Reading *reading = g_task_get_task_data (task);
  g_autoptr (GSource) source = g_idle_source_new ();
  Batch *batch = g_new (Batch, 1);

  batch->directory = g_object_ref (reading->directory);
  batch->infos = g_ptr_array_ref (infos);
  g_source_set_priority (source, g_task_get_priority (task));
  g_source_set_callback (source, append_batch, batch, batch_free);
  g_source_attach (source, g_task_get_context (task));
}

static gboolean
read_entries (GTask *task, GFileEnumerator *enumerator, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);
  guint limit = FIRST_BATCH;
  GFileInfo *entry;

  do
    {
      if (!g_file_enumerator_iterate (enumerator, &entry, NULL, cancellable, error))
        return FALSE;
      if (entry != NULL)
        {
          QuayFileInfo *info = quay_file_info_new_from_gio (entry);

          quayside_file_keys_prepare (info);
          g_ptr_array_add (infos, info);
        }
      if (infos->len >= limit || (entry == NULL && infos->len > 0))
        {
          post_batch (task, infos);
          g_ptr_array_unref (infos);
          infos = g_ptr_array_new_with_free_func (g_object_unref);
          limit = LATER_BATCH;
        }
    }
  while (entry != NULL);

  return TRUE;
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Reading *reading = data;
  g_autoptr (GFile) folder = g_file_new_for_path (reading->path);
  g_autoptr (GFileEnumerator) enumerator = NULL;
  GError *error = NULL;

  /* Links are followed for their target's size and type; each info still says that it is a link. */
  enumerator = g_file_enumerate_children (folder, attributes, G_FILE_QUERY_INFO_NONE, cancellable, &error);
  if (enumerator != NULL && read_entries (task, enumerator, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
quayside_local_directory_read (const char *path, QuayDirectory *directory, GTask *task)
{
  Reading *reading = g_new (Reading, 1);

  reading->path = g_strdup (path);
  reading->directory = g_object_ref (directory);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_in_thread);
  g_object_unref (task);
}

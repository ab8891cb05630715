/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-test-location.h"

#define BATCH 100

struct _QuaysideTestLocation
{
  QuaysideLocation parent_instance;

  guint n_files;
  guint first; /* the number of the first */
  guint n_shown;
};

G_DEFINE_FINAL_TYPE (QuaysideTestLocation, quayside_test_location, QUAYSIDE_TYPE_LOCATION)

typedef struct
{
  QuayDirectory *directory;
  guint n_done;
  guint first;
} Listing;

static void
listing_free (gpointer data)
{
  g_object_unref (((Listing *)data)->directory);
  g_free (data);
}

static QuayFileInfo *
new_info (guint number)
{
  g_autoptr (GFileInfo) info = g_file_info_new ();
  /* Neither the order of the numbers nor that of the text. */
  guint mixed = (guint)((guint64)number * 2654435761U % 1000003U);
  g_autofree char *name = g_strdup_printf ("file-%u.dat", mixed * 10 + number % 10);

  g_file_info_set_name (info, name);
  g_file_info_set_size (info, (number * 7919) % 100000);
  g_file_info_set_file_type (info, number % 100 == 0 ? G_FILE_TYPE_DIRECTORY : G_FILE_TYPE_REGULAR);
  g_file_info_set_attribute_uint64 (info, G_FILE_ATTRIBUTE_TIME_MODIFIED, 1600000000 + (number * 104729) % 10000000);

  return quay_file_info_new_from_gio (info);
}

static gboolean
append_batch (gpointer data)
{
  GTask *task = data;
  QuaysideTestLocation *self = g_task_get_source_object (task);
  Listing *listing = g_task_get_task_data (task);
  g_autoptr (GPtrArray) infos = g_ptr_array_new_with_free_func (g_object_unref);

  if (g_task_return_error_if_cancelled (task))
    {
      g_object_unref (task);
      return G_SOURCE_REMOVE;
    }
  for (guint i = 0; i < BATCH && listing->n_done < self->n_files; i++)
    g_ptr_array_add (infos, new_info (listing->first + listing->n_done++));
  quay_directory_append (listing->directory, infos);
  if (listing->n_done < self->n_files)
    return G_SOURCE_CONTINUE;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);

  return G_SOURCE_REMOVE;
}

static void
list_async (QuaysideLocation *location, const char *path, QuayDirectory *directory, GTask *task)
{
  Listing *listing = g_new0 (Listing, 1);

  listing->first = QUAYSIDE_TEST_LOCATION (location)->first;
  listing->directory = g_object_ref (directory);
  g_task_set_task_data (task, listing, listing_free);
  g_idle_add_full (G_PRIORITY_DEFAULT, append_batch, task, NULL);
}

static const char *
get_home (QuaysideLocation *location)
{
  return "/";
}

static void
space_async (QuaysideLocation *location, const char *path, GTask *task)
{
  QUAYSIDE_TEST_LOCATION (location)->n_shown++;
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "No space here");
  g_object_unref (task);
}

static void
quayside_test_location_class_init (QuaysideTestLocationClass *klass)
{
  QuaysideLocationClass *location_class = QUAYSIDE_LOCATION_CLASS (klass);

  location_class->get_home = get_home;
  location_class->list_async = list_async;
  location_class->space_async = space_async;
}

static void
quayside_test_location_init (QuaysideTestLocation *self)
{
}

QuaysideLocation *
quayside_test_location_new (guint n_files)
{
  QuaysideTestLocation *self = g_object_new (QUAYSIDE_TYPE_TEST_LOCATION, NULL);

  self->n_files = n_files;

  return QUAYSIDE_LOCATION (self);
}

/* Which files there are: so many, from this one on. */
void
quayside_test_location_set_first (QuaysideTestLocation *self, guint first)
{
  self->first = first;
}

/* How often a folder was read and shown: what is asked after that is how much room there is. */
guint
quayside_test_location_get_n_shown (QuaysideTestLocation *self)
{
  return self->n_shown;
}

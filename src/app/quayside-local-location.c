/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-local-location.h"

#include <glib/gi18n.h>

#include "quayside-local-directory.h"
#include "quayside-local-files.h"
#include "quayside-local-home.h"

struct _QuaysideLocalLocation
{
  QuaysideLocation parent_instance;
};

G_DEFINE_FINAL_TYPE (QuaysideLocalLocation, quayside_local_location, QUAYSIDE_TYPE_LOCATION)

typedef struct
{
  char *from;
  char *to; /* nullable */
  guint32 permissions;
} Paths;

static void
paths_free (gpointer data)
{
  Paths *paths = data;

  g_free (paths->from);
  g_free (paths->to);
  g_free (paths);
}

/* Takes over @task. */
static void
run_in_thread (GTask *task, const char *from, const char *to, GTaskThreadFunc function)
{
  Paths *paths = g_new0 (Paths, 1);

  paths->from = g_strdup (from);
  paths->to = g_strdup (to);
  g_task_set_task_data (task, paths, paths_free);
  g_task_run_in_thread (task, function);
  g_object_unref (task);
}

static void
return_result (GTask *task, gboolean ok, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, ok);
}

static const char *
get_home (QuaysideLocation *location)
{
  return quayside_local_home_get ();
}

static void
list_async (QuaysideLocation *location, const char *path, QuayDirectory *directory, GTask *task)
{
  quayside_local_directory_read (path, directory, task);
}

static void
is_folder_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (((Paths *)data)->from);
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;

  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, cancellable, &error);
  return_result (task, info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY, error);
}

static void
is_folder_async (QuaysideLocation *location, const char *path, GTask *task)
{
  run_in_thread (task, path, NULL, is_folder_in_thread);
}

static void
make_folder_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (((Paths *)data)->from);
  GError *error = NULL;
  gboolean ok = g_file_make_directory (file, cancellable, &error);

  return_result (task, ok, error);
}

static void
make_folder_async (QuaysideLocation *location, const char *path, GTask *task)
{
  run_in_thread (task, path, NULL, make_folder_in_thread);
}

static void
rename_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Paths *paths = data;
  GError *error = NULL;
  gboolean ok = quayside_local_rename (paths->from, paths->to, &error);

  return_result (task, ok, error);
}

static void
rename_async (QuaysideLocation *location, const char *from, const char *to, GTask *task)
{
  run_in_thread (task, from, to, rename_in_thread);
}

static void
trash_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (((Paths *)data)->from);
  GError *error = NULL;
  gboolean ok = g_file_trash (file, cancellable, &error);

  return_result (task, ok, error);
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  gboolean ok = quayside_local_remove_tree (((Paths *)data)->from, cancellable, &error);

  return_result (task, ok, error);
}

static void
remove_async (QuaysideLocation *location, const char *path, gboolean for_good, GTask *task)
{
  run_in_thread (task, path, NULL, for_good ? remove_in_thread : trash_in_thread);
}

static void
copy_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Paths *paths = data;
  GError *error = NULL;
  gboolean ok = quayside_local_copy_tree (paths->from, paths->to, cancellable, &error);

  return_result (task, ok, error);
}

static void
copy_async (QuaysideLocation *location, const char *from, const char *to, GTask *task)
{
  run_in_thread (task, from, to, copy_in_thread);
}

static void
space_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GFile) file = g_file_new_for_path (((Paths *)data)->from);
  g_autoptr (GFileInfo) info = NULL;
  GError *error = NULL;
  QuaySpace *space;

  info = g_file_query_filesystem_info (file, "filesystem::size,filesystem::free", cancellable, &error);
  if (info == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  space = g_new0 (QuaySpace, 1);
  space->total = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_SIZE);
  space->available = g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE);
  g_task_return_pointer (task, space, g_free);
}

static void
space_async (QuaysideLocation *location, const char *path, GTask *task)
{
  run_in_thread (task, path, NULL, space_in_thread);
}

static void
set_permissions_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Paths *paths = data;
  GError *error = NULL;
  gboolean ok = quayside_local_set_permissions (paths->from, paths->permissions, &error);

  return_result (task, ok, error);
}

static void
set_permissions_async (QuaysideLocation *location, const char *path, guint32 permissions, GTask *task)
{
  Paths *paths = g_new0 (Paths, 1);

  paths->from = g_strdup (path);
  paths->permissions = permissions;
  g_task_set_task_data (task, paths, paths_free);
  g_task_run_in_thread (task, set_permissions_in_thread);
  g_object_unref (task);
}

static void
read_link_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *target = g_file_read_link (((Paths *)data)->from, &error);

  if (target != NULL)
    g_task_return_pointer (task, target, g_free);
  else
    g_task_return_error (task, error);
}

static void
read_link_async (QuaysideLocation *location, const char *path, GTask *task)
{
  run_in_thread (task, path, NULL, read_link_in_thread);
}

static void
hash_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *hex = quayside_local_hash (((Paths *)data)->from, cancellable, &error);
  QuaysideHash *hash;

  if (hex == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  hash = g_new0 (QuaysideHash, 1);
  hash->hex = hex;
  hash->algorithm = g_strdup ("SHA-256");
  g_task_return_pointer (task, hash, (GDestroyNotify)quayside_hash_free);
}

static void
hash_async (QuaysideLocation *location, const char *path, GTask *task)
{
  run_in_thread (task, path, NULL, hash_in_thread);
}

static GFileMonitor *
monitor (QuaysideLocation *location, const char *path)
{
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  return g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
}

static void
quayside_local_location_class_init (QuaysideLocalLocationClass *klass)
{
  QuaysideLocationClass *location_class = QUAYSIDE_LOCATION_CLASS (klass);

  location_class->get_home = get_home;
  location_class->list_async = list_async;
  location_class->is_folder_async = is_folder_async;
  location_class->make_folder_async = make_folder_async;
  location_class->rename_async = rename_async;
  location_class->remove_async = remove_async;
  location_class->copy_async = copy_async;
  location_class->space_async = space_async;
  location_class->set_permissions_async = set_permissions_async;
  location_class->read_link_async = read_link_async;
  location_class->hash_async = hash_async;
  location_class->monitor = monitor;
}

static void
quayside_local_location_init (QuaysideLocalLocation *self)
{
}

QuaysideLocation *
quayside_local_location_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_LOCAL_LOCATION, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-remote-location.h"

struct _QuaysideRemoteLocation
{
  QuaysideLocation parent_instance;

  /* owned */
  QuayLogin *login;
};

G_DEFINE_FINAL_TYPE (QuaysideRemoteLocation, quayside_remote_location, QUAYSIDE_TYPE_LOCATION)

static void
return_boolean (GTask *task, gboolean ok, GError *error)
{
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, ok);
  g_object_unref (task);
}

static QuayLogin *
login_of (QuaysideLocation *location)
{
  return QUAYSIDE_REMOTE_LOCATION (location)->login;
}

static const char *
get_home (QuaysideLocation *location)
{
  const char *home = quay_login_get_home (login_of (location));

  return home != NULL && *home == '/' ? home : "/";
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  g_autoptr (QuayDirectory) directory = quay_login_list_finish (QUAY_LOGIN (source), result, &error);

  return_boolean (task, directory != NULL, error);
}

static void
list_async (QuaysideLocation *location, const char *path, QuayDirectory *directory, GTask *task)
{
  quay_login_list_async (login_of (location), path, directory, g_task_get_cancellable (task), on_listed, task);
}

static void
on_stat (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (source), result, &error);

  return_boolean (task, info != NULL && quay_file_info_is_directory (info), error);
}

static void
is_folder_async (QuaysideLocation *location, const char *path, GTask *task)
{
  quay_login_stat_async (login_of (location), path, TRUE, g_task_get_cancellable (task), on_stat, task);
}

static void
on_folder_made (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  gboolean ok = quay_login_mkdir_finish (QUAY_LOGIN (source), result, &error);

  return_boolean (task, ok, error);
}

static void
make_folder_async (QuaysideLocation *location, const char *path, GTask *task)
{
  quay_login_mkdir_async (login_of (location), path, FALSE, g_task_get_cancellable (task), on_folder_made, task);
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  gboolean ok = quay_login_rename_finish (QUAY_LOGIN (source), result, &error);

  return_boolean (task, ok, error);
}

static void
rename_async (QuaysideLocation *location, const char *from, const char *to, GTask *task)
{
  quay_login_rename_async (login_of (location), from, to, FALSE, g_task_get_cancellable (task), on_renamed, task);
}

static void
on_removed (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  gboolean ok = quay_login_remove_finish (QUAY_LOGIN (source), result, &error);

  return_boolean (task, ok, error);
}

/* Servers have no wastebasket: the question said so. */
static void
remove_async (QuaysideLocation *location, const char *path, gboolean for_good, GTask *task)
{
  quay_login_remove_async (login_of (location), path, TRUE, g_task_get_cancellable (task), on_removed, task);
}

static void
on_space (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree QuaySpace *space = g_new0 (QuaySpace, 1);
  GError *error = NULL;

  if (quay_login_space_finish (QUAY_LOGIN (source), result, space, &error))
    g_task_return_pointer (task, g_steal_pointer (&space), g_free);
  else
    g_task_return_error (task, error);
}

static void
space_async (QuaysideLocation *location, const char *path, GTask *task)
{
  quay_login_space_async (login_of (location), path, g_task_get_cancellable (task), on_space, task);
}

static void
on_permissions_set (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  gboolean ok = quay_login_chmod_finish (QUAY_LOGIN (source), result, &error);

  return_boolean (task, ok, error);
}

static void
set_permissions_async (QuaysideLocation *location, const char *path, guint32 permissions, GTask *task)
{
  quay_login_chmod_async (login_of (location), path, permissions, g_task_get_cancellable (task), on_permissions_set,
                          task);
}

static void
on_link_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *target = quay_login_readlink_finish (QUAY_LOGIN (source), result, &error);

  if (target != NULL)
    g_task_return_pointer (task, target, g_free);
  else
    g_task_return_error (task, error);
}

static void
read_link_async (QuaysideLocation *location, const char *path, GTask *task)
{
  quay_login_readlink_async (login_of (location), path, g_task_get_cancellable (task), on_link_read, task);
}

static void
on_hash (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (QuaysideHash) hash = g_new0 (QuaysideHash, 1);
  GError *error = NULL;

  hash->hex = quay_login_hash_finish (QUAY_LOGIN (source), result, &hash->algorithm, &hash->from_server, &error);
  if (hash->hex != NULL)
    g_task_return_pointer (task, g_steal_pointer (&hash), (GDestroyNotify)quayside_hash_free);
  else
    g_task_return_error (task, error);
}

static void
hash_async (QuaysideLocation *location, const char *path, GTask *task)
{
  quay_login_hash_async (login_of (location), path, "sha256", g_task_get_cancellable (task), on_hash, task);
}

static void
quayside_remote_location_dispose (GObject *object)
{
  g_clear_object (&QUAYSIDE_REMOTE_LOCATION (object)->login);
  G_OBJECT_CLASS (quayside_remote_location_parent_class)->dispose (object);
}

static void
quayside_remote_location_class_init (QuaysideRemoteLocationClass *klass)
{
  QuaysideLocationClass *location_class = QUAYSIDE_LOCATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_remote_location_dispose;
  location_class->get_home = get_home;
  location_class->list_async = list_async;
  location_class->is_folder_async = is_folder_async;
  location_class->make_folder_async = make_folder_async;
  location_class->rename_async = rename_async;
  location_class->remove_async = remove_async;
  location_class->space_async = space_async;
  location_class->set_permissions_async = set_permissions_async;
  location_class->read_link_async = read_link_async;
  location_class->hash_async = hash_async;
}

static void
quayside_remote_location_init (QuaysideRemoteLocation *self)
{
}

QuaysideLocation *
quayside_remote_location_new (QuayLogin *login)
{
  QuaysideRemoteLocation *self = g_object_new (QUAYSIDE_TYPE_REMOTE_LOCATION, NULL);

  self->login = g_object_ref (login);

  return QUAYSIDE_LOCATION (self);
}

QuayLogin *
quayside_remote_location_get_login (QuaysideRemoteLocation *self)
{
  return self->login;
}

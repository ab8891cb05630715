/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-location.h"

#include "quayside-remote-location.h"

G_DEFINE_ABSTRACT_TYPE (QuaysideLocation, quayside_location, G_TYPE_OBJECT)

static void
quayside_location_class_init (QuaysideLocationClass *klass)
{
}

static void
quayside_location_init (QuaysideLocation *self)
{
}

#define MAKE_TASK(tag) new_task (self, cancellable, callback, user_data, tag, G_STRINGIFY (tag))

static GTask *
new_task (QuaysideLocation *self,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data,
          gpointer tag,
          const char *name)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_static_name (task, name);

  return task;
}

const char *
quayside_location_get_home (QuaysideLocation *self)
{
  return QUAYSIDE_LOCATION_GET_CLASS (self)->get_home (self);
}

QuayLogin *
quayside_location_get_login (QuaysideLocation *self)
{
  return QUAYSIDE_IS_REMOTE_LOCATION (self)
             ? quayside_remote_location_get_login (QUAYSIDE_REMOTE_LOCATION ((gpointer)self))
             : NULL;
}

gboolean
quayside_location_is_local (QuaysideLocation *self)
{
  return quayside_location_get_login (self) == NULL;
}

gboolean
quayside_location_equal (QuaysideLocation *a, QuaysideLocation *b)
{
  return quayside_location_get_login (a) == quayside_location_get_login (b);
}

gboolean
quayside_location_can_copy (QuaysideLocation *self)
{
  return QUAYSIDE_LOCATION_GET_CLASS (self)->copy_async != NULL;
}

GFileMonitor *
quayside_location_monitor (QuaysideLocation *self, const char *path)
{
  QuaysideLocationClass *klass = QUAYSIDE_LOCATION_GET_CLASS (self);

  return klass->monitor != NULL ? klass->monitor (self, path) : NULL;
}

void
quayside_location_list_async (QuaysideLocation *self,
                              const char *path,
                              QuayDirectory *directory,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->list_async (self, path, directory, MAKE_TASK (quayside_location_list_async));
}

void
quayside_location_is_folder_async (QuaysideLocation *self,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->is_folder_async (self, path, MAKE_TASK (quayside_location_is_folder_async));
}

void
quayside_location_make_folder_async (QuaysideLocation *self,
                                     const char *path,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->make_folder_async (self, path, MAKE_TASK (quayside_location_make_folder_async));
}

void
quayside_location_rename_async (QuaysideLocation *self,
                                const char *from,
                                const char *to,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->rename_async (self, from, to, MAKE_TASK (quayside_location_rename_async));
}

void
quayside_location_remove_async (QuaysideLocation *self,
                                const char *path,
                                gboolean for_good,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->remove_async (self, path, for_good, MAKE_TASK (quayside_location_remove_async));
}

void
quayside_location_copy_async (QuaysideLocation *self,
                              const char *from,
                              const char *to,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->copy_async (self, from, to, MAKE_TASK (quayside_location_copy_async));
}

gboolean
quayside_location_finish (QuaysideLocation *self, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, self));

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
quayside_location_space_async (QuaysideLocation *self,
                               const char *path,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->space_async (self, path, MAKE_TASK (quayside_location_space_async));
}

gboolean
quayside_location_space_finish (QuaysideLocation *self, GAsyncResult *result, QuaySpace *space, GError **error)
{
  g_autofree QuaySpace *found = g_task_propagate_pointer (G_TASK (result), error);

  if (found == NULL)
    return FALSE;
  *space = *found;

  return TRUE;
}

void
quayside_location_set_permissions_async (QuaysideLocation *self,
                                         const char *path,
                                         guint32 permissions,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->set_permissions_async (self, path, permissions,
                                                             MAKE_TASK (quayside_location_set_permissions_async));
}

void
quayside_location_read_link_async (QuaysideLocation *self,
                                   const char *path,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->read_link_async (self, path, MAKE_TASK (quayside_location_read_link_async));
}

char *
quayside_location_read_link_finish (QuaysideLocation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
quayside_hash_free (QuaysideHash *hash)
{
  if (hash == NULL)
    return;
  g_free (hash->hex);
  g_free (hash->algorithm);
  g_free (hash);
}

void
quayside_location_hash_async (QuaysideLocation *self,
                              const char *path,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  QUAYSIDE_LOCATION_GET_CLASS (self)->hash_async (self, path, MAKE_TASK (quayside_location_hash_async));
}

QuaysideHash *
quayside_location_hash_finish (QuaysideLocation *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

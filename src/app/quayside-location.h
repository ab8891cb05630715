/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <quay.h>

G_BEGIN_DECLS

/* One side's file system, as a pane sees it: this computer, or what a login reaches. Paths are absolute and bytes. The
 * same path means the same file for all locations of one kind and login. */
#define QUAYSIDE_TYPE_LOCATION (quayside_location_get_type ())
G_DECLARE_DERIVABLE_TYPE (QuaysideLocation, quayside_location, QUAYSIDE, LOCATION, GObject)

/* The hash of a file, and how it was found. */
typedef struct
{
  char *hex;
  char *algorithm;      /* as people write it: "SHA-256" */
  gboolean from_server; /* the server has made it; else it was made of the bytes that were read */
} QuaysideHash;

void quayside_hash_free (QuaysideHash *hash);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaysideHash, quayside_hash_free)

/* Every *_async vfunc completes the task it is given (transfer full). */
struct _QuaysideLocationClass
{
  GObjectClass parent_class;

  const char *(*get_home) (QuaysideLocation *self);
  void (*list_async) (QuaysideLocation *self, const char *path, QuayDirectory *directory, GTask *task);
  void (*is_folder_async) (QuaysideLocation *self, const char *path, GTask *task);
  void (*make_folder_async) (QuaysideLocation *self, const char *path, GTask *task);
  void (*rename_async) (QuaysideLocation *self, const char *from, const char *to, GTask *task);
  void (*remove_async) (QuaysideLocation *self, const char *path, gboolean for_good, GTask *task);
  void (*copy_async) (QuaysideLocation *self, const char *from, const char *to, GTask *task);
  void (*space_async) (QuaysideLocation *self, const char *path, GTask *task);
  void (*set_permissions_async) (QuaysideLocation *self, const char *path, guint32 permissions, GTask *task);
  void (*read_link_async) (QuaysideLocation *self, const char *path, GTask *task);
  void (*hash_async) (QuaysideLocation *self, const char *path, GTask *task);
  GFileMonitor *(*monitor) (QuaysideLocation *self, const char *path);
};

const char   *quayside_location_get_home           (QuaysideLocation *self);
gboolean      quayside_location_is_local           (QuaysideLocation *self);
QuayLogin    *quayside_location_get_login          (QuaysideLocation *self); /* NULL for this computer */
gboolean      quayside_location_equal              (QuaysideLocation *a, QuaysideLocation *b);
gboolean      quayside_location_can_copy           (QuaysideLocation *self); /* within itself */
GFileMonitor *quayside_location_monitor            (QuaysideLocation *self, const char *path); /* (transfer full) (nullable) */

/* Fills @directory batch by batch. */
void          quayside_location_list_async         (QuaysideLocation *self, const char *path, QuayDirectory *directory,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void          quayside_location_is_folder_async    (QuaysideLocation *self, const char *path,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
void          quayside_location_make_folder_async  (QuaysideLocation *self, const char *path,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Never replaces what stands at @to. */
void          quayside_location_rename_async       (QuaysideLocation *self, const char *from, const char *to,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Not @for_good means the wastebasket, G_IO_ERROR_NOT_SUPPORTED where there is none. Folders go with all that is in them. */
void          quayside_location_remove_async       (QuaysideLocation *self, const char *path, gboolean for_good,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Never replaces what stands at @to: takes another name then. */
void          quayside_location_copy_async         (QuaysideLocation *self, const char *from, const char *to,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Of what is no link: its twelve bits. */
void          quayside_location_set_permissions_async (QuaysideLocation *self, const char *path, guint32 permissions,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Of all of the above. For is_folder: FALSE without an error where it is something else. */
gboolean      quayside_location_finish             (QuaysideLocation *self, GAsyncResult *result, GError **error);
void          quayside_location_space_async        (QuaysideLocation *self, const char *path,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean      quayside_location_space_finish       (QuaysideLocation *self, GAsyncResult *result, QuaySpace *space, GError **error);

/* finish: what stands in the link (transfer full) */
void          quayside_location_read_link_async    (QuaysideLocation *self, const char *path,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
char         *quayside_location_read_link_finish   (QuaysideLocation *self, GAsyncResult *result, GError **error);
/* SHA-256. finish: (transfer full) */
void          quayside_location_hash_async         (QuaysideLocation *self, const char *path,
                                                    GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QuaysideHash *quayside_location_hash_finish        (QuaysideLocation *self, GAsyncResult *result, GError **error);

G_END_DECLS

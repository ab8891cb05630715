/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "quayside-site-file.h"
#include "quayside-site-folder.h"
#include "quayside-site.h"

G_BEGIN_DECLS

/*
 * QuaysideSiteStore: all saved sites, as a tree and as a list, kept in a folder of files (quayside-site-file.h) that other
 * programs may read and write at the same time. What they change is seen (once the store watches), and kept when this one
 * writes. Files are read and written in a thread, one thing after the other.
 *
 * Property `problems` (strv, notify): a sentence for each file that could not be read, and so is left alone.
 */
#define QUAYSIDE_TYPE_SITE_STORE (quayside_site_store_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSiteStore, quayside_site_store, QUAYSIDE, SITE_STORE, GObject)

/* What was deleted, for quayside_site_store_restore_async(). */
#define QUAYSIDE_TYPE_SITE_DELETION (quayside_site_deletion_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSiteDeletion, quayside_site_deletion, QUAYSIDE, SITE_DELETION, GObject)

guint                 quayside_site_deletion_get_n_sites  (QuaysideSiteDeletion *self);
/* What the site, or the folder, was called. */
const char           *quayside_site_deletion_get_title    (QuaysideSiteDeletion *self);

QuaysideSiteStore    *quayside_site_store_new             (const char *folder);
/* The user's. Read and watched from the first call on. */
QuaysideSiteStore    *quayside_site_store_get_default     (void);
char                 *quayside_site_store_dup_user_folder (void);

QuaysideSiteFolder   *quayside_site_store_get_root        (QuaysideSiteStore *self);
QuaysideSiteFolder   *quayside_site_store_find_folder     (QuaysideSiteStore *self, const char *path);
GListModel           *quayside_site_store_get_sites       (QuaysideSiteStore *self); /* of QuaysideSite, in no order */
QuaysideSite         *quayside_site_store_find            (QuaysideSiteStore *self, const char *id); /* nullable */
/* By its name, else by its id. Two of that name are an error. */
QuaysideSite         *quayside_site_store_find_by_name    (QuaysideSiteStore *self, const char *name, GError **error);
const char *const    *quayside_site_store_get_problems    (QuaysideSiteStore *self);
/* Is anything still to be read or written? */
gboolean              quayside_site_store_is_busy         (QuaysideSiteStore *self);

void                  quayside_site_store_load_async      (QuaysideSiteStore *self, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean              quayside_site_store_load_finish     (QuaysideSiteStore *self, GAsyncResult *result, GError **error);
/* At once; not while the store is busy. */
gboolean              quayside_site_store_load            (QuaysideSiteStore *self, GError **error);
/* From now on what others change is seen. */
void                  quayside_site_store_watch           (QuaysideSiteStore *self);

/* Writes what has changed of @site, which need not be in the store yet. @force: where another program has changed the same
 * meanwhile, or deleted it, this counts. */
void                  quayside_site_store_save_async      (QuaysideSiteStore *self, QuaysideSite *site, gboolean force,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
/* What stands in its file, and nothing that was changed since it was read. */
void                  quayside_site_store_revert_async    (QuaysideSiteStore *self, QuaysideSite *site, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
/* Several, as they are imported. */
void                  quayside_site_store_save_all_async  (QuaysideSiteStore *self, GPtrArray *sites, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
gboolean              quayside_site_store_save_finish     (QuaysideSiteStore *self, GAsyncResult *result, GError **error);
gboolean              quayside_site_store_save            (QuaysideSiteStore *self, QuaysideSite *site, gboolean force,
                                                           GError **error);

/* Of a site or a folder (with all that is in it). The finish functions are save_finish, but for delete. */
void                  quayside_site_store_move_async      (QuaysideSiteStore *self, GObject *item, const char *folder,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
void                  quayside_site_store_rename_folder_async (QuaysideSiteStore *self, const char *from, const char *to,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);
void                  quayside_site_store_add_folder_async (QuaysideSiteStore *self, const char *path, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
void                  quayside_site_store_delete_async    (QuaysideSiteStore *self, GObject *item, GCancellable *cancellable,
                                                           GAsyncReadyCallback callback, gpointer user_data);
QuaysideSiteDeletion *quayside_site_store_delete_finish   (QuaysideSiteStore *self, GAsyncResult *result, GError **error);
void                  quayside_site_store_restore_async   (QuaysideSiteStore *self, QuaysideSiteDeletion *deletion,
                                                           GCancellable *cancellable, GAsyncReadyCallback callback,
                                                           gpointer user_data);

G_END_DECLS

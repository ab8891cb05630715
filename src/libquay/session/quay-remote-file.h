/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-file-changes.h"
#include "quay-file-info.h"
#include "quay-open-flags.h"
#include "quay-server-types.h"

G_BEGIN_DECLS

#define QUAY_TYPE_REMOTE_FILE (quay_remote_file_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayRemoteFile, quay_remote_file, QUAY, REMOTE_FILE, GObject)

/* Bytes that one read or write may be of. */
#define QUAY_REMOTE_FILE_MAX_DATA (16 * 1024 * 1024)

QUAY_API const char   *quay_remote_file_get_path              (QuayRemoteFile *self);
QUAY_API void          quay_remote_file_read_async            (QuayRemoteFile *self, guint64 offset, gsize length, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API GBytes       *quay_remote_file_read_finish           (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_write_async           (QuayRemoteFile *self, guint64 offset, GBytes *data, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_write_finish          (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_stat_async            (QuayRemoteFile *self, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API QuayFileInfo *quay_remote_file_stat_finish           (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_set_attributes_async  (QuayRemoteFile *self, QuayFileChanges *changes, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_set_attributes_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_sync_async            (QuayRemoteFile *self, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_sync_finish           (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_statvfs_async         (QuayRemoteFile *self, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_statvfs_finish        (QuayRemoteFile *self, GAsyncResult *result, QuayStatvfs *statvfs, GError **error);
QUAY_API void          quay_remote_file_lock_async            (QuayRemoteFile *self, guint64 offset, guint64 length, QuayLockFlags flags,
                                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_lock_finish           (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_unlock_async          (QuayRemoteFile *self, guint64 offset, guint64 length,
                                                               GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_unlock_finish         (QuayRemoteFile *self, GAsyncResult *result, GError **error);
QUAY_API void          quay_remote_file_close_async           (QuayRemoteFile *self, GCancellable *cancellable,
                                                               GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean      quay_remote_file_close_finish          (QuayRemoteFile *self, GAsyncResult *result, GError **error);

G_END_DECLS

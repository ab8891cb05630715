/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-file-info.h"

G_BEGIN_DECLS

/**
 * QuayDirectory:
 *
 * The entries of one directory, a [iface@Gio.ListModel] of [class@Quay.FileInfo] that fills while it is read.
 * Lives in one thread. Properties: `path`, `loading`, `n-refused` (names not safe to use, left out).
 */
#define QUAY_TYPE_DIRECTORY (quay_directory_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayDirectory, quay_directory, QUAY, DIRECTORY, GObject)

QUAY_API QuayDirectory *quay_directory_new           (const char *path);
QUAY_API const char    *quay_directory_get_path      (QuayDirectory *self);
QUAY_API gboolean       quay_directory_get_loading   (QuayDirectory *self);
QUAY_API guint          quay_directory_get_n_refused (QuayDirectory *self);

/* For those who fill it: the engine for remote directories, the application for local ones. */
QUAY_API void           quay_directory_set_path      (QuayDirectory *self, const char *path);
QUAY_API void           quay_directory_set_loading   (QuayDirectory *self, gboolean loading);
QUAY_API void           quay_directory_set_n_refused (QuayDirectory *self, guint n_refused);
QUAY_API void           quay_directory_append        (QuayDirectory *self, GPtrArray *infos);
QUAY_API void           quay_directory_splice        (QuayDirectory *self, guint position, guint n_removals, GPtrArray *infos);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Blocking operations on local files, for worker threads. None ever replaces a file or follows a link out of a tree.
 * Errors are sentences. */
gboolean quayside_local_rename      (const char *from, const char *to, GError **error);
gboolean quayside_local_remove_tree (const char *path, GCancellable *cancellable, GError **error);
/* Where @to exists already "name (2).txt" is taken, then "name (3).txt". A file shows under its name when it is whole. */
gboolean quayside_local_copy_tree   (const char *from, const char *to, GCancellable *cancellable, GError **error);

/* Of what is no link: the twelve bits. */
gboolean quayside_local_set_permissions (const char *path, guint32 permissions, GError **error);
/* SHA-256 of a file, in hexadecimal (transfer full). */
char    *quayside_local_hash        (const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS

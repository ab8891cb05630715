/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A folder to come back to on a site, or a pair of folders. It does not change; what is edited is made anew with its id.
 * Properties (read-only): `id`, `name`, `local-folder`, `remote-folder`; "" where there is none. */
#define QUAYSIDE_TYPE_BOOKMARK (quayside_bookmark_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideBookmark, quayside_bookmark, QUAYSIDE, BOOKMARK, GObject)

/* @id: (nullable): NULL for a new one. @local: (nullable): a pair where there is one. Folders are bytes. */
QuaysideBookmark *quayside_bookmark_new        (const char *id, const char *name, const char *local, const char *remote);
const char       *quayside_bookmark_get_id     (QuaysideBookmark *self);
const char       *quayside_bookmark_get_name   (QuaysideBookmark *self);
const char       *quayside_bookmark_get_local  (QuaysideBookmark *self);
const char       *quayside_bookmark_get_remote (QuaysideBookmark *self);
/* The name; without one, the remote folder as it may be shown. */
char             *quayside_bookmark_dup_title  (QuaysideBookmark *self);
gboolean          quayside_bookmark_equal      (QuaysideBookmark *self, QuaysideBookmark *other);

G_END_DECLS

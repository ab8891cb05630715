/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <quay.h>

#include "quayside-bookmark.h"

G_BEGIN_DECLS

/*
 * QuaysideSite: a server a person comes back to. Secrets are no part of it.
 *
 * Properties (notify): `id` (read-only), `name`, `folder` ("Work/Customers", "" at the top), `local-folder` and
 * `remote-folder` (where to start; bytes), `notes`, `colour` (one of the accent colours' names, or ""), `options` (read-only
 * object), `bookmarks` (read-only list). Names are cleaned when set: see quayside-site-text.h.
 * Signal `changed`: anything of it has changed, an option or a bookmark too.
 */
#define QUAYSIDE_TYPE_SITE (quayside_site_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSite, quayside_site, QUAYSIDE, SITE, GObject)

QuaysideSite    *quayside_site_new               (void);
/* Everything but the id, what we do not know of its file included. */
QuaysideSite    *quayside_site_duplicate         (QuaysideSite *self);

const char      *quayside_site_get_id            (QuaysideSite *self);
const char      *quayside_site_get_name          (QuaysideSite *self);
void             quayside_site_set_name          (QuaysideSite *self, const char *name);
const char      *quayside_site_get_folder        (QuaysideSite *self);
void             quayside_site_set_folder        (QuaysideSite *self, const char *folder);
const char      *quayside_site_get_local_folder  (QuaysideSite *self);
void             quayside_site_set_local_folder  (QuaysideSite *self, const char *path);
const char      *quayside_site_get_remote_folder (QuaysideSite *self);
void             quayside_site_set_remote_folder (QuaysideSite *self, const char *path);
const char      *quayside_site_get_notes         (QuaysideSite *self);
void             quayside_site_set_notes         (QuaysideSite *self, const char *notes);
const char      *quayside_site_get_colour        (QuaysideSite *self);
void             quayside_site_set_colour        (QuaysideSite *self, const char *colour);
QuaySiteOptions *quayside_site_get_options       (QuaysideSite *self);
/* Takes over every value that may be kept; no secrets. */
void             quayside_site_set_options       (QuaysideSite *self, QuaySiteOptions *options);

/* Of QuaysideBookmark */
GListModel      *quayside_site_get_bookmarks     (QuaysideSite *self);
/* Takes the place of the one with its id. */
void             quayside_site_put_bookmark      (QuaysideSite *self, QuaysideBookmark *bookmark);
void             quayside_site_remove_bookmark   (QuaysideSite *self, const char *id);

/* What to call it: the name, else the address. */
char            *quayside_site_dup_title         (QuaysideSite *self);
/* "user@host:port" as it may be shown; "" without a host. */
char            *quayside_site_dup_address       (QuaysideSite *self);
/* Does each word of @text occur in its name, folder, address or notes? */
gboolean         quayside_site_matches           (QuaysideSite *self, const char *text);

/* For the store: the file's text */
QuaysideSite    *quayside_site_new_from_text     (const char *id, const char *text, GError **error);
/* What is to stand in the file: what was read, with what has changed since. */
char            *quayside_site_dup_text          (QuaysideSite *self);
/* (nullable): what stands there as far as we know */
const char      *quayside_site_get_stored        (QuaysideSite *self);
/* The file is @text now; what has been changed here since @base (nullable: since the stored text) stays changed. */
gboolean         quayside_site_take_stored       (QuaysideSite *self, const char *base, const char *text, GError **error);
/* There is no file any more. */
void             quayside_site_forget_stored     (QuaysideSite *self);

G_END_DECLS

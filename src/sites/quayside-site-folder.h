/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "quayside-site.h"

G_BEGIN_DECLS

/* A folder of the tree of sites. Its children are folders, then sites, each sorted by name, in a list that follows every
 * change. Properties (read-only): `path`, `name`. */
#define QUAYSIDE_TYPE_SITE_FOLDER (quayside_site_folder_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSiteFolder, quayside_site_folder, QUAYSIDE, SITE_FOLDER, GObject)

const char *quayside_site_folder_get_path     (QuaysideSiteFolder *self); /* "" for the top */
const char *quayside_site_folder_get_name     (QuaysideSiteFolder *self);
GListModel *quayside_site_folder_get_children (QuaysideSiteFolder *self);

/* Is @path the folder @folder, or in it at any depth? */
gboolean    quayside_site_folder_contains     (const char *folder, const char *path);

/*
 * QuaysideSiteTree: the folders that the sites' paths name, and those that are to be there though they are empty. For the
 * store.
 */
typedef struct _QuaysideSiteTree QuaysideSiteTree;

QuaysideSiteTree   *quayside_site_tree_new         (void);
void                quayside_site_tree_free        (QuaysideSiteTree *self);
QuaysideSiteFolder *quayside_site_tree_get_root    (QuaysideSiteTree *self);
QuaysideSiteFolder *quayside_site_tree_find        (QuaysideSiteTree *self, const char *path); /* nullable */
/* Puts it where it belongs now; again after its name or folder has changed. */
void                quayside_site_tree_place       (QuaysideSiteTree *self, QuaysideSite *site);
void                quayside_site_tree_remove      (QuaysideSiteTree *self, QuaysideSite *site);
/* The folders that stay without sites. */
void                quayside_site_tree_set_folders (QuaysideSiteTree *self, const char *const *paths);
gboolean            quayside_site_tree_is_kept     (QuaysideSiteTree *self, const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaysideSiteTree, quayside_site_tree_free)

G_END_DECLS

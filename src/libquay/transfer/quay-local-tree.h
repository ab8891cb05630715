/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include <sys/stat.h>

G_BEGIN_DECLS

/*
 * QuayLocalTree: a local folder under which a transfer works with relative paths. Nothing below it is reached through a
 * symbolic link or "..", whoever moves things about meanwhile (openat2 with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS, or
 * O_NOFOLLOW for each component where the kernel has no openat2). All functions block; they run in the disk pool, from several
 * threads at once.
 */
typedef struct _QuayLocalTree QuayLocalTree;

/* @path: the folder itself may be reached through links: it is the person's choice. */
QuayLocalTree *quay_local_tree_new       (const char *path);
QuayLocalTree *quay_local_tree_ref       (QuayLocalTree *self);
void           quay_local_tree_unref     (QuayLocalTree *self);
/* Before first use: links below it are followed after all, because the person asked for what they lead to. For sources only. */
void           quay_local_tree_follow_links (QuayLocalTree *self);
const char    *quay_local_tree_get_path  (QuayLocalTree *self);
char          *quay_local_tree_dup_shown (QuayLocalTree *self, const char *relative); /* whole path, escaped */

/* All below return -1 with errno set on failure. */

/* A folder: O_DIRECTORY. @relative "" is the tree itself. */
int quay_local_tree_open_folder (QuayLocalTree *self, const char *relative);
/* The folder that holds @relative; @name gets the last component (borrowed from @relative). */
int quay_local_tree_open_parent (QuayLocalTree *self, const char *relative, const char **name);
int quay_local_tree_open_file   (QuayLocalTree *self, const char *relative, int flags);
int quay_local_tree_stat        (QuayLocalTree *self, const char *relative, gboolean follow, struct stat *st);
/* 0 made, 1 there already as a folder. */
int quay_local_tree_mkdir       (QuayLocalTree *self, const char *relative, mode_t mode);
int quay_local_tree_symlink     (QuayLocalTree *self, const char *target, const char *relative);
char *quay_local_tree_readlink  (QuayLocalTree *self, const char *relative);
int quay_local_tree_unlink      (QuayLocalTree *self, const char *relative);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayLocalTree, quay_local_tree_unref)

G_END_DECLS

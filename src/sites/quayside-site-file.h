/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * The folder of the sites' files on the disk: NAME.site for each, and "folders", a line for each folder of the tree that is
 * to be there though it is empty. All of this waits for the disk: not for the main thread.
 *
 * The tree's folders are keys in the files and no folders of the disk: so a file keeps its name for as long as the site
 * lives, wherever it is moved, and every program that has it open finds it again; and no name a person gives ever becomes
 * a path.
 */

/**
 * QuaysideSiteError:
 * @QUAYSIDE_SITE_ERROR_CHANGED: another program has changed the same keys meanwhile; nothing was written
 * @QUAYSIDE_SITE_ERROR_DELETED: another program has deleted the file meanwhile
 * @QUAYSIDE_SITE_ERROR_DAMAGED: what is there is no site's file; it is left alone
 * @QUAYSIDE_SITE_ERROR_BUSY: another program has held the lock for too long
 * @QUAYSIDE_SITE_ERROR_DISK: reading or writing failed
 * @QUAYSIDE_SITE_ERROR_NOT_FOUND: there is no such site, or several
 */
typedef enum {
  QUAYSIDE_SITE_ERROR_CHANGED,
  QUAYSIDE_SITE_ERROR_DELETED,
  QUAYSIDE_SITE_ERROR_DAMAGED,
  QUAYSIDE_SITE_ERROR_BUSY,
  QUAYSIDE_SITE_ERROR_DISK,
  QUAYSIDE_SITE_ERROR_NOT_FOUND,
} QuaysideSiteError;

#define QUAYSIDE_SITE_ERROR (quayside_site_error_quark ())
GQuark quayside_site_error_quark (void);

/* The names without ".site"; an empty list where there is no folder yet. */
GStrv    quayside_site_file_list           (const char *folder, GError **error);
/* (nullable): with @error: why not; without: there is no such file. */
char    *quayside_site_file_read           (const char *folder, const char *id, GError **error);
GStrv    quayside_site_file_read_folders   (const char *folder);

/* The lock of all programs, for as long as something is written; -1 is none. */
int      quayside_site_file_lock           (const char *folder, GError **error);
void     quayside_site_file_unlock         (int lock);

/* With the lock. What stood there when @mine was begun is @base, NULL where there was nothing; what another program has
 * changed since is kept: key by key. @force: where both changed the same key, mine counts, and a file that is gone is
 * written again. Returns what is in the file now. */
char    *quayside_site_file_write          (const char *folder, const char *id, const char *base, const char *mine,
                                            gboolean force, GError **error);
/* With the lock. Returns what was in the file: NULL without an error where there was none. */
char    *quayside_site_file_delete         (const char *folder, const char *id, GError **error);
/* With the lock. @add and @remove are nullable. */
gboolean quayside_site_file_change_folders (const char *folder, const char *const *add, const char *const *remove, GError **error);

G_END_DECLS

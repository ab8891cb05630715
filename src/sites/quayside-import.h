/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "quayside-site.h"

G_BEGIN_DECLS

/* One site another program knows, and what could not be taken over with it. Properties (notify): `selected` (boolean): to be
 * imported; and, read-only, `site`. */
#define QUAYSIDE_TYPE_IMPORT_ITEM (quayside_import_item_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideImportItem, quayside_import_item, QUAYSIDE, IMPORT_ITEM, GObject)

QuaysideSite *quayside_import_item_get_site     (QuaysideImportItem *self);
gboolean      quayside_import_item_get_selected (QuaysideImportItem *self);
void          quayside_import_item_set_selected (QuaysideImportItem *self, gboolean selected);
/* A sentence or several about what is left behind; "" where there is nothing. */
const char   *quayside_import_item_get_remark   (QuaysideImportItem *self);
/* (nullable): for the Secret Service, and nothing else. Wiped with the item. */
const char   *quayside_import_item_get_password (QuaysideImportItem *self);

/* What was found in another program's file. */
#define QUAYSIDE_TYPE_IMPORT (quayside_import_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideImport, quayside_import, QUAYSIDE, IMPORT, GObject)

GListModel        *quayside_import_get_items   (QuaysideImport *self); /* of QuaysideImportItem */
const char *const *quayside_import_get_remarks (QuaysideImport *self); /* a sentence for each thing that was left out */

typedef enum {
  QUAYSIDE_IMPORT_FILEZILLA,
  QUAYSIDE_IMPORT_WINSCP,
  QUAYSIDE_IMPORT_PUTTY,
  QUAYSIDE_IMPORT_SSH_CONFIG,
} QuaysideImportSource;

/* Larger files, and more sites, are nobody's. */
#define QUAYSIDE_IMPORT_MAX_BYTES (4 * 1024 * 1024)
#define QUAYSIDE_IMPORT_MAX_SITES 2000

/* Where that program keeps its sites on this computer. */
GFile          *quayside_import_dup_usual_place (QuaysideImportSource source);
/* @place: a file; for PuTTY a folder. */
void            quayside_import_async           (QuaysideImportSource source, GFile *place, GCancellable *cancellable,
                                                 GAsyncReadyCallback callback, gpointer user_data);
QuaysideImport *quayside_import_finish          (GAsyncResult *result, GError **error);

/* The reading of each program's text, by itself; any bytes will do. */
QuaysideImport *quayside_import_filezilla       (const char *text, gsize length, GError **error);
QuaysideImport *quayside_import_winscp          (const char *text, gsize length, GError **error);
/* One session, into @into. */
void            quayside_import_putty_session   (QuaysideImport *into, const char *file_name, const char *text, gsize length);
/* (transfer full): the hosts the file names, without patterns; those of included files too. */
GStrv           quayside_import_ssh_config_names (const char *path);

/* For the importers */
QuaysideImport     *quayside_import_new           (void);
/* (nullable): NULL where there are too many already. */
QuaysideImportItem *quayside_import_add           (QuaysideImport *self, const char *name, const char *folder);
/* Something that is no site for us. */
G_GNUC_PRINTF (2, 3)
void                quayside_import_leave_out     (QuaysideImport *self, const char *format, ...);
void                quayside_import_drop          (QuaysideImport *self, QuaysideImportItem *item);
G_GNUC_PRINTF (2, 3)
void                quayside_import_item_remark   (QuaysideImportItem *self, const char *format, ...);
/* FALSE where it is none that we would connect to. */
gboolean            quayside_import_item_set_host (QuaysideImportItem *self, const char *host);
void                quayside_import_item_set_user (QuaysideImportItem *self, const char *user);
void                quayside_import_item_set_port (QuaysideImportItem *self, const char *port);
void                quayside_import_item_set_key  (QuaysideImportItem *self, const char *path);
void                quayside_import_item_set_password (QuaysideImportItem *self, const char *password);

G_END_DECLS

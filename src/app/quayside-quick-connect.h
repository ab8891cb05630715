/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

#include "quayside-site-store.h"

G_BEGIN_DECLS

/* The entry for "user@host:port", "sftp://user@host:port/path" and aliases of ssh_config, and site:NAME.
 * Signals: `connect-requested` (QuaySiteOptions *options, const char *path): path is "" for the login folder;
 * `site-requested` (QuaysideSite *site, const char *path): path is "" for where the site starts. */
#define QUAYSIDE_TYPE_QUICK_CONNECT (quayside_quick_connect_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideQuickConnect, quayside_quick_connect, QUAYSIDE, QUICK_CONNECT, GtkWidget)

GtkWidget *quayside_quick_connect_new      (void);
void       quayside_quick_connect_set_text (QuaysideQuickConnect *self, const char *text);

/* As if it had been typed, and Enter pressed. */
void       quayside_quick_connect_connect  (QuaysideQuickConnect *self, const char *text);

/* What the entry does with its text, for the command line. All are (out) (transfer full); @site is NULL where none is named. */
gboolean   quayside_quick_connect_parse    (const char *text, QuaysideSite **site, QuaySiteOptions **options, char **path,
                                            GError **error);

G_END_DECLS

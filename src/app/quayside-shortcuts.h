/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Every action with its keys, in one table: see quayside-shortcuts.c. */
void       quayside_shortcuts_install       (GtkApplication *application);
void       quayside_shortcuts_install_pane  (GtkWidget *pane);
void       quayside_shortcuts_install_list  (GtkWidget *list);
void       quayside_shortcuts_install_queue (GtkWidget *list);
void       quayside_shortcuts_install_sites (GtkWidget *dialog);
void       quayside_shortcuts_install_site_list (GtkWidget *list);
AdwDialog *quayside_shortcuts_dialog_new    (void);

G_END_DECLS

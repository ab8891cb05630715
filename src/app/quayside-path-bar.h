/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A path as a row of buttons, or as an entry to type in. Property: `path`. Signals: `path-chosen` (const char *path), a
 * crumb's; `path-typed` (const char *text), as typed; `editing-ended`, when the entry gives way to the crumbs. */
#define QUAYSIDE_TYPE_PATH_BAR (quayside_path_bar_get_type ())
G_DECLARE_FINAL_TYPE (QuaysidePathBar, quayside_path_bar, QUAYSIDE, PATH_BAR, GtkWidget)

const char *quayside_path_bar_get_path   (QuaysidePathBar *self);
void        quayside_path_bar_set_path   (QuaysidePathBar *self, const char *path);
void        quayside_path_bar_set_home   (QuaysidePathBar *self, const char *home); /* shown as "Home" */
void        quayside_path_bar_start_edit (QuaysidePathBar *self);
void        quayside_path_bar_stop_edit  (QuaysidePathBar *self);

G_END_DECLS

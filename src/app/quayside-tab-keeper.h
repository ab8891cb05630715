/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Keeps what windows and tabs there are from run to run, in a file of the user's state folder: sizes, places, folders; no
 * secret. Without quayside_tab_keeper_open() it does nothing, as in the tests of widgets. */
#define QUAYSIDE_TYPE_TAB_KEEPER (quayside_tab_keeper_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideTabKeeper, quayside_tab_keeper, QUAYSIDE, TAB_KEEPER, GObject)

QuaysideTabKeeper *quayside_tab_keeper_get_default (void); /* transfer none */
/* The windows of the earlier run, for quayside_window_restore(): aa{sv} (transfer full). Reads a small file, at once: it
 * says how large the first window is to be. */
GVariant          *quayside_tab_keeper_open        (QuaysideTabKeeper *self, GtkApplication *application);
/* Writes what is not written yet, at once. */
void               quayside_tab_keeper_close       (QuaysideTabKeeper *self);
/* Something of a window is other than it was: it is written soon. */
void               quayside_tab_keeper_changed     (QuaysideTabKeeper *self);
/* The windows are about to be closed: it stays as it is now, unless that is called off. */
void               quayside_tab_keeper_hold        (QuaysideTabKeeper *self);
void               quayside_tab_keeper_release     (QuaysideTabKeeper *self);

G_END_DECLS

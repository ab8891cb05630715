/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-file-selection.h"
#include "quayside-location.h"

G_BEGIN_DECLS

/* A folder of a location, as a list. Both sides are one of these.
 * Properties: `remote` (boolean, construct-only), `can-transfer` (boolean): is there another side to copy to;
 * `show-hidden` (boolean); `path` (string, read-only, notify), `selection` (GtkSelectionModel, read-only).
 * Signals: `transfer-requested` (QuaysideFileSelection *): copy these to the other side;
 * `received` (QuaysideFileSelection *, const char *folder, gboolean move): these were dropped or pasted here; @move where
 * they are of this location and were dragged. */
#define QUAYSIDE_TYPE_FILE_PANE (quayside_file_pane_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideFilePane, quayside_file_pane, QUAYSIDE, FILE_PANE, AdwBreakpointBin)

QuaysideLocation      *quayside_file_pane_get_location     (QuaysideFilePane *self); /* nullable */
/* @path: NULL or "" for home; relative paths start there. NULL as @location empties the pane. */
void                   quayside_file_pane_set_location     (QuaysideFilePane *self, QuaysideLocation *location, const char *path);
const char            *quayside_file_pane_get_path         (QuaysideFilePane *self);
GtkSelectionModel     *quayside_file_pane_get_selection    (QuaysideFilePane *self);
QuaysideFileSelection *quayside_file_pane_dup_selection    (QuaysideFilePane *self); /* nullable */
void                   quayside_file_pane_set_can_transfer (QuaysideFilePane *self, gboolean can_transfer);
/* Where files of the same name are looked for, to compare with (nullable). */
void                   quayside_file_pane_set_other        (QuaysideFilePane *self, QuaysideFilePane *other);
/* (nullable): without one there is no button for it. */
void                   quayside_file_pane_set_bookmarks    (QuaysideFilePane *self, GMenuModel *menu);
void                   quayside_file_pane_go               (QuaysideFilePane *self, const char *path);
void                   quayside_file_pane_refresh          (QuaysideFilePane *self);
/* Soon, once for many calls, and only where @folder is what the pane shows. */
void                   quayside_file_pane_folder_changed   (QuaysideFilePane *self, QuaysideLocation *location, const char *folder);
void                   quayside_file_pane_focus_list       (QuaysideFilePane *self);
/* Moves or copies within this pane's location, with progress in the pane. */
void                   quayside_file_pane_move_here        (QuaysideFilePane *self, QuaysideFileSelection *files, const char *folder);
void                   quayside_file_pane_copy_here        (QuaysideFilePane *self, QuaysideFileSelection *files, const char *folder);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "quayside-location.h"

G_BEGIN_DECLS

/* Files of one location, on their way somewhere: in the clipboard, under the pointer, or to the other pane. */
#define QUAYSIDE_TYPE_FILE_SELECTION (quayside_file_selection_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideFileSelection, quayside_file_selection, QUAYSIDE, FILE_SELECTION, GObject)

QuaysideFileSelection *quayside_file_selection_new              (QuaysideLocation *location);
/* Files of another application. Those without a local path are left out; NULL where none is left. */
QuaysideFileSelection *quayside_file_selection_new_for_files    (QuaysideLocation *local, GdkFileList *files);
QuaysideLocation      *quayside_file_selection_get_location     (QuaysideFileSelection *self);
void                   quayside_file_selection_add              (QuaysideFileSelection *self, const char *path);
guint                  quayside_file_selection_get_n_paths      (QuaysideFileSelection *self);
const char            *quayside_file_selection_get_path         (QuaysideFileSelection *self, guint index);
/* What clipboard and drag offer: the selection itself, and for local files what other applications understand. */
GdkContentProvider    *quayside_file_selection_to_content       (QuaysideFileSelection *self);

G_END_DECLS

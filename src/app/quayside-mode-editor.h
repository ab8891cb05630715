/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-tree-walk.h"

G_BEGIN_DECLS

/* Permissions as boxes and as an octal number, in step with each other. Bits that are not known, or not the same for several files,
 * stay as they are until somebody sets them.
 * Signal: `changed`: somebody has changed them, or the number is not one (any more). */
#define QUAYSIDE_TYPE_MODE_EDITOR (quayside_mode_editor_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideModeEditor, quayside_mode_editor, QUAYSIDE, MODE_EDITOR, AdwBin)

GtkWidget    *quayside_mode_editor_new      (void);
void          quayside_mode_editor_set_mode (QuaysideModeEditor *self, QuaysideMode mode);
QuaysideMode  quayside_mode_editor_get_mode (QuaysideModeEditor *self);
gboolean      quayside_mode_editor_is_valid (QuaysideModeEditor *self);

/* "0644", "644" or "" (mask 0) as a person types it; FALSE where it is no such number. */
gboolean      quayside_mode_parse           (const char *text, QuaysideMode *mode);
/* "644", "4755"; "" where not all bits are known (transfer full). */
char         *quayside_mode_dup_text        (QuaysideMode mode);

G_END_DECLS

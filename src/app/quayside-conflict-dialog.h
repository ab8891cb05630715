/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_CONFLICT_DIALOG (quayside_conflict_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideConflictDialog, quayside_conflict_dialog, QUAYSIDE, CONFLICT_DIALOG, AdwDialog)

/* The buttons answer the conflict and close the dialog. */
AdwDialog *quayside_conflict_dialog_new          (QuayConflict *conflict);
gboolean   quayside_conflict_dialog_get_answered (QuaysideConflictDialog *self);

G_END_DECLS

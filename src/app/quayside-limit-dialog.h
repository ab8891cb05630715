/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Asks for a speed limit that is none of the usual ones, and sets it. */
#define QUAYSIDE_TYPE_LIMIT_DIALOG (quayside_limit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideLimitDialog, quayside_limit_dialog, QUAYSIDE, LIMIT_DIALOG, AdwAlertDialog)

AdwDialog *quayside_limit_dialog_new (void);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-dialogs.h"

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_NAME_DIALOG (quayside_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideNameDialog, quayside_name_dialog, QUAYSIDE, NAME_DIALOG, AdwAlertDialog)

/* Responses: "cancel", "ok". */
AdwDialog *quayside_name_dialog_new      (const char *heading, const char *body, const char *accept,
                                          const char *initial, QuaysideNameValidator validator, gpointer validator_data);
char      *quayside_name_dialog_dup_name (QuaysideNameDialog *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

#include "quayside-login-secrets.h"

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_SECRET_DIALOG (quayside_secret_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSecretDialog, quayside_secret_dialog, QUAYSIDE, SECRET_DIALOG, AdwAlertDialog)

/* Responses: "cancel", "ok". @banner: (nullable): what the server said before the login, escaped. */
AdwDialog *quayside_secret_dialog_new   (QuayPrompt *prompt, const char *banner);

/* Lets the person choose what becomes of what they type. @refused: where the secret came from that was tried by itself and is
 * wrong. @problem: (nullable): why nothing can be saved. */
void       quayside_secret_dialog_offer_keeping (QuaysideSecretDialog *self, QuaysideSecretPlace refused, const char *problem);
QuaysideKeeping quayside_secret_dialog_get_keeping (QuaysideSecretDialog *self);

/* Gives the prompt what was typed, and forgets it. */
void       quayside_secret_dialog_apply (QuaysideSecretDialog *self);

G_END_DECLS

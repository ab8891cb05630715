/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_HOST_KEY_DIALOG (quayside_host_key_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideHostKeyDialog, quayside_host_key_dialog, QUAYSIDE, HOST_KEY_DIALOG, AdwAlertDialog)

/* For an unknown key the responses are "reject", "once" and "save"; for a changed or revoked one there is only "reject". */
AdwDialog        *quayside_host_key_dialog_new    (QuayHostKeyQuestion *question);
QuayHostKeyAnswer quayside_host_key_dialog_answer (const char *response);

G_END_DECLS

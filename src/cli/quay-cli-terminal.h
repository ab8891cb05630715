/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

#include "quay-cli-progress.h"

G_BEGIN_DECLS

/* QuayCliTerminal: answers the engine's questions with what a person types at the terminal, one question at a time. */
#define QUAY_CLI_TYPE_TERMINAL (quay_cli_terminal_get_type ())
G_DECLARE_FINAL_TYPE (QuayCliTerminal, quay_cli_terminal, QUAY_CLI, TERMINAL, GObject)

QuayCliTerminal *quay_cli_terminal_new     (QuayCliProgress *progress, gboolean quiet); /* @progress outlives it */
void             quay_cli_terminal_leave   (QuayCliTerminal *self); /* puts its modes back, because the process ends */

G_END_DECLS

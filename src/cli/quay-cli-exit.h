/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Exit statuses: a contract, scripts rely on them. */
typedef enum
{
  QUAY_CLI_EXIT_DONE = 0,
  QUAY_CLI_EXIT_FAILED = 1,
  QUAY_CLI_EXIT_PROTOCOL = 2,
  QUAY_CLI_EXIT_TRUST = 3,
  QUAY_CLI_EXIT_CANCELLED = 4,
  QUAY_CLI_EXIT_AUTHENTICATION = 5,
  QUAY_CLI_EXIT_USAGE = 64,
} QuayCliExit;

QuayCliExit quay_cli_exit_for_error (const GError *error);
QuayCliExit quay_cli_exit_worse     (QuayCliExit first, QuayCliExit second);

G_END_DECLS

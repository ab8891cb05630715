/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-exit.h"

#include <quay.h>

/* What is not listed is a failed operation. */
static const struct
{
  QuayError code;
  QuayCliExit status;
} statuses[] = {
  { QUAY_ERROR_INVALID_RESPONSE, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_SFTP_VERSION, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_PROTOCOL_VERSION, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_EXCHANGE_HASH, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_DECRYPT, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_DECOMPRESS, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_CHANNEL_ID, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_CHANNEL_DATA, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_CHANNEL_MESSAGE, QUAY_CLI_EXIT_PROTOCOL },
  { QUAY_ERROR_HOST_KEY_REJECTED, QUAY_CLI_EXIT_TRUST },
  { QUAY_ERROR_HOST_KEY_UNVERIFIED, QUAY_CLI_EXIT_TRUST },
  { QUAY_ERROR_TIMEOUT, QUAY_CLI_EXIT_CANCELLED },
  { QUAY_ERROR_KEEP_ALIVE, QUAY_CLI_EXIT_CANCELLED },
  { QUAY_ERROR_AUTHENTICATION, QUAY_CLI_EXIT_AUTHENTICATION },
  { QUAY_ERROR_USAGE, QUAY_CLI_EXIT_USAGE },
};

QuayCliExit
quay_cli_exit_for_error (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return QUAY_CLI_EXIT_CANCELLED;
  if (error->domain != QUAY_ERROR)
    return QUAY_CLI_EXIT_FAILED;
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (error->code == (int)statuses[i].code)
      return statuses[i].status;

  return QUAY_CLI_EXIT_FAILED;
}

/* A broken protocol, a refused host or a cancelled run says more than that some item failed; of two such, the first
 * counts. */
QuayCliExit
quay_cli_exit_worse (QuayCliExit first, QuayCliExit second)
{
  if (first == QUAY_CLI_EXIT_DONE || first == QUAY_CLI_EXIT_FAILED)
    return second == QUAY_CLI_EXIT_DONE ? first : second;

  return first;
}

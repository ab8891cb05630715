/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-private.h"

/* New keys for the connection of an open login, RFC 4253 section 9. */

static void
on_rekeyed (QuayConnection *connection, const GError *error, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (error != NULL)
    quay_op_return_error (op, g_error_copy (error));
  else
    quay_op_return_boolean (op, TRUE);
}

static void
start_rekey (QuayOp *op, QuaySftpSession *session)
{
  quay_connection_rekey (op->connection, on_rekeyed, quay_op_ref (op));
}

static const QuayOpKind rekey_kind = { "Could not exchange keys anew", NULL, start_rekey };

/**
 * quay_login_rekey_async:
 * @self: a login
 * @cancellable: (nullable): cancels waiting
 * @callback: (scope async): called when the new keys are in use
 * @user_data: for @callback
 *
 * Exchanges keys anew. What is under way waits for it, and goes on.
 */
void
quay_login_rekey_async (QuayLogin *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &rekey_kind, &(QuayOpArgs){ 0 }, cancellable, callback, user_data);
}

/**
 * quay_login_rekey_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED` with a transport that is no SSH of this library's; what ended the connection
 *
 * Returns: whether the new keys are in use
 */
gboolean
quay_login_rekey_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &rekey_kind, result, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-remote.h"

#include "quay-login-private.h"

static void
attrs_free (gpointer data)
{
  quay_attrs_clear (data);
  g_free (data);
}

static void
start_setstat (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_setstat (session, op->path, op->data, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind setstat_kind = { .tried = "Could not change the attributes of", .start = start_setstat };

void
quay_client_remote_setstat_async (QuayLogin *login,
                                  const char *path,
                                  const QuayAttrs *attrs,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  QuayOp *op = quay_login_begin (login, &setstat_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
  QuayAttrs *copy;

  if (op == NULL)
    return;
  copy = g_new0 (QuayAttrs, 1);
  quay_attrs_init (copy);
  quay_attrs_copy (copy, attrs);
  op->data = copy;
  op->data_destroy = attrs_free;
  quay_op_run (op);
}

gboolean
quay_client_remote_setstat_finish (QuayLogin *login, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (login, &setstat_kind, result, error);
}

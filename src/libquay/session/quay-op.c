/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-op.h"

#include "quay-error-private.h"
#include "quay-ready-source.h"
#include "quay-text.h"

QuayOp *
quay_op_new (GTask *task, QuayConnection *connection, const QuayOpKind *kind, const QuayOpArgs *args)
{
  QuayOp *op = g_new0 (QuayOp, 1);

  g_atomic_ref_count_init (&op->ref_count);
  op->task = task;
  op->connection = quay_connection_ref (connection);
  op->kind = kind;
  op->path = g_strdup (args->path == NULL || *args->path == '\0' ? "." : args->path);
  op->other_path = g_strdup (args->other_path);
  op->number = args->number;
  op->flag = args->flag;

  return op;
}

QuayOp *
quay_op_ref (QuayOp *op)
{
  g_atomic_ref_count_inc (&op->ref_count);

  return op;
}

void
quay_op_unref (QuayOp *op)
{
  if (!g_atomic_ref_count_dec (&op->ref_count))
    return;
  g_assert (op->cancel_source == NULL);
  if (op->data_destroy != NULL)
    op->data_destroy (op->data);
  g_clear_object (&op->task);
  g_clear_pointer (&op->handle, g_bytes_unref);
  quay_connection_unref (op->connection);
  g_free (op->path);
  g_free (op->other_path);
  g_free (op);
}

gboolean
quay_op_claim (QuayOp *op)
{
  if (op->done)
    return FALSE;
  op->done = TRUE;
  quay_source_clear (&op->cancel_source);

  return TRUE;
}

void
quay_op_return_boolean (QuayOp *op, gboolean value)
{
  if (quay_op_claim (op))
    g_task_return_boolean (op->task, value);
}

void
quay_op_return_pointer (QuayOp *op, gpointer value, GDestroyNotify destroy)
{
  if (quay_op_claim (op))
    g_task_return_pointer (op->task, value, destroy);
  else if (destroy != NULL)
    destroy (value);
}

void
quay_op_return_error (QuayOp *op, GError *error)
{
  if (quay_op_claim (op))
    g_task_return_error (op->task, error);
  else
    g_error_free (error);
}

char *
quay_op_dup_tried (QuayOp *op)
{
  g_autofree char *path = quay_text_escape (op->path, -1);
  g_autofree char *other = NULL;

  if (op->kind->joint == NULL)
    return g_strdup_printf ("%s %s", op->kind->tried, path);
  other = quay_text_escape (op->other_path, -1);

  return g_strdup_printf ("%s %s %s %s", op->kind->tried, path, op->kind->joint, other);
}

void
quay_op_return_unsupported (QuayOp *op, const char *reason)
{
  g_autofree char *tried = quay_op_dup_tried (op);
  GError *error = NULL;

  quay_set_error (&error, QUAY_ERROR_UNSUPPORTED, "%s: %s", tried, reason);
  quay_op_return_error (op, error);
}

gboolean
quay_op_check (QuayOp *op, const QuaySftpReply *reply)
{
  g_autofree char *tried = NULL;
  GError *error = NULL;

  if (op->done)
    return FALSE;
  if (quay_sftp_reply_ok (reply))
    return TRUE;
  tried = quay_op_dup_tried (op);
  quay_sftp_reply_set_error (reply, &error, "%s", tried);
  quay_op_return_error (op, error);

  return FALSE;
}

void
quay_op_on_status (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_boolean (op, TRUE);
}

void
quay_op_look_for_obstacle (QuayOp *op,
                           QuaySftpSession *session,
                           const QuaySftpReply *failure,
                           const char *path,
                           gboolean follow_symlinks,
                           QuaySftpFunc func)
{
  op->number = failure->status;
  op->data = g_strdup (failure->status_text);
  op->data_destroy = g_free;
  quay_sftp_session_stat (session, path, follow_symlinks, func, quay_op_ref (op));
}

void
quay_op_return_obstacle (QuayOp *op, const QuaySftpReply *reply)
{
  g_autofree char *tried = quay_op_dup_tried (op);
  GError *error = NULL;

  if (reply->error != NULL)
    quay_sftp_reply_set_error (reply, &error, "%s", tried);
  else if (reply->status == QUAY_STATUS_OK)
    quay_set_error (&error, QUAY_ERROR_FILE_EXISTS, "%s: there is a file of that name already", tried);
  else
    quay_set_error_status (&error, op->number, op->data, "%s", tried);
  quay_op_return_error (op, error);
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  QuayOp *op = user_data;

  quay_op_return_error (op, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The operation was cancelled"));

  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (QuayOp *op)
{
  GCancellable *cancellable = g_task_get_cancellable (op->task);

  if (cancellable == NULL)
    return;
  op->cancel_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (op->cancel_source, G_SOURCE_FUNC (on_cancelled), quay_op_ref (op),
                         (GDestroyNotify)quay_op_unref);
  g_source_attach (op->cancel_source, quay_connection_get_context (op->connection));
}

static void
run_in_worker (QuayConnection *connection, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  QuaySftpSession *session = quay_connection_get_browse (connection);
  GError *error = NULL;

  if (session != NULL)
    {
      watch_cancellable (op);
      op->kind->start (op, session);
      return;
    }
  quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "Not connected to %s",
                  quay_site_options_get_host (quay_connection_get_options (connection)));
  quay_op_return_error (op, error);
}

void
quay_op_run (QuayOp *op)
{
  quay_connection_invoke (op->connection, run_in_worker, op);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-op.h"

#include "quay-error-private.h"

QuayOp *
quay_op_new (GTask *task, QuayConnection *connection, const char *path, QuayOpFunc start)
{
  QuayOp *op = g_new0 (QuayOp, 1);

  g_atomic_ref_count_init (&op->ref_count);
  op->task = task;
  op->connection = quay_connection_ref (connection);
  /* "" is the login folder. */
  op->path = g_strdup (path == NULL || *path == '\0' ? "." : path);
  op->start = start;

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
  if (op->cancel_source != NULL)
    {
      g_source_destroy (op->cancel_source);
      g_clear_pointer (&op->cancel_source, g_source_unref);
    }

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

gboolean
quay_op_check (QuayOp *op, const QuaySftpReply *reply, const char *format, ...)
{
  g_autofree char *tried = NULL;
  g_autoptr (GError) error = NULL;
  va_list args;

  if (op->done)
    return FALSE;
  if (quay_sftp_reply_ok (reply))
    return TRUE;
  va_start (args, format);
  tried = g_strdup_vprintf (format, args);
  va_end (args);
  quay_sftp_reply_set_error (reply, &error, "%s", tried);
  quay_op_return_error (op, g_steal_pointer (&error));

  return FALSE;
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
      op->start (op, session);
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

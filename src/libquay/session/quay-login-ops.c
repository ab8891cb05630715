/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-private.h"

#include "quay-error-private.h"

/*
 * The operations of QuayLogin: what they share, and those that are one request answered by a status.
 */

QuayOp *
quay_login_begin (QuayLogin *self,
                  const QuayOpKind *kind,
                  const QuayOpArgs *args,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (QuayConnection) connection = NULL;
  g_autoptr (GTask) task = NULL;

  g_return_val_if_fail (QUAY_IS_LOGIN (self), NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, (gpointer)kind);
  connection = quay_login_ref_connection (self);
  if (connection != NULL)
    return quay_op_new (g_steal_pointer (&task), connection, kind, args);
  g_task_return_new_error (task, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED, "Not connected to %s",
                           quay_site_options_get_host (quay_login_get_options (self)));

  return NULL;
}

void
quay_login_run (QuayLogin *self,
                const QuayOpKind *kind,
                const QuayOpArgs *args,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  QuayOp *op = quay_login_begin (self, kind, args, cancellable, callback, user_data);

  if (op != NULL)
    quay_op_run (op);
}

gboolean
quay_login_finish_boolean (QuayLogin *self, const QuayOpKind *kind, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer)kind), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gpointer
quay_login_finish_pointer (QuayLogin *self, const QuayOpKind *kind, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer)kind), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* rmdir */

static void
start_rmdir (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_rmdir (session, op->path, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind rmdir_kind = { .tried = "Could not remove the folder", .start = start_rmdir };

/**
 * quay_login_rmdir_async:
 * @self: an open login
 * @path: (type filename): an empty folder
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Removes an empty folder (SSH_FXP_RMDIR, filexfer-02 section 6.6).
 */
void
quay_login_rmdir_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &rmdir_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_rmdir_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether it was removed
 */
gboolean
quay_login_rmdir_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &rmdir_kind, result, error);
}

/* chmod */

static void
start_chmod (QuayOp *op, QuaySftpSession *session)
{
  const QuayAttrs attrs = { .valid = QUAY_ATTR_PERMISSIONS, .permissions = op->number, .type = QUAY_FILE_TYPE_UNKNOWN };

  quay_sftp_session_setstat (session, op->path, &attrs, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind chmod_kind = { .tried = "Could not change the permissions of", .start = start_chmod };

/**
 * quay_login_chmod_async:
 * @self: an open login
 * @path: (type filename): a path
 * @permissions: permission bits, 07777 at most
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sets the permission bits (SSH_FXP_SETSTAT, filexfer-02 section 6.9).
 */
void
quay_login_chmod_async (QuayLogin *self,
                        const char *path,
                        guint32 permissions,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  quay_login_run (self, &chmod_kind, &(QuayOpArgs){ .path = path, .number = permissions & 07777 }, cancellable,
                  callback, user_data);
}

/**
 * quay_login_chmod_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether they were set
 */
gboolean
quay_login_chmod_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &chmod_kind, result, error);
}

/* symlink */

static void
start_symlink (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_symlink (session, op->path, op->other_path, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind symlink_kind = { .tried = "Could not make the symbolic link", .start = start_symlink };

/**
 * quay_login_symlink_async:
 * @self: an open login
 * @link_path: (type filename): the link to make
 * @target: (type filename): what stands in it
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a symbolic link (SSH_FXP_SYMLINK, filexfer-02 section 6.10, with OpenSSH's order of arguments).
 */
void
quay_login_symlink_async (QuayLogin *self,
                          const char *link_path,
                          const char *target,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  quay_login_run (self, &symlink_kind, &(QuayOpArgs){ .path = link_path, .other_path = target }, cancellable, callback,
                  user_data);
}

/**
 * quay_login_symlink_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether it was made
 */
gboolean
quay_login_symlink_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &symlink_kind, result, error);
}

/* create */

static void
on_created (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  if (quay_sftp_reply_ok (reply))
    quay_sftp_session_close_handle (session, reply->handle, NULL, NULL);
  quay_op_on_status (session, reply, user_data);
}

static void
start_create (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_open (session, op->path, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, NULL, on_created,
                          quay_op_ref (op));
}

static const QuayOpKind create_file_kind = { .tried = "Could not create", .start = start_create };

/**
 * quay_login_create_file_async:
 * @self: an open login
 * @path: (type filename): the file to make; it must not exist
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes an empty file.
 */
void
quay_login_create_file_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &create_file_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_create_file_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether it was made
 */
gboolean
quay_login_create_file_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &create_file_kind, result, error);
}

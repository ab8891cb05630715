/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-remote-file-private.h"

#include "quay-error-private.h"
#include "quay-login-private.h"
#include "quay-set-private.h"
#include "quay-text.h"

/**
 * QuayRemoteFile:
 *
 * A file that is open on the server ([method@Quay.Login.open_file_async]): for reading and writing anywhere in it,
 * locks, and what else takes an open file. Transfers of whole files are [class@Quay.Transfer]'s matter.
 *
 * Any number of calls may be under way. It is closed by [method@Quay.RemoteFile.close_async], which alone tells whether
 * everything was written, and otherwise when the last reference goes. It ends with its login.
 */
G_DEFINE_FINAL_TYPE (QuayRemoteFile, quay_remote_file, G_TYPE_OBJECT)

static void
close_in_worker (QuayConnection *connection, gpointer user_data)
{
  g_autoptr (GBytes) handle = user_data;
  QuaySftpSession *session = quay_connection_get_browse (connection);

  if (session != NULL)
    quay_sftp_session_close_handle (session, handle, NULL, NULL);
}

static void
quay_remote_file_finalize (GObject *object)
{
  QuayRemoteFile *self = QUAY_REMOTE_FILE (object);

  if (self->handle != NULL)
    quay_connection_invoke (self->connection, close_in_worker, g_steal_pointer (&self->handle));
  quay_connection_unref (self->connection);
  g_free (self->path);

  G_OBJECT_CLASS (quay_remote_file_parent_class)->finalize (object);
}

static void
quay_remote_file_class_init (QuayRemoteFileClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_remote_file_finalize;
}

static void
quay_remote_file_init (QuayRemoteFile *self)
{
}

QuayRemoteFile *
quay_remote_file_new (QuayConnection *connection, const char *path, GBytes *handle)
{
  QuayRemoteFile *self = g_object_new (QUAY_TYPE_REMOTE_FILE, NULL);

  self->connection = quay_connection_ref (connection);
  self->path = g_strdup (path);
  self->handle = g_bytes_ref (handle);

  return self;
}

/**
 * quay_remote_file_get_path:
 * @self: an open file
 *
 * Returns: (transfer none) (type filename): the path it was opened by
 */
const char *
quay_remote_file_get_path (QuayRemoteFile *self)
{
  g_return_val_if_fail (QUAY_IS_REMOTE_FILE (self), NULL);

  return self->path;
}

/* Calls */

QuayOp *
quay_remote_file_begin (QuayRemoteFile *self,
                        const QuayOpKind *kind,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  QuayOp *op;

  g_return_val_if_fail (QUAY_IS_REMOTE_FILE (self), NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, (gpointer)kind);
  if (self->handle == NULL)
    {
      g_autofree char *shown = quay_text_escape (self->path, -1);

      g_task_return_new_error (task, QUAY_ERROR, QUAY_ERROR_USAGE, "%s %s: it is closed", kind->tried, shown);
      return NULL;
    }
  op = quay_op_new (g_steal_pointer (&task), self->connection, kind, &(QuayOpArgs){ .path = self->path });
  op->handle = g_bytes_ref (self->handle);

  return op;
}

void
quay_remote_file_run (QuayRemoteFile *self,
                      const QuayOpKind *kind,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  QuayOp *op = quay_remote_file_begin (self, kind, cancellable, callback, user_data);

  if (op != NULL)
    quay_op_run (op);
}

gboolean
quay_remote_file_finish_boolean (QuayRemoteFile *self, const QuayOpKind *kind, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer)kind), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gpointer
quay_remote_file_finish_pointer (QuayRemoteFile *self, const QuayOpKind *kind, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, (gpointer)kind), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Opening */

typedef struct
{
  QuayOpenFlags flags;
  int permissions;
} Opening;

static void
on_open_obstacle (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  quay_op_return_obstacle (op, reply);
}

static void
on_opened (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  const Opening *opening = op->data;

  if (quay_sftp_reply_ok (reply))
    quay_op_return_pointer (op, quay_remote_file_new (op->connection, op->path, reply->handle), g_object_unref);
  else if (opening->flags & QUAY_OPEN_EXCLUSIVE && reply->error == NULL && !op->done)
    {
      g_clear_pointer (&op->data, op->data_destroy);
      quay_op_look_for_obstacle (op, session, reply, op->path, FALSE, on_open_obstacle);
    }
  else
    quay_op_check (op, reply);
}

static void
start_open (QuayOp *op, QuaySftpSession *session)
{
  const Opening *opening = op->data;
  QuayAttrs attrs = { .type = QUAY_FILE_TYPE_REGULAR };

  if (opening->permissions >= 0)
    {
      attrs.valid = QUAY_ATTR_PERMISSIONS;
      attrs.permissions = (guint32)opening->permissions & 07777;
    }
  if (!quay_sftp_session_can_open (session, opening->flags))
    quay_op_return_unsupported (op, "the server, or the version of SFTP it speaks, cannot open files this way");
  else
    quay_sftp_session_open (session, op->path, opening->flags, &attrs, on_opened, quay_op_ref (op));
}

static const QuayOpKind open_kind = { .tried = "Could not open", .start = start_open };

/**
 * quay_login_open_file_async:
 * @self: an open login
 * @path: (type filename): a file
 * @flags: what for, and how
 * @permissions: of a file that is made; -1: as the server has it
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Opens a file (SSH_FXP_OPEN, filexfer-02 section 6.3; -13 section 8.1.1).
 */
void
quay_login_open_file_async (QuayLogin *self,
                            const char *path,
                            QuayOpenFlags flags,
                            int permissions,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  QuayOp *op = quay_login_begin (self, &open_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
  const Opening opening = { flags, permissions };

  if (op == NULL)
    return;
  op->data = g_memdup2 (&opening, sizeof opening);
  op->data_destroy = g_free;
  quay_op_run (op);
}

/**
 * quay_login_open_file_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_FILE_EXISTS`, `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: (transfer full): the open file
 */
QuayRemoteFile *
quay_login_open_file_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (self, &open_kind, result, error);
}

/* Attributes */

static void
on_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_info (op, session, reply->attrs);
}

static void
start_stat (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_fstat (session, op->handle, on_stat, quay_op_ref (op));
}

static const QuayOpKind stat_kind = { .tried = "Could not look at", .start = start_stat };

/**
 * quay_remote_file_stat_async:
 * @self: an open file
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Its attributes (SSH_FXP_FSTAT, filexfer-02 section 6.8).
 */
void
quay_remote_file_stat_async (QuayRemoteFile *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  quay_remote_file_run (self, &stat_kind, cancellable, callback, user_data);
}

/**
 * quay_remote_file_stat_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full): the attributes
 */
QuayFileInfo *
quay_remote_file_stat_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_pointer (self, &stat_kind, result, error);
}

static void
look_at_handle (QuayOp *op, QuaySftpSession *session, QuaySftpFunc func)
{
  quay_sftp_session_fstat (session, op->handle, func, quay_op_ref (op));
}

static void
send_by_handle (QuayOp *op, QuaySftpSession *session, const QuaySetting *setting)
{
  quay_sftp_session_fsetstat (session, op->handle, &setting->attrs, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind set_kind = { .tried = "Could not change the attributes of", .start = quay_setting_start };

/**
 * quay_remote_file_set_attributes_async:
 * @self: an open file
 * @changes: what to set; copied
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Sets attributes (SSH_FXP_FSETSTAT, filexfer-02 section 6.9), as [method@Quay.Login.set_attributes_async] does.
 */
void
quay_remote_file_set_attributes_async (QuayRemoteFile *self,
                                       QuayFileChanges *changes,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  QuaySetting *setting;
  QuayOp *op;

  g_return_if_fail (QUAY_IS_FILE_CHANGES (changes));
  op = quay_remote_file_begin (self, &set_kind, cancellable, callback, user_data);
  if (op == NULL)
    return;
  setting = quay_setting_new (op, changes);
  setting->look = look_at_handle;
  setting->send = send_by_handle;
  quay_op_run (op);
}

/**
 * quay_remote_file_set_attributes_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether they were set
 */
gboolean
quay_remote_file_set_attributes_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_boolean (self, &set_kind, result, error);
}

/* Closing */

static void
start_close (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_close_handle (session, op->handle, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind close_kind = { .tried = "Could not close", .start = start_close };

/**
 * quay_remote_file_close_async:
 * @self: an open file
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Closes it (SSH_FXP_CLOSE, filexfer-02 section 6.3): from now on it takes no other call. Some servers tell only now
 * that something could not be written.
 */
void
quay_remote_file_close_async (QuayRemoteFile *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  quay_remote_file_run (self, &close_kind, cancellable, callback, user_data);
  g_clear_pointer (&self->handle, g_bytes_unref);
}

/**
 * quay_remote_file_close_finish:
 * @self: a file
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether all is well
 */
gboolean
quay_remote_file_close_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_boolean (self, &close_kind, result, error);
}

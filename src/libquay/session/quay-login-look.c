/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-private.h"

#include "quay-file-info-private.h"

/*
 * The operations of QuayLogin that tell something and change nothing.
 */

/* stat */

static void
return_info (gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  GPtrArray *infos = op->data;

  quay_op_return_pointer (op, g_object_ref (infos->pdata[0]), g_object_unref);
}

/* Owner and group may take another question to the server. */
void
quay_op_return_info (QuayOp *op, QuaySftpSession *session, const QuayAttrs *attrs)
{
  g_autofree char *name = g_path_get_basename (op->path);
  GPtrArray *infos = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (infos, quay_file_info_new (name, attrs, NULL));
  op->data = infos;
  op->data_destroy = (GDestroyNotify)g_ptr_array_unref;
  quay_op_ref (op);
  if (!quay_names_give (quay_connection_get_names (op->connection), session, infos, return_info, op))
    return_info (op);
}

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
  quay_sftp_session_stat (session, op->path, op->flag, on_stat, quay_op_ref (op));
}

static const QuayOpKind stat_kind = { .tried = "Could not look at", .start = start_stat };

/**
 * quay_login_stat_async:
 * @self: an open login
 * @path: (type filename): a path
 * @follow_symlinks: whether to look at what a symbolic link points to
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * The attributes of one file (SSH_FXP_STAT and SSH_FXP_LSTAT, filexfer-02 section 6.8).
 */
void
quay_login_stat_async (QuayLogin *self,
                       const char *path,
                       gboolean follow_symlinks,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  quay_login_run (self, &stat_kind, &(QuayOpArgs){ .path = path, .flag = follow_symlinks }, cancellable, callback,
                  user_data);
}

/**
 * quay_login_stat_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full): the attributes
 */
QuayFileInfo *
quay_login_stat_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (self, &stat_kind, result, error);
}

/* realpath and readlink */

static void
on_path (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_strdup (reply->path), g_free);
}

static void
start_realpath (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_realpath (session, op->path, on_path, quay_op_ref (op));
}

static const QuayOpKind realpath_kind = { .tried = "Could not resolve", .start = start_realpath };

/**
 * quay_login_realpath_async:
 * @self: an open login
 * @path: (type filename): a path
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a path absolute (SSH_FXP_REALPATH, filexfer-02 section 6.11).
 */
void
quay_login_realpath_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &realpath_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_realpath_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full) (type filename): the absolute path
 */
char *
quay_login_realpath_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (self, &realpath_kind, result, error);
}

static void
start_readlink (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_readlink (session, op->path, on_path, quay_op_ref (op));
}

static const QuayOpKind readlink_kind = { .tried = "Could not resolve", .start = start_readlink };

/**
 * quay_login_readlink_async:
 * @self: an open login
 * @path: (type filename): a symbolic link
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a symbolic link (SSH_FXP_READLINK, filexfer-02 section 6.10).
 */
void
quay_login_readlink_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &readlink_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_readlink_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full) (type filename): the target as it stands in the link
 */
char *
quay_login_readlink_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (self, &readlink_kind, result, error);
}

/* space */

static void
on_space (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  QuaySpace *space;

  if (!quay_op_check (op, reply))
    return;
  space = g_new (QuaySpace, 1);
  *space = (QuaySpace){ reply->space_total, reply->space_available };
  quay_op_return_pointer (op, space, g_free);
}

static void
start_space (QuayOp *op, QuaySftpSession *session)
{
  guint features = quay_sftp_session_get_server (session)->features;

  if (features & QUAY_SFTP_HAS_STATVFS)
    quay_sftp_session_statvfs (session, op->path, on_space, quay_op_ref (op));
  else if (features & QUAY_SFTP_HAS_SPACE_AVAILABLE)
    quay_sftp_session_space_available (session, op->path, on_space, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server does not tell how much space is free (it has neither "
                                    "statvfs@openssh.com nor space-available)");
}

static const QuayOpKind space_kind = { .tried = "Could not read the free space of", .start = start_space };

/**
 * quay_login_space_async:
 * @self: an open login
 * @path: (type filename): any path on the file system in question
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * How much space there is (statvfs@openssh.com, OpenSSH PROTOCOL section 4.4; space-available,
 * filexfer-extensions-00 section 4).
 */
void
quay_login_space_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  quay_login_run (self, &space_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
}

/**
 * quay_login_space_finish:
 * @self: a login
 * @result: what the callback got
 * @space: (out caller-allocates): the answer
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether @space is set
 */
gboolean
quay_login_space_finish (QuayLogin *self, GAsyncResult *result, QuaySpace *space, GError **error)
{
  g_autofree QuaySpace *answer = quay_login_finish_pointer (self, &space_kind, result, error);

  if (answer == NULL)
    return FALSE;
  *space = *answer;

  return TRUE;
}

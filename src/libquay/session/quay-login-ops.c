/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The operations of QuayLogin on single paths. */
#include <string.h>

#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-login-private.h"
#include "quay-op.h"
#include "quay-text.h"

static const char *
shown (QuayOp *op, char **buffer)
{
  return *buffer = quay_text_escape (op->path, -1);
}

static void
run (QuayOp *op, const char *other_path, guint32 number, gboolean flag)
{
  if (op == NULL)
    return;
  op->other_path = g_strdup (other_path);
  op->number = number;
  op->flag = flag;
  quay_op_run (op);
}

static gboolean
finish_boolean (QuayLogin *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gpointer
finish_pointer (QuayLogin *self, GAsyncResult *result, gpointer tag, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* For requests whose only answer is a status; @what is "Could not …" with the path in it. */
static void
answer_boolean (QuayOp *op, const QuaySftpReply *reply, const char *what)
{
  if (quay_op_check (op, reply, "%s", what))
    quay_op_return_boolean (op, TRUE);
}

/* stat */

static void
on_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *name = NULL;
  g_autofree char *buffer = NULL;

  if (!quay_op_check (op, reply, "Could not look at %s", shown (op, &buffer)))
    return;
  name = g_path_get_basename (op->path);
  quay_op_return_pointer (op, quay_file_info_new (name, reply->attrs, NULL), g_object_unref);
}

static void
start_stat (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_stat (session, op->path, op->flag, on_stat, quay_op_ref (op));
}

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
  run (quay_login_begin (self, path, quay_login_stat_async, cancellable, callback, user_data, start_stat), NULL, 0,
       follow_symlinks);
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
  return finish_pointer (self, result, quay_login_stat_async, error);
}

/* realpath and readlink */

static void
on_path (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;

  if (quay_op_check (op, reply, "Could not resolve %s", shown (op, &buffer)))
    quay_op_return_pointer (op, g_strdup (reply->path), g_free);
}

static void
start_realpath (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_realpath (session, op->path, on_path, quay_op_ref (op));
}

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
  run (quay_login_begin (self, path, quay_login_realpath_async, cancellable, callback, user_data, start_realpath), NULL,
       0, FALSE);
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
  return finish_pointer (self, result, quay_login_realpath_async, error);
}

static void
start_readlink (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_readlink (session, op->path, on_path, quay_op_ref (op));
}

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
  run (quay_login_begin (self, path, quay_login_readlink_async, cancellable, callback, user_data, start_readlink), NULL,
       0, FALSE);
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
  return finish_pointer (self, result, quay_login_readlink_async, error);
}

/* rename */

static void
on_target_after_rename (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *from = quay_text_escape (op->path, -1);
  g_autofree char *to = quay_text_escape (op->other_path, -1);
  GError *error = NULL;

  if (reply->error != NULL)
    quay_sftp_reply_set_error (reply, &error, "Could not rename %s to %s", from, to);
  else if (reply->status == QUAY_STATUS_OK)
    quay_set_error (&error, QUAY_ERROR_FILE_EXISTS, "Could not rename %s to %s: there is a file of that name already",
                    from, to);
  else
    quay_set_error_status (&error, op->number, op->data, "Could not rename %s to %s", from, to);
  quay_op_return_error (op, error);
}

static void
on_renamed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_sftp_reply_ok (reply))
    {
      quay_op_return_boolean (op, TRUE);
      return;
    }
  /* v3 has one word for every failure: see whether the target is the reason. */
  op->number = reply->status;
  op->data = g_strdup (reply->status_text);
  op->data_destroy = g_free;
  quay_sftp_session_stat (session, op->other_path, FALSE, on_target_after_rename, quay_op_ref (op));
}

static void
start_rename (QuayOp *op, QuaySftpSession *session)
{
  GError *error = NULL;

  if (!op->flag)
    quay_sftp_session_rename (session, op->path, op->other_path, on_renamed, quay_op_ref (op));
  else if (quay_sftp_session_can_replace (session))
    quay_sftp_session_replace (session, op->path, op->other_path, on_renamed, quay_op_ref (op));
  else
    {
      quay_set_error (
          &error, QUAY_ERROR_RENAME_UNSUPPORTED,
          "The server cannot replace a file in one step (it has neither posix-rename@openssh.com nor SFTP version 5)");
      quay_op_return_error (op, error);
    }
}

/**
 * quay_login_rename_async:
 * @self: an open login
 * @from: (type filename): the old path
 * @to: (type filename): the new path
 * @overwrite: whether an existing @to is replaced, in one step
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Renames or moves (SSH_FXP_RENAME, filexfer-02 section 6.5; posix-rename@openssh.com; filexfer-05's overwrite flag).
 */
void
quay_login_rename_async (QuayLogin *self,
                         const char *from,
                         const char *to,
                         gboolean overwrite,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  run (quay_login_begin (self, from, quay_login_rename_async, cancellable, callback, user_data, start_rename), to, 0,
       overwrite);
}

/**
 * quay_login_rename_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_FILE_EXISTS`, `QUAY_ERROR_RENAME_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether it was renamed
 */
gboolean
quay_login_rename_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, quay_login_rename_async, error);
}

/* rmdir, chmod, symlink, create */

static void
on_rmdir (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;
  g_autofree char *what = g_strdup_printf ("Could not remove the folder %s", shown (op, &buffer));

  answer_boolean (op, reply, what);
}

static void
start_rmdir (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_rmdir (session, op->path, on_rmdir, quay_op_ref (op));
}

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
  run (quay_login_begin (self, path, quay_login_rmdir_async, cancellable, callback, user_data, start_rmdir), NULL, 0,
       FALSE);
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
  return finish_boolean (self, result, quay_login_rmdir_async, error);
}

static void
on_chmod (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;
  g_autofree char *what = g_strdup_printf ("Could not change the permissions of %s", shown (op, &buffer));

  answer_boolean (op, reply, what);
}

static void
start_chmod (QuayOp *op, QuaySftpSession *session)
{
  const QuayAttrs attrs = { .valid = QUAY_ATTR_PERMISSIONS, .permissions = op->number, .type = QUAY_FILE_TYPE_UNKNOWN };

  quay_sftp_session_setstat (session, op->path, &attrs, on_chmod, quay_op_ref (op));
}

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
  run (quay_login_begin (self, path, quay_login_chmod_async, cancellable, callback, user_data, start_chmod), NULL,
       permissions & 07777, FALSE);
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
  return finish_boolean (self, result, quay_login_chmod_async, error);
}

static void
on_symlink (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;
  g_autofree char *what = g_strdup_printf ("Could not make the symbolic link %s", shown (op, &buffer));

  answer_boolean (op, reply, what);
}

static void
start_symlink (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_symlink (session, op->path, op->other_path, on_symlink, quay_op_ref (op));
}

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
  run (quay_login_begin (self, link_path, quay_login_symlink_async, cancellable, callback, user_data, start_symlink),
       target, 0, FALSE);
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
  return finish_boolean (self, result, quay_login_symlink_async, error);
}

static void
on_created (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;

  if (quay_sftp_reply_ok (reply))
    quay_sftp_session_close_handle (session, reply->handle, NULL, NULL);
  if (quay_op_check (op, reply, "Could not create %s", shown (op, &buffer)))
    quay_op_return_boolean (op, TRUE);
}

static void
start_create (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_open (session, op->path, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, NULL, on_created,
                          quay_op_ref (op));
}

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
  run (quay_login_begin (self, path, quay_login_create_file_async, cancellable, callback, user_data, start_create),
       NULL, 0, FALSE);
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
  return finish_boolean (self, result, quay_login_create_file_async, error);
}

/* mkdir */

static void
on_folder_there (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;
  gboolean there = quay_sftp_reply_ok (reply);
  GError *error = NULL;

  if (there && op->flag && reply->attrs->type == QUAY_FILE_TYPE_DIRECTORY)
    {
      quay_op_return_boolean (op, TRUE);
      return;
    }
  if (there)
    quay_set_error (&error, QUAY_ERROR_FILE_EXISTS,
                    "Could not make the folder %s: there is a file of that name already", shown (op, &buffer));
  else if (reply->error != NULL)
    quay_sftp_reply_set_error (reply, &error, "Could not make the folder %s", shown (op, &buffer));
  else
    quay_set_error_status (&error, op->number, op->data, "Could not make the folder %s", shown (op, &buffer));
  quay_op_return_error (op, error);
}

static void
on_mkdir (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (op->done)
    return;
  if (quay_sftp_reply_ok (reply))
    {
      quay_op_return_boolean (op, TRUE);
      return;
    }
  op->number = reply->status;
  op->data = g_strdup (reply->status_text);
  op->data_destroy = g_free;
  quay_sftp_session_stat (session, op->path, TRUE, on_folder_there, quay_op_ref (op));
}

/* All of "a", "a/b", "a/b/c" in one flight: the server works in order, and those that exist fail without harm. */
static void
make_parents (QuayOp *op, QuaySftpSession *session)
{
  for (const char *slash = strchr (op->path + 1, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *parent = g_strndup (op->path, slash - op->path);

      if (slash[1] != '\0' && slash[1] != '/')
        quay_sftp_session_mkdir (session, parent, NULL, NULL, NULL);
    }
}

static void
start_mkdir (QuayOp *op, QuaySftpSession *session)
{
  if (op->flag)
    make_parents (op, session);
  quay_sftp_session_mkdir (session, op->path, NULL, on_mkdir, quay_op_ref (op));
}

/**
 * quay_login_mkdir_async:
 * @self: an open login
 * @path: (type filename): the folder to make
 * @parents: whether missing parents are made too, and an existing folder is fine
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Makes a folder (SSH_FXP_MKDIR, filexfer-02 section 6.6).
 */
void
quay_login_mkdir_async (QuayLogin *self,
                        const char *path,
                        gboolean parents,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  run (quay_login_begin (self, path, quay_login_mkdir_async, cancellable, callback, user_data, start_mkdir), NULL, 0,
       parents);
}

/**
 * quay_login_mkdir_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_FILE_EXISTS`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether it is there
 */
gboolean
quay_login_mkdir_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return finish_boolean (self, result, quay_login_mkdir_async, error);
}

/* space */

static void
on_space (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *buffer = NULL;
  QuaySpace *space;

  if (!quay_op_check (op, reply, "Could not read the free space of %s", shown (op, &buffer)))
    return;
  space = g_new (QuaySpace, 1);
  *space = (QuaySpace){ reply->space_total, reply->space_available };
  quay_op_return_pointer (op, space, g_free);
}

static void
start_space (QuayOp *op, QuaySftpSession *session)
{
  GError *error = NULL;

  if (quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_STATVFS)
    {
      quay_sftp_session_statvfs (session, op->path, on_space, quay_op_ref (op));
      return;
    }
  quay_set_error (&error, QUAY_ERROR_UNSUPPORTED, "The server does not tell how much space is free");
  quay_op_return_error (op, error);
}

/**
 * quay_login_space_async:
 * @self: an open login
 * @path: (type filename): any path on the file system in question
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * How much space there is (statvfs@openssh.com, OpenSSH PROTOCOL section 4.4).
 */
void
quay_login_space_async (
    QuayLogin *self, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  run (quay_login_begin (self, path, quay_login_space_async, cancellable, callback, user_data, start_space), NULL, 0,
       FALSE);
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
  g_autofree QuaySpace *answer = finish_pointer (self, result, quay_login_space_async, error);

  if (answer == NULL)
    return FALSE;
  *space = *answer;

  return TRUE;
}

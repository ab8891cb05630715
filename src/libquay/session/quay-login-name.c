/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-private.h"

#include <string.h>

#include "quay-error-private.h"

/*
 * The operations of QuayLogin that give a name to something: another file may have it already.
 */

/* rename */

static void
on_target_after_rename (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  quay_op_return_obstacle (op, reply);
}

static void
refuse_to_replace (QuayOp *op)
{
  GError *error = NULL;

  quay_set_error (&error, QUAY_ERROR_RENAME_UNSUPPORTED,
                  "The server cannot replace a file in one step (it has neither posix-rename@openssh.com nor the flags "
                  "of SFTP version 5)");
  quay_op_return_error (op, error);
}

static void
on_renamed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_sftp_reply_ok (reply))
    quay_op_return_boolean (op, TRUE);
  else if (op->flag && quay_sftp_session_learn_replace (session, reply))
    refuse_to_replace (op);
  else
    quay_op_look_for_obstacle (op, session, reply, op->other_path, FALSE, on_target_after_rename);
}

static void
start_rename (QuayOp *op, QuaySftpSession *session)
{
  if (!op->flag)
    quay_sftp_session_rename (session, op->path, op->other_path, on_renamed, quay_op_ref (op));
  else if (quay_sftp_session_can_replace (session))
    quay_sftp_session_replace (session, op->path, op->other_path, on_renamed, quay_op_ref (op));
  else
    refuse_to_replace (op);
}

static const QuayOpKind rename_kind = { .tried = "Could not rename", .joint = "to", .start = start_rename };

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
  quay_login_run (self, &rename_kind, &(QuayOpArgs){ .path = from, .other_path = to, .flag = overwrite }, cancellable,
                  callback, user_data);
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
  return quay_login_finish_boolean (self, &rename_kind, result, error);
}

/* mkdir */

static void
on_folder_there (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (op->flag && quay_sftp_reply_ok (reply) && reply->attrs->type == QUAY_FILE_TYPE_DIRECTORY)
    quay_op_return_boolean (op, TRUE);
  else
    quay_op_return_obstacle (op, reply);
}

static void
on_mkdir (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (op->done)
    return;
  if (quay_sftp_reply_ok (reply))
    quay_op_return_boolean (op, TRUE);
  else
    quay_op_look_for_obstacle (op, session, reply, op->path, TRUE, on_folder_there);
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

static const QuayOpKind mkdir_kind = { .tried = "Could not make the folder", .start = start_mkdir };

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
  quay_login_run (self, &mkdir_kind, &(QuayOpArgs){ .path = path, .flag = parents }, cancellable, callback, user_data);
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
  return quay_login_finish_boolean (self, &mkdir_kind, result, error);
}

/* hard_link */

static void
on_link_there (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  quay_op_return_obstacle (op, reply);
}

static void
on_linked (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_sftp_reply_ok (reply))
    quay_op_return_boolean (op, TRUE);
  else
    quay_op_look_for_obstacle (op, session, reply, op->other_path, FALSE, on_link_there);
}

static void
start_hard_link (QuayOp *op, QuaySftpSession *session)
{
  if (quay_sftp_session_get_server (session)->features & (QUAY_SFTP_HAS_HARDLINK | QUAY_SFTP_HAS_LINK))
    quay_sftp_session_hard_link (session, op->path, op->other_path, on_linked, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server makes no hard links (it has neither hardlink@openssh.com nor SFTP "
                                    "version 6)");
}

static const QuayOpKind hard_link_kind = { .tried = "Could not link", .joint = "to", .start = start_hard_link };

/**
 * quay_login_hard_link_async:
 * @self: an open login
 * @existing: (type filename): a file
 * @link_path: (type filename): the other name it gets
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Gives a file one more name (hardlink@openssh.com, OpenSSH's PROTOCOL section 4.5; SSH_FXP_LINK, filexfer-13
 * section 8.7).
 */
void
quay_login_hard_link_async (QuayLogin *self,
                            const char *existing,
                            const char *link_path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  quay_login_run (self, &hard_link_kind, &(QuayOpArgs){ .path = existing, .other_path = link_path }, cancellable,
                  callback, user_data);
}

/**
 * quay_login_hard_link_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_FILE_EXISTS`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether it was made
 */
gboolean
quay_login_hard_link_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &hard_link_kind, result, error);
}

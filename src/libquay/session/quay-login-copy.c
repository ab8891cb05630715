/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Copies that the server makes by itself: copy-file, or copy-data between two open files (filexfer-extensions-00
 * sections 6 and 7). A file that is to be replaced is so in one step, when its copy is whole.
 */
#include "quay-login-private.h"

#include "quay-error-private.h"

typedef struct
{
  GBytes *from;
  GBytes *to;
  char *temporary; /* where the copy grows; NULL: nothing was made yet, or it has its name */
  guint64 offset;
  guint64 length; /* 0: to the end */
  guint64 to_offset;
  gboolean range; /* into what is there already */
  guint n_closing;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_clear_pointer (&copy->from, g_bytes_unref);
  g_clear_pointer (&copy->to, g_bytes_unref);
  g_free (copy->temporary);
  g_free (copy);
}

/* From here on they are not ours any more. */
static void
close_both (Copy *copy, QuaySftpSession *session, QuaySftpFunc func, QuayOp *op)
{
  GBytes **handles[] = { &copy->to, &copy->from };

  for (guint i = 0; i < G_N_ELEMENTS (handles); i++)
    if (*handles[i] != NULL)
      {
        quay_sftp_session_close_handle (session, *handles[i], func, func != NULL ? quay_op_ref (op) : NULL);
        g_clear_pointer (handles[i], g_bytes_unref);
        copy->n_closing++;
      }
}

/* The op has failed, or was cancelled: what was begun goes. */
static void
clean_up (Copy *copy, QuaySftpSession *session)
{
  close_both (copy, session, NULL, NULL);
  if (copy->temporary != NULL)
    quay_sftp_session_remove (session, copy->temporary, NULL, NULL);
  g_clear_pointer (&copy->temporary, g_free);
}

/* TRUE: go on. */
static gboolean
check (QuayOp *op, QuaySftpSession *session, const QuaySftpReply *reply)
{
  if (quay_op_check (op, reply))
    return TRUE;
  clean_up (op->data, session);

  return FALSE;
}

static void
on_replaced (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Copy *copy = op->data;

  if (quay_sftp_reply_ok (reply))
    g_clear_pointer (&copy->temporary, g_free);
  if (check (op, session, reply))
    quay_op_return_boolean (op, TRUE);
}

static void
on_closed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Copy *copy = op->data;

  copy->n_closing--;
  if (!check (op, session, reply) || copy->n_closing > 0)
    return;
  if (copy->temporary != NULL && !g_str_equal (copy->temporary, op->other_path))
    quay_sftp_session_replace (session, copy->temporary, op->other_path, on_replaced, quay_op_ref (op));
  else
    quay_op_return_boolean (op, TRUE);
}

static void
on_copied (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Copy *copy = op->data;

  if (check (op, session, reply))
    close_both (copy, session, on_closed, op);
}

static void
on_target_there (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  quay_op_return_obstacle (op, reply);
}

/* What stands there already is the likeliest reason. */
static void
look_for_target (QuayOp *op, QuaySftpSession *session, const QuaySftpReply *failure)
{
  g_clear_pointer (&op->data, op->data_destroy);
  quay_op_look_for_obstacle (op, session, failure, op->other_path, FALSE, on_target_there);
}

static void
on_to_opened (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Copy *copy = op->data;

  if (quay_sftp_reply_ok (reply))
    copy->to = g_bytes_ref (reply->handle);
  else
    g_clear_pointer (&copy->temporary, g_free);
  if (copy->to == NULL && reply->error == NULL && !op->done && !op->flag && !copy->range)
    {
      clean_up (copy, session);
      look_for_target (op, session, reply);
    }
  else if (check (op, session, reply))
    quay_sftp_session_copy_data (session, copy->from, copy->offset, copy->length, copy->to, copy->to_offset, on_copied,
                                 quay_op_ref (op));
}

/* The copy is as open to others as what it is made from. */
static void
on_from_looked_at (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Copy *copy = op->data;
  QuayAttrs attrs = { .type = QUAY_FILE_TYPE_UNKNOWN };

  if (!check (op, session, reply))
    return;
  if ((reply->attrs->valid & QUAY_ATTR_PERMISSIONS) != 0)
    {
      attrs.valid = QUAY_ATTR_PERMISSIONS;
      attrs.permissions = reply->attrs->permissions & 0777;
    }
  copy->temporary
      = op->flag ? g_strdup_printf ("%s.copy-%08x", op->other_path, g_random_int ()) : g_strdup (op->other_path);
  quay_sftp_session_open (session, copy->temporary, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, &attrs,
                          on_to_opened, quay_op_ref (op));
}

static void
on_from_opened (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Copy *copy = op->data;

  if (quay_sftp_reply_ok (reply))
    copy->from = g_bytes_ref (reply->handle);
  if (!check (op, session, reply))
    return;
  if (copy->range)
    quay_sftp_session_open (session, op->other_path, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE, NULL, on_to_opened,
                            quay_op_ref (op));
  else
    quay_sftp_session_fstat (session, copy->from, on_from_looked_at, quay_op_ref (op));
}

static gboolean
can_copy_data (QuayOp *op, QuaySftpSession *session)
{
  if (!(quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_COPY_DATA))
    quay_op_return_unsupported (op, "the server makes no copies (it has neither copy-file nor copy-data); download it "
                                    "and upload it again");
  else if (op->flag && !quay_sftp_session_can_replace (session))
    quay_op_return_unsupported (op, "the server cannot replace a file in one step; remove the old one first");
  else
    return TRUE;

  return FALSE;
}

static void
start_copy_data (QuayOp *op, QuaySftpSession *session)
{
  if (can_copy_data (op, session))
    quay_sftp_session_open (session, op->path, QUAY_OPEN_READ, NULL, on_from_opened, quay_op_ref (op));
}

/* copy_file */

static void
on_file_copied (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_sftp_reply_ok (reply))
    quay_op_return_boolean (op, TRUE);
  else if (reply->error == NULL && reply->status == QUAY_STATUS_OP_UNSUPPORTED && !op->done)
    start_copy_data (op, session);
  else if (op->flag)
    quay_op_check (op, reply);
  else
    look_for_target (op, session, reply);
}

/* A file copied onto itself would be emptied by some servers. */
static void
start_copy_file (QuayOp *op, QuaySftpSession *session)
{
  GError *error = NULL;

  if (g_str_equal (op->path, op->other_path))
    {
      g_autofree char *tried = quay_op_dup_tried (op);

      quay_set_error (&error, QUAY_ERROR_USAGE, "%s: that is the same file", tried);
      quay_op_return_error (op, error);
    }
  else if (quay_sftp_session_get_server (session)->features & QUAY_SFTP_HAS_COPY_FILE)
    quay_sftp_session_copy_file (session, op->path, op->other_path, op->flag, on_file_copied, quay_op_ref (op));
  else
    start_copy_data (op, session);
}

static void
run (QuayLogin *self,
     const QuayOpKind *kind,
     const QuayOpArgs *args,
     const Copy *copy,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  QuayOp *op = quay_login_begin (self, kind, args, cancellable, callback, user_data);

  if (op == NULL)
    return;
  op->data = g_memdup2 (copy, sizeof *copy);
  op->data_destroy = copy_free;
  quay_op_run (op);
}

static const QuayOpKind copy_file_kind = { .tried = "Could not copy", .joint = "to", .start = start_copy_file };

/**
 * quay_login_copy_file_async:
 * @self: an open login
 * @from: (type filename): a file
 * @to: (type filename): where its copy goes
 * @overwrite: whether an existing @to is replaced
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Copies a file on the server, without its bytes coming here: by copy-file (filexfer-extensions-00 section 6) or else
 * copy-data (section 7; OpenSSH's PROTOCOL section 4.10). Where the server has neither it fails with
 * `QUAY_ERROR_UNSUPPORTED`, and the caller may download and upload the file instead.
 */
void
quay_login_copy_file_async (QuayLogin *self,
                            const char *from,
                            const char *to,
                            gboolean overwrite,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  run (self, &copy_file_kind, &(QuayOpArgs){ .path = from, .other_path = to, .flag = overwrite }, &(Copy){ 0 },
       cancellable, callback, user_data);
}

/**
 * quay_login_copy_file_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_FILE_EXISTS`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether the copy is there
 */
gboolean
quay_login_copy_file_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &copy_file_kind, result, error);
}

static const QuayOpKind copy_range_kind = { .tried = "Could not copy from", .joint = "to", .start = start_copy_data };

/**
 * quay_login_copy_range_async:
 * @self: an open login
 * @from: (type filename): a file
 * @offset: where in it to begin
 * @length: how many bytes, 0: to its end
 * @to: (type filename): another file; made where it is not there
 * @to_offset: where in that one they go; what is there already is overwritten
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Copies bytes of one file into another, on the server (copy-data, filexfer-extensions-00 section 7).
 */
void
quay_login_copy_range_async (QuayLogin *self,
                             const char *from,
                             guint64 offset,
                             guint64 length,
                             const char *to,
                             guint64 to_offset,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  const Copy copy = { .offset = offset, .length = length, .to_offset = to_offset, .range = TRUE };

  run (self, &copy_range_kind, &(QuayOpArgs){ .path = from, .other_path = to }, &copy, cancellable, callback,
       user_data);
}

/**
 * quay_login_copy_range_finish:
 * @self: a login
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether they were copied
 */
gboolean
quay_login_copy_range_finish (QuayLogin *self, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (self, &copy_range_kind, result, error);
}

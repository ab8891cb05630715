/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Hashes that the server makes: check-file, filexfer-extensions-00 section 3. */
#include "quay-login-private.h"

/* Longer than SHA-512: no hash. */
#define MAX_HASH 64

typedef struct
{
  char *algorithms;
  guint64 offset;
  guint64 length;
  GBytes *handle;
} Check;

typedef struct
{
  char *algorithm;
  GBytes *hash;
} Answer;

static void
check_free (gpointer data)
{
  Check *check = data;

  g_clear_pointer (&check->handle, g_bytes_unref);
  g_free (check->algorithms);
  g_free (check);
}

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_bytes_unref (answer->hash);
  g_free (answer->algorithm);
  g_free (answer);
}

static void
return_hash (QuayOp *op, const QuaySftpReply *reply)
{
  Answer *answer;

  if (reply->hash_length == 0 || reply->hash_length > MAX_HASH)
    {
      quay_op_return_unsupported (op, "the server's answer holds no hash");
      return;
    }
  answer = g_new0 (Answer, 1);
  answer->algorithm = g_strdup (reply->hash_algorithm);
  answer->hash = g_bytes_new (reply->hash, reply->hash_length);
  quay_op_return_pointer (op, answer, answer_free);
}

static void
on_checked_by_handle (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Check *check = op->data;

  quay_sftp_session_close_handle (session, check->handle, NULL, NULL);
  if (quay_op_check (op, reply))
    return_hash (op, reply);
}

static void
on_opened (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Check *check = op->data;

  if (quay_sftp_reply_ok (reply))
    check->handle = g_bytes_ref (reply->handle);
  if (quay_op_check (op, reply))
    quay_sftp_session_check_file_handle (session, check->handle, check->algorithms, check->offset, check->length,
                                         on_checked_by_handle, quay_op_ref (op));
  else if (check->handle != NULL)
    quay_sftp_session_close_handle (session, check->handle, NULL, NULL);
}

static gboolean
has (QuaySftpSession *session, guint features)
{
  return (quay_sftp_session_get_server (session)->features & features) != 0;
}

/* Servers that announce "check-file" may know one of its two requests only. */
static void
on_checked_by_name (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_sftp_reply_ok (reply))
    return_hash (op, reply);
  else if (reply->error == NULL && !op->done && reply->status == QUAY_STATUS_OP_UNSUPPORTED
           && has (session, QUAY_SFTP_HAS_CHECK_FILE_HANDLE | QUAY_SFTP_HAS_CHECK_FILE))
    quay_sftp_session_open (session, op->path, QUAY_OPEN_READ, NULL, on_opened, quay_op_ref (op));
  else
    quay_op_check (op, reply);
}

static void
start_check (QuayOp *op, QuaySftpSession *session)
{
  const Check *check = op->data;

  if (quay_sftp_session_get_server (session)->hashes_whole_files_only && (check->offset > 0 || check->length > 0))
    quay_op_return_unsupported (op, "this server's hashes of parts of files are wrong; read the part and make it here");
  else if (has (session, QUAY_SFTP_HAS_CHECK_FILE_NAME | QUAY_SFTP_HAS_CHECK_FILE))
    quay_sftp_session_check_file_name (session, op->path, check->algorithms, check->offset, check->length,
                                       on_checked_by_name, quay_op_ref (op));
  else if (has (session, QUAY_SFTP_HAS_CHECK_FILE_HANDLE))
    quay_sftp_session_open (session, op->path, QUAY_OPEN_READ, NULL, on_opened, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server makes no hashes (it has neither check-file-name nor "
                                    "check-file-handle); read the file and make them here");
}

static const QuayOpKind check_file_kind = { .tried = "Could not get the hash of", .start = start_check };

/**
 * quay_login_check_file_async:
 * @self: an open login
 * @path: (type filename): a file
 * @algorithms: comma list, best first, of md5, sha1, sha224, sha256, sha384, sha512 and crc32
 * @offset: where in the file to begin
 * @length: of how many bytes, 0: to the end
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * A hash that the server makes (check-file-name and check-file-handle, filexfer-extensions-00 section 3). It takes the
 * first of @algorithms that it knows.
 */
void
quay_login_check_file_async (QuayLogin *self,
                             const char *path,
                             const char *algorithms,
                             guint64 offset,
                             guint64 length,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  QuayOp *op;
  Check *check;

  g_return_if_fail (algorithms != NULL);
  op = quay_login_begin (self, &check_file_kind, &(QuayOpArgs){ .path = path }, cancellable, callback, user_data);
  if (op == NULL)
    return;
  check = g_new0 (Check, 1);
  check->algorithms = g_strdup (algorithms);
  check->offset = offset;
  check->length = length;
  op->data = check;
  op->data_destroy = check_free;
  quay_op_run (op);
}

/**
 * quay_login_check_file_finish:
 * @self: a login
 * @result: what the callback got
 * @algorithm: (out) (optional) (transfer full): which it is, as the server names it: not fit for showing
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: (transfer full): the hash
 */
GBytes *
quay_login_check_file_finish (QuayLogin *self, GAsyncResult *result, char **algorithm, GError **error)
{
  Answer *answer = quay_login_finish_pointer (self, &check_file_kind, result, error);
  GBytes *hash;

  if (answer == NULL)
    return NULL;
  if (algorithm != NULL)
    *algorithm = g_steal_pointer (&answer->algorithm);
  hash = g_bytes_ref (answer->hash);
  answer_free (answer);

  return hash;
}

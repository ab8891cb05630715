/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-login-hash.h"

#include "quay-error-private.h"
#include "quay-login-private.h"
#include "quay-remote-hash.h"
#include "quay-text.h"

/* What came of it, on its way to the caller. */
typedef struct
{
  GChecksumType type;
  gboolean from_server;
  char *hex;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_free (self->hex);
  g_free (self);
}

static void
on_hash (const QuayRemoteHashResult *result, const GError *error, gpointer user_data)
{
  QuayOp *op = user_data;
  Answer *answer;

  if (error != NULL)
    {
      quay_op_return_error (op, g_error_copy (error));
      return;
    }
  answer = g_new (Answer, 1);
  *answer = (Answer){ result->type, result->from_server, g_strdup (result->hex) };
  quay_op_return_pointer (op, answer, answer_free);
}

static gboolean
is_wanted (gpointer user_data)
{
  return !((QuayOp *)user_data)->done;
}

/* A folder can be opened on many servers; reading it then fails with a word that says nothing. */
static void
on_stat (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  g_autofree char *tried = quay_op_dup_tried (op);
  const GChecksumType type = op->number;
  GError *error = NULL;

  if (!quay_op_check (op, reply))
    return;
  if (reply->attrs->type == QUAY_FILE_TYPE_DIRECTORY)
    {
      quay_set_error (&error, QUAY_ERROR_FAILED, "%s: it is a folder; name the files", tried);
      quay_op_return_error (op, error);
      return;
    }
  quay_engine_want_lanes (quay_engine_get (op->connection), 1);
  quay_remote_hash_start (quay_engine_get (op->connection), &(QuayRemoteHashRequest){
                                                                .path = op->path,
                                                                .types = &type,
                                                                .n_types = 1,
                                                                .tried = tried,
                                                                .wanted = is_wanted,
                                                                .func = on_hash,
                                                                .user_data = quay_op_ref (op),
                                                                .destroy = (GDestroyNotify)quay_op_unref,
                                                            });
}

static void
start_hash (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_stat (session, op->path, TRUE, on_stat, quay_op_ref (op));
}

static const QuayOpKind hash_kind = { .tried = "Could not make the hash of", .start = start_hash };

/**
 * quay_login_hash_async:
 * @self: an open login
 * @path: (type filename): a file
 * @algorithm: (nullable): "sha256", "sha512", "sha384", "sha1" or "md5"; %NULL means "sha256"
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * The hash of a remote file: the server's own where it has check-file (filexfer-extensions-00 section 3) and knows the
 * algorithm, else made by reading the whole file.
 */
void
quay_login_hash_async (QuayLogin *self,
                       const char *path,
                       const char *algorithm,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GChecksumType type = G_CHECKSUM_SHA256;

  g_return_if_fail (QUAY_IS_LOGIN (self));

  if (algorithm != NULL && !quay_hash_type_from_name (algorithm, &type))
    {
      g_autofree char *shown = quay_text_escape (algorithm, -1);

      g_task_report_new_error (self, callback, user_data, (gpointer)&hash_kind, QUAY_ERROR,
                               QUAY_ERROR_ALGORITHM_UNSUPPORTED,
                               "There is no hash algorithm %s here: choose sha256, sha512, sha384, sha1 or md5", shown);
      return;
    }
  quay_login_run (self, &hash_kind, &(QuayOpArgs){ .path = path, .number = type }, cancellable, callback, user_data);
}

/**
 * quay_login_hash_finish:
 * @self: a login
 * @result: what the callback got
 * @algorithm: (out) (optional) (transfer full): its name, as "sha256"
 * @from_server: (out) (optional): whether the server made it; else the file was read
 * @error: `QUAY_ERROR_ALGORITHM_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full): the hash in lower case hexadecimal, or %NULL with @error set
 */
char *
quay_login_hash_finish (QuayLogin *self, GAsyncResult *result, char **algorithm, gboolean *from_server, GError **error)
{
  Answer *answer = quay_login_finish_pointer (self, &hash_kind, result, error);
  char *hex;

  if (answer == NULL)
    return NULL;
  if (algorithm != NULL)
    *algorithm = g_strdup (quay_hash_name (answer->type));
  if (from_server != NULL)
    *from_server = answer->from_server;
  hex = g_steal_pointer (&answer->hex);
  answer_free (answer);

  return hex;
}

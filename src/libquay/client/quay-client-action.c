/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-action.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-login-hash.h"
#include "quay-text.h"

/* Configuration keys that do something on the server. */

static void
return_text (QuayCall *call, const char *text)
{
  quay_call_return_pointer (call, g_strdup (text), g_free);
}

/* GetSpaceInfo */

static void
on_space (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  QuaySpace space;

  if (!quay_login_space_finish (QUAY_LOGIN (source), result, &space, &error))
    {
      quay_call_return (call, error);
      return;
    }
  call->client->total_space = (gint64)MIN (space.total, G_MAXINT64);
  call->client->free_space = (gint64)MIN (space.available, G_MAXINT64);
  return_text (call, "True");
}

static void
get_space (QuayCall *call)
{
  quay_login_space_async (call->client->login, call->client->remote_path, call->cancellable, on_space, call);
}

/* ReadLink */

static void
on_link (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  g_autofree char *target = quay_login_readlink_finish (QUAY_LOGIN (source), result, &error);

  if (target != NULL)
    quay_call_return_pointer (call, quay_client_dup_shown (call->client, target), g_free);
  else
    quay_call_return (call, error);
}

static void
read_link (QuayCall *call)
{
  if (quay_call_take_path (call, call->text, "The link"))
    quay_login_readlink_async (call->client->login, call->path, call->cancellable, on_link, call);
}

/* SSHKeyRenegotiate */

static void
on_rekeyed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  if (quay_login_rekey_finish (QUAY_LOGIN (source), result, &error))
    return_text (call, "True");
  else
    quay_call_return (call, error);
}

static void
renegotiate (QuayCall *call)
{
  quay_login_rekey_async (call->client->login, call->cancellable, on_rekeyed, call);
}

/* CopyRemoteFile and CopyRemoteData */

static void
on_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  if (quay_login_copy_file_finish (QUAY_LOGIN (source), result, &error))
    return_text (call, "True");
  else
    quay_call_return (call, error);
}

static void
copy_file (QuayCall *call)
{
  if (quay_call_take_path (call, call->client->remote_file, "remote-file")
      && quay_call_take_other (call, call->text, "The other file"))
    quay_login_copy_file_async (call->client->login, call->path, call->other_path, call->client->overwrite,
                                call->cancellable, on_copied, call);
}

static void
on_data_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  if (quay_login_copy_range_finish (QUAY_LOGIN (source), result, &error))
    return_text (call, "True");
  else
    quay_call_return (call, error);
}

/* "DestFile=PATH;Length=N;WriteOffset=N", in any order. */
static gboolean
parse_copy (QuayCall *call, char **to, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (call->text, ";", -1);

  for (char **part = parts; *part != NULL; part++)
    {
      const char *value = strchr (*part, '=');
      guint64 number = 0;
      const gsize length = value != NULL ? (gsize)(value - *part) : 0;

      if (value != NULL && length == strlen ("DestFile") && g_ascii_strncasecmp (*part, "DestFile", length) == 0)
        g_set_str (to, value + 1);
      else if (value != NULL && g_ascii_string_to_unsigned (value + 1, 10, 0, G_MAXINT64, &number, NULL)
               && length == strlen ("Length") && g_ascii_strncasecmp (*part, "Length", length) == 0)
        call->count = (gint64)number;
      else if (value != NULL && g_ascii_string_to_unsigned (value + 1, 10, 0, G_MAXINT64, &number, NULL)
               && length == strlen ("WriteOffset") && g_ascii_strncasecmp (*part, "WriteOffset", length) == 0)
        call->offset = (gint64)number;
      else
        {
          g_autofree char *shown = quay_text_escape_message (*part, -1, 80);

          quay_set_error (error, QUAY_ERROR_USAGE,
                          "CopyRemoteData takes DestFile=PATH;Length=NUMBER;WriteOffset=NUMBER, and not “%s”", shown);
          return FALSE;
        }
    }

  return TRUE;
}

static void
copy_data (QuayCall *call)
{
  QuaySftpClient *client = call->client;
  g_autofree char *to = NULL;
  GError *error = NULL;

  if (!parse_copy (call, &to, &error))
    {
      quay_call_return (call, error);
      return;
    }
  if (quay_call_take_path (call, client->remote_file, "remote-file") && quay_call_take_other (call, to, "DestFile"))
    quay_login_copy_range_async (client->login, call->path, (guint64)client->start_byte, (guint64)call->count,
                                 call->other_path, (guint64)call->offset, call->cancellable, on_data_copied, call);
}

/* CheckFileHash: the server's hash first, then this side's by the same algorithm. */

static const struct
{
  const char *name;
  GChecksumType type;
} hashes[] = {
  { "sha256", G_CHECKSUM_SHA256 }, { "sha384", G_CHECKSUM_SHA384 }, { "sha512", G_CHECKSUM_SHA512 },
  { "sha1", G_CHECKSUM_SHA1 },     { "md5", G_CHECKSUM_MD5 },
};

static void
compare (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  char *const *words = task_data; /* path, algorithm, the server's hash */
  g_autoptr (GMappedFile) file = NULL;
  g_autofree char *own = NULL;
  g_autofree char *shown = quay_text_escape (words[0], -1);
  GError *error = NULL;

  file = g_mapped_file_new (words[0], FALSE, NULL);
  if (file == NULL)
    {
      quay_set_error (&error, QUAY_ERROR_LOCAL_FILE, "Could not read %s to make its hash; check local-file", shown);
      g_task_return_error (task, error);
      return;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
    if (g_str_equal (hashes[i].name, words[1]))
      own = g_compute_checksum_for_data (hashes[i].type, (const guchar *)g_mapped_file_get_contents (file),
                                         g_mapped_file_get_length (file));
  if (g_strcmp0 (own, words[2]) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  quay_set_error (&error, QUAY_ERROR_HASH_MISMATCH,
                  "%s is not the same as the file on the server: %s %s here, %s there", shown, words[1],
                  own != NULL ? own : "not known", words[2]);
  g_task_return_error (task, error);
}

static void
on_compared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    return_text (call, "True");
  else
    quay_call_return (call, error);
}

static void
on_hash (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;
  g_autofree char *algorithm = NULL;
  g_autofree char *hash = NULL;
  g_autoptr (GTask) task = NULL;
  gboolean from_server = FALSE;

  hash = quay_login_hash_finish (QUAY_LOGIN (source), result, &algorithm, &from_server, &error);
  if (hash != NULL && !from_server)
    quay_set_error (&error, QUAY_ERROR_UNSUPPORTED,
                    "The server does not make hashes of files (extension check-file); use another way to compare");
  if (error != NULL)
    {
      quay_call_return (call, error);
      return;
    }
  task = g_task_new (call->client, call->cancellable, on_compared, call);
  g_task_set_task_data (task, g_strdupv ((char *[]){ call->client->local_file, algorithm, hash, NULL }),
                        (GDestroyNotify)g_strfreev);
  g_task_run_in_thread (task, compare);
}

static void
check_hash (QuayCall *call)
{
  if (quay_call_take_path (call, call->client->remote_file, "remote-file")
      && quay_call_take_other (call, call->client->local_file, "local-file"))
    quay_login_hash_async (call->client->login, call->path, NULL, call->cancellable, on_hash, call);
}

void
quay_client_run_action (QuayCall *call)
{
  switch ((QuayAction)call->mode)
    {
    case QUAY_ACTION_CHECK_FILE_HASH:
      check_hash (call);
      break;
    case QUAY_ACTION_COPY_REMOTE_DATA:
      copy_data (call);
      break;
    case QUAY_ACTION_COPY_REMOTE_FILE:
      copy_file (call);
      break;
    case QUAY_ACTION_GET_SPACE_INFO:
      get_space (call);
      break;
    case QUAY_ACTION_READ_LINK:
      read_link (call);
      break;
    case QUAY_ACTION_RENEGOTIATE:
    default:
      renegotiate (call);
    }
}

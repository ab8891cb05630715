/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth-agent.h"

#include "quay-agent-key.h"
#include "quay-agent-socket.h"
#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-text.h"

#define AGENTC_REQUEST_IDENTITIES 11
#define AGENT_IDENTITIES_ANSWER 12
/* OpenSSH's MAX_AGENT_IDENTITIES; servers cut off far fewer attempts. */
#define MAX_KEYS 2048
#define LIST_TIMEOUT (10 * G_TIME_SPAN_SECOND)

/* byte IDENTITIES_ANSWER, uint32 count, then for each: string key, string comment */
static gboolean
read_keys (GBytes *answer, const char *socket_path, GPtrArray *keys, GCancellable *cancellable)
{
  QuayBlob blob;
  guint32 count;

  quay_blob_init_bytes (&blob, answer);
  if (quay_blob_get_byte (&blob) != AGENT_IDENTITIES_ANSWER)
    return FALSE;
  count = quay_blob_get_uint32 (&blob);
  if (count > MAX_KEYS)
    return FALSE;
  for (guint32 i = 0; i < count && !blob.failed; i++)
    {
      gsize size, length;
      const guint8 *key = quay_blob_get_string (&blob, &size);
      const guint8 *text = quay_blob_get_string (&blob, &length);
      g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new (key, size) : NULL;
      g_autofree char *comment = g_strndup ((const char *)text, length);
      QuayKey *found = bytes != NULL ? quay_agent_key_new (socket_path, bytes, comment, cancellable) : NULL;

      if (found != NULL)
        g_ptr_array_add (keys, found);
    }

  return quay_blob_is_done (&blob);
}

/* Nobody there: a socket file left over, or none at all. That is no failure of the login. */
static gboolean
is_absence (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
}

static void
set_why (char **why, char *text)
{
  if (why != NULL)
    *why = text;
  else
    g_free (text);
}

static gboolean
ask (const char *path, GPtrArray *keys, char **why, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) answer = NULL;
  g_autofree char *shown = quay_text_escape (path, -1);

  quay_blob_put_byte (request, AGENTC_REQUEST_IDENTITIES);
  answer = quay_agent_socket_call (path, request, LIST_TIMEOUT, cancellable, &local);
  if (answer != NULL && read_keys (answer, path, keys, cancellable))
    return TRUE;
  if (local != NULL && is_absence (local))
    {
      set_why (why, g_strdup_printf ("no agent at %s: %s", shown, local->message));
      return TRUE;
    }
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_propagate_error (error, g_steal_pointer (&local));
  else
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot list the keys of the agent at %s: %s; restart the agent, or log in without it", shown,
                    local != NULL ? local->message : "its answer makes no sense");

  return FALSE;
}

GPtrArray *
quay_auth_agent_list_keys (const char *socket_path, char **why, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  const char *path = socket_path != NULL ? socket_path : g_getenv ("SSH_AUTH_SOCK");

  set_why (why, NULL);
  if (path == NULL || *path == '\0')
    set_why (why, g_strdup ("no agent: SSH_AUTH_SOCK is not set"));
  else if (!ask (path, keys, why, cancellable, error))
    return NULL;

  return g_steal_pointer (&keys);
}

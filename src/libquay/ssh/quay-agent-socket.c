/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-agent-socket.h"

#include <gio/gunixsocketaddress.h>

#include "quay-blob.h"

/* OpenSSH's agent and client use the same bound. */
#define MAX_ANSWER (256 * 1024)
#define LENGTH_SIZE 4

/* Waits until @condition holds, never beyond @deadline (monotonic). */
static gboolean
wait_for (GSocket *socket, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  gint64 left = deadline - g_get_monotonic_time ();

  if (left <= 0)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "it did not answer in time");
      return FALSE;
    }
  if (g_socket_condition_timed_wait (socket, condition, left, cancellable, error))
    return TRUE;
  if (error != NULL && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    {
      g_clear_error (error);
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "it did not answer in time");
    }

  return FALSE;
}

static gboolean
send_all (GSocket *socket, const guint8 *data, gsize size, gint64 deadline, GCancellable *cancellable, GError **error)
{
  while (size > 0)
    {
      gssize n;

      if (!wait_for (socket, G_IO_OUT, deadline, cancellable, error))
        return FALSE;
      n = g_socket_send_with_blocking (socket, (const char *)data, size, FALSE, cancellable, error);
      if (n < 0 && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_clear_error (error);
          continue;
        }
      if (n < 0)
        return FALSE;
      data += n;
      size -= n;
    }

  return TRUE;
}

static gboolean
receive_all (GSocket *socket, guint8 *data, gsize size, gint64 deadline, GCancellable *cancellable, GError **error)
{
  while (size > 0)
    {
      gssize n;

      if (!wait_for (socket, G_IO_IN, deadline, cancellable, error))
        return FALSE;
      n = g_socket_receive_with_blocking (socket, (char *)data, size, FALSE, cancellable, error);
      if (n < 0 && g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        {
          g_clear_error (error);
          continue;
        }
      if (n == 0)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, "it hung up without an answer");
      if (n <= 0)
        return FALSE;
      data += n;
      size -= n;
    }

  return TRUE;
}

static GSocket *
open_socket (const char *path, gint64 timeout, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSocket) socket
      = g_socket_new (G_SOCKET_FAMILY_UNIX, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, error);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);

  if (socket == NULL)
    return NULL;
  g_socket_set_timeout (socket, (guint)MAX (timeout / G_TIME_SPAN_SECOND, 1));
  if (!g_socket_connect (socket, address, cancellable, error))
    return NULL;
  /* From here on wait_for counts the time, over all of the answer. */
  g_socket_set_timeout (socket, 0);

  return g_steal_pointer (&socket);
}

static GBytes *
receive_answer (GSocket *socket, gint64 deadline, GCancellable *cancellable, GError **error)
{
  guint32 be;
  gsize size;
  g_autofree guint8 *data = NULL;

  if (!receive_all (socket, (guint8 *)&be, LENGTH_SIZE, deadline, cancellable, error))
    return NULL;
  size = GUINT32_FROM_BE (be);
  if (size == 0 || size > MAX_ANSWER)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "it announced an answer of %" G_GSIZE_FORMAT " bytes, which no agent sends", size);
      return NULL;
    }
  data = g_malloc (size);
  if (!receive_all (socket, data, size, deadline, cancellable, error))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), size);
}

GBytes *
quay_agent_socket_call (
    const char *socket_path, GByteArray *request, gint64 timeout, GCancellable *cancellable, GError **error)
{
  gint64 deadline = g_get_monotonic_time () + timeout;
  g_autoptr (GByteArray) message = g_byte_array_sized_new (LENGTH_SIZE + request->len);
  g_autoptr (GError) local = NULL;
  g_autoptr (GSocket) socket = open_socket (socket_path, timeout, cancellable, &local);
  GBytes *answer = NULL;

  quay_blob_put_string (message, request->data, request->len);
  if (socket != NULL && send_all (socket, message->data, message->len, deadline, cancellable, &local))
    answer = receive_answer (socket, deadline, cancellable, &local);
  if (answer == NULL)
    g_propagate_error (error, g_steal_pointer (&local));

  return answer;
}

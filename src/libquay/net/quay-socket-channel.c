/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-socket-channel.h"

#include <errno.h>
#include <sys/socket.h>

#include "quay-error-private.h"

struct _QuaySocketChannel
{
  QuayFdChannel parent_instance;
};

G_DEFINE_FINAL_TYPE (QuaySocketChannel, quay_socket_channel, QUAY_TYPE_FD_CHANNEL)

/* Errors that mean the peer, or the way to it, has gone, as opposed to misuse on our side. */
static gboolean
is_loss (int errsv)
{
  return errsv == EPIPE || errsv == ECONNRESET || errsv == ECONNABORTED || errsv == ETIMEDOUT || errsv == EHOSTUNREACH
         || errsv == ENETUNREACH || errsv == ENETDOWN || errsv == ENETRESET;
}

static void
quay_socket_channel_set_error (QuayFdChannel *channel, QuayFdTrouble trouble, int errsv, GError **error)
{
  const char *tried = trouble == QUAY_FD_READING ? "receiving" : "sending";

  if (trouble == QUAY_FD_CLOSED)
    quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "The connection is closed");
  else if (is_loss (errsv))
    quay_set_error_errno (error, QUAY_ERROR_CONNECTION_DROPPED, errsv, "The connection was lost while %s", tried);
  else
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv, "The connection failed while %s", tried);
}

static void
quay_socket_channel_class_init (QuaySocketChannelClass *class)
{
  QUAY_FD_CHANNEL_CLASS (class)->set_error = quay_socket_channel_set_error;
}

static void
quay_socket_channel_init (QuaySocketChannel *self)
{
}

QuayChannel *
quay_socket_channel_new (int fd)
{
  QuaySocketChannel *self = g_object_new (QUAY_TYPE_SOCKET_CHANNEL, NULL);

  quay_fd_channel_take_fds (QUAY_FD_CHANNEL (self), fd, fd, -1, NULL);

  return QUAY_CHANNEL (self);
}

static char *
print_address (const struct sockaddr_storage *storage, socklen_t length, guint *port)
{
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native ((gpointer)storage, length);

  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;
  if (port != NULL)
    *port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));

  return g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

char *
quay_socket_channel_dup_local (QuaySocketChannel *self, guint *port)
{
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;

  *port = 0;
  if (getsockname (quay_fd_channel_get_read_fd (QUAY_FD_CHANNEL (self)), (struct sockaddr *)&storage, &length) != 0)
    return NULL;

  return print_address (&storage, length, port);
}

char *
quay_socket_channel_dup_remote (QuaySocketChannel *self)
{
  struct sockaddr_storage storage;
  socklen_t length = sizeof storage;

  if (getpeername (quay_fd_channel_get_read_fd (QUAY_FD_CHANNEL (self)), (struct sockaddr *)&storage, &length) != 0)
    return NULL;

  return print_address (&storage, length, NULL);
}

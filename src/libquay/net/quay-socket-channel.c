/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-socket-channel.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-fd-watch.h"

struct _QuaySocketChannel
{
  GObject parent_instance;

  /* Owned */
  int fd;
  QuayFdWatch *watch;
};

static void quay_socket_channel_channel_init (QuayChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuaySocketChannel,
                               quay_socket_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_CHANNEL, quay_socket_channel_channel_init))

static void
set_closed_error (GError **error)
{
  quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "The connection is closed");
}

/* Errors that mean the peer, or the way to it, has gone, as opposed to misuse on our side. */
static gboolean
is_loss (int errsv)
{
  return errsv == EPIPE || errsv == ECONNRESET || errsv == ECONNABORTED || errsv == ETIMEDOUT || errsv == EHOSTUNREACH
         || errsv == ENETUNREACH || errsv == ENETDOWN || errsv == ENETRESET;
}

static void
set_io_error (int errsv, const char *tried, GError **error)
{
  if (is_loss (errsv))
    quay_set_error_errno (error, QUAY_ERROR_CONNECTION_DROPPED, errsv, "The connection was lost while %s", tried);
  else
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv, "The connection failed while %s", tried);
}

static gssize
quay_socket_channel_read (QuayChannel *channel, void *buffer, gsize size, GError **error)
{
  QuaySocketChannel *self = QUAY_SOCKET_CHANNEL (channel);
  gssize n;

  if (self->fd < 0)
    {
      set_closed_error (error);
      return -1;
    }
  do
    n = recv (self->fd, buffer, size, 0);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    return n;
  if (n < 0 && errno == EAGAIN)
    return QUAY_CHANNEL_WOULD_BLOCK;
  if (n < 0)
    set_io_error (errno, "receiving", error);
  quay_fd_watch_end_reading (self->watch);

  return n;
}

static gssize
quay_socket_channel_write (QuayChannel *channel, const void *buffer, gsize size, GError **error)
{
  QuaySocketChannel *self = QUAY_SOCKET_CHANNEL (channel);
  gssize n;

  if (self->fd < 0)
    {
      set_closed_error (error);
      return -1;
    }
  do
    n = send (self->fd, buffer, size, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;
  if (errno == EAGAIN)
    {
      quay_fd_watch_write_blocked (self->watch);
      return QUAY_CHANNEL_WOULD_BLOCK;
    }
  set_io_error (errno, "sending", error);
  quay_fd_watch_end_writing (self->watch);

  return -1;
}

static gsize
quay_socket_channel_get_write_window (QuayChannel *channel)
{
  return G_MAXSIZE;
}

static gboolean
quay_socket_channel_wait (
    QuayChannel *channel, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  QuaySocketChannel *self = QUAY_SOCKET_CHANNEL (channel);

  if (self->watch == NULL)
    {
      set_closed_error (error);
      return FALSE;
    }

  return quay_fd_watch_wait (self->watch, condition, deadline, cancellable, error);
}

static void
quay_socket_channel_set_watch (QuayChannel *channel, QuayChannelFunc func, gpointer user_data)
{
  QuaySocketChannel *self = QUAY_SOCKET_CHANNEL (channel);

  if (self->watch != NULL)
    quay_fd_watch_set_func (self->watch, func, user_data);
}

static void
quay_socket_channel_close (QuayChannel *channel)
{
  QuaySocketChannel *self = QUAY_SOCKET_CHANNEL (channel);

  g_clear_pointer (&self->watch, quay_fd_watch_free);
  g_clear_fd (&self->fd, NULL);
}

static void
quay_socket_channel_finalize (GObject *object)
{
  quay_socket_channel_close (QUAY_CHANNEL (object));

  G_OBJECT_CLASS (quay_socket_channel_parent_class)->finalize (object);
}

static void
quay_socket_channel_class_init (QuaySocketChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_socket_channel_finalize;
}

static void
quay_socket_channel_channel_init (QuayChannelInterface *iface)
{
  iface->read = quay_socket_channel_read;
  iface->write = quay_socket_channel_write;
  iface->get_write_window = quay_socket_channel_get_write_window;
  iface->wait = quay_socket_channel_wait;
  iface->set_watch = quay_socket_channel_set_watch;
  iface->close = quay_socket_channel_close;
}

static void
quay_socket_channel_init (QuaySocketChannel *self)
{
  self->fd = -1;
}

QuayChannel *
quay_socket_channel_new (int fd)
{
  QuaySocketChannel *self;

  g_assert (fd >= 0);
  self = g_object_new (QUAY_TYPE_SOCKET_CHANNEL, NULL);
  self->fd = fd;
  self->watch = quay_fd_watch_new (QUAY_CHANNEL (self), fd, fd, -1, NULL);
  if (!g_unix_set_fd_nonblocking (fd, TRUE, NULL))
    g_critical ("%s: descriptor %d cannot be made non-blocking", G_STRLOC, fd);

  return QUAY_CHANNEL (self);
}

int
quay_socket_channel_get_fd (QuaySocketChannel *self)
{
  return self->fd;
}

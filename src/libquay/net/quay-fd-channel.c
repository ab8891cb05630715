/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-fd-channel.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-error-private.h"

typedef struct
{
  /* Owned */
  int read_fd;
  int write_fd;
  int drain_fd;
  QuayFdWatch *watch; /* NULL once closed */

  QuayFdDrainFunc drain;
} QuayFdChannelPrivate;

static void quay_fd_channel_channel_init (QuayChannelInterface *iface);

G_DEFINE_ABSTRACT_TYPE_WITH_CODE (QuayFdChannel,
                                  quay_fd_channel,
                                  G_TYPE_OBJECT,
                                  G_ADD_PRIVATE (QuayFdChannel)
                                      G_IMPLEMENT_INTERFACE (QUAY_TYPE_CHANNEL, quay_fd_channel_channel_init))

static QuayFdChannelPrivate *
get_private (gpointer self)
{
  return quay_fd_channel_get_instance_private (self);
}

static void
set_error (gpointer self, QuayFdTrouble trouble, int errsv, GError **error)
{
  QUAY_FD_CHANNEL_GET_CLASS (self)->set_error (self, trouble, errsv, error);
}

static gssize
quay_fd_channel_read (QuayChannel *channel, void *buffer, gsize size, GError **error)
{
  QuayFdChannelPrivate *self = get_private (channel);
  gssize n;

  if (self->watch == NULL)
    {
      set_error (channel, QUAY_FD_CLOSED, 0, error);
      return -1;
    }
  do
    n = read (self->read_fd, buffer, size);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    return n;
  if (n < 0 && errno == EAGAIN)
    return QUAY_CHANNEL_WOULD_BLOCK;
  if (n < 0)
    set_error (channel, QUAY_FD_READING, errno, error);
  quay_fd_watch_end_reading (self->watch);

  return n;
}

static gssize
quay_fd_channel_write (QuayChannel *channel, const void *buffer, gsize size, GError **error)
{
  QuayFdChannelPrivate *self = get_private (channel);
  gssize n;

  if (self->watch == NULL)
    {
      set_error (channel, QUAY_FD_CLOSED, 0, error);
      return -1;
    }
  do
    n = send (self->write_fd, buffer, size, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n < (gssize)size && (n >= 0 || errno == EAGAIN))
    quay_fd_watch_write_blocked (self->watch);
  if (n >= 0)
    return n;
  if (errno == EAGAIN)
    return QUAY_CHANNEL_WOULD_BLOCK;
  set_error (channel, QUAY_FD_WRITING, errno, error);
  quay_fd_watch_end_writing (self->watch);

  return -1;
}

static gboolean
quay_fd_channel_wait (
    QuayChannel *channel, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  QuayFdChannelPrivate *self = get_private (channel);

  if (self->watch != NULL)
    return quay_fd_watch_wait (self->watch, condition, deadline, cancellable, error);
  set_error (channel, QUAY_FD_CLOSED, 0, error);

  return FALSE;
}

static void
quay_fd_channel_set_watch (QuayChannel *channel, QuayChannelFunc func, gpointer user_data)
{
  QuayFdChannelPrivate *self = get_private (channel);

  if (self->watch != NULL)
    quay_fd_watch_set_func (self->watch, func, user_data);
}

static void
quay_fd_channel_close (QuayChannel *channel)
{
  QuayFdChannelPrivate *self = get_private (channel);
  QuayFdChannelClass *class = QUAY_FD_CHANNEL_GET_CLASS (channel);

  if (self->watch == NULL)
    return;
  if (self->drain_fd >= 0)
    self->drain (channel);
  g_clear_pointer (&self->watch, quay_fd_watch_free);
  if (self->write_fd != self->read_fd)
    g_clear_fd (&self->write_fd, NULL);
  self->write_fd = -1;
  g_clear_fd (&self->read_fd, NULL);
  g_clear_fd (&self->drain_fd, NULL);
  if (class->closed != NULL)
    class->closed (QUAY_FD_CHANNEL (channel));
}

static char *
quay_fd_channel_dup_diagnostics (QuayChannel *channel)
{
  QuayFdChannelClass *class = QUAY_FD_CHANNEL_GET_CLASS (channel);

  return class->dup_diagnostics != NULL ? class->dup_diagnostics (QUAY_FD_CHANNEL (channel)) : NULL;
}

static void
quay_fd_channel_dispose (GObject *object)
{
  quay_fd_channel_close (QUAY_CHANNEL (object));

  G_OBJECT_CLASS (quay_fd_channel_parent_class)->dispose (object);
}

static void
quay_fd_channel_class_init (QuayFdChannelClass *class)
{
  G_OBJECT_CLASS (class)->dispose = quay_fd_channel_dispose;
}

static void
quay_fd_channel_channel_init (QuayChannelInterface *iface)
{
  iface->read = quay_fd_channel_read;
  iface->write = quay_fd_channel_write;
  iface->wait = quay_fd_channel_wait;
  iface->set_watch = quay_fd_channel_set_watch;
  iface->close = quay_fd_channel_close;
  iface->dup_diagnostics = quay_fd_channel_dup_diagnostics;
}

static void
quay_fd_channel_init (QuayFdChannel *channel)
{
  QuayFdChannelPrivate *self = get_private (channel);

  self->read_fd = self->write_fd = self->drain_fd = -1;
}

void
quay_fd_channel_take_fds (QuayFdChannel *channel, int read_fd, int write_fd, int drain_fd, QuayFdDrainFunc drain)
{
  QuayFdChannelPrivate *self = get_private (channel);
  const int fds[] = { read_fd, write_fd, drain_fd };

  g_assert (self->watch == NULL && read_fd >= 0 && write_fd >= 0);
  self->read_fd = read_fd;
  self->write_fd = write_fd;
  self->drain_fd = drain_fd;
  self->drain = drain;
  for (gsize i = 0; i < G_N_ELEMENTS (fds); i++)
    if (fds[i] >= 0 && !g_unix_set_fd_nonblocking (fds[i], TRUE, NULL))
      g_critical ("%s: descriptor %d cannot be made non-blocking", G_STRLOC, fds[i]);
  self->watch = quay_fd_watch_new (QUAY_CHANNEL (channel), read_fd, write_fd, drain_fd, drain);
}

int
quay_fd_channel_get_read_fd (QuayFdChannel *self)
{
  return get_private (self)->read_fd;
}

int
quay_fd_channel_get_drain_fd (QuayFdChannel *self)
{
  return get_private (self)->drain_fd;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-fd-watch.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>

#include "quay-error-private.h"

typedef struct
{
  int fd;
  gpointer tag;           /* in the source, NULL where it is not looked at */
  GIOCondition condition; /* what the tag stands for */
} WatchedFd;

enum
{
  FD_READ,
  FD_WRITE,
  FD_DRAIN,
  N_FDS,
};

struct _QuayFdWatch
{
  QuayChannel *owner; /* borrowed */
  WatchedFd fds[N_FDS];
  QuayFdDrainFunc drain;
  gboolean reading;
  gboolean writing;
  gboolean write_blocked;
  gboolean draining;

  GSource *source;
  QuayChannelFunc func;
  gpointer user_data;
};

typedef struct
{
  GSource parent;
  QuayFdWatch *watch; /* NULL once taken away */
} WatchSource;

QuayFdWatch *
quay_fd_watch_new (QuayChannel *owner, int read_fd, int write_fd, int drain_fd, QuayFdDrainFunc drain)
{
  QuayFdWatch *self = g_new0 (QuayFdWatch, 1);

  self->owner = owner;
  self->fds[FD_READ].fd = read_fd;
  self->fds[FD_WRITE].fd = write_fd;
  self->fds[FD_DRAIN].fd = drain_fd;
  self->drain = drain;
  self->reading = TRUE;
  self->writing = TRUE;
  self->draining = drain_fd >= 0;

  return self;
}

void
quay_fd_watch_free (QuayFdWatch *self)
{
  quay_fd_watch_set_func (self, NULL, NULL);
  g_free (self);
}

static void
look_out_for (QuayFdWatch *self, WatchedFd *fd, GIOCondition condition)
{
  if (fd->condition == condition)
    return;
  fd->condition = condition;
  /* poll() reports G_IO_HUP unasked, so a descriptor of no interest has to go altogether. */
  if (condition == 0)
    {
      g_source_remove_unix_fd (self->source, fd->tag);
      fd->tag = NULL;
    }
  else if (fd->tag == NULL)
    fd->tag = g_source_add_unix_fd (self->source, fd->fd, condition);
  else
    g_source_modify_unix_fd (self->source, fd->tag, condition);
}

static void
update_conditions (QuayFdWatch *self)
{
  GIOCondition in = self->reading ? G_IO_IN : 0;
  GIOCondition out = self->writing && self->write_blocked ? G_IO_OUT : 0;

  if (self->source == NULL)
    return;
  if (self->fds[FD_READ].fd == self->fds[FD_WRITE].fd)
    look_out_for (self, &self->fds[FD_READ], in | out);
  else
    {
      look_out_for (self, &self->fds[FD_READ], in);
      look_out_for (self, &self->fds[FD_WRITE], out);
    }
  look_out_for (self, &self->fds[FD_DRAIN], self->draining ? G_IO_IN : 0);
}

static GIOCondition
get_ready (QuayFdWatch *self, int which)
{
  WatchedFd *fd = &self->fds[which];

  return fd->tag != NULL ? g_source_query_unix_fd (self->source, fd->tag) : 0;
}

static gboolean
watch_source_dispatch (GSource *source, GSourceFunc unused, gpointer user_data)
{
  QuayFdWatch *self = ((WatchSource *)source)->watch;
  g_autoptr (QuayChannel) owner = NULL;
  GIOCondition stream;

  if (self == NULL)
    return G_SOURCE_REMOVE;
  owner = g_object_ref (self->owner);
  stream = get_ready (self, FD_READ) | get_ready (self, FD_WRITE);
  if (get_ready (self, FD_DRAIN) != 0 && !self->drain (owner))
    quay_fd_watch_end_draining (self);
  if (stream & (G_IO_OUT | G_IO_HUP | G_IO_ERR))
    self->write_blocked = FALSE;
  update_conditions (self);
  if (stream != 0)
    self->func (owner, self->user_data);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs watch_source_funcs = {
  .dispatch = watch_source_dispatch,
};

void
quay_fd_watch_set_func (QuayFdWatch *self, QuayChannelFunc func, gpointer user_data)
{
  if (self->source != NULL)
    {
      ((WatchSource *)self->source)->watch = NULL;
      g_source_destroy (self->source);
      g_clear_pointer (&self->source, g_source_unref);
      for (int i = 0; i < N_FDS; i++)
        {
          self->fds[i].tag = NULL;
          self->fds[i].condition = 0;
        }
    }
  self->func = func;
  self->user_data = user_data;
  if (func == NULL)
    return;
  self->source = g_source_new (&watch_source_funcs, sizeof (WatchSource));
  ((WatchSource *)self->source)->watch = self;
  g_source_set_static_name (self->source, "[quay] channel");
  /* Nobody iterates the context from within: GLib need not take the descriptors away meanwhile, two system calls each
   * time. */
  g_source_set_can_recurse (self->source, TRUE);
  update_conditions (self);
  g_source_attach (self->source, g_main_context_get_thread_default ());
}

void
quay_fd_watch_write_blocked (QuayFdWatch *self)
{
  self->write_blocked = TRUE;
  update_conditions (self);
}

void
quay_fd_watch_end_reading (QuayFdWatch *self)
{
  self->reading = FALSE;
  update_conditions (self);
}

void
quay_fd_watch_end_writing (QuayFdWatch *self)
{
  self->writing = FALSE;
  update_conditions (self);
}

void
quay_fd_watch_end_draining (QuayFdWatch *self)
{
  self->draining = FALSE;
  update_conditions (self);
}

static int
milliseconds_until (gint64 deadline)
{
  gint64 left;

  if (deadline < 0)
    return -1;
  left = deadline - g_get_monotonic_time ();

  /* Rounded up: waking before the deadline would mean spinning until it. */
  return left <= 0 ? 0 : (int)MIN ((left + 999) / 1000, G_MAXINT);
}

int
quay_fd_poll (struct pollfd *fds, guint n_fds, gint64 deadline, GCancellable *cancellable, GError **error)
{
  GPollFD cancel = { .fd = -1 };
  gboolean have_cancel;
  int errsv, n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  have_cancel = cancellable != NULL && g_cancellable_make_pollfd (cancellable, &cancel);
  fds[n_fds] = (struct pollfd){ .fd = have_cancel ? cancel.fd : -1, .events = POLLIN };
  do
    {
      n = poll (fds, n_fds + 1, milliseconds_until (deadline));
      errsv = errno;
    }
  while (n < 0 && errsv == EINTR);
  if (have_cancel)
    g_cancellable_release_fd (cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  if (n < 0)
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv, "Could not wait for the connection");

  return n;
}

gboolean
quay_fd_watch_wait (
    QuayFdWatch *self, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  gboolean in = (condition & G_IO_IN) != 0;
  gboolean out = (condition & G_IO_OUT) != 0;

  for (;;)
    {
      struct pollfd fds[N_FDS + 1] = {
        { .fd = in ? self->fds[FD_READ].fd : -1, .events = POLLIN },
        { .fd = out ? self->fds[FD_WRITE].fd : -1, .events = POLLOUT },
        { .fd = self->draining ? self->fds[FD_DRAIN].fd : -1, .events = POLLIN },
      };
      int n = quay_fd_poll (fds, N_FDS, deadline, cancellable, error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        {
          quay_set_error (error, QUAY_ERROR_TIMEOUT, "The other side did not answer in time");
          return FALSE;
        }
      if (fds[FD_DRAIN].revents != 0 && !self->drain (self->owner))
        quay_fd_watch_end_draining (self);
      if (fds[FD_READ].revents != 0 || fds[FD_WRITE].revents != 0)
        return TRUE;
    }
}

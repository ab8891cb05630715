/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-pipe-channel.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-child.h"
#include "quay-error-private.h"
#include "quay-fd-watch.h"
#include "quay-tail.h"
#include "quay-text.h"

/* What a pipe may hold: a few SFTP messages of the largest size. Refused above /proc/sys/fs/pipe-max-size, which does
 * no harm. */
#define PIPE_SIZE (1024 * 1024)

/* How long a child that has closed its output gets to be gone, so that its exit status can be told. */
#define EXIT_PATIENCE_MS 250

struct _QuayPipeChannel
{
  GObject parent_instance;

  /* Owned */
  char *name; /* of the program, escaped */
  int input;  /* the child's standard input: a socket, because writing to one needs no care for SIGPIPE */
  int output;
  int errors;
  QuayFdWatch *watch;
  QuayChild *child;
  QuayTail *tail; /* of standard error */
};

static void quay_pipe_channel_channel_init (QuayChannelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuayPipeChannel,
                               quay_pipe_channel,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_CHANNEL, quay_pipe_channel_channel_init))

static void
set_closed_error (QuayPipeChannel *self, GError **error)
{
  quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "The connection to the program “%s” is closed", self->name);
}

/* Reads what is on standard error. FALSE at its end. */
static gboolean
drain_errors (gpointer user_data)
{
  QuayPipeChannel *self = user_data;
  char buffer[4096];

  for (;;)
    {
      gssize n = self->errors < 0 ? 0 : read (self->errors, buffer, sizeof buffer);

      if (n > 0)
        quay_tail_append (self->tail, buffer, n);
      else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        return FALSE;
      else if (errno == EAGAIN)
        return TRUE;
    }
}

static gssize
quay_pipe_channel_read (QuayChannel *channel, void *buffer, gsize size, GError **error)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);
  gssize n;

  if (self->output < 0)
    {
      set_closed_error (self, error);
      return -1;
    }
  do
    n = read (self->output, buffer, size);
  while (n < 0 && errno == EINTR);
  if (n > 0)
    return n;
  if (n < 0 && errno == EAGAIN)
    return QUAY_CHANNEL_WOULD_BLOCK;
  if (n < 0)
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errno, "Could not read from the program “%s”", self->name);
  quay_fd_watch_end_reading (self->watch);

  return n;
}

/* A child that ends early is noticed here or when reading, whichever comes first: either has to tell why. */
static void
set_gone_error (QuayPipeChannel *self, int errsv, GError **error)
{
  g_autofree char *why = quay_channel_dup_diagnostics (QUAY_CHANNEL (self));

  if (why != NULL)
    quay_set_error_errno (error, QUAY_ERROR_CONNECTION_DROPPED, errsv, "The program no longer reads its input (%s)",
                          why);
  else
    quay_set_error_errno (error, QUAY_ERROR_CONNECTION_DROPPED, errsv, "The program “%s” no longer reads its input",
                          self->name);
}

static gssize
quay_pipe_channel_write (QuayChannel *channel, const void *buffer, gsize size, GError **error)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);
  gssize n;

  if (self->input < 0)
    {
      set_closed_error (self, error);
      return -1;
    }
  do
    n = send (self->input, buffer, size, MSG_NOSIGNAL);
  while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;
  if (errno == EAGAIN)
    {
      quay_fd_watch_write_blocked (self->watch);
      return QUAY_CHANNEL_WOULD_BLOCK;
    }
  if (errno == EPIPE || errno == ECONNRESET)
    set_gone_error (self, errno, error);
  else
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errno, "Could not write to the program “%s”", self->name);
  quay_fd_watch_end_writing (self->watch);

  return -1;
}

static gsize
quay_pipe_channel_get_write_window (QuayChannel *channel)
{
  return G_MAXSIZE;
}

static gboolean
quay_pipe_channel_wait (
    QuayChannel *channel, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);

  if (self->watch == NULL)
    {
      set_closed_error (self, error);
      return FALSE;
    }

  return quay_fd_watch_wait (self->watch, condition, deadline, cancellable, error);
}

static void
quay_pipe_channel_set_watch (QuayChannel *channel, QuayChannelFunc func, gpointer user_data)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);

  if (self->watch != NULL)
    quay_fd_watch_set_func (self->watch, func, user_data);
}

static void
quay_pipe_channel_close (QuayChannel *channel)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);

  if (self->errors >= 0)
    drain_errors (self);
  g_clear_pointer (&self->watch, quay_fd_watch_free);
  g_clear_fd (&self->input, NULL);
  g_clear_fd (&self->output, NULL);
  g_clear_fd (&self->errors, NULL);
  if (self->child != NULL)
    quay_child_end (self->child);
}

static char *
quay_pipe_channel_dup_diagnostics (QuayChannel *channel)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);
  g_autofree char *status = NULL;
  g_autofree char *said = NULL;

  if (self->child != NULL)
    status = quay_child_dup_status (self->child, EXIT_PATIENCE_MS);
  if (self->errors >= 0)
    drain_errors (self);
  said = quay_tail_dup_text (self->tail);
  if (status == NULL && said == NULL)
    return NULL;
  if (said == NULL)
    return g_strdup_printf ("“%s” %s", self->name, status);
  if (status == NULL)
    return g_strdup_printf ("“%s” says: %s", self->name, said);

  return g_strdup_printf ("“%s” %s and says: %s", self->name, status, said);
}

static void
quay_pipe_channel_finalize (GObject *object)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (object);

  quay_pipe_channel_close (QUAY_CHANNEL (self));
  g_clear_pointer (&self->child, quay_child_free);
  g_clear_pointer (&self->tail, quay_tail_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (quay_pipe_channel_parent_class)->finalize (object);
}

static void
quay_pipe_channel_class_init (QuayPipeChannelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_pipe_channel_finalize;
}

static void
quay_pipe_channel_channel_init (QuayChannelInterface *iface)
{
  iface->read = quay_pipe_channel_read;
  iface->write = quay_pipe_channel_write;
  iface->get_write_window = quay_pipe_channel_get_write_window;
  iface->wait = quay_pipe_channel_wait;
  iface->set_watch = quay_pipe_channel_set_watch;
  iface->close = quay_pipe_channel_close;
  iface->dup_diagnostics = quay_pipe_channel_dup_diagnostics;
}

static void
quay_pipe_channel_init (QuayPipeChannel *self)
{
  self->input = self->output = self->errors = -1;
  self->tail = quay_tail_new ();
}

/* Makes the three connections; the child's ends go to @theirs. */
static gboolean
make_pipes (QuayPipeChannel *self, int theirs[3])
{
  int in[2], out[2], err[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0)
    return FALSE;
  self->input = in[0];
  theirs[0] = in[1];
  if (pipe2 (out, O_CLOEXEC) < 0)
    return FALSE;
  self->output = out[0];
  theirs[1] = out[1];
  if (pipe2 (err, O_CLOEXEC) < 0)
    return FALSE;
  self->errors = err[0];
  theirs[2] = err[1];
  fcntl (self->output, F_SETPIPE_SZ, PIPE_SIZE);

  /* The child reads its end only, we write ours only, as with a pipe. */
  return shutdown (in[0], SHUT_RD) == 0 && g_unix_set_fd_nonblocking (self->input, TRUE, NULL)
         && g_unix_set_fd_nonblocking (self->output, TRUE, NULL)
         && g_unix_set_fd_nonblocking (self->errors, TRUE, NULL);
}

/* @envp: nullable, then the child has our environment. Errors: QUAY_ERROR_LOCAL_FILE where the program cannot be run.
 */
QuayChannel *
quay_pipe_channel_spawn (const char *const *argv, const char *const *envp, GError **error)
{
  g_autoptr (QuayPipeChannel) self = NULL;
  int theirs[3] = { -1, -1, -1 };
  gboolean ready;

  g_assert (argv != NULL && argv[0] != NULL);
  self = g_object_new (QUAY_TYPE_PIPE_CHANNEL, NULL);
  self->name = quay_text_escape (argv[0], -1);
  ready = make_pipes (self, theirs);
  if (!ready)
    quay_set_error_errno (error, QUAY_ERROR_LOCAL_FILE, errno, "Could not make pipes to the program “%s”", self->name);
  else
    self->child = quay_child_spawn (argv, envp, theirs, error);
  for (int i = 0; i < 3; i++)
    g_clear_fd (&theirs[i], NULL);
  if (self->child == NULL)
    return NULL;
  self->watch = quay_fd_watch_new (QUAY_CHANNEL (self), self->output, self->input, self->errors, drain_errors);

  return QUAY_CHANNEL (g_steal_pointer (&self));
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-pipe-channel.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <sys/socket.h>
#include <unistd.h>

#include "quay-child.h"
#include "quay-error-private.h"
#include "quay-tail.h"
#include "quay-text.h"

/* What a pipe may hold: a few SFTP messages of the largest size. Refused above /proc/sys/fs/pipe-max-size, which does
 * no harm. */
#define PIPE_SIZE (1024 * 1024)

/* How long a child that has closed its output gets to be gone, so that its exit status can be told. */
#define EXIT_PATIENCE_MS 250

struct _QuayPipeChannel
{
  QuayFdChannel parent_instance;

  /* Owned */
  char *name;       /* of the program, escaped */
  QuayChild *child; /* NULL where it could not be run */
  QuayTail *tail;   /* of standard error */
};

G_DEFINE_FINAL_TYPE (QuayPipeChannel, quay_pipe_channel, QUAY_TYPE_FD_CHANNEL)

/* Reads what is on standard error. FALSE at its end. */
static gboolean
drain_errors (gpointer user_data)
{
  QuayPipeChannel *self = user_data;
  int fd = quay_fd_channel_get_drain_fd (user_data);
  char buffer[4096];

  for (;;)
    {
      gssize n = read (fd, buffer, sizeof buffer);

      if (n > 0)
        quay_tail_append (self->tail, buffer, n);
      else if (n == 0 || (errno != EINTR && errno != EAGAIN))
        return FALSE;
      else if (errno == EAGAIN)
        return TRUE;
    }
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

static void
quay_pipe_channel_set_error (QuayFdChannel *channel, QuayFdTrouble trouble, int errsv, GError **error)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);

  if (trouble == QUAY_FD_CLOSED)
    quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "The connection to the program “%s” is closed", self->name);
  else if (trouble == QUAY_FD_READING)
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv, "Could not read from the program “%s”", self->name);
  else if (errsv == EPIPE || errsv == ECONNRESET)
    set_gone_error (self, errsv, error);
  else
    quay_set_error_errno (error, QUAY_ERROR_SOCKET, errsv, "Could not write to the program “%s”", self->name);
}

static void
quay_pipe_channel_closed (QuayFdChannel *channel)
{
  quay_child_end (QUAY_PIPE_CHANNEL (channel)->child);
}

static char *
quay_pipe_channel_dup_diagnostics (QuayFdChannel *channel)
{
  QuayPipeChannel *self = QUAY_PIPE_CHANNEL (channel);
  g_autofree char *status = NULL;
  g_autofree char *said = NULL;

  if (self->child != NULL)
    status = quay_child_dup_status (self->child, EXIT_PATIENCE_MS);
  if (quay_fd_channel_get_drain_fd (channel) >= 0)
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

  g_clear_pointer (&self->child, quay_child_free);
  g_clear_pointer (&self->tail, quay_tail_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (quay_pipe_channel_parent_class)->finalize (object);
}

static void
quay_pipe_channel_class_init (QuayPipeChannelClass *class)
{
  QuayFdChannelClass *channel_class = QUAY_FD_CHANNEL_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = quay_pipe_channel_finalize;
  channel_class->set_error = quay_pipe_channel_set_error;
  channel_class->closed = quay_pipe_channel_closed;
  channel_class->dup_diagnostics = quay_pipe_channel_dup_diagnostics;
}

static void
quay_pipe_channel_init (QuayPipeChannel *self)
{
  self->tail = quay_tail_new ();
}

/* The child's standard input, output and error: our ends and theirs. Its input is a socket, because writing to one
 * needs no care for SIGPIPE. */
static gboolean
make_pipes (int ours[3], int theirs[3])
{
  int in[2], out[2], err[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) < 0)
    return FALSE;
  ours[0] = in[0];
  theirs[0] = in[1];
  if (pipe2 (out, O_CLOEXEC) < 0)
    return FALSE;
  ours[1] = out[0];
  theirs[1] = out[1];
  if (pipe2 (err, O_CLOEXEC) < 0)
    return FALSE;
  ours[2] = err[0];
  theirs[2] = err[1];
  fcntl (out[0], F_SETPIPE_SZ, PIPE_SIZE);

  /* The child reads its end only, we write ours only, as with a pipe. */
  return shutdown (in[0], SHUT_RD) == 0;
}

static void
close_all (int fds[3])
{
  for (int i = 0; i < 3; i++)
    g_clear_fd (&fds[i], NULL);
}

/* @envp: nullable, then the child has our environment. Errors: QUAY_ERROR_LOCAL_FILE where the program cannot be run.
 */
QuayChannel *
quay_pipe_channel_spawn (const char *const *argv, const char *const *envp, GError **error)
{
  g_autoptr (QuayPipeChannel) self = NULL;
  int ours[3] = { -1, -1, -1 };
  int theirs[3] = { -1, -1, -1 };

  g_assert (argv != NULL && argv[0] != NULL);
  self = g_object_new (QUAY_TYPE_PIPE_CHANNEL, NULL);
  self->name = quay_text_escape (argv[0], -1);
  if (!make_pipes (ours, theirs))
    quay_set_error_errno (error, QUAY_ERROR_LOCAL_FILE, errno, "Could not make pipes to the program “%s”", self->name);
  else
    self->child = quay_child_spawn (argv, envp, theirs, error);
  close_all (theirs);
  if (self->child == NULL)
    {
      close_all (ours);
      return NULL;
    }
  quay_fd_channel_take_fds (QUAY_FD_CHANNEL (self), ours[1], ours[0], ours[2], drain_errors);

  return QUAY_CHANNEL (g_steal_pointer (&self));
}

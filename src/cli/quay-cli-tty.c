/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-tty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <quay.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

struct _QuayCliTty
{
  GMutex mutex; /* guards what follows */
  int fd;       /* set once */
  gboolean changed;
  gboolean over; /* no more changes */
  struct termios saved;
};

QuayCliTty *
quay_cli_tty_new (void)
{
  QuayCliTty *self = g_new0 (QuayCliTty, 1);

  self->fd = -1;
  g_mutex_init (&self->mutex);

  return self;
}

void
quay_cli_tty_free (QuayCliTty *self)
{
  quay_cli_tty_leave (self);
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

gboolean
quay_cli_tty_open (QuayCliTty *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->fd < 0)
    self->fd = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (self->fd >= 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no terminal to ask at: %s", g_strerror (errno));

  return FALSE;
}

void
quay_cli_tty_write (QuayCliTty *self, const char *text)
{
  gsize left = strlen (text);

  while (left > 0)
    {
      ssize_t written = write (self->fd, text, left);

      if (written < 0 && errno != EINTR)
        return;
      text += MAX (written, 0);
      left -= MAX (written, 0);
    }
}

static void
hide_input (QuayCliTty *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  struct termios modes;

  if (self->over || tcgetattr (self->fd, &self->saved) != 0)
    return;
  modes = self->saved;
  modes.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  self->changed = tcsetattr (self->fd, TCSAFLUSH, &modes) == 0;
}

static void
restore (QuayCliTty *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->changed)
    tcsetattr (self->fd, TCSANOW, &self->saved);
  self->changed = FALSE;
}

void
quay_cli_tty_leave (QuayCliTty *self)
{
  g_mutex_lock (&self->mutex);
  self->over = TRUE;
  g_mutex_unlock (&self->mutex);
  restore (self);
}

static gboolean
wait_readable (QuayCliTty *self, GCancellable *cancellable, GError **error)
{
  struct pollfd fds[2] = { { .fd = self->fd, .events = POLLIN } };
  nfds_t n_fds = 1;
  int n;

  if (cancellable != NULL)
    fds[n_fds++] = (struct pollfd){ .fd = g_cancellable_get_fd (cancellable), .events = POLLIN };
  do
    n = poll (fds, n_fds, -1);
  while (n < 0 && errno == EINTR);
  if (cancellable != NULL)
    g_cancellable_release_fd (cancellable);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

/* The terminal's own line editing is at work: a read gives a whole line. */
static gboolean
read_line (QuayCliTty *self, char *answer, GCancellable *cancellable, GError **error)
{
  ssize_t n;

  do
    {
      if (!wait_readable (self, cancellable, error))
        return FALSE;
      n = read (self->fd, answer, QUAY_CLI_TTY_ANSWER_SIZE - 1);
    }
  while (n < 0 && errno == EINTR);
  if (n > 0 && answer[n - 1] == '\n')
    {
      answer[n - 1] = '\0';
      return TRUE;
    }
  if (n <= 0)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled: no answer at the terminal");
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled: the answer is too long or was cut off");
  explicit_bzero (answer, QUAY_CLI_TTY_ANSWER_SIZE);

  return FALSE;
}

gboolean
quay_cli_tty_ask (
    QuayCliTty *self, const char *prompt, gboolean echo, char *answer, GCancellable *cancellable, GError **error)
{
  gboolean answered;

  if (!echo)
    hide_input (self);
  quay_cli_tty_write (self, prompt);
  answered = read_line (self, answer, cancellable, error);
  restore (self);
  if (!echo || !answered)
    quay_cli_tty_write (self, "\n");

  return answered;
}

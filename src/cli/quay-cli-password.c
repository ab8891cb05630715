/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-password.h"

#include <errno.h>
#include <poll.h>
#include <quay.h>
#include <string.h>
#include <unistd.h>

#include "quay-cli-wait.h"

/* Longer than any server takes; all of it is wiped. */
#define PASSWORD_SIZE 1024

static gboolean
fail (GError **error, int fd, const char *why)
{
  g_set_error (error, QUAY_ERROR, QUAY_ERROR_USAGE, "Cannot read the password from descriptor %d: %s", fd, why);

  return FALSE;
}

static gboolean
wait_readable (int fd, GCancellable *cancellable, GError **error)
{
  struct pollfd fds[2]
      = { { .fd = fd, .events = POLLIN }, { .fd = g_cancellable_get_fd (cancellable), .events = POLLIN } };
  int n;

  do
    n = poll (fds, 2, -1);
  while (n < 0 && errno == EINTR);
  g_cancellable_release_fd (cancellable);

  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
read_line (int fd, char *buffer, GCancellable *cancellable, GError **error)
{
  for (gsize length = 0; length < PASSWORD_SIZE - 1;)
    {
      ssize_t n;

      if (!wait_readable (fd, cancellable, error))
        return FALSE;
      n = read (fd, buffer + length, 1);
      if (n < 0 && (errno == EINTR || errno == EAGAIN))
        continue;
      if (n < 0)
        return fail (error, fd, g_strerror (errno));
      if (n == 0 || buffer[length] == '\n')
        {
          buffer[length] = '\0';
          return TRUE;
        }
      length++;
    }

  return fail (error, fd, "the line is too long");
}

static void
read_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  char *buffer = g_malloc0 (PASSWORD_SIZE);
  GError *error = NULL;

  if (read_line (GPOINTER_TO_INT (task_data), buffer, cancellable, &error))
    {
      g_task_return_pointer (task, buffer, (GDestroyNotify)quay_cli_password_free);
      return;
    }
  quay_cli_password_free (buffer);
  g_task_return_error (task, error);
}

char *
quay_cli_password_read (int fd, GCancellable *cancellable, GError **error)
{
  g_auto (QuayCliWait) wait = { 0 };
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, quay_cli_wait_ready, &wait);

  g_task_set_source_tag (task, quay_cli_password_read);
  g_task_set_task_data (task, GINT_TO_POINTER (fd), NULL);
  g_task_run_in_thread (task, read_in_thread);

  return g_task_propagate_pointer (G_TASK (quay_cli_wait_result (&wait)), error);
}

void
quay_cli_password_free (char *password)
{
  explicit_bzero (password, PASSWORD_SIZE);
  g_free (password);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-child.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* What a child gets to end by itself after SIGTERM. */
#define GRACE_US (2 * G_USEC_PER_SEC)

/* How often a child is asked whether it has ended. Only while somebody waits for just that. */
#define LOOK_AGAIN_US (10 * 1000)

struct _QuayChild
{
  GPid pid; /* 0 once it is reaped, or the reaper's */
  gboolean has_status;
  int status;
};

QuayChild *
quay_child_spawn (const char *const *argv, const char *const *envp, const int fds[3], GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *name = NULL;
  GPid pid;

  if (g_spawn_async_with_pipes_and_fds (NULL, argv, envp, G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                        fds[0], fds[1], fds[2], NULL, NULL, 0, &pid, NULL, NULL, NULL, &local_error))
    {
      QuayChild *self = g_new0 (QuayChild, 1);

      self->pid = pid;
      return self;
    }
  name = quay_text_escape (argv[0], -1);
  if (g_error_matches (local_error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT))
    quay_set_error_errno (error, QUAY_ERROR_LOCAL_FILE, ENOENT, "Could not run the program “%s”; check its path", name);
  else if (g_error_matches (local_error, G_SPAWN_ERROR, G_SPAWN_ERROR_ACCES))
    quay_set_error_errno (error, QUAY_ERROR_LOCAL_FILE, EACCES, "Could not run the program “%s”; is it executable?",
                          name);
  else
    quay_set_error (error, QUAY_ERROR_LOCAL_FILE, "Could not run the program “%s”: %s", name, local_error->message);

  return NULL;
}

/* Asks once, without waiting. */
static gboolean
reap (GPid pid, int *status)
{
  pid_t got;

  do
    got = waitpid (pid, status, WNOHANG);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    *status = 0; /* somebody else reaped it; nothing is known */

  return got != 0;
}

static gboolean
wait_until (GPid pid, gint64 deadline, int *status)
{
  while (!reap (pid, status))
    {
      if (g_get_monotonic_time () >= deadline)
        return FALSE;
      g_usleep (LOOK_AGAIN_US);
    }

  return TRUE;
}

static gpointer
end_thread (gpointer data)
{
  GPid pid = GPOINTER_TO_INT (data);
  int status;

  if (!wait_until (pid, g_get_monotonic_time () + GRACE_US, &status))
    {
      kill (pid, SIGKILL);
      while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
        continue;
    }

  return NULL;
}

void
quay_child_end (QuayChild *self)
{
  if (self->pid == 0)
    return;
  if (reap (self->pid, &self->status))
    self->has_status = TRUE;
  else
    {
      kill (self->pid, SIGTERM);
      g_thread_unref (g_thread_new ("quay-child-end", end_thread, GINT_TO_POINTER (self->pid)));
    }
  self->pid = 0;
}

char *
quay_child_dup_status (QuayChild *self, guint patience)
{
  if (self->pid != 0 && wait_until (self->pid, g_get_monotonic_time () + patience * 1000, &self->status))
    {
      self->pid = 0;
      self->has_status = TRUE;
    }
  if (!self->has_status)
    return NULL;
  if (WIFSIGNALED (self->status))
    return g_strdup_printf ("was killed by signal %d (%s)", WTERMSIG (self->status),
                            strsignal (WTERMSIG (self->status)));

  return g_strdup_printf ("exited with status %d", WEXITSTATUS (self->status));
}

void
quay_child_free (QuayChild *self)
{
  quay_child_end (self);
  g_free (self);
}

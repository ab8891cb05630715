/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-process.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct _QuayTestProcess
{
  pid_t pid;
  gboolean reaped;
};

/* What exit status the child has when it could not even start. */
#define EXIT_NOT_STARTED 127

static gboolean
write_text (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (gssize)strlen (text);

  if (fd >= 0)
    close (fd);
  return written;
}

/* A user namespace, and what else @more says, in which user and group have other numbers. */
gboolean
quay_test_enter_namespace (unsigned uid, unsigned outer_uid, unsigned gid, unsigned outer_gid, int more)
{
  char users[64], groups[64];

  g_snprintf (users, sizeof users, "%u %u 1", uid, outer_uid);
  g_snprintf (groups, sizeof groups, "%u %u 1", gid, outer_gid);
  return unshare (CLONE_NEWUSER | more) == 0 && write_text ("/proc/self/setgroups", "deny")
         && write_text ("/proc/self/uid_map", users) && write_text ("/proc/self/gid_map", groups);
}

/* Who may not mount may where he is root: in a namespace, which he leaves for another one, in which he is himself. */
static gboolean
overlay_files (const QuayTestOverlay *overlays, gsize n_overlays)
{
  unsigned uid = geteuid (), gid = getegid ();

  if (n_overlays == 0)
    return TRUE;
  if (uid == 0 ? unshare (CLONE_NEWNS) < 0 : !quay_test_enter_namespace (0, uid, 0, gid, CLONE_NEWNS))
    return FALSE;
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0)
    return FALSE;
  for (gsize i = 0; i < n_overlays; i++)
    if (mount (overlays[i].source, overlays[i].target, NULL, MS_BIND, NULL) < 0)
      return FALSE;
  return uid == 0 || quay_test_enter_namespace (uid, 0, gid, 0, 0);
}

static G_NORETURN void
run_child (const char *const *argv, int log_fd, const QuayTestOverlay *overlays, gsize n_overlays, pid_t parent)
{
  sigset_t none;

  /* The signal is sent when the thread that forked ends, which may have happened already. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (getppid () != parent)
    _exit (EXIT_NOT_STARTED);

  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
  signal (SIGPIPE, SIG_DFL);
  dup2 (log_fd, STDOUT_FILENO);
  dup2 (log_fd, STDERR_FILENO);
  if (close_range (STDERR_FILENO + 1, ~0U, 0) < 0 || !overlay_files (overlays, n_overlays))
    _exit (EXIT_NOT_STARTED);
  execv (argv[0], (char **)argv);
  _exit (EXIT_NOT_STARTED);
}

/* Starts @argv (an absolute path first) with its output appended to @log_path. */
QuayTestProcess *
quay_test_process_new (const char *const *argv, const char *log_path, const QuayTestOverlay *overlays, gsize n_overlays)
{
  QuayTestProcess *self = g_new0 (QuayTestProcess, 1);
  pid_t parent = getpid ();
  int log_fd = open (log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

  g_assert_cmpint (log_fd, >=, 0);
  self->pid = fork ();
  g_assert_cmpint (self->pid, >=, 0);
  if (self->pid == 0)
    run_child (argv, log_fd, overlays, n_overlays, parent);
  close (log_fd);
  return self;
}

pid_t
quay_test_process_get_pid (const QuayTestProcess *self)
{
  return self->pid;
}

gboolean
quay_test_process_is_running (QuayTestProcess *self)
{
  if (!self->reaped && waitpid (self->pid, NULL, WNOHANG) == self->pid)
    self->reaped = TRUE;
  return !self->reaped;
}

/* The parent of @pid, or 0. The name in stat may hold spaces and brackets, so look behind its last one. */
static pid_t
get_parent (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int)pid);
  g_autofree char *stat = NULL;
  const char *end;

  if (!g_file_get_contents (path, &stat, NULL, NULL))
    return 0;
  end = strrchr (stat, ')');
  return end != NULL && strlen (end) > 4 ? atoi (end + 4) : 0;
}

/* sshd serves each connection from children in sessions of their own: no process group reaches them. */
static void
add_descendants (GArray *pids, pid_t root)
{
  g_autoptr (GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while (proc != NULL && (name = g_dir_read_name (proc)) != NULL)
    {
      pid_t pid = atoi (name);

      if (pid <= 0 || get_parent (pid) != root)
        continue;
      g_array_append_val (pids, pid);
      add_descendants (pids, pid);
    }
}

/* Sends @signum to the child and to all that it started. */
void
quay_test_process_signal (QuayTestProcess *self, int signum)
{
  g_autoptr (GArray) pids = g_array_new (FALSE, FALSE, sizeof (pid_t));

  /* Stopped, so that it starts no other while its children are counted. */
  kill (self->pid, SIGSTOP);
  add_descendants (pids, self->pid);
  for (guint i = 0; i < pids->len; i++)
    kill (g_array_index (pids, pid_t, i), signum);
  kill (self->pid, signum);
  if (signum != SIGSTOP)
    kill (self->pid, SIGCONT);
}

/* The same, and waits for the child to end. */
void
quay_test_process_kill (QuayTestProcess *self, int signum)
{
  if (!quay_test_process_is_running (self))
    return;
  quay_test_process_signal (self, signum);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  self->reaped = TRUE;
}

void
quay_test_process_free (QuayTestProcess *self)
{
  quay_test_process_kill (self, SIGKILL);
  g_free (self);
}

/* Whether this process may give its children files of their own: as root, or with user namespaces. */
gboolean
quay_test_can_overlay (void)
{
  const QuayTestOverlay probe = { "/dev/null", "/etc/passwd" };
  int status = 0;
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    _exit (overlay_files (&probe, 1) ? 0 : 1);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

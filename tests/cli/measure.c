/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * measure FILE CMD...: runs CMD and writes "CPU_SECONDS PEAK_KIB" of it to FILE. Ends as CMD ends.
 *
 * The kernel counts the memory a process had before it became CMD as CMD's: started from a small process like this one
 * the peak is CMD's own, started from an interpreter it would be the interpreter's.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double
seconds (struct timeval time)
{
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

static int
report (const char *path, const struct rusage *usage)
{
  FILE *file = fopen (path, "w");

  if (file == NULL)
    return -1;
  fprintf (file, "%f %ld\n", seconds (usage->ru_utime) + seconds (usage->ru_stime), usage->ru_maxrss);

  return fclose (file);
}

static int
run (char **command)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  execvp (command[0], command);
  fprintf (stderr, "measure: %s: %s\n", command[0], strerror (errno));
  _exit (127);
}

int
main (int argc, char **argv)
{
  struct rusage usage;
  int status;
  pid_t child;

  if (argc < 3)
    return 64;
  child = fork ();
  if (child == 0)
    run (argv + 2);
  if (child < 0 || wait4 (child, &status, 0, &usage) < 0 || report (argv[1], &usage) != 0)
    return 126;
  if (WIFSIGNALED (status))
    {
      signal (WTERMSIG (status), SIG_DFL);
      kill (getpid (), WTERMSIG (status));
    }

  return WEXITSTATUS (status);
}

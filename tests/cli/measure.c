/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * measure FILE CMD...: runs CMD and writes "CPU_SECONDS PEAK_KIB" of it to FILE. Ends as CMD ends.
 *
 * The kernel counts the memory a process had before it became CMD as CMD's: started from a small process like this one
 * the peak is CMD's own, started from an interpreter it would be the interpreter's. And it counts the peak of the
 * children that CMD has waited for: so CMD is looked at as it ends, before it is gone.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double
seconds (struct timeval time)
{
  return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* "VmHWM: 1234 kB" of a process that is about to end; 0 where it cannot be read. */
static long
own_peak (pid_t pid)
{
  char line[256];
  long peak = 0;
  FILE *file;

  snprintf (line, sizeof line, "/proc/%d/status", (int)pid);
  file = fopen (line, "r");
  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    if (strncmp (line, "VmHWM:", 6) == 0)
      peak = strtol (line + 6, NULL, 10);
  if (file != NULL)
    fclose (file);

  return peak;
}

/* Waits for the end and returns the peak, 0 where it is not known. Signals pass. */
static long
follow (pid_t child, int *status, struct rusage *usage)
{
  long peak = 0;

  for (;;)
    {
      int signal_number;

      if (wait4 (child, status, __WALL, usage) < 0)
        return -1;
      if (!WIFSTOPPED (*status))
        return peak;
      signal_number = *status >> 16 == 0 ? WSTOPSIG (*status) : 0;
      if (*status >> 16 == PTRACE_EVENT_EXIT)
        peak = own_peak (child);
      ptrace (PTRACE_CONT, child, NULL, (void *)(long)signal_number);
    }
}

static int
report (const char *path, const struct rusage *usage, long peak)
{
  FILE *file = fopen (path, "w");

  if (file == NULL)
    return -1;
  fprintf (file, "%f %ld\n", seconds (usage->ru_utime) + seconds (usage->ru_stime), peak > 0 ? peak : usage->ru_maxrss);

  return fclose (file);
}

static int
run (char **command, int go)
{
  char byte;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  /* Until we are followed. */
  if (read (go, &byte, 1) < 0)
    _exit (126);
  close (go);
  execvp (command[0], command);
  fprintf (stderr, "measure: %s: %s\n", command[0], strerror (errno));
  _exit (127);
}

int
main (int argc, char **argv)
{
  struct rusage usage;
  int status;
  int go[2];
  pid_t child;
  long peak;

  if (argc < 3 || pipe (go) != 0)
    return 64;
  child = fork ();
  if (child == 0)
    {
      close (go[1]);
      run (argv + 2, go[0]);
    }
  close (go[0]);
  /* The leak sanitizer follows the process itself, and there can be only one. */
  if (child > 0 && !MEASURE_SANITIZED)
    ptrace (PTRACE_SEIZE, child, NULL, (void *)(long)PTRACE_O_TRACEEXIT);
  close (go[1]);
  peak = child < 0 ? -1 : follow (child, &status, &usage);
  if (peak < 0 || report (argv[1], &usage, peak) != 0)
    return 126;
  if (WIFSIGNALED (status))
    {
      signal (WTERMSIG (status), SIG_DFL);
      kill (getpid (), WTERMSIG (status));
    }

  return WEXITSTATUS (status);
}

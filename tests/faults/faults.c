/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * LD_PRELOAD: a disk that fails. In the program named FAULT_PROGRAM, of its system calls of the kind FAULT_CALL on
 * files below FAULT_BELOW, the one numbered FAULT_N (from 1; "odd": each with an odd number) answers FAULT_ERRNO. What
 * fails has not happened; only a file whose close fails is closed all the same. FAULT_SHORT: reads and writes move so
 * many bytes at most.
 *
 * FAULT_LOG gets a line "PID CALL PATH" for each call that counts; several processes share it, and so count together.
 * FAULT_LOG.failed gets those that failed. FAULT_PLAN: a file of such variables, for a program that cannot be given an
 * environment.
 */
#undef _FILE_OFFSET_BITS
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default")))
/* A line of the log: where one ends is its number. */
#define LINE 1024

static long (*next_syscall) (long number, ...);
static bool here; /* this is the program */
static char below[PATH_MAX];
static const char *kind = "";
static long nth;
static bool odd;
static int error;
static size_t most; /* bytes, 0: no limit */
static int log_fd = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static long
real (long number, long a, long b, long c, long d, long e, long f)
{
  if (next_syscall == NULL)
    next_syscall = (long (*) (long, ...))dlsym (RTLD_NEXT, "syscall");

  return next_syscall (number, a, b, c, d, e, f);
}

static void
read_plan (const char *path)
{
  FILE *file = fopen (path, "r");
  char line[PATH_MAX + 64];

  while (file != NULL && fgets (line, sizeof line, file) != NULL)
    {
      char *value = strchr (line, '=');

      line[strcspn (line, "\n")] = '\0';
      if (value == NULL)
        continue;
      *value = '\0';
      setenv (line, value + 1, 1);
    }
  if (file != NULL)
    fclose (file);
}

static const char *
setting (const char *name)
{
  const char *value = getenv (name);

  return value != NULL ? value : "";
}

static int
open_log (const char *suffix)
{
  char path[PATH_MAX];

  snprintf (path, sizeof path, "%s%s", setting ("FAULT_LOG"), suffix);

  return real (SYS_openat, AT_FDCWD, (long)path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666, 0, 0);
}

__attribute__ ((constructor)) static void
start (void)
{
  if (*setting ("FAULT_PLAN") != '\0')
    read_plan (setting ("FAULT_PLAN"));
  snprintf (below, sizeof below, "%s", setting ("FAULT_BELOW"));
  kind = setting ("FAULT_CALL");
  odd = strcmp (setting ("FAULT_N"), "odd") == 0;
  nth = atol (setting ("FAULT_N"));
  error = atoi (setting ("FAULT_ERRNO"));
  most = atol (setting ("FAULT_SHORT"));
  log_fd = open_log ("");
  here = log_fd >= 0 && below[0] != '\0' && strcmp (program_invocation_short_name, setting ("FAULT_PROGRAM")) == 0;
}

/* Whether @path, in the folder @dir, or NULL for the open file @dir itself, lies below. Its whole name goes to @whole.
 */
static bool
is_below (int dir, const char *path, char whole[PATH_MAX])
{
  char link[64], folder[PATH_MAX] = "";

  if (path == NULL || *path != '/')
    {
      snprintf (link, sizeof link, dir == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", dir);
      if (real (SYS_readlinkat, AT_FDCWD, (long)link, (long)folder, sizeof folder - 1, 0, 0) <= 0)
        return false;
    }
  if (path == NULL)
    snprintf (whole, PATH_MAX, "%s", folder);
  else if (*path == '/')
    snprintf (whole, PATH_MAX, "%s", path);
  else if (snprintf (whole, PATH_MAX, "%s/%s", folder, path) >= PATH_MAX)
    return false;

  return strncmp (whole, below, strlen (below)) == 0;
}

/* The number of the call among all of its kind. */
static long
note (const char *line)
{
  long end;

  pthread_mutex_lock (&lock);
  real (SYS_write, log_fd, (long)line, LINE, 0, 0, 0);
  end = real (SYS_lseek, log_fd, 0, SEEK_CUR, 0, 0, 0);
  pthread_mutex_unlock (&lock);

  return end / LINE;
}

/* True where the call is to fail; errno is set. */
static bool
fails (const char *call, int dir, const char *path)
{
  char whole[PATH_MAX], line[LINE + 1];
  int saved = errno;
  bool failing;
  long number;
  int length;

  if (!here || strcmp (call, kind) != 0 || !is_below (dir, path, whole))
    return false;
  length = snprintf (line, sizeof line, "%d %s %s", (int)getpid (), call, whole);
  if (length < LINE)
    memset (line + length, ' ', LINE - length);
  line[LINE - 1] = '\n';
  number = note (line);
  failing = odd ? number % 2 == 1 : number == nth;
  if (failing)
    {
      int fd = open_log (".failed");

      real (SYS_write, fd, (long)line, LINE, 0, 0, 0);
      real (SYS_close, fd, 0, 0, 0, 0, 0);
    }
  errno = failing ? error : saved;

  return failing;
}

static size_t
shorten (int fd, size_t size)
{
  char whole[PATH_MAX];

  return here && most > 0 && size > most && is_below (fd, NULL, whole) ? most : size;
}

/* One call each: OR (kind, folder, path) THEN (number, arguments) */
#define OR(call, dir, path, number, ...) \
  (fails (call, dir, path) ? -1 : real6 (number, ##__VA_ARGS__, 0, 0, 0, 0, 0, 0))
#define real6(number, a, b, c, d, e, f, ...) \
  real (number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

#define TAKE_MODE(flags)               \
  mode_t mode = 0;                     \
  if ((flags) & (O_CREAT | O_TMPFILE)) \
    {                                  \
      va_list list;                    \
      va_start (list, flags);          \
      mode = va_arg (list, mode_t);    \
      va_end (list);                   \
    }

/* open */

EXPORT int
openat (int dir, const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return OR ("open", dir, path, SYS_openat, dir, path, flags, mode);
}

EXPORT int
openat64 (int dir, const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return OR ("open", dir, path, SYS_openat, dir, path, flags, mode);
}

EXPORT int
open (const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return OR ("open", AT_FDCWD, path, SYS_openat, AT_FDCWD, path, flags, mode);
}

EXPORT int
open64 (const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return OR ("open", AT_FDCWD, path, SYS_openat, AT_FDCWD, path, flags, mode);
}

EXPORT long
syscall (long number, ...)
{
  long arguments[6];
  va_list list;

  va_start (list, number);
  for (int i = 0; i < 6; i++)
    arguments[i] = va_arg (list, long);
  va_end (list);
  if (number == SYS_openat2 && fails ("open", arguments[0], (const char *)arguments[1]))
    return -1;

  return real (number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

/* read and write */

EXPORT ssize_t
read (int fd, void *buffer, size_t size)
{
  return OR ("read", fd, NULL, SYS_read, fd, buffer, shorten (fd, size));
}

EXPORT ssize_t
pread (int fd, void *buffer, size_t size, off_t offset)
{
  return OR ("read", fd, NULL, SYS_pread64, fd, buffer, shorten (fd, size), offset);
}

EXPORT ssize_t
pread64 (int fd, void *buffer, size_t size, off64_t offset)
{
  return OR ("read", fd, NULL, SYS_pread64, fd, buffer, shorten (fd, size), offset);
}

EXPORT ssize_t
write (int fd, const void *buffer, size_t size)
{
  return OR ("write", fd, NULL, SYS_write, fd, buffer, shorten (fd, size));
}

EXPORT ssize_t
pwrite (int fd, const void *buffer, size_t size, off_t offset)
{
  return OR ("write", fd, NULL, SYS_pwrite64, fd, buffer, shorten (fd, size), offset);
}

EXPORT ssize_t
pwrite64 (int fd, const void *buffer, size_t size, off64_t offset)
{
  return OR ("write", fd, NULL, SYS_pwrite64, fd, buffer, shorten (fd, size), offset);
}

static ssize_t
write_vector (int fd, const struct iovec *iov, int n_iov, off64_t offset)
{
  char whole[PATH_MAX];

  if (fails ("write", fd, NULL))
    return -1;
  if (here && most > 0 && n_iov > 0 && is_below (fd, NULL, whole))
    return real (SYS_pwrite64, fd, (long)iov->iov_base, iov->iov_len < most ? iov->iov_len : most, offset, 0, 0);

  return real (SYS_pwritev, fd, (long)iov, n_iov, offset, 0, 0);
}

EXPORT ssize_t
pwritev (int fd, const struct iovec *iov, int n_iov, off_t offset)
{
  return write_vector (fd, iov, n_iov, offset);
}

EXPORT ssize_t
pwritev64 (int fd, const struct iovec *iov, int n_iov, off64_t offset)
{
  return write_vector (fd, iov, n_iov, offset);
}

EXPORT ssize_t
copy_file_range (int in, off64_t *in_offset, int out, off64_t *out_offset, size_t size, unsigned flags)
{
  return OR ("write", out, NULL, SYS_copy_file_range, in, in_offset, out, out_offset, shorten (out, size), flags);
}

/* What makes it last */

EXPORT int
fsync (int fd)
{
  return OR ("fsync", fd, NULL, SYS_fsync, fd);
}

EXPORT int
fdatasync (int fd)
{
  return OR ("fsync", fd, NULL, SYS_fdatasync, fd);
}

EXPORT int
close (int fd)
{
  bool failing = fails ("close", fd, NULL);
  long result = real (SYS_close, fd, 0, 0, 0, 0, 0);

  if (failing)
    errno = error;

  return failing ? -1 : result;
}

/* Names */

EXPORT int
rename (const char *path, const char *other)
{
  return OR ("rename", AT_FDCWD, path, SYS_renameat2, AT_FDCWD, path, AT_FDCWD, other);
}

EXPORT int
renameat (int dir, const char *path, int other_dir, const char *other)
{
  return OR ("rename", dir, path, SYS_renameat2, dir, path, other_dir, other);
}

EXPORT int
renameat2 (int dir, const char *path, int other_dir, const char *other, unsigned flags)
{
  return OR ("rename", dir, path, SYS_renameat2, dir, path, other_dir, other, flags);
}

EXPORT int
link (const char *path, const char *other)
{
  return OR ("rename", AT_FDCWD, path, SYS_linkat, AT_FDCWD, path, AT_FDCWD, other);
}

EXPORT int
linkat (int dir, const char *path, int other_dir, const char *other, int flags)
{
  return OR ("rename", dir, path, SYS_linkat, dir, path, other_dir, other, flags);
}

EXPORT int
mkdir (const char *path, mode_t mode)
{
  return OR ("mkdir", AT_FDCWD, path, SYS_mkdirat, AT_FDCWD, path, mode);
}

EXPORT int
mkdirat (int dir, const char *path, mode_t mode)
{
  return OR ("mkdir", dir, path, SYS_mkdirat, dir, path, mode);
}

/* Looking at a file */

EXPORT int
fstat (int fd, struct stat *st)
{
  return OR ("stat", fd, NULL, SYS_newfstatat, fd, "", st, AT_EMPTY_PATH);
}

EXPORT int
fstat64 (int fd, struct stat64 *st)
{
  return OR ("stat", fd, NULL, SYS_newfstatat, fd, "", st, AT_EMPTY_PATH);
}

EXPORT int
fstatat (int dir, const char *path, struct stat *st, int flags)
{
  return OR ("stat", dir, path, SYS_newfstatat, dir, path, st, flags);
}

EXPORT int
fstatat64 (int dir, const char *path, struct stat64 *st, int flags)
{
  return OR ("stat", dir, path, SYS_newfstatat, dir, path, st, flags);
}

/* Permissions and times */

EXPORT int
fchmod (int fd, mode_t mode)
{
  return OR ("attributes", fd, NULL, SYS_fchmod, fd, mode);
}

EXPORT int
futimens (int fd, const struct timespec times[2])
{
  return OR ("attributes", fd, NULL, SYS_utimensat, fd, NULL, times);
}

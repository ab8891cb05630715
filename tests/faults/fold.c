/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * LD_PRELOAD: below the folder FOLD_BELOW the disk does not tell upper from lower case, as the disks of other systems
 * do not: a name is kept as it was first written, and every spelling of it is the same file. ASCII only.
 *
 * A name that is not there is replaced by one in its folder that differs only in case, before the kernel sees it. One
 * lock around that and the call makes the two one step, within a process.
 */
#undef _FILE_OFFSET_BITS
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default")))

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static long (*next_syscall) (long number, ...);

static long
real (long number, long a, long b, long c, long d, long e, long f)
{
  if (next_syscall == NULL)
    next_syscall = (long (*) (long, ...))dlsym (RTLD_NEXT, "syscall");

  return next_syscall (number, a, b, c, d, e, f);
}

static long
at (long number, int dir, const char *path, long c, long d, long e)
{
  return real (number, dir, (long)path, c, d, e, 0);
}

static int
is_below (int folder)
{
  const char *below = getenv ("FOLD_BELOW");
  char link[64], path[PATH_MAX];
  ssize_t length;

  snprintf (link, sizeof link, "/proc/self/fd/%d", folder);
  length = readlink (link, path, sizeof path - 1);
  path[length > 0 ? length : 0] = '\0';

  return below != NULL && strncmp (path, below, strlen (below)) == 0;
}

/* The last name in @path, at @name, becomes that of an entry that differs only in case. */
static void
take_twin (int dir, char *path, char *name)
{
  char parent[PATH_MAX];
  struct dirent *entry;
  int folder;
  DIR *entries;

  snprintf (parent, sizeof parent, "%.*s", (int)(name - path), path);
  folder = at (SYS_openat, dir, name == path ? "." : parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0);
  entries = folder >= 0 && is_below (folder) ? fdopendir (folder) : NULL;
  while (entries != NULL && (entry = readdir (entries)) != NULL)
    if (strcasecmp (entry->d_name, name) == 0)
      strcpy (name, entry->d_name);
  if (entries != NULL)
    closedir (entries);
  else if (folder >= 0)
    close (folder);
}

/* @path as the disk has it.. */
static char *
fold (int dir, const char *path, char *folded)
{
  size_t length = 0;

  while (*path != '\0' && length + strcspn (path, "/") + 2 < PATH_MAX)
    {
      size_t size = strcspn (path, "/");
      struct stat st;

      memcpy (folded + length, path, size);
      folded[length + size] = '\0';
      if (size > 0 && at (SYS_newfstatat, dir, folded, (long)&st, AT_SYMLINK_NOFOLLOW, 0) != 0 && errno == ENOENT)
        take_twin (dir, folded, folded + length);
      length += size;
      path += size;
      while (*path == '/')
        {
          folded[length++] = '/';
          path++;
        }
      folded[length] = '\0';
    }

  return folded;
}

static long
one (long number, int dir, const char *path, long c, long d)
{
  char folded[PATH_MAX] = "";
  long result;

  pthread_mutex_lock (&lock);
  result = at (number, dir, fold (dir, path, folded), c, d, 0);
  pthread_mutex_unlock (&lock);

  return result;
}

static int
two (long number, int dir, const char *path, int other_dir, const char *other, long flags)
{
  char folded[PATH_MAX] = "", other_folded[PATH_MAX] = "";
  long result;

  pthread_mutex_lock (&lock);
  result = real (number, dir, (long)fold (dir, path, folded), other_dir, (long)fold (other_dir, other, other_folded),
                 flags, 0);
  pthread_mutex_unlock (&lock);

  return result;
}

#define TAKE_MODE(flags)               \
  mode_t mode = 0;                     \
  if ((flags) & (O_CREAT | O_TMPFILE)) \
    {                                  \
      va_list list;                    \
      va_start (list, flags);          \
      mode = va_arg (list, mode_t);    \
      va_end (list);                   \
    }

EXPORT int
openat (int dir, const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return one (SYS_openat, dir, path, flags, mode);
}

EXPORT int
openat64 (int dir, const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return one (SYS_openat, dir, path, flags, mode);
}

EXPORT int
open (const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return one (SYS_openat, AT_FDCWD, path, flags, mode);
}

EXPORT int
open64 (const char *path, int flags, ...)
{
  TAKE_MODE (flags)

  return one (SYS_openat, AT_FDCWD, path, flags, mode);
}

/* openat2 has no other way in. */
EXPORT long
syscall (long number, ...)
{
  long arguments[6];
  va_list list;

  va_start (list, number);
  for (int i = 0; i < 6; i++)
    arguments[i] = va_arg (list, long);
  va_end (list);
  if (number == SYS_openat2)
    return one (number, arguments[0], (const char *)arguments[1], arguments[2], arguments[3]);

  return real (number, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
}

EXPORT int
fstatat (int dir, const char *path, struct stat *st, int flags)
{
  return one (SYS_newfstatat, dir, path, (long)st, flags);
}

EXPORT int
fstatat64 (int dir, const char *path, struct stat64 *st, int flags)
{
  return one (SYS_newfstatat, dir, path, (long)st, flags);
}

EXPORT int
stat (const char *path, struct stat *st)
{
  return one (SYS_newfstatat, AT_FDCWD, path, (long)st, 0);
}

EXPORT int
lstat (const char *path, struct stat *st)
{
  return one (SYS_newfstatat, AT_FDCWD, path, (long)st, AT_SYMLINK_NOFOLLOW);
}

EXPORT int
mkdirat (int dir, const char *path, mode_t mode)
{
  return one (SYS_mkdirat, dir, path, mode, 0);
}

EXPORT int
mkdir (const char *path, mode_t mode)
{
  return one (SYS_mkdirat, AT_FDCWD, path, mode, 0);
}

EXPORT int
unlinkat (int dir, const char *path, int flags)
{
  return one (SYS_unlinkat, dir, path, flags, 0);
}

EXPORT int
unlink (const char *path)
{
  return one (SYS_unlinkat, AT_FDCWD, path, 0, 0);
}

EXPORT ssize_t
readlinkat (int dir, const char *path, char *buffer, size_t size)
{
  return one (SYS_readlinkat, dir, path, (long)buffer, size);
}

EXPORT int
symlinkat (const char *target, int dir, const char *path)
{
  char folded[PATH_MAX] = "";
  long result;

  pthread_mutex_lock (&lock);
  result = real (SYS_symlinkat, (long)target, dir, (long)fold (dir, path, folded), 0, 0, 0);
  pthread_mutex_unlock (&lock);

  return result;
}

EXPORT int
renameat2 (int dir, const char *path, int other_dir, const char *other, unsigned flags)
{
  return two (SYS_renameat2, dir, path, other_dir, other, flags);
}

EXPORT int
renameat (int dir, const char *path, int other_dir, const char *other)
{
  return two (SYS_renameat2, dir, path, other_dir, other, 0);
}

EXPORT int
rename (const char *path, const char *other)
{
  return two (SYS_renameat2, AT_FDCWD, path, AT_FDCWD, other, 0);
}

EXPORT int
linkat (int dir, const char *path, int other_dir, const char *other, int flags)
{
  return two (SYS_linkat, dir, path, other_dir, other, flags);
}

EXPORT int
link (const char *path, const char *other)
{
  return two (SYS_linkat, AT_FDCWD, path, AT_FDCWD, other, 0);
}

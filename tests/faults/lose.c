/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * LD_PRELOAD: writes down what a power cut would take. In the programs named in LOSE_PROGRAMS (separated by spaces),
 * each change of a file below LOSE_BELOW is kept in LOSE_LOG with what was there before, and so is each sync; losing.py
 * takes what is not behind a sync back again.
 *
 * A record is a Record, then old_length bytes that were there, then length bytes that are there now.
 */
#undef _FILE_OFFSET_BITS
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#define EXPORT __attribute__ ((visibility ("default")))

enum
{
  WILL_WRITE = 1,
  HAS_WRITTEN,
  WILL_SYNC,
  HAS_SYNCED,
  WILL_TRUNCATE,
};

typedef struct
{
  uint64_t kind;
  uint64_t number; /* of the call: the process, and a count */
  uint64_t inode;
  uint64_t offset;
  uint64_t length;
  uint64_t size; /* of the file, before */
  uint64_t old_length;
} Record;

static bool here;
static char below[PATH_MAX];
static int log_fd = -1;
static uint64_t count;

static long
real (long number, long a, long b, long c, long d, long e, long f)
{
  return syscall (number, a, b, c, d, e, f);
}

static const char *
setting (const char *name)
{
  const char *value = getenv (name);

  return value != NULL ? value : "";
}

__attribute__ ((constructor)) static void
start (void)
{
  char programs[PATH_MAX], own[64];

  snprintf (programs, sizeof programs, " %s ", setting ("LOSE_PROGRAMS"));
  snprintf (own, sizeof own, " %s ", program_invocation_short_name);
  snprintf (below, sizeof below, "%s", setting ("LOSE_BELOW"));
  if (below[0] == '\0' || strstr (programs, own) == NULL)
    return;
  log_fd
      = real (SYS_openat, AT_FDCWD, (long)setting ("LOSE_LOG"), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666, 0, 0);
  here = log_fd >= 0;
}

/* A regular file below, and not the shared memory of SQLite, which no power cut leaves. */
static bool
counts (int fd, struct stat *st)
{
  char link[64], path[PATH_MAX] = "";
  long length;

  if (!here || real (SYS_newfstatat, fd, (long)"", (long)st, AT_EMPTY_PATH, 0, 0) != 0 || !S_ISREG (st->st_mode))
    return false;
  snprintf (link, sizeof link, "/proc/self/fd/%d", fd);
  length = real (SYS_readlinkat, AT_FDCWD, (long)link, (long)path, sizeof path - 1, 0, 0);

  return length > 4 && strcmp (path + length - 4, "-shm") != 0 && strncmp (path, below, strlen (below)) == 0;
}

static void
note (const Record *record, const void *old, const struct iovec *iov, int n_iov)
{
  struct iovec all[IOV_MAX];
  int n = 0;

  all[n++] = (struct iovec){ (void *)record, sizeof *record };
  if (record->old_length > 0)
    all[n++] = (struct iovec){ (void *)old, record->old_length };
  for (int i = 0; i < n_iov && n < IOV_MAX; i++)
    all[n++] = iov[i];
  if (real (SYS_writev, log_fd, (long)all, n, 0, 0, 0) < 0)
    abort ();
}

static uint64_t
take_number (void)
{
  return (uint64_t)getpid () << 32 | (__atomic_add_fetch (&count, 1, __ATOMIC_SEQ_CST) & 0xffffffff);
}

static uint64_t
will_change (
    int kind, const struct stat *st, int fd, uint64_t offset, uint64_t length, const struct iovec *iov, int n_iov)
{
  uint64_t end = kind == WILL_TRUNCATE ? (uint64_t)st->st_size : offset + length;
  Record record = { kind, take_number (), st->st_ino, offset, length, st->st_size, 0 };
  char *old = NULL;

  if (end > (uint64_t)st->st_size)
    end = st->st_size;
  if (end > offset)
    {
      char path[64];
      int reader;

      /* The file may be open for writing only. */
      snprintf (path, sizeof path, "/proc/self/fd/%d", fd);
      reader = real (SYS_openat, AT_FDCWD, (long)path, O_RDONLY | O_CLOEXEC, 0, 0, 0);
      old = malloc (end - offset);
      record.old_length = end - offset;
      if (old == NULL || real (SYS_pread64, reader, (long)old, end - offset, offset, 0, 0) != (long)(end - offset))
        abort ();
      real (SYS_close, reader, 0, 0, 0, 0, 0);
    }
  note (&record, old, iov, n_iov);
  free (old);

  return record.number;
}

static void
tell (int kind, uint64_t number, const struct stat *st)
{
  int saved = errno;
  Record record = { kind, number, st->st_ino, 0, 0, 0, 0 };

  note (&record, NULL, NULL, 0);
  errno = saved;
}

static ssize_t
write_vector (int fd, const struct iovec *iov, int n_iov, int64_t offset)
{
  struct stat st;
  uint64_t length = 0, number;
  long result;

  if (!counts (fd, &st))
    return real (SYS_pwritev, fd, (long)iov, n_iov, offset, 0, 0);
  for (int i = 0; i < n_iov; i++)
    length += iov[i].iov_len;
  number = will_change (WILL_WRITE, &st, fd, offset, length, iov, n_iov);
  result = real (SYS_pwritev, fd, (long)iov, n_iov, offset, 0, 0);
  tell (HAS_WRITTEN, number, &st);

  return result;
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
pwrite (int fd, const void *buffer, size_t size, off_t offset)
{
  const struct iovec iov = { (void *)buffer, size };

  return write_vector (fd, &iov, 1, offset);
}

EXPORT ssize_t
pwrite64 (int fd, const void *buffer, size_t size, off64_t offset)
{
  const struct iovec iov = { (void *)buffer, size };

  return write_vector (fd, &iov, 1, offset);
}

EXPORT ssize_t
write (int fd, const void *buffer, size_t size)
{
  const struct iovec iov = { (void *)buffer, size };
  struct stat st;
  uint64_t number;
  int64_t offset;
  long result;

  if (!counts (fd, &st) || (offset = real (SYS_lseek, fd, 0, SEEK_CUR, 0, 0, 0)) < 0)
    return real (SYS_write, fd, (long)buffer, size, 0, 0, 0);
  if (real (SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0) & O_APPEND)
    offset = st.st_size;
  number = will_change (WILL_WRITE, &st, fd, offset, size, &iov, 1);
  result = real (SYS_write, fd, (long)buffer, size, 0, 0, 0);
  tell (HAS_WRITTEN, number, &st);

  return result;
}

static int
truncate_to (int fd, int64_t size)
{
  struct stat st;
  uint64_t number;
  int result;

  if (!counts (fd, &st))
    return real (SYS_ftruncate, fd, size, 0, 0, 0, 0);
  number = will_change (WILL_TRUNCATE, &st, fd, size, 0, NULL, 0);
  result = real (SYS_ftruncate, fd, size, 0, 0, 0, 0);
  tell (HAS_WRITTEN, number, &st);

  return result;
}

EXPORT int
ftruncate (int fd, off_t size)
{
  return truncate_to (fd, size);
}

EXPORT int
ftruncate64 (int fd, off64_t size)
{
  return truncate_to (fd, size);
}

static int
sync_file (int fd, long call)
{
  struct stat st;
  uint64_t number;
  int result;

  if (!counts (fd, &st))
    return real (call, fd, 0, 0, 0, 0, 0);
  number = take_number ();
  tell (WILL_SYNC, number, &st);
  result = real (call, fd, 0, 0, 0, 0, 0);
  if (result == 0)
    tell (HAS_SYNCED, number, &st);

  return result;
}

EXPORT int
fsync (int fd)
{
  return sync_file (fd, SYS_fsync);
}

EXPORT int
fdatasync (int fd)
{
  return sync_file (fd, SYS_fdatasync);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-known-hosts-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-text.h"

static void
set_file_error (GError **error, int errsv, const char *tried, const char *path)
{
  g_autofree char *shown = quay_text_escape (path, -1);

  if (errsv == EFBIG)
    quay_set_error (error, QUAY_ERROR_LOCAL_FILE,
                    "Cannot %s the known hosts file %s: it is larger than %d MiB; shorten it", tried, shown,
                    QUAY_KNOWN_HOSTS_MAX_SIZE / (1024 * 1024));
  else
    quay_set_error_local (error, errsv, "it must be a plain file of yours (chmod 600)",
                          "Cannot %s the known hosts file %s", tried, shown);
}

/* 0 or errno. /dev/null, which people name to have no file at all, is let through. */
static int
check_file (int fd, struct stat *status)
{
  if (fstat (fd, status) < 0)
    return errno;
  if (S_ISDIR (status->st_mode))
    return EISDIR;
  if (!S_ISREG (status->st_mode) && !S_ISCHR (status->st_mode))
    return EINVAL;

  return status->st_size > QUAY_KNOWN_HOSTS_MAX_SIZE ? EFBIG : 0;
}

static int
read_all (int fd, GByteArray *array)
{
  g_autofree guint8 *buffer = g_malloc (64 * 1024);

  for (;;)
    {
      gssize n = read (fd, buffer, 64 * 1024);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return n < 0 ? errno : 0;
      if (array->len + (gsize)n > QUAY_KNOWN_HOSTS_MAX_SIZE)
        return EFBIG;
      g_byte_array_append (array, buffer, (guint)n);
    }
}

GBytes *
quay_known_hosts_file_read (const char *path, GError **error)
{
  g_autoptr (GByteArray) array = g_byte_array_new ();
  struct stat status;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  int errsv = fd < 0 ? errno : 0;

  if (errsv == ENOENT)
    return g_bytes_new (NULL, 0);
  if (fd >= 0)
    {
      errsv = check_file (fd, &status);
      if (errsv == 0)
        errsv = read_all (fd, array);
      close (fd);
    }
  if (errsv != 0)
    {
      set_file_error (error, errsv, "read", path);
      return NULL;
    }

  return g_byte_array_free_to_bytes (g_steal_pointer (&array));
}

/* 0 or errno. A file without its last line feed, or with half a line from a full disk, would swallow ours. */
static int
ends_open (int fd, const struct stat *status, gboolean *open_end)
{
  char last = '\n';

  *open_end = FALSE;
  if (status->st_size == 0)
    return 0;
  if (pread (fd, &last, 1, status->st_size - 1) < 0)
    return errno;
  *open_end = last != '\n';

  return 0;
}

static int
write_once (int fd, const char *text)
{
  gsize size = strlen (text);
  gssize n;

  do
    n = write (fd, text, size);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    return errno;

  /* What stands there now is half a key, which no reader takes for one. */
  return (gsize)n == size ? 0 : ENOSPC;
}

static int
append_locked (int fd, const char *line)
{
  g_autofree char *text = NULL;
  struct stat status;
  gboolean open_end;
  int errsv = check_file (fd, &status);

  if (errsv == 0 && status.st_size + strlen (line) + 1 > QUAY_KNOWN_HOSTS_MAX_SIZE)
    errsv = EFBIG;
  if (errsv == 0)
    errsv = ends_open (fd, &status, &open_end);
  if (errsv != 0)
    return errsv;
  text = g_strconcat (open_end ? "\n" : "", line, NULL);
  errsv = write_once (fd, text);
  if (errsv == 0 && fdatasync (fd) < 0 && errno != EINVAL && errno != EROFS)
    errsv = errno;

  return errsv;
}

gboolean
quay_known_hosts_file_append (const char *path, const char *line, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = -1;
  int errsv = g_mkdir_with_parents (folder, 0700) < 0 ? errno : 0;

  if (errsv == 0)
    {
      fd = open (path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
      errsv = fd < 0 ? errno : 0;
    }
  if (fd >= 0)
    {
      /* O_APPEND alone keeps whole lines whole; the lock only saves two of us the blank line both would put first. */
      (void)flock (fd, LOCK_EX | LOCK_NB);
      errsv = append_locked (fd, line);
      close (fd);
    }
  if (errsv == 0)
    return TRUE;
  set_file_error (error, errsv, "write", path);

  return FALSE;
}

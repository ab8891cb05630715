/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-part-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "quay-error-private.h"

/* Names of one target's parts that are tried; each one in use belongs to another running transfer. */
#define MAX_ATTEMPTS 8
/* How long a lock is waited for, in microseconds each time. */
#define LOCK_TRIES 50
#define LOCK_PAUSE 20000
/* NAME_MAX of every file system in use. */
#define MAX_NAME 255
/* After each so many bytes the disk is set to work: else it would rest until the end, and all of the file be waited for
 * then. */
#define WRITEBACK_STEP (16 * 1024 * 1024)

struct _QuayPartFile
{
  char *shown; /* the target, for messages */
  char *name;  /* the target in its folder */
  char *part_name;
  int folder;
  int fd;
  gsize unstarted; /* bytes written since the disk was set to work */
  gboolean published;
};

char *
quay_part_file_name (const char *name, guint attempt)
{
  g_autofree char *suffix = attempt == 0 ? g_strdup (".part") : g_strdup_printf (".%u.part", attempt);
  g_autofree char *hash = NULL;
  gsize room = MAX_NAME - 1 - strlen (suffix);

  if (strlen (name) <= room)
    return g_strdup_printf (".%s%s", name, suffix);
  /* Two long names that begin alike keep apart by their hash. */
  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, name, -1);

  return g_strdup_printf (".%.*s.%.16s%s", (int)(room - 17), name, hash, suffix);
}

static guint32
read_umask (void)
{
  g_autofree char *status = NULL;
  const char *line;
  unsigned mask = 022;

  /* umask() can only be read by setting it, for all threads at once. */
  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL) && (line = strstr (status, "\nUmask:")) != NULL)
    sscanf (line, "\nUmask: %o", &mask);

  return mask & 0777;
}

guint32
quay_part_file_default_mode (void)
{
  return 0666 & ~read_umask ();
}

static gboolean
fail (QuayPartFile *self, const char *what, GError **error)
{
  quay_set_error_local (error, errno, NULL, "Could not %s %s", what, self->shown);

  return FALSE;
}

static int
create_exclusive (QuayPartFile *self)
{
  return TEMP_FAILURE_RETRY (
      openat (self->folder, self->part_name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

/* The name still leads to the file that is open. */
static gboolean
is_at_name (QuayPartFile *self, int fd)
{
  struct stat here, there;

  return fstat (fd, &here) == 0 && fstatat (self->folder, self->part_name, &there, AT_SYMLINK_NOFOLLOW) == 0
         && S_ISREG (there.st_mode) && here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

/* A part that nobody holds a lock on was left by a program that died: it goes, while we hold the lock. One that is
 * locked is somebody's. */
static gboolean
remove_stale (QuayPartFile *self)
{
  int fd = TEMP_FAILURE_RETRY (openat (self->folder, self->part_name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  gboolean stale = fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && is_at_name (self, fd)
                   && unlinkat (self->folder, self->part_name, 0) == 0;

  if (fd >= 0)
    close (fd);

  return stale;
}

/* Between the making and the lock somebody may take the new part for a stale one, and remove it. */
static gboolean
claim (QuayPartFile *self)
{
  gboolean locked = flock (self->fd, LOCK_EX | LOCK_NB) == 0;

  if ((locked || (errno != EWOULDBLOCK && errno != EINTR)) && is_at_name (self, self->fd))
    return TRUE;
  close (self->fd);
  self->fd = -1;

  return FALSE;
}

static gboolean
create_part (QuayPartFile *self)
{
  for (guint attempt = 0; attempt < MAX_ATTEMPTS; attempt++)
    {
      gboolean in_the_way;

      g_free (self->part_name);
      self->part_name = quay_part_file_name (self->name, attempt);
      self->fd = create_exclusive (self);
      in_the_way = self->fd < 0 && errno == EEXIST;
      if (self->fd < 0 && !in_the_way)
        return FALSE;
      if (in_the_way && remove_stale (self))
        self->fd = create_exclusive (self);
      if (self->fd >= 0 && claim (self))
        return TRUE;
    }
  errno = EEXIST;

  return FALSE;
}

QuayPartFile *
quay_part_file_create (QuayLocalTree *tree, const char *relative, GError **error)
{
  g_autoptr (QuayPartFile) self = g_new0 (QuayPartFile, 1);
  const char *name;

  self->fd = -1;
  self->shown = quay_local_tree_dup_shown (tree, relative);
  self->folder = quay_local_tree_open_parent (tree, relative, &name);
  self->name = g_strdup (name);
  if (self->folder < 0 || !create_part (self))
    {
      fail (self, "create", error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/* A transfer that has just been stopped lets go of its file within a moment. */
static gboolean
lock_patiently (int fd)
{
  for (guint i = 0; i < LOCK_TRIES; i++)
    {
      if (flock (fd, LOCK_EX | LOCK_NB) == 0)
        return TRUE;
      if (errno != EWOULDBLOCK)
        return FALSE;
      g_usleep (LOCK_PAUSE);
    }

  return FALSE;
}

static gboolean
is_the_one (int fd, guint64 device, guint64 inode, guint64 size)
{
  struct stat st;

  return fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && st.st_uid == geteuid () && st.st_nlink == 1
         && st.st_dev == device && st.st_ino == inode && (guint64)st.st_size >= size;
}

QuayPartFile *
quay_part_file_reopen (
    QuayLocalTree *tree, const char *relative, const char *part_name, guint64 device, guint64 inode, guint64 size)
{
  QuayPartFile *self;
  const char *name;

  if (strchr (part_name, '/') != NULL || !g_str_has_suffix (part_name, ".part"))
    return NULL;
  self = g_new0 (QuayPartFile, 1);
  self->shown = quay_local_tree_dup_shown (tree, relative);
  self->folder = quay_local_tree_open_parent (tree, relative, &name);
  self->name = g_strdup (name);
  self->part_name = g_strdup (part_name);
  self->fd = self->folder >= 0 ? openat (self->folder, part_name, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  if (self->fd >= 0 && is_the_one (self->fd, device, inode, size) && lock_patiently (self->fd)
      && is_the_one (self->fd, device, inode, size))
    return self;
  quay_part_file_keep (self);

  return NULL;
}

const char *
quay_part_file_get_name (QuayPartFile *self)
{
  return self->part_name;
}

void
quay_part_file_identify (QuayPartFile *self, guint64 *device, guint64 *inode)
{
  struct stat st = { 0 };

  if (fstat (self->fd, &st) != 0)
    st = (struct stat){ 0 };
  *device = st.st_dev;
  *inode = st.st_ino;
}

int
quay_part_file_dup_fd (QuayPartFile *self)
{
  return fcntl (self->fd, F_DUPFD_CLOEXEC, 0);
}

gboolean
quay_part_file_sync (QuayPartFile *self, GError **error)
{
  return fdatasync (self->fd) == 0 || fail (self, "write", error);
}

gboolean
quay_part_file_preload (QuayPartFile *self, guint64 length, GError **error)
{
  int source = TEMP_FAILURE_RETRY (openat (self->folder, self->name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  guint64 left = length;

  while (source >= 0 && left > 0)
    {
      gssize n = copy_file_range (source, NULL, self->fd, NULL, left, 0);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      left -= n;
    }
  if (source >= 0)
    close (source);

  return left == 0 || fail (self, "read what is there of", error);
}

gboolean
quay_part_file_read (QuayPartFile *self, guint64 offset, gpointer buffer, gsize length, GError **error)
{
  for (gsize done = 0; done < length;)
    {
      gssize n = pread (self->fd, (char *)buffer + done, length - done, offset + done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (self, "read", error);
      done += n;
    }

  return TRUE;
}

static void
advance (struct iovec **iov, guint *n_iov, gsize done)
{
  while (done > 0)
    {
      gsize n = MIN (done, (*iov)->iov_len);

      (*iov)->iov_base = (char *)(*iov)->iov_base + n;
      (*iov)->iov_len -= n;
      done -= n;
      if ((*iov)->iov_len == 0)
        {
          (*iov)++;
          (*n_iov)--;
        }
    }
}

/* Says nothing of success: that is for the sync before the file gets its name. */
static void
start_writeback (QuayPartFile *self, gsize written)
{
  self->unstarted += written;
  if (self->unstarted < WRITEBACK_STEP)
    return;
  sync_file_range (self->fd, 0, 0, SYNC_FILE_RANGE_WRITE);
  self->unstarted = 0;
}

/* @iov is used up. */
gboolean
quay_part_file_write (QuayPartFile *self, guint64 offset, struct iovec *iov, guint n_iov, GError **error)
{
  while (n_iov > 0)
    {
      gssize n = pwritev (self->fd, iov, n_iov, offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail (self, "write", error);
      offset += n;
      advance (&iov, &n_iov, n);
      start_writeback (self, n);
    }

  return TRUE;
}

static gboolean
rename_part (QuayPartFile *self, gboolean replace)
{
  if (replace)
    return renameat (self->folder, self->part_name, self->folder, self->name) == 0;
  if (renameat2 (self->folder, self->part_name, self->folder, self->name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (errno != EINVAL && errno != ENOSYS)
    return FALSE;
  /* File systems without RENAME_NOREPLACE: a link is never made over something. */
  return linkat (self->folder, self->part_name, self->folder, self->name, 0) == 0
         && unlinkat (self->folder, self->part_name, 0) == 0;
}

static gboolean
check_size (QuayPartFile *self, guint64 size, GError **error)
{
  struct stat st;

  if (fstat (self->fd, &st) != 0)
    return fail (self, "look at", error);
  if ((guint64)st.st_size == size)
    return TRUE;
  quay_set_error (error, QUAY_ERROR_SIZE_MISMATCH,
                  "%s has %" G_GUINT64_FORMAT " bytes on disk instead of %" G_GUINT64_FORMAT, self->shown,
                  (guint64)st.st_size, size);

  return FALSE;
}

gboolean
quay_part_file_publish (QuayPartFile *self, guint64 size, const QuayPublish *publish, GError **error)
{
  int fd = self->fd;

  if (!check_size (self, size, error))
    return FALSE;
  if (publish->set_mode && TEMP_FAILURE_RETRY (fchmod (fd, publish->mode & 0777)) != 0)
    return fail (self, "set the permissions of", error);
  if (publish->set_times && futimens (fd, publish->times) != 0)
    return fail (self, "set the time of", error);
  if (publish->sync && TEMP_FAILURE_RETRY (fsync (fd)) != 0)
    return fail (self, "write", error);
  if (!rename_part (self, publish->replace))
    {
      if (errno == EEXIST)
        quay_set_error (error, QUAY_ERROR_FILE_EXISTS, "%s has appeared meanwhile and was left as it is", self->shown);
      else
        fail (self, "finish", error);
      return FALSE;
    }
  self->published = TRUE;
  self->fd = -1;
  /* Network file systems report a failed write here. */
  if (close (fd) != 0 && errno != EINTR)
    return fail (self, "close", error);

  return TRUE;
}

void
quay_part_file_retarget (QuayPartFile *self, QuayLocalTree *tree, const char *relative)
{
  g_free (self->shown);
  g_free (self->name);
  self->shown = quay_local_tree_dup_shown (tree, relative);
  self->name = g_path_get_basename (relative);
}

void
quay_part_file_free (QuayPartFile *self)
{
  if (self->fd >= 0 && !self->published && self->part_name != NULL)
    unlinkat (self->folder, self->part_name, 0);
  quay_part_file_keep (self);
}

void
quay_part_file_keep (QuayPartFile *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->folder >= 0)
    close (self->folder);
  g_free (self->shown);
  g_free (self->name);
  g_free (self->part_name);
  g_free (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-journal-file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* Opening takes milliseconds; whoever takes longer was stopped in the middle of it. */
#define OPEN_PATIENCE (30 * G_USEC_PER_SEC)
#define OPEN_RETRY (5 * G_TIME_SPAN_MILLISECOND)
/* Damaged journals that are kept; more says that the disk is at fault. */
#define MAX_DAMAGED 1000

/* Behind the instances, which are less than 2^31. */
#define FIRST_THING (G_GINT64_CONSTANT (1) << 32)
#define N_THINGS (G_GUINT64_CONSTANT (1) << 62)

/* SQLite takes 512 bytes, with what it appends to the name. */
#define MAX_PATH_LENGTH 490
/* The smallest page of a database. */
#define MIN_SIZE 512

struct _QuayJournalFile
{
  char *path;
  char *shown;
  char *folder;
  int lock_fd;
  /* The database's file, to know it again. */
  dev_t device;
  ino_t inode;
  gboolean stub;
};

static gboolean
fail (QuayJournalFile *self, int errsv, const char *what, GError **error)
{
  quay_set_error_errno (error, QUAY_ERROR_LOCAL_FILE, errsv, "Cannot %s the journal %s", what, self->shown);

  return FALSE;
}

/* Locks */

static int
set_lock (QuayJournalFile *self, short type, gint64 byte)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

  return fcntl (self->lock_fd, F_OFD_SETLK, &lock);
}

static gboolean
is_held (int errsv)
{
  return errsv == EAGAIN || errsv == EACCES || errsv == EINTR;
}

static gboolean
lock_opening (QuayJournalFile *self, GError **error)
{
  gint64 end = g_get_monotonic_time () + OPEN_PATIENCE;

  while (set_lock (self, F_WRLCK, 0) != 0)
    {
      if (!is_held (errno))
        return fail (self, errno, "lock", error);
      if (g_get_monotonic_time () > end)
        {
          quay_set_error (error, QUAY_ERROR_LOCAL_FILE,
                          "Cannot open the journal %s: another program began to open it and does not go on; end it",
                          self->shown);
          return FALSE;
        }
      g_usleep (OPEN_RETRY);
    }

  return TRUE;
}

void
quay_journal_file_opened (QuayJournalFile *self)
{
  set_lock (self, F_UNLCK, 0);
}

gboolean
quay_journal_file_take_instance (QuayJournalFile *self, gint64 instance)
{
  return set_lock (self, F_WRLCK, instance) == 0;
}

gboolean
quay_journal_file_is_taken (QuayJournalFile *self, gint64 instance)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = instance, .l_len = 1 };

  /* When it cannot be told, it is somebody's. */
  return fcntl (self->lock_fd, F_OFD_GETLK, &lock) != 0 || lock.l_type != F_UNLCK;
}

gboolean
quay_journal_file_take_thing (QuayJournalFile *self, guint64 thing)
{
  return set_lock (self, F_WRLCK, FIRST_THING + (gint64)(thing % N_THINGS)) == 0;
}

void
quay_journal_file_drop_thing (QuayJournalFile *self, guint64 thing)
{
  set_lock (self, F_UNLCK, FIRST_THING + (gint64)(thing % N_THINGS));
}

/* The place */

static gboolean
find_folder (QuayJournalFile *self, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *real;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    return fail (self, errno, "make the folder of", error);
  /* SQLite refuses links anywhere in a path; those above the file are the user's own affair. */
  real = realpath (folder, NULL);
  if (real == NULL)
    return fail (self, errno, "open the folder of", error);
  self->folder = g_strdup (real);
  self->path = g_build_filename (real, name, NULL);
  free (real);

  return strlen (self->path) <= MAX_PATH_LENGTH || fail (self, ENAMETOOLONG, "open", error);
}

static gboolean
open_lock_file (QuayJournalFile *self, GError **error)
{
  g_autofree char *name = g_strconcat (self->path, ".lock", NULL);

  self->lock_fd = open (name, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600);

  return self->lock_fd >= 0 || fail (self, errno, "make the lock file of", error);
}

QuayJournalFile *
quay_journal_file_new (const char *path, GError **error)
{
  g_autoptr (QuayJournalFile) self = g_new0 (QuayJournalFile, 1);

  self->lock_fd = -1;
  self->shown = quay_text_escape (path, -1);
  if (!find_folder (self, path, error) || !open_lock_file (self, error) || !lock_opening (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
quay_journal_file_free (QuayJournalFile *self)
{
  if (self->lock_fd >= 0)
    close (self->lock_fd);
  g_free (self->path);
  g_free (self->shown);
  g_free (self->folder);
  g_free (self);
}

/* The database's file */

static int
sync_folder (const char *folder)
{
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int result = fd >= 0 ? fsync (fd) : -1;

  if (fd >= 0)
    close (fd);

  return result;
}

/* The folder may be new as well. */
static void
sync_folders (QuayJournalFile *self)
{
  g_autofree char *parent = g_path_get_dirname (self->folder);

  sync_folder (self->folder);
  sync_folder (parent);
}

static gboolean
create (QuayJournalFile *self, GError **error)
{
  int fd = open (self->path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    return fail (self, errno, "create", error);
  close (fd);
  sync_folders (self);

  return TRUE;
}

/* A descriptor that is only a place (O_PATH) does not touch SQLite's locks. */
static void
set_mode (const char *path, mode_t mode)
{
  int fd = open (path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  struct stat st;

  if (fd < 0)
    return;
  if (fstat (fd, &st) == 0 && S_ISREG (st.st_mode) && (st.st_mode & 0777) != mode)
    {
      g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);

      chmod (link, mode);
    }
  close (fd);
}

/* Nobody else is to read it. SQLite gives the files beside it the mode the database has when they are made; what they
 * got while it was read-only would stay. */
static void
make_private (QuayJournalFile *self, mode_t mode)
{
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (self->path, "-shm", NULL);

  set_mode (self->path, mode & 0700);
  set_mode (wal, mode & 0700);
  set_mode (shm, mode & 0700);
}

/* A link is not followed: what it names would be taken for a journal, and overwritten. */
static gboolean
check_kind (QuayJournalFile *self, const struct stat *st, GError **error)
{
  if (S_ISREG (st->st_mode))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_LOCAL_FILE,
                  "Cannot open the journal %s: there is %s in its place, which is left alone; move it away",
                  self->shown,
                  S_ISDIR (st->st_mode)   ? "a folder"
                  : S_ISLNK (st->st_mode) ? "a symbolic link"
                                          : "something that is no file");

  return FALSE;
}

gboolean
quay_journal_file_prepare (QuayJournalFile *self, GError **error)
{
  struct stat st;
  int result = lstat (self->path, &st);

  if (result != 0 && errno == ENOENT)
    {
      if (!create (self, error))
        return FALSE;
      result = lstat (self->path, &st);
    }
  if (result != 0)
    return fail (self, errno, "open", error);
  if (!check_kind (self, &st, error))
    return FALSE;
  self->device = st.st_dev;
  self->inode = st.st_ino;
  self->stub = st.st_size > 0 && st.st_size < MIN_SIZE;
  make_private (self, st.st_mode);

  return TRUE;
}

gboolean
quay_journal_file_is_stub (QuayJournalFile *self)
{
  return self->stub;
}

gboolean
quay_journal_file_is_there (QuayJournalFile *self)
{
  struct stat st;

  return lstat (self->path, &st) == 0 && st.st_dev == self->device && st.st_ino == self->inode;
}

static char *
find_free_name (QuayJournalFile *self)
{
  for (guint n = 1; n <= MAX_DAMAGED; n++)
    {
      g_autofree char *to = g_strdup_printf ("%s.damaged-%u", self->path, n);
      g_autofree char *wal = g_strconcat (to, "-wal", NULL);
      struct stat st;

      if (lstat (to, &st) != 0 && lstat (wal, &st) != 0)
        return g_steal_pointer (&to);
    }
  errno = EEXIST;

  return NULL;
}

/* The write-ahead log goes first: a database without its log is an old one, but a log without its database would be
 * taken for the next one's. */
char *
quay_journal_file_move_aside (QuayJournalFile *self, GError **error)
{
  g_autofree char *to = find_free_name (self);
  g_autofree char *wal = g_strconcat (self->path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (self->path, "-shm", NULL);
  g_autofree char *to_wal = to != NULL ? g_strconcat (to, "-wal", NULL) : NULL;

  if (to == NULL || (rename (wal, to_wal) != 0 && errno != ENOENT) || (unlink (shm) != 0 && errno != ENOENT)
      || rename (self->path, to) != 0)
    {
      fail (self, errno, "move away the damaged file of", error);
      return NULL;
    }

  return g_steal_pointer (&to);
}

const char *
quay_journal_file_get_path (QuayJournalFile *self)
{
  return self->path;
}

const char *
quay_journal_file_get_shown (QuayJournalFile *self)
{
  return self->shown;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-local-tree.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "quay-text.h"

/* openat2 answers EAGAIN when somebody renames folders under it; a few tries outlive any honest rename. */
#define MAX_TRIES 64

struct _QuayLocalTree
{
  gatomicrefcount ref_count;
  char *path;
  gboolean follow;
  GMutex mutex;
  int fd; /* -1 until first used */
};

QuayLocalTree *
quay_local_tree_new (const char *path)
{
  QuayLocalTree *self = g_new0 (QuayLocalTree, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->path = g_strdup (path);
  self->fd = -1;

  return self;
}

QuayLocalTree *
quay_local_tree_ref (QuayLocalTree *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_local_tree_unref (QuayLocalTree *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->fd >= 0)
    close (self->fd);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

void
quay_local_tree_follow_links (QuayLocalTree *self)
{
  self->follow = TRUE;
}

const char *
quay_local_tree_get_path (QuayLocalTree *self)
{
  return self->path;
}

char *
quay_local_tree_dup_shown (QuayLocalTree *self, const char *relative)
{
  g_autofree char *path = g_build_filename (self->path, relative, NULL);

  return quay_text_escape (path, -1);
}

static int
root_fd (QuayLocalTree *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->fd < 0)
    self->fd = TEMP_FAILURE_RETRY (open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));

  return self->fd;
}

/* Component by component, never through a link: for kernels and sandboxes without openat2. */
static int
open_by_components (int root, const char *relative, int flags)
{
  g_auto (GStrv) parts = g_strsplit (relative, "/", -1);
  int fd = fcntl (root, F_DUPFD_CLOEXEC, 0);

  for (gsize i = 0; fd >= 0 && parts[i] != NULL; i++)
    {
      int next;
      int saved;

      if (*parts[i] == '\0')
        continue;
      if (g_str_equal (parts[i], ".."))
        {
          close (fd);
          errno = EXDEV;
          return -1;
        }
      next = TEMP_FAILURE_RETRY (
          openat (fd, parts[i], (parts[i + 1] == NULL ? flags : O_RDONLY | O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC));
      saved = errno;
      close (fd);
      errno = saved;
      fd = next;
    }

  return fd;
}

static int
open_below (QuayLocalTree *self, int root, const char *relative, int flags)
{
  struct open_how how = {
    .flags = flags | O_CLOEXEC,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_SYMLINKS,
  };

  if (self->follow)
    return TEMP_FAILURE_RETRY (openat (root, relative, flags | O_CLOEXEC));
  for (int i = 0; i < MAX_TRIES; i++)
    {
      int fd = syscall (SYS_openat2, root, relative, &how, sizeof how);

      if (fd >= 0 || (errno != EAGAIN && errno != EINTR))
        {
          if (fd < 0 && (errno == ENOSYS || errno == EPERM || errno == E2BIG))
            return open_by_components (root, relative, flags);
          return fd;
        }
    }

  return -1;
}

int
quay_local_tree_open_folder (QuayLocalTree *self, const char *relative)
{
  int root = root_fd (self);

  if (root < 0)
    return -1;

  return open_below (self, root, *relative != '\0' ? relative : ".", O_RDONLY | O_DIRECTORY);
}

int
quay_local_tree_open_parent (QuayLocalTree *self, const char *relative, const char **name)
{
  const char *slash = strrchr (relative, '/');
  g_autofree char *parent = slash != NULL ? g_strndup (relative, slash - relative) : g_strdup ("");

  *name = slash != NULL ? slash + 1 : relative;

  return quay_local_tree_open_folder (self, parent);
}

int
quay_local_tree_open_file (QuayLocalTree *self, const char *relative, int flags)
{
  int root = root_fd (self);

  return root < 0 ? -1 : open_below (self, root, relative, flags);
}

/* Runs @call on the opened parent of @relative and keeps its errno. */
#define IN_PARENT(call)                                             \
  const char *name;                                                 \
  int parent = quay_local_tree_open_parent (self, relative, &name); \
  int result;                                                       \
  int saved;                                                        \
  if (parent < 0)                                                   \
    return -1;                                                      \
  result = (call);                                                  \
  saved = errno;                                                    \
  close (parent);                                                   \
  errno = saved

int
quay_local_tree_stat (QuayLocalTree *self, const char *relative, gboolean follow, struct stat *st)
{
  IN_PARENT (fstatat (parent, name, st, follow ? 0 : AT_SYMLINK_NOFOLLOW));

  return result;
}

static int
mkdir_in (int parent, const char *name, mode_t mode)
{
  struct stat st;

  if (mkdirat (parent, name, mode) == 0)
    return 0;
  if (errno != EEXIST)
    return -1;
  if (fstatat (parent, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
    return -1;
  if (S_ISDIR (st.st_mode))
    return 1;
  errno = S_ISLNK (st.st_mode) ? ELOOP : EEXIST;

  return -1;
}

int
quay_local_tree_mkdir (QuayLocalTree *self, const char *relative, mode_t mode)
{
  IN_PARENT (mkdir_in (parent, name, mode));

  return result;
}

int
quay_local_tree_symlink (QuayLocalTree *self, const char *target, const char *relative)
{
  IN_PARENT (symlinkat (target, parent, name));

  return result;
}

int
quay_local_tree_unlink (QuayLocalTree *self, const char *relative)
{
  IN_PARENT (unlinkat (parent, name, 0));

  return result;
}

static int
readlink_in (int parent, const char *name, char *buffer, gsize size)
{
  gssize n = readlinkat (parent, name, buffer, size - 1);

  if (n < 0)
    return -1;
  if ((gsize)n == size - 1)
    {
      errno = ENAMETOOLONG;
      return -1;
    }
  buffer[n] = '\0';

  return 0;
}

static int
read_link (QuayLocalTree *self, const char *relative, char *buffer, gsize size)
{
  IN_PARENT (readlink_in (parent, name, buffer, size));

  return result;
}

char *
quay_local_tree_readlink (QuayLocalTree *self, const char *relative)
{
  char buffer[PATH_MAX];

  return read_link (self, relative, buffer, sizeof buffer) == 0 ? g_strdup (buffer) : NULL;
}

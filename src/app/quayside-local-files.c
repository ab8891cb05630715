/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-local-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <quay.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quayside-path.h"

/* "name (1000)" means that something is wrong. */
#define MAX_OTHER_NAMES 1000

/* What is read of a file at a time. */
#define CHUNK (256 * 1024)

/* Deeper trees than this would use up the process's file descriptors, one a level. */
#define MAX_DEPTH 200

static gboolean
fail (GError **error, int errsv, const char *format, const char *path)
{
  g_autofree char *shown = quay_text_escape (path, -1);
  g_autofree char *tried = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  tried = g_strdup_printf (format, shown);
#pragma GCC diagnostic pop
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errsv), "%s: %s", tried, g_strerror (errsv));

  return FALSE;
}

/* 0, or an errno */
static int
rename_no_replace (const char *from, const char *to)
{
  struct stat there;

  if (renameat2 (AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
    return 0;
  if (errno != EINVAL && errno != ENOSYS)
    return errno;
  /* The file system cannot do it in one step. */
  if (lstat (to, &there) == 0)
    return EEXIST;

  return g_rename (from, to) == 0 ? 0 : errno;
}

gboolean
quayside_local_rename (const char *from, const char *to, GError **error)
{
  int errsv = rename_no_replace (from, to);

  return errsv == 0 || fail (error, errsv, _ ("“%s” could not be renamed or moved"), from);
}

static gboolean remove_children (int folder, const char *path, guint depth, GCancellable *cancellable, GError **error);

static gboolean
remove_at (int parent, const char *name, const char *path, guint depth, GCancellable *cancellable, GError **error)
{
  int folder;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (unlinkat (parent, name, 0) == 0)
    return TRUE;
  if (errno != EISDIR && errno != EPERM)
    return fail (error, errno, _ ("“%s” could not be deleted"), path);
  folder = openat (parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0)
    return fail (error, errno, _ ("“%s” could not be deleted"), path);
  if (!remove_children (folder, path, depth + 1, cancellable, error))
    return FALSE;

  return unlinkat (parent, name, AT_REMOVEDIR) == 0 || fail (error, errno, _ ("“%s” could not be deleted"), path);
}

/* Takes over @folder. */
static gboolean
remove_children (int folder, const char *path, guint depth, GCancellable *cancellable, GError **error)
{
  DIR *stream = depth > MAX_DEPTH ? NULL : fdopendir (folder);
  gboolean ok = TRUE;
  struct dirent *entry;

  if (stream == NULL)
    {
      close (folder);
      return fail (error, depth > MAX_DEPTH ? ELOOP : errno, _ ("“%s” could not be read"), path);
    }
  while (ok && (entry = readdir (stream)) != NULL)
    {
      g_autofree char *child = quayside_path_join (path, entry->d_name);

      if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
        ok = remove_at (dirfd (stream), entry->d_name, child, depth, cancellable, error);
    }
  closedir (stream);

  return ok;
}

gboolean
quayside_local_remove_tree (const char *path, GCancellable *cancellable, GError **error)
{
  return remove_at (AT_FDCWD, path, path, 0, cancellable, error);
}

/* "report (2).pdf" */
static char *
dup_other_name (const char *path, guint number)
{
  const char *name = strrchr (path, '/') + 1;
  const char *dot = strrchr (name, '.');
  gsize stem = dot == NULL || dot == name ? strlen (path) : (gsize)(dot - path);

  return number < 2 ? g_strdup (path) : g_strdup_printf ("%.*s (%u)%s", (int)stem, path, number, path + stem);
}

static gboolean copy_any (const char *from, const char *to, guint depth, GCancellable *cancellable, GError **error);

static gboolean
copy_children (const char *from, const char *to, guint depth, GCancellable *cancellable, GError **error)
{
  g_autoptr (GDir) folder = g_dir_open (from, 0, error);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child_from = quayside_path_join (from, name);
      g_autofree char *child_to = quayside_path_join (to, name);

      if (!copy_any (child_from, child_to, depth + 1, cancellable, error))
        return FALSE;
    }

  return folder != NULL;
}

static gboolean
copy_folder (const char *from, const char *to, guint depth, GCancellable *cancellable, GError **error)
{
  g_autofree char *into = g_strdup (to);

  if (depth > MAX_DEPTH)
    return fail (error, ELOOP, _ ("“%s” could not be copied"), from);
  for (guint i = 2; g_mkdir (into, 0777) != 0; i++)
    {
      if (errno != EEXIST || i > MAX_OTHER_NAMES)
        return fail (error, errno, _ ("The folder “%s” could not be made"), into);
      g_free (into);
      into = dup_other_name (to, i);
    }

  return copy_children (from, into, depth, cancellable, error);
}

static gboolean
copy_file (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = quayside_path_parent (to);
  g_autofree char *unique = g_strdup_printf (".quayside-copy-%08x.part", g_random_int ());
  g_autofree char *part = quayside_path_join (folder, unique);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (part);
  int errsv = EEXIST;

  if (!g_file_copy (source, target, G_FILE_COPY_NOFOLLOW_SYMLINKS, cancellable, NULL, NULL, error))
    {
      g_unlink (part);
      return FALSE;
    }
  for (guint i = 1; errsv == EEXIST && i <= MAX_OTHER_NAMES; i++)
    {
      g_autofree char *name = dup_other_name (to, i);

      errsv = rename_no_replace (part, name);
    }
  if (errsv == 0)
    return TRUE;
  g_unlink (part);

  return fail (error, errsv, _ ("“%s” could not be copied"), from);
}

static gboolean
copy_any (const char *from, const char *to, guint depth, GCancellable *cancellable, GError **error)
{
  struct stat info;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (lstat (from, &info) != 0)
    return fail (error, errno, _ ("“%s” could not be read"), from);
  if (S_ISDIR (info.st_mode))
    return copy_folder (from, to, depth, cancellable, error);
  /* Reading a pipe or a device would wait for ever. */
  if (!S_ISREG (info.st_mode) && !S_ISLNK (info.st_mode))
    return fail (error, EOPNOTSUPP, _ ("“%s” is not a file, folder or link"), from);

  return copy_file (from, to, cancellable, error);
}

gboolean
quayside_local_copy_tree (const char *from, const char *to, GCancellable *cancellable, GError **error)
{
  g_autofree char *folder = quayside_path_parent (to);
  struct stat info;

  if (lstat (from, &info) == 0 && S_ISDIR (info.st_mode) && quayside_path_is_below (folder, from))
    return fail (error, EINVAL, _ ("“%s” cannot be copied into itself"), from);

  return copy_any (from, to, 0, cancellable, error);
}

gboolean
quayside_local_set_permissions (const char *path, guint32 permissions, GError **error)
{
  return fchmodat (AT_FDCWD, path, permissions & 07777, AT_SYMLINK_NOFOLLOW) == 0
         || fail (error, errno, _ ("The permissions of “%s” could not be changed"), path);
}

static gboolean
hash_stream (int fd, GChecksum *checksum, const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree guint8 *chunk = g_malloc (CHUNK);

  while (TRUE)
    {
      gssize n = read (fd, chunk, CHUNK);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail (error, errno, _ ("“%s” could not be read"), path);
      if (n == 0)
        return TRUE;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_checksum_update (checksum, chunk, n);
    }
}

char *
quayside_local_hash (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  /* Opening a pipe would wait for ever. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;
  gboolean ok;

  if (fd < 0)
    {
      fail (error, errno, _ ("“%s” could not be opened"), path);
      return NULL;
    }
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode))
    ok = hash_stream (fd, checksum, path, cancellable, error);
  else
    ok = fail (error, EOPNOTSUPP, _ ("“%s” is no file"), path);
  close (fd);

  return ok ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}

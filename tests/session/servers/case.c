/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "case.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-test-server.h"

const char *
in (Case *c, const char *name)
{
  char *path = g_build_filename (c->folder, name, NULL);

  g_ptr_array_add (c->kept, path);

  return path;
}

static void
give (const char *path)
{
  if (geteuid () == 0)
    g_assert_cmpint (lchown (path, QUAY_TEST_NOBODY, QUAY_TEST_NOBODY), ==, 0);
}

void
put_bytes (Case *c, const char *name, gconstpointer data, gsize size)
{
  const char *path = in (c, name);
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, data, size), ==, size);
  close (fd);
  give (path);
}

void
put (Case *c, const char *name, const char *content)
{
  put_bytes (c, name, content, strlen (content));
}

void
put_random (Case *c, const char *name, gsize size)
{
  g_autofree guint8 *bytes = g_malloc (size + 4);

  for (gsize i = 0; i < size; i += 4)
    *(guint32 *)(gpointer)(bytes + i) = g_random_int ();
  put_bytes (c, name, bytes, size);
}

void
put_folder (Case *c, const char *name)
{
  g_assert_cmpint (g_mkdir (in (c, name), 0755), ==, 0);
  give (in (c, name));
}

void
put_link (Case *c, const char *name, const char *target)
{
  g_assert_cmpint (symlink (target, in (c, name)), ==, 0);
  give (in (c, name));
}

gboolean
holds (Case *c, const char *name, const char *content)
{
  g_autofree char *found = NULL;
  gsize length;

  return g_file_get_contents (in (c, name), &found, &length, NULL) && length == strlen (content)
         && memcmp (found, content, length) == 0;
}

gboolean
same (Case *c, const char *one, const char *other)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gsize first_length, second_length;

  return g_file_get_contents (in (c, one), &first, &first_length, NULL)
         && g_file_get_contents (in (c, other), &second, &second_length, NULL) && first_length == second_length
         && memcmp (first, second, first_length) == 0;
}

gboolean
is_there (Case *c, const char *name)
{
  GStatBuf st;

  return g_lstat (in (c, name), &st) == 0;
}

gboolean
failed_with (Case *c, QuayStatus status)
{
  return quay_error_get_sftp_status (c->error) == status;
}

gboolean
is_missing (Case *c)
{
  return failed_with (c, QUAY_STATUS_NO_SUCH_FILE) || failed_with (c, QUAY_STATUS_NO_SUCH_PATH);
}

gboolean
is_exists (Case *c)
{
  return failed_with (c, QUAY_STATUS_FILE_ALREADY_EXISTS)
         || g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS);
}

gboolean
is_denied (Case *c)
{
  return failed_with (c, QUAY_STATUS_PERMISSION_DENIED);
}

void
not_as_expected (Case *c, int line, const char *what)
{
  c->why = g_strdup_printf ("line %d: %s%s%s", line, what, c->error != NULL ? "; " : "",
                            c->error != NULL ? c->error->message : "");
}

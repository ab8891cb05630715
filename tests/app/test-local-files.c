/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quayside-format.h"
#include "quayside-local-files.h"
#include "quayside-path.h"

static char *folder;

static char *
in_folder (const char *name)
{
  return quayside_path_join (folder, name);
}

static void
write_file (const char *name, const char *text)
{
  g_autofree char *path = in_folder (name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
make_folder (const char *name)
{
  g_autofree char *path = in_folder (name);

  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
}

static void
assert_text (const char *name, const char *expected)
{
  g_autofree char *path = in_folder (name);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static gboolean
is_there (const char *name)
{
  g_autofree char *path = in_folder (name);
  struct stat info;

  return lstat (path, &info) == 0;
}

static void
set_up (gpointer *fixture, gconstpointer data)
{
  folder = g_dir_make_tmp ("quayside-files-XXXXXX", NULL);
}

static void
tear_down (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (quayside_local_remove_tree (folder, NULL, &error));
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_clear_pointer (&folder, g_free);
}

static gboolean
copy (const char *from, const char *to, GError **error)
{
  g_autofree char *from_path = in_folder (from);
  g_autofree char *to_path = in_folder (to);

  return quayside_local_copy_tree (from_path, to_path, NULL, error);
}

static void
test_rename (gpointer *fixture, gconstpointer data)
{
  g_autofree char *a = in_folder ("a");
  g_autofree char *b = in_folder ("b");
  g_autofree char *c = in_folder ("c");
  g_autoptr (GError) error = NULL;

  write_file ("a", "A");
  write_file ("b", "B");
  g_assert_false (quayside_local_rename (a, b, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  assert_text ("a", "A");
  assert_text ("b", "B");
  g_clear_error (&error);
  g_assert_true (quayside_local_rename (a, c, &error));
  g_assert_false (is_there ("a"));
  assert_text ("c", "A");
}

static void
test_copy (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_folder ("tree");
  make_folder ("tree/sub");
  write_file ("tree/sub/one.txt", "1");
  write_file ("two.tar", "2");
  g_assert_true (copy ("tree", "copy", &error));
  assert_text ("copy/sub/one.txt", "1");
  /* Beside what is there, never over it. */
  write_file ("copy/sub/one.txt", "changed");
  g_assert_true (copy ("tree", "copy", &error));
  assert_text ("copy/sub/one.txt", "changed");
  assert_text ("copy (2)/sub/one.txt", "1");
  g_assert_true (copy ("two.tar", "two.tar", &error));
  assert_text ("two (2).tar", "2");
  g_assert_true (copy ("two.tar", "two.tar", &error));
  assert_text ("two (3).tar", "2");
}

static void
test_copy_refused (gpointer *fixture, gconstpointer data)
{
  g_autofree char *pipe = in_folder ("pipe");
  g_autoptr (GError) error = NULL;

  make_folder ("tree");
  make_folder ("tree/sub");
  g_assert_false (copy ("tree", "tree/sub/tree", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_false (copy ("pipe", "pipe2", &error));
  g_assert_nonnull (error);
  g_assert_false (is_there ("pipe2"));
}

/* Copies and deletes links, never what they lead to. */
static void
test_links (gpointer *fixture, gconstpointer data)
{
  g_autofree char *link = in_folder ("tree/link");
  g_autofree char *tree = in_folder ("tree");
  g_autofree char *target = NULL;
  g_autoptr (GError) error = NULL;

  make_folder ("outside");
  write_file ("outside/keep", "kept");
  make_folder ("tree");
  g_assert_cmpint (symlink ("../outside", link), ==, 0);
  g_assert_true (copy ("tree", "copy", &error));
  target = in_folder ("copy/link");
  g_assert_true (g_file_test (target, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (quayside_local_remove_tree (tree, NULL, &error));
  g_assert_false (is_there ("tree"));
  assert_text ("outside/keep", "kept");
}

static void
test_cancel (gpointer *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autofree char *tree = in_folder ("tree");
  g_autoptr (GError) error = NULL;

  make_folder ("tree");
  write_file ("tree/x", "x");
  g_cancellable_cancel (cancellable);
  g_assert_false (quayside_local_remove_tree (tree, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_text ("tree/x", "x");
}

static void
assert_resolved (const char *typed, const char *expected)
{
  g_autofree char *path = quayside_path_resolve (typed, "/srv/www", "/home/me");

  g_assert_cmpstr (path, ==, expected);
}

static void
test_paths (void)
{
  assert_resolved ("/a/b/../c//./d/", "/a/c/d");
  assert_resolved ("site", "/srv/www/site");
  assert_resolved ("../log", "/srv/log");
  assert_resolved ("../../../..", "/");
  assert_resolved ("~", "/home/me");
  assert_resolved ("~/x", "/home/me/x");
  assert_resolved ("~other", "/srv/www/~other");
  assert_resolved ("/", "/");
  g_assert_true (quayside_path_is_below ("/a/b", "/a"));
  g_assert_true (quayside_path_is_below ("/a", "/a"));
  g_assert_true (quayside_path_is_below ("/a", "/"));
  g_assert_false (quayside_path_is_below ("/ab", "/a"));
}

static void
assert_time (GDateTime *time, GDateTime *now, const char *expected)
{
  g_autofree char *text = quayside_format_time (g_date_time_to_unix (time), now);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_times (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2025, 3, 12, 9, 30, 0);
  g_autoptr (GDateTime) today = g_date_time_new_local (2025, 3, 12, 0, 5, 0);
  g_autoptr (GDateTime) yesterday = g_date_time_new_local (2025, 3, 11, 23, 55, 0);
  g_autoptr (GDateTime) week = g_date_time_new_local (2025, 3, 6, 10, 0, 0);
  g_autoptr (GDateTime) year = g_date_time_new_local (2025, 1, 2, 10, 0, 0);
  g_autoptr (GDateTime) old = g_date_time_new_local (2019, 11, 12, 10, 0, 0);
  g_autofree char *unknown = quayside_format_time (0, now);
  g_autofree char *absurd = quayside_format_time (G_MAXINT64, now);

  assert_time (today, now, "Today 00:05");
  assert_time (yesterday, now, "Yesterday 23:55");
  assert_time (week, now, "Thu 10:00");
  assert_time (year, now, "2 Jan 10:00");
  assert_time (old, now, "12 Nov 2019");
  g_assert_cmpstr (unknown, ==, "");
  g_assert_cmpstr (absurd, ==, "");
}

#define ADD(name, function) g_test_add ("/local-files/" name, gpointer, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("rename", test_rename);
  ADD ("copy", test_copy);
  ADD ("copy-refused", test_copy_refused);
  ADD ("links", test_links);
  ADD ("cancel", test_cancel);
  g_test_add_func ("/local-files/paths", test_paths);
  g_test_add_func ("/local-files/times", test_times);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quayside-local-files.h"
#include "quayside-local-location.h"
#include "quayside-mode-editor.h"
#include "quayside-path.h"
#include "quayside-tree-walk.h"

typedef struct
{
  char *folder;
  QuaysideLocation *location;
  QuaysideTreeWalk *walk;
  QuayDirectory *listing; /* of the folder */
} Fixture;

static char *
in_folder (Fixture *self, const char *name)
{
  return quayside_path_join (self->folder, name);
}

static void
make_folder (Fixture *self, const char *name, int mode)
{
  g_autofree char *path = in_folder (self, name);

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
write_file (Fixture *self, const char *name, const char *text, int mode)
{
  g_autofree char *path = in_folder (self, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
assert_mode (Fixture *self, const char *name, guint mode)
{
  g_autofree char *path = in_folder (self, name);
  struct stat info;

  g_assert_cmpint (lstat (path, &info), ==, 0);
  g_assert_cmphex (info.st_mode & 07777, ==, mode);
}

static void
keep_result (GObject *source, GAsyncResult *result, gpointer place)
{
  *(GAsyncResult **)place = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* tree: a folder "in" with two files and a link to one outside, and in "in/deep" one more. */
static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *link = NULL;

  self->folder = g_dir_make_tmp ("quayside-walk-XXXXXX", NULL);
  self->location = quayside_local_location_new ();
  write_file (self, "outside", "12345", 0644);
  make_folder (self, "in", 0755);
  make_folder (self, "in/deep", 0700);
  write_file (self, "in/a", "1", 0644);
  write_file (self, "in/b", "22", 0755);
  write_file (self, "in/deep/c", "333", 0600);
  link = in_folder (self, "in/link");
  g_assert_cmpint (symlink ("../outside", link), ==, 0);
  self->walk = quayside_tree_walk_new (self->location);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->listing);
  g_clear_object (&self->walk);
  g_clear_object (&self->location);
  g_assert_true (quayside_local_remove_tree (self->folder, NULL, NULL));
  g_free (self->folder);
}

/* As the pane has it: from the list of the folder. */
static void
add (Fixture *self, const char *name, const QuaysideMode *own)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *path = in_folder (self, name);
  gboolean found = FALSE;

  if (self->listing == NULL)
    {
      self->listing = quay_directory_new (self->folder);
      quayside_location_list_async (self->location, self->folder, self->listing, NULL, keep_result, &result);
      wait_for (&result);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->listing)); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (self->listing), i);

      if (!g_str_equal (quay_file_info_get_name (info), name))
        continue;
      quayside_tree_walk_add (self->walk, path, info, TRUE, own);
      found = TRUE;
    }
  g_assert_true (found);
}

static gboolean
run (Fixture *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  quayside_tree_walk_run_async (self->walk, cancellable, keep_result, &result);
  wait_for (&result);

  return quayside_tree_walk_run_finish (self->walk, result, error);
}

static void
count_notifies (guint *n)
{
  ++*n;
}

static void
test_counts (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n = 0;

  g_signal_connect_swapped (self->walk, "notify::bytes", G_CALLBACK (count_notifies), &n);
  add (self, "in", NULL);
  add (self, "outside", NULL);
  g_assert_true (run (self, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (quayside_tree_walk_get_n_files (self->walk), ==, 5);
  g_assert_cmpuint (quayside_tree_walk_get_n_folders (self->walk), ==, 2);
  g_assert_cmpuint (quayside_tree_walk_get_bytes (self->walk), ==, 1 + 2 + 3 + 5);
  g_assert_cmpuint (n, >, 0);
}

static void
test_changes (Fixture *self, gconstpointer data)
{
  const QuaysideMode files = { 0133, 0020 }, folders = { 07777, 0711 }, own = { 07777, 0750 };
  g_autoptr (GError) error = NULL;

  quayside_tree_walk_set_change (self->walk, &files, &folders);
  add (self, "in", &own);
  g_assert_true (run (self, NULL, &error));
  g_assert_no_error (error);
  assert_mode (self, "outside", 0644);
  assert_mode (self, "in", 0750);
  assert_mode (self, "in/deep", 0711);
  assert_mode (self, "in/a", 0664);
  assert_mode (self, "in/b", 0664);
  assert_mode (self, "in/deep/c", 0620);
}

/* Nothing can be read in a folder that nobody may read: what is in it comes first. */
static void
test_takes_away_last (Fixture *self, gconstpointer data)
{
  const QuaysideMode files = { 07777, 0 }, folders = { 07777, 0 };
  g_autoptr (GError) error = NULL;

  quayside_tree_walk_set_change (self->walk, &files, &folders);
  add (self, "in", NULL);
  g_assert_true (run (self, NULL, &error));
  g_assert_no_error (error);
  assert_mode (self, "in/deep/c", 0);
  assert_mode (self, "in/deep", 0);
  assert_mode (self, "in", 0);
}

static void
test_tells_failures (Fixture *self, gconstpointer data)
{
  const QuaysideMode files = { 07777, 0600 }, folders = { 0 };
  g_autofree char *gone = in_folder (self, "outside");
  g_autoptr (GError) error = NULL;

  quayside_tree_walk_set_change (self->walk, &files, &folders);
  add (self, "outside", NULL);
  add (self, "in", NULL);
  g_assert_cmpint (g_unlink (gone), ==, 0);
  g_assert_false (run (self, NULL, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, gone));
  assert_mode (self, "in/a", 0600);
}

static void
test_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  add (self, "in", NULL);
  g_cancellable_cancel (cancellable);
  g_assert_false (run (self, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
assert_parses (const char *text, guint32 mask, guint32 bits)
{
  QuaysideMode mode;

  g_assert_true (quayside_mode_parse (text, &mode));
  g_assert_cmphex (mode.mask, ==, mask);
  g_assert_cmphex (mode.bits, ==, bits);
}

static void
test_numbers (void)
{
  static const char *const wrong[] = { "7", "64", "888", "06440", "-12", "0x1", " 644", "rwx" };
  QuaysideMode mode;

  assert_parses ("", 0, 0);
  assert_parses ("644", 07777, 0644);
  assert_parses ("0644", 07777, 0644);
  assert_parses ("4755", 07777, 04755);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (quayside_mode_parse (wrong[i], &mode));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/tree-walk/counts", test_counts);
  ADD ("/tree-walk/changes", test_changes);
  ADD ("/tree-walk/takes-away-last", test_takes_away_last);
  ADD ("/tree-walk/tells-failures", test_tells_failures);
  ADD ("/tree-walk/cancelled", test_cancelled);
  g_test_add_func ("/mode/numbers", test_numbers);

  return g_test_run ();
}

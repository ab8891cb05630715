/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The local tree and the part file: what must never happen to a disk. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-part-file.h"

typedef struct
{
  char *folder;
  QuayLocalTree *tree;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("quay-local-XXXXXX", NULL);
  self->tree = quay_local_tree_new (self->folder);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("chmod -R u+rwx '%s'; rm -rf '%s'", self->folder, self->folder);

  quay_local_tree_unref (self->tree);
  g_assert_cmpint (system (command), ==, 0);
  g_free (self->folder);
}

static char *
in (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
assert_content (Fixture *self, const char *name, const char *expected)
{
  g_autofree char *path = in (self, name);
  g_autofree char *content = NULL;

  if (expected == NULL)
    {
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
      return;
    }
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
put (Fixture *self, const char *name, const char *content)
{
  g_autofree char *path = in (self, name);

  g_assert_true (g_file_set_contents (path, content, -1, NULL));
}

static gboolean
write_text (QuayPartFile *part, guint64 offset, const char *text)
{
  struct iovec iov = { (void *)text, strlen (text) };

  return quay_part_file_write (part, offset, &iov, 1, NULL);
}

static guint
count_entries (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
test_publish (Fixture *self, gconstpointer data)
{
  QuayPublish publish = { .set_mode = TRUE, .mode = 04751, .sync = TRUE };
  g_autoptr (GError) error = NULL;
  QuayPartFile *part = quay_part_file_create (self->tree, "a", &error);
  g_autofree char *part_path = in (self, ".a.part");
  g_autofree char *path = in (self, "a");
  GStatBuf st;

  g_assert_no_error (error);
  g_assert_cmpint (g_stat (part_path, &st), ==, 0);
  g_assert_cmpuint (st.st_mode & 07777, ==, 0600);
  g_assert_true (write_text (part, 3, "def"));
  g_assert_true (write_text (part, 0, "abc"));
  g_assert_true (quay_part_file_publish (part, 6, &publish, &error));
  quay_part_file_free (part);
  assert_content (self, "a", "abcdef");
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  /* set-user-id is never kept */
  g_assert_cmpuint (st.st_mode & 07777, ==, 0751);
  g_assert_cmpuint (count_entries (self), ==, 1);
}

static void
test_discard (Fixture *self, gconstpointer data)
{
  QuayPartFile *part = quay_part_file_create (self->tree, "a", NULL);

  put (self, "a", "old");
  g_assert_true (write_text (part, 0, "new"));
  quay_part_file_free (part);
  assert_content (self, "a", "old");
  g_assert_cmpuint (count_entries (self), ==, 1);
}

static void
test_size_is_checked (Fixture *self, gconstpointer data)
{
  QuayPublish publish = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayPartFile) part = quay_part_file_create (self->tree, "a", NULL);

  g_assert_true (write_text (part, 0, "12345"));
  g_assert_false (quay_part_file_publish (part, 6, &publish, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SIZE_MISMATCH);
  assert_content (self, "a", NULL);
}

static void
test_no_replace (Fixture *self, gconstpointer data)
{
  QuayPublish publish = { .replace = FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayPartFile) part = quay_part_file_create (self->tree, "a", NULL);

  g_assert_true (write_text (part, 0, "new"));
  put (self, "a", "meanwhile");
  g_assert_false (quay_part_file_publish (part, 3, &publish, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS);
  assert_content (self, "a", "meanwhile");
  publish.replace = TRUE;
  g_clear_error (&error);
  g_assert_true (quay_part_file_publish (part, 3, &publish, &error));
  assert_content (self, "a", "new");
}

/* A link planted at the temporary name is neither followed nor taken for ours. */
static void
test_planted_part (Fixture *self, gconstpointer data)
{
  g_autofree char *planted = in (self, ".a.part");
  QuayPublish publish = { 0 };
  QuayPartFile *part;

  put (self, "victim", "untouched");
  g_assert_cmpint (symlink ("victim", planted), ==, 0);
  part = quay_part_file_create (self->tree, "a", NULL);
  g_assert_nonnull (part);
  g_assert_true (write_text (part, 0, "x"));
  g_assert_true (quay_part_file_publish (part, 1, &publish, NULL));
  quay_part_file_free (part);
  assert_content (self, "victim", "untouched");
  assert_content (self, "a", "x");
}

static void
test_two_programs (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayPartFile) first = quay_part_file_create (self->tree, "a", NULL);
  g_autoptr (QuayPartFile) second = quay_part_file_create (self->tree, "a", NULL);

  g_assert_nonnull (first);
  g_assert_nonnull (second);
  g_assert_cmpuint (count_entries (self), ==, 2);
}

/* Many at one name at the same moment: none may take another's part for a stale one. What is published is whole. */

static gpointer
download_again_and_again (gpointer user_data)
{
  Fixture *self = user_data;
  g_autofree char *text = g_strnfill (4096, 'a' + g_random_int_range (0, 26));
  const QuayPublish publish = { .replace = TRUE };

  for (int i = 0; i < 60; i++)
    {
      g_autoptr (GError) error = NULL;
      QuayPartFile *part = quay_part_file_create (self->tree, "a", &error);

      g_assert_no_error (error);
      g_assert_true (write_text (part, 0, text));
      g_assert_true (quay_part_file_publish (part, 4096, &publish, &error));
      g_assert_no_error (error);
      quay_part_file_free (part);
    }

  return NULL;
}

static void
test_many_at_once (Fixture *self, gconstpointer data)
{
  GThread *threads[4];
  g_autofree char *path = in (self, "a");
  g_autofree char *content = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("download", download_again_and_again, self);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpuint (strspn (content, (char[]){ *content, '\0' }), ==, 4096);
  g_assert_cmpuint (count_entries (self), ==, 1);
}

/* What a program that died has left is cleared away. */
static void
test_stale_part (Fixture *self, gconstpointer data)
{
  QuayPublish publish = { 0 };
  QuayPartFile *part;

  put (self, ".a.part", "a rest that is longer than what comes");
  part = quay_part_file_create (self->tree, "a", NULL);
  g_assert_true (write_text (part, 0, "new"));
  g_assert_true (quay_part_file_publish (part, 3, &publish, NULL));
  quay_part_file_free (part);
  assert_content (self, "a", "new");
  g_assert_cmpuint (count_entries (self), ==, 1);
}

static void
test_long_names (Fixture *self, gconstpointer data)
{
  char name[256];
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;
  QuayPublish publish = { 0 };
  g_autoptr (QuayPartFile) part = NULL;

  memset (name, 'n', 255);
  name[255] = '\0';
  one = quay_part_file_name (name, 0);
  name[254] = 'x';
  other = quay_part_file_name (name, 0);
  g_assert_cmpuint (strlen (one), <=, 255);
  g_assert_cmpstr (one, !=, other);
  part = quay_part_file_create (self->tree, name, NULL);
  g_assert_nonnull (part);
  g_assert_true (quay_part_file_publish (part, 0, &publish, NULL));
  assert_content (self, name, "");
}

static void
test_no_way_out (Fixture *self, gconstpointer data)
{
  g_autofree char *link = in (self, "link");
  g_autofree char *outside = g_dir_make_tmp ("quay-outside-XXXXXX", NULL);
  struct stat st;

  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (quay_local_tree_mkdir (self->tree, "link", 0777), ==, -1);
  g_assert_cmpint (errno, ==, ELOOP);
  g_assert_cmpint (quay_local_tree_mkdir (self->tree, "link/x", 0777), ==, -1);
  g_assert_null (quay_part_file_create (self->tree, "link/x", NULL));
  g_assert_null (quay_part_file_create (self->tree, "../x", NULL));
  g_assert_cmpint (quay_local_tree_open_file (self->tree, "link", O_RDONLY), ==, -1);
  g_assert_cmpint (quay_local_tree_symlink (self->tree, "t", "link/x"), ==, -1);
  g_assert_cmpint (quay_local_tree_stat (self->tree, "link/.", FALSE, &st), ==, -1);
  g_assert_cmpint (rmdir (outside), ==, 0);
}

/* RELIABILITY 15: somebody swaps a folder for a link to the outside, a thousand times a second, while we write below
 * it. */

typedef struct
{
  char *folder;
  char *aside;
  char *outside;
  gint stop;
  gint n_swaps;
} Swapper;

static gpointer
swap (gpointer user_data)
{
  Swapper *self = user_data;

  while (!g_atomic_int_get (&self->stop))
    {
      if (g_rename (self->folder, self->aside) == 0)
        {
          g_assert_cmpint (symlink (self->outside, self->folder), ==, 0);
          g_usleep (200);
          g_assert_cmpint (g_unlink (self->folder), ==, 0);
          g_assert_cmpint (g_rename (self->aside, self->folder), ==, 0);
          g_atomic_int_inc (&self->n_swaps);
        }
      g_usleep (200);
    }

  return NULL;
}

static void
test_swapping (Fixture *self, gconstpointer data)
{
  Swapper swapper = { in (self, "d"), in (self, "aside"), g_dir_make_tmp ("quay-outside-XXXXXX", NULL), FALSE, 0 };
  g_autoptr (GThread) thread = NULL;
  QuayPublish publish = { .replace = TRUE };
  const int enough = g_test_slow () ? 6000 : 300;
  gint64 end = g_get_monotonic_time () + 100 * G_USEC_PER_SEC;
  guint n_written = 0, n_refused = 0;

  g_assert_cmpint (g_mkdir (swapper.folder, 0755), ==, 0);
  thread = g_thread_new ("swapper", swap, &swapper);
  /* How fast it swaps is the machine's matter. */
  while ((g_atomic_int_get (&swapper.n_swaps) < enough || n_written == 0 || n_refused == 0)
         && g_get_monotonic_time () < end)
    {
      QuayPartFile *part = quay_part_file_create (self->tree, "d/x", NULL);

      quay_local_tree_mkdir (self->tree, "d/y", 0755);
      quay_local_tree_symlink (self->tree, "target", "d/y/z");
      quay_local_tree_unlink (self->tree, "d/y/z");
      if (part == NULL)
        {
          n_refused++;
          continue;
        }
      n_written += write_text (part, 0, "x") && quay_part_file_publish (part, 1, &publish, NULL);
      quay_part_file_free (part);
    }
  g_atomic_int_set (&swapper.stop, TRUE);
  g_thread_join (g_steal_pointer (&thread));
  g_test_message ("%d swaps, %u files written, %u refused", swapper.n_swaps, n_written, n_refused);
  g_assert_cmpuint (n_written, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
  g_assert_cmpint (swapper.n_swaps, >=, enough);
  /* An empty folder: nothing got out. */
  g_assert_cmpint (g_rmdir (swapper.outside), ==, 0);
  g_free (swapper.folder);
  g_free (swapper.aside);
  g_free (swapper.outside);
}

static void
test_umask (void)
{
  g_assert_cmpuint (quay_part_file_default_mode (), ==, 0666 & ~({
                                                          mode_t m = umask (0);
                                                          umask (m);
                                                          m;
                                                        }));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/part-file/publish", test_publish);
  ADD ("/part-file/discard", test_discard);
  ADD ("/part-file/size", test_size_is_checked);
  ADD ("/part-file/no-replace", test_no_replace);
  ADD ("/part-file/planted", test_planted_part);
  ADD ("/part-file/two-programs", test_two_programs);
  ADD ("/part-file/many-at-once", test_many_at_once);
  ADD ("/part-file/stale", test_stale_part);
  ADD ("/part-file/long-names", test_long_names);
  g_test_add_func ("/part-file/umask", test_umask);
  ADD ("/local-tree/no-way-out", test_no_way_out);
  ADD ("/local-tree/swapping", test_swapping);

  return g_test_run ();
}

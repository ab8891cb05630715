/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-test-async.h"
#include "quay-test-folder.h"
#include "quayside-site-store.h"

#define N_PROGRAMS 20
#define N_WRITES 5
#define SHARED "shared"

typedef struct
{
  char *top;
  char *folder;
  QuaysideSiteStore *store;
} Fixture;

static void
set_up (Fixture *self, gconstpointer unused)
{
  self->top = quay_test_make_folder ();
  self->folder = g_build_filename (self->top, "config", "sites", NULL);
  self->store = quayside_site_store_new (self->folder);
}

static void
count_down (gpointer user_data, GObject *gone)
{
  --*(guint *)user_data;
}

/* What it has begun by itself keeps it until that is over, and no longer. */
static void
tear_down (Fixture *self, gconstpointer unused)
{
  guint n_stores = 1;

  g_object_weak_ref (G_OBJECT (self->store), count_down, &n_stores);
  g_object_unref (self->store);
  quay_test_run_until_none (&n_stores, 20);
  g_free (self->folder);
  quay_test_remove_folder (self->top);
}

static void
load (QuaysideSiteStore *store)
{
  g_autoptr (GError) error = NULL;

  quayside_site_store_load (store, &error);
  g_assert_no_error (error);
}

static void
save (QuaysideSiteStore *store, QuaysideSite *site)
{
  g_autoptr (GError) error = NULL;

  quayside_site_store_save (store, site, FALSE, &error);
  g_assert_no_error (error);
}

static QuaysideSite *
add_site (QuaysideSiteStore *store, const char *name, const char *folder)
{
  QuaysideSite *site = quayside_site_new ();

  quayside_site_set_name (site, name);
  quayside_site_set_folder (site, folder);
  save (store, site);
  g_object_unref (site);

  return site;
}

static guint
count_sites (QuaysideSiteStore *store)
{
  return g_list_model_get_n_items (quayside_site_store_get_sites (store));
}

/* "folder/ site site other/": what the tree shows below @folder. */
static void
describe (QuaysideSiteFolder *folder, GString *text)
{
  GListModel *children = quayside_site_folder_get_children (folder);

  for (guint i = 0; i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (GObject) child = g_list_model_get_item (children, i);

      if (QUAYSIDE_IS_SITE (child))
        g_string_append_printf (text, " %s", quayside_site_get_name (QUAYSIDE_SITE (child)));
      else
        {
          g_string_append_printf (text, " %s(", quayside_site_folder_get_name (QUAYSIDE_SITE_FOLDER (child)));
          describe (QUAYSIDE_SITE_FOLDER (child), text);
          g_string_append (text, " )");
        }
    }
}

static void
assert_tree (QuaysideSiteStore *store, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  describe (quayside_site_store_get_root (store), text);
  g_assert_cmpstr (text->str, ==, expected);
}

static char *
dup_file (Fixture *self, const char *id)
{
  g_autofree char *name = g_strconcat (id, ".site", NULL);

  return g_build_filename (self->folder, name, NULL);
}

static void
test_round_trip (Fixture *self, gconstpointer unused)
{
  QuaysideSite *site;
  QuaysideSite *found;
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  g_autofree char *path = NULL;
  struct stat st;

  load (self->store);
  g_assert_cmpuint (count_sites (self->store), ==, 0);
  site = add_site (self->store, "web", "Work/Customers");
  quay_site_options_set_port (quayside_site_get_options (site), 2222);
  save (self->store, site);

  load (other);
  found = quayside_site_store_find (other, quayside_site_get_id (site));
  g_assert_nonnull (found);
  g_assert_cmpstr (quayside_site_get_name (found), ==, "web");
  g_assert_cmpuint (quay_site_options_get_port (quayside_site_get_options (found)), ==, 2222);
  assert_tree (other, " Work( Customers( web ) )");

  path = dup_file (self, quayside_site_get_id (site));
  g_assert_cmpint (g_stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_stat (self->folder, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
}

static void
test_tree (Fixture *self, gconstpointer unused)
{
  QuaysideSite *site;

  add_site (self->store, "b", "");
  site = add_site (self->store, "A", "x/y");
  add_site (self->store, "C", "");
  add_site (self->store, "d", "X");
  assert_tree (self->store, " X( d ) x( y( A ) ) b C");
  quayside_site_set_name (site, "z");
  quayside_site_set_folder (site, "");
  save (self->store, site);
  assert_tree (self->store, " X( d ) b C z");
}

/* Two programs change the same site in different places, then in the same. */
static void
test_two_programs (Fixture *self, gconstpointer unused)
{
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  g_autoptr (GError) error = NULL;
  QuaysideSite *mine = add_site (self->store, "web", "");
  QuaysideSite *theirs;

  load (other);
  theirs = quayside_site_store_find (other, quayside_site_get_id (mine));
  quayside_site_set_notes (mine, "of mine");
  save (self->store, mine);
  quayside_site_set_name (theirs, "web2");
  save (other, theirs);
  g_assert_cmpstr (quayside_site_get_notes (theirs), ==, "of mine");
  load (self->store);
  g_assert_cmpstr (quayside_site_get_name (mine), ==, "web2");

  quayside_site_set_name (mine, "mine");
  quayside_site_set_name (theirs, "theirs");
  save (other, theirs);
  g_assert_false (quayside_site_store_save (self->store, mine, FALSE, &error));
  g_assert_error (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_CHANGED);
  g_assert_nonnull (strstr (error->message, "Name"));
  g_assert_cmpstr (quayside_site_get_name (mine), ==, "mine");
  g_clear_error (&error);
  g_assert_true (quayside_site_store_save (self->store, mine, TRUE, &error));
  load (other);
  g_assert_cmpstr (quayside_site_get_name (theirs), ==, "mine");
}

static void
test_deleted_elsewhere (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  QuaysideSite *site = add_site (self->store, "web", "");
  g_autofree char *path = dup_file (self, quayside_site_get_id (site));

  g_assert_cmpint (g_unlink (path), ==, 0);
  quayside_site_set_name (site, "web2");
  g_assert_false (quayside_site_store_save (self->store, site, FALSE, &error));
  g_assert_error (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_DELETED);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (quayside_site_store_save (self->store, site, TRUE, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_damaged (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = dup_file (self, "bad");
  g_autofree char *content = NULL;
  QuaysideSite *site;

  add_site (self->store, "good", "");
  quay_test_put_file (self->folder, "bad.site", "[Site]\nName=before\n");
  load (self->store);
  site = quayside_site_store_find (self->store, "bad");
  quay_test_put_file (self->folder, "bad.site", "[Site]\nName=x\nthis is no key\n");
  load (self->store);
  g_assert_cmpuint (g_strv_length ((char **)quayside_site_store_get_problems (self->store)), ==, 1);
  g_assert_nonnull (strstr (quayside_site_store_get_problems (self->store)[0], path));
  g_assert_cmpstr (quayside_site_get_name (site), ==, "before");
  quayside_site_set_name (site, "after");
  g_assert_false (quayside_site_store_save (self->store, site, TRUE, &error));
  g_assert_error (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_DAMAGED);
  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "[Site]\nName=x\nthis is no key\n");

  quay_test_put_file (self->folder, "bad.site", "[Site]\nName=x\n");
  load (self->store);
  g_assert_cmpuint (g_strv_length ((char **)quayside_site_store_get_problems (self->store)), ==, 0);
}

/* Folders, pipes, links to nowhere, endless and binary files, names that climb: nothing waits, nothing is lost. */
static void
test_hostile_files (Fixture *self, gconstpointer unused)
{
  g_autofree char *large = g_strnfill (2 * 1024 * 1024, '#');

  add_site (self->store, "good", "");
  quay_test_put_file (self->folder, "large.site", large);
  quay_test_put_file (self->folder, "-rf.site", "[Site]\nName=dash\n");
  quay_test_put_file (self->folder, "a b;$(id).site", "[Site]\nName=odd\nFolder=../../../etc//x\n");
  quay_test_put_file (self->folder, "readme.txt", "no site");
  quay_test_run_sh (self->folder, "mkdir d.site; mkfifo p.site; ln -s /nowhere l.site; ln -s /dev/zero z.site;"
                                  "printf '[Site]\\nName=a\\0b\\n' >nul.site; printf '\\377\\376' >binary.site");
  load (self->store);
  g_assert_cmpuint (count_sites (self->store), ==, 3);
  g_assert_cmpuint (g_strv_length ((char **)quayside_site_store_get_problems (self->store)), ==, 6);
  assert_tree (self->store, " ..( ..( ..( etc( x( odd ) ) ) ) ) dash good");
}

static void
test_hostile_names (Fixture *self, gconstpointer unused)
{
  static const char *const names[]
      = { "../../x", "/etc/passwd", "a\nName=b", "[Site]", "\x1b]0;x\x07", "$(touch x)", "", "\xff\xfe", "a/b" };
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  guint n_files = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    add_site (self->store, names[i], names[i]);
  load (other);
  g_assert_cmpuint (count_sites (other), ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < count_sites (other); i++)
    {
      g_autoptr (QuaysideSite) site = g_list_model_get_item (quayside_site_store_get_sites (other), i);
      QuaysideSite *before = quayside_site_store_find (self->store, quayside_site_get_id (site));

      g_assert_true (quay_text_is_plain (quayside_site_get_name (site), -1));
      g_assert_cmpstr (quayside_site_get_name (site), ==, quayside_site_get_name (before));
    }
  dir = g_dir_open (self->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n_files++;
  g_assert_cmpuint (n_files, ==, G_N_ELEMENTS (names) + 1); /* and the lock */
}

static void
test_find_by_name (Fixture *self, gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  QuaysideSite *site = add_site (self->store, "web", "");

  g_assert_true (quayside_site_store_find_by_name (self->store, "web", &error) == site);
  g_assert_true (quayside_site_store_find_by_name (self->store, quayside_site_get_id (site), &error) == site);
  g_assert_null (quayside_site_store_find_by_name (self->store, "mail", &error));
  g_assert_error (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  add_site (self->store, "web", "Work");
  g_assert_null (quayside_site_store_find_by_name (self->store, "web", &error));
  g_assert_error (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_NOT_FOUND);
}

/* Calls that end in a callback */

static void
finish (QuaysideSiteStore *store, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (quayside_site_store_save_finish (store, quay_test_wait_for (result), &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
test_folders (Fixture *self, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  QuaysideSiteStore *store = self->store;
  QuaysideSite *site;

  quayside_site_store_add_folder_async (store, "Empty/Inner", NULL, quay_test_keep_result, &result);
  finish (store, &result);
  site = add_site (store, "web", "Work/Old");
  assert_tree (store, " Empty( Inner( ) ) Work( Old( web ) )");

  quayside_site_store_move_async (store, G_OBJECT (site), "Empty", NULL, quay_test_keep_result, &result);
  finish (store, &result);
  assert_tree (store, " Empty( Inner( ) web )");

  quayside_site_store_rename_folder_async (store, "Empty", "Full", NULL, quay_test_keep_result, &result);
  finish (store, &result);
  assert_tree (store, " Full( Inner( ) web )");

  /* Not into itself, and not to where it is. */
  quayside_site_store_move_async (store, G_OBJECT (quayside_site_store_find_folder (store, "Full")), "Full/Inner", NULL,
                                  quay_test_keep_result, &result);
  finish (store, &result);
  quayside_site_store_move_async (store, G_OBJECT (quayside_site_store_find_folder (store, "Full")), "", NULL,
                                  quay_test_keep_result, &result);
  finish (store, &result);
  assert_tree (store, " Full( Inner( ) web )");

  quayside_site_store_move_async (store, G_OBJECT (quayside_site_store_find_folder (store, "Full/Inner")), "", NULL,
                                  quay_test_keep_result, &result);
  finish (store, &result);
  assert_tree (store, " Full( web ) Inner( )");
  load (other);
  assert_tree (other, " Full( web ) Inner( )");
}

static void
test_delete_and_undo (Fixture *self, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (QuaysideSiteDeletion) deletion = NULL;
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  g_autoptr (GError) error = NULL;
  QuaysideSiteStore *store = self->store;
  QuaysideSite *theirs;
  QuaysideSite *site = add_site (store, "web", "Work/A");

  add_site (store, "mail", "Work");
  quayside_site_store_add_folder_async (store, "Work/Empty", NULL, quay_test_keep_result, &result);
  finish (store, &result);
  load (other);
  theirs = quayside_site_store_find (other, quayside_site_get_id (site));
  quayside_site_set_notes (theirs, "changed meanwhile");
  save (other, theirs);

  quayside_site_store_delete_async (store, G_OBJECT (quayside_site_store_find_folder (store, "Work")), NULL,
                                    quay_test_keep_result, &result);
  deletion = quayside_site_store_delete_finish (store, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (quayside_site_deletion_get_n_sites (deletion), ==, 2);
  assert_tree (store, "");
  load (other);
  assert_tree (other, "");

  g_clear_object (&result);
  quayside_site_store_restore_async (store, deletion, NULL, quay_test_keep_result, &result);
  finish (store, &result);
  assert_tree (store, " Work( A( web ) Empty( ) mail )");
  load (other);
  assert_tree (other, " Work( A( web ) Empty( ) mail )");
  theirs = g_list_model_get_item (quayside_site_store_get_sites (store), 0);
  g_assert_cmpstr (quayside_site_get_notes (quayside_site_store_find (store, quayside_site_get_id (site))), ==,
                   "changed meanwhile");
  g_object_unref (theirs);
}

/* What is typed while the disk works is not lost, and saved by the next call. */
static void
test_changed_while_saving (Fixture *self, gconstpointer unused)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  QuaysideSite *site = add_site (self->store, "a", "");

  quayside_site_set_name (site, "b");
  quayside_site_store_save_async (self->store, site, FALSE, NULL, quay_test_keep_result, &first);
  quayside_site_set_name (site, "c");
  quayside_site_set_notes (site, "n");
  finish (self->store, &first);
  g_assert_cmpstr (quayside_site_get_name (site), ==, "c");
  quayside_site_store_save_async (self->store, site, FALSE, NULL, quay_test_keep_result, &second);
  finish (self->store, &second);
  load (other);
  g_assert_cmpstr (quayside_site_get_name (quayside_site_store_find (other, quayside_site_get_id (site))), ==, "c");
}

static void
test_watch (Fixture *self, gconstpointer unused)
{
  g_autoptr (QuaysideSiteStore) other = quayside_site_store_new (self->folder);
  QuaysideSite *theirs;
  QuaysideSite *mine;
  g_autofree char *path = NULL;

  quayside_site_store_watch (self->store);
  theirs = add_site (other, "web", "");
  while (count_sites (self->store) == 0)
    g_main_context_iteration (NULL, TRUE);
  mine = quayside_site_store_find (self->store, quayside_site_get_id (theirs));
  quayside_site_set_notes (mine, "typed, not saved");
  quayside_site_set_name (theirs, "mail");
  save (other, theirs);
  while (!g_str_equal (quayside_site_get_name (mine), "mail"))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (quayside_site_get_notes (mine), ==, "typed, not saved");
  path = dup_file (self, quayside_site_get_id (theirs));
  g_assert_cmpint (g_unlink (path), ==, 0);
  while (count_sites (self->store) == 1)
    g_main_context_iteration (NULL, TRUE);
}

/* While another program holds the lock, the main loop runs. */
static void
test_lock_is_not_waited_for (Fixture *self, gconstpointer unused)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  QuaysideSite *site = add_site (self->store, "a", "");
  int lock = quayside_site_file_lock (self->folder, &error);

  g_assert_no_error (error);
  quayside_site_set_name (site, "b");
  quayside_site_store_save_async (self->store, site, FALSE, NULL, quay_test_keep_result, &result);
  for (guint i = 0; i < 20; i++)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
  g_assert_null (result);
  quayside_site_file_unlock (lock);
  finish (self->store, &result);
}

/* One of the programs of the next test. */
static int
run_program (const char *folder, const char *number)
{
  g_autoptr (QuaysideSiteStore) store = quayside_site_store_new (folder);

  load (store);
  for (guint i = 0; i < N_WRITES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%u", number, i);
      g_autoptr (QuaysideBookmark) bookmark = quayside_bookmark_new (NULL, name, NULL, "/x");
      QuaysideSite *shared = quayside_site_store_find (store, SHARED);

      add_site (store, name, "many");
      quayside_site_put_bookmark (shared, bookmark);
      save (store, shared);
    }

  return 0;
}

static void
test_programs_at_once (Fixture *self, gconstpointer unused)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  GSubprocess *programs[N_PROGRAMS];
  g_autoptr (GError) error = NULL;

  add_site (self->store, "first", "");
  quay_test_put_file (self->folder, SHARED ".site", "# kept\n[Site]\nName=shared\nFuture=1\n");
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      programs[i]
          = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--program", self->folder, number, NULL);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      g_assert_true (g_subprocess_wait_check (programs[i], NULL, &error));
      g_assert_no_error (error);
      g_object_unref (programs[i]);
    }
  load (self->store);
  g_assert_cmpuint (g_strv_length ((char **)quayside_site_store_get_problems (self->store)), ==, 0);
  g_assert_cmpuint (count_sites (self->store), ==, N_PROGRAMS * N_WRITES + 2);
  g_assert_cmpuint (
      g_list_model_get_n_items (quayside_site_get_bookmarks (quayside_site_store_find (self->store, SHARED))), ==,
      N_PROGRAMS * N_WRITES);
  g_assert_nonnull (
      strstr (quayside_site_get_stored (quayside_site_store_find (self->store, SHARED)), "# kept\n[Site]\n"));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--program"))
    return run_program (argv[2], argv[3]);
  g_test_init (&argc, &argv, NULL);
  add ("/sites/store/round-trip", test_round_trip);
  add ("/sites/store/tree", test_tree);
  add ("/sites/store/two-programs", test_two_programs);
  add ("/sites/store/deleted-elsewhere", test_deleted_elsewhere);
  add ("/sites/store/damaged", test_damaged);
  add ("/sites/store/hostile-files", test_hostile_files);
  add ("/sites/store/hostile-names", test_hostile_names);
  add ("/sites/store/find-by-name", test_find_by_name);
  add ("/sites/store/folders", test_folders);
  add ("/sites/store/delete-and-undo", test_delete_and_undo);
  add ("/sites/store/changed-while-saving", test_changed_while_saving);
  add ("/sites/store/watch", test_watch);
  add ("/sites/store/lock-is-not-waited-for", test_lock_is_not_waited_for);
  add ("/sites/store/programs-at-once", test_programs_at_once);

  return g_test_run ();
}

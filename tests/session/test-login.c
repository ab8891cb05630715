/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A login on a real sftp-server over a pair of pipes: no network, no SSH. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-login.h"
#include "quay-test-async.h"
#include "quay-test-pipes.h"

typedef struct
{
  QuayLogin *login;
  char *folder;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = quay_test_make_folder ();
  self->login = quay_test_open_pipes (NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  quay_test_close_login (self->login);
  quay_test_remove_folder (self->folder);
}

static char *
in (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static QuayDirectory *
list (Fixture *self, const char *path, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  quay_login_list_async (self->login, path, NULL, NULL, quay_test_keep_result, &result);
  return quay_login_list_finish (self->login, quay_test_wait_for (&result), error);
}

static QuayFileInfo *
find (QuayDirectory *directory, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (directory)); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), i);

      if (g_str_equal (quay_file_info_get_name (info), name))
        return info;
    }

  return NULL;
}

static void
test_list (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayDirectory) directory = NULL;
  g_autofree char *link = in (self, "link");
  g_autofree char *broken = in (self, "broken");
  g_autofree char *folder = in (self, "folder");

  quay_test_put_file (self->folder, "a", "12345");
  quay_test_put_file (self->folder, "new\nline \xff", "");
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  g_assert_cmpint (symlink ("folder", link), ==, 0);
  g_assert_cmpint (symlink ("nowhere", broken), ==, 0);

  directory = list (self, self->folder, &error);
  g_assert_no_error (error);
  g_assert_false (quay_directory_get_loading (directory));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (directory)), ==, 5);
  g_assert_cmpuint (quay_directory_get_n_refused (directory), ==, 0);
  g_assert_cmpuint (quay_file_info_get_size (find (directory, "a")), ==, 5);
  g_assert_nonnull (find (directory, "new\nline \xff"));
  g_assert_true (quay_file_info_is_directory (find (directory, "folder")));
  g_assert_true (quay_file_info_is_symlink (find (directory, "link")));
  g_assert_true (quay_file_info_is_link_to_directory (find (directory, "link")));
  g_assert_cmpstr (quay_file_info_get_link_target (find (directory, "link")), ==, "folder");
  g_assert_false (quay_file_info_is_link_to_directory (find (directory, "broken")));
}

/* More than one READDIR holds, so batches and the growing window take part. */
static void
test_list_many (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayDirectory) directory = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 2000; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%04d", i);

      quay_test_put_file (self->folder, name, "");
    }
  directory = list (self, self->folder, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (directory)), ==, 2000);
  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), i);

      g_assert_true (g_hash_table_add (seen, g_strdup (quay_file_info_get_name (info))));
    }
}

static void
test_list_missing (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = in (self, "not-there");

  g_assert_null (list (self, path, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS);
  g_assert_cmpint (quay_error_get_sftp_status (error), ==, QUAY_STATUS_NO_SUCH_FILE);
  g_assert_nonnull (strstr (error->message, "not-there"));
}

#define CALL(self, name, ...)                                                                      \
  ({                                                                                               \
    g_autoptr (GAsyncResult) _result = NULL;                                                       \
    quay_login_##name##_async ((self)->login, __VA_ARGS__, NULL, quay_test_keep_result, &_result); \
    quay_login_##name##_finish ((self)->login, quay_test_wait_for (&_result), &error);             \
  })

static void
test_folders (Fixture *self, gconstpointer data)
{
  g_autofree char *deep = in (self, "a/b/c");
  g_autofree char *top = in (self, "a");
  g_autoptr (GError) error = NULL;

  g_assert_false (CALL (self, mkdir, deep, FALSE));
  g_assert_cmpint (quay_error_get_sftp_status (error), ==, QUAY_STATUS_NO_SUCH_FILE);
  g_clear_error (&error);
  g_assert_true (CALL (self, mkdir, deep, TRUE));
  g_assert_true (g_file_test (deep, G_FILE_TEST_IS_DIR));
  g_assert_true (CALL (self, mkdir, deep, TRUE));
  g_assert_false (CALL (self, mkdir, deep, FALSE));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS);
  g_clear_error (&error);
  g_assert_false (CALL (self, rmdir, top));
  g_clear_error (&error);
  g_assert_true (CALL (self, rmdir, deep));
  g_assert_false (g_file_test (deep, G_FILE_TEST_EXISTS));
}

static void
test_rename (Fixture *self, gconstpointer data)
{
  g_autofree char *a = in (self, "a");
  g_autofree char *b = in (self, "b");
  g_autofree char *content = NULL;
  g_autoptr (GError) error = NULL;

  quay_test_put_file (self->folder, "a", "from a");
  quay_test_put_file (self->folder, "b", "from b");
  g_assert_false (CALL (self, rename, a, b, FALSE));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS);
  g_clear_error (&error);
  g_assert_true (g_file_get_contents (b, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "from b");
  g_clear_pointer (&content, g_free);
  g_assert_true (CALL (self, rename, a, b, TRUE));
  g_assert_true (g_file_get_contents (b, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "from a");
  g_assert_false (g_file_test (a, G_FILE_TEST_EXISTS));
}

static void
test_links_and_modes (Fixture *self, gconstpointer data)
{
  g_autofree char *a = in (self, "a");
  g_autofree char *link = in (self, "link");
  g_autofree char *target = NULL;
  g_autofree char *real = NULL;
  g_autofree char *resolved = NULL;
  g_autoptr (QuayFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;
  QuaySpace space;
  g_autoptr (GAsyncResult) result = NULL;

  g_assert_true (CALL (self, create_file, a));
  g_assert_false (CALL (self, create_file, a));
  g_clear_error (&error);
  g_assert_true (CALL (self, chmod, a, 0640));
  g_assert_true (CALL (self, symlink, link, "a"));
  target = CALL (self, readlink, link);
  g_assert_cmpstr (target, ==, "a");
  info = CALL (self, stat, link, FALSE);
  g_assert_true (quay_file_info_is_symlink (info));
  g_clear_object (&info);
  info = CALL (self, stat, link, TRUE);
  g_assert_cmpuint (quay_file_info_get_permissions (info) & 07777, ==, 0640);
  real = CALL (self, realpath, link);
  resolved = realpath (a, NULL);
  g_assert_cmpstr (real, ==, resolved);
  quay_login_space_async (self->login, self->folder, NULL, quay_test_keep_result, &result);
  g_assert_true (quay_login_space_finish (self->login, quay_test_wait_for (&result), &space, &error));
  g_assert_cmpuint (space.total, >, space.available);
}

/* Each says what was tried, on what, and what came back. */
static void
test_sentences (Fixture *self, gconstpointer data)
{
  g_autofree char *a = in (self, "a");
  g_autofree char *b = in (self, "b\n");
  g_autofree char *missing = in (self, "missing");
  g_autofree char *renamed
      = g_strdup_printf ("Could not rename %s to %s/b\\n: there is a file of that name already", a, self->folder);
  g_autofree char *made = g_strdup_printf ("Could not make the folder %s: there is a file of that name already", a);
  g_autofree char *looked
      = g_strdup_printf ("Could not look at %s: no such file or directory; check the path", missing);
  g_autofree char *moved
      = g_strdup_printf ("Could not rename %s to %s: no such file or directory; check the path", missing, a);
  g_autoptr (GError) error = NULL;

  quay_test_put_file (self->folder, "a", "");
  quay_test_put_file (self->folder, "b\n", "");
  g_assert_false (CALL (self, rename, a, b, FALSE));
  g_assert_cmpstr (error->message, ==, renamed);
  g_clear_error (&error);
  g_assert_false (CALL (self, mkdir, a, TRUE));
  g_assert_cmpstr (error->message, ==, made);
  g_clear_error (&error);
  g_assert_null (CALL (self, stat, missing, TRUE));
  g_assert_cmpstr (error->message, ==, looked);
  g_clear_error (&error);
  g_remove (a);
  g_assert_false (CALL (self, rename, missing, a, FALSE));
  g_assert_cmpstr (error->message, ==, moved);
}

/* A tree with links out of it and to itself: the links go, what they point to stays. */
static void
test_remove_tree (Fixture *self, gconstpointer data)
{
  g_autofree char *tree = in (self, "tree");
  g_autofree char *victim = in (self, "victim");
  g_autofree char *link = in (self, "tree/5/link");
  g_autofree char *loop = in (self, "tree/6/loop");
  g_autofree char *kept = in (self, "victim/kept");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (victim, 0755), ==, 0);
  quay_test_put_file (self->folder, "victim/kept", "");
  for (int i = 0; i < 30; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%d/deeper/and/deeper", tree, i);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
      for (int j = 0; j < 20; j++)
        {
          g_autofree char *name = g_strdup_printf ("tree/%d/deeper/%d", i, j);

          quay_test_put_file (self->folder, name, "x");
        }
    }
  g_assert_cmpint (symlink ("../../victim", link), ==, 0);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_false (CALL (self, remove, tree, FALSE));
  g_clear_error (&error);
  g_assert_true (CALL (self, remove, tree, TRUE));
  g_assert_no_error (error);
  g_assert_false (g_file_test (tree, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_EXISTS));
  g_assert_true (CALL (self, remove, kept, FALSE));
}

static void
test_many_at_once (Fixture *self, gconstpointer data)
{
  enum
  {
    N = 3000
  };
  g_autofree GAsyncResult **results = g_new0 (GAsyncResult *, N);
  g_autofree char *a = in (self, "a");
  g_autofree char *missing = in (self, "missing");

  quay_test_put_file (self->folder, "a", "12");
  for (int i = 0; i < N; i++)
    quay_login_stat_async (self->login, i % 3 == 0 ? missing : a, TRUE, NULL, quay_test_keep_result, &results[i]);
  for (int i = 0; i < N; i++)
    {
      g_autoptr (GAsyncResult) result = quay_test_wait_for (&results[i]);
      g_autoptr (QuayFileInfo) info = quay_login_stat_finish (self->login, result, NULL);

      g_assert_cmpint (info != NULL, ==, i % 3 != 0);
    }
}

/* The answer never comes: the server has been stopped. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_login_stat_async (self->login, "/", TRUE, cancellable, quay_test_keep_result, &result);
  g_cancellable_cancel (cancellable);
  g_assert_null (quay_login_stat_finish (self->login, quay_test_wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
count_closed (QuayLogin *login, GError *error, gpointer user_data)
{
  ++*(int *)user_data;
}

static void
test_closed_signal (Fixture *self, gconstpointer data)
{
  int n = 0;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (self->login, "closed", G_CALLBACK (count_closed), &n);
  quay_login_close_async (self->login, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);
  g_assert_cmpint (n, ==, 1);
  g_assert_cmpint (quay_login_get_state (self->login), ==, QUAY_LOGIN_CLOSED);
  g_assert_null (list (self, "/", &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED);
}

static void
open_and_expect (const char *const *argv, int code, const char *fragment)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (QuayLogin) login = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_site_options_set_transport (options, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (options, argv);
  quay_site_options_set_connect_timeout (options, 1);
  login = quay_login_new (options, NULL);
  quay_login_open_async (login, NULL, quay_test_keep_result, &result);
  g_assert_false (quay_login_open_finish (login, quay_test_wait_for (&result), &error));
  g_assert_error (error, QUAY_ERROR, code);
  g_assert_nonnull (strstr (error->message, fragment));
  g_assert_cmpint (quay_login_get_state (login), ==, QUAY_LOGIN_CLOSED);
}

static void
test_bad_servers (void)
{
  open_and_expect ((const char *const[]){ "sh", "-c", "echo Welcome to this machine; sleep 5", NULL },
                   QUAY_ERROR_INVALID_RESPONSE, "Welcome to this machine");
  open_and_expect ((const char *const[]){ "sh", "-c", "echo broken >&2; exit 7", NULL }, QUAY_ERROR_CONNECTION_DROPPED,
                   "broken");
  open_and_expect ((const char *const[]){ "sleep", "60", NULL }, QUAY_ERROR_TIMEOUT, "in time");
  open_and_expect ((const char *const[]){ "sh", "-c", "printf '\\0\\0\\0\\5\\2\\0\\0\\0\\2'; sleep 5", NULL },
                   QUAY_ERROR_SFTP_VERSION, "version 2");
  open_and_expect ((const char *const[]){ "sh", "-c", "printf '\\0\\0\\0\\5\\2\\0\\0\\0\\7'; sleep 5", NULL },
                   QUAY_ERROR_SFTP_VERSION, "version 7");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!quay_test_have_sftp_server ())
    return 77;
  ADD ("/login/list", test_list);
  ADD ("/login/list-many", test_list_many);
  ADD ("/login/list-missing", test_list_missing);
  ADD ("/login/folders", test_folders);
  ADD ("/login/rename", test_rename);
  ADD ("/login/links-and-modes", test_links_and_modes);
  ADD ("/login/sentences", test_sentences);
  ADD ("/login/remove-tree", test_remove_tree);
  ADD ("/login/many-at-once", test_many_at_once);
  ADD ("/login/cancel", test_cancel);
  ADD ("/login/closed-signal", test_closed_signal);
  g_test_add_func ("/login/bad-servers", test_bad_servers);

  return g_test_run ();
}

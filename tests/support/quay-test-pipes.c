/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-pipes.h"

#include <stdio.h>
#include <stdlib.h>

#include "quay-test-async.h"

gboolean
quay_test_have_sftp_server (void)
{
  if (g_file_test (QUAY_TEST_SFTP_SERVER, G_FILE_TEST_IS_EXECUTABLE))
    return TRUE;
  g_print ("%s is not installed\n", QUAY_TEST_SFTP_SERVER);

  return FALSE;
}

QuayLogin *
quay_test_open_pipes (const char *const *argv)
{
  static const char *const server[] = { QUAY_TEST_SFTP_SERVER, NULL };
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  QuayLogin *login;

  quay_site_options_set_host (options, "localhost");
  quay_site_options_set_transport (options, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (options, argv != NULL ? argv : server);
  login = quay_login_new (options, NULL);
  quay_login_open_async (login, NULL, quay_test_keep_result, &result);
  quay_login_open_finish (login, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (quay_login_get_state (login), ==, QUAY_LOGIN_OPEN);

  return login;
}

void
quay_test_close_login (QuayLogin *login)
{
  g_autoptr (GAsyncResult) result = NULL;
  gpointer watched = login;

  quay_login_close_async (login, NULL, quay_test_keep_result, &result);
  g_assert_true (quay_login_close_finish (login, quay_test_wait_for (&result), NULL));
  g_clear_object (&result);
  quay_test_settle ();
  g_object_add_weak_pointer (G_OBJECT (login), &watched);
  g_object_unref (login);
  /* The last to let go may be the worker, which wakes nobody here. */
  for (; watched != NULL; g_usleep (500))
    quay_test_settle ();
}

char *
quay_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("quay-test-XXXXXX", &error);

  g_assert_no_error (error);

  return folder;
}

void
quay_test_remove_folder (char *folder)
{
  g_autofree char *quoted = g_shell_quote (folder);
  g_autofree char *command = g_strdup_printf ("chmod -R u+rwx %s; rm -rf %s", quoted, quoted);

  g_assert_cmpint (system (command), ==, 0);
  g_free (folder);
}

void
quay_test_put_file (const char *folder, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = fopen (path, "w");

  /* Not g_file_set_contents, which waits for the disk. */
  g_assert_nonnull (file);
  g_assert_cmpint (fputs (content, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-pipes.h"

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>

#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-channel.h"
#include "quay-test-login.h"

/* Channels of an SSH session, one at a time. */

#define ECHO_CONFIG "Subsystem echo /bin/cat\n"

/* SSH_FXP_INIT and SSH_FXP_VERSION by hand. */
static void
test_sftp (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new (NULL));
  g_autoptr (QuayChannel) channel = NULL;
  guint8 reply[5];
  gssize n;

  if (login == NULL)
    return;
  channel = quay_test_login_open_channel (login, "sftp");
  g_assert_cmpint (quay_channel_write (channel, "\0\0\0\5\1\0\0\0\3", 9, NULL), ==, 9);
  g_assert_cmpuint (quay_channel_get_write_window (channel), >, 1024 * 1024);
  while ((n = quay_channel_read (channel, reply, sizeof reply, NULL)) == QUAY_CHANNEL_WOULD_BLOCK)
    g_assert_true (quay_channel_wait (channel, G_IO_IN, quay_test_in_seconds (20), NULL, NULL));
  g_assert_cmpint (n, ==, 5);
  g_assert_cmpint (reply[4], ==, 2);
  g_assert_cmpuint (quay_ssh_session_get_bytes_received (login->session), >, 1000);
  g_assert_cmpuint (quay_ssh_session_get_bytes_sent (login->session), >, 1000);
}

static void
test_no_sftp (void)
{
  const char *const options[] = { "--no-sftp", NULL };
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new_asyncssh (options));

  if (login == NULL)
    return;
  g_assert_null (
      quay_ssh_session_open_subsystem (login->session, "sftp", quay_test_in_seconds (20), NULL, &login->error));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_CHANNEL_REQUEST);
  quay_test_assert_says (login->error->message, "offers no SFTP");
}

/* OpenSSH's server sends no standard error of a subsystem; the exit status it does send. */
static void
test_diagnostics (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_open (quay_test_sshd_new ("Subsystem broken echo out; exit 3\n"));
  g_autoptr (QuayChannel) channel = NULL;
  g_autofree char *all = NULL;
  g_autofree char *text = NULL;

  if (login == NULL)
    return;
  channel = quay_test_login_open_channel (login, "broken");
  all = quay_test_read_all (channel);
  g_assert_cmpstr (all, ==, "out\n");
  text = quay_channel_dup_diagnostics (channel);
  g_assert_cmpstr (text, ==, "The server's “broken” exited with status 3");
}

static void
test_wait_times_out (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new (ECHO_CONFIG));
  g_autoptr (QuayChannel) channel = NULL;
  gint64 start;

  if (login == NULL)
    return;
  channel = quay_test_login_open_channel (login, "echo");
  start = g_get_monotonic_time ();
  g_assert_false (quay_channel_wait (channel, G_IO_IN, start + 100 * 1000, NULL, &login->error));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_TIMEOUT);
  g_clear_error (&login->error);
  g_cancellable_cancel (login->cancellable);
  g_assert_false (quay_channel_wait (channel, G_IO_IN, -1, login->cancellable, &login->error));
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The session is closed under its channels: they read an end. */
static void
test_closed_under_channel (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new (ECHO_CONFIG));
  g_autoptr (QuayChannel) channel = NULL;
  char byte;

  if (login == NULL)
    return;
  channel = quay_test_login_open_channel (login, "echo");
  quay_ssh_session_attach (login->session);
  quay_ssh_session_close (login->session);
  quay_ssh_session_close (login->session);
  g_assert_cmpint (quay_channel_read (channel, &byte, 1, &login->error), ==, 0);
  g_assert_no_error (login->error);
  g_assert_cmpint (quay_channel_write (channel, "x", 1, &login->error), ==, -1);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED);
  quay_channel_close (channel);
}

static void
test_jump_refused (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new ("AllowTcpForwarding no"));

  if (login == NULL)
    return;
  g_assert_null (quay_ssh_session_open_direct_tcpip (login->session, "127.0.0.1", 22, quay_test_in_seconds (20), NULL,
                                                     &login->error));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_CHANNEL_OPEN);
  quay_test_assert_says (login->error->message, "forwarding");
}

static guint
count_descriptors (void)
{
  DIR *directory = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (directory) != NULL)
    n++;
  closedir (directory);

  return n;
}

static void
test_no_descriptor_is_left (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_open (quay_test_sshd_new (ECHO_CONFIG));
  guint before = 0;

  for (guint i = 0; login != NULL && i < 5; i++)
    {
      g_autoptr (QuayChannel) channel = quay_test_login_open_channel (login, "echo");

      quay_ssh_session_attach (login->session);
      if (i == 0)
        before = count_descriptors ();
      else
        g_assert_cmpuint (count_descriptors (), ==, before);
      g_clear_object (&channel);
      g_assert_true (quay_test_login_run (login));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/channels/sftp", test_sftp);
  g_test_add_func ("/channels/no-sftp", test_no_sftp);
  g_test_add_func ("/channels/diagnostics", test_diagnostics);
  g_test_add_func ("/channels/wait-times-out", test_wait_times_out);
  g_test_add_func ("/channels/closed-under-channel", test_closed_under_channel);
  g_test_add_func ("/channels/jump-refused", test_jump_refused);
  g_test_add_func ("/channels/no-descriptor-is-left", test_no_descriptor_is_left);

  return g_test_run ();
}

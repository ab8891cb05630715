/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "quay-error.h"
#include "quay-jump.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-login.h"

/* What a jump host is asked, told and remembered for. The ways themselves are tried with quay. */

/* Through the login's own server to itself: both ends of the way ask. */
static QuayTestLogin *
new_login (void)
{
  QuayTestLogin *login = quay_test_login_new_on (quay_test_sshd_new_with_password (""));
  g_autofree char *hop = NULL;
  const char *hosts[] = { NULL, NULL };

  if (login == NULL)
    return NULL;
  hop = g_strdup_printf ("%s@127.0.0.1:%u", quay_test_sshd_get_user (login->sshd),
                         quay_test_sshd_get_port (login->sshd));
  hosts[0] = hop;
  quay_site_options_set_jump_hosts (login->options, hosts);

  return login;
}

/* The way, and then the login at its end. */
static gboolean
go (QuayTestLogin *login, QuayAuthMemory *memory, gboolean quiet)
{
  g_autoptr (QuayPrompter) prompter
      = quay_prompter_new (login->answerer != NULL ? QUAY_INTERACTION (login->answerer) : NULL, NULL);
  QuayChannel *channel;

  quay_prompter_set_quiet (prompter, quiet);
  g_clear_object (&login->session);
  g_clear_error (&login->error);
  channel = quay_jump_connect (login->options, prompter, memory, quay_test_in_seconds (30), NULL, NULL, &login->error);
  if (channel == NULL)
    return FALSE;
  login->session = quay_ssh_session_new (channel, login->options, prompter);
  quay_ssh_session_set_memory (login->session, memory);

  return quay_ssh_session_handshake (login->session, quay_test_in_seconds (30), NULL, &login->error)
         && quay_ssh_session_authenticate (login->session, quay_test_in_seconds (30), NULL, &login->error);
}

/* The jump host and the server ask for a password each. NULL: there is no such server here. */
static QuayTestLogin *
go_by_passwords (QuayAuthMemory *memory)
{
  QuayTestLogin *login = new_login ();
  const char *password;

  if (login == NULL)
    return NULL;
  password = quay_test_sshd_get_password (login->sshd);
  quay_test_login_use_answerer (login, quay_test_answerer_new (password, password, NULL));
  go (login, memory, FALSE);
  g_assert_no_error (login->error);

  return login;
}

/* Asked once for each, then never again: a connection that broke is made again with nobody there. */
static void
test_remembers (void)
{
  g_autoptr (QuayAuthMemory) memory = quay_auth_memory_new ();
  g_autoptr (QuayTestLogin) login = go_by_passwords (memory);

  if (login == NULL)
    return;
  g_assert_cmpstr (login->answerer->transcript->str, ==, "password#1[||Password]\npassword#1[||Password]\n");
  quay_ssh_session_close (login->session);
  go (login, memory, TRUE);
  g_assert_no_error (login->error);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 2);
}

static void
test_quiet (void)
{
  g_autoptr (QuayTestLogin) login = new_login ();
  g_autoptr (QuayAuthMemory) memory = quay_auth_memory_new ();

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("x", NULL));
  g_assert_false (go (login, memory, TRUE));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_NEEDS_PROMPT);
  quay_test_assert_says (login->error->message, "At the jump host 127.0.0.1 port");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 0);
}

/* The password of the options is the server's. It would open the jump host, too. */
static void
test_keeps_password (void)
{
  g_autoptr (QuayTestLogin) login = new_login ();
  g_autoptr (QuayAuthMemory) memory = quay_auth_memory_new ();
  g_autofree char *log = NULL;

  if (login == NULL)
    return;
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  g_assert_false (go (login, memory, FALSE));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION);
  quay_test_assert_says (login->error->message, "At the jump host");
  log = quay_test_sshd_dup_log (login->sshd);
  g_assert_null (strstr (log, "Accepted password"));
  quay_test_login_use_answerer (login, quay_test_answerer_new (quay_test_sshd_get_password (login->sshd), NULL));
  go (login, memory, FALSE);
  g_assert_no_error (login->error);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 1);
}

/* Sockets of this process that lead to @port. */
static guint
count_sockets (guint port)
{
  guint n = 0;

  for (int fd = 3; fd < 1024; fd++)
    {
      struct sockaddr_in peer = { 0 };
      socklen_t length = sizeof peer;

      if (getpeername (fd, (struct sockaddr *)&peer, &length) == 0 && peer.sin_family == AF_INET
          && ntohs (peer.sin_port) == port)
        n++;
    }

  return n;
}

/* The jump host's connection goes with what it was for, at once. */
static void
test_closes (void)
{
  g_autoptr (QuayAuthMemory) memory = quay_auth_memory_new ();
  g_autoptr (QuayTestLogin) login = go_by_passwords (memory);

  if (login == NULL)
    return;
  g_assert_cmpuint (count_sockets (quay_test_sshd_get_port (login->sshd)), ==, 1);
  quay_ssh_session_close (login->session);
  g_assert_cmpuint (count_sockets (quay_test_sshd_get_port (login->sshd)), ==, 0);
}

static void
test_list (void)
{
  static const char *const hosts[] = { "bob@a.example", "[::1]:2222", "10.0.0.1", NULL };
  static const char *const broken[][2] = { { "a/b" }, { "-x" }, { "a b" }, { "" }, { "u:s3cret@a" }, { "site:a" } };
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *list = NULL;

  quay_site_options_set_jump_hosts (options, hosts);
  list = quay_jump_dup_list (options, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (list, ==, "bob@a.example:22,[::1]:2222,10.0.0.1:22");
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      quay_site_options_set_jump_hosts (options, broken[i]);
      g_assert_null (quay_jump_dup_list (options, &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
      g_assert_null (strstr (error->message, "s3cret"));
      g_clear_error (&error);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/jump/remembers", test_remembers);
  g_test_add_func ("/jump/quiet", test_quiet);
  g_test_add_func ("/jump/keeps-password", test_keeps_password);
  g_test_add_func ("/jump/closes", test_closes);
  g_test_add_func ("/jump/list", test_list);

  return g_test_run ();
}

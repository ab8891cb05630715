/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-login.h"
#include "quay-test-process.h"

/* Every way to log in, against OpenSSH's and AsyncSSH's servers. */

static void
assert_logged_in (QuayTestLogin *login, const char *method)
{
  gboolean success = quay_test_login_run (login);

  g_assert_no_error (login->error);
  g_assert_true (success);
  g_assert_cmpstr (quay_ssh_session_get_info (login->session)->auth_method, ==, method);
}

static void
assert_refused (QuayTestLogin *login)
{
  g_assert_false (quay_test_login_run (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION);
}

static void
test_key (gconstpointer name)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, name);
  assert_logged_in (login, "publickey");
}

static void
test_rsa_signs_with_sha2 (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new ("LogLevel DEBUG1"));
  g_autofree char *log = NULL;

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "rsa");
  assert_logged_in (login, "publickey");
  log = quay_test_sshd_dup_log (login->sshd);
  quay_test_assert_says (log, "rsa-sha2-512");
}

static void
test_passphrase_stored (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519-locked");
  quay_site_options_set_passphrase (login->options, QUAY_TEST_PASSPHRASE);
  assert_logged_in (login, "publickey");
}

static void
test_passphrase_third_try (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519-locked");
  quay_test_login_use_answerer (login, quay_test_answerer_new ("wrong", "wrong again", QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (login, "publickey");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 3);
  quay_test_assert_says (login->answerer->transcript->str, "passphrase#3[||Passphrase]");
}

static void
test_passphrase_wrong (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519-locked");
  quay_test_login_use_answerer (login, quay_test_answerer_new ("a", "b", "c", "d", NULL));
  assert_refused (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 3);
  quay_test_assert_says (login->error->message, "passphrase");
}

/* A key the server would not take anyway is never unlocked. */
static void
test_passphrase_not_asked_in_vain (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autofree char *stranger = NULL;

  if (login == NULL)
    return;
  stranger = quay_test_make_key (quay_test_sshd_get_files (login->sshd), "ed25519-locked");
  quay_test_login_use_key (login, stranger);
  quay_test_login_use_answerer (login, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  assert_refused (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 0);
}

static void
test_person_cancels (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519-locked");
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_bad_key_files (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  const char *paths[] = { "/nonexistent/id_rsa", "/etc/passwd", NULL };

  if (login == NULL)
    return;
  quay_test_login_use_keys (login, paths);
  assert_refused (login);
  quay_test_assert_says (login->error->message, "/nonexistent/id_rsa");
  quay_test_assert_says (login->error->message, "/etc/passwd");
  quay_test_assert_says (login->error->message, "publickey");
}

/* An agent with the right key; the file is locked, but needs no passphrase then. */
static void
test_agent (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autoptr (QuayTestProcess) agent = NULL;
  g_autofree char *socket = NULL;
  g_autofree char *log = NULL;
  g_autofree char *command = NULL;
  const char *key;
  gint status = -1;

  if (login == NULL)
    return;
  socket = g_build_filename (quay_test_sshd_get_folder (login->sshd), "agent", NULL);
  log = g_build_filename (quay_test_sshd_get_folder (login->sshd), "agent.log", NULL);
  agent = quay_test_process_new ((const char *const[]){ "/usr/bin/ssh-agent", "-D", "-a", socket, NULL }, log, NULL, 0);
  while (!g_file_test (socket, G_FILE_TEST_EXISTS))
    g_usleep (5000);
  key = quay_test_sshd_authorize_key (login->sshd, "rsa");
  command = g_strdup_printf ("env SSH_AUTH_SOCK=%s ssh-add -q %s", socket, key);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);

  quay_site_options_set_use_agent (login->options, TRUE);
  quay_site_options_set_agent_socket (login->options, socket);
  assert_logged_in (login, "publickey");
  quay_test_assert_says (login->log->str, "(agent)");
}

static void
test_password_stored (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_with_password (NULL));

  if (login == NULL)
    return;
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  g_assert_true (quay_test_login_run (login));
  g_assert_null (strstr (login->log->str, quay_test_sshd_get_password (login->sshd)));
}

static void
test_password_second_try (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_with_password ("KbdInteractiveAuthentication no"));

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login,
                                quay_test_answerer_new ("wrong", quay_test_sshd_get_password (login->sshd), NULL));
  assert_logged_in (login, "password");
  g_assert_cmpstr (login->answerer->transcript->str, ==, "password#1[||Password]\npassword#2[||Password]\n");
}

static void
test_password_wrong (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_with_password ("KbdInteractiveAuthentication no"));

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("one", "two", "three", "four", NULL));
  assert_refused (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 3);
  quay_test_assert_says (login->error->message, "password: refused");
  quay_test_assert_says (login->error->message, "The server allows: ");
}

static void
test_nothing_to_try (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_with_password (NULL));

  if (login == NULL)
    return;
  assert_refused (login);
  quay_test_assert_says (login->error->message, "nothing to try with");
}

/* Key first, then the password too: partial success, RFC 4252 section 5.1. */
static void
test_both_wanted (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (
      quay_test_sshd_new_with_password ("AuthenticationMethods publickey,password\nMaxAuthTries 2"));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519");
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  assert_logged_in (login, "password");
  quay_test_assert_says (login->log->str, "accepted, but the server wants more");
}

/* The server disconnects after its MaxAuthTries: that is an authentication error, with the server's words. */
static void
test_too_many_keys (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new ("MaxAuthTries 2"));
  g_autofree char *a = NULL, *b = NULL, *c = NULL;
  const char *paths[4] = { NULL };

  if (login == NULL)
    return;
  paths[0] = a = quay_test_make_key (quay_test_sshd_get_files (login->sshd), "ed25519");
  paths[1] = b = quay_test_make_key (quay_test_sshd_get_files (login->sshd), "ecdsa");
  paths[2] = c = quay_test_make_key (quay_test_sshd_get_files (login->sshd), "rsa");
  quay_test_login_use_keys (login, paths);
  assert_refused (login);
  quay_test_assert_says (login->error->message, "Too many authentication failures");
}

static void
test_keyboard_rounds (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with (
      "--methods", "keyboard-interactive", "--rounds",
      "[{\"name\": \"Two things\", \"instruction\": \"Look at the \\u001b[31mtoken\", \"prompts\": "
      "[[\"Pin: \", false], [\"Code: \", true]],"
      " \"answers\": [\"12\", \"34\"]}, {\"prompts\": [[\"Colour: \", true]], \"answers\": "
      "[\"blue\"]}, {\"prompts\": [], \"answers\": []}]",
      NULL));

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("12", "34", "blue", NULL));
  assert_logged_in (login, "keyboard-interactive");
  g_assert_cmpstr (login->answerer->transcript->str, ==,
                   "keyboard-interactive#1[Two things|Look at the \\x1b[31mtoken|Pin: , Code:  (seen)]\n"
                   "keyboard-interactive#1[||Colour:  (seen)]\n");
}

static void
test_keyboard_stored_password (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with (
      "--methods", "keyboard-interactive", "--rounds",
      "[{\"prompts\": [[\"ada's password: \", false]], \"answers\": [\"open sesame\"]}]", NULL));

  if (login == NULL)
    return;
  quay_site_options_set_password (login->options, "open sesame");
  assert_logged_in (login, "keyboard-interactive");
}

static void
test_keyboard_without_end (void)
{
  g_autoptr (GString) rounds = g_string_new ("[");
  g_autoptr (QuayTestLogin) login = NULL;

  for (int i = 0; i < 30; i++)
    g_string_append_printf (rounds, "%s{\"prompts\": [[\"More? \", true]], \"answers\": [\"y\"]}", i > 0 ? "," : "");
  g_string_append_c (rounds, ']');
  login = quay_test_login_new_on (
      quay_test_sshd_new_asyncssh_with ("--methods", "keyboard-interactive", "--rounds", rounds->str, NULL));
  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("y", NULL));
  for (int i = 0; i < 40; i++)
    g_queue_push_tail (&login->answerer->answers, g_strdup ("y"));
  assert_refused (login);
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 20);
  quay_test_assert_says (login->error->message, "without an end");
}

static void
test_keyboard_long_text (void)
{
  g_autofree char *text = g_strnfill (20000, 'x');
  g_autofree char *rounds = g_strdup_printf ("[{\"prompts\": [[\"%s\", true]], \"answers\": [\"y\"]}]", text);
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (
      quay_test_sshd_new_asyncssh_with ("--methods", "keyboard-interactive", "--rounds", rounds, NULL));

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("y", NULL));
  assert_logged_in (login, "keyboard-interactive");
  g_assert_cmpuint (login->answerer->transcript->len, <, 4300);
}

static void
test_password_expired (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with ("--methods", "password", "--expired", NULL));

  if (login == NULL)
    return;
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  assert_refused (login);
  quay_test_assert_says (login->error->message, "expired");

  quay_test_login_use_answerer (login, quay_test_answerer_new ("new one", "other", "new one", "new one", NULL));
  assert_logged_in (login, "password");
  quay_test_assert_says (login->answerer->transcript->str, "new-password#2[||New password, New password again]");
}

static void
test_banner (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with ("--banner", "Be \x1b[1mgood\nor be gone", NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519");
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  assert_logged_in (login, "publickey");
  quay_test_settle ();
  g_assert_cmpstr (login->answerer->banner, ==, "Be \\x1b[1mgood\nor be gone");
}

/* What fits a packet is cut for the eyes; what does not is refused by the transport, not waited for. */
static void
test_banner_long (void)
{
  g_autofree char *long_text = g_strnfill (30000, 'b');
  g_autofree char *too_long_text = g_strnfill (100000, 'b');
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with ("--banner", long_text, NULL));
  g_autoptr (QuayTestLogin) other
      = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with ("--banner", too_long_text, NULL));

  if (login == NULL || other == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519");
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  assert_logged_in (login, "publickey");
  quay_test_settle ();
  g_assert_cmpuint (strlen (login->answerer->banner), ==, 30000);

  g_assert_false (quay_test_login_run (other));
  g_test_message ("%s", other->error->message);
  g_assert_cmpuint (strlen (other->error->message), <, 1000);
}

static void
test_hostile_user (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  static const char *const users[] = { "-oProxyCommand=x", "a b", "a;b", "a\nb", "`id`" };

  if (sshd == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (users); i++)
    {
      g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

      quay_site_options_set_user (login->options, users[i]);
      g_assert_false (quay_test_login_run (login));
      g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_USAGE);
    }
}

static void
test_cancel_while_asking (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  QuayTestCanceller *canceller;

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519-locked");
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  login->answerer->never = TRUE;
  canceller = quay_test_cancel_soon (login->cancellable);
  g_assert_false (quay_test_login_run (login));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (login->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  quay_test_settle ();
  g_assert_cmpuint (login->answerer->n_open, ==, 0);
}

int
main (int argc, char **argv)
{
  static const char *const keys[] = { "ed25519", "ecdsa", "rsa" };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *path = g_strconcat ("/auth/key/", keys[i], NULL);

      g_test_add_data_func (path, keys[i], test_key);
    }
  g_test_add_func ("/auth/rsa-signs-with-sha2", test_rsa_signs_with_sha2);
  g_test_add_func ("/auth/passphrase-stored", test_passphrase_stored);
  g_test_add_func ("/auth/passphrase-third-try", test_passphrase_third_try);
  g_test_add_func ("/auth/passphrase-wrong", test_passphrase_wrong);
  g_test_add_func ("/auth/passphrase-not-asked-in-vain", test_passphrase_not_asked_in_vain);
  g_test_add_func ("/auth/person-cancels", test_person_cancels);
  g_test_add_func ("/auth/bad-key-files", test_bad_key_files);
  g_test_add_func ("/auth/agent", test_agent);
  g_test_add_func ("/auth/password-stored", test_password_stored);
  g_test_add_func ("/auth/password-second-try", test_password_second_try);
  g_test_add_func ("/auth/password-wrong", test_password_wrong);
  g_test_add_func ("/auth/nothing-to-try", test_nothing_to_try);
  g_test_add_func ("/auth/both-wanted", test_both_wanted);
  g_test_add_func ("/auth/too-many-keys", test_too_many_keys);
  g_test_add_func ("/auth/keyboard-rounds", test_keyboard_rounds);
  g_test_add_func ("/auth/keyboard-stored-password", test_keyboard_stored_password);
  g_test_add_func ("/auth/keyboard-without-end", test_keyboard_without_end);
  g_test_add_func ("/auth/keyboard-long-text", test_keyboard_long_text);
  g_test_add_func ("/auth/password-expired", test_password_expired);
  g_test_add_func ("/auth/banner", test_banner);
  g_test_add_func ("/auth/banner-long", test_banner_long);
  g_test_add_func ("/auth/hostile-user", test_hostile_user);
  g_test_add_func ("/auth/cancel-while-asking", test_cancel_while_asking);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-login.h"

/* Host keys: nothing of a login is tried with a server whose key is not the right one. */

static void
set_known_hosts (QuayTestLogin *login, const char *text)
{
  g_assert_true (g_file_set_contents (login->known_hosts, text, -1, NULL));
}

static char *
get_known_hosts (QuayTestLogin *login)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (login->known_hosts, &text, NULL, NULL));

  return text;
}

static void
assert_no_login_was_tried (QuayTestSshd *sshd)
{
  g_autofree char *log = NULL;

  /* The server writes its log when it has noticed that we are gone. */
  quay_test_sshd_stop (sshd);
  log = quay_test_sshd_dup_log (sshd);
  quay_test_assert_says (log, "Connection from");
  g_assert_null (strstr (log, "userauth-request"));
}

static void
test_unknown_strict (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new ("LogLevel DEBUG1"));
  g_autofree char *after = NULL;

  if (login == NULL)
    return;
  set_known_hosts (login, "");
  quay_test_login_use_new_key (login, "ed25519");
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_test_assert_says (login->error->message, "SHA256:");
  after = get_known_hosts (login);
  g_assert_cmpstr (after, ==, "");
  quay_ssh_session_close (login->session);
  assert_no_login_was_tried (login->sshd);
}

/* The oracle for the test above: the same log does show a login that was tried. */
static void
test_log_shows_logins (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new ("LogLevel DEBUG1"));
  g_autofree char *log = NULL;

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519");
  g_assert_true (quay_test_login_run (login));
  log = quay_test_sshd_dup_log (login->sshd);
  quay_test_assert_says (log, "userauth-request");
}

static void
test_unknown_asked (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autofree char *after_once = NULL;
  g_autofree char *after_save = NULL;

  if (login == NULL)
    return;
  set_known_hosts (login, "");
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK);
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));

  login->answerer->host_key_answer = QUAY_HOST_KEY_REJECT;
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_ONCE;
  g_assert_true (quay_test_login_handshake (login));
  after_once = get_known_hosts (login);
  g_assert_cmpstr (after_once, ==, "");
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_AND_SAVE;
  g_assert_true (quay_test_login_handshake (login));
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 3);
  g_assert_cmpint (login->answerer->last_result, ==, QUAY_KNOWN_HOSTS_UNKNOWN);
  after_save = get_known_hosts (login);
  quay_test_assert_says (after_save, "ssh-ed25519");
  /* Known from here on. */
  g_assert_true (quay_test_login_handshake (login));
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 3);
}

/* Nobody to ask means no. */
static void
test_unknown_silent (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  set_known_hosts (login, "");
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK);
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
}

static void
test_accept_new (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));

  if (login == NULL)
    return;
  set_known_hosts (login, "");
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  g_assert_true (quay_test_login_handshake (login));
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_STRICT);
  g_assert_true (quay_test_login_handshake (login));
}

/* A line for the server's place with the key of another. @marker: "" or "@revoked ". */
static char *
make_line (QuayTestSshd *sshd, const char *marker, const char *key)
{
  return g_strdup_printf ("# a comment\r\n%s[127.0.0.1]:%u %s", marker, quay_test_sshd_get_port (sshd), key);
}

static void
check_refused_for_good (QuayTestSshd *sshd, const char *lines, QuayKnownHostsResult result, const char *says)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);
  g_autofree char *after = NULL;
  g_autofree char *where = g_strdup_printf ("%s:2", login->known_hosts);

  set_known_hosts (login, lines);
  quay_test_login_use_key (login, quay_test_sshd_authorize_key (sshd, "ed25519"));
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK);
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_AND_SAVE;
  g_assert_false (quay_test_login_run (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_test_assert_says (login->error->message, says);
  quay_test_assert_says (login->error->message, where);
  quay_test_assert_says (login->error->message, "SHA256:");
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 1);
  g_assert_cmpint (login->answerer->last_result, ==, result);
  after = get_known_hosts (login);
  g_assert_cmpstr (after, ==, lines);
  /* The other policies fare no better. */
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  g_assert_false (quay_test_login_run (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_ssh_session_close (login->session);
}

static void
test_changed (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("LogLevel DEBUG1\nHostKeyAlgorithms ssh-ed25519");
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;
  g_autofree char *lines = NULL;

  if (sshd == NULL)
    return;
  path = quay_test_make_key (quay_test_sshd_get_files (sshd), "ed25519");
  other = quay_test_read_public_key (path);
  lines = make_line (sshd, "", other);
  check_refused_for_good (sshd, lines, QUAY_KNOWN_HOSTS_CHANGED, "has changed");
  assert_no_login_was_tried (sshd);
}

static void
test_revoked (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new ("LogLevel DEBUG1\nHostKeyAlgorithms ssh-ed25519");
  g_autofree char *path = NULL;
  g_autofree char *key = NULL;
  g_autofree char *lines = NULL;

  if (sshd == NULL)
    return;
  path = quay_test_sshd_dup_host_key (sshd, "ed25519");
  key = quay_test_read_public_key (path);
  lines = make_line (sshd, "@revoked ", key);
  check_refused_for_good (sshd, lines, QUAY_KNOWN_HOSTS_REVOKED, "revoked");
  assert_no_login_was_tried (sshd);
}

/* A known_hosts that cannot be read is not an empty one. */
static void
test_unreadable_known_hosts (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  const char *const files[] = { "/proc/self", NULL };

  if (login == NULL)
    return;
  quay_site_options_set_known_hosts_files (login->options, files);
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
}

/* The kind of key on file is the kind that is asked for. */
static void
test_known_type_first (void)
{
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (NULL);
  static const struct
  {
    const char *key;
    const char *algorithm;
  } types[] = { { "rsa", "rsa-sha2-512" }, { "ecdsa", "ecdsa-sha2-nistp256" }, { "ed25519", "ssh-ed25519" } };

  if (sshd == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);
      g_autofree char *path = quay_test_sshd_dup_host_key (sshd, types[i].key);
      g_autofree char *key = quay_test_read_public_key (path);
      g_autofree char *lines = make_line (sshd, "", key);

      set_known_hosts (login, lines);
      g_assert_true (quay_test_login_handshake (login));
      g_assert_cmpstr (quay_ssh_session_get_info (login->session)->host_key_algorithm, ==, types[i].algorithm);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trust/unknown-strict", test_unknown_strict);
  g_test_add_func ("/trust/log-shows-logins", test_log_shows_logins);
  g_test_add_func ("/trust/unknown-asked", test_unknown_asked);
  g_test_add_func ("/trust/unknown-silent", test_unknown_silent);
  g_test_add_func ("/trust/accept-new", test_accept_new);
  g_test_add_func ("/trust/changed", test_changed);
  g_test_add_func ("/trust/revoked", test_revoked);
  g_test_add_func ("/trust/unreadable-known-hosts", test_unreadable_known_hosts);
  g_test_add_func ("/trust/known-type-first", test_known_type_first);

  return g_test_run ();
}

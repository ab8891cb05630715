/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-blob.h"
#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-folder.h"
#include "quay-test-login.h"
#include "quay-test-process.h"

/* Which methods are used, in which order, and what keys may do: as the options say. */

static void
assert_logged_in (QuayTestLogin *login, const char *method)
{
  gboolean success = quay_test_login_run (login);

  g_assert_no_error (login->error);
  g_assert_true (success);
  g_assert_cmpstr (quay_ssh_session_get_info (login->session)->auth_method, ==, method);
}

static void
assert_fails (QuayTestLogin *login, QuayError code, const char *says)
{
  g_assert_false (quay_test_login_run (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, code);
  quay_test_assert_says (login->error->message, says);
}

/* A key and the password are both right: the list decides. */
static void
test_methods (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_with_password (NULL));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519");
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  assert_logged_in (login, "publickey");
  quay_site_options_set_auth_methods (login->options, "password");
  assert_logged_in (login, "password");
  g_assert_null (strstr (login->error != NULL ? login->error->message : "", "key"));
  quay_site_options_set_auth_methods (login->options, "password, publickey");
  assert_logged_in (login, "password");
  quay_site_options_set_password (login->options, "wrong");
  assert_logged_in (login, "publickey");
  quay_site_options_set_auth_methods (login->options, "password");
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "The site's settings want: password.");
  quay_site_options_set_try_all_methods (login->options, TRUE);
  assert_logged_in (login, "publickey");
  quay_site_options_set_try_all_methods (login->options, FALSE);
  quay_site_options_set_auth_methods (login->options, "keyboard-interactive");
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "nothing, there was nothing to try with");
  quay_site_options_set_auth_methods (login->options, "publickey,carrier-pigeon");
  assert_fails (login, QUAY_ERROR_USAGE, "carrier-pigeon");
  quay_site_options_set_auth_methods (login->options, "gssapi-with-mic");
  assert_fails (login, QUAY_ERROR_UNSUPPORTED, "the ssh program");
}

/* OpenSSH lets users with an empty password in by "none". */
static void
test_none (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with ("--no-auth", NULL));
  g_autoptr (QuayTestLogin) strict = NULL;

  if (login == NULL)
    return;
  quay_site_options_set_auth_methods (login->options, "none");
  assert_logged_in (login, "none");
  strict = quay_test_login_new_on (quay_test_sshd_new (NULL));
  quay_test_login_use_new_key (strict, "ed25519");
  quay_site_options_set_auth_methods (strict->options, "none");
  assert_fails (strict, QUAY_ERROR_AUTHENTICATION, "The site's settings want: none.");
}

/* Two keys, one after the other: the same method twice. */
static void
test_repeat (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new ("AuthenticationMethods publickey,publickey"));
  const char *paths[3] = { NULL };

  if (login == NULL)
    return;
  paths[0] = quay_test_sshd_authorize_key (login->sshd, "ed25519");
  paths[1] = quay_test_sshd_authorize_key (login->sshd, "ecdsa");
  quay_test_login_use_keys (login, paths);
  assert_logged_in (login, "publickey");
  quay_site_options_set_repeat_methods (login->options, FALSE);
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "accepted, but the server wants more");
}

/* A key, and then the password. */
static void
test_chain (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_with_password ("AuthenticationMethods publickey,password"));

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "ed25519");
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  quay_site_options_set_repeat_methods (login->options, FALSE);
  assert_logged_in (login, "password");
  quay_site_options_set_auth_methods (login->options, "publickey");
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "accepted, but the server wants more");
  quay_site_options_set_auth_methods (login->options, "password,publickey");
  assert_logged_in (login, "password");
}

static void
test_password_change (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new_asyncssh_with ("--methods", "password", "--expired", NULL));

  if (login == NULL)
    return;
  quay_site_options_set_auth_methods (login->options, "password");
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  quay_test_login_use_answerer (login, quay_test_answerer_new ("n3w one", "n3w one", NULL));
  assert_logged_in (login, "password");
  quay_test_assert_says (login->answerer->transcript->str, "new-password#1[");
  g_assert_null (strstr (login->log->str, "n3w one"));
  quay_site_options_set_password (login->options, "n3w one");
  assert_logged_in (login, "password");
}

/* --- PasswordPrompt --- */

#define ROUND "[{\"prompts\": [[\"Kennwort bitte: \", false]], \"answers\": [\"s3cret pass phrase\"]}]"
#define MIXED                                                                                              \
  "[{\"prompts\": [[\"Secret word: \", false], [\"Code: \", true]], \"answers\": [\"s3cret pass phrase\"," \
  " \"123456\"]}]"
#define ODD "[{\"prompts\": [[\"Open, sesame? \", true]], \"answers\": [\"s3cret pass phrase\"]}]"

static QuayTestLogin *
new_with_rounds (const char *rounds, const char *pattern)
{
  QuayTestLogin *login = quay_test_login_new_on (
      quay_test_sshd_new_asyncssh_with ("--methods", "keyboard-interactive", "--rounds", rounds, NULL));

  if (login == NULL)
    return NULL;
  quay_site_options_set_password (login->options, quay_test_sshd_get_password (login->sshd));
  quay_site_options_set_password_prompt (login->options, pattern);

  return login;
}

static void
test_prompt_pattern (void)
{
  g_autoptr (QuayTestLogin) odd = new_with_rounds (ODD, "Open, sesame[?]");

  if (odd == NULL)
    return;
  assert_logged_in (odd, "keyboard-interactive");
  /* Without it nobody takes this for a password's. */
  quay_site_options_set_password_prompt (odd->options, NULL);
  assert_fails (odd, QUAY_ERROR_AUTHENTICATION, "keyboard-interactive");
  /* One that is not for it is not answered, also where it would have been guessed. */
  g_clear_pointer (&odd, quay_test_login_free);
  odd = new_with_rounds (ROUND, "Passcode*");
  assert_fails (odd, QUAY_ERROR_AUTHENTICATION, "keyboard-interactive");
  quay_site_options_set_password_prompt (odd->options, "Kenn[v-w]ort*");
  assert_logged_in (odd, "keyboard-interactive");
}

/* What is left is asked. */
static void
test_prompt_pattern_among_others (void)
{
  g_autoptr (QuayTestLogin) login = new_with_rounds (MIXED, "*word:*");

  if (login == NULL)
    return;
  quay_test_login_use_answerer (login, quay_test_answerer_new ("123456", NULL));
  assert_logged_in (login, "keyboard-interactive");
  g_assert_cmpstr (login->answerer->transcript->str, ==, "keyboard-interactive#1[||Code:  (seen)]\n");
  /* A password that was wrong is not sent again by itself. */
  quay_site_options_set_password (login->options, "wrong");
  quay_test_login_use_answerer (
      login, quay_test_answerer_new ("123456", quay_test_sshd_get_password (login->sshd), "123456", NULL));
  assert_logged_in (login, "keyboard-interactive");
  quay_test_assert_says (login->answerer->transcript->str, "#2[||Secret word: , Code:  (seen)]");
}

/* --- Keys --- */

static void
test_signatures (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new ("LogLevel DEBUG2\nPubkeyAcceptedAlgorithms +ssh-rsa"));
  static const struct
  {
    const char *list;
    const char *used; /* as the server logs it */
  } cases[] = {
    { "rsa-sha2-256", "rsa-sha2-256" },
    { "x509v3-sign-rsa,rsa-sha2-512", "rsa-sha2-512" },
    { "ssh-rsa,rsa-sha2-256,rsa-sha2-512", "rsa-sha2-256" }, /* SHA-2 goes first */
    { "ssh-rsa", "ssh-rsa" },
  };

  if (login == NULL)
    return;
  quay_test_login_use_new_key (login, "rsa");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *log = NULL;
      g_autofree char *line = NULL;

      g_test_message ("%s", cases[i].list);
      quay_test_sshd_restart (login->sshd);
      quay_site_options_set_signature_algorithms (login->options, cases[i].list);
      assert_logged_in (login, "publickey");
      log = quay_test_sshd_dup_log (login->sshd);
      line = g_strdup_printf ("attempting public key %s ", cases[i].used);
      quay_test_assert_says (log, line);
    }
  quay_test_assert_says (login->log->str, "“x509v3-sign-rsa” is not implemented");
  quay_site_options_set_signature_algorithms (login->options, "ssh-ed25519,ecdsa-sha2-nistp256");
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "want no signatures of its kind");
}

/* By an authority that the server trusts, and not in authorized_keys. */
static void
test_certificate (void)
{
  g_autofree char *folder = quay_test_make_folder ();
  g_autofree char *config = g_strdup_printf ("LogLevel DEBUG2\nTrustedUserCAKeys %s/authority.pub", folder);
  g_autoptr (QuayTestLogin) login = NULL;
  static const char *const kinds[] = { "ed25519", "ecdsa", "rsa" };

  quay_test_run (folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "authority");
  login = quay_test_login_new_on (quay_test_sshd_new (config));
  for (gsize i = 0; login != NULL && i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *key = quay_test_make_key (folder, kinds[i]);
      g_autofree char *command
          = g_strdup_printf ("ssh-keygen -q -s authority -I me -n %s %s.pub && mv %s-cert.pub apart-%s",
                             g_get_user_name (), key, key, kinds[i]);
      g_autofree char *path = g_strdup_printf ("%s/apart-%s", folder, kinds[i]);
      g_autofree char *line = NULL;

      quay_test_run_sh (folder, command);
      quay_test_login_use_key (login, key);
      quay_site_options_set_certificate (login->options, NULL);
      assert_fails (login, QUAY_ERROR_AUTHENTICATION, "refused");
      quay_site_options_set_certificate (login->options, path);
      assert_logged_in (login, "publickey");
      g_assert_true (g_file_get_contents (path, &line, NULL, NULL));
      quay_site_options_set_certificate (login->options, line);
      assert_logged_in (login, "publickey");
    }
  if (login != NULL)
    {
      g_autofree char *path = g_build_filename (folder, "apart-rsa", NULL);
      g_autofree char *line = NULL;
      g_autofree char *renamed = NULL;
      g_autofree char *log = NULL;

      /* The type says what to sign with. */
      g_assert_true (g_file_get_contents (path, &line, NULL, NULL));
      g_assert_true (g_str_has_prefix (line, "ssh-rsa-cert"));
      renamed = g_strconcat ("rsa-sha2-256", line + strlen ("ssh-rsa"), NULL);
      quay_test_sshd_restart (login->sshd);
      quay_site_options_set_certificate (login->options, renamed);
      assert_logged_in (login, "publickey");
      log = quay_test_sshd_dup_log (login->sshd);
      quay_test_assert_says (log, "attempting public key rsa-sha2-256-cert-v01@openssh.com ");
      quay_site_options_set_certificate (login->options, "/nonexistent");
      assert_fails (login, QUAY_ERROR_KEY, "/nonexistent");
      quay_site_options_set_certificate (login->options, "ssh-rsa-cert-v01@openssh.com AAAA");
      assert_fails (login, QUAY_ERROR_KEY, "damaged");
    }
  quay_test_remove_folder (g_steal_pointer (&folder));
}

static QuayTestProcess *
start_agent (QuayTestLogin *login, const char *key)
{
  g_autofree char *socket = g_build_filename (quay_test_sshd_get_folder (login->sshd), "agent", NULL);
  g_autofree char *log = g_build_filename (quay_test_sshd_get_folder (login->sshd), "agent.log", NULL);
  g_autofree char *command = g_strdup_printf ("SSH_AUTH_SOCK=%s ssh-add -q %s", socket, key);
  const char *const argv[] = { "/usr/bin/ssh-agent", "-D", "-a", socket, NULL };
  QuayTestProcess *agent = quay_test_process_new (argv, log, NULL, 0);

  while (!g_file_test (socket, G_FILE_TEST_EXISTS))
    g_usleep (5000);
  quay_test_run_sh (NULL, command);
  quay_site_options_set_agent_socket (login->options, socket);

  return agent;
}

/* EnablePageantAuth: 0, 1 and 2. */
static void
test_agent (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autoptr (QuayTestProcess) agent = NULL;
  g_autofree char *stranger = NULL;

  if (login == NULL)
    return;
  agent = start_agent (login, quay_test_sshd_authorize_key (login->sshd, "ecdsa"));
  quay_site_options_set_use_agent (login->options, FALSE);
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "nothing to try with");
  quay_site_options_set_use_agent (login->options, TRUE);
  assert_logged_in (login, "publickey");
  quay_site_options_set_agent_only (login->options, TRUE);
  assert_logged_in (login, "publickey");
  /* A key that is right, and not the agent's. */
  quay_test_process_kill (agent, 15);
  quay_test_login_use_new_key (login, "ed25519");
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "no agent");
  quay_site_options_set_agent_only (login->options, FALSE);
  assert_logged_in (login, "publickey");
}

/* What a file would hold, as text and in base64; one of several by its name. */
static void
test_own_key (void)
{
  g_autofree char *folder = quay_test_make_folder ();
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_autofree char *text = NULL;
  g_autofree char *pfx = NULL;
  g_autofree char *base64 = NULL;
  gsize size;

  if (login == NULL)
    return;
  quay_site_options_set_identities (login->options, NULL);
  g_assert_true (g_file_get_contents (quay_test_sshd_authorize_key (login->sshd, "ed25519-locked"), &text, NULL, NULL));
  quay_site_options_set_private_key (login->options, text);
  quay_site_options_set_passphrase (login->options, QUAY_TEST_PASSPHRASE);
  assert_logged_in (login, "publickey");
  quay_site_options_set_passphrase (login->options, NULL);
  quay_test_login_use_answerer (login, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (login, "publickey");
  g_assert_cmpuint (login->answerer->n_secret_questions, ==, 1);
  quay_test_login_use_answerer (login, NULL);

  quay_test_run_sh (folder,
                    "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 "
                    "-subj /CN=somebody 2>/dev/null && openssl pkcs12 -export -inkey key.pem -in cert.pem "
                    "-passout pass:opens -out key.pfx && chmod 600 key.pem && ssh-keygen -y -f key.pem >key.pub");
  g_clear_pointer (&text, g_free);
  text = g_strconcat (folder, "/key.pub", NULL);
  base64 = NULL;
  g_assert_true (g_file_get_contents (text, &base64, NULL, NULL));
  quay_test_sshd_authorize_line (login->sshd, g_strstrip (base64));
  g_clear_pointer (&base64, g_free);
  g_clear_pointer (&text, g_free);
  text = g_strconcat (folder, "/key.pfx", NULL);
  g_assert_true (g_file_get_contents (text, &pfx, &size, NULL));
  base64 = g_base64_encode ((const guint8 *)pfx, size);
  quay_site_options_set_private_key (login->options, base64);
  quay_site_options_set_passphrase (login->options, "opens");
  assert_logged_in (login, "publickey");
  quay_site_options_set_key_subject (login->options, "CN=somebody");
  assert_logged_in (login, "publickey");
  quay_site_options_set_key_subject (login->options, "CN=nobody");
  assert_fails (login, QUAY_ERROR_AUTHENTICATION, "CN=nobody");
  quay_test_remove_folder (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth-ways/methods", test_methods);
  g_test_add_func ("/auth-ways/none", test_none);
  g_test_add_func ("/auth-ways/repeat", test_repeat);
  g_test_add_func ("/auth-ways/chain", test_chain);
  g_test_add_func ("/auth-ways/password-change", test_password_change);
  g_test_add_func ("/auth-ways/prompt-pattern", test_prompt_pattern);
  g_test_add_func ("/auth-ways/prompt-pattern-among-others", test_prompt_pattern_among_others);
  g_test_add_func ("/auth-ways/signatures", test_signatures);
  g_test_add_func ("/auth-ways/certificate", test_certificate);
  g_test_add_func ("/auth-ways/agent", test_agent);
  g_test_add_func ("/auth-ways/own-key", test_own_key);

  return g_test_run ();
}

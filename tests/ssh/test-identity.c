/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-login.h"

/* Who the server has to be, by what the options say of it, and what the key exchange has to give. */

static QuayTestSshd *sshd; /* of most of the tests; nullable */

/* One that knows the server from nowhere. */
static QuayTestLogin *
new_stranger (void)
{
  QuayTestLogin *login = quay_test_login_new (sshd);

  g_assert_true (g_file_set_contents (login->known_hosts, "", -1, NULL));

  return login;
}

static char *
dup_host_key (const char *algorithm)
{
  g_autofree char *path = quay_test_sshd_dup_host_key (sshd, algorithm);

  return quay_test_read_public_key (path);
}

static void
assert_accepted (QuayTestLogin *login)
{
  gboolean success = quay_test_login_handshake (login);

  g_assert_no_error (login->error);
  g_assert_true (success);
}

static void
assert_rejected (QuayTestLogin *login, const char *says)
{
  g_autofree char *known = NULL;

  g_assert_false (quay_test_login_handshake (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_test_assert_says (login->error->message, says);
}

static void
use_host_key (QuayTestLogin *login, const char *key)
{
  const char *const keys[] = { key, NULL };

  quay_site_options_set_host_keys (login->options, keys);
}

/* The kind of key that is named is the kind that is asked for. */
static void
test_host_keys (void)
{
  static const char *const algorithms[] = { "rsa", "ecdsa", "ed25519" };

  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autoptr (QuayTestLogin) login = new_stranger ();
      g_autofree char *key = dup_host_key (algorithms[i]);

      use_host_key (login, key);
      assert_accepted (login);
    }
}

static void
test_host_keys_wrong (void)
{
  g_autoptr (QuayTestLogin) login = new_stranger ();
  g_autofree char *path = quay_test_make_key (quay_test_sshd_get_files (sshd), "ed25519");
  g_autofree char *other = quay_test_read_public_key (path);
  g_autofree char *after = NULL;

  use_host_key (login, other);
  assert_rejected (login, "none of those in the site's settings");
  /* One that is named is not replaced by any that is new. */
  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ACCEPT_NEW);
  assert_rejected (login, "none of those in the site's settings");
  g_assert_true (g_file_get_contents (login->known_hosts, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "");
  use_host_key (login, "nonsense");
  assert_rejected (login, "“nonsense” is no public key");
}

static void
test_fingerprints (void)
{
  g_autoptr (QuayTestLogin) login = new_stranger ();
  g_autofree char *line = dup_host_key ("ed25519");
  g_autoptr (QuayHostKey) key = quay_host_key_new_from_text (line, NULL);
  g_autofree char *md5 = quay_host_key_dup_fingerprint (key, G_CHECKSUM_MD5);
  g_autofree char *sha1 = quay_host_key_dup_fingerprint (key, G_CHECKSUM_SHA1);
  g_autofree char *sha256 = quay_host_key_dup_fingerprint (key, G_CHECKSUM_SHA256);
  const char *const good[] = { md5, sha1, sha256, quay_host_key_get_sha256 (key), quay_host_key_get_md5 (key) };

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autofree char *list = g_strdup_printf ("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff, %s", good[i]);

      quay_site_options_set_host_fingerprints (login->options, good[i]);
      assert_accepted (login);
      quay_site_options_set_host_fingerprints (login->options, list);
      assert_accepted (login);
      quay_test_assert_says (login->log->str, "one of the fingerprints");
    }
  quay_site_options_set_host_fingerprints (login->options, "00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff");
  assert_rejected (login, "none of those in the site's settings");
  /* What cannot be read protects nobody: also beside the right one. */
  g_free (md5);
  md5 = g_strconcat (sha256, ",0a:1b:2c:3d", NULL);
  quay_site_options_set_host_fingerprints (login->options, md5);
  assert_rejected (login, "“0a:1b:2c:3d” is no fingerprint");
}

/* The right key, and one that known_hosts holds in its place: what the options say is newer. */
static void
test_fingerprint_of_changed (void)
{
  g_autoptr (QuayTestLogin) login = new_stranger ();
  g_autofree char *path = quay_test_make_key (quay_test_sshd_get_files (sshd), "ed25519");
  g_autofree char *other = quay_test_read_public_key (path);
  g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s\n", quay_test_sshd_get_port (sshd), other);
  g_autofree char *key = dup_host_key ("ed25519");

  g_assert_true (g_file_set_contents (login->known_hosts, line, -1, NULL));
  assert_rejected (login, "has changed");
  use_host_key (login, key);
  assert_accepted (login);
}

static void
mark_revoked (QuayTestLogin *login)
{
  g_autofree char *key = dup_host_key ("ed25519");
  g_autofree char *line = g_strdup_printf ("@revoked * %s\n", key);

  g_assert_true (g_file_set_contents (login->known_hosts, line, -1, NULL));
}

static void
test_any (void)
{
  g_autoptr (QuayTestLogin) login = new_stranger ();
  g_autofree char *path = quay_test_make_key (quay_test_sshd_get_files (sshd), "ed25519");
  g_autofree char *other = quay_test_read_public_key (path);
  g_autofree char *line = g_strdup_printf ("[127.0.0.1]:%u %s\n", quay_test_sshd_get_port (sshd), other);
  g_autofree char *after = NULL;

  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ANY);
  quay_site_options_set_host_key_algorithms (login->options, "ssh-ed25519");
  assert_accepted (login);
  quay_test_assert_says (login->log->str, "Warning");
  g_assert_true (g_file_set_contents (login->known_hosts, line, -1, NULL));
  assert_accepted (login);
  g_assert_true (g_file_get_contents (login->known_hosts, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, line);
  /* That it must not be trusted has been said as plainly. */
  mark_revoked (login);
  assert_rejected (login, "revoked");
}

static void
test_revoked_goes_first (void)
{
  g_autoptr (QuayTestLogin) login = new_stranger ();
  g_autofree char *key = dup_host_key ("ed25519");

  use_host_key (login, key);
  assert_accepted (login);
  mark_revoked (login);
  assert_rejected (login, "revoked");
}

static void
test_ask_always (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

  quay_site_options_set_host_key_policy (login->options, QUAY_HOST_KEY_POLICY_ASK_ALWAYS);
  quay_test_login_use_answerer (login, quay_test_answerer_new (NULL));
  login->answerer->host_key_answer = QUAY_HOST_KEY_REJECT;
  assert_rejected (login, "not accepted");
  g_assert_cmpint (login->answerer->last_result, ==, QUAY_KNOWN_HOSTS_MATCH);
  login->answerer->host_key_answer = QUAY_HOST_KEY_ACCEPT_ONCE;
  assert_accepted (login);
  g_assert_cmpuint (login->answerer->n_host_key_questions, ==, 2);
  g_assert_true (g_file_set_contents (login->known_hosts, "", -1, NULL));
  assert_accepted (login);
  g_assert_cmpint (login->answerer->last_result, ==, QUAY_KNOWN_HOSTS_UNKNOWN);
}

static void
test_version_pattern (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

  quay_site_options_set_version_pattern (login->options, "*SSH-1.99-*,*SSH-2.0-OpenSSH*");
  assert_accepted (login);
  quay_site_options_set_version_pattern (login->options, "*SSH-1.99-*,*SSH-2.0-dropbear*");
  g_assert_false (quay_test_login_handshake (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_PROTOCOL_VERSION);
  quay_test_assert_says (login->error->message, "SSH-2.0-OpenSSH");
}

static void
test_identification (void)
{
  g_autoptr (QuayTestSshd) own = quay_test_sshd_new ("LogLevel DEBUG1");
  g_autoptr (QuayTestLogin) login = quay_test_login_new (own);
  g_autofree char *log = NULL;

  quay_site_options_set_identification (login->options, "SSH-2.0-Somebody Else 7");
  assert_accepted (login);
  log = quay_test_sshd_dup_log (own);
  quay_test_assert_says (log, "Somebody Else 7");
  quay_site_options_set_identification (login->options, "SSH-2.0-x\r\nSSH-2.0-y");
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_USAGE);
  quay_site_options_set_identification (login->options, "FTP-1");
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_USAGE);
}

static void
test_dh_group_bits (void)
{
  static const guint sizes[] = { 2048, 3072, 8192 };
  g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

  quay_site_options_set_kex_algorithms (login->options, "diffie-hellman-group-exchange-sha256");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      quay_site_options_set_dh_group_bits (login->options, sizes[i]);
      assert_accepted (login);
      g_assert_cmpuint (quay_ssh_session_get_info (login->session)->dh_group_bits, ==, sizes[i]);
    }
  quay_site_options_set_dh_group_bits (login->options, 0);
  assert_accepted (login);
  g_assert_cmpuint (quay_ssh_session_get_info (login->session)->dh_group_bits, ==, 4096);
  quay_site_options_set_min_dh_group_bits (login->options, 6000);
  assert_accepted (login);
  g_assert_cmpuint (quay_ssh_session_get_info (login->session)->dh_group_bits, >=, 6000);
  quay_site_options_set_dh_group_bits (login->options, 512);
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_USAGE);
}

/* --- Strict key exchange --- */

static void
test_strict_off (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

  for (guint mode = 1; mode <= 3; mode++)
    {
      quay_site_options_set_strict_kex (login->options, mode);
      assert_accepted (login);
      g_assert_true (quay_ssh_session_get_info (login->session)->strict_kex);
    }
  quay_site_options_set_strict_kex (login->options, 0);
  assert_accepted (login);
  g_assert_false (quay_ssh_session_get_info (login->session)->strict_kex);
  quay_site_options_set_ciphers (login->options, "chacha20-poly1305@openssh.com");
  assert_accepted (login);
  quay_test_assert_says (login->log->str, "CVE-2023-48795");
}

static void
check_strict (QuayTestSshd *old, const char *cipher, guint mode, gboolean accepted)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new (old);

  g_test_message ("%s, mode %u", cipher, mode);
  quay_site_options_set_ciphers (login->options, cipher);
  quay_site_options_set_strict_kex (login->options, mode);
  if (accepted)
    {
      assert_accepted (login);
      g_assert_false (quay_ssh_session_get_info (login->session)->strict_kex);
      return;
    }
  g_assert_false (quay_test_login_handshake (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_UNEXPECTED_ALGORITHM);
  quay_test_assert_says (login->error->message, "strict key exchange");
}

static void
test_strict_with_old_server (void)
{
  const char *const options[]
      = { "--no-strict-kex", "--ciphers", "aes128-gcm@openssh.com,chacha20-poly1305@openssh.com,aes128-cbc", NULL };
  g_autoptr (QuayTestSshd) old = quay_test_sshd_new_asyncssh (options);

  if (old == NULL)
    return;
  check_strict (old, "aes128-gcm@openssh.com", 1, TRUE);
  check_strict (old, "aes128-gcm@openssh.com", 2, TRUE);
  check_strict (old, "aes128-gcm@openssh.com", 3, FALSE);
  check_strict (old, "chacha20-poly1305@openssh.com", 1, TRUE);
  check_strict (old, "chacha20-poly1305@openssh.com", 2, FALSE);
  check_strict (old, "chacha20-poly1305@openssh.com", 3, FALSE);
  check_strict (old, "aes128-cbc", 2, FALSE);
}

/* Ciphers that OpenSSL keeps apart are there for whoever lists them. */
static void
test_legacy_ciphers (void)
{
  static const char *const ciphers[] = { "blowfish-cbc", "cast128-cbc", "arcfour", "3des-cbc" };
  const char *const options[] = { "--ciphers", "blowfish-cbc,cast128-cbc,arcfour,3des-cbc", NULL };
  g_autoptr (QuayTestSshd) old = quay_test_sshd_new_asyncssh (options);

  if (old == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    {
      g_autoptr (QuayTestLogin) login = quay_test_login_new (old);

      quay_test_login_use_key (login, quay_test_sshd_authorize_key (old, "ed25519"));
      quay_site_options_set_ciphers (login->options, ciphers[i]);
      quay_test_login_run (login);
      g_assert_no_error (login->error);
      g_assert_cmpstr (quay_ssh_session_get_info (login->session)->cipher_cs, ==, ciphers[i]);
    }
}

/* One server for all that can share it. */
static void
run_with_sshd (gconstpointer data)
{
  GTestFunc func = (GTestFunc)data;

  if (sshd == NULL)
    sshd = quay_test_sshd_new ("KexAlgorithms +diffie-hellman-group-exchange-sha256");
  if (sshd != NULL)
    func ();
}

static void
add (const char *path, GTestFunc func)
{
  g_test_add_data_func (path, (gconstpointer)func, run_with_sshd);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  add ("/identity/host-keys", test_host_keys);
  add ("/identity/host-keys-wrong", test_host_keys_wrong);
  add ("/identity/fingerprints", test_fingerprints);
  add ("/identity/fingerprint-of-changed", test_fingerprint_of_changed);
  add ("/identity/any", test_any);
  add ("/identity/revoked-goes-first", test_revoked_goes_first);
  add ("/identity/ask-always", test_ask_always);
  add ("/identity/version-pattern", test_version_pattern);
  add ("/identity/identification", test_identification);
  add ("/identity/dh-group-bits", test_dh_group_bits);
  add ("/identity/strict-off", test_strict_off);
  g_test_add_func ("/identity/strict-with-old-server", test_strict_with_old_server);
  g_test_add_func ("/identity/legacy-ciphers", test_legacy_ciphers);
  status = g_test_run ();
  g_clear_pointer (&sshd, quay_test_sshd_free);

  return status;
}

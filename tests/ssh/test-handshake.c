/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-login.h"

/* Algorithms: what is agreed on, and what is refused. */

static void
check_no_common (const char *config, const char *list, const char *offered)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (config));

  if (login == NULL)
    return;
  g_assert_false (quay_test_login_handshake (login));
  g_test_message ("%s", login->error->message);
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_NEGOTIATION);
  quay_test_assert_says (login->error->message, list);
  quay_test_assert_says (login->error->message, offered);
}

static void
test_weak_servers (void)
{
  check_no_common ("KexAlgorithms diffie-hellman-group14-sha1,diffie-hellman-group1-sha1", "key exchange method",
                   "only diffie-hellman-group14-sha1, diffie-hellman-group1-sha1. ");
  check_no_common ("HostKeyAlgorithms ssh-rsa", "host key type", "ssh-rsa");
  check_no_common ("Ciphers 3des-cbc,aes128-cbc", "cipher", "3des-cbc, aes128-cbc");
  check_no_common ("Ciphers aes128-ctr\nMACs hmac-sha1,hmac-md5", "MAC", "hmac-sha1, hmac-md5");
}

static void
test_weak_allowed (void)
{
  g_autoptr (QuayTestLogin) login
      = quay_test_login_new_on (quay_test_sshd_new ("KexAlgorithms diffie-hellman-group14-sha1"));

  if (login == NULL)
    return;
  quay_site_options_set_kex_algorithms (login->options, "made-up-kex, diffie-hellman-group14-sha1");
  g_assert_true (quay_test_login_handshake (login));
  g_assert_cmpstr (quay_ssh_session_get_info (login->session)->kex, ==, "diffie-hellman-group14-sha1");
  quay_test_assert_says (login->log->str, "made-up-kex");

  quay_site_options_set_kex_algorithms (login->options, "made-up-kex");
  g_assert_false (quay_test_login_handshake (login));
  g_assert_error (login->error, QUAY_ERROR, QUAY_ERROR_ALGORITHM_UNSUPPORTED);
}

static void
test_each_kex (void)
{
  static const char *const names[] = {
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "ecdh-sha2-nistp384",
    "ecdh-sha2-nistp521",
    "diffie-hellman-group-exchange-sha256",
    "diffie-hellman-group16-sha512",
    "diffie-hellman-group18-sha512",
    "diffie-hellman-group14-sha256",
    NULL,
  };
  g_autofree char *joined = g_strjoinv (",", (char **)names);
  g_autofree char *config = g_strconcat ("KexAlgorithms ", joined, NULL);
  g_autoptr (QuayTestSshd) sshd = quay_test_sshd_new (config);

  if (sshd == NULL)
    return;
  for (gsize i = 0; names[i] != NULL; i++)
    {
      g_autoptr (QuayTestLogin) login = quay_test_login_new (sshd);

      quay_site_options_set_kex_algorithms (login->options, names[i]);
      quay_test_login_handshake (login);
      g_assert_no_error (login->error);
      g_assert_cmpstr (quay_ssh_session_get_info (login->session)->kex, ==, names[i]);
      g_assert_true (quay_ssh_session_get_info (login->session)->strict_kex);
    }
}

static void
test_info (void)
{
  g_autoptr (QuayTestLogin) login = quay_test_login_new_on (quay_test_sshd_new (NULL));
  const QuaySshInfo *info;

  if (login == NULL)
    return;
  g_assert_true (quay_test_login_handshake (login));
  info = quay_ssh_session_get_info (login->session);
  g_assert_true (g_str_has_prefix (info->server_id, "SSH-2.0-OpenSSH"));
  g_assert_cmpstr (info->kex, ==, "curve25519-sha256");
  g_assert_cmpstr (info->cipher_cs, ==, "aes128-gcm@openssh.com");
  g_assert_cmpstr (info->cipher_sc, ==, "aes128-gcm@openssh.com");
  g_assert_cmpstr (info->compression_cs, ==, "none");
  g_assert_true (info->strict_kex);
  g_assert_nonnull (info->host_key);
  g_assert_null (info->auth_method);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/handshake/weak-servers", test_weak_servers);
  g_test_add_func ("/handshake/weak-allowed", test_weak_allowed);
  g_test_add_func ("/handshake/each-kex", test_each_kex);
  g_test_add_func ("/handshake/info", test_info);

  return g_test_run ();
}

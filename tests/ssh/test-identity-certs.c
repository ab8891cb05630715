/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-key-verify.h"
#include "quay-ssh-cert.h"
#include "quay-test-assert.h"
#include "quay-test-folder.h"
#include "quay-test-login.h"

/* Host certificates, made by ssh-keygen -s and shown by OpenSSH's server. */

typedef struct
{
  char *folder;
  QuayTestSshd *sshd;
  QuayTestLogin *login;
} Fixture;

static const char *const algorithms[] = { "ed25519", "ecdsa", "rsa" };

static void
make_authority (Fixture *self, const char *name, const char *algorithm)
{
  quay_test_run (self->folder, "ssh-keygen", "-q", "-t", algorithm, "-N", "", "-C", name, "-f", name);
}

static char *
read_line (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  return quay_test_read_public_key (path);
}

static void
setup (Fixture *self, gconstpointer data)
{
  g_autofree char *config = NULL;

  self->folder = quay_test_make_folder ();
  make_authority (self, "authority", "ed25519");
  config = g_strdup_printf ("LogLevel DEBUG1\nInclude %s/*.conf", self->folder);
  self->sshd = quay_test_sshd_new (config);
  if (self->sshd == NULL)
    return;
  self->login = quay_test_login_new (self->sshd);
  g_assert_true (g_file_set_contents (self->login->known_hosts, "", -1, NULL));
}

static void
teardown (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->login, quay_test_login_free);
  g_clear_pointer (&self->sshd, quay_test_sshd_free);
  quay_test_remove_folder (self->folder);
}

/* Of the key of one algorithm, which is the only one the server has from now on. */
static void
certify (Fixture *self, const char *authority, const char *algorithm, const char *arguments)
{
  g_autofree char *key = quay_test_sshd_dup_host_key (self->sshd, algorithm);
  g_autofree char *command
      = g_strdup_printf ("ssh-keygen -q -s %s -I 'id of the host' %s %s.pub", authority, arguments, key);
  g_autofree char *config = g_strdup_printf ("HostCertificate %s-cert.pub\n", key);

  quay_test_run_sh (self->folder, command);
  quay_test_put_file (self->folder, "cert.conf", config);
  quay_test_sshd_restart (self->sshd);
}

static void
trust (Fixture *self, const char *authority)
{
  g_autofree char *key = read_line (self, authority);
  const char *const keys[] = { key, NULL };

  quay_site_options_set_host_ca_keys (self->login->options, keys);
}

static void
put_known (Fixture *self, const char *format, const char *name)
{
  g_autofree char *key = read_line (self, name);
  g_autofree char *line = g_strconcat (format, " ", key, "\n", NULL);

  g_assert_true (g_file_set_contents (self->login->known_hosts, line, -1, NULL));
}

static void
assert_accepted (Fixture *self)
{
  gboolean success = quay_test_login_handshake (self->login);
  const QuaySshInfo *info;

  g_assert_no_error (self->login->error);
  g_assert_true (success);
  info = quay_ssh_session_get_info (self->login->session);
  g_assert_cmpstr (info->host_certificate, ==, "id of the host");
  g_assert_nonnull (info->host_authority);
  g_assert_nonnull (strstr (info->host_key_algorithm, "-cert-v01@openssh.com"));
}

static void
assert_rejected (Fixture *self, const char *says)
{
  g_assert_false (quay_test_login_handshake (self->login));
  g_test_message ("%s", self->login->error->message);
  g_assert_error (self->login->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_test_assert_says (self->login->error->message, says);
}

/* Each kind of authority with each kind of key. */
static void
test_kinds (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autofree char *name = g_strconcat ("by-", algorithms[i], NULL);

      make_authority (self, name, algorithms[i]);
      trust (self, name);
      for (gsize k = 0; k < G_N_ELEMENTS (algorithms); k++)
        {
          g_test_message ("%s by %s", algorithms[k], algorithms[i]);
          certify (self, name, algorithms[k], "-h -n 127.0.0.1");
          assert_accepted (self);
        }
    }
}

/* The list of plain types says which certificates there may be. */
static void
test_listed (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  certify (self, "authority", "rsa", "-h -n 127.0.0.1");
  trust (self, "authority");
  quay_site_options_set_host_key_algorithms (self->login->options, "rsa-sha2-256");
  assert_accepted (self);
  g_assert_cmpstr (quay_ssh_session_get_info (self->login->session)->host_key_algorithm, ==,
                   "rsa-sha2-256-cert-v01@openssh.com");
  quay_site_options_set_host_key_algorithms (self->login->options, "ssh-ed25519");
  assert_rejected (self, "unknown keys are refused");
}

static void
test_known_hosts (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1");
  put_known (self, "@cert-authority *", "authority");
  assert_accepted (self);
  put_known (self, "@cert-authority 127.0.0.*", "authority");
  assert_accepted (self);
  put_known (self, "@cert-authority 10.0.0.*", "authority");
  assert_rejected (self, "unknown keys are refused");
  /* An authority's own key is no host's, and a host's is no authority's. */
  put_known (self, "*", "authority");
  assert_rejected (self, "has changed");
}

static void
test_names (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  trust (self, "authority");
  certify (self, "authority", "ed25519", "-h -n www.example.org,backup.example.org");
  assert_rejected (self, "it is for other names (www.example.org, backup.example.org)");
  quay_site_options_set_host_key_alias (self->login->options, "BACKUP.example.org");
  assert_accepted (self);
  certify (self, "authority", "ed25519", "-h -n '*.example.org'");
  assert_accepted (self);
  quay_site_options_set_host_key_alias (self->login->options, "example.org");
  assert_rejected (self, "it is for other names");
  certify (self, "authority", "ed25519", "-h"); /* of no names: of all */
  assert_accepted (self);
}

static void
test_times (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  trust (self, "authority");
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1 -V -2d:-1d");
  assert_rejected (self, "it has been invalid since");
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1 -V +1d:+2d");
  assert_rejected (self, "it is not valid before");
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1 -V -1d:+1d");
  assert_accepted (self);
}

static void
test_others (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1 -O critical:no-such-option@example.org=1");
  trust (self, "authority");
  assert_rejected (self, "critical options");
  make_authority (self, "other", "ed25519");
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1");
  trust (self, "other");
  assert_rejected (self, "which is not trusted for this host");
}

/* Signatures with SHA-1 are no longer worth anything. */
static void
test_sha1 (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  make_authority (self, "by-rsa", "rsa");
  certify (self, "by-rsa", "ed25519", "-h -n 127.0.0.1 -t ssh-rsa");
  trust (self, "by-rsa");
  assert_rejected (self, "a signature of the kind ssh-rsa");
}

static void
test_revoked (Fixture *self, gconstpointer data)
{
  if (self->sshd == NULL)
    return;
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1");
  trust (self, "authority");
  put_known (self, "@revoked *", "authority");
  assert_rejected (self, "is marked as revoked");
}

/* A certificate that does not count leaves the key that is in it, as a server without one would show it. */
static void
test_plain_key_counts (Fixture *self, gconstpointer data)
{
  g_autofree char *known = NULL;

  if (self->sshd == NULL)
    return;
  certify (self, "authority", "ed25519", "-h -n elsewhere");
  trust (self, "authority");
  known = quay_test_sshd_dup_known_hosts (self->sshd);
  g_assert_true (g_file_set_contents (self->login->known_hosts, known, -1, NULL));
  quay_test_login_handshake (self->login);
  g_assert_no_error (self->login->error);
  quay_test_assert_says (self->login->log->str, "it is for other names (elsewhere)");
  g_assert_null (quay_ssh_session_get_info (self->login->session)->host_authority);
}

/* Nobody to judge it: it is not asked for. */
static void
test_not_asked_for (Fixture *self, gconstpointer data)
{
  g_autofree char *known = NULL;

  if (self->sshd == NULL)
    return;
  certify (self, "authority", "ed25519", "-h -n 127.0.0.1");
  known = quay_test_sshd_dup_known_hosts (self->sshd);
  g_assert_true (g_file_set_contents (self->login->known_hosts, known, -1, NULL));
  quay_test_login_handshake (self->login);
  g_assert_no_error (self->login->error);
  g_assert_null (quay_ssh_session_get_info (self->login->session)->host_certificate);
}

/* No server shows a certificate that is forged: what judges them is asked itself, about each byte. */
static void
test_forged (Fixture *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autofree char *name = g_strconcat ("by-", algorithms[i], NULL);
      g_autofree char *command = g_strdup_printf (
          "ssh-keygen -q -s %s -I me -h -n me authority.pub && cut -d' ' -f2 authority-cert.pub", name);
      g_autofree char *base64 = NULL;
      g_autoptr (GBytes) blob = NULL;
      g_autoptr (QuaySshCert) cert = NULL;
      g_autofree char *why = NULL;
      guint8 *bytes;
      gsize size;

      make_authority (self, name, algorithms[i]);
      base64 = quay_test_run_argv (self->folder, (const char *const[]){ "sh", "-c", command, NULL });
      bytes = g_base64_decode (g_strstrip (base64), &size);
      blob = g_bytes_new_take (bytes, size);
      cert = quay_ssh_cert_parse (blob);
      g_assert_nonnull (cert);
      why = quay_key_verify (cert->signing_key, cert->signed_data, cert->signature);
      g_assert_null (why);
      for (gsize at = 0; at < size; at++)
        {
          g_autofree guint8 *changed = g_memdup2 (bytes, size);
          g_autoptr (GBytes) other = NULL;
          g_autoptr (QuaySshCert) forged = NULL;
          g_autofree char *reason = NULL;

          changed[at] ^= 1;
          other = g_bytes_new (changed, size);
          forged = quay_ssh_cert_parse (other);
          if (forged != NULL && g_bytes_equal (forged->signing_key, cert->signing_key))
            {
              reason = quay_key_verify (forged->signing_key, forged->signed_data, forged->signature);
              g_assert_nonnull (reason);
            }
        }
    }
}

#define add(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/identity-certs/kinds", test_kinds);
  add ("/identity-certs/listed", test_listed);
  add ("/identity-certs/known-hosts", test_known_hosts);
  add ("/identity-certs/names", test_names);
  add ("/identity-certs/times", test_times);
  add ("/identity-certs/others", test_others);
  add ("/identity-certs/sha1", test_sha1);
  add ("/identity-certs/revoked", test_revoked);
  add ("/identity-certs/plain-key-counts", test_plain_key_counts);
  add ("/identity-certs/not-asked-for", test_not_asked_for);
  add ("/identity-certs/forged", test_forged);

  return g_test_run ();
}

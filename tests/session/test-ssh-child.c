/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-login.h"
#include "quay-test-answerer.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-pipes.h"
#include "quay-test-sshd.h"

/* The ssh program as the transport: its questions come to whoever owns the login. */

typedef struct
{
  QuayTestSshd *sshd;
  QuaySiteOptions *options;
  QuayTestAnswerer *answerer;
  char *folder;
  char *known_hosts;
  GError *error;
} Fixture;

static void
set_up (Fixture *self, gconstpointer config)
{
  const char *const none[] = { NULL };
  const char *files[2] = { NULL, NULL };
  g_autofree char *lines = NULL;

  self->folder = quay_test_make_folder ();
  self->sshd = quay_test_sshd_new_with_password (config);
  if (self->sshd == NULL)
    return;
  lines = quay_test_sshd_dup_known_hosts (self->sshd);
  quay_test_put_file (self->folder, "known_hosts", lines);
  self->known_hosts = g_build_filename (self->folder, "known_hosts", NULL);
  files[0] = self->known_hosts;
  self->options = quay_site_options_new ();
  quay_site_options_set_transport (self->options, QUAY_TRANSPORT_SSH_CHILD);
  quay_site_options_set_host (self->options, "127.0.0.1");
  quay_site_options_set_port (self->options, quay_test_sshd_get_port (self->sshd));
  quay_site_options_set_user (self->options, quay_test_sshd_get_user (self->sshd));
  quay_site_options_set_use_agent (self->options, FALSE);
  quay_site_options_set_identities (self->options, none);
  quay_site_options_set_known_hosts_files (self->options, files);
}

static void
tear_down (Fixture *self, gconstpointer config)
{
  g_clear_pointer (&self->sshd, quay_test_sshd_free);
  g_clear_object (&self->options);
  g_clear_object (&self->answerer);
  g_clear_error (&self->error);
  g_free (self->known_hosts);
  quay_test_remove_folder (self->folder);
}

static void
use_answers (Fixture *self, QuayTestAnswerer *answerer)
{
  g_clear_object (&self->answerer);
  self->answerer = answerer;
}

static gboolean
run (Fixture *self)
{
  QuayLogin *login = quay_login_new (self->options, self->answerer != NULL ? QUAY_INTERACTION (self->answerer) : NULL);
  g_autoptr (GAsyncResult) result = NULL;
  gboolean success;

  g_clear_error (&self->error);
  quay_login_open_async (login, NULL, quay_test_keep_result, &result);
  success = quay_login_open_finish (login, quay_test_wait_for (&result), &self->error);
  g_clear_object (&result);
  if (success)
    quay_test_close_login (login);
  else
    g_object_unref (login);
  if (self->error != NULL)
    g_test_message ("%s", self->error->message);

  return success;
}

static void
assert_logged_in (Fixture *self)
{
  gboolean success = run (self);

  g_assert_no_error (self->error);
  g_assert_true (success);
}

static void
use_key (Fixture *self, const char *name)
{
  const char *const paths[] = { quay_test_sshd_authorize_key (self->sshd, name), NULL };

  quay_site_options_set_identities (self->options, paths);
}

static void
test_password (Fixture *self, gconstpointer config)
{
  if (self->sshd == NULL)
    return;
  use_answers (self, quay_test_answerer_new ("wrong", quay_test_sshd_get_password (self->sshd), NULL));
  assert_logged_in (self);
  g_assert_cmpstr (self->answerer->transcript->str, ==, "password#1[||Password]\npassword#2[||Password]\n");
  /* What is stored goes first, and is not sent again by itself. */
  quay_site_options_set_password (self->options, "stored and wrong");
  use_answers (self, quay_test_answerer_new (quay_test_sshd_get_password (self->sshd), NULL));
  assert_logged_in (self);
  g_assert_cmpstr (self->answerer->transcript->str, ==, "password#2[||Password]\n");
  quay_site_options_set_auth_methods (self->options, "publickey");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION);
}

static void
test_cancelled (Fixture *self, gconstpointer config)
{
  if (self->sshd == NULL)
    return;
  use_answers (self, quay_test_answerer_new (NULL));
  g_assert_false (run (self));
  g_assert_error (self->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->answerer->n_secret_questions, ==, 1);
}

static void
test_passphrase (Fixture *self, gconstpointer config)
{
  if (self->sshd == NULL)
    return;
  use_key (self, "ed25519-locked");
  use_answers (self, quay_test_answerer_new (QUAY_TEST_PASSPHRASE, NULL));
  assert_logged_in (self);
  quay_test_assert_says (self->answerer->transcript->str, "passphrase#1[||Passphrase]");
  quay_site_options_set_passphrase (self->options, QUAY_TEST_PASSPHRASE);
  use_answers (self, NULL);
  assert_logged_in (self);
}

/* ssh asks, with the fingerprint. */
static void
test_host_key (Fixture *self, gconstpointer config)
{
  g_autofree char *after = NULL;

  if (self->sshd == NULL)
    return;
  use_key (self, "ed25519");
  quay_test_put_file (self->folder, "known_hosts", "");
  use_answers (self, quay_test_answerer_new ("no", NULL));
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_test_assert_says (self->answerer->transcript->str, "SHA256:");
  g_assert_true (g_file_get_contents (self->known_hosts, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "");
  quay_site_options_set_host_key_policy (self->options, QUAY_HOST_KEY_POLICY_STRICT);
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_site_options_set_host_key_policy (self->options, QUAY_HOST_KEY_POLICY_ASK);
  use_answers (self, quay_test_answerer_new ("yes", NULL));
  assert_logged_in (self);
}

static char *
read_host_key (Fixture *self)
{
  g_autofree char *path = quay_test_sshd_dup_host_key (self->sshd, "ed25519");

  return quay_test_read_public_key (path);
}

/* What the options say of the server's key, with nobody to ask. */
static void
test_named_key (Fixture *self, gconstpointer config)
{
  g_autofree char *line = NULL;
  g_autoptr (QuayHostKey) key = NULL;
  const char *keys[2] = { NULL, NULL };

  if (self->sshd == NULL)
    return;
  use_key (self, "ed25519");
  quay_test_put_file (self->folder, "known_hosts", "");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  line = read_host_key (self);
  key = quay_host_key_new_from_text (line, NULL);
  keys[0] = line;
  quay_site_options_set_host_keys (self->options, keys);
  assert_logged_in (self);
  quay_site_options_set_host_keys (self->options, NULL);
  quay_site_options_set_host_key_algorithms (self->options, "ssh-ed25519");
  quay_site_options_set_host_fingerprints (self->options, "SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_HOST_KEY_REJECTED);
  quay_site_options_set_host_fingerprints (self->options, quay_host_key_get_sha256 (key));
  assert_logged_in (self);
}

static void
test_refused (Fixture *self, gconstpointer config)
{
  if (self->sshd == NULL)
    return;
  quay_site_options_set_auth_methods (self->options, "custom");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_UNSUPPORTED);
  quay_site_options_set_auth_methods (self->options, NULL);
  quay_site_options_set_host (self->options, "-oProxyCommand=x");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_HOST_INVALID);
  quay_site_options_set_host (self->options, "127.0.0.1");
  quay_site_options_set_ciphers (self->options, "rot13");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_ALGORITHM_UNSUPPORTED);
  quay_site_options_set_ciphers (self->options, "aes128-ctr\nProxyCommand x");
  g_assert_false (run (self));
  g_assert_error (self->error, QUAY_ERROR, QUAY_ERROR_USAGE);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_setenv ("QUAY_ASKPASS", QUAY_TEST_ASKPASS, TRUE);
  g_test_init (&argc, &argv, NULL);
  add ("/ssh-child/password", test_password);
  add ("/ssh-child/cancelled", test_cancelled);
  add ("/ssh-child/passphrase", test_passphrase);
  add ("/ssh-child/host-key", test_host_key);
  add ("/ssh-child/named-key", test_named_key);
  add ("/ssh-child/refused", test_refused);

  return g_test_run ();
}

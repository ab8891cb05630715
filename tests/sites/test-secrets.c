/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <libsecret/secret.h>

#include "quay-test-async.h"
#include "quayside-secrets.h"

/* Run by ../support/keyring.py: the first part of each path is its mode. */

#define ANSWER_MS 2000

static QuaySiteOptions *
new_options (const char *user)
{
  QuaySiteOptions *options = quay_site_options_new ();

  quay_site_options_set_host (options, "web.example.org");
  quay_site_options_set_user (options, user);

  return options;
}

static QuaysideSecretKey *
new_key (const char *user)
{
  g_autoptr (QuaySiteOptions) options = new_options (user);

  return quayside_secret_key_new (options);
}

static char *
lookup (QuaysideSecrets *secrets, const QuaysideSecretKey *key, QuaysideSecretPlace *place, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 started = g_get_monotonic_time ();

  quayside_secrets_lookup_async (secrets, key, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);
  g_assert_cmpint (g_get_monotonic_time () - started, <, ANSWER_MS * 1000);

  return quayside_secrets_lookup_finish (secrets, result, place, error);
}

static void
assert_secret (QuaysideSecrets *secrets,
               const QuaysideSecretKey *key,
               const char *expected,
               QuaysideSecretPlace expected_place)
{
  g_autoptr (GError) error = NULL;
  QuaysideSecretPlace place;
  char *secret = lookup (secrets, key, &place, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (secret, ==, expected);
  g_assert_cmpint (place, ==, expected_place);
  quayside_secret_free (secret);
}

static gboolean
save (QuaysideSecrets *secrets, const QuaysideSecretKey *key, const char *secret, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  gint64 started = g_get_monotonic_time ();

  quayside_secrets_save_async (secrets, key, secret, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);
  g_assert_cmpint (g_get_monotonic_time () - started, <, ANSWER_MS * 1000);

  return quayside_secrets_save_finish (secrets, result, error);
}

static gboolean
clear (QuaysideSecrets *secrets, const QuaysideSecretKey *key, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  quayside_secrets_clear_async (secrets, key, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);

  return quayside_secrets_clear_finish (secrets, result, error);
}

static void
test_save_and_clear (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecrets) later = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("anna");
  g_autoptr (GError) error = NULL;

  assert_secret (secrets, key, NULL, QUAYSIDE_SECRET_NONE);
  g_assert_true (save (secrets, key, "pa;ss wörd", &error));
  g_assert_no_error (error);
  assert_secret (later, key, "pa;ss wörd", QUAYSIDE_SECRET_SAVED);
  g_assert_true (save (secrets, key, "another", &error));
  assert_secret (later, key, "another", QUAYSIDE_SECRET_SAVED);
  g_assert_true (clear (later, key, &error));
  g_assert_no_error (error);
  assert_secret (secrets, key, NULL, QUAYSIDE_SECRET_NONE);
  g_assert_true (clear (later, key, &error));
  g_assert_no_error (error);
}

/* Whatever differs between two sessions, neither sees the other's. */
static void
test_none_is_shared (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify)quayside_secret_key_free);
  g_autoptr (QuaySiteOptions) port = new_options ("anna");
  g_autoptr (QuaySiteOptions) exec = new_options ("anna");
  g_autoptr (QuaySiteOptions) straight = new_options ("anna");
  g_autoptr (QuayPrompt) hop = quay_prompt_new (QUAY_PROMPT_PASSWORD, "anna", "jump.example.org", 22);
  g_autoptr (QuayPrompt) key_file = quay_prompt_new (QUAY_PROMPT_PASSPHRASE, "anna", "web.example.org", 22);
  g_autoptr (QuayPrompt) code = quay_prompt_new (QUAY_PROMPT_KEYBOARD_INTERACTIVE, "anna", "web.example.org", 22);
  g_autoptr (QuaySiteOptions) to_hop = new_options ("anna");

  quay_site_options_set_port (port, 2222);
  quay_site_options_set_transport (exec, QUAY_TRANSPORT_SSH_CHILD);
  quay_site_options_set_host (to_hop, "jump.example.org");
  quay_prompt_set_key_file (key_file, "~/.ssh/id_ed25519");
  quay_prompt_add_field (code, "Password:", FALSE);
  g_ptr_array_add (keys, quayside_secret_key_new (straight));
  g_ptr_array_add (keys, new_key ("bert"));
  g_ptr_array_add (keys, quayside_secret_key_new (port));
  g_ptr_array_add (keys, quayside_secret_key_new (exec));
  g_ptr_array_add (keys, quayside_secret_key_new (to_hop));
  g_ptr_array_add (keys, quayside_secret_key_for_prompt (straight, hop));
  g_ptr_array_add (keys, quayside_secret_key_for_prompt (exec, hop));
  g_ptr_array_add (keys, quayside_secret_key_for_prompt (straight, key_file));
  g_ptr_array_add (keys, quayside_secret_key_for_prompt (straight, code));
  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *secret = g_strdup_printf ("secret %u", i);

      g_assert_true (save (secrets, keys->pdata[i], secret, NULL));
    }
  for (guint i = 0; i < keys->len; i++)
    {
      g_autofree char *secret = g_strdup_printf ("secret %u", i);

      assert_secret (secrets, keys->pdata[i], secret, QUAYSIDE_SECRET_SAVED);
      g_assert_true (clear (secrets, keys->pdata[i], NULL));
    }
}

static void
test_remember (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecrets) other = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("remembered");

  quayside_secrets_remember (secrets, key, "until the end");
  assert_secret (secrets, key, "until the end", QUAYSIDE_SECRET_REMEMBERED);
  assert_secret (other, key, NULL, QUAYSIDE_SECRET_NONE);
}

static void
test_refused (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("refused");

  g_assert_true (save (secrets, key, "wrong", NULL));
  quayside_secrets_refuse (secrets, key);
  assert_secret (secrets, key, NULL, QUAYSIDE_SECRET_NONE);
  g_assert_true (save (secrets, key, "right", NULL));
  assert_secret (secrets, key, "right", QUAYSIDE_SECRET_SAVED);
}

/* All kinds of one login, and no other's. */
static void
test_forget (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaySiteOptions) options = new_options ("anna");
  g_autoptr (QuaysideSecretKey) password = new_key ("anna");
  g_autoptr (QuaysideSecretKey) other = new_key ("anna2");
  g_autoptr (QuayPrompt) prompt = quay_prompt_new (QUAY_PROMPT_PASSPHRASE, "anna", "web.example.org", 22);
  g_autoptr (QuaysideSecretKey) passphrase = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_prompt_set_key_file (prompt, "~/.ssh/id_ed25519");
  passphrase = quayside_secret_key_for_prompt (options, prompt);
  g_assert_true (save (secrets, password, "1", NULL));
  g_assert_true (save (secrets, other, "2", NULL));
  quayside_secrets_remember (secrets, passphrase, "3");
  quayside_secrets_forget_async (secrets, password, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);
  g_assert_true (quayside_secrets_clear_finish (secrets, result, &error));
  g_assert_no_error (error);
  assert_secret (secrets, password, NULL, QUAYSIDE_SECRET_NONE);
  assert_secret (secrets, passphrase, NULL, QUAYSIDE_SECRET_NONE);
  assert_secret (secrets, other, "2", QUAYSIDE_SECRET_SAVED);
}

/* Last: it stays so. */
static void
test_locked (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("locked");
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, &error);
  GList *collections;

  g_assert_no_error (error);
  g_assert_true (save (secrets, key, "hidden", NULL));
  collections = secret_service_get_collections (service);
  secret_service_lock_sync (service, collections, NULL, NULL, &error);
  g_assert_no_error (error);
  g_list_free_full (collections, g_object_unref);
  g_assert_null (lookup (secrets, key, NULL, &error));
  g_assert_error (error, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_LOCKED);
  g_clear_error (&error);
  g_assert_false (save (secrets, key, "another", &error));
  g_assert_error (error, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_LOCKED);
}

/* Nothing can be had and nothing kept, and each call says why, soon. */
static void
assert_unusable (QuaysideSecretsError code)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("anna");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_assert_null (lookup (secrets, key, NULL, &error));
      g_assert_error (error, QUAYSIDE_SECRETS_ERROR, (int)code);
      g_clear_error (&error);
      g_assert_false (save (secrets, key, "x", &error));
      g_assert_error (error, QUAYSIDE_SECRETS_ERROR, (int)code);
      g_clear_error (&error);
    }
  quayside_secrets_remember (secrets, key, "y");
  assert_secret (secrets, key, "y", QUAYSIDE_SECRET_REMEMBERED);
}

static void
test_absent (void)
{
  assert_unusable (QUAYSIDE_SECRETS_ERROR_ABSENT);
}

static void
test_silent (void)
{
  assert_unusable (QUAYSIDE_SECRETS_ERROR_SILENT);
}

static void
test_new (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("anna");
  g_autoptr (GError) error = NULL;

  assert_secret (secrets, key, NULL, QUAYSIDE_SECRET_NONE);
  g_assert_false (save (secrets, key, "x", &error));
  g_assert_error (error, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_LOCKED);
}

static void
test_cancelled (void)
{
  g_autoptr (QuaysideSecrets) secrets = quayside_secrets_new ();
  g_autoptr (QuaysideSecretKey) key = new_key ("anna");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  QuayTestCanceller *canceller;

  quayside_secrets_lookup_async (secrets, key, cancellable, quay_test_keep_result, &result);
  canceller = quay_test_cancel_soon (cancellable);
  quay_test_wait_for (&result);
  quay_test_assert_was_prompt (canceller);
  g_assert_null (quayside_secrets_lookup_finish (secrets, result, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/open/save-and-clear", test_save_and_clear);
  g_test_add_func ("/open/none-is-shared", test_none_is_shared);
  g_test_add_func ("/open/remember", test_remember);
  g_test_add_func ("/open/refused", test_refused);
  g_test_add_func ("/open/forget", test_forget);
  g_test_add_func ("/open/then-locked", test_locked);
  g_test_add_func ("/new/cannot-save", test_new);
  g_test_add_func ("/absent/says-so", test_absent);
  g_test_add_func ("/silent/says-so", test_silent);
  g_test_add_func ("/silent/cancelled", test_cancelled);

  return g_test_run ();
}

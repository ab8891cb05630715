/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-login-secrets.h"

typedef struct
{
  QuaysideSecretKey *key;
  char *secret; /* quayside_secret_free */
  QuaysideKeeping keeping;
} Typed;

/* What was tried by itself. */
typedef struct
{
  QuaysideSecretKey *key;
  QuaysideSecretPlace place;
} Tried;

struct _QuaysideLoginSecrets
{
  GObject parent_instance;

  /* Owned */
  QuaysideSecrets *secrets;
  QuaySiteOptions *options;
  GHashTable *tried; /* key's id -> Tried */
  GHashTable *typed; /* key's id -> Typed */
  char *problem;
};

enum
{
  NOT_KEPT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideLoginSecrets, quayside_login_secrets, G_TYPE_OBJECT)

static void
typed_free (Typed *typed)
{
  quayside_secret_key_free (typed->key);
  quayside_secret_free (typed->secret);
  g_free (typed);
}

static void
tried_free (Tried *tried)
{
  quayside_secret_key_free (tried->key);
  g_free (tried);
}

/* Answering */

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  QuaysideLoginSecrets *self = g_task_get_source_object (task);
  QuayPrompt *prompt = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  QuaysideSecretPlace place;
  char *secret = quayside_secrets_lookup_finish (QUAYSIDE_SECRETS (source), result, &place, &error);
  Tried *tried;

  g_set_str (&self->problem, error != NULL ? error->message : NULL);
  if (g_task_return_error_if_cancelled (task))
    {
      quayside_secret_free (secret);
      return;
    }
  if (secret != NULL)
    {
      tried = g_new0 (Tried, 1);
      tried->key = quayside_secret_key_for_prompt (self->options, prompt);
      tried->place = place;
      g_hash_table_insert (self->tried, quayside_secret_key_dup_id (tried->key), tried);
      quay_prompt_set_answer (prompt, 0, secret);
    }
  g_task_return_boolean (task, secret != NULL);
  quayside_secret_free (secret);
}

void
quayside_login_secrets_answer_async (QuaysideLoginSecrets *self,
                                     QuayPrompt *prompt,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (QuaysideSecretKey) key = quayside_secret_key_for_prompt (self->options, prompt);
  g_autofree char *id = key != NULL ? quayside_secret_key_dup_id (key) : NULL;

  g_task_set_source_tag (task, quayside_login_secrets_answer_async);
  g_task_set_task_data (task, g_object_ref (prompt), g_object_unref);
  if (key == NULL)
    g_task_return_boolean (task, FALSE);
  else if (g_hash_table_contains (self->tried, id))
    {
      /* It is asked for again: so it was wrong. */
      quayside_secrets_refuse (self->secrets, key);
      g_task_return_boolean (task, FALSE);
    }
  else if (quay_prompt_get_attempt (prompt) > 1)
    g_task_return_boolean (task, FALSE);
  else
    quayside_secrets_lookup_async (self->secrets, key, cancellable, on_looked_up, g_object_ref (task));
}

gboolean
quayside_login_secrets_answer_finish (QuaysideLoginSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_login_secrets_answer_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
quayside_login_secrets_can_keep (QuaysideLoginSecrets *self, QuayPrompt *prompt)
{
  g_autoptr (QuaysideSecretKey) key = quayside_secret_key_for_prompt (self->options, prompt);

  return key != NULL;
}

QuaysideSecretPlace
quayside_login_secrets_get_refused (QuaysideLoginSecrets *self, QuayPrompt *prompt)
{
  g_autoptr (QuaysideSecretKey) key = quayside_secret_key_for_prompt (self->options, prompt);
  g_autofree char *id = key != NULL ? quayside_secret_key_dup_id (key) : NULL;
  const Tried *tried = id != NULL ? g_hash_table_lookup (self->tried, id) : NULL;

  return tried != NULL ? tried->place : QUAYSIDE_SECRET_NONE;
}

const char *
quayside_login_secrets_get_problem (QuaysideLoginSecrets *self)
{
  return self->problem;
}

/* Keeping */

void
quayside_login_secrets_keep (QuaysideLoginSecrets *self, QuayPrompt *prompt, QuaysideKeeping keeping)
{
  g_autoptr (QuaysideSecretKey) key = quayside_secret_key_for_prompt (self->options, prompt);
  Typed *typed;

  if (key == NULL)
    return;
  typed = g_new0 (Typed, 1);
  typed->secret = quayside_secret_dup (quay_prompt_get_answer (prompt, 0));
  typed->keeping = keeping;
  typed->key = g_steal_pointer (&key);
  g_hash_table_insert (self->typed, quayside_secret_key_dup_id (typed->key), typed);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideLoginSecrets) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!quayside_secrets_save_finish (QUAYSIDE_SECRETS (source), result, &error))
    g_signal_emit (self, signals[NOT_KEPT], 0, error->message);
}

static void
keep (QuaysideLoginSecrets *self, Typed *typed, gboolean was_kept)
{
  switch (typed->keeping)
    {
    case QUAYSIDE_KEEP_UNTIL_QUIT:
      if (was_kept)
        quayside_secrets_clear_async (self->secrets, typed->key, NULL, NULL, NULL);
      quayside_secrets_remember (self->secrets, typed->key, typed->secret);
      break;
    case QUAYSIDE_KEEP_SAVED:
      quayside_secrets_save_async (self->secrets, typed->key, typed->secret, NULL, on_saved, g_object_ref (self));
      break;
    case QUAYSIDE_KEEP_NOTHING:
    default:
      /* What was kept and is wrong goes. */
      if (was_kept)
        quayside_secrets_clear_async (self->secrets, typed->key, NULL, NULL, NULL);
      break;
    }
}

void
quayside_login_secrets_succeeded (QuaysideLoginSecrets *self)
{
  GHashTableIter iter;
  gpointer id, typed;

  g_hash_table_iter_init (&iter, self->typed);
  while (g_hash_table_iter_next (&iter, &id, &typed))
    keep (self, typed, g_hash_table_contains (self->tried, id));
  g_hash_table_remove_all (self->typed);
  g_hash_table_remove_all (self->tried);
}

void
quayside_login_secrets_failed (QuaysideLoginSecrets *self, const GError *error)
{
  GHashTableIter iter;
  gpointer tried;

  /* Many servers hang up instead of asking again. Passphrases are asked for again by ourselves. */
  g_hash_table_iter_init (&iter, self->tried);
  while (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_AUTHENTICATION) && g_hash_table_iter_next (&iter, NULL, &tried))
    if (!g_str_equal (((Tried *)tried)->key->kind, "passphrase"))
      quayside_secrets_refuse (self->secrets, ((Tried *)tried)->key);
  g_hash_table_remove_all (self->typed);
  g_hash_table_remove_all (self->tried);
}

QuaysideLoginSecrets *
quayside_login_secrets_new (QuaysideSecrets *secrets, QuaySiteOptions *options)
{
  QuaysideLoginSecrets *self = g_object_new (QUAYSIDE_TYPE_LOGIN_SECRETS, NULL);

  self->secrets = g_object_ref (secrets);
  self->options = quay_site_options_copy (options);

  return self;
}

static void
quayside_login_secrets_finalize (GObject *object)
{
  QuaysideLoginSecrets *self = QUAYSIDE_LOGIN_SECRETS (object);

  g_object_unref (self->secrets);
  g_object_unref (self->options);
  g_hash_table_unref (self->tried);
  g_hash_table_unref (self->typed);
  g_free (self->problem);
  G_OBJECT_CLASS (quayside_login_secrets_parent_class)->finalize (object);
}

static void
quayside_login_secrets_class_init (QuaysideLoginSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_login_secrets_finalize;
  signals[NOT_KEPT] = g_signal_new ("not-kept", QUAYSIDE_TYPE_LOGIN_SECRETS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
quayside_login_secrets_init (QuaysideLoginSecrets *self)
{
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)tried_free);
  self->typed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)typed_free);
}

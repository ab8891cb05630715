/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-secrets.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

/* Is there in a Flatpak. */
#define SANDBOX "/.flatpak-info"

/* So that our items are found by us alone; every attribute has to match. */
static const SecretSchema schema = {
  "io.github.quayside.Quayside",
  SECRET_SCHEMA_NONE,
  {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "host", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "port", SECRET_SCHEMA_ATTRIBUTE_INTEGER },
      { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "via", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "what", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

struct _QuaysideSecrets
{
  GObject parent_instance;

  GHashTable *remembered; /* key's id -> SecretValue */
  GHashTable *refused;    /* key's id */
};

/* One call to the keyring. It ends when the keyring answers, when time is up, or when it is cancelled, whichever is
 * first; what comes later goes nowhere. */
typedef struct
{
  QuaysideSecretKey *key;
  SecretValue *secret;       /* to be saved */
  GCancellable *cancellable; /* of the keyring's side */
  guint timeout;
  QuaysideSecretPlace place;
} Call;

G_DEFINE_QUARK (quayside - secrets - error - quark, quayside_secrets_error)
G_DEFINE_FINAL_TYPE (QuaysideSecrets, quayside_secrets, G_TYPE_OBJECT)

void
quayside_secret_free (char *secret)
{
  secret_password_free (secret);
}

/* A copy in memory that is wiped. */
static SecretValue *
make_value (const char *secret)
{
  return secret_value_new (secret, -1, "text/plain");
}

char *
quayside_secret_dup (const char *secret)
{
  return secret != NULL ? secret_value_unref_to_password (make_value (secret), NULL) : NULL;
}

static char *
dup_value (SecretValue *value)
{
  return secret_value_unref_to_password (secret_value_ref (value), NULL);
}

static void
call_free (Call *call)
{
  g_clear_handle_id (&call->timeout, g_source_remove);
  quayside_secret_key_free (call->key);
  g_clear_pointer (&call->secret, secret_value_unref);
  g_clear_object (&call->cancellable);
  g_free (call);
}

/* How it ends */

static gboolean
on_timeout (gpointer user_data)
{
  GTask *task = user_data;
  Call *call = g_task_get_task_data (task);

  call->timeout = 0;
  g_task_return_new_error (task, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_SILENT,
                           _ ("The keyring does not answer. Saved passwords cannot be used now."));
  g_cancellable_cancel (call->cancellable);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, GCancellable *call_cancellable)
{
  g_cancellable_cancel (call_cancellable);
}

static GTask *
new_call (QuaysideSecrets *self,
          const QuaysideSecretKey *key,
          gpointer tag,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Call *call = g_new0 (Call, 1);

  call->key = quayside_secret_key_copy (key);
  call->cancellable = g_cancellable_new ();
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, call, (GDestroyNotify)call_free);
  if (cancellable != NULL)
    g_signal_connect_data (cancellable, "cancelled", G_CALLBACK (on_cancelled), g_object_ref (call->cancellable),
                           (GClosureNotify)(void (*) (void))g_object_unref, 0);

  return task;
}

static void
start_clock (GTask *task)
{
  Call *call = g_task_get_task_data (task);

  call->timeout = g_timeout_add_full (G_PRIORITY_DEFAULT, QUAYSIDE_SECRETS_TIMEOUT_MS, on_timeout, g_object_ref (task),
                                      g_object_unref);
}

/* Is there anybody left who wants to know? Stops the clock where that is all. */
static gboolean
is_over (GTask *task)
{
  return g_task_get_completed (task) || ((Call *)g_task_get_task_data (task))->timeout == 0;
}

static void
stop_clock (GTask *task)
{
  g_clear_handle_id (&((Call *)g_task_get_task_data (task))->timeout, g_source_remove);
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_FILE_NOT_FOUND)
         || g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SPAWN_SERVICE_NOT_FOUND)
         || (error->domain == G_IO_ERROR && error->code != G_IO_ERROR_CANCELLED
             && error->code != G_IO_ERROR_DBUS_ERROR);
}

static void
return_failure (GTask *task, const GError *error)
{
  g_autofree char *why = NULL;

  /* The proxy to a service that is gone would be used for ever. */
  secret_service_disconnect ();
  if (is_over (task))
    return;
  stop_clock (task);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    g_task_return_new_error (task, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_LOCKED,
                             _ ("The keyring is locked. Unlock it to use saved passwords."));
  else if (is_absent (error))
    g_task_return_new_error (task, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_ABSENT,
                             _ ("There is no keyring here. Passwords can only be remembered until you quit."));
  else
    {
      why = quay_text_escape_message (error->message, -1, 300);
      g_task_return_new_error (task, QUAYSIDE_SECRETS_ERROR, QUAYSIDE_SECRETS_ERROR_FAILED,
                               _ ("The keyring answers with an error: %s."), why);
    }
}

static void
return_locked (GTask *task)
{
  g_autoptr (GError) error = g_error_new (SECRET_ERROR, SECRET_ERROR_IS_LOCKED, "locked");

  return_failure (task, error);
}

static void
return_secret (GTask *task, SecretValue *value, QuaysideSecretPlace place)
{
  ((Call *)g_task_get_task_data (task))->place = value != NULL ? place : QUAYSIDE_SECRET_NONE;
  g_task_return_pointer (task, value != NULL ? dup_value (value) : NULL, (GDestroyNotify)quayside_secret_free);
}

static GHashTable *
new_attributes (const QuaysideSecretKey *key)
{
  return secret_attributes_build (&schema, "kind", key->kind, "host", key->host, "port", (int)key->port, "user",
                                  key->user, "via", key->via, "what", key->what, NULL);
}

/* Looking up */

static void
on_retrieved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value
      = secret_retrievable_retrieve_secret_finish (SECRET_RETRIEVABLE (source), result, &error);

  if (error != NULL)
    return_failure (task, error);
  else if (!is_over (task))
    {
      stop_clock (task);
      return_secret (task, value, QUAYSIDE_SECRET_SAVED);
    }
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  GList *items = secret_password_search_finish (result, &error);
  gpointer item = items != NULL ? items->data : NULL;

  if (error != NULL)
    return_failure (task, error);
  else if (is_over (task))
    g_debug ("The keyring's answer comes too late");
  else if (item == NULL)
    {
      stop_clock (task);
      return_secret (task, NULL, QUAYSIDE_SECRET_NONE);
    }
  else if (SECRET_IS_ITEM (item) && secret_item_get_locked (item))
    return_locked (task);
  else
    secret_retrievable_retrieve_secret (item, ((Call *)g_task_get_task_data (task))->cancellable, on_retrieved,
                                        g_object_ref (task));
  g_list_free_full (items, g_object_unref);
}

void
quayside_secrets_lookup_async (QuaysideSecrets *self,
                               const QuaysideSecretKey *key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = new_call (self, key, quayside_secrets_lookup_async, cancellable, callback, user_data);
  g_autofree char *id = quayside_secret_key_dup_id (key);
  g_autoptr (GHashTable) attributes = new_attributes (key);
  SecretValue *remembered = g_hash_table_lookup (self->remembered, id);

  if (remembered != NULL)
    return_secret (task, remembered, QUAYSIDE_SECRET_REMEMBERED);
  else if (g_hash_table_contains (self->refused, id))
    return_secret (task, NULL, QUAYSIDE_SECRET_NONE);
  else
    {
      start_clock (task);
      secret_password_searchv (&schema, attributes, SECRET_SEARCH_NONE,
                               ((Call *)g_task_get_task_data (task))->cancellable, on_found, g_object_ref (task));
    }
}

char *
quayside_secrets_lookup_finish (QuaysideSecrets *self, GAsyncResult *result, QuaysideSecretPlace *place, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_secrets_lookup_async), NULL);

  if (place != NULL)
    *place = ((Call *)g_task_get_task_data (G_TASK (result)))->place;

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Saving */

static void
on_stored (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    return_failure (task, error);
  else if (!is_over (task))
    {
      stop_clock (task);
      g_task_return_boolean (task, TRUE);
    }
}

static void
store (GTask *task)
{
  Call *call = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = new_attributes (call->key);
  g_autofree char *label = quayside_secret_key_dup_label (call->key);

  secret_password_storev_binary (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, call->secret, call->cancellable,
                                 on_stored, g_object_ref (task));
}

static void
on_collection (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretCollection) collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    return_failure (task, error);
  else if (is_over (task))
    g_debug ("The keyring's answer comes too late");
  /* Without one, the keyring would ask the person to make it; it does that when they log in. */
  else if (collection == NULL || secret_collection_get_locked (collection))
    return_locked (task);
  else
    store (task);
}

static void
on_service (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretService) service = secret_service_get_finish (result, &error);

  if (error != NULL)
    return_failure (task, error);
  else if (is_over (task))
    g_debug ("The keyring's answer comes too late");
  else
    secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                                 ((Call *)g_task_get_task_data (task))->cancellable, on_collection,
                                 g_object_ref (task));
}

void
quayside_secrets_save_async (QuaysideSecrets *self,
                             const QuaysideSecretKey *key,
                             const char *secret,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = new_call (self, key, quayside_secrets_save_async, cancellable, callback, user_data);
  g_autofree char *id = quayside_secret_key_dup_id (key);
  Call *call = g_task_get_task_data (task);

  g_hash_table_remove (self->refused, id);
  g_hash_table_remove (self->remembered, id);
  call->secret = make_value (secret);
  start_clock (task);
  /* In a sandbox libsecret keeps a file of its own, which is never locked. */
  if (g_file_test (SANDBOX, G_FILE_TEST_EXISTS))
    store (task);
  else
    secret_service_get (SECRET_SERVICE_NONE, call->cancellable, on_service, g_object_ref (task));
}

gboolean
quayside_secrets_save_finish (QuaysideSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_secrets_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Clearing */

static void
on_cleared (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  /* FALSE without an error: there was nothing. */
  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_failure (task, error);
  else if (!is_over (task))
    {
      stop_clock (task);
      g_task_return_boolean (task, TRUE);
    }
}

static void
clear (QuaysideSecrets *self,
       const QuaysideSecretKey *key,
       GHashTable *attributes,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  g_autoptr (GTask) task = new_call (self, key, quayside_secrets_clear_async, cancellable, callback, user_data);

  start_clock (task);
  secret_password_clearv (&schema, attributes, ((Call *)g_task_get_task_data (task))->cancellable, on_cleared,
                          g_object_ref (task));
}

void
quayside_secrets_clear_async (QuaysideSecrets *self,
                              const QuaysideSecretKey *key,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autofree char *id = quayside_secret_key_dup_id (key);
  g_autoptr (GHashTable) attributes = new_attributes (key);

  g_hash_table_remove (self->remembered, id);
  clear (self, key, attributes, cancellable, callback, user_data);
}

static gboolean
is_of_account (gpointer id, gpointer value, gpointer account)
{
  return g_str_has_prefix (id, account);
}

void
quayside_secrets_forget_async (QuaysideSecrets *self,
                               const QuaysideSecretKey *key,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autofree char *account = quayside_secret_key_dup_account (key);
  g_autoptr (GHashTable) attributes = new_attributes (key);

  g_hash_table_foreach_remove (self->remembered, is_of_account, account);
  g_hash_table_foreach_remove (self->refused, is_of_account, account);
  g_hash_table_remove (attributes, "kind");
  g_hash_table_remove (attributes, "what");
  clear (self, key, attributes, cancellable, callback, user_data);
}

gboolean
quayside_secrets_clear_finish (QuaysideSecrets *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_secrets_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* In memory */

void
quayside_secrets_remember (QuaysideSecrets *self, const QuaysideSecretKey *key, const char *secret)
{
  char *id = quayside_secret_key_dup_id (key);

  g_hash_table_remove (self->refused, id);
  g_hash_table_insert (self->remembered, id, make_value (secret));
}

void
quayside_secrets_refuse (QuaysideSecrets *self, const QuaysideSecretKey *key)
{
  char *id = quayside_secret_key_dup_id (key);

  g_hash_table_remove (self->remembered, id);
  g_hash_table_add (self->refused, id);
}

QuaysideSecrets *
quayside_secrets_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_SECRETS, NULL);
}

QuaysideSecrets *
quayside_secrets_get_default (void)
{
  static QuaysideSecrets *secrets;

  if (secrets == NULL)
    secrets = quayside_secrets_new ();

  return secrets;
}

static void
quayside_secrets_finalize (GObject *object)
{
  QuaysideSecrets *self = QUAYSIDE_SECRETS (object);

  g_hash_table_unref (self->remembered);
  g_hash_table_unref (self->refused);
  G_OBJECT_CLASS (quayside_secrets_parent_class)->finalize (object);
}

static void
quayside_secrets_class_init (QuaysideSecretsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_secrets_finalize;
}

static void
quayside_secrets_init (QuaysideSecrets *self)
{
  self->remembered
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)(void (*) (void))secret_value_unref);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

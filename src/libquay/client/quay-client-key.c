/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-key.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-key-export.h"
#include "quay-key-store.h"
#include "quay-secret.h"
#include "quay-text.h"

/* The documented numbers of ssh-cert-store-type. */
#define STORE_PKCS11 23
#define STORE_AUTO 99

#define DEFAULT_STORE "MY"

static const struct
{
  int type;
  gboolean is_file;
  QuayKeyFormat format;
} kinds[] = {
  { 2, TRUE, QUAY_KEY_FORMAT_PFX },
  { 3, FALSE, QUAY_KEY_FORMAT_PFX },
  /* OpenSSH's own format is PEM on the outside. */
  { 6, TRUE, QUAY_KEY_FORMAT_UNKNOWN },
  { 7, FALSE, QUAY_KEY_FORMAT_UNKNOWN },
  { 8, TRUE, QUAY_KEY_FORMAT_PUBLIC },
  { 9, FALSE, QUAY_KEY_FORMAT_PUBLIC },
  { 10, FALSE, QUAY_KEY_FORMAT_SSH_PUBLIC },
  { 11, TRUE, QUAY_KEY_FORMAT_PKCS7 },
  { 12, FALSE, QUAY_KEY_FORMAT_PKCS7 },
  { 13, TRUE, QUAY_KEY_FORMAT_SSH_PUBLIC },
  { 14, TRUE, QUAY_KEY_FORMAT_PPK },
  { 15, FALSE, QUAY_KEY_FORMAT_PPK },
  { 16, TRUE, QUAY_KEY_FORMAT_XML },
  { 17, FALSE, QUAY_KEY_FORMAT_XML },
  { 18, TRUE, QUAY_KEY_FORMAT_JWK },
  { 19, FALSE, QUAY_KEY_FORMAT_JWK },
};

QuayClientKey *
quay_client_key_new (void)
{
  QuayClientKey *self = g_new0 (QuayClientKey, 1);

  self->store = g_bytes_new_static (DEFAULT_STORE, strlen (DEFAULT_STORE));
  self->encoded = g_bytes_new_static ("", 0);
  self->subject = g_strdup ("");

  return self;
}

static void
forget_entries (QuayClientKey *self)
{
  self->chosen = NULL;
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  g_set_str (&self->subject, "");
  g_bytes_unref (self->encoded);
  self->encoded = g_bytes_new_static ("", 0);
}

void
quay_client_key_free (QuayClientKey *self)
{
  forget_entries (self);
  g_bytes_unref (self->store);
  g_bytes_unref (self->encoded);
  quay_secret_free (self->password);
  g_free (self->subject);
  g_free (self);
}

void
quay_client_key_set_store (QuayClientKey *self, GBytes *store)
{
  forget_entries (self);
  g_bytes_ref (store);
  g_bytes_unref (self->store);
  self->store = store;
}

void
quay_client_key_set_type (QuayClientKey *self, int type)
{
  forget_entries (self);
  self->type = type;
}

void
quay_client_key_set_password (QuayClientKey *self, const char *password)
{
  char *before = self->password;

  forget_entries (self);
  self->password = password != NULL && *password != '\0' ? quay_secret_dup (password) : NULL;
  quay_secret_free (before);
}

/* The store as a path; NULL where it can be none. */
static char *
dup_path (QuayClientKey *self)
{
  gsize size;
  const char *data = g_bytes_get_data (self->store, &size);

  return size > 0 && memchr (data, '\0', size) == NULL ? g_strndup (data, size) : NULL;
}

static GPtrArray *
read_file (QuayClientKey *self, QuayKeyFormat format, GError **error)
{
  g_autofree char *path = dup_path (self);

  if (path == NULL)
    {
      quay_set_error (error, QUAY_ERROR_KEY, "The key store is not set to the name of a file");
      return NULL;
    }

  return quay_key_store_list_file (path, format, self->password, error);
}

static GPtrArray *
read_memory (QuayClientKey *self, QuayKeyFormat format, GError **error)
{
  return quay_key_store_list_memory (self->store, format, "the key store", self->password, error);
}

static GPtrArray *
read_store (QuayClientKey *self, GError **error)
{
  g_autofree char *path = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].type == self->type)
      return kinds[i].is_file ? read_file (self, kinds[i].format, error) : read_memory (self, kinds[i].format, error);
  if (self->type == STORE_AUTO)
    {
      path = dup_path (self);
      return path != NULL && g_file_test (path, G_FILE_TEST_IS_REGULAR)
                 ? read_file (self, QUAY_KEY_FORMAT_UNKNOWN, error)
                 : read_memory (self, QUAY_KEY_FORMAT_UNKNOWN, error);
    }
  quay_set_error (error, QUAY_ERROR_UNSUPPORTED,
                  "Key stores of type %d are found on Windows or in Java only; use a file or a blob of another type",
                  self->type);

  return NULL;
}

static gboolean
ensure_entries (QuayClientKey *self, GError **error)
{
  if (self->entries == NULL)
    self->entries = read_store (self, error);

  return self->entries != NULL;
}

static void
take (QuayClientKey *self, QuayKeyEntry *entry)
{
  const char *encoded;

  self->chosen = entry;
  g_set_str (&self->subject, entry != NULL ? quay_cert_info_get_subject (entry->info) : "");
  encoded = entry != NULL ? quay_cert_info_get_encoded (entry->info) : "";
  g_bytes_unref (self->encoded);
  self->encoded = g_bytes_new (encoded, strlen (encoded));
}

gboolean
quay_client_key_choose (QuayClientKey *self, const char *subject, GError **error)
{
  if (*subject == '\0')
    {
      take (self, NULL);
      return TRUE;
    }
  /* The key itself comes with the login, which asks the token. */
  if (self->type == STORE_PKCS11)
    {
      g_set_str (&self->subject, subject);
      return TRUE;
    }
  if (!ensure_entries (self, error))
    return FALSE;
  take (self, quay_key_store_select (self->entries, subject));

  return TRUE;
}

/* The private half of what @entry is the public one of. */
static QuayKeyEntry *
find_private (QuayClientKey *self, const QuayKeyEntry *entry)
{
  for (guint i = 0; i < self->entries->len && entry->public_blob != NULL; i++)
    {
      QuayKeyEntry *other = self->entries->pdata[i];

      if (other->key != NULL && other->public_blob != NULL && g_bytes_equal (other->public_blob, entry->public_blob))
        return other;
    }

  return NULL;
}

gboolean
quay_client_key_set_encoded (QuayClientKey *self, GBytes *encoded, GError **error)
{
  g_autoptr (GPtrArray) own = NULL;
  QuayKeyEntry *entry;

  if (g_bytes_get_size (encoded) == 0)
    {
      take (self, NULL);
      return TRUE;
    }
  own = quay_key_store_list_memory (encoded, QUAY_KEY_FORMAT_UNKNOWN, "the certificate", self->password, error);
  if (own == NULL)
    return FALSE;
  entry = quay_key_store_select (own, NULL);
  if (entry == NULL)
    {
      quay_set_error (error, QUAY_ERROR_KEY, "There is neither a certificate nor a key in what was set");
      return FALSE;
    }
  /* A store that is not there has no private half: the certificate may stand alone. */
  if (entry->key == NULL && ensure_entries (self, NULL) && find_private (self, entry) != NULL)
    {
      take (self, find_private (self, entry));
      return TRUE;
    }
  g_clear_pointer (&self->entries, g_ptr_array_unref);
  self->entries = g_steal_pointer (&own);
  take (self, entry);
  g_bytes_unref (self->encoded);
  self->encoded = g_bytes_ref (encoded);

  return TRUE;
}

gboolean
quay_client_key_ensure (QuayClientKey *self, GError **error)
{
  if (self->chosen == NULL && self->type != STORE_PKCS11 && !quay_client_key_choose (self, "*", error))
    return FALSE;
  if (self->type == STORE_PKCS11 || (self->chosen != NULL && self->chosen->key != NULL))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_KEY,
                  "The key store holds no private key that was chosen; set ssh-cert-subject to * or to the subject");

  return FALSE;
}

QuayCertInfo *
quay_client_key_get_info (QuayClientKey *self)
{
  return self->chosen != NULL ? self->chosen->info : NULL;
}

gboolean
quay_client_key_get_identity (QuayClientKey *self, char **path, char **pem, GError **error)
{
  g_autofree char *store = dup_path (self);

  *path = *pem = NULL;
  if (!quay_client_key_ensure (self, error))
    return FALSE;
  /* A file with one key only: its certificate (FILE-cert.pub) is found beside it. */
  if (self->type == STORE_PKCS11
      || (self->entries->len == 1 && store != NULL && g_file_test (store, G_FILE_TEST_IS_REGULAR)))
    *path = g_steal_pointer (&store);
  else
    *pem = quay_key_export_pem (self->chosen->key);
  if (*path != NULL || *pem != NULL)
    return TRUE;
  quay_set_error (error, QUAY_ERROR_KEY, "The chosen key cannot be used: its private half is not at hand");

  return FALSE;
}

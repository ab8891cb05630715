/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-pem.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-cert-read.h"
#include "quay-key-der.h"
#include "quay-key-material.h"
#include "quay-key-pbe.h"
#include "quay-text.h"

/* Of an authority and all above it. */
#define MAX_CERTIFICATES 100

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_SIG, X509_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)

typedef struct
{
  const char *passphrase;
  gboolean asked;
} Passphrase;

/* Always installed: without one OpenSSL would ask on the terminal. */
static int
give_passphrase (char *buffer, int size, int writing, void *user_data)
{
  Passphrase *self = user_data;
  gsize length = self->passphrase != NULL ? strlen (self->passphrase) : 0;

  self->asked = TRUE;
  if (length == 0 || length > (gsize)size)
    return -1;
  memcpy (buffer, self->passphrase, length);

  return (int)length;
}

gboolean
quay_key_pem_is_encrypted (const char *text, gsize size)
{
  const char *label = quay_key_der_get_label ((const guint8 *)text, size);

  if (label != NULL)
    return g_str_equal (label, "ENCRYPTED PRIVATE KEY");

  return g_strstr_len (text, size, "-----BEGIN ENCRYPTED PRIVATE KEY-----") != NULL
         || g_strstr_len (text, size, "Proc-Type: 4,ENCRYPTED") != NULL;
}

/* A file may ask for 2^63 iterations; that is no key but a trap. */
static gboolean
opens_in_time (const char *text, gsize size)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, (int)size);
  g_autoptr (X509_SIG) sealed = PEM_read_bio_PKCS8 (bio, NULL, NULL, NULL);
  const X509_ALGOR *algorithm = NULL;
  gboolean in_time;

  if (sealed != NULL)
    X509_SIG_get0 (sealed, &algorithm, NULL);
  in_time = algorithm == NULL || quay_key_pbe_opens_in_time (algorithm);
  ERR_clear_error ();

  return in_time;
}

/* The certificate of that key, where the file has one beside it. */
static X509 *
find_certificate (const char *text, gsize size, EVP_PKEY *pkey)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, (int)size);
  Passphrase none = { NULL, FALSE };

  for (int i = 0; i < MAX_CERTIFICATES; i++)
    {
      g_autoptr (X509) certificate = PEM_read_bio_X509 (bio, NULL, give_passphrase, &none);

      if (certificate == NULL)
        break;
      if (X509_check_private_key (certificate, pkey) == 1)
        return g_steal_pointer (&certificate);
    }

  return NULL;
}

static gboolean
add (EVP_PKEY *pkey, const char *text, gsize size, const char *name, GPtrArray *entries, GError **error)
{
  g_autoptr (X509) certificate = find_certificate (text, size, pkey);
  QuayKeyEntry *entry = quay_cert_read_entry (pkey, NULL, certificate, name, NULL, error);

  ERR_clear_error ();
  if (entry == NULL)
    return FALSE;
  g_ptr_array_add (entries, entry);

  return TRUE;
}

static gboolean
read_pem (const char *text, gsize size, const char *name, const char *passphrase, GPtrArray *entries, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, (int)size);
  Passphrase given = { passphrase, FALSE };
  g_autofree char *shown = quay_text_escape (name, -1);
  g_autoptr (EVP_PKEY) pkey = NULL;

  if (!opens_in_time (text, size))
    {
      quay_set_error (
          error, QUAY_ERROR_KEY,
          "Cannot load the key file %s: its encryption asks for more than %d iterations; the file is damaged", shown,
          QUAY_KEY_PBE_MAX_ITERATIONS);
      return FALSE;
    }
  pkey = PEM_read_bio_PrivateKey (bio, NULL, give_passphrase, &given);
  ERR_clear_error ();
  if (pkey != NULL)
    return add (pkey, text, size, name, entries, error);
  if (given.asked)
    quay_key_material_set_passphrase_error (error, name, passphrase);
  else
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot load the key file %s: it starts as a PEM or DER key but holds none that can be read; the "
                    "file is damaged, restore it from a backup or make a new key",
                    shown);

  return FALSE;
}

gboolean
quay_key_pem_read (
    const char *data, gsize size, const char *name, const char *passphrase, GPtrArray *entries, GError **error)
{
  const char *label = quay_key_der_get_label ((const guint8 *)data, size);
  g_auto (QuaySensitive) pem = { NULL, 0 };

  if (label == NULL)
    return read_pem (data, size, name, passphrase, entries, error);
  quay_key_der_armour (label, (const guint8 *)data, size, &pem);

  return read_pem ((const char *)pem.data, pem.size, name, passphrase, entries, error);
}

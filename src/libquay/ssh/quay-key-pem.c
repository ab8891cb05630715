/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-pem.h"

#include <openssl/asn1t.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-key-material.h"
#include "quay-text.h"

/* openssl's default is 2048, a password manager's 600,000; OpenSSL does some two million a second. */
#define MAX_PBKDF2_ITERATIONS 5000000

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509_SIG, X509_SIG_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBE2PARAM, PBE2PARAM_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PBKDF2PARAM, PBKDF2PARAM_free)

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
  return g_strstr_len (text, size, "-----BEGIN ENCRYPTED PRIVATE KEY-----") != NULL
         || g_strstr_len (text, size, "Proc-Type: 4,ENCRYPTED") != NULL;
}

static gint64
count_iterations (const X509_SIG *sealed)
{
  const X509_ALGOR *algorithm;
  const ASN1_OBJECT *oid;
  g_autoptr (PBE2PARAM) pbes2 = NULL;
  g_autoptr (PBKDF2PARAM) pbkdf2 = NULL;
  gint64 iterations = 0;

  X509_SIG_get0 (sealed, &algorithm, NULL);
  if (OBJ_obj2nid (algorithm->algorithm) != NID_pbes2)
    return 0;
  pbes2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBE2PARAM), algorithm->parameter);
  if (pbes2 == NULL)
    return 0;
  X509_ALGOR_get0 (&oid, NULL, NULL, pbes2->keyfunc);
  if (OBJ_obj2nid (oid) != NID_id_pbkdf2)
    return 0; /* scrypt: OpenSSL bounds its memory by itself */
  pbkdf2 = ASN1_TYPE_unpack_sequence (ASN1_ITEM_rptr (PBKDF2PARAM), pbes2->keyfunc->parameter);
  if (pbkdf2 == NULL || !ASN1_INTEGER_get_int64 (&iterations, pbkdf2->iter))
    return G_MAXINT64;

  return iterations;
}

/* A file may ask for 2^63 iterations; that is no key but a trap. */
static gboolean
opens_in_time (const char *text, gsize size)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, (int)size);
  g_autoptr (X509_SIG) sealed = PEM_read_bio_PKCS8 (bio, NULL, NULL, NULL);
  gboolean in_time = sealed == NULL || count_iterations (sealed) <= MAX_PBKDF2_ITERATIONS;

  ERR_clear_error ();

  return in_time;
}

QuayKey *
quay_key_pem_load (const char *text, gsize size, const char *name, const char *passphrase, GError **error)
{
  g_autoptr (BIO) bio = BIO_new_mem_buf (text, (int)size);
  Passphrase given = { passphrase, FALSE };
  g_autofree char *shown = quay_text_escape (name, -1);
  EVP_PKEY *pkey;

  if (!opens_in_time (text, size))
    {
      quay_set_error (
          error, QUAY_ERROR_KEY,
          "Cannot load the key file %s: its encryption asks for more than %d iterations; the file is damaged", shown,
          MAX_PBKDF2_ITERATIONS);
      return NULL;
    }
  pkey = PEM_read_bio_PrivateKey (bio, NULL, give_passphrase, &given);
  ERR_clear_error ();
  if (pkey != NULL)
    return quay_key_openssl_new (pkey, name, name, error);
  if (given.asked)
    quay_key_material_set_passphrase_error (error, name, passphrase);
  else
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot load the key file %s: it starts as a PEM key but holds none that can be read; the file is "
                    "damaged, restore it from a backup or make a new key",
                    shown);

  return NULL;
}

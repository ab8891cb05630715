/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-verify.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>

#include "quay-blob.h"
#include "quay-key-material.h"
#include "quay-key-openssl.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

/* @digest NULL: the algorithm hashes by itself. */
static const struct
{
  const char *algorithm;
  const char *key_type;
  const char *digest;
} algorithms[] = {
  { "ssh-ed25519", "ssh-ed25519", NULL },
  { "rsa-sha2-512", "ssh-rsa", "SHA512" },
  { "rsa-sha2-256", "ssh-rsa", "SHA256" },
  { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256", "SHA256" },
  { "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384", "SHA384" },
  { "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521", "SHA512" },
};

static int
find_algorithm (const char *algorithm, const char *key_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (algorithms); i++)
    if (g_strcmp0 (algorithms[i].algorithm, algorithm) == 0 && g_strcmp0 (algorithms[i].key_type, key_type) == 0)
      return (int)i;

  return -1;
}

/* RFC 5656 section 3.1.2: mpint r, mpint s, where OpenSSL wants a DER sequence. */
static GBytes *
der_from_ecdsa (const guint8 *raw, gsize size)
{
  g_autoptr (ECDSA_SIG) signature = ECDSA_SIG_new ();
  gsize length_r = 0, length_s = 0;
  const guint8 *r, *s;
  guint8 *der = NULL;
  GBytes *bytes;
  QuayBlob blob;
  int length;

  quay_blob_init (&blob, raw, size);
  r = quay_blob_get_mpint (&blob, &length_r);
  s = quay_blob_get_mpint (&blob, &length_s);
  if (!quay_blob_is_done (&blob)
      || !ECDSA_SIG_set0 (signature, BN_bin2bn (r, (int)length_r, NULL), BN_bin2bn (s, (int)length_s, NULL)))
    return NULL;
  length = i2d_ECDSA_SIG (signature, &der);
  if (length <= 0)
    return NULL;
  bytes = g_bytes_new (der, length);
  OPENSSL_free (der);

  return bytes;
}

static gboolean
verify_raw (EVP_PKEY *pkey, const char *digest, GBytes *data, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize size, length;
  const guint8 *bytes = g_bytes_get_data (data, &size);
  const guint8 *raw = g_bytes_get_data (signature, &length);
  gboolean good = EVP_DigestVerifyInit_ex (context, NULL, digest, NULL, NULL, pkey, NULL) == 1
                  && EVP_DigestVerify (context, raw, length, bytes, size) == 1;

  ERR_clear_error ();

  return good;
}

char *
quay_key_verify (GBytes *public, GBytes *data, GBytes *signature)
{
  g_autoptr (EVP_PKEY) pkey = quay_key_material_read_public (public);
  g_autofree char *algorithm = NULL;
  g_autofree char *key_type = NULL;
  g_autoptr (GBytes) raw = NULL;
  const guint8 *inner;
  gsize length = 0;
  QuayBlob blob;
  int which;

  quay_blob_init_bytes (&blob, public);
  key_type = quay_blob_dup_name (&blob);
  quay_blob_init_bytes (&blob, signature);
  algorithm = quay_blob_dup_name (&blob);
  inner = quay_blob_get_string (&blob, &length);
  which = find_algorithm (algorithm, key_type);
  if (!quay_blob_is_done (&blob) || pkey == NULL || which < 0)
    return g_strdup_printf ("a signature of the kind %s with a key of the type %s is not trusted",
                            algorithm != NULL ? algorithm : "?", key_type != NULL ? key_type : "?");
  raw = EVP_PKEY_get_base_id (pkey) == EVP_PKEY_EC ? der_from_ecdsa (inner, length) : g_bytes_new (inner, length);
  if (raw == NULL || !verify_raw (pkey, algorithms[which].digest, data, raw))
    return g_strdup ("its signature is not right: it was damaged or forged");

  return NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-openssl.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-text.h"

/* Below, servers refuse the key (OpenSSH: RequiredRSASize 1024); above, one signature takes seconds. */
#define MIN_RSA_BITS 1024
#define MAX_RSA_BITS 16384
/* An uncompressed point on P-521 is 133 bytes. */
#define MAX_POINT 256
#define MAX_EDDSA 57

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ECDSA_SIG, ECDSA_SIG_free)

struct _QuayKeyOpenssl
{
  QuayKey parent_instance;

  EVP_PKEY *pkey; /* owned; OpenSSL wipes the private half when it frees it */
};

G_DEFINE_FINAL_TYPE (QuayKeyOpenssl, quay_key_openssl, QUAY_TYPE_KEY)

/* The curves of RFC 5656 section 10.1, with the digest each signs with (section 6.2.1). */
static const struct
{
  const char *group; /* as OpenSSL calls it */
  const char *curve; /* as SSH calls it */
  const char *key_type;
  const char *digest;
} curves[] = {
  { "prime256v1", "nistp256", "ecdsa-sha2-nistp256", "SHA256" },
  { "secp384r1", "nistp384", "ecdsa-sha2-nistp384", "SHA384" },
  { "secp521r1", "nistp521", "ecdsa-sha2-nistp521", "SHA512" },
};

static void
put_bignum (GByteArray *array, const BIGNUM *number)
{
  gsize size = BN_num_bytes (number);
  g_autofree guint8 *bytes = g_malloc (size + 1);

  BN_bn2bin (number, bytes);
  quay_blob_put_mpint (array, bytes, size);
}

static gboolean
put_param (GByteArray *array, EVP_PKEY *pkey, const char *param)
{
  g_autoptr (BIGNUM) number = NULL;

  if (!EVP_PKEY_get_bn_param (pkey, param, &number))
    return FALSE;
  put_bignum (array, number);

  return TRUE;
}

static gboolean
put_rsa (GByteArray *array, EVP_PKEY *pkey)
{
  int bits = EVP_PKEY_get_bits (pkey);

  quay_blob_put_text (array, "ssh-rsa");

  return bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS && put_param (array, pkey, OSSL_PKEY_PARAM_RSA_E)
         && put_param (array, pkey, OSSL_PKEY_PARAM_RSA_N);
}

static gboolean
put_ecdsa (GByteArray *array, EVP_PKEY *pkey)
{
  char group[64];
  guint8 point[MAX_POINT];
  gsize length;

  if (!EVP_PKEY_get_group_name (pkey, group, sizeof group, NULL)
      || !EVP_PKEY_set_utf8_string_param (pkey, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed")
      || !EVP_PKEY_get_octet_string_param (pkey, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point, sizeof point, &length))
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (g_str_equal (curves[i].group, group))
      {
        quay_blob_put_text (array, curves[i].key_type);
        quay_blob_put_text (array, curves[i].curve);
        quay_blob_put_string (array, point, length);
        return TRUE;
      }

  return FALSE;
}

static gboolean
put_eddsa (GByteArray *array, EVP_PKEY *pkey, const char *key_type)
{
  guint8 public[MAX_EDDSA];
  gsize length = sizeof public;

  if (!EVP_PKEY_get_raw_public_key (pkey, public, &length))
    return FALSE;
  quay_blob_put_text (array, key_type);
  quay_blob_put_string (array, public, length);

  return TRUE;
}

GBytes *
quay_key_openssl_dup_public (EVP_PKEY *pkey)
{
  GByteArray *array = g_byte_array_new ();
  gboolean known = FALSE;

  switch (EVP_PKEY_get_base_id (pkey))
    {
    case EVP_PKEY_RSA:
      known = put_rsa (array, pkey);
      break;
    case EVP_PKEY_EC:
      known = put_ecdsa (array, pkey);
      break;
    case EVP_PKEY_ED25519:
      known = put_eddsa (array, pkey, "ssh-ed25519");
      break;
    case EVP_PKEY_ED448:
      known = put_eddsa (array, pkey, "ssh-ed448");
      break;
    }
  ERR_clear_error ();
  if (known)
    return g_byte_array_free_to_bytes (array);
  g_byte_array_unref (array);

  return NULL;
}

/* NULL: the algorithm hashes by itself (Ed25519, Ed448). */
static const char *
get_digest (const char *algorithm)
{
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (g_str_equal (curves[i].key_type, algorithm))
      return curves[i].digest;
  if (g_str_equal (algorithm, "rsa-sha2-512"))
    return "SHA512";
  if (g_str_equal (algorithm, "rsa-sha2-256"))
    return "SHA256";

  return g_str_equal (algorithm, "ssh-rsa") ? "SHA1" : NULL;
}

static GBytes *
sign_raw (EVP_PKEY *pkey, const char *digest, GBytes *data)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  g_autofree guint8 *signature = NULL;
  gsize size, length;
  const guint8 *bytes = g_bytes_get_data (data, &size);

  if (!EVP_DigestSignInit_ex (context, NULL, digest, NULL, NULL, pkey, NULL)
      || !EVP_DigestSign (context, NULL, &length, bytes, size))
    return NULL;
  signature = g_malloc (length);
  if (!EVP_DigestSign (context, signature, &length, bytes, size))
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&signature), length);
}

static gboolean
verify_raw (EVP_PKEY *pkey, const char *digest, GBytes *data, GBytes *signature)
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();
  gsize size, length;
  const guint8 *bytes = g_bytes_get_data (data, &size);
  const guint8 *raw = g_bytes_get_data (signature, &length);

  return EVP_DigestVerifyInit_ex (context, NULL, digest, NULL, NULL, pkey, NULL) == 1
         && EVP_DigestVerify (context, raw, length, bytes, size) == 1;
}

/* RFC 5656 section 3.1.2: the signature blob holds mpint r, mpint s, where OpenSSL makes a DER sequence. */
static GBytes *
ecdsa_from_der (GBytes *der)
{
  gsize length;
  const guint8 *p = g_bytes_get_data (der, &length);
  g_autoptr (ECDSA_SIG) signature = d2i_ECDSA_SIG (NULL, &p, (long)length);
  GByteArray *array;

  if (signature == NULL)
    return NULL;
  array = g_byte_array_new ();
  put_bignum (array, ECDSA_SIG_get0_r (signature));
  put_bignum (array, ECDSA_SIG_get0_s (signature));

  return g_byte_array_free_to_bytes (array);
}

/* RFC 8332 section 3: as long as the modulus; OpenSSL gives it so. */
static GBytes *
make_signature (EVP_PKEY *pkey, const char *algorithm, GBytes *data)
{
  g_autoptr (GBytes) raw = sign_raw (pkey, get_digest (algorithm), data);

  if (raw == NULL || EVP_PKEY_get_base_id (pkey) != EVP_PKEY_EC)
    return g_steal_pointer (&raw);

  return ecdsa_from_der (raw);
}

static GBytes *
quay_key_openssl_sign (QuayKey *key, const char *algorithm, GBytes *data, GError **error)
{
  QuayKeyOpenssl *self = QUAY_KEY_OPENSSL (key);
  g_autoptr (GBytes) signature = make_signature (self->pkey, algorithm, data);
  GByteArray *array;

  if (signature == NULL)
    {
      const char *reason = ERR_reason_error_string (ERR_peek_last_error ());

      quay_set_error (error, QUAY_ERROR_SIGN, "Cannot make a %s signature with the key “%s”: %s", algorithm,
                      quay_key_get_comment (key), reason != NULL ? reason : "OpenSSL failed");
      ERR_clear_error ();
      return NULL;
    }
  array = g_byte_array_new ();
  quay_blob_put_text (array, algorithm);
  quay_blob_put_bytes (array, signature);

  return g_byte_array_free_to_bytes (array);
}

static void
quay_key_openssl_finalize (GObject *object)
{
  QuayKeyOpenssl *self = QUAY_KEY_OPENSSL (object);

  g_clear_pointer (&self->pkey, EVP_PKEY_free);
  G_OBJECT_CLASS (quay_key_openssl_parent_class)->finalize (object);
}

static void
quay_key_openssl_class_init (QuayKeyOpensslClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_key_openssl_finalize;
  QUAY_KEY_CLASS (class)->sign = quay_key_openssl_sign;
}

static void
quay_key_openssl_init (QuayKeyOpenssl *self)
{
}

static gboolean
halves_fit (EVP_PKEY *pkey, const char *algorithm)
{
  static const char probe[] = "do the halves fit";
  g_autoptr (GBytes) data = g_bytes_new_static (probe, sizeof probe);
  g_autoptr (GBytes) signature = sign_raw (pkey, get_digest (algorithm), data);
  gboolean fit = signature != NULL && verify_raw (pkey, get_digest (algorithm), data, signature);

  ERR_clear_error ();

  return fit;
}

static void
set_unusable (EVP_PKEY *pkey, const char *name, GError **error)
{
  const char *type = EVP_PKEY_get0_type_name (pkey);

  if (EVP_PKEY_get_base_id (pkey) == EVP_PKEY_RSA)
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot use the key %s: an RSA key must have %d to %d bits, this one has %d; make a new key "
                    "with ssh-keygen -t ed25519",
                    name, MIN_RSA_BITS, MAX_RSA_BITS, EVP_PKEY_get_bits (pkey));
  else
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot use the key %s: SSH logs in with RSA, ECDSA (NIST P-256, P-384, P-521), Ed25519 and Ed448 "
                    "keys, this is another one (%s); make a new key with ssh-keygen -t ed25519",
                    name, type != NULL ? type : "unknown");
}

QuayKey *
quay_key_openssl_new (EVP_PKEY *pkey, const char *name, const char *comment, GError **error)
{
  g_autoptr (EVP_PKEY) owned = pkey;
  g_autoptr (GBytes) blob = quay_key_openssl_dup_public (pkey);
  g_autofree char *shown = quay_text_escape (name, -1);
  g_autoptr (QuayKeyOpenssl) self = NULL;

  if (blob == NULL)
    {
      set_unusable (pkey, shown, error);
      return NULL;
    }
  self = g_object_new (QUAY_TYPE_KEY_OPENSSL, "public-blob", blob, "comment", comment, NULL);
  self->pkey = g_steal_pointer (&owned);
  if (!halves_fit (self->pkey, quay_key_get_algorithms (QUAY_KEY (self))[0]))
    {
      quay_set_error (error, QUAY_ERROR_KEY,
                      "Cannot use the key %s: its private half does not fit its public half, the file is damaged; "
                      "restore it from a backup or make a new key",
                      shown);
      return NULL;
    }

  return QUAY_KEY (g_steal_pointer (&self));
}

EVP_PKEY *
quay_key_openssl_get_pkey (QuayKeyOpenssl *self)
{
  g_return_val_if_fail (QUAY_IS_KEY_OPENSSL (self), NULL);

  return self->pkey;
}

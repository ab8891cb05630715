/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-material.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* 16384 bits, the longest RSA modulus that QuayKeyOpenssl takes. */
#define MAX_NUMBER 2048
/* OpenSSL's own bound for large moduli; everybody uses 65537. */
#define MAX_EXPONENT 8
#define ED25519_SEED_SIZE 32

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_clear_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BN_CTX, BN_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM_BLD, OSSL_PARAM_BLD_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OSSL_PARAM, OSSL_PARAM_free)

static BIGNUM *
get_number (QuayBlob *blob, gsize max_size)
{
  gsize length;
  const guint8 *data = quay_blob_get_mpint (blob, &length);

  if (data == NULL || length == 0 || length > max_size)
    return NULL;

  return BN_bin2bn (data, (int)length, NULL);
}

static EVP_PKEY *
build (const char *type, OSSL_PARAM_BLD *builder)
{
  g_autoptr (OSSL_PARAM) params = OSSL_PARAM_BLD_to_param (builder);
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, type, NULL);
  EVP_PKEY *pkey = NULL;

  if (params == NULL || EVP_PKEY_fromdata_init (context) <= 0
      || EVP_PKEY_fromdata (context, &pkey, EVP_PKEY_KEYPAIR, params) <= 0)
    return NULL;

  return pkey;
}

typedef struct
{
  BIGNUM *n, *e, *d, *q_inverse, *p, *q; /* as in the file */
  BIGNUM *d_p, *d_q;                     /* computed */
} Rsa;

static void
rsa_clear (Rsa *self)
{
  BIGNUM *all[] = { self->n, self->e, self->d, self->q_inverse, self->p, self->q, self->d_p, self->d_q };

  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    BN_clear_free (all[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rsa, rsa_clear)

static gboolean
is_product (const BIGNUM *n, const BIGNUM *p, const BIGNUM *q, BN_CTX *context)
{
  g_autoptr (BIGNUM) product = BN_new ();

  return !BN_is_one (p) && !BN_is_one (q) && BN_mul (product, p, q, context) && BN_cmp (product, n) == 0;
}

/* d mod (p - 1): the container leaves out what can be computed. */
static BIGNUM *
reduce (const BIGNUM *d, const BIGNUM *prime, BN_CTX *context)
{
  g_autoptr (BIGNUM) less = BN_dup (prime);
  g_autoptr (BIGNUM) result = BN_new ();

  BN_set_flags (less, BN_FLG_CONSTTIME);
  if (!BN_sub_word (less, 1) || BN_is_zero (less) || !BN_mod (result, d, less, context))
    return NULL;

  return g_steal_pointer (&result);
}

static gboolean
rsa_complete (Rsa *self)
{
  g_autoptr (BN_CTX) context = BN_CTX_new ();

  if (self->n == NULL || self->e == NULL || self->d == NULL || self->q_inverse == NULL || self->p == NULL
      || self->q == NULL || !is_product (self->n, self->p, self->q, context))
    return FALSE;
  self->d_p = reduce (self->d, self->p, context);
  self->d_q = reduce (self->d, self->q, context);

  return self->d_p != NULL && self->d_q != NULL;
}

static EVP_PKEY *
rsa_build (const Rsa *self)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();

  if (!OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_N, self->n)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_E, self->e)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_D, self->d)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_FACTOR1, self->p)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_FACTOR2, self->q)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_EXPONENT1, self->d_p)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_EXPONENT2, self->d_q)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, self->q_inverse))
    return NULL;

  return build ("RSA", builder);
}

/* mpint n, e, d, iqmp, p, q */
static EVP_PKEY *
read_rsa (QuayBlob *blob)
{
  g_auto (Rsa) rsa = { 0 };

  rsa.n = get_number (blob, MAX_NUMBER);
  rsa.e = get_number (blob, MAX_EXPONENT);
  rsa.d = get_number (blob, MAX_NUMBER);
  rsa.q_inverse = get_number (blob, MAX_NUMBER);
  rsa.p = get_number (blob, MAX_NUMBER);
  rsa.q = get_number (blob, MAX_NUMBER);

  return rsa_complete (&rsa) ? rsa_build (&rsa) : NULL;
}

/* string curve, string point, mpint scalar */
static EVP_PKEY *
read_ecdsa (QuayBlob *blob, const char *curve, const char *group)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  g_autofree char *stated = quay_blob_dup_name (blob);
  gsize length;
  const guint8 *point = quay_blob_get_string (blob, &length);
  g_autoptr (BIGNUM) scalar = get_number (blob, MAX_NUMBER);

  if (scalar == NULL || point == NULL || length == 0 || g_strcmp0 (stated, curve) != 0
      || !OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, group, 0)
      || !OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, point, length)
      || !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar))
    return NULL;

  return build ("EC", builder);
}

/* string public (32), string seed and public (64) */
static EVP_PKEY *
read_ed25519 (QuayBlob *blob)
{
  gsize public_size, private_size;
  const guint8 *public = quay_blob_get_string (blob, &public_size);
  const guint8 *private = quay_blob_get_string (blob, &private_size);

  if (public == NULL || private == NULL || public_size != ED25519_SEED_SIZE || private_size != 2 * ED25519_SEED_SIZE
      || memcmp (public, private + ED25519_SEED_SIZE, ED25519_SEED_SIZE) != 0)
    return NULL;

  return EVP_PKEY_new_raw_private_key (EVP_PKEY_ED25519, NULL, private, ED25519_SEED_SIZE);
}

static const char *
explain_type (const char *type)
{
  if (g_str_has_prefix (type, "sk-"))
    return "it belongs to a security key; add it to an agent (ssh-add), or connect through the system's ssh";
  if (g_str_equal (type, "ssh-dss"))
    return "it is a DSA key, which servers no longer accept; make a new one with ssh-keygen -t ed25519";

  return "keys of its type are not supported here; make a new one with ssh-keygen -t ed25519";
}

EVP_PKEY *
quay_key_material_read_openssh (QuayBlob *blob, const char *name, GError **error)
{
  g_autofree char *type = quay_blob_dup_name (blob);
  g_autofree char *shown = quay_text_escape (name, -1);
  EVP_PKEY *pkey = NULL;

  if (g_strcmp0 (type, "ssh-rsa") == 0)
    pkey = read_rsa (blob);
  else if (g_strcmp0 (type, "ecdsa-sha2-nistp256") == 0)
    pkey = read_ecdsa (blob, "nistp256", "prime256v1");
  else if (g_strcmp0 (type, "ecdsa-sha2-nistp384") == 0)
    pkey = read_ecdsa (blob, "nistp384", "secp384r1");
  else if (g_strcmp0 (type, "ecdsa-sha2-nistp521") == 0)
    pkey = read_ecdsa (blob, "nistp521", "secp521r1");
  else if (g_strcmp0 (type, "ssh-ed25519") == 0)
    pkey = read_ed25519 (blob);
  else if (type != NULL)
    {
      quay_set_error (error, QUAY_ERROR_KEY, "Cannot use the key file %s: %s", shown, explain_type (type));
      return NULL;
    }
  ERR_clear_error ();
  if (pkey == NULL)
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot load the key file %s: its numbers are not those of a key; the file is damaged, restore it "
                    "from a backup or make a new key",
                    shown);

  return pkey;
}

void
quay_key_material_set_passphrase_error (GError **error, const char *name, const char *passphrase)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  if (error == NULL)
    return;
  if (passphrase == NULL || *passphrase == '\0')
    quay_set_error (error, QUAY_ERROR_KEY, "The key file %s is encrypted: its passphrase is needed", shown);
  else
    quay_set_error (
        error, QUAY_ERROR_KEY,
        "The passphrase does not open the key file %s: type it again; when ssh-keygen -y -f does not take it "
        "either, the file is damaged or the passphrase another",
        shown);
  quay_error_mark_passphrase (*error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-material.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* 16384 bits, the longest RSA modulus that QuayKeyOpenssl takes. */
#define MAX_NUMBER 2048
/* OpenSSL's own bound for large moduli; everybody uses 65537. */
#define MAX_EXPONENT 8
#define ED25519_SIZE 32
#define ED448_SIZE 57

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
build (const char *type, OSSL_PARAM_BLD *builder, int selection)
{
  g_autoptr (OSSL_PARAM) params = OSSL_PARAM_BLD_to_param (builder);
  g_autoptr (EVP_PKEY_CTX) context = EVP_PKEY_CTX_new_from_name (NULL, type, NULL);
  EVP_PKEY *pkey = NULL;

  if (params == NULL || EVP_PKEY_fromdata_init (context) <= 0
      || EVP_PKEY_fromdata (context, &pkey, selection, params) <= 0)
    return NULL;

  return pkey;
}

typedef struct
{
  BIGNUM *n, *e, *d, *q_inverse, *p, *q; /* as in the file; all behind e are NULL in a public key */
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

/* d mod (p - 1): the containers leave out what can be computed. */
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

static BIGNUM *
invert (const BIGNUM *q, const BIGNUM *p, BN_CTX *context)
{
  g_autoptr (BIGNUM) number = BN_dup (q);

  BN_set_flags (number, BN_FLG_CONSTTIME);

  return BN_mod_inverse (NULL, number, p, context);
}

/* The primes come both or not at all. */
static gboolean
rsa_complete (Rsa *self)
{
  g_autoptr (BN_CTX) context = BN_CTX_new ();

  if (self->n == NULL || self->e == NULL || (self->p == NULL) != (self->q == NULL))
    return FALSE;
  if (self->d == NULL || self->p == NULL)
    return self->p == NULL;
  if (!is_product (self->n, self->p, self->q, context))
    return FALSE;
  if (self->q_inverse == NULL)
    self->q_inverse = invert (self->q, self->p, context);
  self->d_p = reduce (self->d, self->p, context);
  self->d_q = reduce (self->d, self->q, context);

  return self->q_inverse != NULL && self->d_p != NULL && self->d_q != NULL;
}

static EVP_PKEY *
rsa_build (const Rsa *self)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();
  const struct
  {
    const char *name;
    const BIGNUM *number;
  } numbers[] = {
    { OSSL_PKEY_PARAM_RSA_N, self->n },           { OSSL_PKEY_PARAM_RSA_E, self->e },
    { OSSL_PKEY_PARAM_RSA_D, self->d },           { OSSL_PKEY_PARAM_RSA_FACTOR1, self->p },
    { OSSL_PKEY_PARAM_RSA_FACTOR2, self->q },     { OSSL_PKEY_PARAM_RSA_EXPONENT1, self->d_p },
    { OSSL_PKEY_PARAM_RSA_EXPONENT2, self->d_q }, { OSSL_PKEY_PARAM_RSA_COEFFICIENT1, self->q_inverse },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].number != NULL && !OSSL_PARAM_BLD_push_BN (builder, numbers[i].name, numbers[i].number))
      return NULL;

  return build ("RSA", builder, self->d != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
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
  if (rsa.d == NULL || rsa.q_inverse == NULL || rsa.p == NULL)
    return NULL;

  return rsa_complete (&rsa) ? rsa_build (&rsa) : NULL;
}

static BIGNUM *
take_number (const QuaySensitive *number, gsize max_size)
{
  const guint8 *data = number->data;
  gsize size = number->size;

  while (size > 0 && *data == 0)
    {
      data++;
      size--;
    }
  if (size == 0 || size > max_size)
    return NULL;

  return BN_bin2bn (data, (int)size, NULL);
}

EVP_PKEY *
quay_key_material_make_rsa (const QuayKeyRsa *numbers)
{
  g_auto (Rsa) rsa = { 0 };
  EVP_PKEY *pkey;

  rsa.n = take_number (&numbers->n, MAX_NUMBER);
  rsa.e = take_number (&numbers->e, MAX_EXPONENT);
  rsa.d = take_number (&numbers->d, MAX_NUMBER);
  rsa.p = take_number (&numbers->p, MAX_NUMBER);
  rsa.q = take_number (&numbers->q, MAX_NUMBER);
  if ((numbers->d.size > 0 && rsa.d == NULL) || (numbers->p.size > 0 && rsa.p == NULL))
    return NULL;
  pkey = rsa_complete (&rsa) ? rsa_build (&rsa) : NULL;
  ERR_clear_error ();

  return pkey;
}

/* @scalar: NULL for a public key. */
static EVP_PKEY *
make_ecdsa (const char *group, const guint8 *point, gsize length, const BIGNUM *scalar)
{
  g_autoptr (OSSL_PARAM_BLD) builder = OSSL_PARAM_BLD_new ();

  if (!OSSL_PARAM_BLD_push_utf8_string (builder, OSSL_PKEY_PARAM_GROUP_NAME, group, 0)
      || !OSSL_PARAM_BLD_push_octet_string (builder, OSSL_PKEY_PARAM_PUB_KEY, point, length)
      || (scalar != NULL && !OSSL_PARAM_BLD_push_BN (builder, OSSL_PKEY_PARAM_PRIV_KEY, scalar)))
    return NULL;

  return build ("EC", builder, scalar != NULL ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY);
}

/* The curves of RFC 5656 section 10.1. */
static const struct
{
  const char *curve; /* as SSH calls it */
  const char *group; /* as OpenSSL does */
  gsize size;        /* of a coordinate */
} curves[] = {
  { "nistp256", "prime256v1", 32 },
  { "nistp384", "secp384r1", 48 },
  { "nistp521", "secp521r1", 66 },
};

EVP_PKEY *
quay_key_material_make_ecdsa (const char *curve,
                              const QuaySensitive *x,
                              const QuaySensitive *y,
                              const QuaySensitive *scalar)
{
  g_autoptr (BIGNUM) number = take_number (scalar, MAX_NUMBER);
  guint8 point[1 + 2 * 66] = { POINT_CONVERSION_UNCOMPRESSED };
  EVP_PKEY *pkey = NULL;

  if (scalar->size > 0 && number == NULL)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (g_str_equal (curves[i].curve, curve) && x->size <= curves[i].size && y->size <= curves[i].size && x->size > 0
        && y->size > 0)
      {
        gsize size = curves[i].size;

        memcpy (point + 1 + size - x->size, x->data, x->size);
        memcpy (point + 1 + 2 * size - y->size, y->data, y->size);
        pkey = make_ecdsa (curves[i].group, point, 1 + 2 * size, number);
      }
  ERR_clear_error ();

  return pkey;
}

static const char *
get_group (const char *key_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (curves); i++)
    if (g_str_has_prefix (key_type, "ecdsa-sha2-") && g_str_equal (key_type + strlen ("ecdsa-sha2-"), curves[i].curve))
      return curves[i].group;

  return NULL;
}

/* string curve, string point, mpint scalar: the last only where it is @private. */
static EVP_PKEY *
read_ecdsa (QuayBlob *blob, const char *key_type, gboolean private)
{
  g_autofree char *stated = quay_blob_dup_name (blob);
  gsize length;
  const guint8 *point = quay_blob_get_string (blob, &length);
  g_autoptr (BIGNUM) scalar = private ? get_number (blob, MAX_NUMBER) : NULL;

  if ((private && scalar == NULL) || point == NULL || length == 0 || stated == NULL
      || !g_str_equal (stated, key_type + strlen ("ecdsa-sha2-")))
    return NULL;

  return make_ecdsa (get_group (key_type), point, length, scalar);
}

/* string public, string seed and public again: both halves of an Edwards curve have the same size. */
static EVP_PKEY *
read_eddsa (QuayBlob *blob, int id, gsize size)
{
  gsize public_size, private_size;
  const guint8 *public = quay_blob_get_string (blob, &public_size);
  const guint8 *private = quay_blob_get_string (blob, &private_size);

  if (public == NULL || private == NULL || public_size != size || private_size != 2 * size
      || memcmp (public, private + size, size) != 0)
    return NULL;

  return EVP_PKEY_new_raw_private_key (id, NULL, private, size);
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
  else if (type != NULL && get_group (type) != NULL)
    pkey = read_ecdsa (blob, type, TRUE);
  else if (g_strcmp0 (type, "ssh-ed25519") == 0)
    pkey = read_eddsa (blob, EVP_PKEY_ED25519, ED25519_SIZE);
  else if (g_strcmp0 (type, "ssh-ed448") == 0)
    pkey = read_eddsa (blob, EVP_PKEY_ED448, ED448_SIZE);
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

/* RFC 4253 section 6.6: mpint e, mpint n. */
static EVP_PKEY *
read_public_rsa (QuayBlob *blob)
{
  g_auto (Rsa) rsa = { 0 };

  rsa.e = get_number (blob, MAX_EXPONENT);
  rsa.n = get_number (blob, MAX_NUMBER);

  return rsa_complete (&rsa) ? rsa_build (&rsa) : NULL;
}

static EVP_PKEY *
read_public_eddsa (QuayBlob *blob, int id, gsize size)
{
  gsize length;
  const guint8 *public = quay_blob_get_string (blob, &length);

  return public != NULL && length == size ? EVP_PKEY_new_raw_public_key (id, NULL, public, size) : NULL;
}

EVP_PKEY *
quay_key_material_read_public (GBytes *bytes)
{
  QuayBlob blob;
  g_autofree char *type = NULL;
  g_autoptr (EVP_PKEY) pkey = NULL;

  quay_blob_init_bytes (&blob, bytes);
  type = quay_blob_dup_name (&blob);
  if (type == NULL)
    return NULL;
  if (g_str_equal (type, "ssh-rsa"))
    pkey = read_public_rsa (&blob);
  else if (g_str_equal (type, "ssh-ed25519"))
    pkey = read_public_eddsa (&blob, EVP_PKEY_ED25519, ED25519_SIZE);
  else if (g_str_equal (type, "ssh-ed448"))
    pkey = read_public_eddsa (&blob, EVP_PKEY_ED448, ED448_SIZE);
  else if (get_group (type) != NULL)
    pkey = read_ecdsa (&blob, type, FALSE);
  ERR_clear_error ();

  return quay_blob_is_done (&blob) ? g_steal_pointer (&pkey) : NULL;
}

EVP_PKEY *
quay_key_material_make_eddsa (const char *curve, const QuaySensitive *x, const QuaySensitive *seed)
{
  gboolean large = g_str_equal (curve, "Ed448");
  int id = large ? EVP_PKEY_ED448 : EVP_PKEY_ED25519;
  gsize size = large ? ED448_SIZE : ED25519_SIZE;
  EVP_PKEY *pkey = NULL;

  if ((!large && !g_str_equal (curve, "Ed25519")) || x->size != size)
    return NULL;
  if (seed->size == size)
    pkey = EVP_PKEY_new_raw_private_key (id, NULL, seed->data, size);
  else if (seed->size == 0)
    pkey = EVP_PKEY_new_raw_public_key (id, NULL, x->data, size);
  ERR_clear_error ();

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
        "The passphrase does not open the key file %s: type it again; when the program that made it does not take it "
        "either, the file is damaged or the passphrase another",
        shown);
  quay_error_mark_passphrase (*error);
}

void
quay_key_material_set_damaged (GError **error, const char *name, const char *what)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  quay_set_error (error, QUAY_ERROR_KEY,
                  "Cannot load the key file %s: %s; the file is damaged, restore it from a backup or make a new key",
                  shown, what);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-pkcs11.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-key-material.h"

/* A certificate is longer than any key's numbers. */
#define MAX_ATTRIBUTE (16 * 1024)
/* A signature by the longest RSA key. */
#define MAX_SIGNATURE 2048
#define MAX_OBJECTS 64

struct _QuayKeyPkcs11
{
  QuayKey parent_instance;

  QuayPkcs11Token *token; /* owned */
  CK_OBJECT_HANDLE object;
};

G_DEFINE_FINAL_TYPE (QuayKeyPkcs11, quay_key_pkcs11, QUAY_TYPE_KEY)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)

/* What is signed where the token only knows RSA (RFC 8017 section 9.2, note 1): DigestInfo, up to the digest. */
static const guint8 sha1_info[]
    = { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14 };
static const guint8 sha256_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                      0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };
static const guint8 sha512_info[] = { 0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                      0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40 };

static const struct
{
  const char *algorithm;
  CK_MECHANISM_TYPE mechanism;
  const char *digest; /* NULL: the token hashes */
  const guint8 *info;
  gsize info_size;
} methods[] = {
  { "rsa-sha2-512", CKM_RSA_PKCS, "SHA512", sha512_info, sizeof sha512_info },
  { "rsa-sha2-256", CKM_RSA_PKCS, "SHA256", sha256_info, sizeof sha256_info },
  { "ssh-rsa", CKM_RSA_PKCS, "SHA1", sha1_info, sizeof sha1_info },
  { "ecdsa-sha2-nistp256", CKM_ECDSA, "SHA256", NULL, 0 },
  { "ecdsa-sha2-nistp384", CKM_ECDSA, "SHA384", NULL, 0 },
  { "ecdsa-sha2-nistp521", CKM_ECDSA, "SHA512", NULL, 0 },
  { "ssh-ed25519", CKM_EDDSA, NULL, NULL, 0 },
};

/* The named curves of RFC 5480 section 2.1.1.1 as CKA_EC_PARAMS has them, and how long a coordinate is. */
static const struct
{
  const char *curve;
  guint8 params[10];
  gsize params_size, size;
} curves[] = {
  { "nistp256", { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 }, 10, 32 },
  { "nistp384", { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22 }, 7, 48 },
  { "nistp521", { 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x23 }, 7, 66 },
};

/* --- Looking at the token --- */

/* NULL where the object has no such attribute, or does not show it. */
static GBytes *
read_attribute (QuayPkcs11Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type)
{
  CK_FUNCTION_LIST *module = quay_pkcs11_token_get_module (token);
  CK_SESSION_HANDLE session = quay_pkcs11_token_get_session (token);
  CK_ATTRIBUTE attribute = { type, NULL, 0 };
  g_autofree guint8 *data = NULL;

  if (module->C_GetAttributeValue (session, object, &attribute, 1) != CKR_OK
      || attribute.ulValueLen == CK_UNAVAILABLE_INFORMATION || attribute.ulValueLen > MAX_ATTRIBUTE)
    return NULL;
  data = g_malloc0 (attribute.ulValueLen + 1);
  attribute.pValue = data;
  if (module->C_GetAttributeValue (session, object, &attribute, 1) != CKR_OK)
    return NULL;

  return g_bytes_new_take (g_steal_pointer (&data), attribute.ulValueLen);
}

static gboolean
read_number (QuayPkcs11Token *token, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, CK_ULONG *number)
{
  g_autoptr (GBytes) value = read_attribute (token, object, type);

  if (value == NULL || g_bytes_get_size (value) != sizeof *number)
    return FALSE;
  memcpy (number, g_bytes_get_data (value, NULL), sizeof *number);

  return TRUE;
}

/* Objects of a class with the id and the label of the URI, or with @id in its place. */
static guint
find_objects (QuayPkcs11Token *token, CK_OBJECT_CLASS class, GBytes *id, CK_OBJECT_HANDLE objects[MAX_OBJECTS])
{
  CK_FUNCTION_LIST *module = quay_pkcs11_token_get_module (token);
  CK_SESSION_HANDLE session = quay_pkcs11_token_get_session (token);
  const CK_ATTRIBUTE *label = p11_kit_uri_get_attribute (quay_pkcs11_token_get_uri (token), CKA_LABEL);
  const CK_ATTRIBUTE *own_id = p11_kit_uri_get_attribute (quay_pkcs11_token_get_uri (token), CKA_ID);
  CK_ATTRIBUTE template[3] = { { CKA_CLASS, &class, sizeof class } };
  CK_ULONG n = 1, found = 0;

  if (id != NULL && g_bytes_get_size (id) > 0)
    template[n++] = (CK_ATTRIBUTE){ CKA_ID, (void *)g_bytes_get_data (id, NULL), g_bytes_get_size (id) };
  else
    {
      if (own_id != NULL)
        template[n++] = *own_id;
      if (label != NULL)
        template[n++] = *label;
    }
  if (module->C_FindObjectsInit (session, template, n) != CKR_OK)
    return 0;
  if (module->C_FindObjects (session, objects, MAX_OBJECTS, &found) != CKR_OK)
    found = 0;
  module->C_FindObjectsFinal (session);

  return (guint)found;
}

static QuaySensitive
borrow (GBytes *bytes)
{
  return (QuaySensitive){ (guint8 *)g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes) };
}

static EVP_PKEY *
read_rsa (QuayPkcs11Token *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) n = read_attribute (token, object, CKA_MODULUS);
  g_autoptr (GBytes) e = read_attribute (token, object, CKA_PUBLIC_EXPONENT);

  if (n == NULL || e == NULL)
    return NULL;

  return quay_key_material_make_rsa (&(QuayKeyRsa){ .n = borrow (n), .e = borrow (e) });
}

/* CKA_EC_POINT is the point in a DER octet string; some older tokens leave that out. */
static void
take_off_octet_string (QuaySensitive *point, gsize size)
{
  const gsize header = point->size - size;

  if (point->size > size && header <= 3 && point->data[0] == V_ASN1_OCTET_STRING)
    {
      point->data += header;
      point->size = size;
    }
}

static EVP_PKEY *
read_ec (QuayPkcs11Token *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) params = read_attribute (token, object, CKA_EC_PARAMS);
  g_autoptr (GBytes) point = read_attribute (token, object, CKA_EC_POINT);

  for (gsize i = 0; params != NULL && point != NULL && i < G_N_ELEMENTS (curves); i++)
    {
      gsize size = curves[i].size;
      QuaySensitive whole = borrow (point);
      QuaySensitive x, y, none = { NULL, 0 };

      if (g_bytes_get_size (params) != curves[i].params_size
          || memcmp (g_bytes_get_data (params, NULL), curves[i].params, curves[i].params_size) != 0)
        continue;
      take_off_octet_string (&whole, 1 + 2 * size);
      if (whole.size != 1 + 2 * size || whole.data[0] != 4)
        return NULL;
      x = (QuaySensitive){ whole.data + 1, size };
      y = (QuaySensitive){ whole.data + 1 + size, size };
      return quay_key_material_make_ecdsa (curves[i].curve, &x, &y, &none);
    }

  return NULL;
}

static EVP_PKEY *
read_ed25519 (QuayPkcs11Token *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) point = read_attribute (token, object, CKA_EC_POINT);
  QuaySensitive whole, none = { NULL, 0 };

  if (point == NULL)
    return NULL;
  whole = borrow (point);
  take_off_octet_string (&whole, 32);

  return quay_key_material_make_eddsa ("Ed25519", &whole, &none);
}

static EVP_PKEY *
read_public_object (QuayPkcs11Token *token, CK_OBJECT_HANDLE object)
{
  CK_ULONG type;

  if (!read_number (token, object, CKA_KEY_TYPE, &type))
    return NULL;
  switch (type)
    {
    case CKK_RSA:
      return read_rsa (token, object);
    case CKK_EC:
      return read_ec (token, object);
    case CKK_EC_EDWARDS:
      return read_ed25519 (token, object);
    default:
      return NULL;
    }
}

static EVP_PKEY *
read_certificate_object (QuayPkcs11Token *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) value = read_attribute (token, object, CKA_VALUE);
  g_autoptr (X509) certificate = NULL;
  const unsigned char *p;

  if (value == NULL)
    return NULL;
  p = g_bytes_get_data (value, NULL);
  certificate = d2i_X509 (NULL, &p, (long)g_bytes_get_size (value));
  ERR_clear_error ();

  return certificate != NULL ? X509_get_pubkey (certificate) : NULL;
}

/* The public half and the id of the first key that SSH can use. The private object of an RSA key has the numbers too,
 * for tokens without others. */
static GBytes *
find_public (QuayPkcs11Token *token, GBytes *id, GBytes **found_id)
{
  static const struct
  {
    CK_OBJECT_CLASS class;
    EVP_PKEY *(*read) (QuayPkcs11Token *token, CK_OBJECT_HANDLE object);
  } places[] = {
    { CKO_PUBLIC_KEY, read_public_object },
    { CKO_CERTIFICATE, read_certificate_object },
    { CKO_PRIVATE_KEY, read_public_object },
  };
  CK_OBJECT_HANDLE objects[MAX_OBJECTS];

  for (gsize p = 0; p < G_N_ELEMENTS (places); p++)
    {
      guint n = find_objects (token, places[p].class, id, objects);

      for (guint i = 0; i < n; i++)
        {
          g_autoptr (EVP_PKEY) pkey = places[p].read (token, objects[i]);
          g_autoptr (GBytes) blob = pkey != NULL ? quay_key_openssl_dup_public (pkey) : NULL;

          if (blob == NULL)
            continue;
          *found_id = read_attribute (token, objects[i], CKA_ID);
          return g_steal_pointer (&blob);
        }
    }

  return NULL;
}

GBytes *
quay_key_pkcs11_peek_public (QuayPkcs11Token *token)
{
  g_autoptr (GBytes) id = NULL;

  return find_public (token, NULL, &id);
}

/* --- Signing --- */

/* DigestInfo and digest for RSA, the digest for ECDSA, all of it for Ed25519. */
static GBytes *
prepare (gsize method, GBytes *data)
{
  GByteArray *array;
  guint8 digest[EVP_MAX_MD_SIZE];
  size_t length = 0;

  if (methods[method].digest == NULL)
    return g_bytes_ref (data);
  if (!EVP_Q_digest (NULL, methods[method].digest, NULL, g_bytes_get_data (data, NULL), g_bytes_get_size (data), digest,
                     &length))
    return NULL;
  array = g_byte_array_new ();
  if (methods[method].info_size > 0)
    g_byte_array_append (array, methods[method].info, (guint)methods[method].info_size);
  g_byte_array_append (array, digest, (guint)length);

  return g_byte_array_free_to_bytes (array);
}

/* RFC 5656 section 3.1.2 has two numbers where the token gives them one behind the other, each as long as the curve's
 * order; RSA's and Ed25519's signatures are as SSH wants them. */
static void
put_signature (GByteArray *array, gsize method, const guint8 *signature, gsize length)
{
  g_autoptr (GByteArray) numbers = g_byte_array_new ();

  if (methods[method].mechanism != CKM_ECDSA)
    {
      quay_blob_put_string (array, signature, length);
      return;
    }
  quay_blob_put_mpint (numbers, signature, length / 2);
  quay_blob_put_mpint (numbers, signature + length / 2, length / 2);
  quay_blob_put_string (array, numbers->data, numbers->len);
}

static GBytes *
sign_with (QuayKeyPkcs11 *self, gsize method, GBytes *data, GError **error)
{
  CK_FUNCTION_LIST *module = quay_pkcs11_token_get_module (self->token);
  CK_SESSION_HANDLE session = quay_pkcs11_token_get_session (self->token);
  CK_MECHANISM mechanism = { methods[method].mechanism, NULL, 0 };
  guint8 signature[MAX_SIGNATURE];
  CK_ULONG length = sizeof signature;
  g_autoptr (GBytes) input = prepare (method, data);
  CK_RV rv = input != NULL ? module->C_SignInit (session, &mechanism, self->object) : CKR_GENERAL_ERROR;
  GByteArray *array;

  if (rv == CKR_OK)
    rv = module->C_Sign (session, (CK_BYTE_PTR)g_bytes_get_data (input, NULL), g_bytes_get_size (input), signature,
                         &length);
  if (rv != CKR_OK || length == 0 || length % 2 != 0)
    {
      quay_pkcs11_token_set_error (self->token, rv, error, QUAY_ERROR_SIGN, "Signing with");
      return NULL;
    }
  array = g_byte_array_new ();
  quay_blob_put_text (array, methods[method].algorithm);
  put_signature (array, method, signature, length);

  return g_byte_array_free_to_bytes (array);
}

static GBytes *
quay_key_pkcs11_sign (QuayKey *key, const char *algorithm, GBytes *data, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (methods); i++)
    if (g_str_equal (methods[i].algorithm, algorithm))
      return sign_with (QUAY_KEY_PKCS11 (key), i, data, error);
  quay_set_error (error, QUAY_ERROR_SIGN, "Tokens are not asked for %s signatures", algorithm);

  return NULL;
}

static void
quay_key_pkcs11_finalize (GObject *object)
{
  QuayKeyPkcs11 *self = QUAY_KEY_PKCS11 (object);

  g_clear_pointer (&self->token, quay_pkcs11_token_unref);
  G_OBJECT_CLASS (quay_key_pkcs11_parent_class)->finalize (object);
}

static void
quay_key_pkcs11_class_init (QuayKeyPkcs11Class *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_key_pkcs11_finalize;
  QUAY_KEY_CLASS (class)->sign = quay_key_pkcs11_sign;
}

static void
quay_key_pkcs11_init (QuayKeyPkcs11 *self)
{
}

/* It would want its PIN again for each signature, and that is not kept. */
static gboolean
always_asks (QuayPkcs11Token *token, CK_OBJECT_HANDLE object)
{
  g_autoptr (GBytes) value = read_attribute (token, object, CKA_ALWAYS_AUTHENTICATE);

  return value != NULL && g_bytes_get_size (value) == 1 && *(const guint8 *)g_bytes_get_data (value, NULL) != CK_FALSE;
}

QuayKey *
quay_key_pkcs11_load (QuayPkcs11Token *token, GError **error)
{
  CK_OBJECT_HANDLE objects[MAX_OBJECTS];
  g_autoptr (GBytes) id = NULL;
  g_autoptr (GBytes) blob = find_public (token, NULL, &id);
  guint n = blob != NULL ? find_objects (token, CKO_PRIVATE_KEY, id, objects) : 0;
  QuayKeyPkcs11 *self;

  if (n == 0)
    {
      quay_set_error (
          error, QUAY_ERROR_KEY,
          "The token “%s” holds no key that fits the PKCS#11 URI and that SSH can use: compare the URI with "
          "what pkcs11-tool --list-objects prints",
          quay_pkcs11_token_get_name (token));
      return NULL;
    }
  if (always_asks (token, objects[0]))
    {
      quay_set_error (error, QUAY_ERROR_KEY,
                      "The key in the token “%s” wants its PIN again for each signature, which is not supported here; "
                      "choose another key in it",
                      quay_pkcs11_token_get_name (token));
      return NULL;
    }
  self = g_object_new (QUAY_TYPE_KEY_PKCS11, "public-blob", blob, "comment", quay_pkcs11_token_get_name (token), NULL);
  self->token = quay_pkcs11_token_ref (token);
  self->object = objects[0];

  return QUAY_KEY (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-public.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs7.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-cert-read.h"
#include "quay-error-private.h"
#include "quay-key-der.h"
#include "quay-key-material.h"
#include "quay-text.h"

/* Of an authority and all above it; a bundle of everybody's has some 150. */
#define MAX_CERTIFICATES 500
#define RFC4716_BEGIN "---- BEGIN SSH2 PUBLIC KEY ----"
#define RFC4716_END "---- END SSH2 PUBLIC KEY ----"
/* RFC 4716 section 3.2: a line has 72 bytes at most, and a header may go on for 1024. */
#define MAX_COMMENT 1024
/* A key type's name is that long at least, and a blob starts with the length of it. */
#define MIN_TYPE 7
#define MAX_TYPE 64

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PKCS7, PKCS7_free)

static gboolean
set_damaged (GError **error, const char *name, const char *what)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  quay_set_error (error, QUAY_ERROR_KEY,
                  "Cannot load the key file %s: %s; the file is damaged, restore it from a backup or ask for it again",
                  shown, what);

  return FALSE;
}

static gboolean
add (GPtrArray *entries, EVP_PKEY *pkey, X509 *certificate, const char *name, const char *label, GError **error)
{
  QuayKeyEntry *entry = quay_cert_read_entry (NULL, pkey, certificate, name, label, error);

  if (entry == NULL)
    return FALSE;
  g_ptr_array_add (entries, entry);

  return TRUE;
}

/* DER as PEM; PEM as it is. @pem owns what had to be made. */
static BIO *
open_pem (const char *data, gsize size, QuaySensitive *pem)
{
  const char *label = quay_key_der_get_label ((const guint8 *)data, size);

  if (label == NULL)
    return BIO_new_mem_buf (data, (int)size);
  quay_key_der_armour (label, (const guint8 *)data, size, pem);

  return BIO_new_mem_buf (pem->data, (int)pem->size);
}

static EVP_PKEY *
read_rsa (const unsigned char *data, long length)
{
  return d2i_PublicKey (EVP_PKEY_RSA, NULL, &data, length);
}

/* One armoured piece. Others than these are passed over. */
static gboolean
read_piece (
    const char *label, const unsigned char *data, long length, const char *name, GPtrArray *entries, GError **error)
{
  g_autoptr (EVP_PKEY) pkey = NULL;
  g_autoptr (X509) certificate = NULL;

  if (g_str_equal (label, "CERTIFICATE"))
    certificate = d2i_X509 (NULL, &data, length);
  else if (g_str_equal (label, "PUBLIC KEY"))
    pkey = d2i_PUBKEY (NULL, &data, length);
  else if (g_str_equal (label, "RSA PUBLIC KEY"))
    pkey = read_rsa (data, length);
  else
    return TRUE;
  if (pkey == NULL && certificate == NULL)
    return set_damaged (error, name, "what it starts as cannot be read");

  return add (entries, pkey, certificate, name, NULL, error);
}

gboolean
quay_key_public_read (const char *data, gsize size, const char *name, GPtrArray *entries, GError **error)
{
  g_auto (QuaySensitive) pem = { NULL, 0 };
  g_autoptr (BIO) bio = open_pem (data, size, &pem);
  guint before = entries->len;
  gboolean good = TRUE;

  while (good && entries->len < before + MAX_CERTIFICATES)
    {
      char *label = NULL, *header = NULL;
      unsigned char *piece = NULL;
      long length = 0;

      if (PEM_read_bio (bio, &label, &header, &piece, &length) != 1)
        break;
      good = read_piece (label, piece, length, name, entries, error);
      OPENSSL_free (label);
      OPENSSL_free (header);
      OPENSSL_free (piece);
    }
  ERR_clear_error ();
  if (good && entries->len == before)
    return set_damaged (error, name, "it starts as a public key or a certificate but holds none that can be read");

  return good;
}

gboolean
quay_key_public_read_pkcs7 (const char *data, gsize size, const char *name, GPtrArray *entries, GError **error)
{
  g_auto (QuaySensitive) pem = { NULL, 0 };
  g_autoptr (BIO) bio = open_pem (data, size, &pem);
  g_autoptr (PKCS7) pkcs7 = PEM_read_bio_PKCS7 (bio, NULL, NULL, NULL);
  STACK_OF (X509) *certificates = NULL;

  if (pkcs7 != NULL && PKCS7_type_is_signed (pkcs7) && pkcs7->d.sign != NULL)
    certificates = pkcs7->d.sign->cert;
  ERR_clear_error ();
  if (certificates == NULL || sk_X509_num (certificates) <= 0)
    return set_damaged (error, name, "it starts as PKCS#7 but holds no certificate that can be read");
  for (int i = 0; i < MIN (sk_X509_num (certificates), MAX_CERTIFICATES); i++)
    if (!add (entries, NULL, sk_X509_value (certificates, i), name, NULL, error))
      return FALSE;

  return TRUE;
}

/* --- SSH's own forms --- */

static gboolean
is_blob (const char *data, gsize size)
{
  QuayBlob blob;
  g_autofree char *type = NULL;

  quay_blob_init (&blob, data, size);
  type = quay_blob_dup_name (&blob);

  return type != NULL && strlen (type) >= MIN_TYPE && strlen (type) <= MAX_TYPE;
}

gboolean
quay_key_public_is_ssh (const char *data, gsize size)
{
  static const char *const beginnings[] = { "ssh-", "ecdsa-sha2-", "sk-" };

  for (gsize i = 0; i < G_N_ELEMENTS (beginnings); i++)
    if (size > strlen (beginnings[i]) && strncmp (data, beginnings[i], strlen (beginnings[i])) == 0)
      return TRUE;

  return is_blob (data, size);
}

GBytes *
quay_key_public_parse_line (const char *text, gsize size, char **comment)
{
  g_autofree char *line = g_strndup (text, size);
  g_auto (GStrv) words = NULL;
  g_autofree guint8 *decoded = NULL;
  g_autofree char *type = NULL;
  gsize length;
  QuayBlob blob;

  line[strcspn (line, "\r\n")] = '\0';
  words = g_strsplit_set (g_strstrip (line), " \t", 3);
  if (words[0] == NULL || words[1] == NULL)
    return NULL;
  decoded = g_base64_decode (words[1], &length);
  quay_blob_init (&blob, decoded, length);
  type = quay_blob_dup_name (&blob);
  if (g_strcmp0 (type, words[0]) != 0)
    return NULL;
  if (comment != NULL)
    *comment = g_strdup (words[2]);

  return g_bytes_new_take (g_steal_pointer (&decoded), length);
}

/* RFC 4716 section 3.3: "Tag: value" lines, which go on in the next one after a backslash; then base64. Only the
 * comment says something. */
static GBytes *
parse_rfc4716 (const char *text, gsize size, char **comment)
{
  const char *begin = g_strstr_len (text, (gssize)size, RFC4716_BEGIN);
  const char *end = begin != NULL ? g_strstr_len (begin, text + size - begin, RFC4716_END) : NULL;
  g_autofree char *inside = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) base64 = g_string_new (NULL);
  gboolean goes_on = FALSE;
  guint8 *decoded;
  gsize length;

  if (end == NULL)
    return NULL;
  begin += strlen (RFC4716_BEGIN);
  inside = g_strndup (begin, (gsize)(end - begin));
  lines = g_strsplit_set (inside, "\r\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      gboolean header = goes_on || strstr (lines[i], ": ") != NULL;

      if (!goes_on && *comment == NULL && g_ascii_strncasecmp (lines[i], "Comment: ", 9) == 0)
        *comment = g_strndup (lines[i] + 9, MAX_COMMENT);
      if (!header)
        g_string_append (base64, lines[i]);
      goes_on = header && g_str_has_suffix (lines[i], "\\");
    }
  decoded = g_base64_decode (base64->str, &length);

  return g_bytes_new_take (decoded, length);
}

gboolean
quay_key_public_read_ssh (const char *data, gsize size, const char *name, GPtrArray *entries, GError **error)
{
  g_autofree char *comment = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (EVP_PKEY) pkey = NULL;

  if (g_strstr_len (data, (gssize)size, RFC4716_BEGIN) != NULL)
    blob = parse_rfc4716 (data, size, &comment);
  else if (is_blob (data, size))
    blob = g_bytes_new (data, size);
  else
    blob = quay_key_public_parse_line (data, size, &comment);
  if (blob == NULL)
    return set_damaged (error, name, "it starts as a public key of SSH's but holds none that can be read");
  pkey = quay_key_material_read_public (blob);
  if (pkey == NULL)
    {
      g_autofree char *shown = quay_text_escape (name, -1);

      quay_set_error (error, QUAY_ERROR_KEY,
                      "Cannot load the key file %s: its public key is damaged, or of a type not supported here (RSA, "
                      "ECDSA on NIST curves, Ed25519 and Ed448 are)",
                      shown);
      return FALSE;
    }

  return add (entries, pkey, NULL, name, comment, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-ppk.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-key-cipher.h"
#include "quay-key-material.h"
#include "quay-sensitive.h"
#include "quay-text.h"

#define BEGIN "PuTTY-User-Key-File-"
#define MAX_LINE 4096
/* A 16384-bit RSA key's public half, the longest part, has 44 lines. */
#define MAX_LINES 1000
#define MAX_SALT 64

/* puttygen takes 8 MiB and as many passes as fit in 100 ms, some 13. Memory above the first bound is taken from the
 * person's other programs; work above the second, in KiB times passes, lasts half a minute. */
#define MAX_MEMORY (256 * 1024)
#define MAX_WORK ((guint64)16 * 1024 * 1024)
#define MAX_LANES 16
/* RFC 9106 section 3.1, for each lane */
#define MIN_MEMORY 8

#define CIPHER_KEY_SIZE 32
#define IV_SIZE 16
#define MAC_KEY_SIZE 32
#define DERIVED_SIZE (CIPHER_KEY_SIZE + IV_SIZE + MAC_KEY_SIZE)
#define SHA1_SIZE 20

typedef struct
{
  guint version; /* 2 or 3 */
  char *key_type, *cipher, *comment;
  QuaySensitive public_blob, private_blob;
  GBytes *mac;

  /* Version 3, encrypted */
  const char *flavour; /* as OpenSSL calls it */
  guint64 memory, passes, lanes;
  GBytes *salt;
} Ppk;

static void
ppk_clear (Ppk *self)
{
  g_clear_pointer (&self->key_type, g_free);
  g_clear_pointer (&self->cipher, g_free);
  g_clear_pointer (&self->comment, g_free);
  quay_sensitive_clear (&self->public_blob);
  quay_sensitive_clear (&self->private_blob);
  g_clear_pointer (&self->mac, g_bytes_unref);
  g_clear_pointer (&self->salt, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ppk, ppk_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KDF, EVP_KDF_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_KDF_CTX, EVP_KDF_CTX_free)

static gboolean
is_encrypted (const Ppk *self)
{
  return !g_str_equal (self->cipher, "none");
}

/* --- The text --- */

typedef struct
{
  const char *at;
  gsize left;
} Text;

/* The next line without its end (LF, CR, or both), borrowed. */
static gboolean
next_line (Text *self, const char **line, gsize *length)
{
  gsize n = 0;

  if (self->left == 0)
    return FALSE;
  while (n < self->left && self->at[n] != '\n' && self->at[n] != '\r')
    n++;
  *line = self->at;
  *length = n;
  if (n + 1 < self->left && self->at[n] == '\r' && self->at[n + 1] == '\n')
    n++;
  n = MIN (n + 1, self->left);
  self->at += n;
  self->left -= n;

  return *length <= MAX_LINE;
}

/* The value of the line "@name: value", which must be the next one. (transfer full) */
static char *
take_value (Text *self, const char *name)
{
  const char *line;
  gsize length, n = strlen (name);

  if (!next_line (self, &line, &length) || length < n + 2 || strncmp (line, name, n) != 0
      || strncmp (line + n, ": ", 2) != 0)
    return NULL;

  return g_strndup (line + n + 2, length - n - 2);
}

static gboolean
take_number (Text *self, const char *name, guint64 max, guint64 *number)
{
  g_autofree char *value = take_value (self, name);

  return value != NULL && g_ascii_string_to_unsigned (value, 10, 1, max, number, NULL);
}

static GBytes *
take_hex (Text *self, const char *name, gsize max)
{
  g_autofree char *value = take_value (self, name);
  gsize length = value != NULL ? strlen (value) : 0;
  g_autofree guint8 *bytes = NULL;

  if (length == 0 || length % 2 != 0 || length / 2 > max)
    return NULL;
  bytes = g_malloc (length / 2);
  for (gsize i = 0; i < length; i += 2)
    {
      int high = g_ascii_xdigit_value (value[i]);
      int low = g_ascii_xdigit_value (value[i + 1]);

      if (high < 0 || low < 0)
        return NULL;
      bytes[i / 2] = (guint8)(high << 4 | low);
    }

  return g_bytes_new_take (g_steal_pointer (&bytes), length / 2);
}

/* "NAME: lines", and as many lines of base64. */
static gboolean
take_base64 (Text *self, const char *name, QuaySensitive *decoded)
{
  guint64 lines;
  gint state = 0;
  guint save = 0;

  if (!take_number (self, name, MAX_LINES, &lines))
    return FALSE;
  decoded->data = g_malloc (self->left / 4 * 3 + 3);
  decoded->size = 0;
  for (guint64 i = 0; i < lines; i++)
    {
      const char *line;
      gsize length;

      if (!next_line (self, &line, &length))
        return FALSE;
      decoded->size += g_base64_decode_step (line, length, decoded->data + decoded->size, &state, &save);
    }

  return TRUE;
}

static gboolean
take_derivation (Text *text, Ppk *self)
{
  static const struct
  {
    const char *name;
    const char *flavour;
  } flavours[] = { { "Argon2id", "ARGON2ID" }, { "Argon2i", "ARGON2I" }, { "Argon2d", "ARGON2D" } };
  g_autofree char *name = take_value (text, "Key-Derivation");

  for (gsize i = 0; name != NULL && i < G_N_ELEMENTS (flavours); i++)
    if (g_str_equal (flavours[i].name, name))
      self->flavour = flavours[i].flavour;
  if (self->flavour == NULL || !take_number (text, "Argon2-Memory", G_MAXUINT32, &self->memory)
      || !take_number (text, "Argon2-Passes", G_MAXUINT32, &self->passes)
      || !take_number (text, "Argon2-Parallelism", G_MAXUINT32, &self->lanes))
    return FALSE;
  self->salt = take_hex (text, "Argon2-Salt", MAX_SALT);

  return self->salt != NULL;
}

/* "PuTTY-User-Key-File-3: ssh-ed25519" */
static gboolean
take_version (Text *text, Ppk *self)
{
  const char *line;
  gsize length, n = strlen (BEGIN);

  if (!next_line (text, &line, &length) || length < n + 3 || strncmp (line, BEGIN, n) != 0 || !g_ascii_isdigit (line[n])
      || strncmp (line + n + 1, ": ", 2) != 0)
    return FALSE;
  self->version = (guint)g_ascii_digit_value (line[n]);
  self->key_type = g_strndup (line + n + 3, length - n - 3);

  return TRUE;
}

/* Up to the public half, which anybody may read. */
static gboolean
parse_public (Text *text, Ppk *self)
{
  if (!take_version (text, self) || (self->version != 2 && self->version != 3))
    return FALSE;
  self->cipher = take_value (text, "Encryption");
  if (self->cipher == NULL)
    return FALSE;
  self->comment = take_value (text, "Comment");

  return self->comment != NULL && take_base64 (text, "Public-Lines", &self->public_blob);
}

static gboolean
parse (Text *text, Ppk *self)
{
  if (!parse_public (text, self))
    return FALSE;
  if (self->version == 3 && is_encrypted (self) && !take_derivation (text, self))
    return FALSE;
  if (!take_base64 (text, "Private-Lines", &self->private_blob))
    return FALSE;
  self->mac = take_hex (text, "Private-MAC", EVP_MAX_MD_SIZE);

  return self->mac != NULL;
}

/* --- What opens it --- */

static gboolean
check_bounds (const Ppk *self, const char *name, GError **error)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  if (self->version == 2 || !is_encrypted (self)
      || (self->memory <= MAX_MEMORY && self->memory * self->passes <= MAX_WORK && self->lanes <= MAX_LANES
          && self->memory >= MIN_MEMORY * self->lanes))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_KEY,
                  "Cannot load the key file %s: its encryption asks for %" G_GUINT64_FORMAT
                  " KiB of memory, %" G_GUINT64_FORMAT " times over on %" G_GUINT64_FORMAT
                  " lanes, which is more than is spent on a key here (%d KiB); save it again in puttygen with the "
                  "usual parameters",
                  shown, self->memory, self->passes, self->lanes, MAX_MEMORY);

  return FALSE;
}

static gboolean
derive_argon2 (const Ppk *self, const char *passphrase, guint8 derived[DERIVED_SIZE])
{
  g_autoptr (EVP_KDF) kdf = EVP_KDF_fetch (NULL, self->flavour, NULL);
  g_autoptr (EVP_KDF_CTX) context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  guint32 memory = (guint32)self->memory, passes = (guint32)self->passes, lanes = (guint32)self->lanes;
  gsize salt_size;
  gpointer salt = (gpointer)g_bytes_get_data (self->salt, &salt_size);
  OSSL_PARAM params[] = {
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_PASSWORD, (gpointer)passphrase, strlen (passphrase)),
    OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, salt, salt_size),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_ITER, &passes),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_ARGON2_MEMCOST, &memory),
    OSSL_PARAM_construct_uint32 (OSSL_KDF_PARAM_ARGON2_LANES, &lanes),
    OSSL_PARAM_construct_end (),
  };

  return context != NULL && EVP_KDF_derive (context, derived, DERIVED_SIZE, params) == 1;
}

static gboolean
sha1 (const void *a, gsize a_size, const char *b, guint8 digest[SHA1_SIZE])
{
  g_autoptr (EVP_MD_CTX) context = EVP_MD_CTX_new ();

  return EVP_DigestInit_ex (context, EVP_sha1 (), NULL) && EVP_DigestUpdate (context, a, a_size)
         && EVP_DigestUpdate (context, b, strlen (b)) && EVP_DigestFinal_ex (context, digest, NULL);
}

/* Version 2: SHA-1 of a counter and the passphrase, twice; no salt, the vector is 0. */
static gboolean
derive_sha1 (const char *passphrase, guint8 derived[DERIVED_SIZE])
{
  static const guint8 counters[2][4] = { { 0, 0, 0, 0 }, { 0, 0, 0, 1 } };
  guint8 digests[2][SHA1_SIZE];
  gboolean good = sha1 (counters[0], 4, passphrase, digests[0]) && sha1 (counters[1], 4, passphrase, digests[1]);

  memcpy (derived, digests, CIPHER_KEY_SIZE);
  OPENSSL_cleanse (digests, sizeof digests);

  return good;
}

/* In version 2 the key of the MAC is a hash of the passphrase, "" where there is none; in version 3 it is derived with
 * the cipher's, and has no bytes where there is none. */
static gboolean
derive (const Ppk *self, const char *passphrase, QuaySensitive *derived, QuaySensitive *mac_key)
{
  static const char prefix[] = "putty-private-key-file-mac-key";

  derived->size = DERIVED_SIZE;
  derived->data = g_malloc0 (DERIVED_SIZE);
  mac_key->size = self->version == 2 ? SHA1_SIZE : is_encrypted (self) ? MAC_KEY_SIZE : 0;
  mac_key->data = g_malloc0 (MAC_KEY_SIZE);
  if (self->version == 2)
    return derive_sha1 (passphrase, derived->data)
           && sha1 (prefix, strlen (prefix), is_encrypted (self) ? passphrase : "", mac_key->data);
  if (!is_encrypted (self))
    return TRUE;
  if (!derive_argon2 (self, passphrase, derived->data))
    return FALSE;
  memcpy (mac_key->data, derived->data + CIPHER_KEY_SIZE + IV_SIZE, MAC_KEY_SIZE);

  return TRUE;
}

/* string key type, string cipher, string comment, string public, string private with its padding */
static void
put_authenticated (const Ppk *self, QuaySensitive *authenticated)
{
  gsize size = 5 * 4 + strlen (self->key_type) + strlen (self->cipher) + strlen (self->comment) + self->public_blob.size
               + self->private_blob.size;
  g_autoptr (GByteArray) array = g_byte_array_sized_new ((guint)size);

  quay_blob_put_text (array, self->key_type);
  quay_blob_put_text (array, self->cipher);
  quay_blob_put_text (array, self->comment);
  quay_blob_put_string (array, self->public_blob.data, self->public_blob.size);
  quay_blob_put_string (array, self->private_blob.data, self->private_blob.size);
  authenticated->data = g_byte_array_steal (array, &authenticated->size);
}

static gboolean
mac_is_right (const Ppk *self, const QuaySensitive *key)
{
  g_auto (QuaySensitive) authenticated = { NULL, 0 };
  guint8 expected[EVP_MAX_MD_SIZE];
  gsize length = 0, stated;
  const guint8 *mac = g_bytes_get_data (self->mac, &stated);

  put_authenticated (self, &authenticated);

  return EVP_Q_mac (NULL, "HMAC", NULL, self->version == 2 ? "SHA1" : "SHA256", NULL, key->data, key->size,
                    authenticated.data, authenticated.size, expected, sizeof expected, &length)
             != NULL
         && length == stated && CRYPTO_memcmp (expected, mac, length) == 0;
}

/* Decrypts the private half, and proves it and everything beside it. */
static gboolean
open_private (Ppk *self, const char *name, const char *passphrase, GError **error)
{
  const QuayKeyCipher *cipher = quay_key_cipher_find (self->cipher);
  g_auto (QuaySensitive) derived = { NULL, 0 };
  g_auto (QuaySensitive) mac_key = { NULL, 0 };

  if (is_encrypted (self) && (passphrase == NULL || *passphrase == '\0'))
    {
      quay_key_material_set_passphrase_error (error, name, passphrase);
      return FALSE;
    }
  if (!check_bounds (self, name, error))
    return FALSE;
  if (!derive (self, passphrase != NULL ? passphrase : "", &derived, &mac_key)
      || !quay_key_cipher_decrypt (cipher, derived.data, derived.data + CIPHER_KEY_SIZE, self->private_blob.data,
                                   self->private_blob.size, NULL))
    {
      quay_key_material_set_damaged (error, name, "the parameters of its encryption make no sense");
      return FALSE;
    }
  if (mac_is_right (self, &mac_key))
    return TRUE;
  if (is_encrypted (self))
    quay_key_material_set_passphrase_error (error, name, passphrase);
  else
    quay_key_material_set_damaged (error, name, "its MAC does not fit what is in it");

  return FALSE;
}

/* --- The key --- */

static void
put_next_string (GByteArray *array, QuayBlob *blob)
{
  gsize length;
  const guint8 *data = quay_blob_get_string (blob, &length);

  quay_blob_put_string (array, data, data != NULL ? length : 0);
}

/* From PuTTY's order to OpenSSH's: public mpint e, n and private mpint d, p, q, iqmp. */
static void
put_rsa (GByteArray *array, QuayBlob *public, QuayBlob *private)
{
  gsize lengths[5];
  const guint8 *e = quay_blob_get_string (public, &lengths[0]);
  const guint8 *d, *p, *q;

  put_next_string (array, public);
  quay_blob_put_string (array, e, e != NULL ? lengths[0] : 0);
  d = quay_blob_get_string (private, &lengths[1]);
  p = quay_blob_get_string (private, &lengths[2]);
  q = quay_blob_get_string (private, &lengths[3]);
  quay_blob_put_string (array, d, d != NULL ? lengths[1] : 0);
  put_next_string (array, private);
  quay_blob_put_string (array, p, p != NULL ? lengths[2] : 0);
  quay_blob_put_string (array, q, q != NULL ? lengths[3] : 0);
}

/* Public string point, private string seed; OpenSSH has the point behind the seed again. */
static void
put_eddsa (GByteArray *array, QuayBlob *public, QuayBlob *private)
{
  gsize point_size, seed_size;
  const guint8 *point = quay_blob_get_string (public, &point_size);
  const guint8 *seed = quay_blob_get_string (private, &seed_size);

  if (point == NULL || seed == NULL)
    return;
  quay_blob_put_string (array, point, point_size);
  quay_blob_put_uint32 (array, (guint32)(seed_size + point_size));
  g_byte_array_append (array, seed, (guint)seed_size);
  g_byte_array_append (array, point, (guint)point_size);
}

/* Public string curve, string point, private mpint scalar. */
static void
put_ecdsa (GByteArray *array, QuayBlob *public, QuayBlob *private)
{
  put_next_string (array, public);
  put_next_string (array, public);
  put_next_string (array, private);
}

/* As OpenSSH writes the numbers, which one function reads; what is no key makes none there. */
static void
put_material (const Ppk *self, QuaySensitive *material)
{
  g_autoptr (GByteArray) array
      = g_byte_array_sized_new ((guint)(2 * (self->public_blob.size + self->private_blob.size) + 64));
  g_autofree char *type = NULL;
  QuayBlob public, private;

  quay_blob_init (&public, self->public_blob.data, self->public_blob.size);
  quay_blob_init (&private, self->private_blob.data, self->private_blob.size);
  type = quay_blob_dup_name (&public);
  quay_blob_put_text (array, self->key_type);
  if (g_strcmp0 (type, self->key_type) != 0)
    ;
  else if (g_str_equal (type, "ssh-rsa"))
    put_rsa (array, &public, &private);
  else if (g_str_has_prefix (type, "ssh-ed"))
    put_eddsa (array, &public, &private);
  else if (g_str_has_prefix (type, "ecdsa-sha2-"))
    put_ecdsa (array, &public, &private);
  material->data = g_byte_array_steal (array, &material->size);
}

static QuayKey *
make_key (const Ppk *self, const char *name, GError **error)
{
  g_auto (QuaySensitive) material = { NULL, 0 };
  g_autoptr (EVP_PKEY) pkey = NULL;
  g_autoptr (QuayKey) key = NULL;
  g_autoptr (GBytes) stated = g_bytes_new (self->public_blob.data, self->public_blob.size);
  QuayBlob blob;

  put_material (self, &material);
  quay_blob_init (&blob, material.data, material.size);
  pkey = quay_key_material_read_openssh (&blob, name, error);
  if (pkey == NULL)
    return NULL;
  key = quay_key_openssl_new (g_steal_pointer (&pkey), name, *self->comment != '\0' ? self->comment : name, error);
  if (key == NULL)
    return NULL;
  if (!g_bytes_equal (stated, quay_key_get_public_blob (key)))
    {
      quay_key_material_set_damaged (error, name, "its public and its private part are of different keys");
      return NULL;
    }

  return g_steal_pointer (&key);
}

static gboolean
check_supported (const Ppk *self, const char *name, GError **error)
{
  g_autofree char *shown = quay_text_escape (name, -1);

  if (self->version != 0 && self->version != 2 && self->version != 3)
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot load the key file %s: it is of version %u of PuTTY's format, and 2 and 3 are supported "
                    "here; open it in puttygen and save it again",
                    shown, self->version);
  else if (self->cipher != NULL && is_encrypted (self) && !g_str_equal (self->cipher, "aes256-cbc"))
    quay_set_error (error, QUAY_ERROR_KEY,
                    "Cannot load the key file %s: it is encrypted with something else than AES-256-CBC, which is not "
                    "supported here; open it in puttygen and save it again",
                    shown);
  else
    return TRUE;

  return FALSE;
}

QuayKey *
quay_key_ppk_load (const char *text, gsize size, const char *name, const char *passphrase, GError **error)
{
  g_auto (Ppk) ppk = { 0 };
  Text reader = { text, size };
  gboolean whole = parse (&reader, &ppk);

  if (!check_supported (&ppk, name, error))
    return NULL;
  if (!whole)
    {
      quay_key_material_set_damaged (error, name, "one of its lines is missing, or says what it cannot");
      return NULL;
    }
  if (ppk.private_blob.size == 0 || (is_encrypted (&ppk) && ppk.private_blob.size % IV_SIZE != 0))
    {
      quay_key_material_set_damaged (error, name, "its private part has a wrong length");
      return NULL;
    }
  if (!open_private (&ppk, name, passphrase, error))
    return NULL;

  return make_key (&ppk, name, error);
}

GBytes *
quay_key_ppk_peek_public (const char *text, gsize size)
{
  g_auto (Ppk) ppk = { 0 };
  Text reader = { text, size };
  g_autofree char *type = NULL;
  QuayBlob blob;

  if (!parse_public (&reader, &ppk))
    return NULL;
  quay_blob_init (&blob, ppk.public_blob.data, ppk.public_blob.size);
  type = quay_blob_dup_name (&blob);
  if (g_strcmp0 (type, ppk.key_type) != 0)
    return NULL;

  return g_bytes_new (ppk.public_blob.data, ppk.public_blob.size);
}

gboolean
quay_key_ppk_is_encrypted (const char *text, gsize size)
{
  g_auto (Ppk) ppk = { 0 };
  Text reader = { text, size };

  return parse_public (&reader, &ppk) && is_encrypted (&ppk);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-openssh.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <string.h>

#include "quay-bcrypt-pbkdf.h"
#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-key-cipher.h"
#include "quay-key-material.h"
#include "quay-key-store.h"
#include "quay-sensitive.h"
#include "quay-text.h"

#define ARMOUR_BEGIN "-----BEGIN OPENSSH PRIVATE KEY-----"
#define ARMOUR_END "-----END OPENSSH PRIVATE KEY-----"
/* With its NUL. */
#define MAGIC "openssh-key-v1"
/* ssh-keygen's default is 24, a careful person's 200; each costs some 10 ms, so this is 20 seconds. */
#define MAX_ROUNDS 2000

/* The container, everything pointing into the decoded text:
 *   byte[15] "openssh-key-v1\0", string cipher, string kdf, string kdf options, uint32 number of keys (1),
 *   string public blob, string encrypted private part, then the cipher's tag. */
typedef struct
{
  QuaySensitive decoded;
  const QuayKeyCipher *cipher;
  char *cipher_name, *kdf_name; /* owned */
  QuayBlob kdf_options;
  QuayBlob public_blob;
  guint8 *private_part;
  gsize private_size;
  const guint8 *tag;
} Container;

static void
container_clear (Container *self)
{
  quay_sensitive_clear (&self->decoded);
  g_clear_pointer (&self->cipher_name, g_free);
  g_clear_pointer (&self->kdf_name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Container, container_clear)

static gboolean
remove_armour (const char *text, gsize size, QuaySensitive *decoded)
{
  const char *begin = g_strstr_len (text, size, ARMOUR_BEGIN);
  const char *end;
  QuaySensitive copy = { NULL, 0 };

  if (begin == NULL)
    return FALSE;
  begin += strlen (ARMOUR_BEGIN);
  end = g_strstr_len (begin, text + size - begin, ARMOUR_END);
  if (end == NULL)
    return FALSE;
  copy.size = end - begin;
  copy.data = g_malloc0 (copy.size + 1);
  memcpy (copy.data, begin, copy.size);
  decoded->data = g_base64_decode ((const char *)copy.data, &decoded->size);
  quay_sensitive_clear (&copy);

  return TRUE;
}

/* What is wrong, or NULL. */
static const char *
container_parse (Container *self, const char *text, gsize size)
{
  QuayBlob blob;
  const guint8 *magic;

  if (!remove_armour (text, size, &self->decoded))
    return "its last line is missing";
  quay_blob_init (&blob, self->decoded.data, self->decoded.size);
  magic = quay_blob_get_raw (&blob, sizeof MAGIC);
  if (magic == NULL || memcmp (magic, MAGIC, sizeof MAGIC) != 0)
    return "it does not start as an OpenSSH key does";
  self->cipher_name = quay_blob_dup_name (&blob);
  self->kdf_name = quay_blob_dup_name (&blob);
  quay_blob_get_blob (&blob, &self->kdf_options);
  if (quay_blob_get_uint32 (&blob) != 1)
    return "it does not hold exactly one key";
  quay_blob_get_blob (&blob, &self->public_blob);
  self->private_part = (guint8 *)quay_blob_get_string (&blob, &self->private_size);
  if (blob.failed)
    return "it ends too early";
  self->cipher = quay_key_cipher_find (self->cipher_name);
  if (self->cipher == NULL)
    return NULL; /* told apart by the caller: not damaged, only unknown */
  self->tag = quay_blob_get_raw (&blob, self->cipher->tag_size);
  if (!quay_blob_is_done (&blob))
    return "it is too short or too long";
  if (self->private_size == 0 || self->private_size % self->cipher->block_size != 0)
    return "its private part has a wrong length";

  return NULL;
}

static gboolean
check_supported (const Container *self, const char *name, GError **error)
{
  g_autofree char *shown = quay_text_escape (name, -1);
  gboolean encrypted = self->cipher != NULL && self->cipher->key_size > 0;

  if (self->cipher != NULL && g_str_equal (self->kdf_name, encrypted ? "bcrypt" : "none"))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_KEY,
                  "Cannot load the key file %s: it is encrypted with %s and %s, which is not supported here; run "
                  "ssh-keygen -p -Z aes256-ctr -f on a copy of it",
                  shown, self->cipher_name, self->kdf_name);

  return FALSE;
}

/* kdf options: string salt, uint32 rounds. */
static gboolean
derive (Container *self, const char *name, const char *passphrase, QuaySensitive *key, GError **error)
{
  QuayBlob options = self->kdf_options;
  gsize salt_size;
  const guint8 *salt = quay_blob_get_string (&options, &salt_size);
  guint rounds = quay_blob_get_uint32 (&options);

  key->size = self->cipher->key_size + self->cipher->iv_size;
  key->data = g_malloc0 (key->size);
  if (quay_blob_is_done (&options) && rounds <= MAX_ROUNDS
      && quay_bcrypt_pbkdf (passphrase, strlen (passphrase), salt, salt_size, rounds, key->data, key->size))
    return TRUE;
  quay_key_material_set_damaged (error, name, "the parameters of its encryption make no sense");

  return FALSE;
}

static gboolean
container_decrypt (Container *self, const char *name, const char *passphrase, GError **error)
{
  g_auto (QuaySensitive) key = { NULL, 0 };

  if (self->cipher->key_size == 0)
    return TRUE;
  if (passphrase == NULL || *passphrase == '\0')
    {
      quay_key_material_set_passphrase_error (error, name, passphrase);
      return FALSE;
    }
  if (!derive (self, name, passphrase, &key, error))
    return FALSE;
  if (!quay_key_cipher_decrypt (self->cipher, key.data, key.data + self->cipher->key_size, self->private_part,
                                self->private_size, self->tag))
    {
      quay_key_material_set_passphrase_error (error, name, passphrase);
      return FALSE;
    }

  return TRUE;
}

/* Padding counts 1, 2, 3, … up to the cipher's block size. */
static gboolean
is_padding (QuayBlob *blob)
{
  for (guint8 expected = 1; blob->left > 0; expected++)
    if (quay_blob_get_byte (blob) != expected)
      return FALSE;

  return !blob->failed;
}

/* Decrypted: uint32 check, uint32 check (the same), string key type, the numbers of the key, string comment, padding.
 */
static QuayKey *
read_private (Container *self, const char *name, const char *passphrase, GError **error)
{
  QuayBlob blob;
  g_autoptr (EVP_PKEY) pkey = NULL;
  g_autofree char *comment = NULL;
  const guint8 *text;
  gsize length;
  guint32 check;

  quay_blob_init (&blob, self->private_part, self->private_size);
  check = quay_blob_get_uint32 (&blob);
  if (check != quay_blob_get_uint32 (&blob))
    {
      if (self->cipher->key_size > 0)
        quay_key_material_set_passphrase_error (error, name, passphrase);
      else
        quay_key_material_set_damaged (error, name, "its check numbers differ");
      return NULL;
    }
  pkey = quay_key_material_read_openssh (&blob, name, error);
  if (pkey == NULL)
    return NULL;
  text = quay_blob_get_string (&blob, &length);
  if (text == NULL || !is_padding (&blob))
    {
      quay_key_material_set_damaged (error, name, "its private part ends in the wrong place");
      return NULL;
    }
  comment = g_strndup ((const char *)text, length);

  return quay_key_openssl_new (g_steal_pointer (&pkey), name, *comment != '\0' ? comment : name, error);
}

QuayKey *
quay_key_openssh_load (const char *text, gsize size, const char *name, const char *passphrase, GError **error)
{
  g_auto (Container) container = { 0 };
  const char *wrong = container_parse (&container, text, size);
  g_autoptr (QuayKey) key = NULL;
  g_autoptr (GBytes) stated = NULL;

  if (wrong != NULL)
    {
      quay_key_material_set_damaged (error, name, wrong);
      return NULL;
    }
  if (!check_supported (&container, name, error) || !container_decrypt (&container, name, passphrase, error))
    return NULL;
  key = read_private (&container, name, passphrase, error);
  if (key == NULL)
    return NULL;
  stated = g_bytes_new (container.public_blob.data, container.public_blob.left);
  if (!g_bytes_equal (stated, quay_key_get_public_blob (key)))
    {
      quay_key_material_set_damaged (error, name, "its public and its private part are of different keys");
      return NULL;
    }

  return g_steal_pointer (&key);
}

GBytes *
quay_key_openssh_peek_public (const char *text, gsize size)
{
  g_auto (Container) container = { 0 };

  if (container_parse (&container, text, size) != NULL)
    return NULL;

  return g_bytes_new (container.public_blob.data, container.public_blob.left);
}

gboolean
quay_key_openssh_is_encrypted (const char *text, gsize size)
{
  g_auto (Container) container = { 0 };

  return container_parse (&container, text, size) == NULL && !g_str_equal (container.cipher_name, "none");
}

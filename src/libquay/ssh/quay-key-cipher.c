/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-cipher.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <string.h>

#define POLY1305_KEY_SIZE 32
#define TAG_SIZE 16

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER, EVP_CIPHER_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_CIPHER_CTX, EVP_CIPHER_CTX_free)

static const QuayKeyCipher ciphers[] = {
  { "none", NULL, 0, 0, 8, 0 },
  { "aes256-ctr", "AES-256-CTR", 32, 16, 16, 0 },
  { "aes192-ctr", "AES-192-CTR", 24, 16, 16, 0 },
  { "aes128-ctr", "AES-128-CTR", 16, 16, 16, 0 },
  { "aes256-cbc", "AES-256-CBC", 32, 16, 16, 0 },
  { "aes192-cbc", "AES-192-CBC", 24, 16, 16, 0 },
  { "aes128-cbc", "AES-128-CBC", 16, 16, 16, 0 },
  { "3des-cbc", "DES-EDE3-CBC", 24, 8, 8, 0 },
  { "aes256-gcm@openssh.com", "AES-256-GCM", 32, 12, 16, TAG_SIZE },
  { "aes128-gcm@openssh.com", "AES-128-GCM", 16, 12, 16, TAG_SIZE },
  { "chacha20-poly1305@openssh.com", NULL, 64, 0, 8, TAG_SIZE },
};

const QuayKeyCipher *
quay_key_cipher_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (ciphers); i++)
    if (g_str_equal (ciphers[i].name, name))
      return &ciphers[i];

  return NULL;
}

/* @iv as OpenSSL's ChaCha20 takes it: the block counter (8 bytes, little-endian), then the nonce, which for a file is
 * 0. */
static gboolean
chacha20 (const guint8 *key, guint8 counter, guint8 *data, gsize size)
{
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  guint8 iv[16] = { counter };
  int written;

  return EVP_EncryptInit_ex (context, EVP_chacha20 (), NULL, key, iv)
         && EVP_EncryptUpdate (context, data, &written, data, (int)size) && (gsize)written == size;
}

static gboolean
poly1305 (const guint8 *key, const guint8 *data, gsize size, guint8 tag[TAG_SIZE])
{
  gsize length = 0;

  return EVP_Q_mac (NULL, "POLY1305", NULL, NULL, NULL, key, POLY1305_KEY_SIZE, data, size, tag, TAG_SIZE, &length)
             != NULL
         && length == TAG_SIZE;
}

/* OpenSSH's PROTOCOL.chacha20poly1305 with sequence number 0 and no length field: the first block of the key stream
 * keys Poly1305, the data begins with the second. Of the 64 bytes of key the second half would encrypt lengths. */
static gboolean
decrypt_chachapoly (const guint8 *key, guint8 *data, gsize size, const guint8 *tag)
{
  guint8 mac_key[POLY1305_KEY_SIZE] = { 0 };
  guint8 expected[TAG_SIZE];
  gboolean good = chacha20 (key, 0, mac_key, sizeof mac_key) && poly1305 (mac_key, data, size, expected)
                  && CRYPTO_memcmp (expected, tag, TAG_SIZE) == 0 && chacha20 (key, 1, data, size);

  OPENSSL_cleanse (mac_key, sizeof mac_key);

  return good;
}

static gboolean
decrypt_evp (
    const QuayKeyCipher *self, const guint8 *key, const guint8 *iv, guint8 *data, gsize size, const guint8 *tag)
{
  g_autoptr (EVP_CIPHER) cipher = EVP_CIPHER_fetch (NULL, self->openssl_name, NULL);
  g_autoptr (EVP_CIPHER_CTX) context = EVP_CIPHER_CTX_new ();
  int written, rest;

  if (cipher == NULL || !EVP_DecryptInit_ex2 (context, cipher, key, iv, NULL)
      || !EVP_CIPHER_CTX_set_padding (context, 0))
    return FALSE;
  if (self->tag_size > 0 && EVP_CIPHER_CTX_ctrl (context, EVP_CTRL_AEAD_SET_TAG, (int)self->tag_size, (void *)tag) != 1)
    return FALSE;

  return EVP_DecryptUpdate (context, data, &written, data, (int)size) == 1 && (gsize)written == size
         && EVP_DecryptFinal_ex (context, data + size, &rest) == 1 && rest == 0;
}

gboolean
quay_key_cipher_decrypt (
    const QuayKeyCipher *self, const guint8 *key, const guint8 *iv, guint8 *data, gsize size, const guint8 *tag)
{
  gboolean good;

  g_assert (size <= G_MAXINT);

  if (self->key_size == 0)
    return TRUE;
  if (self->openssl_name == NULL)
    good = decrypt_chachapoly (key, data, size, tag);
  else
    good = decrypt_evp (self, key, iv, data, size, tag);
  ERR_clear_error ();

  return good;
}

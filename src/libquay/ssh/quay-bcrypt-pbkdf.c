/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-bcrypt-pbkdf.h"

#include <openssl/crypto.h>
#include <openssl/sha.h>
#include <string.h>

#include "quay-blowfish-pi.h"

#define BLOWFISH_ROUNDS 16
/* bcrypt's cost here is fixed at 2^6; what is turned up is the number of rounds around it. */
#define EXPANSIONS 64
#define HASH_WORDS 8
#define HASH_SIZE (HASH_WORDS * 4)
#define MAX_OUTPUT 1024
/* A salt is 16 bytes everywhere; more than this is no salt. */
#define MAX_SALT 4096

typedef struct
{
  guint32 p[BLOWFISH_ROUNDS + 2];
  guint32 s[4][256];
} Blowfish;

static inline guint32
mix (const Blowfish *state, guint32 x)
{
  return ((state->s[0][x >> 24] + state->s[1][x >> 16 & 0xff]) ^ state->s[2][x >> 8 & 0xff]) + state->s[3][x & 0xff];
}

static void
encipher (const Blowfish *state, guint32 block[2])
{
  guint32 left = block[0];
  guint32 right = block[1];

  for (guint i = 0; i < BLOWFISH_ROUNDS; i += 2)
    {
      left ^= state->p[i];
      right ^= mix (state, left);
      right ^= state->p[i + 1];
      left ^= mix (state, right);
    }
  block[0] = right ^ state->p[BLOWFISH_ROUNDS + 1];
  block[1] = left ^ state->p[BLOWFISH_ROUNDS];
}

/* The next big-endian word of a string that is read round and round; all of ours are whole words long. */
static inline guint32
next_word (const guint8 data[SHA512_DIGEST_LENGTH], guint *at)
{
  const guint8 *p = data + *at;

  *at = (*at + 4) % SHA512_DIGEST_LENGTH;

  return (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3];
}

/* The key schedule of eksblowfish; without @salt it is Blowfish's own. */
static void
expand (Blowfish *state, const guint8 *salt, const guint8 *key)
{
  guint32 block[2] = { 0, 0 };
  guint at = 0;

  for (guint i = 0; i < BLOWFISH_ROUNDS + 2; i++)
    state->p[i] ^= next_word (key, &at);
  at = 0;
  for (guint i = 0; i < BLOWFISH_ROUNDS + 2 + 4 * 256; i += 2)
    {
      guint32 *to = i < BLOWFISH_ROUNDS + 2 ? &state->p[i] : &state->s[0][0] + (i - BLOWFISH_ROUNDS - 2);

      if (salt != NULL)
        {
          block[0] ^= next_word (salt, &at);
          block[1] ^= next_word (salt, &at);
        }
      encipher (state, block);
      to[0] = block[0];
      to[1] = block[1];
    }
}

static void
bcrypt_hash (const guint8 *key, const guint8 *salt, guint8 output[HASH_SIZE])
{
  static const char magic[HASH_SIZE + 1] = "OxychromaticBlowfishSwatDynamite";
  Blowfish state;
  guint32 words[HASH_WORDS];

  memcpy (state.p, blowfish_pi_p, sizeof state.p);
  memcpy (state.s, blowfish_pi_s, sizeof state.s);
  expand (&state, salt, key);
  for (guint i = 0; i < EXPANSIONS; i++)
    {
      expand (&state, NULL, salt);
      expand (&state, NULL, key);
    }

  memcpy (words, magic, sizeof words);
  for (guint i = 0; i < HASH_WORDS; i++)
    words[i] = GUINT32_FROM_BE (words[i]);
  for (guint i = 0; i < EXPANSIONS; i++)
    for (guint j = 0; j < HASH_WORDS; j += 2)
      encipher (&state, words + j);
  for (guint i = 0; i < HASH_WORDS; i++)
    words[i] = GUINT32_TO_LE (words[i]);
  memcpy (output, words, sizeof words);
  OPENSSL_cleanse (&state, sizeof state);
  OPENSSL_cleanse (words, sizeof words);
}

/* One block of PBKDF2: the exclusive or of @rounds hashes, each salted with the one before. */
static void
derive_block (
    const guint8 *key, const guint8 *salt, gsize salt_size, guint32 count, guint rounds, guint8 block[HASH_SIZE])
{
  g_autofree guint8 *salted = g_malloc (salt_size + 4);
  guint32 be = GUINT32_TO_BE (count);
  guint8 hashed_salt[SHA512_DIGEST_LENGTH];
  guint8 hash[HASH_SIZE];

  memcpy (salted, salt, salt_size);
  memcpy (salted + salt_size, &be, 4);
  SHA512 (salted, salt_size + 4, hashed_salt);
  bcrypt_hash (key, hashed_salt, hash);
  memcpy (block, hash, HASH_SIZE);
  for (guint round = 1; round < rounds; round++)
    {
      SHA512 (hash, HASH_SIZE, hashed_salt);
      bcrypt_hash (key, hashed_salt, hash);
      for (guint i = 0; i < HASH_SIZE; i++)
        block[i] ^= hash[i];
    }
  OPENSSL_cleanse (hash, sizeof hash);
  OPENSSL_cleanse (hashed_salt, sizeof hashed_salt);
}

gboolean
quay_bcrypt_pbkdf (const char *passphrase,
                   gsize passphrase_size,
                   const guint8 *salt,
                   gsize salt_size,
                   guint rounds,
                   guint8 *output,
                   gsize output_size)
{
  gsize blocks = (output_size + HASH_SIZE - 1) / HASH_SIZE;
  guint8 key[SHA512_DIGEST_LENGTH];
  guint8 block[HASH_SIZE];

  if (passphrase_size == 0 || salt_size == 0 || salt_size > MAX_SALT || rounds == 0 || output_size == 0
      || output_size > MAX_OUTPUT)
    return FALSE;
  SHA512 ((const guint8 *)passphrase, passphrase_size, key);
  /* Unlike PBKDF2 the blocks are dealt out like cards, so that every byte of output costs all of them. */
  for (gsize n = 0; n < blocks; n++)
    {
      derive_block (key, salt, salt_size, (guint32)n + 1, rounds, block);
      for (gsize i = 0; i * blocks + n < output_size; i++)
        output[i * blocks + n] = block[i];
    }
  OPENSSL_cleanse (key, sizeof key);
  OPENSSL_cleanse (block, sizeof block);

  return TRUE;
}

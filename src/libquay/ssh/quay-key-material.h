/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-blob.h"
#include "quay-key-openssl.h"
#include "quay-sensitive.h"

G_BEGIN_DECLS

/* Big-endian numbers, of no bytes where they are missing. A public key has n and e; a private one d besides, and the primes
 * both or not at all. */
typedef struct {
  QuaySensitive n, e, d, p, q;
} QuayKeyRsa;

/* The numbers of a key as OpenSSL's object. NULL where they are no key, with QUAY_ERROR_KEY where there is an @error. */
EVP_PKEY *quay_key_material_read_openssh (QuayBlob *blob, const char *name, GError **error); /* private; key type first */
EVP_PKEY *quay_key_material_read_public  (GBytes *blob);                                     /* RFC 4253 section 6.6 */
EVP_PKEY *quay_key_material_make_rsa     (const QuayKeyRsa *numbers);
/* @curve: "nistp256", …; @scalar of no bytes: a public key. */
EVP_PKEY *quay_key_material_make_ecdsa   (const char *curve, const QuaySensitive *x, const QuaySensitive *y, const QuaySensitive *scalar);
/* @curve: "Ed25519" or "Ed448"; @seed of no bytes: a public key. */
EVP_PKEY *quay_key_material_make_eddsa   (const char *curve, const QuaySensitive *x, const QuaySensitive *seed);

/* @what: is wrong with the file, which somebody has or the disk. */
void      quay_key_material_set_damaged          (GError **error, const char *name, const char *what);
/* The sentences every encrypted format uses; quay_key_store_is_passphrase_error knows them. @passphrase: NULL or empty where
 * there was none to try. */
void      quay_key_material_set_passphrase_error (GError **error, const char *name, const char *passphrase);

G_END_DECLS

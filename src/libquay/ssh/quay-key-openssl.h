/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <openssl/evp.h>

#include "quay-key.h"

G_BEGIN_DECLS

/* A private key in memory: RSA (1024-16384 bits), ECDSA on NIST P-256/384/521, Ed25519, Ed448; all else is an error. That the
 * private half makes signatures the public half accepts is tried once, so that a damaged file is found at loading. */
#define QUAY_TYPE_KEY_OPENSSL (quay_key_openssl_get_type ())
G_DECLARE_FINAL_TYPE (QuayKeyOpenssl, quay_key_openssl, QUAY, KEY_OPENSSL, QuayKey)

/* @pkey: one reference is taken over, also on error. @name: of the file, for sentences. */
QuayKey *quay_key_openssl_new (EVP_PKEY *pkey, const char *name, const char *comment, GError **error);

EVP_PKEY *quay_key_openssl_get_pkey (QuayKeyOpenssl *self); /* borrowed */

/* The public half as SSH writes it: RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4. NULL where SSH has no such
 * key, or none of that length. */
GBytes   *quay_key_openssl_dup_public (EVP_PKEY *pkey);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY_CTX, EVP_PKEY_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

G_END_DECLS

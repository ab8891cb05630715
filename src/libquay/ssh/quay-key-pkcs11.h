/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"
#include "quay-pkcs11-token.h"

G_BEGIN_DECLS

/* A private key that lives in a token and signs there: RSA (PKCS#1 1.5 with SHA-256 or SHA-512), ECDSA on the NIST curves,
 * Ed25519. Signing blocks, and may wait for a finger. */
#define QUAY_TYPE_KEY_PKCS11 (quay_key_pkcs11_get_type ())
G_DECLARE_FINAL_TYPE (QuayKeyPkcs11, quay_key_pkcs11, QUAY, KEY_PKCS11, QuayKey)

/* The public half of the key that the token's URI selects, from its public key or its certificate, which most tokens show
 * without a PIN. Nullable. */
GBytes  *quay_key_pkcs11_peek_public (QuayPkcs11Token *token);
/* The key itself, in an open token. */
QuayKey *quay_key_pkcs11_load        (QuayPkcs11Token *token, GError **error);

G_END_DECLS

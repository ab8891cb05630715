/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-blob.h"
#include "quay-key-openssl.h"

G_BEGIN_DECLS

/* The numbers of a private key as OpenSSL's object. NULL with QUAY_ERROR_KEY where they are no key. */
EVP_PKEY *quay_key_material_read_openssh (QuayBlob *blob, const char *name, GError **error); /* key type first */

/* The sentences every encrypted format uses; quay_key_store_is_passphrase_error knows them. @passphrase: NULL or empty where
 * there was none to try. */
void      quay_key_material_set_passphrase_error (GError **error, const char *name, const char *passphrase);

G_END_DECLS

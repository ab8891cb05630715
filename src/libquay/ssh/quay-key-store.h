/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* What is in a file that may hold a private key. */
typedef enum {
  QUAY_KEY_FORMAT_UNKNOWN,
  QUAY_KEY_FORMAT_OPENSSH, /* PROTOCOL.key of OpenSSH */
  QUAY_KEY_FORMAT_PEM,     /* PKCS#1, SEC1, PKCS#8, encrypted or not */
  QUAY_KEY_FORMAT_PPK,     /* comes with its own reader later */
} QuayKeyFormat;

/* @passphrase: nullable. Errors: QUAY_ERROR_KEY, with quay_key_store_is_passphrase_error telling "encrypted, and the
 * passphrase is missing or wrong" from "not a key" and from "cannot be read" (QUAY_ERROR_LOCAL_FILE with errno). */
QuayKey      *quay_key_store_load_file    (const char *path, const char *passphrase, GError **error);
QuayKey      *quay_key_store_load_memory  (GBytes *bytes, const char *name, const char *passphrase, GError **error);
gboolean      quay_key_store_is_passphrase_error (const GError *error);
QuayKeyFormat quay_key_store_detect       (GBytes *bytes, gboolean *encrypted);

/* The public half without a passphrase, from the OpenSSH container or FILE.pub: lets the server be asked before the
 * person is (nullable). */
GBytes       *quay_key_store_peek_public  (const char *path);

G_END_DECLS

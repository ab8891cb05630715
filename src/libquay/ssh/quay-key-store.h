/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* What is in a file that may hold keys. */
typedef enum {
  QUAY_KEY_FORMAT_UNKNOWN,    /* for the readers: find out */
  QUAY_KEY_FORMAT_OPENSSH,    /* PROTOCOL.key of OpenSSH */
  QUAY_KEY_FORMAT_PEM,        /* private: PKCS#1, SEC1, PKCS#8, encrypted or not; in DER too */
  QUAY_KEY_FORMAT_PPK,        /* PuTTY, version 2 and 3 */
  QUAY_KEY_FORMAT_PFX,        /* PKCS#12 */
  QUAY_KEY_FORMAT_PKCS7,      /* certificates only */
  QUAY_KEY_FORMAT_XML,        /* .NET's RSAKeyValue */
  QUAY_KEY_FORMAT_JWK,        /* RFC 7517, a key or a set */
  QUAY_KEY_FORMAT_PUBLIC,     /* SubjectPublicKeyInfo, PKCS#1, X.509 certificates; PEM or DER */
  QUAY_KEY_FORMAT_SSH_PUBLIC, /* a line, RFC 4716, or the blob */
} QuayKeyFormat;

/* @passphrase: nullable. Errors: QUAY_ERROR_KEY, with quay_key_store_is_passphrase_error telling "encrypted, and the
 * passphrase is missing or wrong" from "not a key" and from "cannot be read" (QUAY_ERROR_LOCAL_FILE with errno). Data may be
 * in base64 all over. Everything is bounded before it is parsed: 64 KiB for one key, 1 MiB for a store of several. */

/* The first private key. */
QuayKey      *quay_key_store_load_file    (const char *path, const char *passphrase, GError **error);
QuayKey      *quay_key_store_load_memory  (GBytes *bytes, const char *name, const char *passphrase, GError **error);

/* All that is there (elements QuayKeyEntry, owned). @format: what it is said to be; anything else is an error. */
GPtrArray    *quay_key_store_list_file    (const char *path, QuayKeyFormat format, const char *passphrase, GError **error);
GPtrArray    *quay_key_store_list_memory  (GBytes *bytes, QuayKeyFormat format, const char *name, const char *passphrase,
                                           GError **error);

/* The entry whose certificate's subject, or label, is @subject, else the first that contains it; NULL and "*" take any. One
 * with a private key goes before one without. Borrowed; NULL where there is none. */
QuayKeyEntry *quay_key_store_select       (GPtrArray *entries, const char *subject);

gboolean      quay_key_store_is_passphrase_error (const GError *error);
QuayKeyFormat quay_key_store_detect       (GBytes *bytes, gboolean *encrypted);

/* The public half without a passphrase, from OpenSSH's and PuTTY's files or FILE.pub: lets the server be asked before the
 * person is (nullable). */
GBytes       *quay_key_store_peek_public  (const char *path);

/* The certificate of OpenSSH's kind in FILE-cert.pub; nullable. */
GBytes       *quay_key_store_peek_certificate (const char *path);

G_END_DECLS

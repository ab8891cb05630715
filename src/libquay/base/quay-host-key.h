/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayHostKey:
 *
 * A server's public key as it came in the key exchange (RFC 4253 section 6.6). Immutable.
 */
#define QUAY_TYPE_HOST_KEY (quay_host_key_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayHostKey, quay_host_key, QUAY, HOST_KEY, GObject)

QUAY_API QuayHostKey *quay_host_key_new               (GBytes *blob, GError **error);
QUAY_API GBytes      *quay_host_key_get_blob          (QuayHostKey *self);
QUAY_API const char  *quay_host_key_get_key_type      (QuayHostKey *self); /* "ssh-ed25519" */
QUAY_API const char  *quay_host_key_get_type_name     (QuayHostKey *self); /* "ED25519", as ssh prints it */
QUAY_API guint        quay_host_key_get_bits          (QuayHostKey *self);
QUAY_API const char  *quay_host_key_get_sha256        (QuayHostKey *self); /* "SHA256:base64 without =" */
QUAY_API const char  *quay_host_key_get_md5           (QuayHostKey *self); /* "MD5:aa:bb:…" */
QUAY_API char        *quay_host_key_dup_base64        (QuayHostKey *self);
QUAY_API char        *quay_host_key_dup_fingerprint   (QuayHostKey *self, GChecksumType type); /* "aa:bb:…" */
/* @text: in any of the forms people have. FALSE with QUAY_ERROR_USAGE where it is no fingerprint. */
QUAY_API gboolean     quay_host_key_has_fingerprint   (QuayHostKey *self, const char *text, gboolean *matches, GError **error);
/* "TYPE BASE64 COMMENT", or base64 alone; QUAY_ERROR_USAGE where it is no public key. */
QUAY_API QuayHostKey *quay_host_key_new_from_text     (const char *text, GError **error);
QUAY_API gboolean     quay_host_key_equal             (QuayHostKey *a, QuayHostKey *b);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* Public halves. Each adds what it finds to @entries (elements QuayKeyEntry); FALSE with QUAY_ERROR_KEY where there is nothing,
 * or something is damaged. @name: of the file, as it is. */

/* SubjectPublicKeyInfo, PKCS#1 and X.509 certificates, PEM or DER. */
gboolean quay_key_public_read       (const char *data, gsize size, const char *name, GPtrArray *entries, GError **error);
/* The certificates of PKCS#7 (RFC 2315), PEM or DER; nobody's signature is checked. */
gboolean quay_key_public_read_pkcs7 (const char *data, gsize size, const char *name, GPtrArray *entries, GError **error);
/* A line as in NAME.pub, a file after RFC 4716, or the blob itself. */
gboolean quay_key_public_read_ssh   (const char *data, gsize size, const char *name, GPtrArray *entries, GError **error);
gboolean quay_key_public_is_ssh     (const char *data, gsize size);

/* The blob in "TYPE BASE64 COMMENT", whose type must be the one inside; nullable. @comment: (out, optional, nullable). */
GBytes  *quay_key_public_parse_line (const char *text, gsize size, char **comment);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* PKCS#12 (RFC 7292): each private key with its certificate, then the certificates that belong to none. Its MAC is checked
 * before anything in it is used. @passphrase: NULL and "" open what has an empty one. Adds to @entries; FALSE with QUAY_ERROR_KEY. */
gboolean quay_key_pfx_read (const guint8 *data, gsize size, const char *name, const char *passphrase, GPtrArray *entries,
                            GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* PKCS#1, SEC1 and PKCS#8, in PEM or DER, plain, with DEK-Info (RFC 1421) or PBES1/PBES2 (RFC 8018), and the key's certificate
 * where it is in the file. Never asks on a terminal. Adds to @entries; FALSE with QUAY_ERROR_KEY. */
gboolean quay_key_pem_read         (const char *data, gsize size, const char *name, const char *passphrase, GPtrArray *entries,
                                    GError **error);
gboolean quay_key_pem_is_encrypted (const char *text, gsize size);

G_END_DECLS

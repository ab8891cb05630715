/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* PKCS#1, SEC1 and PKCS#8, plain, with DEK-Info (RFC 1421) or PBES1/PBES2 (RFC 8018). Never asks on a terminal. */
QuayKey *quay_key_pem_load         (const char *text, gsize size, const char *name, const char *passphrase, GError **error);
gboolean quay_key_pem_is_encrypted (const char *text, gsize size);

G_END_DECLS

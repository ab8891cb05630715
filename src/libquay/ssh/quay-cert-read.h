/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* What OpenSSL's objects say, for those who must not know OpenSSL. Both are borrowed; one of them may be NULL. */
QuayCertInfo *quay_cert_read_info      (EVP_PKEY *public_key, X509 *certificate);

/* @private_key: NULL for a public half; @public_key: NULL where @private_key or @certificate has it. All borrowed. @name: of the
 * file, for sentences; @label: nullable. NULL with QUAY_ERROR_KEY where SSH cannot log in with @private_key. */
QuayKeyEntry *quay_cert_read_entry     (EVP_PKEY *private_key, EVP_PKEY *public_key, X509 *certificate, const char *name,
                                        const char *label, GError **error);

G_END_DECLS

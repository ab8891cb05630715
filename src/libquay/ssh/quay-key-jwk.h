/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* A JSON Web Key or a set of them (RFC 7517): RSA, EC (P-256, P-384, P-521; RFC 7518) and OKP (Ed25519, Ed448; RFC 8037), private
 * or public. Keys of other kinds in a set are passed over. Adds to @entries; FALSE with QUAY_ERROR_KEY. */
gboolean quay_key_jwk_read (const char *text, gsize size, const char *name, GPtrArray *entries, GError **error);

G_END_DECLS

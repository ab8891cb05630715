/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-entry.h"

G_BEGIN_DECLS

/* .NET's RSAKeyValue (XML Signature section 4.5.2.2, with the private numbers .NET adds), alone or inside a few other elements.
 * No entity, document type or network is touched. Adds to @entries; FALSE with QUAY_ERROR_KEY. */
gboolean quay_key_xml_read (const char *text, gsize size, const char *name, GPtrArray *entries, GError **error);

G_END_DECLS

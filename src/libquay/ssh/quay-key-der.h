/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-sensitive.h"

G_BEGIN_DECLS

/* What DER data is, by its outermost structures, as the label that PEM would give it ("RSA PRIVATE KEY"); PKCS#12, which has
 * no such label, is "PKCS12". NULL: nothing known here. Reads three structures deep and no further. */
const char *quay_key_der_get_label (const guint8 *data, gsize size);

/* PEM armour (RFC 7468) around DER data. */
void        quay_key_der_armour    (const char *label, const guint8 *data, gsize size, QuaySensitive *pem);

G_END_DECLS

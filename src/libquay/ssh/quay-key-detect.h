/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key-store.h"
#include "quay-sensitive.h"

G_BEGIN_DECLS

/* What the data is, by its beginning, and whether a passphrase belongs to it. @encrypted: nullable. */
QuayKeyFormat quay_key_detect         (const char *data, gsize size, gboolean *encrypted);

/* The longest that data of a format may be. */
gsize         quay_key_get_max_size   (QuayKeyFormat format);

/* Takes off base64 that is around something known, where there is nothing but it. FALSE: there is not. */
gboolean      quay_key_decode_base64  (const char *data, gsize size, QuaySensitive *decoded);

/* Why there is no private key in it, and what to do. */
const char   *quay_key_explain        (const char *data, gsize size);

G_END_DECLS

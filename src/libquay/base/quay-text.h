/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

QUAY_API char    *quay_text_escape         (const char *bytes, gssize length);
QUAY_API char    *quay_text_escape_message (const char *bytes, gssize length, gsize max_chars);
QUAY_API gboolean quay_text_is_plain       (const char *bytes, gssize length);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-error.h"

G_BEGIN_DECLS

QUAY_API const char *quay_error_get_text   (int code);
QUAY_API int         quay_error_from_errno (int errsv);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Patterns of file names, as quay-pattern.h has them. */

/* Whether a name is a pattern at all. */
gboolean quay_file_mask_is_mask   (const char *text);
/* One of several, split by @delimiter ("": it is one), blanks around each left out. An empty list matches nothing. */
gboolean quay_file_mask_match_any (const char *patterns, const char *delimiter, const char *text, gboolean ignore_case);

G_END_DECLS

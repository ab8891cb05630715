/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* What sorting, filtering and type-ahead need of a name, made once per file and kept with it: comparing two keys is a
 * strcmp, making one costs microseconds, and 100,000 files are compared two million times. */

/* For worker threads, before others see @info. */
void        quayside_file_keys_prepare     (QuayFileInfo *info);
const char *quayside_file_keys_get_collate (QuayFileInfo *info); /* order of the locale, numbers as numbers */
const char *quayside_file_keys_get_folded  (QuayFileInfo *info); /* for finding, whatever the case */
char       *quayside_file_keys_fold        (const char *text);   /* (transfer full): the same for a search text */

/* A folder, or a link known to lead to one. */
gboolean    quayside_file_is_folder        (QuayFileInfo *info);

G_END_DECLS

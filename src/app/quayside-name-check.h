/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with @name as the name of one file or folder, as a sentence; NULL when nothing is (transfer full). An empty name
 * has the problem "": nothing to say yet. */
char *quayside_name_check             (const char *name);

/* How many characters stand before the extension: what renaming selects. */
int   quayside_name_check_stem_length (const char *name);

G_END_DECLS

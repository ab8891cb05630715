/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where the local pane starts, and what it calls home: the home folder, or, in a sandbox that has none of it, the folder of
 * downloads. */
const char *quayside_local_home_get         (void);

/* Is @folder in a home that a sandbox makes up, and that is gone when the program ends? */
gboolean    quayside_local_home_is_fleeting (const char *folder);

/* What a sandbox tells of itself, for the tests: is the home folder among what the file @info says may be written to? TRUE
 * where there is no such file, and so no sandbox. */
gboolean    quayside_local_home_is_granted  (const char *info);

G_END_DECLS

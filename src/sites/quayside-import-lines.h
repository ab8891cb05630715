/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "Key=value" lines of programs for Windows. */

/* "%41" -> "A", as bytes; what is no escape stays. NULs are left out. A byte order mark in front goes. */
char       *quayside_import_unescape (const char *text, gssize length);
/* A table of the keys in @lines from @first up to the next section, or the end: borrowed, and cut up. */
GHashTable *quayside_import_keys     (char **lines, guint first);
/* (nullable): unescaped, and valid text */
char       *quayside_import_dup_key  (GHashTable *keys, const char *key);
/* Is it there, and other than "0" and ""? */
gboolean    quayside_import_is_set   (GHashTable *keys, const char *key);
/* Bytes as lines without their ends; NULs are taken for the end. */
char      **quayside_import_split    (const char *text, gsize length);

G_END_DECLS

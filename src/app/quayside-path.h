/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Paths of both sides: "/" separates, bytes otherwise. All results are (transfer full). */
char     *quayside_path_join     (const char *folder, const char *name);
char     *quayside_path_parent   (const char *path);                        /* "/" for "/" */
char     *quayside_path_name     (const char *path);                        /* "/" for "/" */
gboolean  quayside_path_is_root  (const char *path);
/* Whether @path is @folder or lies below it. */
gboolean  quayside_path_is_below (const char *path, const char *folder);
/* What a person typed: absolute, "~", "~/x", or relative to @folder; ".", ".." and "//" are resolved as text. */
char     *quayside_path_resolve  (const char *typed, const char *folder, const char *home);

G_END_DECLS

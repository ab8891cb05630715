/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-cli.h"

G_BEGIN_DECLS

/* One file as a line of `ls` or an object of type @type. @shown: the name in the line; @path: the whole path. */
void  quay_cli_entry_print     (QuayCli *cli, const char *type, const char *shown, const char *path, QuayFileInfo *info,
                                const char *link_target, gboolean long_format);
const char *quay_cli_entry_kind (QuayFileInfo *info); /* "file", "directory", "symlink", ... */
char *quay_cli_entry_dup_date  (gint64 seconds, const char *format);

/* Where links point to: a new array as long as @infos (of QuayFileInfo), NULL for what is no link. */
GPtrArray *quay_cli_entry_read_links (QuayCli *cli, QuayLogin *login, const char *folder, GPtrArray *infos);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quay-cli.h"

G_BEGIN_DECLS

/* Remote paths: bytes, separated by "/". */
char *quay_cli_path_join     (const char *folder, const char *name);
char *quay_cli_path_dup_name (const char *path); /* NULL where the last part is no name: "", "/", ".", ".." */

/* The paths a remote argument stands for: itself, or, where nothing has that name and it holds * ? or [, what matches
 * (never NULL, perhaps empty: then it was said). */
GPtrArray *quay_cli_path_expand (QuayCli *cli, QuayLogin *login, const char *path);

/* Every URL of the arguments from @first up to, not including, @end. @each is called with each path they stand for. */
typedef void (*QuayCliEach) (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data);
void       quay_cli_path_foreach (QuayCli *cli, guint first, guint end, gboolean expand, QuayCliEach each, gpointer user_data);

QuayFileInfo *quay_cli_path_stat (QuayCli *cli, QuayLogin *login, const char *path, gboolean follow, GError **error);

G_END_DECLS

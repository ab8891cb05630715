/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads one line (without its line feed) from a descriptor, byte by byte, so that what follows stays there. The main
 * loop turns meanwhile. The memory is wiped when freed. */
char *quay_cli_password_read (int fd, GCancellable *cancellable, GError **error);
void  quay_cli_password_free (char *password);

G_END_DECLS

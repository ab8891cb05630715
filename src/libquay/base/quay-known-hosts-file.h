/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* No hand has written, and no program has gathered, so much; it bounds what is read into memory. */
#define QUAY_KNOWN_HOSTS_MAX_SIZE (16 * 1024 * 1024)

/* A whole known_hosts file; an empty one where there is none. NULL with QUAY_ERROR_LOCAL_FILE where it cannot be read or is
 * too large: then nothing is known about any host. */
GBytes  *quay_known_hosts_file_read   (const char *path, GError **error);

/* Appends @line (with its line feed) in one write, behind a line feed of its own where the last line lacks one; makes the
 * file (0600) and its folder (0700) where they are missing. Nothing is ever rewritten or cut off, so what another program
 * adds at the same time stays. */
gboolean quay_known_hosts_file_append (const char *path, const char *line, GError **error);

G_END_DECLS

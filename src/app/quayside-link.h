/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-window.h"

G_BEGIN_DECLS

/* Is @text an address such as links are, which somebody else may have written: "sftp://…", "ssh://…"? */
gboolean quayside_link_is   (const char *text);

/* Connects once the person has seen where to, and said so. All that a link can say is host, port, user and path. */
void     quayside_link_open (QuaysideWindow *window, const char *uri);

G_END_DECLS

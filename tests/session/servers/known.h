/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Versions of SFTP, as a set. */
#define V3 (1u << 3)
#define V4 (1u << 4)
#define V5 (1u << 5)
#define V6 (1u << 6)
#define V345 (V3 | V4 | V5)
#define V456 (V4 | V5 | V6)
#define ALL (V3 | V4 | V5 | V6)

/* Why @test cannot succeed on @server in @version; NULL: it must. */
const char *why_not (const char *server, guint version, const char *test);

G_END_DECLS

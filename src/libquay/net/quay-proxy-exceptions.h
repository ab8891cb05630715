/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether one of @exceptions (nullable), as in QuaySiteOptions:proxy-exceptions, is for @host and @port. */
gboolean quay_proxy_is_excepted (const char *const *exceptions, const char *host, guint port);

G_END_DECLS

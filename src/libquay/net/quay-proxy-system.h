/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What leads to @host, in the order to be tried: addresses as quay_site_options_set_proxy_url takes them, "direct://" among
 * them. From the environment (ALL_PROXY, NO_PROXY, or in small letters), or else the desktop's settings, by
 * GProxyResolver. Blocking; @cancellable and the monotonic @deadline (-1: none) work at once. */
char **quay_proxy_system_lookup (const char *host, guint port, gint64 deadline, GCancellable *cancellable, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-proxy-talk.h"

G_BEGIN_DECLS

/*
 * Connections through SOCKS proxies: version 4, its extension 4A, and version 5 (RFC 1928, RFC 1929).
 */

/* What a proxy's code means, as the end of a sentence about the target; @advice: what to do. */
const char     *quay_proxy_socks4_describe  (guint8 code, const char **advice);
const char     *quay_proxy_socks5_describe  (guint8 code, const char **advice);

/* How long the reply is that begins with these 5 bytes (RFC 1928 section 6); 0: they begin none. */
gsize           quay_proxy_socks5_reply_size (const guint8 bytes[5]);

/* @look_up: whether names are looked up here, as version 4 has it, or by the proxy (4A). */
QuayProxyResult quay_proxy_socks4_connect   (const QuayProxyTalk *talk, gboolean look_up, GError **error);
QuayProxyResult quay_proxy_socks5_connect   (const QuayProxyTalk *talk, GError **error);

G_END_DECLS

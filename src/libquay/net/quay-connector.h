/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/* Called as the work goes on, for logs and the connection page: "Trying 192.0.2.1 port 22". */
typedef void (*QuayConnectorFunc) (const char *message, gpointer user_data);

/*
 * host:port -> connected channel. Blocking, in the calling worker thread; resolves, then tries the addresses in turn,
 * IPv6 and IPv4 interleaved (RFC 8305), each attempt starting 250 ms after the last, the first to answer wins.
 * Errors: QUAY_ERROR_HOST_NOT_FOUND, _HOST_LOOKUP_AGAIN, _CONNECTION_REFUSED, _TIMEOUT, _SOCKET (errno kept): each
 * names host, port, every address tried, and what came back.
 */
QuayChannel *quay_connector_connect (QuaySiteOptions *options, gint64 deadline, QuayConnectorFunc log, gpointer log_data,
                                     GCancellable *cancellable, GError **error);

G_END_DECLS

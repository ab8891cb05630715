/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-log.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * host:port -> connected channel. Blocking, in the calling worker thread; resolves, then tries the addresses in turn,
 * IPv6 and IPv4 interleaved (RFC 8305), each attempt starting 250 ms after the last, the first to answer wins.
 * Errors: QUAY_ERROR_HOST_NOT_FOUND, _HOST_LOOKUP_AGAIN, _CONNECTION_REFUSED, _TIMEOUT, _SOCKET (errno kept): each
 * names host, port, every address tried, and what came back. @log (nullable) gets a line for each step, such as
 * "Trying 192.0.2.1 port 22".
 */
QuayChannel *quay_connector_connect (QuaySiteOptions *options, gint64 deadline, const QuayLog *log,
                                     GCancellable *cancellable, GError **error);

/* A host name or an address, and a port: QUAY_ERROR_HOST_INVALID, _PORT_ZERO. */
gboolean quay_connector_check_target (const char *host, guint port, GError **error);

/* The same to another host, with the options' way of connecting. @what: who should answer there, "SSH server". */
QuayChannel *quay_connector_connect_to (QuaySiteOptions *options, const char *host, guint port, const char *what,
                                        gint64 deadline, const QuayLog *log, GCancellable *cancellable, GError **error);

G_END_DECLS

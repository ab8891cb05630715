/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-proxy.h"

G_BEGIN_DECLS

/* The way to a server as its options have it, but for the jump hosts: straight, or through a proxy. As
 * quay_proxy_connect. */
QuayChannel *quay_route_connect (QuaySiteOptions *options, QuayPrompter *prompter, QuayAuthMemory *memory, gint64 deadline,
                                 const QuayLog *log, GCancellable *cancellable, GError **error);

G_END_DECLS

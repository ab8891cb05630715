/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-auth-memory.h"
#include "quay-channel.h"
#include "quay-log.h"
#include "quay-prompter.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * To options' host and port through the HTTP or SOCKS proxy of the options. Blocking, as quay_connector_connect. What the
 * proxy wants to know is taken from @memory, from the options, or from the person, by @prompter (both nullable), whose
 * time is added to @deadline; a success is remembered. Errors: those of the connector, QUAY_ERROR_FIREWALL where the proxy
 * does not do it, QUAY_ERROR_AUTHENTICATION where it does not let us in.
 */
QuayChannel *quay_proxy_connect (QuaySiteOptions *options, QuayPrompter *prompter, QuayAuthMemory *memory, gint64 deadline,
                                 const QuayLog *log, GCancellable *cancellable, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-log.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * A program of the person's that connects, as ssh_config's ProxyCommand, but never by a shell: the command is split into
 * words first, and what %h, %p, %r and %n stand for goes into single words.
 */

/* The words, expanded; NULL with QUAY_ERROR_USAGE. */
char       **quay_proxy_command_expand  (const char *command, const char *host, guint port, const char *user, GError **error);

/* The program runs until the channel is closed; what it says on its standard error is in the channel's diagnostics. */
QuayChannel *quay_proxy_command_connect (QuaySiteOptions *options, const QuayLog *log, GError **error);

G_END_DECLS

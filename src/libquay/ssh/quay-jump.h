/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-auth-memory.h"
#include "quay-channel.h"
#include "quay-log.h"
#include "quay-prompter.h"
#include "quay-site-options.h"

G_BEGIN_DECLS

/*
 * The whole way to a server: what quay_route_connect does, and through the jump hosts of the options, each an SSH session of
 * its own over a channel of the one before. Blocking; @deadline leaves out the person's time. What comes back is the
 * transport for the server's session. It ends the jump hosts' sessions when it is closed, and they are driven by the
 * thread-default main context. Errors name the jump host where it ended.
 */
QuayChannel *quay_jump_connect (QuaySiteOptions *options, QuayPrompter *prompter, QuayAuthMemory *memory, gint64 deadline,
                                const QuayLog *log, GCancellable *cancellable, GError **error);

/* The jump hosts as ssh's option -J has them; "" where there are none. NULL with QUAY_ERROR_USAGE. */
char        *quay_jump_dup_list (QuaySiteOptions *options, GError **error);

G_END_DECLS

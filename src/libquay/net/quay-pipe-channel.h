/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-fd-channel.h"

G_BEGIN_DECLS

/* A child process's standard input and output. Its standard error is kept (the last 4 KiB, escaped) for diagnostics.
 * No shell: @argv is executed as it is, found in PATH. The child dies with the channel (SIGTERM, then SIGKILL, reaped). */
#define QUAY_TYPE_PIPE_CHANNEL (quay_pipe_channel_get_type ())
G_DECLARE_FINAL_TYPE (QuayPipeChannel, quay_pipe_channel, QUAY, PIPE_CHANNEL, QuayFdChannel)

QuayChannel *quay_pipe_channel_spawn (const char *const *argv, const char *const *envp, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One request to the agent behind @socket_path and its answer, without the length in front of either. Blocks for @timeout
 * microseconds at most, over all. An answer is at most 256 KiB. Errors are those of GIO: where connecting failed the address
 * is at fault, G_IO_ERROR_TIMED_OUT, G_IO_ERROR_CANCELLED, G_IO_ERROR_INVALID_DATA for an answer that cannot be. */
GBytes *quay_agent_socket_call (const char *socket_path, GByteArray *request, gint64 timeout, GCancellable *cancellable,
                                GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-key.h"

G_BEGIN_DECLS

/* The ssh-agent protocol (draft-ietf-sshm-ssh-agent) over its UNIX socket: blocking in the worker, 10 s for the list, a minute
 * for a signature (the person may have to confirm it), replies bounded to 256 KiB. Returns the agent's keys (transfer full,
 * elements QuayKey) in its order; @cancellable also ends their signing. @socket_path: NULL means $SSH_AUTH_SOCK; not set or
 * nobody there is an empty list with a line in @why (out, optional, transfer full). An agent that does not keep to the protocol is
 * QUAY_ERROR_KEY, which need not end a login. */
GPtrArray *quay_auth_agent_list_keys (const char *socket_path, char **why, GCancellable *cancellable, GError **error);

G_END_DECLS

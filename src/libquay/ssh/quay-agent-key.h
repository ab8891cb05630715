/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-key.h"

G_BEGIN_DECLS

/* A key that lives in an agent. Signing opens a connection of its own, waits up to a minute (the person may have to confirm or
 * to touch a token), and ends at once when @cancellable fires. */
#define QUAY_TYPE_AGENT_KEY (quay_agent_key_get_type ())
G_DECLARE_FINAL_TYPE (QuayAgentKey, quay_agent_key, QUAY, AGENT_KEY, QuayKey)

/* NULL where @blob does not start with a key type. */
QuayKey *quay_agent_key_new (const char *socket_path, GBytes *blob, const char *comment, GCancellable *cancellable);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-client-call.h"

G_BEGIN_DECLS

/* Configuration keys that do something on the server when they are asked for, or set. */
typedef enum {
  QUAY_ACTION_CHECK_FILE_HASH,
  QUAY_ACTION_COPY_REMOTE_DATA,
  QUAY_ACTION_COPY_REMOTE_FILE,
  QUAY_ACTION_GET_SPACE_INFO,
  QUAY_ACTION_READ_LINK,
  QUAY_ACTION_RENEGOTIATE,
} QuayAction;

/* @call->mode says which, @call->text what stands behind the "=". It ends with quay_call_return_pointer, a text. */
void quay_client_run_action (QuayCall *call);

G_END_DECLS

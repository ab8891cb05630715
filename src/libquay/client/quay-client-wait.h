/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-client-call.h"

/*
 * The methods that wait, and the ends of those that do not. Waiting runs the client's own loop, so that its events
 * come, and nothing else of the program does.
 */

#define KEEP quay_client_loop_keep_result, &result

/* Declares result. The client stays, whatever its events do. */
#define WAIT(self, begin)                               \
  g_autoptr (GAsyncResult) result = NULL;               \
  g_autoptr (QuaySftpClient) owned = NULL;              \
                                                        \
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), 0); \
  if (quay_call_refuse_nested (self, error))            \
    return 0;                                           \
  owned = g_object_ref (self);                          \
  quay_client_loop_enter (self->loop);                  \
  begin;                                                \
  quay_call_wait (self, &result);                       \
  quay_client_loop_leave (self->loop)

#define CHECK(self, result, tag)                            \
  g_return_val_if_fail (g_task_is_valid (result, self), 0); \
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), 0)

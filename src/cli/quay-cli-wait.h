/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * QuayCliWait: straight-line code over asynchronous calls. The main loop turns until the callback came, so signals,
 * prompts and progress go on meanwhile. Init with {0}, pass quay_cli_wait_ready and the address as callback and user
 * data, then take the result.
 */
typedef struct
{
  GMainLoop *loop;
  GAsyncResult *result;
} QuayCliWait;

void          quay_cli_wait_ready  (GObject *source, GAsyncResult *result, gpointer wait);
GAsyncResult *quay_cli_wait_result (QuayCliWait *self); /* borrowed */
void          quay_cli_wait_clear  (QuayCliWait *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayCliWait, quay_cli_wait_clear)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/* How fast all transfers of all windows may be together; kept in the settings. Property (notify): `limit` (guint64):
 * bytes a second, 0 for no limit. */
#define QUAYSIDE_TYPE_SPEED_LIMIT (quayside_speed_limit_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSpeedLimit, quayside_speed_limit, QUAYSIDE, SPEED_LIMIT, GObject)

QuaysideSpeedLimit *quayside_speed_limit_get_default (void); /* transfer none */
guint64             quayside_speed_limit_get         (QuaysideSpeedLimit *self);
void                quayside_speed_limit_set         (QuaysideSpeedLimit *self, guint64 limit);
/* The queue keeps to it from now on. */
void                quayside_speed_limit_add_queue   (QuaysideSpeedLimit *self, QuayTransferQueue *queue);

G_END_DECLS

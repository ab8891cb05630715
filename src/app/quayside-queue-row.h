/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

G_BEGIN_DECLS

/* One transfer on screen. Property: `summary` (string): all it shows in one line, for assistive technology.
 * Signals: `cancel`, `retry`, `remove`, `pause`, `resume` (QuayTransfer *transfer): its buttons. */
#define QUAYSIDE_TYPE_QUEUE_ROW (quayside_queue_row_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideQueueRow, quayside_queue_row, QUAYSIDE, QUEUE_ROW, GtkWidget)

GtkWidget    *quayside_queue_row_new          (void);
QuayTransfer *quayside_queue_row_get_transfer (QuaysideQueueRow *self);
void          quayside_queue_row_set_transfer (QuaysideQueueRow *self, QuayTransfer *transfer); /* nullable */
/* Shows it anew: priorities are not notified. */
void          quayside_queue_row_refresh      (QuaysideQueueRow *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-queue-row.h"

G_BEGIN_DECLS

/* The place of a transfer in the list. A list makes two hundred rows, and each is dozens of widgets, of which a screen
 * shows ten: so a place is empty until it is lent a row. Its list item is named by what the row shows. */
#define QUAYSIDE_TYPE_LAZY_ROW (quayside_lazy_row_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideLazyRow, quayside_lazy_row, QUAYSIDE, LAZY_ROW, GtkWidget)

GtkWidget        *quayside_lazy_row_new          (GtkListItem *item);
GtkListItem      *quayside_lazy_row_get_item     (QuaysideLazyRow *self);                         /* nullable */
QuayTransfer     *quayside_lazy_row_get_transfer (QuaysideLazyRow *self);
void              quayside_lazy_row_set_transfer (QuaysideLazyRow *self, QuayTransfer *transfer); /* nullable */
QuaysideQueueRow *quayside_lazy_row_get_row      (QuaysideLazyRow *self);                         /* nullable */
void              quayside_lazy_row_lend         (QuaysideLazyRow *self, QuaysideQueueRow *row);
/* transfer full; NULL where it has none */
QuaysideQueueRow *quayside_lazy_row_take_back    (QuaysideLazyRow *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

G_BEGIN_DECLS

/* The transfers of one session, and its log. */
#define QUAYSIDE_TYPE_QUEUE_VIEW (quayside_queue_view_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideQueueView, quayside_queue_view, QUAYSIDE, QUEUE_VIEW, GtkWidget)

GtkWidget *quayside_queue_view_new       (void);
void       quayside_queue_view_set_queue (QuaysideQueueView *self, QuayTransferQueue *queue); /* nullable */
void       quayside_queue_view_set_login (QuaysideQueueView *self, QuayLogin *login);         /* nullable; for the log */

G_END_DECLS

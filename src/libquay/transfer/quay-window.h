/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayWindow: how many bytes may be under way on one login. Begins at a floor; how fast answers follow each other tells what
 * the path takes, long before that much is under way; when the throughput grows no more it follows twice the
 * bandwidth-delay product. What is beyond that only stands in a queue, and servers pay for those: sftp-server copies all
 * that waits each time that more comes. Never beyond the memory budget, which also counts what has arrived
 * and waits for the disk.
 */
typedef struct {
  gsize floor;
  gsize budget;
  gsize limit;
  gsize in_flight; /* asked for or sent, not answered */
  guint n_in_flight;
  guint max_requests; /* 0: no bound */
  gsize held;      /* arrived or read, in memory */
  gint64 min_rtt;  /* microseconds */
  gboolean starting;
  guint n_flat;    /* epochs without growth */
  gint64 epoch_start;
  guint64 epoch_bytes;
  double best_rate; /* bytes a second */
  gint64 train_start; /* of answers that follow each other */
  guint64 train_bytes;
} QuayWindow;

void     quay_window_init     (QuayWindow *self, gsize budget, guint max_requests);
gboolean quay_window_has_room (const QuayWindow *self);
void     quay_window_sent     (QuayWindow *self, gsize bytes);
void     quay_window_answered (QuayWindow *self, gsize bytes, gint64 now, gint64 min_rtt);

G_END_DECLS

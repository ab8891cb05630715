/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-window.h"

/* Fills the path of a local network, and is little enough that a cancelled transfer leaves no long tail. */
#define FLOOR (4 * 1024 * 1024)
/* While it grows: four times as much with each round trip. A slow path answers little, and so lets it grow little. */
#define START_GROWTH 3
/* Throughput that grows less than this from one round trip to the next has found the bottleneck ... */
#define GROWTH 1.2
/* ... when it happens so often in a row. */
#define FLAT_EPOCHS 3
/* Round trips shorter than this say nothing: the machine's own scheduling is longer. */
#define MIN_EPOCH (10 * 1000)

void
quay_window_init (QuayWindow *self, gsize budget, guint max_requests)
{
  *self = (QuayWindow){ .budget = MAX (budget, FLOOR / 4), .max_requests = max_requests };
  self->floor = MIN (FLOOR, self->budget);
  self->limit = self->floor;
  self->starting = TRUE;
}

gboolean
quay_window_has_room (const QuayWindow *self)
{
  if (self->max_requests > 0 && self->n_in_flight >= self->max_requests)
    return FALSE;

  return self->in_flight < self->limit && self->in_flight + self->held < self->budget;
}

void
quay_window_sent (QuayWindow *self, gsize bytes)
{
  /* A pause would count as a slow epoch. */
  if (self->in_flight == 0)
    {
      self->epoch_start = 0;
      self->epoch_bytes = 0;
    }
  self->in_flight += bytes;
  self->n_in_flight++;
}

static void
end_epoch (QuayWindow *self, gint64 elapsed)
{
  double rate = self->epoch_bytes * (double)G_USEC_PER_SEC / elapsed;

  if (self->starting)
    {
      self->n_flat = rate > self->best_rate * GROWTH ? 0 : self->n_flat + 1;
      self->starting = self->n_flat < FLAT_EPOCHS;
    }
  /* The best fades, so that a path that got slower is noticed. */
  self->best_rate = MAX (rate, self->best_rate * 0.95);
  if (!self->starting)
    {
      double product = self->best_rate * self->min_rtt / G_USEC_PER_SEC;

      self->limit = CLAMP (2 * product, self->floor, self->budget);
    }
}

void
quay_window_answered (QuayWindow *self, gsize bytes, gint64 now, gint64 min_rtt)
{
  gint64 epoch = MAX (min_rtt, MIN_EPOCH);

  g_assert (self->in_flight >= bytes);
  self->in_flight -= bytes;
  self->n_in_flight--;
  self->min_rtt = min_rtt;
  self->epoch_bytes += bytes;
  if (self->epoch_start == 0)
    self->epoch_start = now;
  if (self->starting)
    self->limit = MIN (self->limit + START_GROWTH * bytes, self->budget);
  if (now - self->epoch_start < epoch)
    return;
  end_epoch (self, now - self->epoch_start);
  self->epoch_start = now;
  self->epoch_bytes = 0;
}

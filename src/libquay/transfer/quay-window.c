/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-window.h"

/* Fills the path of a local network, and is little enough that a cancelled transfer leaves no long tail. */
#define FLOOR (4 * 1024 * 1024)
/* Bandwidth-delay products, while it is not known yet what comes through in the long run, and then. */
#define START_GAIN 3
#define GAIN 2
/* A train of answers this long tells how fast they can follow each other. */
#define TRAIN (5 * 1000)
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
      self->train_start = 0;
    }
  self->in_flight += bytes;
  self->n_in_flight++;
}

static gsize
products (const QuayWindow *self, double gain, double rate)
{
  return CLAMP (gain * rate * self->min_rtt / G_USEC_PER_SEC, self->floor, self->budget);
}

/* The bottleneck spaces the answers, also those of the first few requests. */
static void
watch_train (QuayWindow *self, gsize bytes, gint64 now)
{
  gint64 elapsed = now - self->train_start;

  if (self->train_start == 0)
    {
      self->train_start = now;
      self->train_bytes = 0;
      return;
    }
  self->train_bytes += bytes;
  if (elapsed < TRAIN)
    return;
  self->limit = MAX (self->limit, products (self, START_GAIN, self->train_bytes * (double)G_USEC_PER_SEC / elapsed));
  self->train_start = now;
  self->train_bytes = 0;
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
    self->limit = products (self, GAIN, self->best_rate);
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
    watch_train (self, bytes, now);
  if (now - self->epoch_start < epoch)
    return;
  end_epoch (self, now - self->epoch_start);
  self->epoch_start = now;
  self->epoch_bytes = 0;
}

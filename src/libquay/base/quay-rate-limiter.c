/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-rate-limiter.h"

/* How much of its rate a limiter saves up while nobody takes: enough for timers that fire late. */
#define BURSTS_A_SECOND 20

/* Less than this, and a slow limiter would lose what a late taker has missed of a usual piece. */
#define MIN_BURST (32 * 1024)

/* Above these there is no limit worth the name; below, no sum overflows. */
#define MAX_RATE (G_GUINT64_CONSTANT (1) << 42)
#define MAX_PIECE (G_GINT64_CONSTANT (1) << 42)
#define MAX_DEBT (-(MAX_PIECE * G_USEC_PER_SEC))

struct _QuayRateLimiter
{
  gatomicrefcount ref_count;
  QuayRateLimiter *parent; /* owned, nullable */

  GMutex mutex; /* what follows */
  guint64 rate;
  gint64 credit; /* at @then; in millionths of a byte, which is what a rate of 1 earns in a microsecond: nothing is
                    rounded */
  gint64 then;
};

QuayRateLimiter *
quay_rate_limiter_new (QuayRateLimiter *parent)
{
  QuayRateLimiter *self = g_new0 (QuayRateLimiter, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  if (parent != NULL)
    self->parent = quay_rate_limiter_ref (parent);

  return self;
}

QuayRateLimiter *
quay_rate_limiter_ref (QuayRateLimiter *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
quay_rate_limiter_unref (QuayRateLimiter *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->parent, quay_rate_limiter_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
earn (QuayRateLimiter *self, gint64 now)
{
  gint64 full = (gint64)MAX (self->rate / BURSTS_A_SECOND, MIN_BURST) * G_USEC_PER_SEC;
  gint64 elapsed = now - self->then;

  if (elapsed <= 0)
    return;
  self->then = now;
  if (elapsed > (full - self->credit) / (gint64)self->rate)
    self->credit = full;
  else
    self->credit += elapsed * (gint64)self->rate;
}

void
quay_rate_limiter_set_rate (QuayRateLimiter *self, guint64 rate, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  if (self->rate > 0)
    earn (self, now);
  if (self->rate == 0 || rate == 0)
    self->credit = 0;
  self->rate = MIN (rate, MAX_RATE);
  self->then = now;
}

guint64
quay_rate_limiter_get_rate (QuayRateLimiter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->rate;
}

guint64
quay_rate_limiter_get_bound (QuayRateLimiter *self)
{
  guint64 rate = quay_rate_limiter_get_rate (self);
  guint64 above = self->parent != NULL ? quay_rate_limiter_get_bound (self->parent) : 0;

  return rate == 0 || (above > 0 && above < rate) ? above : rate;
}

static gint64
take_here (QuayRateLimiter *self, gsize bytes, gint64 now)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  gint64 wait;

  if (self->rate == 0)
    return now;
  earn (self, now);
  self->credit = MAX (self->credit - (gint64)MIN (bytes, (guint64)MAX_PIECE) * G_USEC_PER_SEC, MAX_DEBT);
  if (self->credit >= 0)
    return now;
  wait = (-self->credit + (gint64)self->rate - 1) / (gint64)self->rate;

  return self->then + wait;
}

gint64
quay_rate_limiter_take (QuayRateLimiter *self, gsize bytes, gint64 now)
{
  gint64 next = take_here (self, bytes, now);
  gint64 above = self->parent != NULL ? quay_rate_limiter_take (self->parent, bytes, now) : now;

  return MAX (next, above);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayRateLimiter: a token bucket, shared by all who take from it, from any thread. It neither waits nor knows a clock:
 * times are monotonic ones in microseconds that the caller passes in. A limiter with a parent is bound by both.
 *
 * Pieces are taken whole, on credit: a taker issues its piece, and the next one when the time that was returned has come.
 * What an idle limiter saves up is small, so a late wake-up costs no throughput and a pause is not followed by a flood.
 */
typedef struct _QuayRateLimiter QuayRateLimiter;

/* @parent (nullable): the limit above this one, for all together. */
QuayRateLimiter *quay_rate_limiter_new      (QuayRateLimiter *parent);
QuayRateLimiter *quay_rate_limiter_ref      (QuayRateLimiter *self);
void             quay_rate_limiter_unref    (QuayRateLimiter *self);
/* Bytes a second, 0: no limit. Whoever waits should ask again, by taking 0 bytes: the times given before still go by the
 * old rate. */
void             quay_rate_limiter_set_rate (QuayRateLimiter *self, guint64 rate, gint64 now);
guint64          quay_rate_limiter_get_rate (QuayRateLimiter *self);
/* The lowest rate of this one and those above it; 0: no limit. */
guint64          quay_rate_limiter_get_bound (QuayRateLimiter *self);
/* The time from which the next piece may be issued; at once where that is not after @now. */
gint64           quay_rate_limiter_take     (QuayRateLimiter *self, gsize bytes, gint64 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayRateLimiter, quay_rate_limiter_unref)

G_END_DECLS

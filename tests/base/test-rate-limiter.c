/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-rate-limiter.h"

/* In virtual time: no test waits. */

#define SECOND G_USEC_PER_SEC
/* Somewhere in a machine's uptime. */
#define START (123456 * (gint64)SECOND)
#define KIB 1024
#define MIB (1024 * KIB)

/* What a taker issues until @end that is punctual but for @late microseconds each time. */
static guint64
issue_late (QuayRateLimiter *limiter, gsize piece, gint64 start, gint64 end, gint64 late)
{
  guint64 issued = 0;

  for (gint64 now = start; now < end;)
    {
      gint64 next = quay_rate_limiter_take (limiter, piece, now);

      issued += piece;
      now = next > now ? next + late : now;
    }

  return issued;
}

static guint64
issue (QuayRateLimiter *limiter, gsize piece, gint64 start, gint64 end)
{
  return issue_late (limiter, piece, start, end, 0);
}

static QuayRateLimiter *
limiter_at (guint64 rate)
{
  QuayRateLimiter *limiter = quay_rate_limiter_new (NULL);

  quay_rate_limiter_set_rate (limiter, rate, START);

  return limiter;
}

static void
assert_within (guint64 issued, guint64 wanted, double tolerance)
{
  if (issued < wanted * (1 - tolerance) || issued > wanted * (1 + tolerance))
    g_error ("%" G_GUINT64_FORMAT " bytes were issued where %" G_GUINT64_FORMAT " should be", issued, wanted);
}

static void
test_no_limit (void)
{
  g_autoptr (QuayRateLimiter) limiter = quay_rate_limiter_new (NULL);

  g_assert_cmpuint (quay_rate_limiter_get_rate (limiter), ==, 0);
  for (int i = 0; i < 1000; i++)
    g_assert_cmpint (quay_rate_limiter_take (limiter, G_MAXSIZE, START), <=, START);
}

static void
test_first_piece_waits_for_nothing (void)
{
  g_autoptr (QuayRateLimiter) limiter = limiter_at (MIB);

  g_assert_cmpint (quay_rate_limiter_take (limiter, 0, START), <=, START);
  g_assert_cmpint (quay_rate_limiter_take (limiter, MIB, START), ==, START + SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, MIB, START), ==, START + 2 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, 0, START + SECOND), ==, START + 2 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, 0, START + 2 * SECOND), <=, START + 2 * SECOND);
}

/* To 5 % over ten seconds, whatever the rate and the pieces. */
static void
test_exact (void)
{
  static const guint64 rates[] = { 100 * 1000, MIB, 10 * 1000 * 1000 + 7, 333 * 1000 * 1000, 2000 * (guint64)MIB };
  static const gsize pieces[] = { 1000, 4096, 32 * KIB, 32 * KIB + 1, 256 * KIB };

  for (gsize i = 0; i < G_N_ELEMENTS (rates); i++)
    for (gsize j = 0; j < G_N_ELEMENTS (pieces); j++)
      {
        g_autoptr (QuayRateLimiter) limiter = limiter_at (rates[i]);

        /* Where a piece alone is more than the tolerance, nothing can be exact. */
        if (pieces[j] * 20 > rates[i] * 10 || (pieces[j] < 32 * KIB && rates[i] > 100 * MIB))
          continue;
        assert_within (issue (limiter, pieces[j], START, START + 10 * SECOND), rates[i] * 10, 0.05);
      }
}

/* Microseconds are coarse where a piece takes a few of them: what is cut off must not add up. */
static void
test_rounding_does_not_add_up (void)
{
  g_autoptr (QuayRateLimiter) limiter = limiter_at (700 * 1000 * 1000);

  assert_within (issue (limiter, 1000, START, START + SECOND), 700 * 1000 * 1000, 0.001);
}

/* Timers fire late; what was missed is made good. */
static void
test_late_taker (void)
{
  g_autoptr (QuayRateLimiter) limiter = limiter_at (4 * MIB);

  assert_within (issue_late (limiter, 32 * KIB, START, START + 10 * SECOND, 5000), 40 * MIB, 0.01);
}

/* A twentieth of a second's worth, or 32 KiB, whichever is more. */
static void
test_burst_after_idling (void)
{
  static const struct
  {
    guint64 rate;
    guint64 burst;
  } cases[] = { { 100 * MIB, 5 * MIB }, { 100 * KIB, 32 * KIB } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (QuayRateLimiter) limiter = limiter_at (cases[i].rate);
      gint64 now = START + 3600 * (gint64)SECOND;
      guint64 issued = 0;

      while (quay_rate_limiter_take (limiter, KIB, now) <= now)
        issued += KIB;
      g_assert_cmpuint (issued, ==, cases[i].burst);
    }
}

/* What has been taken stays taken when the rate changes, and is paid off at the new one. */
static void
test_new_rate (void)
{
  g_autoptr (QuayRateLimiter) limiter = limiter_at (MIB);

  g_assert_cmpint (quay_rate_limiter_take (limiter, 10 * MIB, START), ==, START + 10 * SECOND);
  quay_rate_limiter_set_rate (limiter, 2 * MIB, START + 2 * SECOND);
  g_assert_cmpuint (quay_rate_limiter_get_rate (limiter), ==, 2 * MIB);
  g_assert_cmpint (quay_rate_limiter_take (limiter, 0, START + 2 * SECOND), ==, START + 6 * SECOND);
  quay_rate_limiter_set_rate (limiter, 0, START + 3 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, MIB, START + 3 * SECOND), <=, START + 3 * SECOND);
  /* Limited again: neither the old debt nor what was taken meanwhile counts, and nothing is saved up. */
  quay_rate_limiter_set_rate (limiter, MIB, START + 4 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, MIB, START + 4 * SECOND), ==, START + 5 * SECOND);
}

static void
test_parent (void)
{
  g_autoptr (QuayRateLimiter) all = limiter_at (3 * MIB);
  g_autoptr (QuayRateLimiter) one = quay_rate_limiter_new (all);
  g_autoptr (QuayRateLimiter) other = quay_rate_limiter_new (all);

  /* Bound by its own limit, then by that of all. */
  quay_rate_limiter_set_rate (one, MIB, START);
  g_assert_cmpint (quay_rate_limiter_take (one, 3 * MIB, START), ==, START + 3 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (other, 3 * MIB, START), ==, START + 2 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (other, 6 * MIB, START), ==, START + 4 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (one, 0, START), ==, START + 4 * SECOND);
}

/* Several takers at once share what there is. */
static void
test_shared_exactly (void)
{
  g_autoptr (QuayRateLimiter) all = limiter_at (10 * MIB);
  QuayRateLimiter *takers[8];
  gint64 next[G_N_ELEMENTS (takers)];
  guint64 issued[G_N_ELEMENTS (takers)] = { 0 };
  guint64 total = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    {
      takers[i] = quay_rate_limiter_new (all);
      next[i] = START;
    }
  for (gint64 now = START; now < START + 10 * SECOND; now += 500)
    for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
      if (next[i] <= now)
        {
          next[i] = quay_rate_limiter_take (takers[i], 32 * KIB, now);
          issued[i] += 32 * KIB;
        }
  for (gsize i = 0; i < G_N_ELEMENTS (takers); i++)
    {
      total += issued[i];
      assert_within (issued[i], 100 * MIB / G_N_ELEMENTS (takers), 0.1);
      quay_rate_limiter_unref (takers[i]);
    }
  assert_within (total, 100 * MIB, 0.05);
}

/* A clock that is read in several threads: a later call may carry an earlier time. */
static void
test_time_goes_back (void)
{
  g_autoptr (QuayRateLimiter) limiter = limiter_at (MIB);

  g_assert_cmpint (quay_rate_limiter_take (limiter, MIB, START + 10), ==, START + SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, MIB, START), ==, START + 2 * SECOND);
  g_assert_cmpint (quay_rate_limiter_take (limiter, 0, START + 20), ==, START + 2 * SECOND);
}

/* No sum may overflow. */
static void
test_extremes (void)
{
  g_autoptr (QuayRateLimiter) slow = limiter_at (1);
  g_autoptr (QuayRateLimiter) fast = limiter_at (G_MAXUINT64);

  for (int i = 0; i < 100; i++)
    {
      g_assert_cmpint (quay_rate_limiter_take (slow, G_MAXSIZE, START), >, START + 1000 * (gint64)SECOND);
      quay_rate_limiter_take (fast, G_MAXSIZE, START + i * (gint64)SECOND);
    }
  g_assert_cmpint (quay_rate_limiter_take (fast, 0, G_MAXINT64 / 2), <=, G_MAXINT64 / 2);
  g_assert_cmpint (quay_rate_limiter_take (slow, 0, G_MAXINT64 - 1), >=, 0);
}

enum
{
  N_THREADS = 4,
  N_TAKES = 500 * 1000,
  BYTES = 100,
};

static int n_ready; /* (atomic) */

static gpointer
take_often (gpointer user_data)
{
  g_atomic_int_inc (&n_ready);
  while (g_atomic_int_get (&n_ready) < N_THREADS)
    g_thread_yield ();
  for (int i = 0; i < N_TAKES; i++)
    quay_rate_limiter_take (user_data, BYTES, START);
  quay_rate_limiter_unref (user_data);

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (QuayRateLimiter) all = limiter_at (1000 * 1000);
  GThread *threads[N_THREADS];

  for (int i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("taker", take_often, quay_rate_limiter_new (all));
  for (int i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (quay_rate_limiter_take (all, 0, START), ==, START + (gint64)N_THREADS * N_TAKES * BYTES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rate-limiter/no-limit", test_no_limit);
  g_test_add_func ("/rate-limiter/first-piece-waits-for-nothing", test_first_piece_waits_for_nothing);
  g_test_add_func ("/rate-limiter/exact", test_exact);
  g_test_add_func ("/rate-limiter/rounding-does-not-add-up", test_rounding_does_not_add_up);
  g_test_add_func ("/rate-limiter/late-taker", test_late_taker);
  g_test_add_func ("/rate-limiter/burst-after-idling", test_burst_after_idling);
  g_test_add_func ("/rate-limiter/new-rate", test_new_rate);
  g_test_add_func ("/rate-limiter/parent", test_parent);
  g_test_add_func ("/rate-limiter/shared-exactly", test_shared_exactly);
  g_test_add_func ("/rate-limiter/time-goes-back", test_time_goes_back);
  g_test_add_func ("/rate-limiter/extremes", test_extremes);
  g_test_add_func ("/rate-limiter/threads", test_threads);

  return g_test_run ();
}

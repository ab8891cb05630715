/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window on a simulated path: a rate, a round trip, and answers that come when they would. */
#include "quay-window.h"

#define MIB (1024 * 1024)
#define PIECE (255 * 1024)

typedef struct
{
  double rate; /* bytes a second */
  gint64 rtt;  /* microseconds */
} Path;

/* Runs @seconds of the path and returns the bytes that came through. @most: under way at once. */
static guint64
run_path (QuayWindow *window, const Path *path, double seconds, gsize *most)
{
  g_autoptr (GArray) due = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint first = 0;
  gint64 now = 1, link_free = 1, end = seconds * G_USEC_PER_SEC;
  guint64 done = 0;

  while (now < end)
    {
      while (quay_window_has_room (window))
        {
          gint64 arrival;

          link_free = MAX (link_free, now) + (gint64)(PIECE / path->rate * G_USEC_PER_SEC);
          arrival = link_free + path->rtt;
          g_array_append_val (due, arrival);
          quay_window_sent (window, PIECE);
        }
      now = g_array_index (due, gint64, first);
      quay_window_answered (window, PIECE, now, path->rtt);
      *most = MAX (*most, window->in_flight);
      first++;
      done += PIECE;
    }

  return done;
}

static void
test_long_path (void)
{
  const Path path = { 100e6, 50000 };
  QuayWindow window;
  gsize most = 0;

  quay_window_init (&window, 64 * MIB, 0);
  g_assert_cmpuint (run_path (&window, &path, 3, &most), >, 0.8 * 3 * path.rate);
  /* Hardly more than the path holds: the rest would be a queue. */
  g_assert_cmpuint (most, <=, 4 * path.rate * path.rtt / G_USEC_PER_SEC);
}

/* The window stays near twice the product of rate and round trip, so that a cancelled transfer has no long tail. */
static void
test_slow_path (void)
{
  const Path path = { 5e6, 20000 };
  QuayWindow window;
  gsize most = 0;

  quay_window_init (&window, 64 * MIB, 0);
  g_assert_cmpuint (run_path (&window, &path, 10, &most), >, 0.95 * 10 * path.rate - 5 * MIB);
  g_assert_cmpuint (window.limit, <=, 5 * MIB);
}

static void
test_budget (void)
{
  const Path path = { 1e9, 200000 };
  QuayWindow window;
  gsize most = 0;

  quay_window_init (&window, 16 * MIB, 0);
  run_path (&window, &path, 5, &most);
  g_assert_cmpuint (window.limit, <=, 16 * MIB);
  g_assert_cmpuint (window.in_flight, <=, 16 * MIB + PIECE);
  window.held = 16 * MIB;
  window.in_flight = 0;
  g_assert_false (quay_window_has_room (&window));
}

static void
test_requests (void)
{
  QuayWindow window;

  quay_window_init (&window, 64 * MIB, 3);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (quay_window_has_room (&window));
      quay_window_sent (&window, 1);
    }
  g_assert_false (quay_window_has_room (&window));
  quay_window_answered (&window, 1, 1, 0);
  g_assert_true (quay_window_has_room (&window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/long-path", test_long_path);
  g_test_add_func ("/window/slow-path", test_slow_path);
  g_test_add_func ("/window/budget", test_budget);
  g_test_add_func ("/window/requests", test_requests);

  return g_test_run ();
}

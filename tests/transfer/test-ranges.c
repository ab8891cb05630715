/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-ranges.h"

#define SIZE 64

/* Against the plainest model there is: a flag for each byte. */
static void
check (const QuayRanges *ranges, const gboolean *done)
{
  guint64 begin, end, total = 0;
  g_autoptr (GBytes) bytes = quay_ranges_to_bytes (ranges);
  g_autoptr (QuayRanges) back = quay_ranges_from_bytes (bytes, SIZE);

  for (guint i = 0; i < SIZE; i++)
    total += done[i];
  g_assert_cmpuint (quay_ranges_get_total (ranges), ==, total);
  for (guint from = 0; from < SIZE; from++)
    {
      guint first = from, behind;

      while (first < SIZE && done[first])
        first++;
      for (behind = first; behind < SIZE && !done[behind];)
        behind++;
      g_assert_cmpint (quay_ranges_next_hole (ranges, from, SIZE, &begin, &end), ==, first < SIZE);
      if (first < SIZE)
        {
          g_assert_cmpuint (begin, ==, first);
          g_assert_cmpuint (end, ==, behind);
        }
    }
  g_assert_nonnull (back);
  g_assert_cmpuint (quay_ranges_get_n (back), ==, quay_ranges_get_n (ranges));
  g_assert_cmpuint (quay_ranges_get_total (back), ==, total);
}

static void
test_random (void)
{
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (QuayRanges) ranges = quay_ranges_new ();
      gboolean done[SIZE] = { FALSE };

      for (guint i = 0; i < 12; i++)
        {
          guint begin = g_test_rand_int_range (0, SIZE);
          guint end = g_test_rand_int_range (begin, SIZE + 1);

          end = MIN (end, begin + 9);
          quay_ranges_add (ranges, begin, end);
          for (guint b = begin; b < end; b++)
            done[b] = TRUE;
          check (ranges, done);
        }
    }
}

static void
test_growing (void)
{
  g_autoptr (QuayRanges) ranges = quay_ranges_new ();
  guint64 begin, end;

  for (guint64 i = 0; i < 100000; i++)
    quay_ranges_add (ranges, i * 32768, (i + 1) * 32768);
  g_assert_cmpuint (quay_ranges_get_n (ranges), ==, 1);
  quay_ranges_get (ranges, 0, &begin, &end);
  g_assert_cmpuint (begin, ==, 0);
  g_assert_cmpuint (end, ==, quay_ranges_get_end (ranges));
}

static void
test_damaged (void)
{
  const guint64 bad[][4] = { { 5, 5 }, { 9, 3 }, { 0, SIZE + 1 }, { 0, 8, 8, 9 }, { 10, 12, 3, 4 }, { 0, 9, 4, 12 } };
  g_autoptr (GBytes) odd = g_bytes_new ("123456789", 9);

  g_assert_null (quay_ranges_from_bytes (odd, SIZE));
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint64 big[4];
      g_autoptr (GBytes) bytes = NULL;

      for (guint j = 0; j < 4; j++)
        big[j] = GUINT64_TO_BE (bad[i][j]);
      bytes = g_bytes_new (big, bad[i][2] == 0 && bad[i][3] == 0 ? 16 : 32);
      g_assert_null (quay_ranges_from_bytes (bytes, SIZE));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ranges/random", test_random);
  g_test_add_func ("/ranges/growing", test_growing);
  g_test_add_func ("/ranges/damaged", test_damaged);

  return g_test_run ();
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ranges.h"

#include <string.h>

typedef struct
{
  guint64 begin;
  guint64 end;
} Range;

struct _QuayRanges
{
  GArray *array; /* of Range */
};

static Range *
at (const QuayRanges *self, guint index)
{
  return &g_array_index (self->array, Range, index);
}

QuayRanges *
quay_ranges_new (void)
{
  QuayRanges *self = g_new (QuayRanges, 1);

  self->array = g_array_new (FALSE, FALSE, sizeof (Range));

  return self;
}

QuayRanges *
quay_ranges_copy (const QuayRanges *self)
{
  QuayRanges *copy = g_new (QuayRanges, 1);

  copy->array = g_array_copy (self->array);

  return copy;
}

void
quay_ranges_free (QuayRanges *self)
{
  g_array_unref (self->array);
  g_free (self);
}

void
quay_ranges_clear (QuayRanges *self)
{
  g_array_set_size (self->array, 0);
}

/* The first range that ends at or behind @offset. From the end: that is where files grow. */
static guint
find (const QuayRanges *self, guint64 offset)
{
  guint low = 0, high = self->array->len;

  if (high == 0 || at (self, high - 1)->end < offset)
    return high;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (at (self, middle)->end < offset)
        low = middle + 1;
      else
        high = middle;
    }

  return low;
}

void
quay_ranges_add (QuayRanges *self, guint64 begin, guint64 end)
{
  guint first = find (self, begin);
  guint last = first;
  Range range = { begin, end };

  if (begin >= end)
    return;
  while (last < self->array->len && at (self, last)->begin <= end)
    {
      range.begin = MIN (range.begin, at (self, last)->begin);
      range.end = MAX (range.end, at (self, last)->end);
      last++;
    }
  if (last == first)
    {
      g_array_insert_val (self->array, first, range);
      return;
    }
  *at (self, first) = range;
  if (last - first > 1)
    g_array_remove_range (self->array, first + 1, last - first - 1);
}

guint
quay_ranges_get_n (const QuayRanges *self)
{
  return self->array->len;
}

void
quay_ranges_get (const QuayRanges *self, guint index, guint64 *begin, guint64 *end)
{
  *begin = at (self, index)->begin;
  *end = at (self, index)->end;
}

guint64
quay_ranges_get_total (const QuayRanges *self)
{
  guint64 total = 0;

  for (guint i = 0; i < self->array->len; i++)
    total += at (self, i)->end - at (self, i)->begin;

  return total;
}

guint64
quay_ranges_get_end (const QuayRanges *self)
{
  return self->array->len > 0 ? at (self, self->array->len - 1)->end : 0;
}

gboolean
quay_ranges_next_hole (const QuayRanges *self, guint64 from, guint64 limit, guint64 *begin, guint64 *end)
{
  guint next = find (self, from);

  *begin = from;
  /* A range that merely touches @from leaves the hole where it is. */
  if (next < self->array->len && at (self, next)->begin <= from)
    *begin = at (self, next++)->end;
  *end = next < self->array->len ? MIN (limit, at (self, next)->begin) : limit;

  return *begin < *end;
}

GBytes *
quay_ranges_to_bytes (const QuayRanges *self)
{
  guint n = self->array->len;
  guint64 *pairs = g_new (guint64, 2 * n + 1);

  for (guint i = 0; i < n; i++)
    {
      pairs[2 * i] = GUINT64_TO_BE (at (self, i)->begin);
      pairs[2 * i + 1] = GUINT64_TO_BE (at (self, i)->end);
    }

  return g_bytes_new_take (pairs, n * sizeof (Range));
}

QuayRanges *
quay_ranges_from_bytes (GBytes *bytes, guint64 limit)
{
  g_autoptr (QuayRanges) self = quay_ranges_new ();
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size % sizeof (Range) != 0)
    return NULL;
  for (gsize i = 0; i < size; i += sizeof (Range))
    {
      Range range;

      memcpy (&range, data + i, sizeof range);
      range = (Range){ GUINT64_FROM_BE (range.begin), GUINT64_FROM_BE (range.end) };
      if (range.begin >= range.end || range.end > limit || (i > 0 && range.begin <= quay_ranges_get_end (self)))
        return NULL;
      g_array_append_val (self->array, range);
    }

  return g_steal_pointer (&self);
}

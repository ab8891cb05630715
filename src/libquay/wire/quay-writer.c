/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-writer.h"

#include <string.h>

/* Holds several requests; a longer one doubles it. */
#define FIRST_CAPACITY 1024

void
quay_writer_clear (QuayWriter *self)
{
  g_clear_pointer (&self->data, g_free);
  self->len = 0;
  self->cap = 0;
}

void
quay_writer_reset (QuayWriter *self)
{
  self->len = 0;
}

static void
grow (QuayWriter *self, gsize length)
{
  gsize cap = MAX (self->cap, FIRST_CAPACITY);

  g_assert (length < G_MAXSIZE / 4 - self->len);
  while (cap - self->len < length)
    cap *= 2;
  self->data = g_realloc (self->data, cap);
  self->cap = cap;
}

static inline guint8 *
claim (QuayWriter *self, gsize length)
{
  guint8 *at;

  if (G_UNLIKELY (self->cap - self->len < length))
    grow (self, length);
  at = self->data + self->len;
  self->len += length;

  return at;
}

void
quay_writer_u8 (QuayWriter *self, guint8 value)
{
  *claim (self, 1) = value;
}

void
quay_writer_u32 (QuayWriter *self, guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (claim (self, sizeof value), &value, sizeof value);
}

void
quay_writer_u64 (QuayWriter *self, guint64 value)
{
  value = GUINT64_TO_BE (value);
  memcpy (claim (self, sizeof value), &value, sizeof value);
}

void
quay_writer_string (QuayWriter *self, gconstpointer data, gsize length)
{
  g_assert (length <= G_MAXUINT32);
  quay_writer_u32 (self, (guint32)length);
  quay_writer_raw (self, data, length);
}

void
quay_writer_cstring (QuayWriter *self, const char *text)
{
  quay_writer_string (self, text, strlen (text));
}

void
quay_writer_raw (QuayWriter *self, gconstpointer data, gsize length)
{
  if (length > 0)
    memcpy (claim (self, length), data, length);
}

gsize
quay_writer_begin (QuayWriter *self, guint8 type, guint32 id)
{
  gsize offset = quay_writer_begin_no_id (self, type);

  quay_writer_u32 (self, id);

  return offset;
}

gsize
quay_writer_begin_no_id (QuayWriter *self, guint8 type)
{
  gsize offset = self->len;

  quay_writer_u32 (self, 0);
  quay_writer_u8 (self, type);

  return offset;
}

void
quay_writer_end (QuayWriter *self, gsize offset)
{
  quay_writer_end_with_tail (self, offset, 0);
}

/* As quay_writer_end, for a packet whose last @tail bytes are sent from elsewhere. */
void
quay_writer_end_with_tail (QuayWriter *self, gsize offset, gsize tail)
{
  gsize length = self->len - offset - sizeof (guint32) + tail;
  guint32 value = GUINT32_TO_BE ((guint32)length);

  g_assert (offset + sizeof (guint32) <= self->len && length <= G_MAXUINT32);
  memcpy (self->data + offset, &value, sizeof value);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-reader.h"

#include <string.h>

void
quay_reader_init (QuayReader *self, gconstpointer data, gsize size)
{
  g_assert (data != NULL || size == 0);
  /* Nothing at all, as an empty GBytes gives it, is a place too: NULL means failure below. */
  *self = (QuayReader){ .data = data != NULL ? data : (gconstpointer) "", .size = size };
}

/* The next @length bytes, or NULL and a latched failure. */
static inline const guint8 *
take (QuayReader *self, gsize length)
{
  const guint8 *at;

  if (G_UNLIKELY (self->failed || length > self->size - self->pos))
    {
      self->failed = TRUE;
      return NULL;
    }
  at = self->data + self->pos;
  self->pos += length;

  return at;
}

guint8
quay_reader_u8 (QuayReader *self)
{
  const guint8 *at = take (self, 1);

  return at != NULL ? *at : 0;
}

guint32
quay_reader_u32 (QuayReader *self)
{
  const guint8 *at = take (self, 4);
  guint32 value;

  if (at == NULL)
    return 0;
  memcpy (&value, at, sizeof value);

  return GUINT32_FROM_BE (value);
}

guint64
quay_reader_u64 (QuayReader *self)
{
  const guint8 *at = take (self, 8);
  guint64 value;

  if (at == NULL)
    return 0;
  memcpy (&value, at, sizeof value);

  return GUINT64_FROM_BE (value);
}

const guint8 *
quay_reader_string (QuayReader *self, gsize *length)
{
  gsize claimed = quay_reader_u32 (self);
  const guint8 *at = take (self, claimed);

  *length = at != NULL ? claimed : 0;

  return at;
}

/* With a NUL behind it. */
static char *
copy (QuayReader *self, const guint8 *at, gsize length)
{
  char *memory = g_try_malloc (length + 1);

  if (memory == NULL)
    {
      quay_reader_fail (self);
      return NULL;
    }
  memcpy (memory, at, length);
  memory[length] = '\0';

  return memory;
}

char *
quay_reader_dup_text (QuayReader *self, gsize max)
{
  gsize length;
  const guint8 *at = quay_reader_string (self, &length);

  if (at == NULL)
    return NULL;
  if (length > max || (length > 0 && memchr (at, 0, length) != NULL))
    {
      quay_reader_fail (self);
      return NULL;
    }

  return copy (self, at, length);
}

GBytes *
quay_reader_dup_bytes (QuayReader *self, gsize max)
{
  gsize length;
  const guint8 *at = quay_reader_string (self, &length);
  char *memory;

  if (at == NULL || length > max)
    {
      quay_reader_fail (self);
      return NULL;
    }
  memory = copy (self, at, length);

  return memory != NULL ? g_bytes_new_take (memory, length) : NULL;
}

void
quay_reader_skip (QuayReader *self, gsize length)
{
  take (self, length);
}

void
quay_reader_fail (QuayReader *self)
{
  self->failed = TRUE;
}

gsize
quay_reader_left (const QuayReader *self)
{
  return self->failed ? 0 : self->size - self->pos;
}

gboolean
quay_reader_ok (const QuayReader *self)
{
  return !self->failed;
}

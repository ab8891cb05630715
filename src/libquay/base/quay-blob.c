/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-blob.h"

#include <string.h>

/* RFC 4251 section 6: no name is longer. */
#define MAX_NAME 64

void
quay_blob_init (QuayBlob *self, const void *data, gsize size)
{
  self->data = data;
  self->left = size;
  self->failed = FALSE;
}

void
quay_blob_init_bytes (QuayBlob *self, GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  quay_blob_init (self, data, size);
}

static void
fail (QuayBlob *self)
{
  self->failed = TRUE;
  self->left = 0;
}

const guint8 *
quay_blob_get_raw (QuayBlob *self, gsize size)
{
  const guint8 *at = self->data;

  if (self->failed || size > self->left)
    {
      fail (self);
      return NULL;
    }
  if (size > 0)
    self->data += size;
  self->left -= size;

  return at;
}

guint8
quay_blob_get_byte (QuayBlob *self)
{
  const guint8 *p = quay_blob_get_raw (self, 1);

  return p != NULL ? *p : 0;
}

guint32
quay_blob_get_uint32 (QuayBlob *self)
{
  const guint8 *p = quay_blob_get_raw (self, 4);

  return p != NULL ? (guint32)p[0] << 24 | (guint32)p[1] << 16 | (guint32)p[2] << 8 | p[3] : 0;
}

const guint8 *
quay_blob_get_string (QuayBlob *self, gsize *length)
{
  gsize size = quay_blob_get_uint32 (self);
  const guint8 *data = quay_blob_get_raw (self, size);

  *length = self->failed ? 0 : size;

  return self->failed ? NULL : data;
}

gboolean
quay_blob_get_blob (QuayBlob *self, QuayBlob *inner)
{
  gsize size;
  const guint8 *data = quay_blob_get_string (self, &size);

  quay_blob_init (inner, data, size);
  inner->failed = self->failed;

  return !self->failed;
}

const guint8 *
quay_blob_get_mpint (QuayBlob *self, gsize *length)
{
  const guint8 *data = quay_blob_get_string (self, length);

  if (data == NULL || *length == 0)
    return data;
  /* RFC 4251 section 5: the highest bit is the sign; a leading 0 stands only where it is needed. */
  if ((data[0] & 0x80) != 0 || (data[0] == 0 && (*length == 1 || (data[1] & 0x80) == 0)))
    {
      fail (self);
      *length = 0;
      return NULL;
    }
  if (data[0] == 0)
    {
      data++;
      (*length)--;
    }

  return data;
}

char *
quay_blob_dup_name (QuayBlob *self)
{
  gsize size;
  const guint8 *data = quay_blob_get_string (self, &size);
  gboolean valid = data != NULL && size > 0 && size <= MAX_NAME;

  for (gsize i = 0; valid && i < size; i++)
    valid = data[i] > 0x20 && data[i] < 0x7f && data[i] != ',';
  if (!valid)
    {
      fail (self);
      return NULL;
    }

  return g_strndup ((const char *)data, size);
}

gboolean
quay_blob_is_done (const QuayBlob *self)
{
  return !self->failed && self->left == 0;
}

void
quay_blob_put_byte (GByteArray *array, guint8 value)
{
  g_byte_array_append (array, &value, 1);
}

void
quay_blob_put_uint32 (GByteArray *array, guint32 value)
{
  guint32 be = GUINT32_TO_BE (value);

  g_byte_array_append (array, (const guint8 *)&be, sizeof be);
}

void
quay_blob_put_string (GByteArray *array, const void *data, gsize length)
{
  g_assert (length <= G_MAXUINT32);

  quay_blob_put_uint32 (array, (guint32)length);
  if (length > 0)
    g_byte_array_append (array, data, (guint)length);
}

void
quay_blob_put_text (GByteArray *array, const char *text)
{
  quay_blob_put_string (array, text, strlen (text));
}

void
quay_blob_put_bytes (GByteArray *array, GBytes *bytes)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  quay_blob_put_string (array, data, size);
}

void
quay_blob_put_mpint (GByteArray *array, const guint8 *magnitude, gsize length)
{
  while (length > 0 && magnitude[0] == 0)
    {
      magnitude++;
      length--;
    }
  if (length == 0 || (magnitude[0] & 0x80) == 0)
    {
      quay_blob_put_string (array, magnitude, length);
      return;
    }
  quay_blob_put_uint32 (array, (guint32)length + 1);
  quay_blob_put_byte (array, 0);
  g_byte_array_append (array, magnitude, (guint)length);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-eol.h"

static void
put (GByteArray *out, guint8 byte)
{
  g_byte_array_append (out, &byte, 1);
}

static void
end_line (QuayEolConverter *self, GByteArray *out)
{
  if (self->to != QUAY_EOL_LF)
    put (out, '\r');
  if (self->to != QUAY_EOL_CR)
    put (out, '\n');
}

static void
convert_crlf (QuayEolConverter *self, guint8 byte, GByteArray *out)
{
  if (self->after_cr && byte == '\n')
    {
      self->after_cr = FALSE;
      end_line (self, out);
      return;
    }
  quay_eol_finish (self, out);
  if (byte == '\r')
    self->after_cr = TRUE;
  else
    put (out, byte);
}

void
quay_eol_convert (QuayEolConverter *self, const guint8 *data, gsize length, GByteArray *out)
{
  const guint8 end = self->from == QUAY_EOL_CR ? '\r' : '\n';

  for (gsize i = 0; i < length; i++)
    if (self->from == QUAY_EOL_CRLF)
      convert_crlf (self, data[i], out);
    else if (data[i] == end)
      end_line (self, out);
    else
      put (out, data[i]);
}

void
quay_eol_finish (QuayEolConverter *self, GByteArray *out)
{
  if (self->after_cr)
    put (out, '\r');
  self->after_cr = FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Bytes as a person writes them: hexadecimal digits, spaces for the eye, text between apostrophes. */
static inline GByteArray *
wire_bytes (const char *spec)
{
  GByteArray *bytes = g_byte_array_new ();

  while (*spec != '\0')
    {
      guint8 byte;

      if (*spec == ' ')
        {
          spec++;
          continue;
        }
      if (*spec == '\'')
        {
          for (spec++; *spec != '\''; spec++)
            g_byte_array_append (bytes, (const guint8 *)spec, 1);
          spec++;
          continue;
        }
      g_assert_true (g_ascii_isxdigit (spec[0]) && g_ascii_isxdigit (spec[1]));
      byte = (guint8)(g_ascii_xdigit_value (spec[0]) << 4 | g_ascii_xdigit_value (spec[1]));
      g_byte_array_append (bytes, &byte, 1);
      spec += 2;
    }

  return bytes;
}

#define assert_wire(writer, spec)                                                               \
  G_STMT_START                                                                                  \
  {                                                                                             \
    g_autoptr (GByteArray) expected_bytes = wire_bytes (spec);                                  \
    g_assert_cmpmem ((writer)->data, (writer)->len, expected_bytes->data, expected_bytes->len); \
    quay_writer_reset (writer);                                                                 \
  }                                                                                             \
  G_STMT_END

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-text.h"

#include <string.h>

/* Characters that change how the text around them is shown: bidirectional controls and invisible joiners. */
static gboolean
is_hostile (gunichar c)
{
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || (c >= 0x200b && c <= 0x200f)
         || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb)
         || (c >= 0xe0000 && c <= 0xe007f) || !g_unichar_validate (c);
}

static void
append_escaped (GString *out, gunichar c)
{
  if (c == '\n')
    g_string_append (out, "\\n");
  else if (c == '\t')
    g_string_append (out, "\\t");
  else if (c == '\r')
    g_string_append (out, "\\r");
  else if (c < 0x80)
    g_string_append_printf (out, "\\x%02x", c);
  else
    g_string_append_printf (out, "\\u{%x}", c);
}

static char *
escape (const char *bytes, gssize length, gsize max_chars, gboolean keep_newlines)
{
  gsize size = length < 0 ? strlen (bytes) : (gsize)length;
  const char *end = bytes + size;
  GString *out = g_string_sized_new (size + 16);
  gsize chars = 0;

  for (const char *p = bytes; p < end; chars++)
    {
      gunichar c = g_utf8_get_char_validated (p, end - p);

      if (chars == max_chars)
        {
          g_string_append (out, "…");
          break;
        }
      if (c == (gunichar)-1 || c == (gunichar)-2)
        g_string_append_printf (out, "\\x%02x", (guchar)*p++);
      else
        {
          if (is_hostile (c) && !(keep_newlines && c == '\n'))
            append_escaped (out, c);
          else
            g_string_append_unichar (out, c);
          p = c == 0 ? p + 1 : g_utf8_next_char (p);
        }
    }

  return g_string_free_and_steal (out);
}

/**
 * quay_text_escape:
 * @bytes: a file name, or any bytes
 * @length: its length, or -1 where it ends with NUL
 *
 * For showing a name in one line: valid UTF-8 without control, bidirectional or invisible characters. What is left out
 * stands as `\n`, `\x1b`, `\u{202e}`. The result is for eyes only, never a path.
 *
 * Returns: (transfer full): the text
 */
char *
quay_text_escape (const char *bytes, gssize length)
{
  return escape (bytes, length, G_MAXSIZE, FALSE);
}

/**
 * quay_text_escape_message:
 * @bytes: text a server sent
 * @length: its length, or -1 where it ends with NUL
 * @max_chars: where to cut, in characters
 *
 * As [func@Quay.text_escape], but keeps line feeds.
 *
 * Returns: (transfer full): the text
 */
char *
quay_text_escape_message (const char *bytes, gssize length, gsize max_chars)
{
  return escape (bytes, length, max_chars, TRUE);
}

/**
 * quay_text_is_plain:
 * @bytes: a file name, or any bytes
 * @length: its length, or -1 where it ends with NUL
 *
 * Returns: whether [func@Quay.text_escape] would leave it as it is
 */
gboolean
quay_text_is_plain (const char *bytes, gssize length)
{
  gsize size = length < 0 ? strlen (bytes) : (gsize)length;

  if (!g_utf8_validate (bytes, size, NULL))
    return FALSE;
  for (const char *p = bytes; p < bytes + size; p = g_utf8_next_char (p))
    if (is_hostile (g_utf8_get_char (p)))
      return FALSE;

  return TRUE;
}

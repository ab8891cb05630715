/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-text.h"

#include <string.h>

/* Notes are a few lines about a server, not a book. */
#define MAX_NOTES (64 * 1024)

/* What a person can still find in a tree. */
#define MAX_DEPTH 16

/* Escaping */

/* Marks that turn the direction of what follows: a name with them reads as another. */
static gboolean
turns_direction (gunichar c)
{
  return c == 0x200E || c == 0x200F || c == 0x061C || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_unfit (gunichar c)
{
  return g_unichar_iscntrl (c) || turns_direction (c) || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

static void
append_byte (GString *text, guchar byte)
{
  g_string_append_printf (text, "\\x%02x", byte);
}

static gboolean
append_known (GString *text, char c, gboolean at_edge, gboolean in_list)
{
  const char *escape = NULL;

  if (c == '\\')
    escape = "\\\\";
  else if (c == '\n')
    escape = "\\n";
  else if (c == '\t')
    escape = "\\t";
  else if (c == '\r')
    escape = "\\r";
  else if (c == ' ' && at_edge)
    escape = "\\s";
  else if (c == ';' && in_list)
    escape = "\\;";
  if (escape != NULL)
    g_string_append (text, escape);

  return escape != NULL;
}

static void
append_escaped (GString *text, const char *bytes, gboolean in_list)
{
  for (const char *p = bytes; *p != '\0';)
    {
      gunichar c = g_utf8_get_char_validated (p, -1);
      const char *next = c < 0x110000 ? g_utf8_next_char (p) : p + 1;

      if (!append_known (text, *p, p == bytes || p[1] == '\0', in_list))
        {
          if (c < 0x110000 && !is_unfit (c))
            g_string_append_len (text, p, next - p);
          else
            for (const char *q = p; q < next; q++)
              append_byte (text, (guchar)*q);
        }
      p = next;
    }
}

char *
quayside_site_text_escape (const char *bytes)
{
  GString *text = g_string_new (NULL);

  append_escaped (text, bytes, FALSE);

  return g_string_free_and_steal (text);
}

char *
quayside_site_text_escape_list (const char *const *list)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; list[i] != NULL; i++)
    {
      append_escaped (text, list[i], TRUE);
      g_string_append_c (text, ';');
    }

  return g_string_free_and_steal (text);
}

/* Unescaping */

/* What stands behind the backslash at @p; where that is nothing known, the backslash itself. */
static const char *
append_unescaped (GString *bytes, const char *p)
{
  static const char from[] = "ntrs\\;";
  static const char to[] = "\n\t\r \\;";
  const char *found = p[1] != '\0' ? strchr (from, p[1]) : NULL;
  int high, low;

  if (found != NULL)
    {
      g_string_append_c (bytes, to[found - from]);
      return p + 2;
    }
  if (p[1] == 'x' && (high = g_ascii_xdigit_value (p[2])) >= 0 && (low = g_ascii_xdigit_value (p[3])) >= 0
      && high + low > 0)
    {
      g_string_append_c (bytes, (char)(high * 16 + low));
      return p + 4;
    }
  g_string_append_c (bytes, *p);

  return p + 1;
}

char *
quayside_site_text_unescape (const char *text)
{
  GString *bytes = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      if (*p == '\\')
        p = append_unescaped (bytes, p);
      else
        g_string_append_c (bytes, *p++);
    }

  return g_string_free_and_steal (bytes);
}

char **
quayside_site_text_unescape_list (const char *text)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_autoptr (GString) item = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      if (*p == '\\')
        p = append_unescaped (item, p);
      else if (*p++ != ';')
        g_string_append_c (item, p[-1]);
      else
        {
          g_strv_builder_add (list, item->str);
          g_string_truncate (item, 0);
        }
    }
  /* People leave the last semicolon out. */
  if (item->len > 0)
    g_strv_builder_add (list, item->str);

  return g_strv_builder_end (list);
}

/* Cleaning */

static char *
clean (const char *text, gsize max_chars, gboolean lines)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) result = g_string_new (NULL);
  gsize n = 0;

  for (const char *p = valid; *p != '\0' && n < max_chars; p = g_utf8_next_char (p), n++)
    {
      gunichar c = g_utf8_get_char (p);

      if (lines && (c == '\n' || c == '\t'))
        g_string_append_c (result, (char)c);
      else if (!is_unfit (c))
        g_string_append_unichar (result, c);
      else if (!lines && (c == '\n' || c == '\t'))
        g_string_append_c (result, ' ');
    }

  return g_string_free_and_steal (g_steal_pointer (&result));
}

char *
quayside_site_text_clean_name (const char *name)
{
  return g_strstrip (clean (name != NULL ? name : "", QUAYSIDE_SITE_MAX_NAME, FALSE));
}

char *
quayside_site_text_clean_notes (const char *notes)
{
  return clean (notes != NULL ? notes : "", MAX_NOTES, TRUE);
}

char *
quayside_site_text_clean_folder (const char *folder)
{
  g_auto (GStrv) parts = g_strsplit (folder != NULL ? folder : "", "/", -1);
  g_autoptr (GStrvBuilder) kept = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;
  guint depth = 0;

  for (gsize i = 0; parts[i] != NULL && depth < MAX_DEPTH; i++)
    {
      char *name = quayside_site_text_clean_name (parts[i]);

      if (*name != '\0')
        {
          g_strv_builder_take (kept, name);
          depth++;
        }
      else
        g_free (name);
    }
  names = g_strv_builder_end (kept);

  return g_strjoinv ("/", names);
}

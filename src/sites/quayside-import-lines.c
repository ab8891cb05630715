/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import-lines.h"

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

char *
quayside_import_unescape (const char *text, gssize length)
{
  gsize size = length < 0 ? strlen (text) : (gsize)length;
  GString *bytes = g_string_sized_new (size);

  for (gsize i = 0; i < size; i++)
    {
      int high = text[i] == '%' && i + 2 < size ? g_ascii_xdigit_value (text[i + 1]) : -1;
      int low = high >= 0 ? g_ascii_xdigit_value (text[i + 2]) : -1;

      if (low < 0)
        g_string_append_c (bytes, text[i]);
      else
        {
          if (high + low > 0)
            g_string_append_c (bytes, (char)(high * 16 + low));
          i += 2;
        }
    }
  if (g_str_has_prefix (bytes->str, BYTE_ORDER_MARK))
    g_string_erase (bytes, 0, strlen (BYTE_ORDER_MARK));

  return g_string_free_and_steal (bytes);
}

char **
quayside_import_split (const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  const char *start = g_str_has_prefix (copy, BYTE_ORDER_MARK) ? copy + strlen (BYTE_ORDER_MARK) : copy;
  char **lines = g_strsplit (start, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    g_strchomp (lines[i]);

  return lines;
}

GHashTable *
quayside_import_keys (char **lines, guint first)
{
  GHashTable *keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = first; lines[i] != NULL && lines[i][0] != '['; i++)
    {
      char *equals = strchr (lines[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_hash_table_insert (keys, lines[i], equals + 1);
    }

  return keys;
}

char *
quayside_import_dup_key (GHashTable *keys, const char *key)
{
  const char *raw = g_hash_table_lookup (keys, key);
  g_autofree char *bytes = raw != NULL ? quayside_import_unescape (raw, -1) : NULL;

  if (bytes == NULL || *bytes == '\0')
    return NULL;

  return g_utf8_validate (bytes, -1, NULL) ? g_steal_pointer (&bytes) : g_utf8_make_valid (bytes, -1);
}

gboolean
quayside_import_is_set (GHashTable *keys, const char *key)
{
  const char *raw = g_hash_table_lookup (keys, key);

  return raw != NULL && *raw != '\0' && !g_str_equal (raw, "0");
}

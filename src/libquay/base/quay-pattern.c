/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-pattern.h"

#include <string.h>

/* The content of brackets: "a-c,x". A comma alone is itself. */
static gboolean
set_holds (const char *set, const char *end, gunichar character)
{
  gboolean alone = g_utf8_next_char (set) >= end;

  while (set < end)
    {
      gunichar first = g_utf8_get_char (set);
      gunichar last = first;
      const char *next = g_utf8_next_char (set);

      if (next < end && *next == '-' && next + 1 < end)
        {
          last = g_utf8_get_char (next + 1);
          next = g_utf8_next_char (next + 1);
        }
      if ((first != ',' || alone) && character >= first && character <= last)
        return TRUE;
      set = next;
    }

  return FALSE;
}

/* One character of the text against one step of the pattern, which is not "*". @next: behind the step. */
static gboolean
step_matches (const char *pattern, gunichar character, const char **next)
{
  const char *end;

  *next = g_utf8_next_char (pattern);
  if (*pattern == '?')
    return TRUE;
  end = *pattern == '[' ? strchr (pattern, ']') : NULL;
  if (end != NULL)
    {
      *next = end + 1;
      return set_holds (pattern + 1, end, character);
    }
  if (*pattern == '\\' && pattern[1] != '\0')
    {
      *next = g_utf8_next_char (pattern + 1);
      pattern++;
    }

  return g_utf8_get_char (pattern) == character;
}

/* The last "*" is the only one that ever has to take more: no pattern takes longer than its length times the text's. */
gboolean
quay_pattern_matches (const char *pattern, const char *text)
{
  const char *star = NULL;
  const char *star_text = NULL;
  const char *next;

  while (*text != '\0')
    {
      if (*pattern == '*')
        {
          star = ++pattern;
          star_text = text;
        }
      else if (*pattern != '\0' && step_matches (pattern, g_utf8_get_char (text), &next))
        {
          pattern = next;
          text = g_utf8_next_char (text);
        }
      else if (star != NULL)
        {
          star_text = g_utf8_next_char (star_text);
          text = star_text;
          pattern = star;
        }
      else
        return FALSE;
    }
  while (*pattern == '*')
    pattern++;

  return *pattern == '\0';
}

static const char *
find_end (const char *list)
{
  const char *close;

  for (; *list != '\0' && *list != ','; list++)
    if (*list == '\\' && list[1] != '\0')
      list++;
    else if (*list == '[' && (close = strchr (list, ']')) != NULL)
      list = close;

  return list;
}

gboolean
quay_pattern_list_matches (const char *list, const char *text)
{
  for (;;)
    {
      const char *end = find_end (list);
      g_autofree char *pattern = g_strndup (list, end - list);

      if (quay_pattern_matches (g_strstrip (pattern), text))
        return TRUE;
      if (*end == '\0')
        return FALSE;
      list = end + 1;
    }
}

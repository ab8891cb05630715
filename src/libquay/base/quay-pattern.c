/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-pattern.h"

#include <string.h>

static gunichar
fold (gunichar c, gboolean ignore_case)
{
  return ignore_case ? g_unichar_tolower (g_unichar_toupper (c)) : c;
}

/* Names, and what servers say, need not be UTF-8: a byte that is none stands for itself. */
static gunichar
get_char (const char *text, const char **next)
{
  gunichar c = g_utf8_get_char_validated (text, -1);

  if (c == (gunichar)-1 || c == (gunichar)-2)
    {
      *next = text + 1;
      return 0x110000 + (guchar)*text;
    }
  *next = g_utf8_next_char (text);

  return c;
}

/* @set: behind the bracket. NULL: it is never closed, and the bracket is a character. A "]" in the first place is one
 * of the set. */
static const char *
match_set (const char *set, gunichar c, gboolean ignore_case, gboolean *matches)
{
  const char *p = set;
  gboolean first = TRUE;

  *matches = FALSE;
  while (*p != '\0' && (*p != ']' || first))
    {
      gunichar low = get_char (p, &p);
      gunichar high = low;

      /* Commas only part the ranges, but for one that stands alone. */
      if (low == ',' && !first && *p != ']')
        continue;
      first = FALSE;
      if (p[0] == '-' && p[1] != ']' && p[1] != '\0')
        high = get_char (p + 1, &p);
      if ((c >= low && c <= high)
          || (ignore_case && fold (c, TRUE) >= fold (low, TRUE) && fold (c, TRUE) <= fold (high, TRUE)))
        *matches = TRUE;
    }

  return *p == ']' ? p + 1 : NULL;
}

/* One character of the text against one of the pattern, which is not `*`. NULL: they differ. */
static const char *
match_one (const char *pattern, const char *text, gboolean ignore_case, const char **text_next)
{
  const char *next;
  gunichar c = get_char (text, text_next);
  gunichar wanted;
  gboolean matches;

  if (*pattern == '?')
    return pattern + 1;
  if (*pattern == '[' && (next = match_set (pattern + 1, c, ignore_case, &matches)) != NULL)
    return matches ? next : NULL;
  if (*pattern == '\\' && pattern[1] != '\0')
    pattern++;
  wanted = get_char (pattern, &next);

  return fold (wanted, ignore_case) == fold (c, ignore_case) ? next : NULL;
}

/* The last "*" is the only one that ever has to take more: no pattern takes longer than its length times the text's. */
gboolean
quay_pattern_matches (const char *pattern, const char *text, gboolean ignore_case)
{
  const char *star = NULL, *star_text = NULL;

  while (*text != '\0')
    {
      const char *text_next, *next;

      if (*pattern == '*')
        {
          star = ++pattern;
          star_text = text;
          continue;
        }
      next = *pattern != '\0' ? match_one (pattern, text, ignore_case, &text_next) : NULL;
      if (next != NULL)
        {
          pattern = next;
          text = text_next;
        }
      else if (star != NULL)
        {
          get_char (star_text, &star_text);
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

      if (quay_pattern_matches (g_strstrip (pattern), text, FALSE))
        return TRUE;
      if (*end == '\0')
        return FALSE;
      list = end + 1;
    }
}

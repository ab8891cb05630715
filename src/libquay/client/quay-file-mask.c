/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-mask.h"

#include <string.h>

#include "quay-pattern.h"

gboolean
quay_file_mask_is_mask (const char *text)
{
  return strpbrk (text, "?*[") != NULL;
}

gboolean
quay_file_mask_match_any (const char *patterns, const char *delimiter, const char *text, gboolean ignore_case)
{
  g_auto (GStrv) list = NULL;

  if (*patterns == '\0')
    return FALSE;
  if (*delimiter == '\0')
    return quay_pattern_matches (patterns, text, ignore_case);
  list = g_strsplit (patterns, delimiter, -1);
  for (char **pattern = list; *pattern != NULL; pattern++)
    if (*g_strstrip (*pattern) != '\0' && quay_pattern_matches (*pattern, text, ignore_case))
      return TRUE;

  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-path.h"

#include <string.h>

char *
quayside_path_join (const char *folder, const char *name)
{
  g_assert (folder != NULL && name != NULL);

  return g_str_has_suffix (folder, "/") ? g_strconcat (folder, name, NULL) : g_strconcat (folder, "/", name, NULL);
}

gboolean
quayside_path_is_root (const char *path)
{
  return strspn (path, "/") == strlen (path);
}

char *
quayside_path_parent (const char *path)
{
  return g_path_get_dirname (path);
}

char *
quayside_path_name (const char *path)
{
  return g_path_get_basename (path);
}

gboolean
quayside_path_is_below (const char *path, const char *folder)
{
  gsize length = strlen (folder);

  if (quayside_path_is_root (folder))
    return TRUE;

  return strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

static char *
normalise (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_null_terminated (8, NULL, TRUE);
  g_autofree char *joined = NULL;

  for (char **part = parts; *part != NULL; part++)
    {
      if (**part == '\0' || g_str_equal (*part, "."))
        continue;
      if (!g_str_equal (*part, ".."))
        g_ptr_array_add (kept, *part);
      else if (kept->len > 0)
        g_ptr_array_set_size (kept, kept->len - 1);
    }
  joined = kept->len > 0 ? g_strjoinv ("/", (char **)kept->pdata) : g_strdup ("");

  return g_strconcat ("/", joined, NULL);
}

char *
quayside_path_resolve (const char *typed, const char *folder, const char *home)
{
  g_autofree char *full = NULL;

  if (typed[0] == '~' && (typed[1] == '/' || typed[1] == '\0'))
    full = g_strconcat (home, "/", typed + 1, NULL);
  else if (typed[0] == '/')
    full = g_strdup (typed);
  else
    full = quayside_path_join (folder, typed);

  return normalise (full);
}

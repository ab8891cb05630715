/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-name-check.h"

#include <glib/gi18n.h>
#include <string.h>

/* NAME_MAX of Linux, and of nearly every file system on the other side. */
#define MAX_NAME_BYTES 255

char *
quayside_name_check (const char *name)
{
  if (name[0] == '\0')
    return g_strdup ("");
  if (strchr (name, '/') != NULL)
    return g_strdup (_ ("A name cannot contain “/”."));
  if (g_str_equal (name, ".") || g_str_equal (name, ".."))
    return g_strdup_printf (_ ("“%s” always means a folder; choose another name."), name);
  if (strlen (name) > MAX_NAME_BYTES)
    return g_strdup_printf (_ ("The name is too long: %u bytes, at most %u are possible."), (guint)strlen (name),
                            (guint)MAX_NAME_BYTES);
  return NULL;
}

int
quayside_name_check_stem_length (const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *tar;

  if (dot == NULL || dot == name || dot[1] == '\0')
    return g_utf8_strlen (name, -1);
  tar = g_strrstr_len (name, dot - name, ".tar");
  if (tar != NULL && tar != name && tar + strlen (".tar") == dot)
    dot = tar;
  return g_utf8_strlen (name, dot - name);
}

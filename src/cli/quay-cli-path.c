/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-path.h"

#include <fnmatch.h>
#include <string.h>

#include "quay-cli-wait.h"

char *
quay_cli_path_join (const char *folder, const char *name)
{
  if (g_str_equal (folder, "."))
    return g_strdup (name);

  return g_strconcat (folder, g_str_has_suffix (folder, "/") ? "" : "/", name, NULL);
}

char *
quay_cli_path_dup_name (const char *path)
{
  gsize length = strlen (path);
  g_autofree char *trimmed = NULL;
  const char *name;

  while (length > 0 && path[length - 1] == '/')
    length--;
  trimmed = g_strndup (path, length);
  name = strrchr (trimmed, '/');
  name = name != NULL ? name + 1 : trimmed;
  if (*name == '\0' || g_str_equal (name, ".") || g_str_equal (name, ".."))
    return NULL;

  return g_strdup (name);
}

QuayFileInfo *
quay_cli_path_stat (QuayCli *cli, QuayLogin *login, const char *path, gboolean follow, GError **error)
{
  g_auto (QuayCliWait) wait = { 0 };

  quay_login_stat_async (login, path, follow, cli->cancellable, quay_cli_wait_ready, &wait);

  return quay_login_stat_finish (login, quay_cli_wait_result (&wait), error);
}

static gboolean
is_pattern (const char *text)
{
  return strpbrk (text, "*?[") != NULL;
}

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
match_in_folder (QuayCli *cli, QuayLogin *login, const char *folder, const char *pattern, GPtrArray *found)
{
  g_auto (QuayCliWait) wait = { 0 };
  g_autoptr (QuayDirectory) directory = NULL;
  guint n_items;

  quay_login_list_async (login, *folder != '\0' ? folder : ".", NULL, cli->cancellable, quay_cli_wait_ready, &wait);
  directory = quay_login_list_finish (login, quay_cli_wait_result (&wait), NULL);
  n_items = directory != NULL ? g_list_model_get_n_items (G_LIST_MODEL (directory)) : 0;
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), i);
      const char *name = quay_file_info_get_name (info);

      if (fnmatch (pattern, name, FNM_PERIOD) == 0)
        g_ptr_array_add (found, *folder != '\0' ? quay_cli_path_join (folder, name) : g_strdup (name));
    }
}

/* One more part of the path for each of @folders. */
static GPtrArray *
match_part (QuayCli *cli, QuayLogin *login, GPtrArray *folders, const char *part)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < folders->len && !quay_cli_is_cancelled (cli); i++)
    {
      const char *folder = folders->pdata[i];

      if (is_pattern (part))
        match_in_folder (cli, login, folder, part, found);
      else
        g_ptr_array_add (found, *folder != '\0' ? quay_cli_path_join (folder, part) : g_strdup (part));
    }
  g_ptr_array_sort (found, compare_paths);

  return g_steal_pointer (&found);
}

static GPtrArray *
match (QuayCli *cli, QuayLogin *login, const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (paths, g_strdup (path[0] == '/' ? "/" : ""));
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GPtrArray) longer = NULL;

      if (*parts[i] == '\0')
        continue;
      longer = match_part (cli, login, paths, parts[i]);
      g_clear_pointer (&paths, g_ptr_array_unref);
      paths = g_steal_pointer (&longer);
    }

  return g_steal_pointer (&paths);
}

static gboolean
is_missing (const GError *error)
{
  QuayStatus status = quay_error_get_sftp_status (error);

  return status == QUAY_STATUS_NO_SUCH_FILE || status == QUAY_STATUS_NO_SUCH_PATH
         || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_PATH_NOT_FOUND);
}

GPtrArray *
quay_cli_path_expand (QuayCli *cli, QuayLogin *login, const char *path)
{
  g_autoptr (GPtrArray) paths = NULL;
  g_autoptr (QuayFileInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  if (is_pattern (path))
    info = quay_cli_path_stat (cli, login, path, FALSE, &error);
  if (error != NULL && is_missing (error))
    {
      paths = match (cli, login, path);
      if (paths->len == 0)
        quay_cli_fail (cli, path, g_steal_pointer (&error));
      return g_steal_pointer (&paths);
    }
  paths = g_ptr_array_new_with_free_func (g_free);
  if (error != NULL)
    quay_cli_fail (cli, path, g_steal_pointer (&error));
  else
    g_ptr_array_add (paths, g_strdup (path));

  return g_steal_pointer (&paths);
}

void
quay_cli_path_foreach (QuayCli *cli, guint first, guint end, gboolean expand, QuayCliEach each, gpointer user_data)
{
  for (guint i = first; i < end && !quay_cli_is_cancelled (cli); i++)
    {
      g_autoptr (QuayUrl) url = NULL;
      g_autoptr (GPtrArray) paths = NULL;
      QuayLogin *login = quay_cli_open (cli, cli->options->arguments->pdata[i], &url);

      if (login == NULL)
        continue;
      if (expand)
        paths = quay_cli_path_expand (cli, login, url->path);
      else
        {
          paths = g_ptr_array_new ();
          g_ptr_array_add (paths, url->path);
        }
      for (guint j = 0; j < paths->len && !quay_cli_is_cancelled (cli); j++)
        each (cli, login, paths->pdata[j], user_data);
    }
}

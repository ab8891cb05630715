/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-cli-command.h"
#include "quay-cli-entry.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

/* No real tree is deeper; a server that makes up folders in folders is stopped here. */
#define MAX_DEPTH 64

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (quay_file_info_get_name (*(QuayFileInfo *const *)a),
                 quay_file_info_get_name (*(QuayFileInfo *const *)b));
}

static GPtrArray *
take_sorted (QuayDirectory *directory)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (directory));

  for (guint i = 0; i < n_items; i++)
    g_ptr_array_add (infos, g_list_model_get_item (G_LIST_MODEL (directory), i));
  g_ptr_array_sort (infos, compare_names);

  return infos;
}

static void
report_refused (QuayCli *cli, QuayDirectory *directory, const char *path)
{
  guint n_refused = quay_directory_get_n_refused (directory);
  g_autofree char *shown = quay_text_escape (path, -1);

  if (n_refused > 0)
    quay_cli_fail (
        cli, path,
        g_error_new (QUAY_ERROR, QUAY_ERROR_NAME_REFUSED,
                     "%u of the entries of %s are left out: the server gives them names that lead elsewhere or that no "
                     "file can have; have them renamed on the server",
                     n_refused, shown));
}

static GPtrArray *
read_folder (QuayCli *cli, QuayLogin *login, const char *path)
{
  g_auto (QuayCliWait) wait = { 0 };
  g_autoptr (QuayDirectory) directory = NULL;
  GError *error = NULL;

  quay_login_list_async (login, path, NULL, cli->cancellable, quay_cli_wait_ready, &wait);
  directory = quay_login_list_finish (login, quay_cli_wait_result (&wait), &error);
  if (directory == NULL)
    {
      quay_cli_fail (cli, path, error);
      return NULL;
    }
  report_refused (cli, directory, path);

  return take_sorted (directory);
}

static void list_folder (QuayCli *cli, QuayLogin *login, const char *path, const char *prefix, guint depth);

static void
list_below (QuayCli *cli, QuayLogin *login, const char *path, const char *shown, guint depth)
{
  g_autofree char *escaped = NULL;

  if (depth < MAX_DEPTH)
    {
      list_folder (cli, login, path, shown, depth + 1);
      return;
    }
  escaped = quay_text_escape (path, -1);
  quay_cli_fail (
      cli, path,
      g_error_new (QUAY_ERROR, QUAY_ERROR_FAILED, "%s is more than %d folders deep: not listed", escaped, MAX_DEPTH));
}

/* @prefix: what stands before the names, so that each line says where its entry is. */
static void
list_folder (QuayCli *cli, QuayLogin *login, const char *path, const char *prefix, guint depth)
{
  g_autoptr (GPtrArray) infos = read_folder (cli, login, path);
  g_autoptr (GPtrArray) targets = NULL;

  if (infos == NULL)
    return;
  if (cli->options->long_format || cli->options->json)
    targets = quay_cli_entry_read_links (cli, login, path, infos);
  for (guint i = 0; i < infos->len && !quay_cli_is_cancelled (cli); i++)
    {
      QuayFileInfo *info = infos->pdata[i];
      const char *name = quay_file_info_get_name (info);
      g_autofree char *below = quay_cli_path_join (path, name);
      g_autofree char *shown = prefix != NULL ? quay_cli_path_join (prefix, name) : g_strdup (name);

      quay_cli_entry_print (cli, "entry", shown, below, info, targets != NULL ? targets->pdata[i] : NULL,
                            cli->options->long_format);
      if (cli->options->recursive && quay_file_info_is_directory (info))
        list_below (cli, login, below, shown, depth);
    }
}

static QuayFileInfo *
stat_argument (QuayCli *cli, QuayLogin *login, const char *path, GError **error)
{
  g_autoptr (QuayFileInfo) info = NULL;
  g_autoptr (GError) local_error = NULL;

  info = quay_cli_path_stat (cli, login, path, TRUE, &local_error);
  if (info == NULL && quay_error_get_sftp_status (local_error) != QUAY_STATUS_NONE)
    info = quay_cli_path_stat (cli, login, path, FALSE, NULL); /* a link that leads nowhere */
  if (info == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&info);
}

static void
list_argument (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  gboolean several = GPOINTER_TO_INT (user_data);
  g_autoptr (QuayFileInfo) info = NULL;
  GError *error = NULL;

  info = stat_argument (cli, login, path, &error);
  if (info == NULL)
    quay_cli_fail (cli, path, error);
  else if (quay_file_info_is_directory (info))
    list_folder (cli, login, path, several ? path : NULL, 1);
  else
    quay_cli_entry_print (cli, "entry", path, path, info, NULL, cli->options->long_format);
}

void
quay_cli_ls (QuayCli *cli)
{
  guint n = cli->options->arguments->len;

  quay_cli_path_foreach (cli, 0, n, TRUE, list_argument, GINT_TO_POINTER (n > 1));
}

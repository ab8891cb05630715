/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "quay-cli-batch.h"
#include "quay-cli-command.h"
#include "quay-cli-path.h"

/* A file of this size is sent on several channels at once, and then it is worth opening them with the login. */
#define LARGE (8 * 1024 * 1024)
#define CHANNELS_AHEAD 8

/* As cp does: a folder takes files in under their own names, anything else is the new name. */
static char *
dup_target (const char *folder_or_file, gboolean is_folder, const char *local)
{
  g_autofree char *name = quay_cli_path_dup_name (local);

  return is_folder && name != NULL ? quay_cli_path_join (folder_or_file, name) : g_strdup (folder_or_file);
}

/* FALSE: said already. A path that is not there yet is a new name. */
static gboolean
look_at_target (QuayCli *cli, QuayLogin *login, const char *path, gboolean *is_folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayFileInfo) info = NULL;

  if (g_str_equal (path, "."))
    return *is_folder = TRUE;
  info = quay_cli_path_stat (cli, login, path, TRUE, &error);
  *is_folder = info != NULL && quay_file_info_is_directory (info);
  if (info != NULL || quay_error_get_sftp_status (error) == QUAY_STATUS_NO_SUCH_FILE
      || quay_error_get_sftp_status (error) == QUAY_STATUS_NO_SUCH_PATH
      || g_error_matches (error, QUAY_ERROR, QUAY_ERROR_PATH_NOT_FOUND))
    return TRUE;
  quay_cli_fail (cli, path, g_steal_pointer (&error));

  return FALSE;
}

static gboolean
check_target (QuayCli *cli, const char *path, gboolean is_folder, gboolean several)
{
  g_autofree char *shown = quay_text_escape (path, -1);

  if (is_folder || (!several && (!g_str_has_suffix (path, "/") || cli->options->recursive)))
    return TRUE;
  quay_cli_fail (
      cli, path,
      g_error_new (QUAY_ERROR, QUAY_ERROR_FAILED, "%s is not a folder on the server: nothing was uploaded", shown));

  return FALSE;
}

static gboolean
check_source (QuayCli *cli, const char *local)
{
  g_autofree char *shown = quay_text_escape (local, -1);

  if (cli->options->recursive || !g_file_test (local, G_FILE_TEST_IS_DIR))
    return TRUE;
  quay_cli_fail (cli, local,
                 g_error_new (QUAY_ERROR, QUAY_ERROR_FAILED, "%s is a folder: upload it with put -r", shown));

  return FALSE;
}

/* FALSE: said already. */
static gboolean
check_local (QuayCli *cli, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const char *local = cli->options->arguments->pdata[i];

      if (!g_str_has_prefix (local, "sftp://"))
        continue;
      quay_cli_fail (cli, local,
                     g_error_new (QUAY_ERROR, QUAY_ERROR_USAGE,
                                  "put takes local files and folders, but “%s” is on a server: get it first", local));
      return FALSE;
    }

  return TRUE;
}

static gboolean
has_large_file (QuayCli *cli, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      GStatBuf st;

      if (g_stat (cli->options->arguments->pdata[i], &st) == 0 && S_ISREG (st.st_mode) && st.st_size >= LARGE)
        return TRUE;
    }

  return FALSE;
}

void
quay_cli_put (QuayCli *cli)
{
  guint last = cli->options->arguments->len - 1;
  g_autoptr (QuayUrl) url = NULL;
  g_autoptr (QuayCliBatch) batch = quay_cli_batch_new (cli);
  QuayLogin *login;
  gboolean is_folder;

  if (!check_local (cli, last))
    return;
  cli->channels_ahead = has_large_file (cli, last) ? CHANNELS_AHEAD : 1;
  login = quay_cli_open (cli, cli->options->arguments->pdata[last], &url);
  if (login == NULL || !look_at_target (cli, login, url->path, &is_folder)
      || !check_target (cli, url->path, is_folder, last > 1))
    return;
  for (guint i = 0; i < last; i++)
    {
      const char *local = cli->options->arguments->pdata[i];
      g_autofree char *target = dup_target (url->path, is_folder, local);

      if (check_source (cli, local))
        quay_cli_batch_upload (batch, login, local, target);
    }
  quay_cli_batch_run (batch);
}

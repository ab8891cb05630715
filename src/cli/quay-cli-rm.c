/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

/* Servers answer REMOVE of a folder with a bare "failure": say what it is. */
static void
report (QuayCli *cli, QuayLogin *login, const char *path, GError *error)
{
  g_autoptr (GError) owned = error;
  g_autoptr (QuayFileInfo) info = NULL;
  g_autofree char *shown = quay_text_escape (path, -1);

  if (!cli->options->recursive && quay_error_get_sftp_status (error) != QUAY_STATUS_NONE)
    info = quay_cli_path_stat (cli, login, path, FALSE, NULL);
  if (info != NULL && quay_file_info_is_directory (info))
    quay_cli_fail (cli, path,
                   g_error_new (QUAY_ERROR, QUAY_ERROR_FAILED,
                                "%s is a folder: remove it and all that is in it with rm -r", shown));
  else
    quay_cli_fail (cli, path, g_steal_pointer (&owned));
}

static void
remove_path (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  g_autofree char *name = quay_cli_path_dup_name (path);
  g_auto (QuayCliWait) wait = { 0 };
  GError *error = NULL;

  if (name == NULL)
    {
      quay_cli_fail (cli, path,
                     g_error_new (QUAY_ERROR, QUAY_ERROR_USAGE, "Refusing to remove “%s”: name what is to go", path));
      return;
    }
  quay_login_remove_async (login, path, cli->options->recursive, cli->cancellable, quay_cli_wait_ready, &wait);
  if (quay_login_remove_finish (login, quay_cli_wait_result (&wait), &error))
    cli->n_items++;
  else
    report (cli, login, path, error);
}

void
quay_cli_rm (QuayCli *cli)
{
  quay_cli_path_foreach (cli, 0, cli->options->arguments->len, TRUE, remove_path, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

/* As mv does: a folder takes the file in, under its own name. */
static char *
dup_target (QuayCli *cli, QuayLogin *login, const char *from, const char *to)
{
  g_autoptr (QuayFileInfo) info = quay_cli_path_stat (cli, login, to, TRUE, NULL);
  g_autofree char *name = quay_cli_path_dup_name (from);

  if (info != NULL && quay_file_info_is_directory (info) && name != NULL)
    return quay_cli_path_join (to, name);

  return g_strdup (to);
}

static void
rename_path (QuayCli *cli, QuayLogin *login, const char *from, gpointer user_data)
{
  const char *to = user_data;
  g_autofree char *target = dup_target (cli, login, from, to);
  gboolean overwrite = cli->options->overwrite == QUAY_OVERWRITE_ALWAYS;
  g_auto (QuayCliWait) wait = { 0 };
  GError *error = NULL;

  quay_login_rename_async (login, from, target, overwrite, cli->cancellable, quay_cli_wait_ready, &wait);
  if (quay_login_rename_finish (login, quay_cli_wait_result (&wait), &error))
    cli->n_items++;
  else
    quay_cli_fail (cli, from, error);
}

void
quay_cli_mv (QuayCli *cli)
{
  const char *to = cli->options->arguments->pdata[1];

  if (*to == '\0' || g_str_has_prefix (to, "sftp://"))
    quay_cli_fail (cli, to,
                   g_error_new (QUAY_ERROR, QUAY_ERROR_USAGE,
                                "The second argument of mv is a path on the same server, not “%s”", to));
  else
    quay_cli_path_foreach (cli, 0, 1, FALSE, rename_path, (gpointer)to);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

static void
make_folder (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  g_auto (QuayCliWait) wait = { 0 };
  GError *error = NULL;

  quay_login_mkdir_async (login, path, cli->options->parents, cli->cancellable, quay_cli_wait_ready, &wait);
  if (quay_login_mkdir_finish (login, quay_cli_wait_result (&wait), &error))
    cli->n_items++;
  else
    quay_cli_fail (cli, path, error);
}

void
quay_cli_mkdir (QuayCli *cli)
{
  quay_cli_path_foreach (cli, 0, cli->options->arguments->len, FALSE, make_folder, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <locale.h>
#include <signal.h>
#include <stdio.h>

#include "quay-cli-complete.h"
#include "quay-cli.h"

static int
print_text (const char *text)
{
  return fputs (text, stdout) < 0 || fflush (stdout) != 0 ? QUAY_CLI_EXIT_FAILED : QUAY_CLI_EXIT_DONE;
}

int
main (int argc, char **argv)
{
  g_auto (QuayCli) cli = { .options = quay_cli_options_new () };
  g_autoptr (GError) error = NULL;
  gboolean understood;

  setlocale (LC_ALL, "");
  signal (SIGPIPE, SIG_IGN);
  if (argc > 2 && g_str_equal (argv[1], QUAY_CLI_COMPLETE))
    {
      g_autofree char *candidates = quay_cli_complete ((const char *const *)argv + 2);

      return print_text (candidates);
    }
  understood = quay_cli_options_parse (cli.options, argc, argv, &error);
  if (understood && cli.options->version)
    return print_text ("quay " QUAY_VERSION "\n");
  if (understood && cli.options->help)
    {
      g_autofree char *help = quay_cli_options_dup_help (cli.options->command);

      return print_text (help);
    }

  return quay_cli_run (&cli, g_steal_pointer (&error));
}

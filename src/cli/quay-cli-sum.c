/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-cli-command.h"
#include "quay-cli-json.h"
#include "quay-cli-path.h"
#include "quay-cli-wait.h"

static void
write_object (QuayCli *cli, const char *path, const char *hex, const char *algorithm, gboolean from_server)
{
  g_autoptr (JsonBuilder) builder = quay_cli_json_begin ("sum");

  quay_cli_json_bytes (builder, "path", path);
  quay_cli_json_text (builder, "algorithm", algorithm);
  quay_cli_json_text (builder, "hash", hex);
  quay_cli_json_text (builder, "from", from_server ? "server" : "reading");
  quay_cli_output_object (cli->output, builder);
}

/* As sha256sum does it: the escape of a name with a line feed is told by a backslash in front of the line. */
static void
write_line (QuayCli *cli, const char *path, const char *hex, const char *algorithm, gboolean from_server)
{
  g_autofree char *shown = quay_cli_output_dup_name (cli->output, path);
  g_autofree char *plain = quay_text_escape (path, -1);
  g_autoptr (GString) name = g_string_new (shown);
  gboolean escaped = FALSE;

  if (g_str_equal (shown, path) && strpbrk (path, "\\\n\r") != NULL)
    {
      escaped = TRUE;
      g_string_replace (name, "\\", "\\\\", 0);
      g_string_replace (name, "\n", "\\n", 0);
      g_string_replace (name, "\r", "\\r", 0);
    }
  quay_cli_output_line (cli->output, "%s%s  %s", escaped ? "\\" : "", hex, name->str);
  if (!cli->options->quiet)
    quay_cli_output_message (cli->output, "%s of %s: %s", algorithm, plain,
                             from_server ? "from the server" : "by reading the file");
}

static void
sum_argument (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  g_auto (QuayCliWait) wait = { 0 };
  g_autofree char *algorithm = NULL;
  g_autofree char *hex = NULL;
  gboolean from_server = FALSE;
  GError *error = NULL;

  quay_login_hash_async (login, path, cli->options->algorithm, cli->cancellable, quay_cli_wait_ready, &wait);
  hex = quay_login_hash_finish (login, quay_cli_wait_result (&wait), &algorithm, &from_server, &error);
  if (hex == NULL)
    {
      quay_cli_fail (cli, path, error);
      return;
    }
  cli->n_items++;
  if (cli->options->json)
    write_object (cli, path, hex, algorithm, from_server);
  else
    write_line (cli, path, hex, algorithm, from_server);
}

void
quay_cli_sum (QuayCli *cli)
{
  quay_cli_path_foreach (cli, 0, cli->options->arguments->len, TRUE, sum_argument, NULL);
}

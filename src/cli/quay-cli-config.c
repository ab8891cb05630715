/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"
#include "quay-cli-config.h"
#include "quay-cli-json.h"

static void
tell (QuayCli *cli, const char *name, const char *type, const char *fallback, const char *doc)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autofree char *shown = g_strescape (fallback, NULL);

  cli->n_items++;
  if (!cli->options->json)
    {
      quay_cli_output_line (cli->output, "%s\t%s\t%s\t%s", name, type, shown, doc);
      return;
    }
  builder = quay_cli_json_begin ("config");
  quay_cli_json_text (builder, "name", name);
  quay_cli_json_text (builder, "value_type", type);
  quay_cli_json_text (builder, "default", fallback);
  quay_cli_json_text (builder, "description", doc);
  quay_cli_output_object (cli->output, builder);
}

void
quay_cli_config (QuayCli *cli)
{
  g_autoptr (GVariant) keys = quay_sftp_client_list_config ();
  const char *name, *type, *fallback, *doc;
  GVariantIter iter;

  g_variant_iter_init (&iter, keys);
  while (g_variant_iter_next (&iter, "(&s&s&s&s)", &name, &type, &fallback, &doc))
    tell (cli, name, type, fallback, doc);
}

gboolean
quay_cli_config_apply (QuayCli *cli, QuaySiteOptions *site, QuayTransferOptions *transfers, GError **error)
{
  g_autoptr (QuaySiteOptions) other_site = quay_site_options_new ();
  g_autoptr (QuayTransferOptions) other_transfers = quay_transfer_options_new ();

  for (guint i = 0; i < cli->options->config->len; i++)
    if (!quay_config_apply (cli->options->config->pdata[i], site != NULL ? site : other_site,
                            transfers != NULL ? transfers : other_transfers, error))
      {
        if (error != NULL && *error != NULL)
          (*error)->code = QUAY_ERROR_USAGE;
        return FALSE;
      }

  return TRUE;
}

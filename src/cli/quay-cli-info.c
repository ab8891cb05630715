/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-command.h"
#include "quay-cli-json.h"
#include "quay-cli-path.h"

/* What the engine tells of a login: strings, numbers, booleans and lists of strings. */
static void
add_value (JsonBuilder *builder, const char *key, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    quay_cli_json_text (builder, key, g_variant_get_string (value, NULL));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    quay_cli_json_boolean (builder, key, g_variant_get_boolean (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    quay_cli_json_uint (builder, key, g_variant_get_uint32 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT64))
    quay_cli_json_uint (builder, key, g_variant_get_uint64 (value));
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    quay_cli_json_list (builder, key, value);
}

static void
write_line (QuayCli *cli, const char *key, GVariant *value)
{
  g_autofree char *text = NULL;
  g_autofree char *shown = NULL;

  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    text = g_variant_dup_string (value, NULL);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    text = g_strdup (g_variant_get_boolean (value) ? "yes" : "no");
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING_ARRAY))
    {
      g_autofree const char **list = g_variant_get_strv (value, NULL);

      text = g_strjoinv (" ", (char **)list);
    }
  else
    text = g_variant_print (value, FALSE);
  shown = quay_text_escape (text, -1);
  quay_cli_output_line (cli->output, "%-18s %s", key, shown);
}

static void
show_login (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  g_autoptr (GVariant) info = quay_login_dup_info (login);
  g_autoptr (JsonBuilder) builder = quay_cli_json_begin ("info");
  GVariantIter iter;
  const char *key;
  GVariant *value;

  cli->n_items++;
  g_variant_iter_init (&iter, info);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    if (cli->options->json)
      add_value (builder, key, value);
    else
      write_line (cli, key, value);
  quay_cli_json_bytes (builder, "home", quay_login_get_home (login));
  if (cli->options->json)
    quay_cli_output_object (cli->output, builder);
}

void
quay_cli_info (QuayCli *cli)
{
  quay_cli_path_foreach (cli, 0, 1, FALSE, show_login, NULL);
}

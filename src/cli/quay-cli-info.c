/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

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

/* In the order in which a person asks; what is not listed follows. */
static const char *const order[] = {
  "server-id",    "host-key-algorithm", "host-key-sha256", "kex",
  "strict-kex",   "cipher-cs",          "cipher-sc",       "mac-cs",
  "mac-sc",       "compression-cs",     "compression-sc",  "auth-method",
  "sftp-version", "sftp-versions",      "sftp-vendor",     "extensions",
  "newline",      "filename-charset",   "max-read",        "max-write",
  "max-packet",   "max-handles",
};

static guint
get_rank (const char *key)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (order) && !g_str_equal (order[i], key))
    i++;

  return i;
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const char *first = *(const char *const *)a;
  const char *second = *(const char *const *)b;
  guint rank = get_rank (first);

  return rank != get_rank (second) ? (rank < get_rank (second) ? -1 : 1) : strcmp (first, second);
}

static GPtrArray *
list_keys (GVariant *info)
{
  GPtrArray *keys = g_ptr_array_new ();
  GVariantIter iter;
  const char *key;

  g_variant_iter_init (&iter, info);
  while (g_variant_iter_next (&iter, "{&sv}", &key, NULL))
    g_ptr_array_add (keys, (gpointer)key);
  g_ptr_array_sort (keys, compare_keys);

  return keys;
}

static void
show_login (QuayCli *cli, QuayLogin *login, const char *path, gpointer user_data)
{
  g_autoptr (GVariant) info = quay_login_dup_info (login);
  g_autoptr (GPtrArray) keys = list_keys (info);
  g_autoptr (JsonBuilder) builder = quay_cli_json_begin ("info");
  g_autofree char *home = quay_cli_output_dup_name (cli->output, quay_login_get_home (login));

  cli->n_items++;
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (GVariant) value = g_variant_lookup_value (info, keys->pdata[i], NULL);

      if (cli->options->json)
        add_value (builder, keys->pdata[i], value);
      else
        write_line (cli, keys->pdata[i], value);
    }
  quay_cli_json_bytes (builder, "home", quay_login_get_home (login));
  if (cli->options->json)
    quay_cli_output_object (cli->output, builder);
  else
    quay_cli_output_line (cli->output, "%-18s %s", "home", home);
}

void
quay_cli_info (QuayCli *cli)
{
  quay_cli_path_foreach (cli, 0, 1, FALSE, show_login, NULL);
}

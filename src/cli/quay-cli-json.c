/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-json.h"

#include <string.h>

JsonBuilder *
quay_cli_json_begin (const char *type)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  quay_cli_json_text (builder, "type", type);

  return builder;
}

void
quay_cli_json_text (JsonBuilder *builder, const char *key, const char *text)
{
  g_autofree char *valid = NULL;

  if (text == NULL)
    return;
  valid = g_utf8_make_valid (text, -1);
  json_builder_set_member_name (builder, key);
  json_builder_add_string_value (builder, valid);
}

void
quay_cli_json_bytes (JsonBuilder *builder, const char *key, const char *bytes)
{
  g_autofree char *bytes_key = NULL;
  g_autofree char *base64 = NULL;

  quay_cli_json_text (builder, key, bytes);
  if (bytes == NULL || g_utf8_validate (bytes, -1, NULL))
    return;
  bytes_key = g_strconcat (key, "_bytes", NULL);
  base64 = g_base64_encode ((const guchar *)bytes, strlen (bytes));
  quay_cli_json_text (builder, bytes_key, base64);
}

void
quay_cli_json_int (JsonBuilder *builder, const char *key, gint64 value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_int_value (builder, value);
}

/* JSON-GLib's integers are signed: what is larger (no real file is) becomes a floating point number. */
void
quay_cli_json_uint (JsonBuilder *builder, const char *key, guint64 value)
{
  if (value <= G_MAXINT64)
    quay_cli_json_int (builder, key, (gint64)value);
  else
    quay_cli_json_double (builder, key, (double)value);
}

void
quay_cli_json_boolean (JsonBuilder *builder, const char *key, gboolean value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_boolean_value (builder, value);
}

void
quay_cli_json_double (JsonBuilder *builder, const char *key, double value)
{
  json_builder_set_member_name (builder, key);
  json_builder_add_double_value (builder, value);
}

void
quay_cli_json_list (JsonBuilder *builder, const char *key, GVariant *strings)
{
  gsize n = g_variant_n_children (strings);

  json_builder_set_member_name (builder, key);
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++)
    {
      const char *text;

      g_variant_get_child (strings, i, "&s", &text);
      json_builder_add_string_value (builder, text);
    }
  json_builder_end_array (builder);
}

void
quay_cli_json_error (JsonBuilder *builder, const GError *error)
{
  QuayStatus status = quay_error_get_sftp_status (error);
  int errsv = quay_error_get_errno (error);

  if (error->domain == QUAY_ERROR)
    quay_cli_json_int (builder, "code", error->code);
  if (status != QUAY_STATUS_NONE)
    quay_cli_json_int (builder, "sftp_status", status);
  if (errsv != 0)
    quay_cli_json_int (builder, "errno", errsv);
  quay_cli_json_text (builder, "message", error->message);
}

/* Outside ASCII the generator copies characters as they are. They stand in strings only, so \u escapes for those that
 * would change how a terminal shows the line keep it valid JSON with the same meaning. */
static char *
escape_hostile (const char *json)
{
  GString *out = g_string_sized_new (strlen (json) + 16);

  for (const char *p = json; *p != '\0'; p = g_utf8_next_char (p))
    {
      gsize length = g_utf8_next_char (p) - p;
      gunichar c = g_utf8_get_char (p);

      if (c < 0x7f || (c != 0x7f && quay_text_is_plain (p, length)))
        g_string_append_len (out, p, length);
      else if (c < 0x10000)
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_printf (out, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10),
                                0xdc00 + ((c - 0x10000) & 0x3ff));
    }

  return g_string_free_and_steal (out);
}

char *
quay_cli_json_end (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json = json_generator_to_data (generator, NULL);

  return escape_hostile (json);
}

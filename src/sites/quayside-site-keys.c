/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-keys.h"

#include <glib/gi18n.h>

#include "quayside-site-text.h"

#define KEPT_FLAGS G_PARAM_READWRITE

GKeyFile *
quayside_site_keys_parse (const char *text, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();

  if (!g_key_file_load_from_data (keys, text, (gsize)-1, G_KEY_FILE_KEEP_COMMENTS | G_KEY_FILE_KEEP_TRANSLATIONS,
                                  error))
    return NULL;
  if (!g_key_file_has_group (keys, QUAYSIDE_SITE_GROUP))
    {
      g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_GROUP_NOT_FOUND, _ ("it has no group “[%s]”"),
                   QUAYSIDE_SITE_GROUP);
      return NULL;
    }

  return g_steal_pointer (&keys);
}

char *
quayside_site_keys_dup_string (GKeyFile *keys, const char *group, const char *key)
{
  g_autofree char *raw = g_key_file_get_value (keys, group, key, NULL);

  return raw != NULL ? quayside_site_text_unescape (raw) : NULL;
}

void
quayside_site_keys_put_string (GKeyFile *keys, const char *group, const char *key, const char *value)
{
  g_autofree char *is = quayside_site_keys_dup_string (keys, group, key);
  g_autofree char *raw = NULL;

  if (value == NULL || *value == '\0')
    {
      if (is != NULL)
        g_key_file_remove_key (keys, group, key, NULL);
      return;
    }
  if (g_strcmp0 (is, value) == 0)
    return;
  raw = quayside_site_text_escape (value);
  g_key_file_set_value (keys, group, key, raw);
}

/* One option */

static gboolean
is_kept (GParamSpec *pspec)
{
  return (pspec->flags & KEPT_FLAGS) == KEPT_FLAGS && !(pspec->flags & G_PARAM_CONSTRUCT_ONLY);
}

static gboolean
values_equal (GParamSpec *pspec, const GValue *a, const GValue *b)
{
  const char *const *list_a, *const *list_b;

  if (!G_VALUE_HOLDS (a, G_TYPE_STRV))
    return g_param_values_cmp (pspec, a, b) == 0;
  list_a = g_value_get_boxed (a);
  list_b = g_value_get_boxed (b);
  if (list_a == NULL || list_b == NULL)
    return list_a == list_b;

  return g_strv_equal (list_a, list_b);
}

static char *
format_enum (const GValue *value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (value));
  const GEnumValue *found = g_enum_get_value (class, g_value_get_enum (value));

  return found != NULL ? g_strdup (found->value_nick) : NULL;
}

static char *
format_number (const GValue *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_strdup (g_value_get_boolean (value) ? "true" : "false");
  if (G_VALUE_HOLDS_INT (value))
    return g_strdup_printf ("%d", g_value_get_int (value));
  if (G_VALUE_HOLDS_UINT (value))
    return g_strdup_printf ("%u", g_value_get_uint (value));
  if (G_VALUE_HOLDS_INT64 (value))
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value));
  if (G_VALUE_HOLDS_UINT64 (value))
    return g_strdup_printf ("%" G_GUINT64_FORMAT, g_value_get_uint64 (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, g_value_get_double (value)));

  return NULL;
}

/* (nullable): the text that stands for it in a file */
static char *
format_value (const GValue *value)
{
  const char *string;
  const char *const *list;

  if (G_VALUE_HOLDS_STRING (value))
    return (string = g_value_get_string (value)) != NULL ? quayside_site_text_escape (string) : NULL;
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return (list = g_value_get_boxed (value)) != NULL ? quayside_site_text_escape_list (list) : NULL;
  if (G_VALUE_HOLDS_ENUM (value))
    return format_enum (value);

  return format_number (value);
}

static gboolean
parse_enum (const char *text, GValue *value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (value));
  const GEnumValue *found = g_enum_get_value_by_nick (class, text);

  if (found != NULL)
    g_value_set_enum (value, found->value);

  return found != NULL;
}

static gboolean
parse_boolean (const char *text, GValue *value)
{
  gboolean yes = g_str_equal (text, "true") || g_str_equal (text, "1");

  g_value_set_boolean (value, yes);

  return yes || g_str_equal (text, "false") || g_str_equal (text, "0");
}

static gboolean
parse_number (const char *text, GValue *value)
{
  gint64 number = 0;
  guint64 natural = 0;

  if (G_VALUE_HOLDS_UINT (value) || G_VALUE_HOLDS_UINT64 (value))
    {
      guint64 max = G_VALUE_HOLDS_UINT (value) ? G_MAXUINT : G_MAXUINT64;

      if (!g_ascii_string_to_unsigned (text, 10, 0, max, &natural, NULL))
        return FALSE;
      if (G_VALUE_HOLDS_UINT (value))
        g_value_set_uint (value, (guint)natural);
      else
        g_value_set_uint64 (value, natural);
      return TRUE;
    }
  if (!g_ascii_string_to_signed (text, 10, G_VALUE_HOLDS_INT (value) ? G_MININT : G_MININT64,
                                 G_VALUE_HOLDS_INT (value) ? G_MAXINT : G_MAXINT64, &number, NULL))
    return FALSE;
  if (G_VALUE_HOLDS_INT (value))
    g_value_set_int (value, (int)number);
  else
    g_value_set_int64 (value, number);

  return TRUE;
}

static gboolean
parse_double (const char *text, GValue *value)
{
  char *end = NULL;

  g_value_set_double (value, g_ascii_strtod (text, &end));

  return end != text && *end == '\0';
}

static gboolean
parse_value (const char *text, GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value))
    g_value_take_string (value, quayside_site_text_unescape (text));
  else if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    g_value_take_boxed (value, quayside_site_text_unescape_list (text));
  else if (G_VALUE_HOLDS_ENUM (value))
    return parse_enum (text, value);
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    return parse_boolean (text, value);
  else if (G_VALUE_HOLDS_DOUBLE (value))
    return parse_double (text, value);
  else
    return (G_VALUE_HOLDS_INT (value) || G_VALUE_HOLDS_UINT (value) || G_VALUE_HOLDS_INT64 (value)
            || G_VALUE_HOLDS_UINT64 (value))
           && parse_number (text, value);

  return TRUE;
}

/* What the file says of a property, in its range. */
static void
read_value (GKeyFile *keys, const char *group, GParamSpec *pspec, GValue *value)
{
  g_autofree char *raw = g_key_file_get_value (keys, group, pspec->name, NULL);

  g_value_init (value, pspec->value_type);
  if (raw == NULL || !parse_value (raw, value))
    g_param_value_set_default (pspec, value);
  g_param_value_validate (pspec, value);
}

/* All of them */

void
quayside_site_keys_load_options (GKeyFile *keys, const char *group, QuaySiteOptions *options)
{
  g_autofree GParamSpec **properties = NULL;
  guint n;

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;

      if (!is_kept (properties[i]))
        continue;
      read_value (keys, group, properties[i], &value);
      g_object_set_property (G_OBJECT (options), properties[i]->name, &value);
    }
}

static void
put_option (GKeyFile *keys, const char *group, GParamSpec *pspec, QuaySiteOptions *options)
{
  g_auto (GValue) is = G_VALUE_INIT;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *raw = NULL;

  read_value (keys, group, pspec, &is);
  g_value_init (&value, pspec->value_type);
  g_object_get_property (G_OBJECT (options), pspec->name, &value);
  if (values_equal (pspec, &is, &value))
    return;
  if (!values_equal (pspec, &value, g_param_spec_get_default_value (pspec)))
    raw = format_value (&value);
  if (raw != NULL)
    g_key_file_set_value (keys, group, pspec->name, raw);
  else
    g_key_file_remove_key (keys, group, pspec->name, NULL);
}

void
quayside_site_keys_put_options (GKeyFile *keys, const char *group, QuaySiteOptions *options)
{
  g_autofree GParamSpec **properties = NULL;
  guint n;

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);
  for (guint i = 0; i < n; i++)
    if (is_kept (properties[i]))
      put_option (keys, group, properties[i], options);
}

/* Merging */

static void
remove_key (GKeyFile *keys, const char *group, const char *key)
{
  g_auto (GStrv) left = NULL;

  g_key_file_remove_key (keys, group, key, NULL);
  left = g_key_file_get_keys (keys, group, NULL, NULL);
  if (left != NULL && left[0] == NULL)
    g_key_file_remove_group (keys, group, NULL);
}

static void
merge_key (
    GKeyFile *base, GKeyFile *mine, GKeyFile *result, const char *group, const char *key, GStrvBuilder *conflicts)
{
  g_autofree char *was = g_key_file_get_value (base, group, key, NULL);
  g_autofree char *my = g_key_file_get_value (mine, group, key, NULL);
  g_autofree char *their = g_key_file_get_value (result, group, key, NULL);

  if (g_strcmp0 (was, my) == 0 || g_strcmp0 (my, their) == 0)
    return;
  if (g_strcmp0 (was, their) != 0)
    g_strv_builder_add (conflicts, key);
  if (my != NULL)
    g_key_file_set_value (result, group, key, my);
  else
    remove_key (result, group, key);
}

static void
merge_keys_of (GKeyFile *which, GKeyFile *base, GKeyFile *mine, GKeyFile *result, GStrvBuilder *conflicts)
{
  g_auto (GStrv) groups = g_key_file_get_groups (which, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (which, groups[i], NULL, NULL);

      for (gsize j = 0; keys != NULL && keys[j] != NULL; j++)
        merge_key (base, mine, result, groups[i], keys[j], conflicts);
    }
}

static GKeyFile *
copy_keys (GKeyFile *keys)
{
  g_autofree char *text = g_key_file_to_data (keys, NULL, NULL);

  return quayside_site_keys_parse (text, NULL);
}

GKeyFile *
quayside_site_keys_merge (GKeyFile *base, GKeyFile *mine, GKeyFile *theirs, GStrvBuilder *conflicts)
{
  GKeyFile *result = copy_keys (theirs);

  merge_keys_of (mine, base, mine, result, conflicts);
  /* What is in mine was seen already, and is now in the result: this is about what I took away. */
  merge_keys_of (base, base, mine, result, conflicts);

  return result;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-properties.h"

#define KEPT_FLAGS G_PARAM_READWRITE

static gboolean
is_kept (GParamSpec *pspec)
{
  return (pspec->flags & KEPT_FLAGS) == KEPT_FLAGS && !(pspec->flags & G_PARAM_CONSTRUCT_ONLY);
}

/* To a variant */

static GVariant *
store_string (const char *string)
{
  if (string == NULL)
    return NULL;

  return g_utf8_validate (string, -1, NULL) ? g_variant_new_string (string) : g_variant_new_bytestring (string);
}

static GVariant *
store_strv (const char *const *strv)
{
  gboolean valid = TRUE;

  if (strv == NULL)
    return NULL;
  for (gsize i = 0; strv[i] != NULL; i++)
    valid = valid && g_utf8_validate (strv[i], -1, NULL);

  return valid ? g_variant_new_strv (strv, -1) : g_variant_new_bytestring_array (strv, -1);
}

static GVariant *
store_enum (GType type, int number)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (type);
  const GEnumValue *value = g_enum_get_value (class, number);

  return value != NULL ? g_variant_new_string (value->value_nick) : NULL;
}

/* Floating; NULL where there is nothing to keep. */
static GVariant *
store_value (const GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value))
    return store_string (g_value_get_string (value));
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return store_strv (g_value_get_boxed (value));
  if (G_VALUE_HOLDS_ENUM (value))
    return store_enum (G_VALUE_TYPE (value), g_value_get_enum (value));
  if (G_VALUE_HOLDS_BOOLEAN (value))
    return g_variant_new_boolean (g_value_get_boolean (value));
  if (G_VALUE_HOLDS_INT (value))
    return g_variant_new_int32 (g_value_get_int (value));
  if (G_VALUE_HOLDS_UINT (value))
    return g_variant_new_uint32 (g_value_get_uint (value));
  if (G_VALUE_HOLDS_INT64 (value))
    return g_variant_new_int64 (g_value_get_int64 (value));
  if (G_VALUE_HOLDS_UINT64 (value))
    return g_variant_new_uint64 (g_value_get_uint64 (value));
  if (G_VALUE_HOLDS_DOUBLE (value))
    return g_variant_new_double (g_value_get_double (value));

  return NULL;
}

GVariant *
quay_properties_to_variant (GObject *object)
{
  g_autofree GParamSpec **properties = NULL;
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  guint n;

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);
  for (guint i = 0; i < n; i++)
    {
      g_auto (GValue) value = G_VALUE_INIT;
      GVariant *stored;

      if (!is_kept (properties[i]))
        continue;
      g_value_init (&value, properties[i]->value_type);
      g_object_get_property (object, properties[i]->name, &value);
      stored = store_value (&value);
      if (stored != NULL)
        g_variant_dict_insert_value (&dict, properties[i]->name, stored);
    }

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* From a variant; each FALSE where it does not fit */

static gboolean
load_string (GVariant *stored, GValue *value)
{
  if (g_variant_is_of_type (stored, G_VARIANT_TYPE_STRING))
    g_value_set_string (value, g_variant_get_string (stored, NULL));
  else if (g_variant_is_of_type (stored, G_VARIANT_TYPE_BYTESTRING))
    g_value_set_string (value, g_variant_get_bytestring (stored));
  else
    return FALSE;

  return TRUE;
}

static gboolean
load_strv (GVariant *stored, GValue *value)
{
  if (g_variant_is_of_type (stored, G_VARIANT_TYPE_STRING_ARRAY))
    g_value_take_boxed (value, g_variant_dup_strv (stored, NULL));
  else if (g_variant_is_of_type (stored, G_VARIANT_TYPE_BYTESTRING_ARRAY))
    g_value_take_boxed (value, g_variant_dup_bytestring_array (stored, NULL));
  else
    return FALSE;

  return TRUE;
}

static gboolean
load_enum (GVariant *stored, GValue *value)
{
  g_autoptr (GEnumClass) class = g_type_class_ref (G_VALUE_TYPE (value));
  const GEnumValue *found = NULL;

  if (g_variant_is_of_type (stored, G_VARIANT_TYPE_STRING))
    found = g_enum_get_value_by_nick (class, g_variant_get_string (stored, NULL));
  if (found != NULL)
    g_value_set_enum (value, found->value);

  return found != NULL;
}

static gboolean
load_number (GVariant *stored, GValue *value)
{
  if (G_VALUE_HOLDS_BOOLEAN (value) && g_variant_is_of_type (stored, G_VARIANT_TYPE_BOOLEAN))
    g_value_set_boolean (value, g_variant_get_boolean (stored));
  else if (G_VALUE_HOLDS_INT (value) && g_variant_is_of_type (stored, G_VARIANT_TYPE_INT32))
    g_value_set_int (value, g_variant_get_int32 (stored));
  else if (G_VALUE_HOLDS_UINT (value) && g_variant_is_of_type (stored, G_VARIANT_TYPE_UINT32))
    g_value_set_uint (value, g_variant_get_uint32 (stored));
  else if (G_VALUE_HOLDS_INT64 (value) && g_variant_is_of_type (stored, G_VARIANT_TYPE_INT64))
    g_value_set_int64 (value, g_variant_get_int64 (stored));
  else if (G_VALUE_HOLDS_UINT64 (value) && g_variant_is_of_type (stored, G_VARIANT_TYPE_UINT64))
    g_value_set_uint64 (value, g_variant_get_uint64 (stored));
  else if (G_VALUE_HOLDS_DOUBLE (value) && g_variant_is_of_type (stored, G_VARIANT_TYPE_DOUBLE))
    g_value_set_double (value, g_variant_get_double (stored));
  else
    return FALSE;

  return TRUE;
}

static gboolean
load_value (GVariant *stored, GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value))
    return load_string (stored, value);
  if (G_VALUE_HOLDS (value, G_TYPE_STRV))
    return load_strv (stored, value);
  if (G_VALUE_HOLDS_ENUM (value))
    return load_enum (stored, value);

  return load_number (stored, value);
}

static void
set_one (GObject *object, const char *name, GVariant *stored)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (object), name);
  g_auto (GValue) value = G_VALUE_INIT;

  if (pspec == NULL || !is_kept (pspec))
    return;
  g_value_init (&value, pspec->value_type);
  if (!load_value (stored, &value))
    return;
  g_param_value_validate (pspec, &value);
  g_object_set_property (object, name, &value);
}

void
quay_properties_set_variant (GObject *object, GVariant *variant)
{
  GVariantIter iter;
  const char *name;
  GVariant *stored;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_loop (&iter, "{&sv}", &name, &stored))
    set_one (object, name, stored);
}

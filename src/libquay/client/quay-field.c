/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-field.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-sftp-client-private.h"
#include "quay-text.h"

GType
quay_field_get_gtype (const QuayField *self)
{
  static const GType *types = NULL;
  static GType list[5];

  if (g_once_init_enter_pointer (&types))
    {
      list[QUAY_FIELD_TEXT] = G_TYPE_STRING;
      list[QUAY_FIELD_INT] = G_TYPE_INT;
      list[QUAY_FIELD_INT64] = G_TYPE_INT64;
      list[QUAY_FIELD_BOOLEAN] = G_TYPE_BOOLEAN;
      list[QUAY_FIELD_BYTES] = G_TYPE_BYTES;
      g_once_init_leave_pointer (&types, list);
    }

  return types[self->type];
}

const char *
quay_field_get_type_name (const QuayField *self)
{
  static const char *const names[] = { "text", "number", "number", "True or False", "bytes" };

  return names[self->type];
}

/* Values as text */

static gboolean
parse_boolean (const char *text, gboolean *value)
{
  static const struct
  {
    const char *word;
    gboolean value;
  } words[] = { { "true", TRUE }, { "yes", TRUE }, { "1", TRUE }, { "false", FALSE }, { "no", FALSE }, { "0", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_ascii_strcasecmp (text, words[i].word) == 0)
      {
        *value = words[i].value;
        return TRUE;
      }

  return FALSE;
}

static gboolean
refuse_text (const QuayField *self, const char *text, GError **error)
{
  g_autofree char *shown = quay_text_escape_message (text, -1, 80);

  quay_set_error (error, QUAY_ERROR_USAGE, "%s takes %s, not “%s”", self->name,
                  self->type == QUAY_FIELD_BOOLEAN ? "True or False" : "a whole number", shown);

  return FALSE;
}

gboolean
quay_field_parse (const QuayField *self, const char *text, GValue *value, GError **error)
{
  gint64 number;
  gboolean yes;

  switch (self->type)
    {
    case QUAY_FIELD_TEXT:
      g_value_set_string (value, text);
      return TRUE;
    case QUAY_FIELD_BYTES:
      g_value_take_boxed (value, g_bytes_new (text, strlen (text)));
      return TRUE;
    case QUAY_FIELD_BOOLEAN:
      if (!parse_boolean (text, &yes))
        return refuse_text (self, text, error);
      g_value_set_boolean (value, yes);
      return TRUE;
    case QUAY_FIELD_INT:
    case QUAY_FIELD_INT64:
    default:
      if (!g_ascii_string_to_signed (text, 10, self->type == QUAY_FIELD_INT ? G_MININT : G_MININT64,
                                     self->type == QUAY_FIELD_INT ? G_MAXINT : G_MAXINT64, &number, NULL))
        return refuse_text (self, text, error);
      if (self->type == QUAY_FIELD_INT)
        g_value_set_int (value, (int)number);
      else
        g_value_set_int64 (value, number);
      return TRUE;
    }
}

char *
quay_field_print (const QuayField *self, const GValue *value)
{
  GBytes *bytes;

  switch (self->type)
    {
    case QUAY_FIELD_TEXT:
      return g_value_dup_string (value);
    case QUAY_FIELD_BYTES:
      bytes = g_value_get_boxed (value);
      return bytes != NULL ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");
    case QUAY_FIELD_BOOLEAN:
      return g_strdup (g_value_get_boolean (value) ? "True" : "False");
    case QUAY_FIELD_INT:
      return g_strdup_printf ("%d", g_value_get_int (value));
    case QUAY_FIELD_INT64:
    default:
      return g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value));
    }
}

static void
take_fallback (const QuayField *self, GValue *value)
{
  if (!quay_field_parse (self, self->fallback, value, NULL))
    g_assert_not_reached ();
}

/* In the options, where numbers have no sign and a default may be NULL */

static void
get_option (const QuayField *self, QuaySftpClient *client, GValue *value)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (client->options), self->option);
  g_auto (GValue) stored = G_VALUE_INIT;

  g_value_init (&stored, pspec->value_type);
  g_object_get_property (G_OBJECT (client->options), self->option, &stored);
  if (G_VALUE_HOLDS_STRING (&stored) && g_value_get_string (&stored) == NULL)
    take_fallback (self, value);
  else
    g_value_transform (&stored, value);
}

static void
set_option (const QuayField *self, QuaySftpClient *client, const GValue *value)
{
  GParamSpec *pspec = g_object_class_find_property (G_OBJECT_GET_CLASS (client->options), self->option);
  g_auto (GValue) stored = G_VALUE_INIT;

  g_value_init (&stored, pspec->value_type);
  if (!G_VALUE_HOLDS_STRING (value) || *g_value_get_string (value) != '\0')
    g_value_transform (value, &stored);
  g_object_set_property (G_OBJECT (client->options), self->option, &stored);
}

/* In the client */

static void
get_member (const QuayField *self, QuaySftpClient *client, GValue *value)
{
  gpointer member = G_STRUCT_MEMBER_P (client, self->offset);

  switch (self->type)
    {
    case QUAY_FIELD_TEXT:
      g_value_set_string (value, *(char **)member);
      break;
    case QUAY_FIELD_INT:
      g_value_set_int (value, *(int *)member);
      break;
    case QUAY_FIELD_INT64:
      g_value_set_int64 (value, *(gint64 *)member);
      break;
    case QUAY_FIELD_BOOLEAN:
      g_value_set_boolean (value, *(gboolean *)member);
      break;
    case QUAY_FIELD_BYTES:
    default:
      g_value_set_boxed (value, *(GBytes **)member);
    }
}

static void
set_member (const QuayField *self, QuaySftpClient *client, const GValue *value)
{
  gpointer member = G_STRUCT_MEMBER_P (client, self->offset);

  switch (self->type)
    {
    case QUAY_FIELD_TEXT:
      g_set_str ((char **)member, g_value_get_string (value));
      break;
    case QUAY_FIELD_INT:
      *(int *)member = g_value_get_int (value);
      break;
    case QUAY_FIELD_INT64:
      *(gint64 *)member = g_value_get_int64 (value);
      break;
    case QUAY_FIELD_BOOLEAN:
      *(gboolean *)member = g_value_get_boolean (value);
      break;
    case QUAY_FIELD_BYTES:
    default:
      g_clear_pointer ((GBytes **)member, g_bytes_unref);
      *(GBytes **)member = g_value_dup_boxed (value);
    }
}

/* Access */

void
quay_field_get (const QuayField *self, QuaySftpClient *client, GValue *value)
{
  if (self->alias != NULL)
    {
      quay_field_get (quay_property_find (self->alias), client, value);
      return;
    }
  if (self->get != NULL)
    self->get (client, self, value);
  else if (self->option != NULL)
    get_option (self, client, value);
  else if (self->offset != 0)
    get_member (self, client, value);
  else
    take_fallback (self, value);
  if (G_VALUE_HOLDS_STRING (value) && g_value_get_string (value) == NULL)
    g_value_set_static_string (value, "");
}

static gboolean
is_same (const QuayField *self, QuaySftpClient *client, const GValue *value)
{
  g_auto (GValue) before = G_VALUE_INIT;
  GBytes *a, *b;
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;

  g_value_init (&before, quay_field_get_gtype (self));
  quay_field_get (self, client, &before);
  if (self->type == QUAY_FIELD_BYTES)
    {
      a = g_value_get_boxed (&before);
      b = g_value_get_boxed (value);
      return a != NULL && b != NULL && g_bytes_equal (a, b);
    }
  text = quay_field_print (self, &before);
  other = quay_field_print (self, value);

  return g_strcmp0 (text, other) == 0;
}

static gboolean
check_range (const QuayField *self, const GValue *value, GError **error)
{
  gint64 number;

  if ((self->minimum == 0 && self->maximum == 0) || (self->type != QUAY_FIELD_INT && self->type != QUAY_FIELD_INT64))
    return TRUE;
  number = self->type == QUAY_FIELD_INT ? g_value_get_int (value) : g_value_get_int64 (value);
  if (number >= self->minimum && number <= self->maximum)
    return TRUE;
  quay_set_error (error, QUAY_ERROR_USAGE,
                  "%s takes a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", not %" G_GINT64_FORMAT,
                  self->name, self->minimum, self->maximum, number);

  return FALSE;
}

static gboolean
check_state (const QuayField *self, QuaySftpClient *client, GError **error)
{
  if (self->flags & QUAY_FIELD_READ_ONLY)
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "%s can be read, and not set", self->name);
      return FALSE;
    }
  if (self->guard == 0 || !quay_sftp_client_get_connected (client))
    return TRUE;
  quay_set_error (error, self->guard, "%s cannot be set now: %s", self->name, quay_error_table_get_text (self->guard));

  return FALSE;
}

static gboolean
apply (const QuayField *self, QuaySftpClient *client, const GValue *value, GError **error)
{
  if (self->set != NULL)
    return self->set (client, self, value, error);
  if (self->option != NULL)
    set_option (self, client, value);
  else if (self->offset != 0)
    set_member (self, client, value);

  return TRUE;
}

/* What nothing here can do is not pretended. */
static gboolean
refuse_inert (const QuayField *self, GError **error)
{
  quay_set_error (error, QUAY_ERROR_UNSUPPORTED, "%s has no other value than %s here: %s", self->name,
                  *self->fallback != '\0' ? self->fallback : "the empty one", self->doc);

  return FALSE;
}

gboolean
quay_field_set (const QuayField *self, QuaySftpClient *client, const GValue *value, GError **error)
{
  if (self->alias != NULL)
    return quay_field_set (quay_property_find (self->alias), client, value, error);
  if (!check_state (self, client, error) || !check_range (self, value, error))
    return FALSE;
  if (self->flags & QUAY_FIELD_INERT)
    return is_same (self, client, value) || refuse_inert (self, error);
  /* Some are set for what that does: a search, a request. */
  if (self->set == NULL && is_same (self, client, value))
    return TRUE;
  if (!apply (self, client, value, error))
    return FALSE;
  if (quay_property_find (self->name) == self)
    g_object_notify (G_OBJECT (client), self->name);

  return TRUE;
}

void
quay_field_reset (const QuayField *self, QuaySftpClient *client)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  if (self->flags & (QUAY_FIELD_READ_ONLY | QUAY_FIELD_ACTION | QUAY_FIELD_INERT) || self->alias != NULL)
    return;
  g_value_init (&value, quay_field_get_gtype (self));
  take_fallback (self, &value);
  if (!apply (self, client, &value, &error))
    g_critical ("The default of %s is refused: %s", self->name, error->message);
}

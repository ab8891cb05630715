/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-field-access.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-sftp-client-private.h"

/* Getters and setters of configuration keys. */

static char *
print_attr (const QuayAttrs *attrs, int detail)
{
  switch (detail)
    {
    case QUAY_ATTR_ACCESSTIME:
      return g_strdup_printf ("%" G_GINT64_FORMAT, attrs->atime * 1000 + attrs->atime_nsec / 1000000);
    case QUAY_ATTR_CREATETIME:
      return g_strdup_printf ("%" G_GINT64_FORMAT, attrs->createtime * 1000 + attrs->createtime_nsec / 1000000);
    case QUAY_ATTR_LINK_COUNT:
      return g_strdup_printf ("%u", attrs->link_count);
    case QUAY_ATTR_PERMISSIONS:
    default:
      return g_strdup_printf ("%u", attrs->permissions);
    }
}

/* Numbers with version 3, names later. */
static char *
print_owner (const QuayAttrs *attrs, gboolean group)
{
  const char *name = group ? attrs->group : attrs->owner;

  if (attrs->valid & QUAY_ATTR_UIDGID)
    return g_strdup_printf ("%u", group ? attrs->gid : attrs->uid);

  return g_strdup (attrs->valid & QUAY_ATTR_OWNERGROUP ? name : NULL);
}

void
quay_get_listed (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  const QuayAttrs *attrs = self->listed != NULL ? quay_file_info_get_attrs (self->listed) : NULL;

  if (attrs == NULL)
    return;
  if (field->detail == -1)
    g_value_take_string (value, g_strdup_printf ("%d", attrs->type));
  else if (field->detail & QUAY_ATTR_UIDGID)
    g_value_take_string (value, print_owner (attrs, (field->detail & QUAY_ATTR_OWNERGROUP) != 0));
  else if (attrs->valid & (guint)field->detail)
    g_value_take_string (value, print_attr (attrs, field->detail));
}

void
quay_get_info (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_autofree char *text = quay_client_dup_info (self, field->option);

  g_value_set_string (value, *text != '\0' ? text : field->fallback);
}

void
quay_get_fingerprint (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  if (self->host_key != NULL)
    g_value_take_string (value, quay_host_key_dup_fingerprint (self->host_key, field->detail));
}

void
quay_get_build_info (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_value_set_static_string (value, "libquay " QUAY_VERSION);
}

void
quay_get_license_info (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_value_set_static_string (value, "Product: libquay; License Type: GNU LGPL, version 2.1 or later; no key is needed");
}

/* "\r\n" in quotes: the quotes keep it from being taken for the end of something. */
gboolean
quay_set_eol (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  static const char *const known[] = { "\r\n", "\r", "\n", NULL };
  const char *text = g_value_get_string (value);
  const gsize length = strlen (text);
  g_autofree char *eol
      = length >= 2 && text[0] == '"' && text[length - 1] == '"' ? g_strndup (text + 1, length - 2) : g_strdup (text);

  if (!g_strv_contains (known, eol))
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "%s takes CR, LF or CR LF, in quotes", field->name);
      return FALSE;
    }
  g_set_str ((char **)G_STRUCT_MEMBER_P (self, field->offset), eol);

  return TRUE;
}

gboolean
quay_set_code_page (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const int number = g_value_get_int (value);
  const char *name = quay_code_page_get_name (number);
  GIConv converter = name != NULL ? g_iconv_open (name, "UTF-8") : (GIConv)-1;

  if (converter == (GIConv)-1)
    {
      quay_set_error (error, QUAY_ERROR_CODE_PAGE,
                      "There is no table for the code page %d on this system; choose another, as 65001 for UTF-8",
                      number);
      return FALSE;
    }
  g_iconv_close (converter);
  self->code_page = number;

  return TRUE;
}

gboolean
quay_set_idle_events (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  self->process_idle_events = g_value_get_boolean (value);
  quay_client_loop_set_attached (self->loop, self->process_idle_events);

  return TRUE;
}

gboolean
quay_set_hash_name (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  static const char *const names[] = { "MD5", "SHA1", "SHA256" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (g_value_get_string (value), names[i]) == 0)
      {
        g_set_str (&self->fingerprint_hash, names[i]);
        return TRUE;
      }
  quay_set_error (error, QUAY_ERROR_USAGE, "%s takes MD5, SHA1 or SHA256", field->name);

  return FALSE;
}

void
quay_get_tcp_time (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  guint seconds;

  g_object_get (self->options, field->option, &seconds, NULL);
  g_value_set_int (value, (int)MIN (seconds, G_MAXINT / 1000) * 1000);
}

/* To set one of them is to want keep-alives. */
gboolean
quay_set_tcp_time (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const guint seconds = ((guint)g_value_get_int (value) + 999) / 1000;

  g_object_set (self->options, field->option, seconds, NULL);
  if (seconds > 0)
    quay_site_options_set_tcp_keep_alive (self->options, TRUE);

  return TRUE;
}

void
quay_get_exceptions (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  const char *const *list = quay_site_options_get_proxy_exceptions (self->options);

  if (list != NULL)
    g_value_take_string (value, g_strjoinv (";", (char **)list));
}

gboolean
quay_set_exceptions (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  g_auto (GStrv) list = g_strsplit (g_value_get_string (value), ";", -1);

  for (char **item = list; *item != NULL; item++)
    g_strstrip (*item);
  quay_site_options_set_proxy_exceptions (self->options, list[0] != NULL ? (const char *const *)list : NULL);

  return TRUE;
}

void
quay_get_lines (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_auto (GStrv) lines = NULL;

  g_object_get (self->options, field->option, &lines, NULL);
  if (lines != NULL)
    g_value_take_string (value, g_strjoinv ("\n", lines));
}

gboolean
quay_set_lines (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const char *text = g_value_get_string (value);
  g_auto (GStrv) lines = *text != '\0' ? g_strsplit (text, "\n", -1) : NULL;

  g_object_set (self->options, field->option, lines, NULL);

  return TRUE;
}

gboolean
quay_set_normalize (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  g_autofree char *path = g_strdup (self->remote_path);

  self->normalize_path = g_value_get_boolean (value);
  if (!self->normalize_path && strlen (path) > 1 && g_str_has_suffix (path, "/"))
    path[strlen (path) - 1] = '\0';
  quay_client_set_remote_path (self, path);

  return TRUE;
}

/* The option says the opposite. */

void
quay_get_no_repeat (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_value_set_boolean (value, !quay_site_options_get_repeat_methods (self->options));
}

gboolean
quay_set_no_repeat (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  quay_site_options_set_repeat_methods (self->options, !g_value_get_boolean (value));

  return TRUE;
}

gboolean
quay_set_logging (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  QuaySiteOptions *options = self->options;

  if (field->option != NULL)
    g_object_set_property (G_OBJECT (options), field->option, value);
  else
    {
      self->log_level = g_value_get_int (value);
      quay_site_options_set_log_level (options, (guint)self->log_level);
    }
  if (self->login != NULL)
    quay_login_set_logging (self->login, quay_site_options_get_log_level (options),
                            quay_site_options_get_mask_sensitive_data (options),
                            quay_site_options_get_log_file_data (options));

  return TRUE;
}

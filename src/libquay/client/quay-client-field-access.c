/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-field-access.h"

#include <stdlib.h>

#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-sftp-client-private.h"
#include "quay-text.h"

/* Getters and setters of properties. */

void
quay_get_state (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  switch (field->detail)
    {
    case QUAY_STATE_CONNECTED:
      g_value_set_boolean (value, quay_sftp_client_get_connected (self));
      break;
    case QUAY_STATE_DIR_LIST_COUNT:
      g_value_set_int (value, self->listing != NULL ? (int)g_list_model_get_n_items (G_LIST_MODEL (self->listing)) : 0);
      break;
    case QUAY_STATE_IDLE:
    default:
      g_value_set_boolean (value, self->call == NULL);
    }
}

void
quay_get_remote_path (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_value_take_string (value, quay_client_dup_shown (self, self->remote_path));
}

/* The file that was asked about */

void
quay_get_file_attr (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  const QuayAttrs *attrs = self->file_info != NULL ? quay_file_info_get_attrs (self->file_info) : NULL;

  if (attrs == NULL)
    return;
  switch (field->detail)
    {
    case QUAY_ATTR_SIZE:
      g_value_set_int64 (value, (gint64)MIN (attrs->size, G_MAXINT64));
      break;
    case QUAY_ATTR_ALLOCATION_SIZE:
      g_value_set_int64 (value, (gint64)MIN (attrs->allocation_size, G_MAXINT64));
      break;
    case QUAY_ATTR_BITS:
      g_value_set_int (value, (int)attrs->bits);
      break;
    case -1:
      g_value_set_int (value, (int)attrs->bits_valid);
      break;
    case -2:
      g_value_set_int (value, attrs->type);
      break;
    case -3:
      g_value_set_boolean (value, attrs->type == QUAY_FILE_TYPE_DIRECTORY);
      break;
    case -4:
    default:
      g_value_set_boolean (value, attrs->type == QUAY_FILE_TYPE_SYMLINK);
    }
}

gboolean
quay_set_file_attr (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  gpointer member = G_STRUCT_MEMBER_P (self, field->offset);

  if (field->type == QUAY_FIELD_TEXT)
    g_set_str ((char **)member, g_value_get_string (value));
  else if (field->type == QUAY_FIELD_INT)
    *(int *)member = g_value_get_int (value);
  else
    *(gint64 *)member = g_value_get_int64 (value);
  self->file_changes |= (guint)field->detail;
  if (field->detail == QUAY_ATTR_PERMISSIONS)
    quay_client_notify (self, "file-permissions-octal");

  return TRUE;
}

void
quay_get_octal (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  if (self->file_permissions != 0)
    g_value_take_string (value, g_strdup_printf ("%o", self->file_permissions));
}

gboolean
quay_set_octal (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const char *text = g_value_get_string (value);
  guint64 number = 0;
  g_autofree char *shown = NULL;

  if (*text != '\0' && !g_ascii_string_to_unsigned (text, 8, 0, 0177777, &number, NULL))
    {
      shown = quay_text_escape_message (text, -1, 40);
      quay_set_error (error, QUAY_ERROR_USAGE, "file-permissions-octal takes octal digits, as 100644, not “%s”", shown);
      return FALSE;
    }
  self->file_permissions = (int)number;
  self->file_changes |= QUAY_ATTR_PERMISSIONS;
  quay_client_notify (self, "file-permissions");

  return TRUE;
}

static gint64
to_milliseconds (const QuayAttrs *attrs, guint flag, gint64 seconds, guint32 nanoseconds)
{
  return attrs->valid & flag ? seconds * 1000 + nanoseconds / 1000000 : 0;
}

static void
set_owner (char **to, const QuayAttrs *attrs, const char *name, guint32 id)
{
  g_autofree char *number = g_strdup_printf ("%u", id);

  g_set_str (to, attrs->valid & QUAY_ATTR_UIDGID ? number : name != NULL ? name : "");
}

void
quay_client_take_file_info (QuaySftpClient *self, QuayFileInfo *info)
{
  const QuayAttrs *attrs = quay_file_info_get_attrs (info);
  guint n;
  const QuayField *table = quay_property_table_get (&n);

  g_set_object (&self->file_info, info);
  self->file_access_time = to_milliseconds (attrs, QUAY_ATTR_ACCESSTIME, attrs->atime, attrs->atime_nsec);
  self->file_creation_time = to_milliseconds (attrs, QUAY_ATTR_CREATETIME, attrs->createtime, attrs->createtime_nsec);
  self->file_modified_time = to_milliseconds (attrs, QUAY_ATTR_MODIFYTIME, attrs->mtime, attrs->mtime_nsec);
  self->file_permissions = attrs->valid & QUAY_ATTR_PERMISSIONS ? (int)attrs->permissions : 0;
  set_owner (&self->file_owner_id, attrs, attrs->owner, attrs->uid);
  set_owner (&self->file_group_id, attrs, attrs->group, attrs->gid);
  g_free (self->file_acl);
  self->file_acl = quay_client_acl_print (attrs);
  self->file_changes = 0;
  for (guint i = 0; i < n; i++)
    if (g_str_has_prefix (table[i].name, "file-"))
      quay_client_notify (self, table[i].name);
}

/* The connection */

void
quay_get_secret (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_value_set_string (value, field->detail == 0 ? quay_site_options_get_password (self->options)
                                                : quay_site_options_get_proxy_password (self->options));
}

gboolean
quay_set_secret (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const char *secret = g_value_get_string (value);

  if (*secret == '\0')
    secret = NULL;
  if (field->detail == 0)
    quay_site_options_set_password (self->options, secret);
  else
    quay_site_options_set_proxy_password (self->options, secret);

  return TRUE;
}

gboolean
quay_set_firewall_type (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  static const struct
  {
    int number;
    QuayProxyType type;
    guint port;
  } types[] = {
    { 0, QUAY_PROXY_TYPE_NONE, 0 },      { 1, QUAY_PROXY_TYPE_HTTP, 80 },       { 2, QUAY_PROXY_TYPE_SOCKS4, 1080 },
    { 3, QUAY_PROXY_TYPE_SOCKS5, 1080 }, { 10, QUAY_PROXY_TYPE_SOCKS4A, 1080 },
  };
  const int number = g_value_get_int (value);

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (types[i].number == number)
      {
        self->firewall_type = number;
        quay_site_options_set_proxy_type (self->options, types[i].type);
        quay_site_options_set_proxy_port (self->options, types[i].port);
        quay_client_notify (self, "firewall-port");
        return TRUE;
      }
  quay_set_error (error, QUAY_ERROR_USAGE, "firewall-type takes 0, 1, 2, 3 or 10, not %d", number);

  return FALSE;
}

/* While there is a connection, what it is; else what was set. */
static void
get_live (QuaySftpClient *self, const char *key, GValue *value, const char *set)
{
  g_autofree char *live = quay_sftp_client_get_connected (self) ? quay_client_dup_info (self, key) : g_strdup ("");

  g_value_set_string (value, *live != '\0' ? live : set);
}

void
quay_get_local_host (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  get_live (self, "local-address", value, quay_site_options_get_bind_address (self->options));
}

void
quay_get_local_port (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  g_autofree char *live
      = quay_sftp_client_get_connected (self) ? quay_client_dup_info (self, "local-port") : g_strdup ("");

  g_value_set_int (value, *live != '\0' ? atoi (live) : (int)quay_site_options_get_bind_port (self->options));
}

/* The address that the name stood for. Through a proxy nobody here knows it. */
void
quay_get_ssh_host (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  const gboolean direct
      = self->login != NULL
        && quay_site_options_get_proxy_type (quay_login_get_options (self->login)) == QUAY_PROXY_TYPE_NONE;

  get_live (self, direct ? "remote-address" : "none", value, quay_site_options_get_host (self->options));
}

gboolean
quay_set_auth_mode (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const int mode = g_value_get_int (value);

  if (mode <= 6 || mode == 99)
    {
      self->auth_mode = mode;
      return TRUE;
    }
  quay_set_error (error, QUAY_ERROR_USAGE, "ssh-auth-mode takes a number from 0 to 6, or 99, not %d", mode);

  return FALSE;
}

/* The default is the engine's own order of those in it that are not weak. */
gboolean
quay_set_algorithms (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  const char *list = g_value_get_string (value);

  if (*list == '\0')
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "%s needs at least one algorithm", field->name);
      return FALSE;
    }
  g_object_set (self->options, field->option, g_str_equal (list, field->fallback) ? NULL : list, NULL);

  return TRUE;
}

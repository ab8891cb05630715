/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-action.h"
#include "quay-client-file-transfer.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-field.h"
#include "quay-text.h"

/* config: one text that names a key, or a key and its new value. */

static const QuayField *
find (const char *name, GError **error)
{
  const QuayField *field = quay_config_find (name);
  g_autofree char *shown = NULL;

  if (field == NULL)
    {
      shown = quay_text_escape_message (name, -1, 80);
      quay_set_error (error, QUAY_ERROR_USAGE, "There is no configuration key “%s”; see the list of them", shown);
    }

  return field;
}

static char *
get (QuaySftpClient *self, const QuayField *field)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, quay_field_get_gtype (field));
  quay_field_get (field, self, &value);

  return quay_field_print (field, &value);
}

/* What it is afterwards, as text; NULL with @error. */
static char *
set (QuaySftpClient *self, const QuayField *field, const char *text, GError **error)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, quay_field_get_gtype (field));
  if (!quay_field_parse (field, text, &value, error) || !quay_field_set (field, self, &value, error))
    return NULL;

  return get (self, field);
}

/* @name: up to the first "=" (owned). @value: behind it, or NULL. */
static char *
split (const char *text, const char **value)
{
  const char *equals = strchr (text, '=');

  *value = equals != NULL ? equals + 1 : NULL;

  return g_strstrip (equals != NULL ? g_strndup (text, equals - text) : g_strdup (text));
}

gboolean
quay_client_config_at_once (QuaySftpClient *self, const char *text, char **answer, GError **error)
{
  const char *value;
  g_autofree char *name = split (text, &value);
  const QuayField *field = find (name, error);

  *answer = NULL;
  if (field != NULL && (field->flags & QUAY_FIELD_ACTION))
    return FALSE;
  if (field != NULL)
    *answer = value != NULL ? set (self, field, value, error) : get (self, field);

  return TRUE;
}

/**
 * quay_sftp_client_config_async:
 * @self: a client
 * @configuration_string: `Name` to ask for a key's value, `Name=Value` to set it
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * The rarely used settings, each of a name of its own; its case does not count. Booleans are True, Yes, 1, False, No or
 * 0. Some keys do something on the server. All others may be asked for and set at any time, from events, too.
 */
void
quay_sftp_client_config_async (QuaySftpClient *self,
                               const char *configuration_string,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *name = NULL;
  const char *value;
  const QuayField *field;
  GError *error = NULL;
  char *answer = NULL;
  QuayCall *call;

  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  g_return_if_fail (configuration_string != NULL);
  name = split (configuration_string, &value);
  field = find (name, &error);
  if (field != NULL && (field->flags & QUAY_FIELD_ACTION))
    {
      call = quay_call_begin (self, quay_sftp_client_config_async, cancellable, callback, user_data);
      if (call == NULL)
        return;
      call->mode = field->detail;
      call->text = g_strdup (value != NULL ? value : "");
      quay_call_start (call, QUAY_CALL_LOGS_ON, quay_client_run_action);
      return;
    }
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_sftp_client_config_async);
  if (field != NULL)
    answer = value != NULL ? set (self, field, value, &error) : get (self, field);
  if (answer != NULL)
    g_task_return_pointer (task, answer, g_free);
  else
    g_task_return_error (task, error);
}

static GVariant *
describe (const QuayField *field)
{
  return g_variant_new ("(ssss)", field->name, quay_field_get_type_name (field), field->fallback, field->doc);
}

/**
 * quay_sftp_client_list_config:
 *
 * All configuration keys in the order of the documentation.
 *
 * Returns: (transfer full): an `a(ssss)`: name, type, default, one line about it
 */
GVariant *
quay_sftp_client_list_config (void)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(ssss)"));

  for (const QuayField *field = quay_config_table; field->name != NULL; field++)
    g_variant_builder_add_value (&builder, describe (field));

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* For logins that no client makes */

/* A setting that a site's options have under the same value. */
static gboolean
copy_option (QuaySftpClient *from, const char *option, QuaySiteOptions *to)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (to), option) == NULL)
    return FALSE;
  g_object_get_property (G_OBJECT (from->options), option, &value);
  g_object_set_property (G_OBJECT (to), option, &value);

  return TRUE;
}

static gboolean
apply_to_site (QuaySftpClient *client, const char *name, QuaySiteOptions *site)
{
  if (g_str_equal (name, "MaxFileData"))
    quay_site_options_set_max_request_size (site, client->max_file_data);
  else if (g_str_equal (name, "MaxOutstandingPackets"))
    quay_site_options_set_max_requests (site, client->max_outstanding);
  else if (g_str_equal (name, "AsyncTransfer"))
    quay_site_options_set_max_requests (site, client->async_transfer ? 0 : 1);
  else if (g_str_equal (name, "ConnectionTimeout"))
    quay_site_options_set_connect_timeout (site, client->connection_timeout);
  else if (g_str_equal (name, "EnablePageantAuth"))
    quay_site_options_set_use_agent (site, client->pageant != 0);
  else if (g_str_equal (name, "SSHAcceptAnyServerHostKey"))
    quay_site_options_set_host_key_policy (site, client->accept_any_key ? QUAY_HOST_KEY_POLICY_ANY
                                                                        : QUAY_HOST_KEY_POLICY_ASK);
  else if (g_str_equal (name, "FirewallType"))
    return copy_option (client, "proxy-type", site) && copy_option (client, "proxy-port", site);
  else if (g_str_equal (name, "FirewallPassword"))
    quay_site_options_set_proxy_password (site, quay_site_options_get_proxy_password (client->options));
  else if (g_str_equal (name, "FirewallAutoDetect"))
    quay_site_options_set_proxy_type (site,
                                      client->firewall_auto_detect ? QUAY_PROXY_TYPE_SYSTEM : QUAY_PROXY_TYPE_NONE);
  else
    return FALSE;

  return TRUE;
}

static gboolean
apply_to_transfers (QuaySftpClient *client, const char *name, QuayTransferOptions *options)
{
  if (g_str_equal (name, "PreserveFileTime"))
    quay_transfer_options_set_preserve (options, client->preserve_time);
  else if (g_str_equal (name, "TransferMode"))
    quay_transfer_options_set_ascii (options, client->transfer_mode == 1);
  else if (g_str_equal (name, "LocalEOL"))
    quay_transfer_options_set_local_eol (options, quay_client_get_eol (client->local_eol));
  else if (g_str_equal (name, "ServerEOL"))
    quay_transfer_options_set_server_eol (options, quay_client_get_eol (client->server_eol));
  else if (g_str_equal (name, "TransferredDataLimit"))
    quay_transfer_options_set_range (options, 0, client->transferred_data_limit);
  else if (g_str_equal (name, "RealTimeUpload"))
    quay_transfer_options_set_growing (options, client->real_time_upload ? client->real_time_age : 0);
  else if (g_str_equal (name, "RealTimeUploadAgeLimit"))
    quay_transfer_options_set_growing (options, client->real_time_age);
  else
    return FALSE;

  return TRUE;
}

/**
 * quay_config_apply:
 * @setting: `Name=Value`, as for [method@Quay.SftpClient.config]
 * @site: the options of a login to be
 * @transfers: the options of its transfers
 * @error: `QUAY_ERROR_USAGE` for an unknown key or a wrong value, `QUAY_ERROR_UNSUPPORTED` for one that means nothing
 * to these two
 *
 * What a configuration key of the class means, for those who make their logins and transfers themselves.
 *
 * Returns: whether it was applied
 */
gboolean
quay_config_apply (const char *setting, QuaySiteOptions *site, QuayTransferOptions *transfers, GError **error)
{
  g_autoptr (QuaySftpClient) client = NULL;
  g_autofree char *name = NULL;
  g_autofree char *answer = NULL;
  const char *value;
  const QuayField *field;

  g_return_val_if_fail (setting != NULL && QUAY_IS_SITE_OPTIONS (site) && QUAY_IS_TRANSFER_OPTIONS (transfers), FALSE);
  name = split (setting, &value);
  field = find (name, error);
  if (field == NULL)
    return FALSE;
  if (value == NULL)
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "Write %s=VALUE", field->name);
      return FALSE;
    }
  client = quay_sftp_client_new ();
  if (!(field->flags & QUAY_FIELD_ACTION))
    answer = set (client, field, value, error);
  else
    quay_set_error (error, QUAY_ERROR_UNSUPPORTED, "%s is something to be done, no setting", field->name);
  if (answer == NULL)
    return FALSE;
  if (field->alias != NULL && !apply_to_site (client, field->name, site))
    return copy_option (client, quay_property_find (field->alias)->option, site);
  if (field->alias != NULL || apply_to_site (client, field->name, site)
      || apply_to_transfers (client, field->name, transfers)
      || (field->option != NULL && copy_option (client, field->option, site)))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_UNSUPPORTED, "%s means nothing to a login or a transfer: %s", field->name,
                  field->doc);

  return FALSE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-connection-private.h"

#include "quay-error-private.h"
#include "quay-jump.h"
#include "quay-pipe-channel.h"
#include "quay-socket-channel.h"
#include "quay-ssh-child.h"

/* Behind a jump host there is no socket of ours. */
static void
note_addresses (QuayConnection *self, QuayChannel *transport)
{
  if (!QUAY_IS_SOCKET_CHANNEL (transport))
    return;
  self->local_address = quay_socket_channel_dup_local (QUAY_SOCKET_CHANNEL (transport), &self->local_port);
  self->remote_address = quay_socket_channel_dup_remote (QUAY_SOCKET_CHANNEL (transport));
}

gboolean
quay_connection_make_ssh (QuayConnection *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  QuayChannel *transport;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  transport = quay_jump_connect (self->options, self->prompter, self->memory, deadline, &self->log, cancellable, error);
  if (transport == NULL)
    return FALSE;
  note_addresses (self, transport);
  self->ssh = quay_ssh_session_new (transport, self->options, self->prompter);
  quay_ssh_session_set_log (self->ssh, &self->log);
  if (self->memory != NULL)
    quay_ssh_session_set_memory (self->ssh, self->memory);

  return quay_ssh_session_handshake (self->ssh, deadline, cancellable, error)
         && quay_ssh_session_authenticate (self->ssh, deadline, cancellable, error);
}

static QuayChannel *
make_exec_channel (QuayConnection *self, GError **error)
{
  const char *const *argv = quay_site_options_get_exec_argv (self->options);

  if (argv == NULL || argv[0] == NULL)
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "No program was named that speaks SFTP on its standard streams");
      return NULL;
    }

  return quay_pipe_channel_spawn (argv, NULL, error);
}

static void
end_by_askpass (QuayConnection *self, gpointer user_data)
{
  g_autoptr (GError) error = user_data;

  quay_connection_session_closed (NULL, error, self);
}

/* Not at once: the one who tells is in the middle of something. */
static void
on_askpass_ended (const GError *error, gpointer user_data)
{
  quay_connection_invoke (user_data, end_by_askpass, g_error_copy (error));
}

static QuayChannel *
make_child_channel (QuayConnection *self, GError **error)
{
  self->askpass
      = quay_askpass_new (self->options, self->prompter, &self->log, self->cancellable, on_askpass_ended, self, error);

  return self->askpass != NULL ? quay_ssh_child_spawn (self->options, self->prompter, self->askpass, &self->log, error)
                               : NULL;
}

QuayChannel *
quay_connection_make_pipe (QuayConnection *self, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (quay_site_options_get_transport (self->options) == QUAY_TRANSPORT_EXEC)
    return make_exec_channel (self, error);

  return make_child_channel (self, error);
}

const char *
quay_connection_get_server_id (QuayConnection *self)
{
  return self->ssh != NULL ? quay_ssh_session_get_info (self->ssh)->server_id : NULL;
}

static void
add_text (GVariantDict *dict, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    g_variant_dict_insert (dict, key, "s", value);
}

static void
add_ssh_info (GVariantDict *dict, const QuaySshInfo *info)
{
  add_text (dict, "server-id", info->server_id);
  add_text (dict, "kex", info->kex);
  add_text (dict, "host-key-algorithm", info->host_key_algorithm);
  if (info->host_key != NULL)
    add_text (dict, "host-key-sha256", quay_host_key_get_sha256 (info->host_key));
  add_text (dict, "cipher-cs", info->cipher_cs);
  add_text (dict, "cipher-sc", info->cipher_sc);
  add_text (dict, "mac-cs", info->mac_cs);
  add_text (dict, "mac-sc", info->mac_sc);
  add_text (dict, "compression-cs", info->compression_cs);
  add_text (dict, "compression-sc", info->compression_sc);
  add_text (dict, "auth-method", info->auth_method);
  g_variant_dict_insert (dict, "strict-kex", "b", info->strict_kex);
  add_text (dict, "host-certificate", info->host_certificate);
  add_text (dict, "host-authority", info->host_authority);
  if (info->dh_group_bits > 0)
    g_variant_dict_insert (dict, "dh-group-bits", "u", info->dh_group_bits);
}

/* "3,4,5,6" */
static char *
list_versions (guint versions)
{
  GString *text = g_string_new (NULL);

  for (guint version = 0; version < 32; version++)
    if ((versions & 1U << version) != 0)
      g_string_append_printf (text, "%s%u", text->len > 0 ? "," : "", version);

  return g_string_free_and_steal (text);
}

static const char *
name_newline (const char *newline)
{
  if (newline == NULL)
    return NULL;

  return newline[0] == '\n' ? "LF" : (newline[1] == '\n' ? "CRLF" : "CR");
}

static void
add_sftp_info (GVariantDict *dict, const QuaySftpServer *server)
{
  g_autofree char *versions = list_versions (server->versions);

  g_variant_dict_insert (dict, "sftp-version", "u", server->version);
  add_text (dict, "sftp-versions", versions);
  add_text (dict, "sftp-vendor", server->vendor);
  add_text (dict, "newline", name_newline (server->newline));
  add_text (dict, "filename-charset", server->charset);
}

GVariant *
quay_connection_make_info (QuayConnection *self)
{
  const QuaySftpServer *server = quay_sftp_session_get_server (self->browse);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (self->ssh != NULL)
    add_ssh_info (&dict, quay_ssh_session_get_info (self->ssh));
  add_text (&dict, "local-address", self->local_address);
  if (self->local_port > 0)
    g_variant_dict_insert (&dict, "local-port", "u", self->local_port);
  add_text (&dict, "remote-address", self->remote_address);
  add_sftp_info (&dict, server);
  g_variant_dict_insert_value (&dict, "extensions", g_variant_new_strv ((const char *const *)server->extensions, -1));
  g_variant_dict_insert (&dict, "max-read", "u", server->max_read);
  g_variant_dict_insert (&dict, "max-write", "u", server->max_write);
  if (server->max_packet > 0)
    g_variant_dict_insert (&dict, "max-packet", "u", (guint32)MIN (server->max_packet, G_MAXUINT32));
  if (server->max_handles > 0)
    g_variant_dict_insert (&dict, "max-handles", "u", (guint32)MIN (server->max_handles, G_MAXUINT32));

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

typedef struct
{
  QuayConnection *connection;
  QuayConnectionResultFunc func;
  gpointer user_data;
} RekeyCall;

static void
on_rekeyed (QuaySshSession *ssh, const GError *error, gpointer user_data)
{
  RekeyCall *call = user_data;

  call->func (call->connection, error, call->user_data);
  quay_connection_unref (call->connection);
  g_free (call);
}

void
quay_connection_rekey (QuayConnection *self, QuayConnectionResultFunc func, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  RekeyCall *call;

  if (self->ssh == NULL)
    {
      quay_set_error (&error, QUAY_ERROR_UNSUPPORTED,
                      "There are no keys to exchange anew: the connection is made by another program");
      func (self, error, user_data);
      return;
    }
  call = g_new (RekeyCall, 1);
  *call = (RekeyCall){ quay_connection_ref (self), func, user_data };
  quay_ssh_session_rekey_later (self->ssh, on_rekeyed, call);
}

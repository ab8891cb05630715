/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-connection-private.h"

#include "quay-error-private.h"
#include "quay-jump.h"
#include "quay-pipe-channel.h"
#include "quay-ssh-child.h"

gboolean
quay_connection_make_ssh (QuayConnection *self, gint64 deadline, GCancellable *cancellable, GError **error)
{
  QuayChannel *transport;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  transport = quay_jump_connect (self->options, self->prompter, self->memory, deadline, &self->log, cancellable, error);
  if (transport == NULL)
    return FALSE;
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

GVariant *
quay_connection_make_info (QuayConnection *self)
{
  const QuaySftpServer *server = quay_sftp_session_get_server (self->browse);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  if (self->ssh != NULL)
    add_ssh_info (&dict, quay_ssh_session_get_info (self->ssh));
  g_variant_dict_insert (&dict, "sftp-version", "u", server->version);
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

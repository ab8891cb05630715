/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client-private.h"

#include "quay-error-private.h"
#include "quay-text.h"

/* The signals: one object each, told in the client's own loop. */

static guint signals[QUAY_N_SIGNALS];

static void
install (QuaySftpClientClass *klass, QuayClientSignal signal, const char *name, GType event)
{
  signals[signal]
      = g_signal_new (name, G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, event);
}

static void
install_connection_signals (QuaySftpClientClass *klass)
{
  /**
   * QuaySftpClient::connected:
   * @self: the client
   * @event: (type QuayConnectedEvent): what came of it
   *
   * A connection has been made, or could not be. Once for each attempt; logging in comes behind it.
   */
  install (klass, QUAY_SIGNAL_CONNECTED, "connected", QUAY_TYPE_CONNECTED_EVENT);
  /**
   * QuaySftpClient::connection-status:
   * @self: the client
   * @event: (type QuayConnectionStatusEvent): the stage
   *
   * A stage is reached: the proxy's connection, the server's, the handshake; or one of these has ended.
   */
  install (klass, QUAY_SIGNAL_CONNECTION_STATUS, "connection-status", QUAY_TYPE_CONNECTION_STATUS_EVENT);
  /**
   * QuaySftpClient::disconnected:
   * @self: the client
   * @event: (type QuayDisconnectedEvent): why
   *
   * A connection has ended, whoever ended it. Once for each.
   */
  install (klass, QUAY_SIGNAL_DISCONNECTED, "disconnected", QUAY_TYPE_DISCONNECTED_EVENT);
  /**
   * QuaySftpClient::ssh-status:
   * @self: the client
   * @event: (type QuaySshStatusEvent): the line
   *
   * How far the secure connection is, while it is being made.
   */
  install (klass, QUAY_SIGNAL_SSH_STATUS, "ssh-status", QUAY_TYPE_SSH_STATUS_EVENT);
  /**
   * QuaySftpClient::ssh-server-authentication:
   * @self: the client
   * @event: (type QuaySshServerAuthenticationEvent): the key; `accept` may be set
   *
   * The server has shown its key. Nothing of the user's has been sent yet, and nothing will be unless `accept` is %TRUE
   * when the handlers have returned.
   */
  install (klass, QUAY_SIGNAL_SSH_SERVER_AUTHENTICATION, "ssh-server-authentication",
           QUAY_TYPE_SSH_SERVER_AUTHENTICATION_EVENT);
  /**
   * QuaySftpClient::ssh-keyboard-interactive:
   * @self: the client
   * @event: (type QuaySshKeyboardInteractiveEvent): the prompt; `response` may be set
   *
   * The server asks something, RFC 4256: once for each of its prompts.
   */
  install (klass, QUAY_SIGNAL_SSH_KEYBOARD_INTERACTIVE, "ssh-keyboard-interactive",
           QUAY_TYPE_SSH_KEYBOARD_INTERACTIVE_EVENT);
  /**
   * QuaySftpClient::ssh-custom-auth:
   * @self: the client
   * @event: (type QuaySshCustomAuthEvent): the server's packet; `packet` is to be set
   *
   * With the authentication mode 99: the server waits for a packet.
   */
  install (klass, QUAY_SIGNAL_SSH_CUSTOM_AUTH, "ssh-custom-auth", QUAY_TYPE_SSH_CUSTOM_AUTH_EVENT);
}

static void
install_transfer_signals (QuaySftpClientClass *klass)
{
  /**
   * QuaySftpClient::dir-list:
   * @self: the client
   * @event: (type QuayDirListEvent): the entry
   *
   * An entry of the folder that is being listed.
   */
  install (klass, QUAY_SIGNAL_DIR_LIST, "dir-list", QUAY_TYPE_DIR_LIST_EVENT);
  /**
   * QuaySftpClient::start-transfer:
   * @self: the client
   * @event: (type QuayStartTransferEvent): which file
   *
   * A file, or a listing, begins.
   */
  install (klass, QUAY_SIGNAL_START_TRANSFER, "start-transfer", QUAY_TYPE_START_TRANSFER_EVENT);
  /**
   * QuaySftpClient::transfer:
   * @self: the client
   * @event: (type QuayTransferEvent): how far it is; `cancel` may be set
   *
   * A file is under way: at least once, and at most ten times a second where a local file takes the data; else with
   * each piece of them.
   */
  install (klass, QUAY_SIGNAL_TRANSFER, "transfer", QUAY_TYPE_TRANSFER_EVENT);
  /**
   * QuaySftpClient::end-transfer:
   * @self: the client
   * @event: (type QuayEndTransferEvent): which file
   *
   * A file, or a listing, is complete.
   */
  install (klass, QUAY_SIGNAL_END_TRANSFER, "end-transfer", QUAY_TYPE_END_TRANSFER_EVENT);
  /**
   * QuaySftpClient::error:
   * @self: the client
   * @event: (type QuayErrorEvent): what failed
   *
   * Something failed that ends no method: one file of several, or a property that cannot be set now.
   */
  install (klass, QUAY_SIGNAL_ERROR, "error", QUAY_TYPE_ERROR_EVENT);
  /**
   * QuaySftpClient::log:
   * @self: the client
   * @event: (type QuayLogEvent): the line
   *
   * A line for the log, of a level up to the configuration key `LogLevel`.
   */
  install (klass, QUAY_SIGNAL_LOG, "log", QUAY_TYPE_LOG_EVENT);
}

void
quay_client_install_signals (QuaySftpClientClass *klass)
{
  install_connection_signals (klass);
  install_transfer_signals (klass);
}

gboolean
quay_client_is_heard (QuaySftpClient *self, QuayClientSignal signal)
{
  return g_signal_has_handler_pending (self, signals[signal], 0, FALSE);
}

void
quay_client_emit (QuaySftpClient *self, QuayClientSignal signal, gpointer event)
{
  g_autoptr (QuayEvent) owned = event;

  g_signal_emit (self, signals[signal], 0, owned);
}

/* Of an error, or of none: the number and the words that the events have for it. */
static int
get_code (const GError *error)
{
  g_autoptr (GError) copy = NULL;

  if (error == NULL)
    return 0;
  copy = g_error_copy (error);
  quay_error_table_translate (copy);

  return copy->domain == QUAY_ERROR ? copy->code : QUAY_ERROR_FAILED;
}

static const char *
get_words (const GError *error)
{
  return error != NULL ? error->message : "OK";
}

void
quay_client_tell_stage (QuaySftpClient *self, const char *stage, const GError *error)
{
  quay_client_emit (self, QUAY_SIGNAL_CONNECTION_STATUS,
                    g_object_new (QUAY_TYPE_CONNECTION_STATUS_EVENT, "connection-event", stage, "status-code",
                                  get_code (error), "description", get_words (error), NULL));
}

void
quay_client_tell_connected (QuaySftpClient *self, const GError *error)
{
  if (self->told_connected)
    return;
  self->told_connected = TRUE;
  if (error == NULL)
    {
      if (quay_site_options_get_proxy_type (quay_login_get_options (self->login)) != QUAY_PROXY_TYPE_NONE)
        quay_client_tell_stage (self, "Firewall connection complete.", NULL);
      quay_client_tell_stage (self, "Remote host connection complete.", NULL);
    }
  quay_client_emit (self, QUAY_SIGNAL_CONNECTED,
                    g_object_new (QUAY_TYPE_CONNECTED_EVENT, "status-code", get_code (error), "description",
                                  get_words (error), NULL));
}

void
quay_client_tell_disconnected (QuaySftpClient *self, const GError *error)
{
  if (self->told_disconnected)
    return;
  self->told_disconnected = TRUE;
  quay_client_tell_stage (self, "Remote host disconnected.", error);
  quay_client_emit (self, QUAY_SIGNAL_DISCONNECTED,
                    g_object_new (QUAY_TYPE_DISCONNECTED_EVENT, "status-code", get_code (error), "description",
                                  get_words (error), NULL));
}

void
quay_client_tell_error (QuaySftpClient *self, const GError *error, const char *local_file, const char *remote_file)
{
  quay_client_emit (self, QUAY_SIGNAL_ERROR,
                    g_object_new (QUAY_TYPE_ERROR_EVENT, "error-code", get_code (error), "description",
                                  get_words (error), "local-file", local_file, "remote-file", remote_file, NULL));
}

void
quay_client_tell_start (QuaySftpClient *self, int direction, const char *local_file, const char *remote_file)
{
  quay_client_emit (self, QUAY_SIGNAL_START_TRANSFER,
                    g_object_new (QUAY_TYPE_START_TRANSFER_EVENT, "direction", direction, "local-file", local_file,
                                  "remote-file", remote_file, NULL));
}

void
quay_client_tell_end (QuaySftpClient *self, int direction, const char *local_file, const char *remote_file)
{
  quay_client_emit (self, QUAY_SIGNAL_END_TRANSFER,
                    g_object_new (QUAY_TYPE_END_TRANSFER_EVENT, "direction", direction, "local-file", local_file,
                                  "remote-file", remote_file, NULL));
}

void
quay_client_tell_log (QuaySftpClient *self, int level, const char *message)
{
  const int told = MAX (level, 1);

  if (level <= 1 && self->login != NULL && quay_login_get_state (self->login) == QUAY_LOGIN_CONNECTING)
    quay_client_emit (self, QUAY_SIGNAL_SSH_STATUS,
                      g_object_new (QUAY_TYPE_SSH_STATUS_EVENT, "message", message, NULL));
  if (told <= self->log_level)
    quay_client_emit (self, QUAY_SIGNAL_LOG,
                      g_object_new (QUAY_TYPE_LOG_EVENT, "log-level", told, "message", message, "log-type", "", NULL));
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayEvent:
 *
 * What a signal of a [class@Quay.SftpClient] tells, as properties. Most cannot be written; those that can are how a handler
 * answers.
 */
#define QUAY_TYPE_EVENT (quay_event_get_type ())
QUAY_API G_DECLARE_DERIVABLE_TYPE (QuayEvent, quay_event, QUAY, EVENT, GObject)

struct _QuayEventClass
{
  GObjectClass parent_class;
};

/**
 * QuayConnectedEvent:
 *
 * For [signal@Quay.SftpClient::connected]: a connection has been made, or could not be.
 */
#define QUAY_TYPE_CONNECTED_EVENT (quay_connected_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayConnectedEvent, quay_connected_event, QUAY, CONNECTED_EVENT, QuayEvent)

/**
 * QuayConnectionStatusEvent:
 *
 * For [signal@Quay.SftpClient::connection-status]: a stage of the connection is reached.
 */
#define QUAY_TYPE_CONNECTION_STATUS_EVENT (quay_connection_status_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayConnectionStatusEvent, quay_connection_status_event, QUAY, CONNECTION_STATUS_EVENT, QuayEvent)

/**
 * QuayDirListEvent:
 *
 * For [signal@Quay.SftpClient::dir-list]: an entry of a listing has come.
 */
#define QUAY_TYPE_DIR_LIST_EVENT (quay_dir_list_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayDirListEvent, quay_dir_list_event, QUAY, DIR_LIST_EVENT, QuayEvent)

/**
 * QuayDisconnectedEvent:
 *
 * For [signal@Quay.SftpClient::disconnected]: a connection has ended.
 */
#define QUAY_TYPE_DISCONNECTED_EVENT (quay_disconnected_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayDisconnectedEvent, quay_disconnected_event, QUAY, DISCONNECTED_EVENT, QuayEvent)

/**
 * QuayEndTransferEvent:
 *
 * For [signal@Quay.SftpClient::end-transfer]: a file, or a listing, is over.
 */
#define QUAY_TYPE_END_TRANSFER_EVENT (quay_end_transfer_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayEndTransferEvent, quay_end_transfer_event, QUAY, END_TRANSFER_EVENT, QuayEvent)

/**
 * QuayErrorEvent:
 *
 * For [signal@Quay.SftpClient::error]: something failed that ends no method: a file of several, a property that cannot be set now.
 */
#define QUAY_TYPE_ERROR_EVENT (quay_error_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayErrorEvent, quay_error_event, QUAY, ERROR_EVENT, QuayEvent)

/**
 * QuayLogEvent:
 *
 * For [signal@Quay.SftpClient::log]: a line for the log.
 */
#define QUAY_TYPE_LOG_EVENT (quay_log_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayLogEvent, quay_log_event, QUAY, LOG_EVENT, QuayEvent)

/**
 * QuaySshCustomAuthEvent:
 *
 * For [signal@Quay.SftpClient::ssh-custom-auth]: the server waits for a packet of an authentication of the caller's own.
 */
#define QUAY_TYPE_SSH_CUSTOM_AUTH_EVENT (quay_ssh_custom_auth_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySshCustomAuthEvent, quay_ssh_custom_auth_event, QUAY, SSH_CUSTOM_AUTH_EVENT, QuayEvent)

/**
 * QuaySshKeyboardInteractiveEvent:
 *
 * For [signal@Quay.SftpClient::ssh-keyboard-interactive]: the server wants an answer, RFC 4256; once for each of its prompts.
 */
#define QUAY_TYPE_SSH_KEYBOARD_INTERACTIVE_EVENT (quay_ssh_keyboard_interactive_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySshKeyboardInteractiveEvent, quay_ssh_keyboard_interactive_event, QUAY, SSH_KEYBOARD_INTERACTIVE_EVENT, QuayEvent)

/**
 * QuaySshServerAuthenticationEvent:
 *
 * For [signal@Quay.SftpClient::ssh-server-authentication]: the server has shown its key.
 */
#define QUAY_TYPE_SSH_SERVER_AUTHENTICATION_EVENT (quay_ssh_server_authentication_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySshServerAuthenticationEvent, quay_ssh_server_authentication_event, QUAY, SSH_SERVER_AUTHENTICATION_EVENT, QuayEvent)

/**
 * QuaySshStatusEvent:
 *
 * For [signal@Quay.SftpClient::ssh-status]: how far the secure connection is.
 */
#define QUAY_TYPE_SSH_STATUS_EVENT (quay_ssh_status_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySshStatusEvent, quay_ssh_status_event, QUAY, SSH_STATUS_EVENT, QuayEvent)

/**
 * QuayStartTransferEvent:
 *
 * For [signal@Quay.SftpClient::start-transfer]: a file, or a listing, begins.
 */
#define QUAY_TYPE_START_TRANSFER_EVENT (quay_start_transfer_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayStartTransferEvent, quay_start_transfer_event, QUAY, START_TRANSFER_EVENT, QuayEvent)

/**
 * QuayTransferEvent:
 *
 * For [signal@Quay.SftpClient::transfer]: a file is under way.
 */
#define QUAY_TYPE_TRANSFER_EVENT (quay_transfer_event_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayTransferEvent, quay_transfer_event, QUAY, TRANSFER_EVENT, QuayEvent)

G_END_DECLS

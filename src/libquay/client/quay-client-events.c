/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-event-private.h"

/* The parameters of each event. */

static const QuayEventField connected_fields[] = {
  { "status-code", QUAY_EVENT_INT, FALSE, "0, or the number of the error" },
  { "description", QUAY_EVENT_TEXT, FALSE, "\"OK\", or what the error says" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayConnectedEvent, quay_connected_event, connected_fields)

static const QuayEventField connection_status_fields[] = {
  { "connection-event", QUAY_EVENT_TEXT, FALSE, "which stage" },
  { "status-code", QUAY_EVENT_INT, FALSE, "0, or the number of the error" },
  { "description", QUAY_EVENT_TEXT, FALSE, "\"OK\", or what the error says" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayConnectionStatusEvent, quay_connection_status_event, connection_status_fields)

static const QuayEventField dir_list_fields[] = {
  { "dir-entry", QUAY_EVENT_TEXT, FALSE,
    "the entry as the server sent it: its `ls -l` line, where there is one, else the name" },
  { "file-name", QUAY_EVENT_TEXT, FALSE, "the name" },
  { "is-dir", QUAY_EVENT_BOOLEAN, FALSE, "a folder; never for links" },
  { "file-size", QUAY_EVENT_INT64, FALSE, "in bytes" },
  { "file-time", QUAY_EVENT_TEXT, FALSE, "when it was changed, as `FiletimeFormat` says" },
  { "is-symlink", QUAY_EVENT_BOOLEAN, FALSE, "a symbolic link" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayDirListEvent, quay_dir_list_event, dir_list_fields)

static const QuayEventField disconnected_fields[] = {
  { "status-code", QUAY_EVENT_INT, FALSE, "0, or the number of the error" },
  { "description", QUAY_EVENT_TEXT, FALSE, "\"OK\", or what the error says" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayDisconnectedEvent, quay_disconnected_event, disconnected_fields)

static const QuayEventField end_transfer_fields[] = {
  { "direction", QUAY_EVENT_INT, FALSE, "who sends: 0 this side, 1 the server" },
  { "local-file", QUAY_EVENT_TEXT, FALSE, "the file here" },
  { "remote-file", QUAY_EVENT_TEXT, FALSE, "the file on the server" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayEndTransferEvent, quay_end_transfer_event, end_transfer_fields)

static const QuayEventField error_fields[] = {
  { "error-code", QUAY_EVENT_INT, FALSE, "the number of the error" },
  { "description", QUAY_EVENT_TEXT, FALSE, "what was tried, on what, what came back" },
  { "local-file", QUAY_EVENT_TEXT, FALSE, "the file here" },
  { "remote-file", QUAY_EVENT_TEXT, FALSE, "the file on the server" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayErrorEvent, quay_error_event, error_fields)

static const QuayEventField log_fields[] = {
  { "log-level", QUAY_EVENT_INT, FALSE, "1 what happens, 2 packets, 3 bytes" },
  { "message", QUAY_EVENT_TEXT, FALSE, "one line, escaped" },
  { "log-type", QUAY_EVENT_TEXT, FALSE, "always \"\"" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayLogEvent, quay_log_event, log_fields)

static const QuayEventField ssh_custom_auth_fields[] = {
  { "packet", QUAY_EVENT_TEXT, TRUE,
    "the server's last packet in hexadecimal, from its message type on; to be replaced by what is to be sent" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuaySshCustomAuthEvent, quay_ssh_custom_auth_event, ssh_custom_auth_fields)

static const QuayEventField ssh_keyboard_interactive_fields[] = {
  { "name", QUAY_EVENT_TEXT, FALSE, "the server's title, escaped" },
  { "instructions", QUAY_EVENT_TEXT, FALSE, "the server's instructions, escaped" },
  { "prompt", QUAY_EVENT_TEXT, FALSE, "the prompt, escaped" },
  { "response", QUAY_EVENT_TEXT, TRUE, "the answer" },
  { "echo-response", QUAY_EVENT_BOOLEAN, FALSE, "whether it may be shown while it is typed" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuaySshKeyboardInteractiveEvent,
                   quay_ssh_keyboard_interactive_event,
                   ssh_keyboard_interactive_fields)

static const QuayEventField ssh_server_authentication_fields[] = {
  { "host-key", QUAY_EVENT_BYTES, FALSE, "the key as it came, RFC 4253 section 6.6" },
  { "fingerprint", QUAY_EVENT_TEXT, FALSE, "its hash, \"0a:1b:…\", by `SSHFingerprintHashAlgorithm`" },
  { "key-algorithm", QUAY_EVENT_TEXT, FALSE, "its type, as `ssh-ed25519`" },
  { "cert-subject", QUAY_EVENT_TEXT, FALSE, "the subject of its X.509 certificate, where it is one" },
  { "cert-issuer", QUAY_EVENT_TEXT, FALSE, "the issuer of that" },
  { "status", QUAY_EVENT_TEXT, FALSE, "always \"\"" },
  { "accept", QUAY_EVENT_BOOLEAN, TRUE, "whether to go on; %TRUE where the key is known as good from the properties" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuaySshServerAuthenticationEvent,
                   quay_ssh_server_authentication_event,
                   ssh_server_authentication_fields)

static const QuayEventField ssh_status_fields[] = {
  { "message", QUAY_EVENT_TEXT, FALSE, "one line, escaped" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuaySshStatusEvent, quay_ssh_status_event, ssh_status_fields)

static const QuayEventField start_transfer_fields[] = {
  { "direction", QUAY_EVENT_INT, FALSE, "who sends: 0 this side, 1 the server" },
  { "local-file", QUAY_EVENT_TEXT, FALSE, "the file here" },
  { "remote-file", QUAY_EVENT_TEXT, FALSE, "the file on the server" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayStartTransferEvent, quay_start_transfer_event, start_transfer_fields)

static const QuayEventField transfer_fields[] = {
  { "direction", QUAY_EVENT_INT, FALSE, "who sends: 0 this side, 1 the server" },
  { "local-file", QUAY_EVENT_TEXT, FALSE, "the file here" },
  { "remote-file", QUAY_EVENT_TEXT, FALSE, "the file on the server" },
  { "bytes-transferred", QUAY_EVENT_INT64, FALSE, "since the beginning" },
  { "percent-done", QUAY_EVENT_INT, FALSE, "0 to 100, -1 where the size is not known" },
  { "text", QUAY_EVENT_BYTES, FALSE, "the data, where there is no local file to take it" },
  { "cancel", QUAY_EVENT_BOOLEAN, TRUE, "set it to end this file's transfer" },
  { NULL },
};
QUAY_DEFINE_EVENT (QuayTransferEvent, quay_transfer_event, transfer_fields)

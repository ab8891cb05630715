/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayHostKeyPolicy:
 * @QUAY_HOST_KEY_POLICY_ASK: ask the interaction about unknown keys
 * @QUAY_HOST_KEY_POLICY_ACCEPT_NEW: accept and save unknown keys, refuse changed ones
 * @QUAY_HOST_KEY_POLICY_STRICT: refuse unknown keys
 * @QUAY_HOST_KEY_POLICY_ASK_ALWAYS: ask the interaction about every key, also one that is known
 * @QUAY_HOST_KEY_POLICY_ANY: accept whatever key the server shows, unless it is marked as revoked; protects from nobody
 */
typedef enum {
  QUAY_HOST_KEY_POLICY_ASK,
  QUAY_HOST_KEY_POLICY_ACCEPT_NEW,
  QUAY_HOST_KEY_POLICY_STRICT,
  QUAY_HOST_KEY_POLICY_ASK_ALWAYS,
  QUAY_HOST_KEY_POLICY_ANY,
} QuayHostKeyPolicy;

/**
 * QuayTransport:
 * @QUAY_TRANSPORT_SSH: libssh2
 * @QUAY_TRANSPORT_SSH_CHILD: an `ssh -s HOST sftp` child process
 * @QUAY_TRANSPORT_EXEC: a program that speaks SFTP on its standard streams, see QuaySiteOptions:exec-argv
 */
typedef enum {
  QUAY_TRANSPORT_SSH,
  QUAY_TRANSPORT_SSH_CHILD,
  QUAY_TRANSPORT_EXEC,
} QuayTransport;

/**
 * QuayProxyType:
 * @QUAY_PROXY_TYPE_NONE: straight to the server
 * @QUAY_PROXY_TYPE_HTTP: an HTTP proxy that tunnels (CONNECT, RFC 9110 section 9.3.6)
 * @QUAY_PROXY_TYPE_SOCKS4: a SOCKS 4 proxy: IPv4 addresses only, names are looked up here
 * @QUAY_PROXY_TYPE_SOCKS4A: a SOCKS 4A proxy: it looks the names up
 * @QUAY_PROXY_TYPE_SOCKS5: a SOCKS 5 proxy (RFC 1928): it looks the names up
 * @QUAY_PROXY_TYPE_COMMAND: a program that connects, see QuaySiteOptions:proxy-command
 * @QUAY_PROXY_TYPE_SYSTEM: what the environment (`ALL_PROXY`, `NO_PROXY`) or else the desktop's settings say
 */
typedef enum {
  QUAY_PROXY_TYPE_NONE,
  QUAY_PROXY_TYPE_HTTP,
  QUAY_PROXY_TYPE_SOCKS4,
  QUAY_PROXY_TYPE_SOCKS4A,
  QUAY_PROXY_TYPE_SOCKS5,
  QUAY_PROXY_TYPE_COMMAND,
  QUAY_PROXY_TYPE_SYSTEM,
} QuayProxyType;

#define QUAY_TYPE_HOST_KEY_POLICY (quay_host_key_policy_get_type ())
QUAY_API GType quay_host_key_policy_get_type (void);

#define QUAY_TYPE_PROXY_TYPE (quay_proxy_type_get_type ())
QUAY_API GType quay_proxy_type_get_type (void);

#define QUAY_TYPE_TRANSPORT (quay_transport_get_type ())
QUAY_API GType quay_transport_get_type (void);

/**
 * QuaySiteOptions:
 *
 * Everything needed to make a login, as plain values. Each is a GObject property with notify; a login takes a copy
 * (quay_site_options_copy), so later changes do not reach it.
 */
#define QUAY_TYPE_SITE_OPTIONS (quay_site_options_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySiteOptions, quay_site_options, QUAY, SITE_OPTIONS, GObject)

QUAY_API QuaySiteOptions *quay_site_options_new  (void);
QUAY_API QuaySiteOptions *quay_site_options_copy (QuaySiteOptions *self);
QUAY_API gboolean         quay_site_options_equal (QuaySiteOptions *self, QuaySiteOptions *other);
/* To be kept and read again: all of them but the secrets. */
QUAY_API GVariant        *quay_site_options_to_variant       (QuaySiteOptions *self);
QUAY_API QuaySiteOptions *quay_site_options_new_from_variant (GVariant *variant);

/* Property        Type      Default
 * host            string    ""         name or address; refused when it starts with "-" or holds space, control or shell characters
 * port            uint      22
 * user            string    ""         "" means the local user's name
 * password        string    NULL       kept with quay_secret_*; as a property write-only, without notify: never logged
 * passphrase      string    NULL       likewise; tried on encrypted identities before asking
 * identities      strv      NULL       key files, in order; NULL means ~/.ssh/id_ed25519, id_ecdsa, id_rsa where they exist
 * use-agent       boolean   TRUE       $SSH_AUTH_SOCK
 * agent-socket    string    NULL       path that replaces $SSH_AUTH_SOCK
 * known-hosts-files strv    NULL       NULL means OpenSSH's default files; the first is written
 * host-key-policy QuayHostKeyPolicy ASK
 * host-key-alias  string    NULL       name to look up in known_hosts instead of host
 * transport       QuayTransport SSH
 * exec-argv       strv      NULL       for EXEC
 * timeout         uint      60         seconds without an answer before a request fails; 0: never
 * connect-timeout uint      30         seconds for the whole login, the person's time left out
 * use-ipv6        uint      2          0: IPv4 only, 1: IPv6 only, 2: both
 * bind-address    string    NULL
 * tcp-no-delay    boolean   TRUE
 * tcp-keep-alive  boolean   TRUE
 * keep-alive-interval uint  10         seconds of silence after which the server is asked whether it is there; 0: never
 * keep-alive-count-max uint 3          questions in a row without an answer; then the connection counts as lost
 * kex-algorithms, host-key-algorithms, ciphers, macs, compression   string NULL   comma lists; NULL means our order
 * max-channels    uint      8          SFTP channels on one login for bulk
 * channels-ahead  uint      0          of those, how many are opened with the login
 * max-logins      uint      1          logins that transfers are spread over; the others are made without asking anybody
 * max-requests    uint      0          READs and WRITEs under way at once on one login; 0: what the path is worth
 * max-request-size uint     0          bytes of a file in one of them at most; 0: what the server takes
 * memory-budget   uint64    64 MiB     bytes in flight on one login
 * sftp-version    uint      3          highest to offer
 * proxy-type      QuayProxyType NONE
 * proxy-host      string    NULL       name or address
 * proxy-port      uint      0          0: the type's usual one, 80 for HTTP, 1080 for SOCKS
 * proxy-user      string    NULL       for proxies that ask; SOCKS 4 always tells it
 * proxy-password  string    NULL       kept as password is
 * proxy-headers   strv      NULL       "Name: value", sent to an HTTP proxy as they are
 * proxy-exceptions strv     NULL       hosts, domains and addresses for which there is no proxy
 * proxy-command   string    NULL       for COMMAND: a program and its arguments, with %h, %p, %r, %n and %%
 * jump-hosts      strv      NULL       SSH servers to go through, in this order: [user@]host[:port]
 * bind-port       uint      0          local port to connect from; 0: any
 * tcp-keep-alive-time     uint 0       seconds of silence before TCP asks whether the peer is there; 0: the system's
 * tcp-keep-alive-interval uint 0       seconds between such questions; 0: the system's
 * linger          boolean   TRUE       FALSE: what was not sent when a connection is closed is dropped (RST)
 * linger-time     uint      0          seconds that closing waits for what was not sent; 0: it does not wait
 * receive-buffer-size, send-buffer-size  uint 0   of the socket, in bytes; 0: the system's, which grow as needed
 * host-keys       strv      NULL       "TYPE BASE64": keys any of which the server may have
 * host-fingerprints string  NULL       comma list: fingerprints any of which the server's key may have; MD5, SHA-1, SHA-256
 * host-ca-keys    strv      NULL       "TYPE BASE64": authorities that may have signed the server's certificate
 * strict-kex      uint      1          0: off, 1: where the server can, 2: where it matters, 3: required
 * version-pattern string    NULL       comma list of patterns for the server's identification; NULL: SSH 2.0 and 1.99
 * identification  string    NULL       "SSH-2.0-NAME", what the server is told of us; NULL: our own
 * dh-group-bits   uint      0          group to ask for in a Diffie-Hellman group exchange; 0: 4096
 * min-dh-group-bits uint    2048       smallest group that the server may choose there
 * auth-methods    string    NULL       comma list of methods in their order: publickey, keyboard-interactive, password, none; custom
 * try-all-methods boolean   FALSE      after those, all others
 * repeat-methods  boolean   TRUE       a method that was accepted may be used again for one more step
 * password-prompt string    NULL       pattern of the prompts that the password answers; NULL: a lone prompt for one
 * signature-algorithms string NULL     comma list of what keys may sign with; NULL: all but SHA-1
 * certificate     string    NULL       of a key: "TYPE BASE64", or a file with that
 * agent-only      boolean   FALSE      no keys of files
 * key-subject     string    NULL       which of the keys in a file; NULL or "*": the first
 * channel-window-size uint 16 MiB      bytes the server may send before it has to be asked for more
 * channel-packet-size uint 32768       bytes of data in one packet of the server's
 * private-key     string    NULL       a key file's content, or that in base64; kept as password is
 * gssapi-delegate boolean   FALSE      hand Kerberos tickets on; this and the next two with SSH_CHILD only
 * gssapi-server-identity string NULL   host name in the server's principal; NULL: host
 * gssapi-client-identity string NULL   NAME@REALM; NULL: of the tickets at hand
 * log-level       uint      1          0: errors, 1: what happens, 2: packets, 3: bytes
 * mask-sensitive-data boolean TRUE     passwords and answers are not logged, at any level
 * log-file-data   boolean   FALSE      at level 3 the bytes of files too
 * rekey-threshold uint64    0          bytes after which keys are exchanged anew; 0: 64 GiB for AES, 1 GiB for others
 */
QUAY_API const char  *quay_site_options_get_host     (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host     (QuaySiteOptions *self, const char *host);
QUAY_API guint        quay_site_options_get_port     (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_port     (QuaySiteOptions *self, guint port);
QUAY_API const char  *quay_site_options_get_user     (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_user     (QuaySiteOptions *self, const char *user);
QUAY_API const char  *quay_site_options_get_password (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_password (QuaySiteOptions *self, const char *password);
QUAY_API const char  *quay_site_options_get_passphrase (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_passphrase (QuaySiteOptions *self, const char *passphrase);
QUAY_API const char *const *quay_site_options_get_identities (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_identities (QuaySiteOptions *self, const char *const *files);
QUAY_API gboolean     quay_site_options_get_use_agent (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_use_agent (QuaySiteOptions *self, gboolean use_agent);
QUAY_API const char  *quay_site_options_get_agent_socket (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_agent_socket (QuaySiteOptions *self, const char *path);
QUAY_API const char *const *quay_site_options_get_known_hosts_files (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_known_hosts_files (QuaySiteOptions *self, const char *const *files);
QUAY_API QuayHostKeyPolicy quay_site_options_get_host_key_policy (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host_key_policy (QuaySiteOptions *self, QuayHostKeyPolicy policy);
QUAY_API const char  *quay_site_options_get_host_key_alias (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host_key_alias (QuaySiteOptions *self, const char *alias);
QUAY_API QuayTransport quay_site_options_get_transport (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_transport (QuaySiteOptions *self, QuayTransport transport);
QUAY_API const char *const *quay_site_options_get_exec_argv (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_exec_argv (QuaySiteOptions *self, const char *const *argv);
QUAY_API guint        quay_site_options_get_timeout (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_timeout (QuaySiteOptions *self, guint seconds);
QUAY_API guint        quay_site_options_get_connect_timeout (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_connect_timeout (QuaySiteOptions *self, guint seconds);

QUAY_API guint        quay_site_options_get_use_ipv6 (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_use_ipv6 (QuaySiteOptions *self, guint use_ipv6);
QUAY_API const char  *quay_site_options_get_bind_address (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_bind_address (QuaySiteOptions *self, const char *address);
QUAY_API gboolean     quay_site_options_get_tcp_no_delay (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_tcp_no_delay (QuaySiteOptions *self, gboolean no_delay);
QUAY_API gboolean     quay_site_options_get_tcp_keep_alive (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_tcp_keep_alive (QuaySiteOptions *self, gboolean keep_alive);
QUAY_API guint        quay_site_options_get_keep_alive_interval (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_keep_alive_interval (QuaySiteOptions *self, guint seconds);
QUAY_API guint        quay_site_options_get_keep_alive_count_max (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_keep_alive_count_max (QuaySiteOptions *self, guint count);
QUAY_API const char  *quay_site_options_get_kex_algorithms (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_kex_algorithms (QuaySiteOptions *self, const char *algorithms);
QUAY_API const char  *quay_site_options_get_host_key_algorithms (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host_key_algorithms (QuaySiteOptions *self, const char *algorithms);
QUAY_API const char  *quay_site_options_get_ciphers (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_ciphers (QuaySiteOptions *self, const char *ciphers);
QUAY_API const char  *quay_site_options_get_macs (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_macs (QuaySiteOptions *self, const char *macs);
QUAY_API const char  *quay_site_options_get_compression (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_compression (QuaySiteOptions *self, const char *compression);
QUAY_API guint        quay_site_options_get_max_channels (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_max_channels (QuaySiteOptions *self, guint max_channels);
QUAY_API guint        quay_site_options_get_channels_ahead (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_channels_ahead (QuaySiteOptions *self, guint channels);
QUAY_API guint        quay_site_options_get_max_logins (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_max_logins (QuaySiteOptions *self, guint max_logins);
QUAY_API guint        quay_site_options_get_max_requests (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_max_requests (QuaySiteOptions *self, guint requests);
QUAY_API guint        quay_site_options_get_max_request_size (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_max_request_size (QuaySiteOptions *self, guint bytes);
QUAY_API guint64      quay_site_options_get_memory_budget (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_memory_budget (QuaySiteOptions *self, guint64 bytes);
QUAY_API guint        quay_site_options_get_sftp_version (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_sftp_version (QuaySiteOptions *self, guint version);

QUAY_API QuayProxyType quay_site_options_get_proxy_type (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_type (QuaySiteOptions *self, QuayProxyType type);
QUAY_API const char  *quay_site_options_get_proxy_host (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_host (QuaySiteOptions *self, const char *host);
QUAY_API guint        quay_site_options_get_proxy_port (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_port (QuaySiteOptions *self, guint port);
QUAY_API const char  *quay_site_options_get_proxy_user (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_user (QuaySiteOptions *self, const char *user);
QUAY_API const char  *quay_site_options_get_proxy_password (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_password (QuaySiteOptions *self, const char *password);
QUAY_API const char *const *quay_site_options_get_proxy_headers (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_headers (QuaySiteOptions *self, const char *const *headers);
QUAY_API const char *const *quay_site_options_get_proxy_exceptions (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_exceptions (QuaySiteOptions *self, const char *const *exceptions);
QUAY_API const char  *quay_site_options_get_proxy_command (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_proxy_command (QuaySiteOptions *self, const char *command);
QUAY_API gboolean     quay_site_options_set_proxy_url (QuaySiteOptions *self, const char *url, GError **error);
QUAY_API const char *const *quay_site_options_get_jump_hosts (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_jump_hosts (QuaySiteOptions *self, const char *const *hosts);
QUAY_API guint        quay_site_options_get_bind_port (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_bind_port (QuaySiteOptions *self, guint port);
QUAY_API guint        quay_site_options_get_tcp_keep_alive_time (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_tcp_keep_alive_time (QuaySiteOptions *self, guint seconds);
QUAY_API guint        quay_site_options_get_tcp_keep_alive_interval (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_tcp_keep_alive_interval (QuaySiteOptions *self, guint seconds);
QUAY_API gboolean     quay_site_options_get_linger (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_linger (QuaySiteOptions *self, gboolean linger);
QUAY_API guint        quay_site_options_get_linger_time (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_linger_time (QuaySiteOptions *self, guint seconds);
QUAY_API guint        quay_site_options_get_receive_buffer_size (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_receive_buffer_size (QuaySiteOptions *self, guint bytes);
QUAY_API guint        quay_site_options_get_send_buffer_size (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_send_buffer_size (QuaySiteOptions *self, guint bytes);
QUAY_API const char *const *quay_site_options_get_host_keys (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host_keys (QuaySiteOptions *self, const char *const *list);
QUAY_API const char  *quay_site_options_get_host_fingerprints (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host_fingerprints (QuaySiteOptions *self, const char *text);
QUAY_API const char *const *quay_site_options_get_host_ca_keys (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_host_ca_keys (QuaySiteOptions *self, const char *const *list);
QUAY_API guint        quay_site_options_get_strict_kex (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_strict_kex (QuaySiteOptions *self, guint number);
QUAY_API const char  *quay_site_options_get_version_pattern (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_version_pattern (QuaySiteOptions *self, const char *text);
QUAY_API const char  *quay_site_options_get_identification (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_identification (QuaySiteOptions *self, const char *text);
QUAY_API guint        quay_site_options_get_dh_group_bits (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_dh_group_bits (QuaySiteOptions *self, guint number);
QUAY_API guint        quay_site_options_get_min_dh_group_bits (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_min_dh_group_bits (QuaySiteOptions *self, guint number);
QUAY_API guint64      quay_site_options_get_rekey_threshold (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_rekey_threshold (QuaySiteOptions *self, guint64 number);
QUAY_API const char  *quay_site_options_get_auth_methods (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_auth_methods (QuaySiteOptions *self, const char *text);
QUAY_API gboolean     quay_site_options_get_try_all_methods (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_try_all_methods (QuaySiteOptions *self, gboolean value);
QUAY_API gboolean     quay_site_options_get_repeat_methods (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_repeat_methods (QuaySiteOptions *self, gboolean value);
QUAY_API const char  *quay_site_options_get_password_prompt (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_password_prompt (QuaySiteOptions *self, const char *text);
QUAY_API const char  *quay_site_options_get_signature_algorithms (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_signature_algorithms (QuaySiteOptions *self, const char *text);
QUAY_API const char  *quay_site_options_get_certificate (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_certificate (QuaySiteOptions *self, const char *text);
QUAY_API gboolean     quay_site_options_get_agent_only (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_agent_only (QuaySiteOptions *self, gboolean value);
QUAY_API const char  *quay_site_options_get_key_subject (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_key_subject (QuaySiteOptions *self, const char *text);
QUAY_API const char  *quay_site_options_get_private_key (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_private_key (QuaySiteOptions *self, const char *private_key);
QUAY_API guint        quay_site_options_get_channel_window_size (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_channel_window_size (QuaySiteOptions *self, guint bytes);
QUAY_API guint        quay_site_options_get_channel_packet_size (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_channel_packet_size (QuaySiteOptions *self, guint bytes);
QUAY_API guint        quay_site_options_get_log_level (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_log_level (QuaySiteOptions *self, guint number);
QUAY_API gboolean     quay_site_options_get_mask_sensitive_data (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_mask_sensitive_data (QuaySiteOptions *self, gboolean value);
QUAY_API gboolean     quay_site_options_get_log_file_data (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_log_file_data (QuaySiteOptions *self, gboolean value);
QUAY_API gboolean     quay_site_options_get_gssapi_delegate (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_gssapi_delegate (QuaySiteOptions *self, gboolean value);
QUAY_API const char  *quay_site_options_get_gssapi_server_identity (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_gssapi_server_identity (QuaySiteOptions *self, const char *text);
QUAY_API const char  *quay_site_options_get_gssapi_client_identity (QuaySiteOptions *self);
QUAY_API void         quay_site_options_set_gssapi_client_identity (QuaySiteOptions *self, const char *text);

G_END_DECLS

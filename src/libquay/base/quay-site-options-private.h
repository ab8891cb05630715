/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-site-options.h"

G_BEGIN_DECLS

enum
{
  PROP_0,
  PROP_HOST,
  PROP_PORT,
  PROP_USER,
  PROP_IDENTITIES,
  PROP_USE_AGENT,
  PROP_AGENT_SOCKET,
  PROP_KNOWN_HOSTS_FILES,
  PROP_HOST_KEY_POLICY,
  PROP_HOST_KEY_ALIAS,
  PROP_TRANSPORT,
  PROP_EXEC_ARGV,
  PROP_TIMEOUT,
  PROP_CONNECT_TIMEOUT,
  PROP_USE_IPV6,
  PROP_BIND_ADDRESS,
  PROP_TCP_NO_DELAY,
  PROP_TCP_KEEP_ALIVE,
  PROP_KEEP_ALIVE_INTERVAL,
  PROP_KEEP_ALIVE_COUNT_MAX,
  PROP_KEX_ALGORITHMS,
  PROP_HOST_KEY_ALGORITHMS,
  PROP_CIPHERS,
  PROP_MACS,
  PROP_COMPRESSION,
  PROP_MAX_CHANNELS,
  PROP_CHANNELS_AHEAD,
  PROP_MAX_LOGINS,
  PROP_MAX_REQUESTS,
  PROP_MAX_REQUEST_SIZE,
  PROP_MEMORY_BUDGET,
  PROP_SFTP_VERSION,
  PROP_PROXY_TYPE,
  PROP_PROXY_HOST,
  PROP_PROXY_PORT,
  PROP_PROXY_USER,
  PROP_PROXY_HEADERS,
  PROP_PROXY_EXCEPTIONS,
  PROP_PROXY_COMMAND,
  PROP_JUMP_HOSTS,
  PROP_BIND_PORT,
  PROP_TCP_KEEP_ALIVE_TIME,
  PROP_TCP_KEEP_ALIVE_INTERVAL,
  PROP_LINGER,
  PROP_LINGER_TIME,
  PROP_RECEIVE_BUFFER_SIZE,
  PROP_SEND_BUFFER_SIZE,
  PROP_HOST_KEYS,
  PROP_HOST_FINGERPRINTS,
  PROP_HOST_CA_KEYS,
  PROP_STRICT_KEX,
  PROP_VERSION_PATTERN,
  PROP_IDENTIFICATION,
  PROP_DH_GROUP_BITS,
  PROP_MIN_DH_GROUP_BITS,
  PROP_REKEY_THRESHOLD,
  PROP_AUTH_METHODS,
  PROP_TRY_ALL_METHODS,
  PROP_REPEAT_METHODS,
  PROP_PASSWORD_PROMPT,
  PROP_SIGNATURE_ALGORITHMS,
  PROP_CERTIFICATE,
  PROP_AGENT_ONLY,
  PROP_KEY_SUBJECT,
  PROP_CHANNEL_WINDOW_SIZE,
  PROP_CHANNEL_PACKET_SIZE,
  PROP_GSSAPI_DELEGATE,
  PROP_GSSAPI_SERVER_IDENTITY,
  PROP_GSSAPI_CLIENT_IDENTITY,
  PROP_LOG_LEVEL,
  PROP_MASK_SENSITIVE_DATA,
  PROP_LOG_FILE_DATA,
  N_VALUES,
  /* The secrets are not kept in values, which copy them about in memory nobody wipes. */
  PROP_PASSWORD = N_VALUES,
  PROP_PASSPHRASE,
  PROP_PROXY_PASSWORD,
  PROP_PRIVATE_KEY,
  N_PROPS,
};

struct _QuaySiteOptions
{
  GObject parent_instance;

  /* Owned */
  GValue values[N_VALUES]; /* by property id; 0 is unused */
  char *password;          /* quay_secret_free */
  char *passphrase;
  char *proxy_password;
  char *private_key;
};

#define QUAY_SITE_OPTIONS_PARAM_FLAGS (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS)
#define QUAY_SITE_OPTIONS_SECRET_FLAGS (G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS)

/* Brings @value into the property's range, and where it differs keeps a copy and notifies. */
void quay_site_options_store (QuaySiteOptions *self, guint id, GValue *value);

void quay_site_options_store_string  (QuaySiteOptions *self, guint id, const char *string);
void quay_site_options_store_strv    (QuaySiteOptions *self, guint id, const char *const *strv);
void quay_site_options_store_uint    (QuaySiteOptions *self, guint id, guint number);
void quay_site_options_store_uint64  (QuaySiteOptions *self, guint id, guint64 number);
void quay_site_options_store_boolean (QuaySiteOptions *self, guint id, gboolean boolean);
void quay_site_options_store_enum    (QuaySiteOptions *self, guint id, int number);
void quay_site_options_set_secret    (char **where, const char *secret);

/* Put the specifications of their properties into @properties, by their ids. */
void quay_site_options_install_proxy  (GParamSpec **properties);
void quay_site_options_install_socket (GParamSpec **properties);
void quay_site_options_install_identity (GParamSpec **properties);
void quay_site_options_install_auth (GParamSpec **properties);
void quay_site_options_install_channel (GParamSpec **properties);
void quay_site_options_install_log (GParamSpec **properties);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-field.h"

G_BEGIN_DECLS

/* What the tables' rows have for getting and setting that is more than to look where the value is. The row's detail says
 * which of several. */

typedef enum {
  QUAY_STATE_CONNECTED,
  QUAY_STATE_DIR_LIST_COUNT,
  QUAY_STATE_IDLE,
} QuayStateDetail;

typedef enum {
  QUAY_KEY_EFFECTIVE_DATE,
  QUAY_KEY_EXPIRATION_DATE,
  QUAY_KEY_EXTENDED_KEY_USAGE,
  QUAY_KEY_FINGERPRINT,
  QUAY_KEY_FINGERPRINT_SHA1,
  QUAY_KEY_FINGERPRINT_SHA256,
  QUAY_KEY_ISSUER,
  QUAY_KEY_PRIVATE_KEY,
  QUAY_KEY_PRIVATE_KEY_AVAILABLE,
  QUAY_KEY_PRIVATE_KEY_CONTAINER,
  QUAY_KEY_PUBLIC_KEY,
  QUAY_KEY_PUBLIC_KEY_ALGORITHM,
  QUAY_KEY_PUBLIC_KEY_LENGTH,
  QUAY_KEY_SERIAL_NUMBER,
  QUAY_KEY_SIGNATURE_ALGORITHM,
  QUAY_KEY_STORE,
  QUAY_KEY_STORE_PASSWORD,
  QUAY_KEY_STORE_TYPE,
  QUAY_KEY_SUBJECT_ALT_NAMES,
  QUAY_KEY_THUMBPRINT_MD5,
  QUAY_KEY_THUMBPRINT_SHA1,
  QUAY_KEY_THUMBPRINT_SHA256,
  QUAY_KEY_USAGE,
  QUAY_KEY_USAGE_FLAGS,
  QUAY_KEY_VERSION,
  QUAY_KEY_SUBJECT,
  QUAY_KEY_ENCODED,
  QUAY_KEY_OF_SERVER = 1 << 8, /* with it: the group of the server's key */
} QuayKeyDetail;

#define QUAY_GETTER(name) void name (QuaySftpClient *self, const QuayField *field, GValue *value)
#define QUAY_SETTER(name) gboolean name (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)

/* Properties: quay-client-field-access.c and, for keys, quay-client-key-access.c */
QUAY_GETTER (quay_get_state);
QUAY_GETTER (quay_get_file_attr);
QUAY_SETTER (quay_set_file_attr);
QUAY_GETTER (quay_get_octal);
QUAY_SETTER (quay_set_octal);
QUAY_GETTER (quay_get_secret);
QUAY_SETTER (quay_set_secret);
QUAY_SETTER (quay_set_firewall_type);
QUAY_GETTER (quay_get_local_host);
QUAY_GETTER (quay_get_local_port);
QUAY_GETTER (quay_get_ssh_host);
QUAY_GETTER (quay_get_remote_path);
QUAY_SETTER (quay_set_auth_mode);
QUAY_SETTER (quay_set_algorithms);
QUAY_GETTER (quay_get_key);
QUAY_SETTER (quay_set_key);

/* Configuration: quay-client-config-access.c */
QUAY_GETTER (quay_get_listed);       /* of the entry during its event; the detail is a QuayAttrFlags, or -1 for the type */
QUAY_GETTER (quay_get_info);         /* by the option's name in quay_login_dup_info */
QUAY_GETTER (quay_get_fingerprint);  /* the detail is a GChecksumType */
QUAY_GETTER (quay_get_build_info);
QUAY_GETTER (quay_get_license_info);
QUAY_SETTER (quay_set_eol);
QUAY_SETTER (quay_set_code_page);
QUAY_SETTER (quay_set_idle_events);
QUAY_SETTER (quay_set_hash_name);
QUAY_SETTER (quay_set_tcp_time);     /* milliseconds there, seconds in the option */
QUAY_GETTER (quay_get_tcp_time);
QUAY_SETTER (quay_set_exceptions);
QUAY_GETTER (quay_get_exceptions);
QUAY_SETTER (quay_set_normalize);
QUAY_SETTER (quay_set_logging);      /* of a connection that is there, too */
QUAY_GETTER (quay_get_no_repeat);
QUAY_SETTER (quay_set_no_repeat);
QUAY_GETTER (quay_get_lines);        /* a list of lines in the option, of which the key has one */
QUAY_SETTER (quay_set_lines);

G_END_DECLS

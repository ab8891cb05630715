/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-field-access.h"

#include "quay-key-export.h"
#include "quay-secret.h"
#include "quay-sftp-client-private.h"

/* The properties ssh-cert-* and ssh-accept-server-host-key-*. */

static QuayClientKey *
get_group (QuaySftpClient *self, const QuayField *field)
{
  return field->detail & QUAY_KEY_OF_SERVER ? self->accept : self->cert;
}

/* What an X.509 certificate, or the key alone, tells as text. */
static const struct
{
  QuayKeyDetail detail;
  const char *(*get) (QuayCertInfo *info);
} texts[] = {
  { QUAY_KEY_EFFECTIVE_DATE, quay_cert_info_get_effective_date },
  { QUAY_KEY_EXPIRATION_DATE, quay_cert_info_get_expiration_date },
  { QUAY_KEY_EXTENDED_KEY_USAGE, quay_cert_info_get_extended_key_usage },
  { QUAY_KEY_FINGERPRINT, quay_cert_info_get_fingerprint },
  { QUAY_KEY_FINGERPRINT_SHA1, quay_cert_info_get_fingerprint_sha1 },
  { QUAY_KEY_FINGERPRINT_SHA256, quay_cert_info_get_fingerprint_sha256 },
  { QUAY_KEY_ISSUER, quay_cert_info_get_issuer },
  { QUAY_KEY_PUBLIC_KEY, quay_cert_info_get_public_key },
  { QUAY_KEY_PUBLIC_KEY_ALGORITHM, quay_cert_info_get_public_key_algorithm },
  { QUAY_KEY_SERIAL_NUMBER, quay_cert_info_get_serial_number },
  { QUAY_KEY_SIGNATURE_ALGORITHM, quay_cert_info_get_signature_algorithm },
  { QUAY_KEY_SUBJECT_ALT_NAMES, quay_cert_info_get_subject_alt_names },
  { QUAY_KEY_THUMBPRINT_MD5, quay_cert_info_get_thumbprint_md5 },
  { QUAY_KEY_THUMBPRINT_SHA1, quay_cert_info_get_thumbprint_sha1 },
  { QUAY_KEY_THUMBPRINT_SHA256, quay_cert_info_get_thumbprint_sha256 },
  { QUAY_KEY_USAGE, quay_cert_info_get_usage },
  { QUAY_KEY_VERSION, quay_cert_info_get_version },
};

static void
get_text (QuayClientKey *key, QuayKeyDetail detail, GValue *value)
{
  QuayCertInfo *info = quay_client_key_get_info (key);

  for (gsize i = 0; i < G_N_ELEMENTS (texts) && info != NULL; i++)
    if (texts[i].detail == detail)
      g_value_set_string (value, texts[i].get (info));
}

static void
get_private_key (QuayClientKey *key, GValue *value)
{
  g_autoptr (QuaySecret) text = NULL;

  if (key->chosen != NULL && key->chosen->key != NULL)
    text = quay_key_export_pem (key->chosen->key);
  g_value_set_string (value, text);
}

void
quay_get_key (QuaySftpClient *self, const QuayField *field, GValue *value)
{
  QuayClientKey *key = get_group (self, field);
  const QuayKeyDetail detail = field->detail & ~QUAY_KEY_OF_SERVER;
  QuayCertInfo *info = quay_client_key_get_info (key);

  switch (detail)
    {
    case QUAY_KEY_PRIVATE_KEY:
      get_private_key (key, value);
      break;
    case QUAY_KEY_PRIVATE_KEY_AVAILABLE:
      g_value_set_boolean (value, key->chosen != NULL && key->chosen->key != NULL);
      break;
    case QUAY_KEY_PUBLIC_KEY_LENGTH:
      g_value_set_int (value, info != NULL ? (int)quay_cert_info_get_public_key_length (info) : 0);
      break;
    case QUAY_KEY_USAGE_FLAGS:
      g_value_set_int (value, info != NULL ? (int)quay_cert_info_get_usage_flags (info) : 0);
      break;
    case QUAY_KEY_STORE:
      g_value_set_boxed (value, key->store);
      break;
    case QUAY_KEY_STORE_PASSWORD:
      g_value_set_string (value, key->password);
      break;
    case QUAY_KEY_STORE_TYPE:
      g_value_set_int (value, key->type);
      break;
    case QUAY_KEY_SUBJECT:
      g_value_set_string (value, key->subject);
      break;
    case QUAY_KEY_ENCODED:
      g_value_set_boxed (value, key->encoded);
      break;
    default:
      get_text (key, detail, value);
    }
}

/* Everything that comes from what was chosen may be another now. */
static void
notify_group (QuaySftpClient *self, const QuayField *field)
{
  guint n;
  const QuayField *table = quay_property_table_get (&n);

  for (guint i = 0; i < n; i++)
    if (table[i].get == quay_get_key && (table[i].detail & QUAY_KEY_OF_SERVER) == (field->detail & QUAY_KEY_OF_SERVER)
        && &table[i] != field)
      quay_client_notify (self, table[i].name);
}

gboolean
quay_set_key (QuaySftpClient *self, const QuayField *field, const GValue *value, GError **error)
{
  QuayClientKey *key = get_group (self, field);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  GBytes *bytes = field->type == QUAY_FIELD_BYTES ? g_value_get_boxed (value) : NULL;
  gboolean done = TRUE;

  switch (field->detail & ~QUAY_KEY_OF_SERVER)
    {
    case QUAY_KEY_STORE:
      quay_client_key_set_store (key, bytes != NULL ? bytes : nothing);
      break;
    case QUAY_KEY_STORE_PASSWORD:
      quay_client_key_set_password (key, g_value_get_string (value));
      break;
    case QUAY_KEY_STORE_TYPE:
      quay_client_key_set_type (key, g_value_get_int (value));
      break;
    case QUAY_KEY_ENCODED:
      done = quay_client_key_set_encoded (key, bytes != NULL ? bytes : nothing, error);
      break;
    case QUAY_KEY_SUBJECT:
    default:
      done = quay_client_key_choose (key, g_value_get_string (value), error);
    }
  notify_group (self, field);

  return done;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-cert-info-private.h"

#include "quay-text.h"

struct _QuayCertInfo
{
  GObject parent_instance;

  char *texts[QUAY_CERT_N_TEXTS]; /* owned */
  guint public_key_length;
  guint usage_flags;
};

G_DEFINE_FINAL_TYPE (QuayCertInfo, quay_cert_info, G_TYPE_OBJECT)

/* RFC 5280 section 4.2.1.3, in its order. */
static const char *const usages[] = {
  "Digital Signature", "Non-Repudiation",     "Key Encipherment", "Data Encipherment",
  "Key Agreement",     "Certificate Signing", "CRL Signing",      "Encipher Only",
};

static void
quay_cert_info_finalize (GObject *object)
{
  QuayCertInfo *self = QUAY_CERT_INFO (object);

  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    g_free (self->texts[i]);
  G_OBJECT_CLASS (quay_cert_info_parent_class)->finalize (object);
}

static void
quay_cert_info_class_init (QuayCertInfoClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_cert_info_finalize;
}

static void
quay_cert_info_init (QuayCertInfo *self)
{
}

/* The months are not translated: programs read this. */
static char *
print_date (gint64 seconds)
{
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds);

  if (time == NULL)
    return g_strdup ("");

  return g_strdup_printf ("%02d-%s-%04d %02d:%02d:%02d", g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], g_date_time_get_year (time),
                          g_date_time_get_hour (time), g_date_time_get_minute (time), g_date_time_get_second (time));
}

static char *
print_usage (guint flags)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (usages); i++)
    if ((flags & (0x80u >> i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", usages[i]);

  return g_string_free_and_steal (text);
}

char *
quay_cert_info_print_hash (GChecksumType type, GBytes *bytes)
{
  g_autofree char *digits = g_compute_checksum_for_bytes (type, bytes);
  GString *text = g_string_new (NULL);

  for (const char *p = digits; *p != '\0'; p += 2)
    g_string_append_printf (text, "%s%.2s", text->len > 0 ? ":" : "", p);

  return g_string_free_and_steal (text);
}

/* PEM has lines of its own. */
static gboolean
is_pem (gsize text)
{
  return text == QUAY_CERT_PUBLIC_KEY || text == QUAY_CERT_ENCODED;
}

QuayCertInfo *
quay_cert_info_new (QuayCertFields *fields)
{
  QuayCertInfo *self = g_object_new (QUAY_TYPE_CERT_INFO, NULL);

  if (fields->texts[QUAY_CERT_VERSION] != NULL)
    {
      fields->texts[QUAY_CERT_EFFECTIVE_DATE] = print_date (fields->effective);
      fields->texts[QUAY_CERT_EXPIRATION_DATE] = print_date (fields->expiration);
      fields->texts[QUAY_CERT_USAGE] = print_usage (fields->usage_flags);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (self->texts); i++)
    {
      g_autofree char *text = g_steal_pointer (&fields->texts[i]);

      if (text != NULL && is_pem (i))
        self->texts[i] = g_steal_pointer (&text);
      else
        self->texts[i] = quay_text_escape (text != NULL ? text : "", -1);
    }
  self->public_key_length = fields->public_key_length;
  self->usage_flags = fields->usage_flags;

  return self;
}

/**
 * quay_cert_info_get_version:
 * @self: what is known of a key
 *
 * Returns: the version of the X.509 certificate: `V1`, `V2` or `V3`
 */
const char *
quay_cert_info_get_version (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_VERSION];
}

/**
 * quay_cert_info_get_serial_number:
 * @self: what is known of a key
 *
 * Returns: the serial number in hexadecimal digits, a pair for each byte
 */
const char *
quay_cert_info_get_serial_number (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_SERIAL_NUMBER];
}

/**
 * quay_cert_info_get_subject:
 * @self: what is known of a key
 *
 * Returns: whom the certificate is about, as `CN=www.example.com, O=Example, C=DE`; a value with a comma in it is
 * quoted
 */
const char *
quay_cert_info_get_subject (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_SUBJECT];
}

/**
 * quay_cert_info_get_issuer:
 * @self: what is known of a key
 *
 * Returns: who issued the certificate, in the same form
 */
const char *
quay_cert_info_get_issuer (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_ISSUER];
}

/**
 * quay_cert_info_get_effective_date:
 * @self: what is known of a key
 *
 * Returns: from when on the certificate is valid, as `23-Jan-2000 15:00:00` in the time of this machine
 */
const char *
quay_cert_info_get_effective_date (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_EFFECTIVE_DATE];
}

/**
 * quay_cert_info_get_expiration_date:
 * @self: what is known of a key
 *
 * Returns: until when the certificate is valid, in the same form
 */
const char *
quay_cert_info_get_expiration_date (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_EXPIRATION_DATE];
}

/**
 * quay_cert_info_get_signature_algorithm:
 * @self: what is known of a key
 *
 * Returns: how the certificate was signed: a name, or an object identifier
 */
const char *
quay_cert_info_get_signature_algorithm (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_SIGNATURE_ALGORITHM];
}

/**
 * quay_cert_info_get_public_key:
 * @self: what is known of a key
 *
 * Returns: the public key as PEM (SubjectPublicKeyInfo)
 */
const char *
quay_cert_info_get_public_key (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_PUBLIC_KEY];
}

/**
 * quay_cert_info_get_public_key_algorithm:
 * @self: what is known of a key
 *
 * Returns: the public key's algorithm: a name, or an object identifier
 */
const char *
quay_cert_info_get_public_key_algorithm (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_PUBLIC_KEY_ALGORITHM];
}

/**
 * quay_cert_info_get_usage:
 * @self: what is known of a key
 *
 * Returns: the names of the bits of [method@Quay.CertInfo.get_usage_flags], comma-separated
 */
const char *
quay_cert_info_get_usage (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_USAGE];
}

/**
 * quay_cert_info_get_extended_key_usage:
 * @self: what is known of a key
 *
 * Returns: the object identifiers of what the certificate may be used for, comma-separated
 */
const char *
quay_cert_info_get_extended_key_usage (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_EXTENDED_KEY_USAGE];
}

/**
 * quay_cert_info_get_subject_alt_names:
 * @self: what is known of a key
 *
 * Returns: the other names of the subject, comma-separated
 */
const char *
quay_cert_info_get_subject_alt_names (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_SUBJECT_ALT_NAMES];
}

/**
 * quay_cert_info_get_thumbprint_md5:
 * @self: what is known of a key
 *
 * Returns: the MD5 digest of the certificate, as `0a:1b:…`
 */
const char *
quay_cert_info_get_thumbprint_md5 (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_THUMBPRINT_MD5];
}

/**
 * quay_cert_info_get_thumbprint_sha1:
 * @self: what is known of a key
 *
 * Returns: the SHA-1 digest of the certificate, in the same form
 */
const char *
quay_cert_info_get_thumbprint_sha1 (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_THUMBPRINT_SHA1];
}

/**
 * quay_cert_info_get_thumbprint_sha256:
 * @self: what is known of a key
 *
 * Returns: the SHA-256 digest of the certificate, in the same form
 */
const char *
quay_cert_info_get_thumbprint_sha256 (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_THUMBPRINT_SHA256];
}

/**
 * quay_cert_info_get_fingerprint:
 * @self: what is known of a key
 *
 * Returns: the MD5 digest of the public key as SSH writes it, in the same form
 */
const char *
quay_cert_info_get_fingerprint (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_FINGERPRINT];
}

/**
 * quay_cert_info_get_fingerprint_sha1:
 * @self: what is known of a key
 *
 * Returns: the SHA-1 digest of the public key as SSH writes it, in the same form
 */
const char *
quay_cert_info_get_fingerprint_sha1 (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_FINGERPRINT_SHA1];
}

/**
 * quay_cert_info_get_fingerprint_sha256:
 * @self: what is known of a key
 *
 * Returns: the SHA-256 digest of the public key as SSH writes it, in the same form
 */
const char *
quay_cert_info_get_fingerprint_sha256 (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_FINGERPRINT_SHA256];
}

/**
 * quay_cert_info_get_encoded:
 * @self: what is known of a key
 *
 * Returns: the certificate as PEM
 */
const char *
quay_cert_info_get_encoded (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), NULL);

  return self->texts[QUAY_CERT_ENCODED];
}

/**
 * quay_cert_info_get_public_key_length:
 * @self: what is known of a key
 *
 * Returns: the length of the public key in bits
 */
guint
quay_cert_info_get_public_key_length (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), 0);

  return self->public_key_length;
}

/**
 * quay_cert_info_get_usage_flags:
 * @self: what is known of a key
 *
 * Returns: what the certificate's key may be used for (RFC 5280 section 4.2.1.3): 0x80 digital signatures, 0x40
 *   non-repudiation, 0x20 key encipherment, 0x10 data encipherment, 0x08 key agreement, 0x04 signing certificates, 0x02
 *   signing revocation lists, 0x01 enciphering only; 0 where nothing is said
 */
guint
quay_cert_info_get_usage_flags (QuayCertInfo *self)
{
  g_return_val_if_fail (QUAY_IS_CERT_INFO (self), 0);

  return self->usage_flags;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-cert-read.h"

#include <arpa/inet.h>
#include <openssl/bn.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "quay-cert-info-private.h"
#include "quay-key-openssl.h"

/* More names than a person reads, or a certificate needs. */
#define MAX_NAMES 200
#define MAX_OID 128

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIO, BIO_free_all)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BIGNUM, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GENERAL_NAMES, GENERAL_NAMES_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free)

static char *
print_oid (const ASN1_OBJECT *object)
{
  char text[MAX_OID] = "";

  OBJ_obj2txt (text, sizeof text, object, 1);

  return g_strdup (text);
}

/* The names the class's documentation has; others as OpenSSL calls them, or by number. */
static char *
print_field_name (const ASN1_OBJECT *object)
{
  static const struct
  {
    int nid;
    const char *name;
  } names[] = { { NID_stateOrProvinceName, "S" }, { NID_pkcs9_emailAddress, "E" } };
  int nid = OBJ_obj2nid (object);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (names[i].nid == nid)
      return g_strdup (names[i].name);

  return nid != NID_undef ? g_strdup (OBJ_nid2sn (nid)) : print_oid (object);
}

static char *
print_string (const ASN1_STRING *string)
{
  unsigned char *utf8 = NULL;
  int length = ASN1_STRING_to_UTF8 (&utf8, string);
  char *text = g_strndup ((const char *)utf8, (gsize)MAX (length, 0));

  OPENSSL_free (utf8);

  return text;
}

/* A value with a comma is quoted, so that names can be told apart and searched for. */
static void
append_value (GString *text, const ASN1_STRING *string)
{
  g_autofree char *value = print_string (string);

  if (strpbrk (value, ",\"") == NULL)
    {
      g_string_append (text, value);
      return;
    }
  g_string_append_c (text, '"');
  for (const char *p = value; *p != '\0'; p++)
    g_string_append_printf (text, *p == '"' ? "%c\"" : "%c", *p);
  g_string_append_c (text, '"');
}

/* The most particular first, as RFC 4514 section 2.1 has it; it comes last in the certificate. */
static char *
print_name (const X509_NAME *name)
{
  GString *text = g_string_new (NULL);

  for (int i = MIN (X509_NAME_entry_count (name), MAX_NAMES) - 1; i >= 0; i--)
    {
      const X509_NAME_ENTRY *entry = X509_NAME_get_entry (name, i);
      g_autofree char *field = print_field_name (X509_NAME_ENTRY_get_object (entry));

      g_string_append_printf (text, "%s%s=", text->len > 0 ? ", " : "", field);
      append_value (text, X509_NAME_ENTRY_get_data (entry));
    }

  return g_string_free_and_steal (text);
}

static char *
print_serial (const X509 *certificate)
{
  g_autoptr (BIGNUM) number = ASN1_INTEGER_to_BN (X509_get0_serialNumber (certificate), NULL);
  char *digits = number != NULL ? BN_bn2hex (number) : NULL;
  char *text = g_strdup (digits != NULL ? digits : "");

  OPENSSL_free (digits);

  return text;
}

static gint64
read_time (const ASN1_TIME *time)
{
  struct tm broken_down = { 0 };

  return ASN1_TIME_to_tm (time, &broken_down) ? (gint64)timegm (&broken_down) : 0;
}

static char *
print_address (const ASN1_OCTET_STRING *string)
{
  char text[INET6_ADDRSTRLEN] = "";
  int length = ASN1_STRING_length (string);

  if (length == 4 || length == 16)
    inet_ntop (length == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data (string), text, sizeof text);

  return g_strdup (text);
}

static char *
print_general_name (const GENERAL_NAME *name)
{
  switch (name->type)
    {
    case GEN_DNS:
    case GEN_EMAIL:
    case GEN_URI:
      return print_string (name->d.ia5);
    case GEN_IPADD:
      return print_address (name->d.iPAddress);
    case GEN_DIRNAME:
      return print_name (name->d.directoryName);
    default:
      return g_strdup ("");
    }
}

static void
append_listed (GString *text, const char *part)
{
  if (*part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", part);
}

static char *
print_alt_names (const X509 *certificate)
{
  g_autoptr (GENERAL_NAMES) names = X509_get_ext_d2i (certificate, NID_subject_alt_name, NULL, NULL);
  GString *text = g_string_new (NULL);

  for (int i = 0; names != NULL && i < MIN (sk_GENERAL_NAME_num (names), MAX_NAMES); i++)
    {
      g_autofree char *name = print_general_name (sk_GENERAL_NAME_value (names, i));

      append_listed (text, name);
    }

  return g_string_free_and_steal (text);
}

static char *
print_extended_usage (const X509 *certificate)
{
  g_autoptr (EXTENDED_KEY_USAGE) usages = X509_get_ext_d2i (certificate, NID_ext_key_usage, NULL, NULL);
  GString *text = g_string_new (NULL);

  for (int i = 0; usages != NULL && i < MIN (sk_ASN1_OBJECT_num (usages), MAX_NAMES); i++)
    {
      g_autofree char *oid = print_oid (sk_ASN1_OBJECT_value (usages, i));

      append_listed (text, oid);
    }

  return g_string_free_and_steal (text);
}

static char *
print_signature_algorithm (const X509 *certificate)
{
  const X509_ALGOR *algorithm = NULL;
  const ASN1_OBJECT *object = NULL;
  int nid = X509_get_signature_nid (certificate);

  if (nid != NID_undef)
    return g_strdup (OBJ_nid2ln (nid));
  X509_get0_signature (NULL, &algorithm, certificate);
  X509_ALGOR_get0 (&object, NULL, NULL, algorithm);

  return print_oid (object);
}

static char *
take_text (BIO *bio)
{
  char *data = NULL;
  long length = BIO_get_mem_data (bio, &data);

  return g_strndup (data, (gsize)MAX (length, 0));
}

static void
read_digests (QuayCertFields *fields, int first, GBytes *bytes)
{
  fields->texts[first] = quay_cert_info_print_hash (G_CHECKSUM_MD5, bytes);
  fields->texts[first + 1] = quay_cert_info_print_hash (G_CHECKSUM_SHA1, bytes);
  fields->texts[first + 2] = quay_cert_info_print_hash (G_CHECKSUM_SHA256, bytes);
}

static void
read_certificate (QuayCertFields *fields, X509 *certificate)
{
  g_autoptr (BIO) pem = BIO_new (BIO_s_mem ());
  guint32 usage = X509_get_key_usage (certificate);
  unsigned char *der = NULL;
  int length = i2d_X509 (certificate, &der);
  g_autoptr (GBytes) bytes = g_bytes_new (der, (gsize)MAX (length, 0));

  OPENSSL_free (der);
  fields->texts[QUAY_CERT_VERSION] = g_strdup_printf ("V%ld", X509_get_version (certificate) + 1);
  fields->texts[QUAY_CERT_SERIAL_NUMBER] = print_serial (certificate);
  fields->texts[QUAY_CERT_SUBJECT] = print_name (X509_get_subject_name (certificate));
  fields->texts[QUAY_CERT_ISSUER] = print_name (X509_get_issuer_name (certificate));
  fields->effective = read_time (X509_get0_notBefore (certificate));
  fields->expiration = read_time (X509_get0_notAfter (certificate));
  fields->texts[QUAY_CERT_SIGNATURE_ALGORITHM] = print_signature_algorithm (certificate);
  fields->usage_flags = usage != G_MAXUINT32 ? usage & 0xff : 0;
  fields->texts[QUAY_CERT_EXTENDED_KEY_USAGE] = print_extended_usage (certificate);
  fields->texts[QUAY_CERT_SUBJECT_ALT_NAMES] = print_alt_names (certificate);
  read_digests (fields, QUAY_CERT_THUMBPRINT_MD5, bytes);
  if (PEM_write_bio_X509 (pem, certificate))
    fields->texts[QUAY_CERT_ENCODED] = take_text (pem);
}

static void
read_public_key (QuayCertFields *fields, EVP_PKEY *pkey)
{
  g_autoptr (BIO) pem = BIO_new (BIO_s_mem ());
  g_autoptr (GBytes) blob = quay_key_openssl_dup_public (pkey);

  if (PEM_write_bio_PUBKEY (pem, pkey))
    fields->texts[QUAY_CERT_PUBLIC_KEY] = take_text (pem);
  fields->texts[QUAY_CERT_PUBLIC_KEY_ALGORITHM] = g_strdup (EVP_PKEY_get0_type_name (pkey));
  fields->public_key_length = (guint)EVP_PKEY_get_bits (pkey);
  if (blob != NULL)
    read_digests (fields, QUAY_CERT_FINGERPRINT, blob);
}

QuayCertInfo *
quay_cert_read_info (EVP_PKEY *public_key, X509 *certificate)
{
  QuayCertFields fields = { 0 };
  EVP_PKEY *pkey = public_key != NULL ? public_key : X509_get0_pubkey (certificate);

  if (certificate != NULL)
    read_certificate (&fields, certificate);
  if (pkey != NULL)
    read_public_key (&fields, pkey);
  ERR_clear_error ();

  return quay_cert_info_new (&fields);
}

QuayKeyEntry *
quay_cert_read_entry (
    EVP_PKEY *private_key, EVP_PKEY *public_key, X509 *certificate, const char *name, const char *label, GError **error)
{
  g_autoptr (QuayKeyEntry) self = g_new0 (QuayKeyEntry, 1);
  EVP_PKEY *pkey = private_key != NULL ? private_key : public_key != NULL ? public_key : X509_get0_pubkey (certificate);

  if (private_key != NULL)
    {
      EVP_PKEY_up_ref (private_key);
      self->key = quay_key_openssl_new (private_key, name, label != NULL && *label != '\0' ? label : name, error);
      if (self->key == NULL)
        return NULL;
    }
  if (pkey != NULL)
    self->public_blob = quay_key_openssl_dup_public (pkey);
  self->info = quay_cert_read_info (pkey, certificate);
  self->label = g_strdup (label);

  return g_steal_pointer (&self);
}

void
quay_key_entry_free (QuayKeyEntry *self)
{
  g_clear_object (&self->key);
  g_clear_pointer (&self->public_blob, g_bytes_unref);
  g_clear_object (&self->info);
  g_free (self->label);
  g_free (self);
}

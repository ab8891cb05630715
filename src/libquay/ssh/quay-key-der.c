/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-der.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <string.h>

/* 1.2.840.113549.1.7.2, signedData of PKCS#7 (RFC 2315 section 14). */
static const guint8 signed_data[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02 };

typedef struct
{
  const unsigned char *at;
  gsize left;
} Der;

/* The next element's universal tag, its contents in @inside; 0 where there is none, or it is of another class. Its
 * length may be indefinite (BER), as in some PKCS#12 files: nothing behind it can be read then. */
static int
next (Der *self, Der *inside)
{
  const unsigned char *p = self->at;
  long length = 0;
  int tag = 0, class = 0;
  int form;

  if (self->left == 0 || self->left > G_MAXINT)
    return 0;
  form = ASN1_get_object (&p, &length, &tag, &class, (long)self->left);
  if ((form & 0x80) != 0 || class != V_ASN1_UNIVERSAL)
    return 0;
  inside->at = p;
  inside->left = (form & 1) != 0 ? self->left - (gsize)(p - self->at) : (gsize)length;
  self->left -= (gsize)(p - self->at) + inside->left;
  self->at = inside->at + inside->left;

  return tag;
}

/* One that begins with a number: a private key's version, PKCS#12's, or RSA's modulus. */
static const char *
name_numbered (Der *rest, const Der *number)
{
  Der ignored;
  int version = number->left == 1 ? number->at[0] : -1;
  int tag = next (rest, &ignored);

  if (version == 3 && tag == V_ASN1_SEQUENCE)
    return "PKCS12";
  if ((version == 0 || version == 1) && tag == V_ASN1_SEQUENCE)
    return "PRIVATE KEY";
  if (version == 0 && tag == V_ASN1_INTEGER)
    return "RSA PRIVATE KEY";
  if (version == 1 && tag == V_ASN1_OCTET_STRING)
    return "EC PRIVATE KEY";

  return version == -1 && tag == V_ASN1_INTEGER && rest->left == 0 ? "RSA PUBLIC KEY" : NULL;
}

/* One that begins with a sequence: an algorithm before what it made, or what a certificate says. */
static const char *
name_sequence (Der *rest)
{
  Der ignored;
  int second = next (rest, &ignored);

  if (second == V_ASN1_OCTET_STRING)
    return "ENCRYPTED PRIVATE KEY";
  if (second == V_ASN1_BIT_STRING)
    return "PUBLIC KEY";

  return second == V_ASN1_SEQUENCE && next (rest, &ignored) == V_ASN1_BIT_STRING ? "CERTIFICATE" : NULL;
}

static const char *
name (Der *self)
{
  Der inside, first;

  if (next (self, &inside) != V_ASN1_SEQUENCE)
    return NULL;
  switch (next (&inside, &first))
    {
    case V_ASN1_INTEGER:
      return name_numbered (&inside, &first);
    case V_ASN1_SEQUENCE:
      return name_sequence (&inside);
    case V_ASN1_OBJECT:
      return first.left == sizeof signed_data && memcmp (first.at, signed_data, sizeof signed_data) == 0 ? "PKCS7"
                                                                                                         : NULL;
    default:
      return NULL;
    }
}

const char *
quay_key_der_get_label (const guint8 *data, gsize size)
{
  Der der = { data, size };
  const char *label = name (&der);

  ERR_clear_error ();

  return label;
}

void
quay_key_der_armour (const char *label, const guint8 *data, gsize size, QuaySensitive *pem)
{
  gint state = 0, save = 0;
  gsize room = (size / 3 + 1) * 4 + size / 54 + 8;
  g_autofree char *begin = g_strdup_printf ("-----BEGIN %s-----\n", label);
  g_autofree char *end = g_strdup_printf ("-----END %s-----\n", label);
  char *at;

  pem->size = strlen (begin) + room + strlen (end);
  pem->data = g_malloc0 (pem->size + 1);
  at = g_stpcpy ((char *)pem->data, begin);
  at += g_base64_encode_step (data, size, TRUE, at, &state, &save);
  at += g_base64_encode_close (TRUE, at, &state, &save);
  at = g_stpcpy (at, end);
  pem->size = (gsize)(at - (char *)pem->data);
}

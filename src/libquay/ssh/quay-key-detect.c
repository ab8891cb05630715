/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-key-detect.h"

#include <string.h>

#include "quay-key-der.h"
#include "quay-key-openssh.h"
#include "quay-key-pem.h"
#include "quay-key-ppk.h"
#include "quay-key-public.h"

/* The longest RSA key we take (16384 bits) is 13 KiB of text. */
#define MAX_KEY_SIZE (64 * 1024)
/* With the certificates of an authority or two, and several keys. */
#define MAX_STORE_SIZE (1024 * 1024)

/* Lines that tell the formats apart, the private ones first. Some programs put text before a PEM key, or its
 * certificate, so they may stand anywhere. */
static const struct
{
  const char *begin;
  QuayKeyFormat format;
} armours[] = {
  { "-----BEGIN OPENSSH PRIVATE KEY-----", QUAY_KEY_FORMAT_OPENSSH },
  { "-----BEGIN RSA PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN EC PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN DSA PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "-----BEGIN ENCRYPTED PRIVATE KEY-----", QUAY_KEY_FORMAT_PEM },
  { "PuTTY-User-Key-File-", QUAY_KEY_FORMAT_PPK },
  { "-----BEGIN PKCS7-----", QUAY_KEY_FORMAT_PKCS7 },
  { "-----BEGIN CERTIFICATE-----", QUAY_KEY_FORMAT_PUBLIC },
  { "-----BEGIN PUBLIC KEY-----", QUAY_KEY_FORMAT_PUBLIC },
  { "-----BEGIN RSA PUBLIC KEY-----", QUAY_KEY_FORMAT_PUBLIC },
  { "---- BEGIN SSH2 PUBLIC KEY ----", QUAY_KEY_FORMAT_SSH_PUBLIC },
};

static const struct
{
  const char *label;
  QuayKeyFormat format;
} labels[] = {
  { "PKCS12", QUAY_KEY_FORMAT_PFX },
  { "PKCS7", QUAY_KEY_FORMAT_PKCS7 },
  { "CERTIFICATE", QUAY_KEY_FORMAT_PUBLIC },
  { "PUBLIC KEY", QUAY_KEY_FORMAT_PUBLIC },
  { "RSA PUBLIC KEY", QUAY_KEY_FORMAT_PUBLIC },
};

/* What people pick by mistake. */
static const struct
{
  const char *begin;
  const char *explanation;
} mistakes[] = {
  { "ssh-", "it is the public half of a key; choose the file without .pub" },
  { "ecdsa-sha2-", "it is the public half of a key; choose the file without .pub" },
  { "sk-", "it is the public half of a key; choose the file without .pub" },
  { "---- BEGIN SSH2 PUBLIC KEY", "it is the public half of a key; choose the file with the private half" },
  { "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY",
    "it is a key of ssh.com's format; convert it with puttygen -O private-openssh" },
  { "-----BEGIN CERTIFICATE-----", "it is an X.509 certificate; choose the file with the private key" },
};

/* Past white space, and the mark that some editors put before UTF-8. */
static char
get_first (const char *text, gsize size)
{
  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      size -= 3;
    }
  while (size > 0 && g_ascii_isspace (*text))
    {
      text++;
      size--;
    }

  return size > 0 ? *text : '\0';
}

static QuayKeyFormat
detect_der (const char *data, gsize size)
{
  const char *label = quay_key_der_get_label ((const guint8 *)data, size);

  if (label == NULL)
    return QUAY_KEY_FORMAT_UNKNOWN;
  for (gsize i = 0; i < G_N_ELEMENTS (labels); i++)
    if (g_str_equal (labels[i].label, label))
      return labels[i].format;

  return QUAY_KEY_FORMAT_PEM;
}

static QuayKeyFormat
detect_format (const char *data, gsize size)
{
  char first = get_first (data, size);

  if (size > 0 && (guint8)data[0] == 0x30 && detect_der (data, size) != QUAY_KEY_FORMAT_UNKNOWN)
    return detect_der (data, size);
  if (first == '{')
    return QUAY_KEY_FORMAT_JWK;
  if (first == '<')
    return QUAY_KEY_FORMAT_XML;
  for (gsize i = 0; i < G_N_ELEMENTS (armours); i++)
    if (g_strstr_len (data, (gssize)size, armours[i].begin) != NULL)
      return armours[i].format;
  if (quay_key_public_is_ssh (data, size))
    return QUAY_KEY_FORMAT_SSH_PUBLIC;

  return QUAY_KEY_FORMAT_UNKNOWN;
}

QuayKeyFormat
quay_key_detect (const char *data, gsize size, gboolean *encrypted)
{
  QuayKeyFormat format = detect_format (data, size);

  if (encrypted == NULL)
    return format;
  *encrypted = format == QUAY_KEY_FORMAT_PFX;
  if (format == QUAY_KEY_FORMAT_OPENSSH)
    *encrypted = quay_key_openssh_is_encrypted (data, size);
  else if (format == QUAY_KEY_FORMAT_PEM)
    *encrypted = quay_key_pem_is_encrypted (data, size);
  else if (format == QUAY_KEY_FORMAT_PPK)
    *encrypted = quay_key_ppk_is_encrypted (data, size);

  return format;
}

gsize
quay_key_get_max_size (QuayKeyFormat format)
{
  return format == QUAY_KEY_FORMAT_PFX || format == QUAY_KEY_FORMAT_PKCS7 || format == QUAY_KEY_FORMAT_PUBLIC
                 || format == QUAY_KEY_FORMAT_JWK
             ? MAX_STORE_SIZE
             : MAX_KEY_SIZE;
}

gboolean
quay_key_decode_base64 (const char *data, gsize size, QuaySensitive *decoded)
{
  gint state = 0;
  guint save = 0;

  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isalnum (data[i]) && !g_ascii_isspace (data[i]) && strchr ("+/=", data[i]) == NULL)
      return FALSE;
  decoded->data = g_malloc (size / 4 * 3 + 3);
  decoded->size = g_base64_decode_step (data, size, decoded->data, &state, &save);

  return quay_key_detect ((const char *)decoded->data, decoded->size, NULL) != QUAY_KEY_FORMAT_UNKNOWN;
}

const char *
quay_key_explain (const char *data, gsize size)
{
  switch (quay_key_detect (data, size, NULL))
    {
    case QUAY_KEY_FORMAT_PKCS7:
      return "it holds certificates only, as PKCS#7 files do; choose the file with the private key";
    case QUAY_KEY_FORMAT_UNKNOWN:
    case QUAY_KEY_FORMAT_PUBLIC:
    case QUAY_KEY_FORMAT_SSH_PUBLIC:
      for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
        if (size >= strlen (mistakes[i].begin) && strncmp (data, mistakes[i].begin, strlen (mistakes[i].begin)) == 0)
          return mistakes[i].explanation;
      return quay_key_detect (data, size, NULL) == QUAY_KEY_FORMAT_UNKNOWN
                 ? "it is not a private key in a format known here (OpenSSH, PEM, PuTTY, PKCS#12, JWK, XML); choose "
                   "another file"
                 : "it is the public half of a key; choose the file with the private half";
    default:
      return "it holds public keys or certificates only; choose the file with the private key";
    }
}

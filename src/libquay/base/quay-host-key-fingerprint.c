/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-host-key.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/*
 * Keys and their fingerprints in every form that people have them in.
 */

static const struct
{
  GChecksumType type;
  const char *name;
  gsize size;
} hashes[] = {
  { G_CHECKSUM_MD5, "MD5", 16 },
  { G_CHECKSUM_SHA1, "SHA1", 20 },
  { G_CHECKSUM_SHA256, "SHA256", 32 },
};

#define MAX_DIGEST 32
/* Pairs of digits with colons, and the longest prefix. */
#define MAX_TEXT (MAX_DIGEST * 3 + 8)

static void
hash_key (QuayHostKey *self, GChecksumType type, guint8 *digest, gsize size)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  gsize length;
  const guint8 *bytes = g_bytes_get_data (quay_host_key_get_blob (self), &length);

  g_checksum_update (checksum, bytes, length);
  g_checksum_get_digest (checksum, digest, &size);
}

/**
 * quay_host_key_dup_fingerprint:
 * @self: a host key
 * @type: MD5, SHA-1 or SHA-256
 *
 * Returns: (transfer full): the fingerprint in pairs of hexadecimal digits, `0a:1b:…`, in lower case
 */
char *
quay_host_key_dup_fingerprint (QuayHostKey *self, GChecksumType type)
{
  gssize size = g_checksum_type_get_length (type);
  guint8 digest[MAX_DIGEST];
  GString *text;

  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);
  g_return_val_if_fail (size > 0 && size <= MAX_DIGEST, NULL);

  hash_key (self, type, digest, size);
  text = g_string_new (NULL);
  for (gssize i = 0; i < size; i++)
    g_string_append_printf (text, "%s%02x", i > 0 ? ":" : "", digest[i]);

  return g_string_free_and_steal (text);
}

/* Pairs of hexadecimal digits, all with colons between them or none. 0 where it is anything else. */
static gsize
read_pairs (const char *text, guint8 *digest)
{
  gboolean colons = strchr (text, ':') != NULL;
  gsize size = 0;

  while (*text != '\0')
    {
      if (size == MAX_DIGEST || !g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
        return 0;
      digest[size++] = g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]);
      text += 2;
      if (colons && *text != '\0' && (*text++ != ':' || *text == '\0'))
        return 0;
    }

  return size;
}

/* Base64 as ssh prints it, with or without its padding. */
static gsize
read_base64 (const char *text, guint8 *digest)
{
  gsize length = strcspn (text, "=");
  g_autofree char *padded = g_strndup (text, length);
  g_autofree guint8 *bytes = NULL;
  gsize size = 0;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]) && text[i] != '+' && text[i] != '/')
      return 0;
  if (length % 4 == 1 || strspn (text + length, "=") != strlen (text + length) || strlen (text + length) > 2)
    return 0;
  for (; length % 4 != 0; length++)
    {
      char *longer = g_strconcat (padded, "=", NULL);

      g_free (padded);
      padded = longer;
    }
  bytes = g_base64_decode (padded, &size);
  if (size == 0 || size > MAX_DIGEST)
    return 0;
  memcpy (digest, bytes, size);

  return size;
}

/* Which of the hashes, or -1. */
static int
read_fingerprint (const char *text, guint8 *digest)
{
  gsize size;

  if (strlen (text) > MAX_TEXT)
    return -1;
  for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
    {
      gsize length = strlen (hashes[i].name);

      if (g_ascii_strncasecmp (text, hashes[i].name, length) != 0 || text[length] != ':')
        continue;
      size = read_pairs (text + length + 1, digest);
      if (size != hashes[i].size)
        size = read_base64 (text + length + 1, digest);
      return size == hashes[i].size ? (int)i : -1;
    }
  size = read_pairs (text, digest);
  for (gsize i = 0; i < G_N_ELEMENTS (hashes); i++)
    if (size == hashes[i].size)
      return (int)i;

  return -1;
}

/**
 * quay_host_key_has_fingerprint:
 * @self: a host key
 * @text: a fingerprint, see [property@Quay.SiteOptions:host-fingerprints] for the forms
 * @matches: (out): whether it is the key's
 * @error: return location for an error
 *
 * Returns: %FALSE with %QUAY_ERROR_USAGE where @text is no fingerprint
 */
gboolean
quay_host_key_has_fingerprint (QuayHostKey *self, const char *text, gboolean *matches, GError **error)
{
  guint8 wanted[MAX_DIGEST], digest[MAX_DIGEST];
  g_autofree char *shown = NULL;
  int which;

  g_return_val_if_fail (QUAY_IS_HOST_KEY (self) && text != NULL && matches != NULL, FALSE);

  *matches = FALSE;
  which = read_fingerprint (text, wanted);
  if (which < 0)
    {
      shown = quay_text_escape_message (text, -1, MAX_TEXT);
      quay_set_error (
          error, QUAY_ERROR_USAGE,
          "“%s” is no fingerprint of a key; write it as SHA256:… as ssh prints it, or as 16, 20 or 32 pairs "
          "of hexadecimal digits",
          shown);
      return FALSE;
    }
  hash_key (self, hashes[which].type, digest, hashes[which].size);
  *matches = memcmp (digest, wanted, hashes[which].size) == 0;

  return TRUE;
}

/* A key in base64 is at most 2 KiB of bytes, and a comment may be anything. */
#define MAX_KEY_TEXT (16 * 1024)

/**
 * quay_host_key_new_from_text:
 * @text: a line as in `NAME.pub`, `TYPE BASE64 COMMENT`, or the base64 alone
 * @error: return location for an error
 *
 * Returns: (transfer full): the key, or %NULL with %QUAY_ERROR_USAGE where it is none
 */
QuayHostKey *
quay_host_key_new_from_text (const char *text, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (QuayHostKey) key = NULL;
  g_autofree char *stripped = NULL;
  g_autofree char *shown = NULL;
  const char *base64;
  gsize size = 0;
  guint8 *bytes;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strndup (text, MAX_KEY_TEXT));
  words = g_strsplit_set (stripped, " \t", 3);
  base64 = words[0] != NULL && words[1] != NULL ? words[1] : words[0];
  bytes = base64 != NULL && *base64 != '\0' ? g_base64_decode (base64, &size) : NULL;
  blob = g_bytes_new_take (bytes, size);
  key = quay_host_key_new (blob, NULL);
  if (key != NULL && (base64 == words[0] || g_str_equal (words[0], quay_host_key_get_key_type (key))))
    return g_steal_pointer (&key);
  shown = quay_text_escape_message (stripped, -1, 100);
  quay_set_error (error, QUAY_ERROR_USAGE,
                  "“%s” is no public key of a server or an authority; write it as “TYPE BASE64”, as it stands in "
                  "NAME.pub",
                  shown);

  return NULL;
}

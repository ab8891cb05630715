/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-known-hosts-line.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "quay-error-private.h"

#define DEFAULT_PORT 22
/* HMAC-SHA1 of the name under a random salt of the same size. */
#define HASH_SIZE 20
#define HASH_MAGIC "|1|"
/* As in OpenSSH, where a longer pattern ends the matching of its list. */
#define MAX_PATTERN 1023
/* In base64; a key is at most 64 KiB. */
#define MAX_KEY_TEXT (90 * 1024)

static gboolean
is_space (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of the line; empty at its end. */
static void
next_word (const char **at, const char *end, const char **word, gsize *length)
{
  while (*at < end && is_space (**at))
    (*at)++;
  *word = *at;
  while (*at < end && !is_space (**at))
    (*at)++;
  *length = *at - *word;
}

static gboolean
is_word (const char *word, gsize length, const char *text)
{
  return strlen (text) == length && memcmp (word, text, length) == 0;
}

gboolean
quay_known_hosts_line_parse (QuayKnownHostsLine *self, const char *text, gsize length)
{
  const char *at = text;
  const char *end = text + strnlen (text, length); /* to C programs a NUL ends the line */

  self->marker = QUAY_KNOWN_HOSTS_MARKER_NONE;
  next_word (&at, end, &self->hosts, &self->hosts_length);
  if (self->hosts_length == 0 || self->hosts[0] == '#')
    return FALSE;
  if (self->hosts[0] == '@')
    {
      if (is_word (self->hosts, self->hosts_length, "@cert-authority"))
        self->marker = QUAY_KNOWN_HOSTS_MARKER_CERT_AUTHORITY;
      else if (is_word (self->hosts, self->hosts_length, "@revoked"))
        self->marker = QUAY_KNOWN_HOSTS_MARKER_REVOKED;
      else
        return FALSE;
      next_word (&at, end, &self->hosts, &self->hosts_length);
      if (self->hosts_length == 0 || self->hosts[0] == '@')
        return FALSE;
    }
  next_word (&at, end, &self->type, &self->type_length);
  next_word (&at, end, &self->key, &self->key_length);

  return self->key_length > 0;
}

/* Strict, unlike GLib's own: the alphabet, whole groups of four, padding only at the end. */
static guint8 *
decode_base64 (const char *text, gsize length, gsize *size)
{
  g_autofree char *copy = NULL;
  gsize digits = 0;

  while (digits < length && (g_ascii_isalnum (text[digits]) || text[digits] == '+' || text[digits] == '/'))
    digits++;
  if (length == 0 || length % 4 != 0 || length - digits > 2 || memcmp (text + digits, "==", length - digits) != 0)
    return NULL;
  copy = g_strndup (text, length);

  return g_base64_decode (copy, size);
}

static void
hash_name_with (const guint8 salt[HASH_SIZE], const char *name, guint8 hash[HASH_SIZE])
{
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA1, salt, HASH_SIZE);
  gsize size = HASH_SIZE;

  g_hmac_update (hmac, (const guchar *)name, strlen (name));
  g_hmac_get_digest (hmac, hash, &size);
}

/* |1|base64 of the salt|base64 of the hash; always one name, never a list. */
static gboolean
matches_hashed (const char *hosts, gsize length, const char *name)
{
  const char *salt_text = hosts + strlen (HASH_MAGIC);
  const char *end = hosts + length;
  const char *bar;
  g_autofree guint8 *salt = NULL;
  g_autofree guint8 *hash = NULL;
  guint8 expected[HASH_SIZE];
  gsize salt_size, hash_size;

  if (length <= strlen (HASH_MAGIC) || memcmp (hosts, HASH_MAGIC, strlen (HASH_MAGIC)) != 0)
    return FALSE;
  bar = memchr (salt_text, '|', end - salt_text);
  if (bar == NULL)
    return FALSE;
  salt = decode_base64 (salt_text, bar - salt_text, &salt_size);
  hash = decode_base64 (bar + 1, end - bar - 1, &hash_size);
  if (salt == NULL || hash == NULL || salt_size != HASH_SIZE || hash_size != HASH_SIZE)
    return FALSE;
  hash_name_with (salt, name, expected);

  return memcmp (hash, expected, HASH_SIZE) == 0;
}

/* * stands for any characters, ? for one. Goes back to the last * only, so it costs at most length times length. */
static gboolean
matches_pattern (const char *pattern, gsize length, const char *name)
{
  const char *end = pattern + length;
  const char *star = NULL;
  const char *resume = NULL;

  while (*name != '\0')
    {
      if (pattern < end && *pattern == '*')
        {
          star = ++pattern;
          resume = name;
        }
      else if (pattern < end && (*pattern == '?' || g_ascii_tolower (*pattern) == *name))
        {
          pattern++;
          name++;
        }
      else if (star != NULL)
        {
          pattern = star;
          name = ++resume;
        }
      else
        return FALSE;
    }
  while (pattern < end && *pattern == '*')
    pattern++;

  return pattern == end;
}

static gboolean
matches_list (const char *hosts, gsize length, const char *name)
{
  const char *end = hosts + length;
  gboolean matched = FALSE;

  while (hosts < end)
    {
      gboolean negated = *hosts == '!';
      const char *pattern = hosts + negated;
      const char *comma = memchr (pattern, ',', end - pattern);
      gsize size = (comma != NULL ? comma : end) - pattern;

      if (size >= MAX_PATTERN)
        return FALSE;
      if (matches_pattern (pattern, size, name))
        {
          if (negated)
            return FALSE;
          matched = TRUE;
        }
      hosts = comma != NULL ? comma + 1 : end;
    }

  return matched;
}

gboolean
quay_known_hosts_line_matches (const QuayKnownHostsLine *self, const char *name)
{
  if (self->hosts[0] == '|')
    return matches_hashed (self->hosts, self->hosts_length, name);

  return matches_list (self->hosts, self->hosts_length, name);
}

QuayHostKey *
quay_known_hosts_line_read_key (const QuayKnownHostsLine *self)
{
  guint8 *data;
  gsize size;
  g_autoptr (GBytes) blob = NULL;
  g_autoptr (QuayHostKey) key = NULL;

  if (self->key_length > MAX_KEY_TEXT)
    return NULL;
  data = decode_base64 (self->key, self->key_length, &size);
  if (data == NULL)
    return NULL;
  blob = g_bytes_new_take (data, size);
  key = quay_host_key_new (blob, NULL);
  if (key == NULL || !is_word (self->type, self->type_length, quay_host_key_get_key_type (key)))
    return NULL;

  return g_steal_pointer (&key);
}

char *
quay_known_hosts_line_name (const char *host, guint port)
{
  g_autofree char *lower = g_ascii_strdown (host, -1);

  if (port == 0 || port == DEFAULT_PORT)
    return g_steal_pointer (&lower);

  return g_strdup_printf ("[%s]:%u", lower, port);
}

static char *
make_hashed_name (const char *name, GError **error)
{
  guint8 salt[HASH_SIZE];
  guint8 hash[HASH_SIZE];
  g_autofree char *salt_text = NULL;
  g_autofree char *hash_text = NULL;

  if (getrandom (salt, sizeof salt, 0) != sizeof salt)
    {
      quay_set_error_errno (error, QUAY_ERROR_FAILED, errno,
                            "Cannot hash the host's name: the system gives no random bytes");
      return NULL;
    }
  hash_name_with (salt, name, hash);
  salt_text = g_base64_encode (salt, sizeof salt);
  hash_text = g_base64_encode (hash, sizeof hash);

  return g_strconcat (HASH_MAGIC, salt_text, "|", hash_text, NULL);
}

char *
quay_known_hosts_line_format (const char *name, QuayHostKey *key, gboolean hash_name, GError **error)
{
  g_autofree char *shown = hash_name ? make_hashed_name (name, error) : g_strdup (name);
  g_autofree char *base64 = quay_host_key_dup_base64 (key);

  if (shown == NULL)
    return NULL;

  return g_strdup_printf ("%s %s %s\n", shown, quay_host_key_get_key_type (key), base64);
}

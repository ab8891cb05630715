/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-cert.h"

#include <string.h>

#include "quay-blob.h"
#include "quay-pattern.h"
#include "quay-text.h"

#define SUFFIX "-cert-v01@openssh.com"
#define KIND_USER 1
#define KIND_HOST 2
#define MAX_KEY_ID 200

/* How many strings and numbers the key itself has; an mpint is a string to this. */
static const struct
{
  const char *plain_type;
  guint n_fields;
} types[] = {
  { "ssh-ed25519", 1 },
  { "ssh-rsa", 2 },
  { "ecdsa-sha2-nistp256", 2 },
  { "ecdsa-sha2-nistp384", 2 },
  { "ecdsa-sha2-nistp521", 2 },
  { "sk-ssh-ed25519@openssh.com", 2 },
  { "sk-ecdsa-sha2-nistp256@openssh.com", 3 },
};

gboolean
quay_ssh_cert_is_type (const char *key_type)
{
  return g_str_has_suffix (key_type, SUFFIX);
}

char *
quay_ssh_cert_dup_plain_type (const char *key_type)
{
  g_autofree char *stem = g_strdup (key_type);

  if (!quay_ssh_cert_is_type (key_type))
    return g_steal_pointer (&stem);
  stem[strlen (stem) - strlen (SUFFIX)] = '\0';

  return g_str_has_prefix (stem, "sk-") ? g_strconcat (stem, "@openssh.com", NULL) : g_steal_pointer (&stem);
}

static guint64
get_uint64 (QuayBlob *blob)
{
  guint64 high = quay_blob_get_uint32 (blob);

  return high << 32 | quay_blob_get_uint32 (blob);
}

/* The key's own part, with its plain type before it. */
static GBytes *
take_plain_blob (QuayBlob *blob, const char *key_type)
{
  g_autofree char *plain_type = quay_ssh_cert_dup_plain_type (key_type);
  GByteArray *array;
  guint n_fields = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].plain_type, plain_type))
      n_fields = types[i].n_fields;
  if (n_fields == 0)
    return NULL;
  array = g_byte_array_new ();
  quay_blob_put_text (array, plain_type);
  for (guint i = 0; i < n_fields; i++)
    {
      gsize length;
      const guint8 *field = quay_blob_get_string (blob, &length);

      if (field != NULL)
        quay_blob_put_string (array, field, length);
    }

  return g_byte_array_free_to_bytes (array);
}

static void
skip_strings (QuayBlob *blob, guint n)
{
  gsize ignored;

  for (guint i = 0; i < n; i++)
    quay_blob_get_string (blob, &ignored);
}

/* A string that holds strings. One that is no name stands for none. */
static gboolean
take_principals (QuaySshCert *self, QuayBlob *blob)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  QuayBlob inner;

  if (!quay_blob_get_blob (blob, &inner))
    return FALSE;
  while (!quay_blob_is_done (&inner))
    {
      gsize length;
      const guint8 *name = quay_blob_get_string (&inner, &length);

      if (name == NULL)
        return FALSE;
      if (g_utf8_validate_len ((const char *)name, length, NULL))
        g_strv_builder_take (names, g_strndup ((const char *)name, length));
      else
        g_strv_builder_add (names, "");
    }
  self->principals = g_strv_builder_end (names);

  return TRUE;
}

static GBytes *
dup_string (QuayBlob *blob)
{
  gsize length;
  const guint8 *data = quay_blob_get_string (blob, &length);

  return data != NULL ? g_bytes_new (data, length) : NULL;
}

/* string type, string nonce, the key, uint64 serial, uint32 kind, string key id, string principals, uint64 valid after,
 * uint64 valid before, string critical options, string extensions, string reserved, string signing key, string
 * signature
 */
QuaySshCert *
quay_ssh_cert_parse (GBytes *bytes)
{
  g_autoptr (QuaySshCert) self = g_new0 (QuaySshCert, 1);
  QuayBlob blob;
  const guint8 *start = g_bytes_get_data (bytes, NULL);
  const guint8 *key_id;
  gsize length;

  quay_blob_init_bytes (&blob, bytes);
  self->key_type = quay_blob_dup_name (&blob);
  if (self->key_type == NULL || !quay_ssh_cert_is_type (self->key_type))
    return NULL;
  skip_strings (&blob, 1);
  self->plain_blob = take_plain_blob (&blob, self->key_type);
  if (self->plain_blob == NULL)
    return NULL;
  self->serial = get_uint64 (&blob);
  self->kind = quay_blob_get_uint32 (&blob);
  key_id = quay_blob_get_string (&blob, &length);
  if (key_id != NULL)
    self->key_id = quay_text_escape ((const char *)key_id, (gssize)MIN (length, MAX_KEY_ID));
  if (!take_principals (self, &blob))
    return NULL;
  self->valid_after = get_uint64 (&blob);
  self->valid_before = get_uint64 (&blob);
  quay_blob_get_string (&blob, &length);
  self->has_critical_options = length > 0;
  skip_strings (&blob, 2);
  self->signing_key = dup_string (&blob);
  if (!blob.failed)
    self->signed_data = g_bytes_new_from_bytes (bytes, 0, blob.data - start);
  self->signature = dup_string (&blob);

  return quay_blob_is_done (&blob) ? g_steal_pointer (&self) : NULL;
}

void
quay_ssh_cert_free (QuaySshCert *self)
{
  g_free (self->key_type);
  g_clear_pointer (&self->plain_blob, g_bytes_unref);
  g_free (self->key_id);
  g_strfreev (self->principals);
  g_clear_pointer (&self->signing_key, g_bytes_unref);
  g_clear_pointer (&self->signed_data, g_bytes_unref);
  g_clear_pointer (&self->signature, g_bytes_unref);
  g_free (self);
}

static char *
print_time (guint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (seconds <= G_MAXINT64 ? (gint64)seconds : G_MAXINT64);

  return time != NULL ? g_date_time_format (time, "%F %T") : g_strdup ("the end of time");
}

static char *
explain_time (const QuaySshCert *self, gint64 now)
{
  g_autofree char *after = print_time (self->valid_after);
  g_autofree char *before = print_time (self->valid_before);

  if ((guint64)now < self->valid_after)
    return g_strdup_printf ("it is not valid before %s", after);
  if ((guint64)now >= self->valid_before)
    return g_strdup_printf ("it has been invalid since %s", before);

  return NULL;
}

char *
quay_ssh_cert_explain (const QuaySshCert *self, gint64 now)
{
  if (self->kind != KIND_USER)
    return g_strdup ("it is not the certificate of a user");

  return explain_time (self, now);
}

/* Principals of hosts are names, or patterns of them: as in ssh with "*" and "?" alone. */
static gboolean
is_for (const QuaySshCert *self, const char *host)
{
  g_autofree char *name = g_ascii_strdown (host, -1);

  for (char **principal = self->principals; *principal != NULL; principal++)
    {
      g_autofree char *pattern = g_ascii_strdown (*principal, -1);

      if (strpbrk (pattern, "[\\") == NULL && *pattern != '\0' && quay_pattern_matches (pattern, name, FALSE))
        return TRUE;
    }

  return self->principals[0] == NULL;
}

char *
quay_ssh_cert_explain_host (const QuaySshCert *self, const char *host, gint64 now)
{
  if (self->kind != KIND_HOST)
    return g_strdup ("it is not the certificate of a host");
  /* PROTOCOL.certkeys: there are none for hosts; what is not known must not be passed over. */
  if (self->has_critical_options)
    return g_strdup ("it has critical options, which are not known here");
  if (!is_for (self, host))
    {
      g_autofree char *joined = g_strjoinv (", ", self->principals);
      g_autofree char *shown = quay_text_escape_message (joined, -1, MAX_KEY_ID);

      return g_strdup_printf ("it is for other names (%s)", shown);
    }

  return explain_time (self, now);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-host-key.h"

#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"

/* The longest key anybody uses (RSA, 16384 bits) is 2 KiB; a server may send up to its packet size. */
#define MAX_BLOB (64 * 1024)
#define ED25519_SIZE 32
#define MD5_SIZE 16

struct _QuayHostKey
{
  GObject parent_instance;

  GBytes *blob;
  char *key_type;
  const char *type_name; /* static */
  guint bits;
  char *sha256, *md5;
};

G_DEFINE_FINAL_TYPE (QuayHostKey, quay_host_key, G_TYPE_OBJECT)

/* RFC 8709 section 4: string public key. */
static guint
measure_ed25519 (QuayBlob *blob, const char *curve)
{
  gsize length;

  quay_blob_get_string (blob, &length);

  return length == ED25519_SIZE ? 256 : 0;
}

/* RFC 5656 section 3.1: string curve, string point (uncompressed: 0x04, x, y). */
static guint
measure_ecdsa (QuayBlob *blob, const char *curve)
{
  g_autofree char *stated = quay_blob_dup_name (blob);
  guint bits = (guint)g_ascii_strtoull (curve + strlen ("nistp"), NULL, 10);
  gsize length;
  const guint8 *point = quay_blob_get_string (blob, &length);

  if (point == NULL || !g_str_equal (stated, curve) || length != 1 + 2 * ((bits + 7) / 8) || point[0] != 4)
    return 0;

  return bits;
}

/* PROTOCOL.u2f of OpenSSH: as above, then string application. */
static guint
measure_sk (QuayBlob *blob, const char *curve)
{
  guint bits = curve != NULL ? measure_ecdsa (blob, curve) : measure_ed25519 (blob, NULL);
  gsize length;

  quay_blob_get_string (blob, &length);

  return bits;
}

static guint
measure_mpint (QuayBlob *blob)
{
  gsize length;
  const guint8 *number = quay_blob_get_mpint (blob, &length);

  return number != NULL && length > 0 ? (guint)(length - 1) * 8 + g_bit_storage (number[0]) : 0;
}

/* RFC 4253 section 6.6: mpint e, mpint n. */
static guint
measure_rsa (QuayBlob *blob, const char *curve)
{
  return measure_mpint (blob) > 0 ? measure_mpint (blob) : 0;
}

/* RFC 4253 section 6.6: mpint p, q, g, y. */
static guint
measure_dss (QuayBlob *blob, const char *curve)
{
  guint bits = measure_mpint (blob);
  gboolean whole = measure_mpint (blob) > 0 && measure_mpint (blob) > 0 && measure_mpint (blob) > 0;

  return whole ? bits : 0;
}

static const struct
{
  const char *key_type;
  const char *type_name;
  guint (*measure) (QuayBlob *blob, const char *curve); /* bits; 0 where it is no such key */
  const char *curve;
} types[] = {
  { "ssh-ed25519", "ED25519", measure_ed25519, NULL },
  { "ecdsa-sha2-nistp256", "ECDSA", measure_ecdsa, "nistp256" },
  { "ecdsa-sha2-nistp384", "ECDSA", measure_ecdsa, "nistp384" },
  { "ecdsa-sha2-nistp521", "ECDSA", measure_ecdsa, "nistp521" },
  { "ssh-rsa", "RSA", measure_rsa, NULL },
  { "ssh-dss", "DSA", measure_dss, NULL },
  { "sk-ssh-ed25519@openssh.com", "ED25519-SK", measure_sk, NULL },
  { "sk-ecdsa-sha2-nistp256@openssh.com", "ECDSA-SK", measure_sk, "nistp256" },
};

static gboolean
parse (QuayHostKey *self)
{
  QuayBlob blob;

  quay_blob_init_bytes (&blob, self->blob);
  self->key_type = quay_blob_dup_name (&blob);
  for (gsize i = 0; self->key_type != NULL && i < G_N_ELEMENTS (types); i++)
    if (g_str_equal (types[i].key_type, self->key_type))
      {
        self->type_name = types[i].type_name;
        self->bits = types[i].measure (&blob, types[i].curve);
        return self->bits > 0 && quay_blob_is_done (&blob);
      }

  return FALSE;
}

static void
take_fingerprints (QuayHostKey *self)
{
  g_autoptr (GChecksum) sha256 = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *md5 = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, self->blob);
  g_autofree char *base64 = NULL;
  guint8 digest[32];
  gsize size = sizeof digest;
  GString *text = g_string_new ("MD5");

  g_checksum_update (sha256, g_bytes_get_data (self->blob, NULL), g_bytes_get_size (self->blob));
  g_checksum_get_digest (sha256, digest, &size);
  base64 = g_base64_encode (digest, size);
  *strchrnul (base64, '=') = '\0';
  self->sha256 = g_strconcat ("SHA256:", base64, NULL);
  for (gsize i = 0; i < MD5_SIZE; i++)
    g_string_append_printf (text, ":%.2s", md5 + 2 * i);
  self->md5 = g_string_free_and_steal (text);
}

static void
quay_host_key_finalize (GObject *object)
{
  QuayHostKey *self = QUAY_HOST_KEY (object);

  g_clear_pointer (&self->blob, g_bytes_unref);
  g_clear_pointer (&self->key_type, g_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->md5, g_free);
  G_OBJECT_CLASS (quay_host_key_parent_class)->finalize (object);
}

static void
quay_host_key_class_init (QuayHostKeyClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_host_key_finalize;
}

static void
quay_host_key_init (QuayHostKey *self)
{
}

/**
 * quay_host_key_new:
 * @blob: a public key as it stands in the key exchange
 * @error: return location for an error
 *
 * Reads a public key (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4): RSA, DSA, ECDSA on the NIST
 * curves, Ed25519, and OpenSSH's security key variants. It must be whole, of at most 64 KiB, with nothing behind it.
 *
 * Returns: (transfer full): the key, or %NULL with %QUAY_ERROR_HOST_KEY_UNVERIFIED
 */
QuayHostKey *
quay_host_key_new (GBytes *blob, GError **error)
{
  g_autoptr (QuayHostKey) self = NULL;

  g_return_val_if_fail (blob != NULL, NULL);

  if (g_bytes_get_size (blob) > MAX_BLOB)
    {
      quay_set_error (error, QUAY_ERROR_HOST_KEY_UNVERIFIED,
                      "The server's host key cannot be checked: it is %" G_GSIZE_FORMAT
                      " bytes long, no key is longer than "
                      "%d; ask whoever runs the server",
                      g_bytes_get_size (blob), MAX_BLOB);
      return NULL;
    }
  self = g_object_new (QUAY_TYPE_HOST_KEY, NULL);
  self->blob = g_bytes_ref (blob);
  if (!parse (self))
    {
      quay_set_error (error, QUAY_ERROR_HOST_KEY_UNVERIFIED,
                      "The server's host key cannot be checked: %s%s; ask whoever runs the server",
                      self->type_name != NULL ? "it is damaged, though it says it is of type "
                                              : "its type is not known here: ",
                      self->key_type != NULL ? self->key_type : "it has none");
      return NULL;
    }
  take_fingerprints (self);

  return g_steal_pointer (&self);
}

/**
 * quay_host_key_get_blob:
 * @self: a host key
 *
 * Returns: (transfer none): the key as it came
 */
GBytes *
quay_host_key_get_blob (QuayHostKey *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);

  return self->blob;
}

/**
 * quay_host_key_get_key_type:
 * @self: a host key
 *
 * Returns: the type as it stands in the key, such as `ssh-ed25519`
 */
const char *
quay_host_key_get_key_type (QuayHostKey *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);

  return self->key_type;
}

/**
 * quay_host_key_get_type_name:
 * @self: a host key
 *
 * Returns: the type as ssh prints it, such as `ED25519`
 */
const char *
quay_host_key_get_type_name (QuayHostKey *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);

  return self->type_name;
}

/**
 * quay_host_key_get_bits:
 * @self: a host key
 *
 * Returns: the length in bits, as ssh-keygen -l prints it
 */
guint
quay_host_key_get_bits (QuayHostKey *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), 0);

  return self->bits;
}

/**
 * quay_host_key_get_sha256:
 * @self: a host key
 *
 * Returns: the fingerprint as ssh prints it, `SHA256:` and base64 without padding
 */
const char *
quay_host_key_get_sha256 (QuayHostKey *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);

  return self->sha256;
}

/**
 * quay_host_key_get_md5:
 * @self: a host key
 *
 * Returns: the older fingerprint, `MD5:` and pairs of hexadecimal digits; MD5 protects nobody, it is for comparing with
 *   what old systems show
 */
const char *
quay_host_key_get_md5 (QuayHostKey *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);

  return self->md5;
}

/**
 * quay_host_key_dup_base64:
 * @self: a host key
 *
 * Returns: (transfer full): the key in base64, as it stands in known_hosts
 */
char *
quay_host_key_dup_base64 (QuayHostKey *self)
{
  gsize size;
  const guint8 *data;

  g_return_val_if_fail (QUAY_IS_HOST_KEY (self), NULL);

  data = g_bytes_get_data (self->blob, &size);

  return g_base64_encode (data, size);
}

/**
 * quay_host_key_equal:
 * @a: a host key
 * @b: a host key
 *
 * Returns: whether both are the same to the byte
 */
gboolean
quay_host_key_equal (QuayHostKey *a, QuayHostKey *b)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY (a) && QUAY_IS_HOST_KEY (b), FALSE);

  return g_bytes_equal (a->blob, b->blob);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-agent-key.h"

#include <string.h>

#include "quay-agent-socket.h"
#include "quay-blob.h"
#include "quay-error-private.h"

#define AGENTC_SIGN_REQUEST 13
#define AGENT_SIGN_RESPONSE 14
#define AGENT_RSA_SHA2_256 (1u << 1)
#define AGENT_RSA_SHA2_512 (1u << 2)
#define CERT_SUFFIX "-cert-v01@openssh.com"
#define SIGN_TIMEOUT (60 * G_TIME_SPAN_SECOND)

struct _QuayAgentKey
{
  QuayKey parent_instance;

  char *socket_path;
  GCancellable *cancellable; /* nullable, that of the login */
};

G_DEFINE_FINAL_TYPE (QuayAgentKey, quay_agent_key, QUAY_TYPE_KEY)

static guint32
get_flags (const char *algorithm)
{
  if (g_str_has_prefix (algorithm, "rsa-sha2-512"))
    return AGENT_RSA_SHA2_512;

  return g_str_has_prefix (algorithm, "rsa-sha2-256") ? AGENT_RSA_SHA2_256 : 0;
}

/* A certificate's signature carries the plain key's algorithm: PROTOCOL.certkeys of OpenSSH, RFC 8332 section 3. */
static gboolean
is_made_with (const char *made, const char *asked)
{
  gsize length = strlen (asked);

  if (g_str_has_suffix (asked, CERT_SUFFIX))
    length -= strlen (CERT_SUFFIX);
  if (g_str_has_suffix (asked, CERT_SUFFIX) && g_str_has_prefix (asked, "sk-")
      && g_str_has_suffix (made, "@openssh.com"))
    return strlen (made) == length + strlen ("@openssh.com") && strncmp (made, asked, length) == 0;

  return strlen (made) == length && strncmp (made, asked, length) == 0;
}

/* byte SIGN_RESPONSE, string (string algorithm, string signature, more for security keys) */
static GBytes *
read_signature (QuayKey *key, const char *algorithm, GBytes *reply, GError **error)
{
  QuayBlob blob, signature;
  g_autofree char *made = NULL;

  quay_blob_init_bytes (&blob, reply);
  if (quay_blob_get_byte (&blob) != AGENT_SIGN_RESPONSE)
    {
      quay_set_error (
          error, QUAY_ERROR_SIGN,
          "The agent does not sign with the key “%s”: it refused; unlock the agent, or confirm where it asks",
          quay_key_get_comment (key));
      return NULL;
    }
  if (quay_blob_get_blob (&blob, &signature) && quay_blob_is_done (&blob))
    {
      QuayBlob inside = signature;

      made = quay_blob_dup_name (&inside);
      if (made != NULL && is_made_with (made, algorithm))
        return g_bytes_new (signature.data, signature.left);
    }
  quay_set_error (
      error, QUAY_ERROR_SIGN,
      "The agent does not sign with the key “%s” as asked: %s was wanted, %s came; use another agent, or the key "
      "file itself",
      quay_key_get_comment (key), algorithm, made != NULL ? made : "no signature");

  return NULL;
}

/* byte SIGN_REQUEST, string key, string data, uint32 flags */
static GBytes *
quay_agent_key_sign (QuayKey *key, const char *algorithm, GBytes *data, GError **error)
{
  QuayAgentKey *self = QUAY_AGENT_KEY (key);
  g_autoptr (GByteArray) request = g_byte_array_new ();
  g_autoptr (GBytes) reply = NULL;
  g_autoptr (GError) local = NULL;

  quay_blob_put_byte (request, AGENTC_SIGN_REQUEST);
  quay_blob_put_bytes (request, quay_key_get_public_blob (key));
  quay_blob_put_bytes (request, data);
  quay_blob_put_uint32 (request, get_flags (algorithm));
  reply = quay_agent_socket_call (self->socket_path, request, SIGN_TIMEOUT, self->cancellable, &local);
  if (reply == NULL)
    {
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        g_propagate_error (error, g_steal_pointer (&local));
      else
        quay_set_error (error, QUAY_ERROR_SIGN, "The agent does not sign with the key “%s”: %s",
                        quay_key_get_comment (key), local->message);
      return NULL;
    }

  return read_signature (key, algorithm, reply, error);
}

static void
quay_agent_key_finalize (GObject *object)
{
  QuayAgentKey *self = QUAY_AGENT_KEY (object);

  g_clear_pointer (&self->socket_path, g_free);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (quay_agent_key_parent_class)->finalize (object);
}

static void
quay_agent_key_class_init (QuayAgentKeyClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_agent_key_finalize;
  QUAY_KEY_CLASS (class)->sign = quay_agent_key_sign;
}

static void
quay_agent_key_init (QuayAgentKey *self)
{
}

QuayKey *
quay_agent_key_new (const char *socket_path, GBytes *blob, const char *comment, GCancellable *cancellable)
{
  QuayAgentKey *self;
  QuayBlob reader;
  g_autofree char *type = NULL;

  quay_blob_init_bytes (&reader, blob);
  type = quay_blob_dup_name (&reader);
  if (type == NULL)
    return NULL;
  self = g_object_new (QUAY_TYPE_AGENT_KEY, "public-blob", blob, "comment", comment, NULL);
  self->socket_path = g_strdup (socket_path);
  g_set_object (&self->cancellable, cancellable);

  return QUAY_KEY (self);
}

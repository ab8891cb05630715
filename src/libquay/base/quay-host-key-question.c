/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-host-key-question.h"

struct _QuayHostKeyQuestion
{
  GObject parent_instance;

  guint port;
  QuayKnownHostsResult result;

  /* Owned */
  char *host;
  QuayHostKey *key;
  char *line;
  char *algorithm;
};

G_DEFINE_FINAL_TYPE (QuayHostKeyQuestion, quay_host_key_question, G_TYPE_OBJECT)

static void
quay_host_key_question_finalize (GObject *object)
{
  QuayHostKeyQuestion *self = QUAY_HOST_KEY_QUESTION (object);

  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->line, g_free);
  g_clear_pointer (&self->algorithm, g_free);
  g_clear_object (&self->key);

  G_OBJECT_CLASS (quay_host_key_question_parent_class)->finalize (object);
}

static void
quay_host_key_question_class_init (QuayHostKeyQuestionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_host_key_question_finalize;
}

static void
quay_host_key_question_init (QuayHostKeyQuestion *self)
{
}

/**
 * quay_host_key_question_new:
 * @host: the host as the person gave it
 * @port: its port
 * @key: the key the server showed
 * @result: what known_hosts says of it
 * @line: (nullable): where the deciding entry stands, "FILE:LINE"
 *
 * Returns: (transfer full): a question
 */
QuayHostKeyQuestion *
quay_host_key_question_new (
    const char *host, guint port, QuayHostKey *key, QuayKnownHostsResult result, const char *line)
{
  QuayHostKeyQuestion *self;

  g_return_val_if_fail (host != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  self = g_object_new (QUAY_TYPE_HOST_KEY_QUESTION, NULL);
  self->host = g_strdup (host);
  self->port = port;
  self->key = g_object_ref (key);
  self->result = result;
  self->line = g_strdup (line);

  return self;
}

/**
 * quay_host_key_question_get_host:
 * @self: a question
 *
 * Returns: (transfer none): the host
 */
const char *
quay_host_key_question_get_host (QuayHostKeyQuestion *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY_QUESTION (self), NULL);

  return self->host;
}

/**
 * quay_host_key_question_get_port:
 * @self: a question
 *
 * Returns: the port
 */
guint
quay_host_key_question_get_port (QuayHostKeyQuestion *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY_QUESTION (self), 0);

  return self->port;
}

/**
 * quay_host_key_question_get_key:
 * @self: a question
 *
 * Returns: (transfer none): the key the server showed
 */
QuayHostKey *
quay_host_key_question_get_key (QuayHostKeyQuestion *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY_QUESTION (self), NULL);

  return self->key;
}

/**
 * quay_host_key_question_get_result:
 * @self: a question
 *
 * Returns: what known_hosts says of the key
 */
QuayKnownHostsResult
quay_host_key_question_get_result (QuayHostKeyQuestion *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY_QUESTION (self), QUAY_KNOWN_HOSTS_REVOKED);

  return self->result;
}

/**
 * quay_host_key_question_get_line:
 * @self: a question
 *
 * Returns: (transfer none) (nullable): where the deciding entry stands, "FILE:LINE"
 */
const char *
quay_host_key_question_get_line (QuayHostKeyQuestion *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY_QUESTION (self), NULL);

  return self->line;
}

/**
 * quay_host_key_question_get_algorithm:
 * @self: a question
 *
 * Returns: (transfer none) (nullable): the signature algorithm with which the server proved that it holds the key,
 *   such as `rsa-sha2-512` (RFC 8332 section 3)
 */
const char *
quay_host_key_question_get_algorithm (QuayHostKeyQuestion *self)
{
  g_return_val_if_fail (QUAY_IS_HOST_KEY_QUESTION (self), NULL);

  return self->algorithm;
}

/**
 * quay_host_key_question_set_algorithm:
 * @self: a question
 * @algorithm: (nullable): the signature algorithm
 *
 * For whoever asks the question.
 */
void
quay_host_key_question_set_algorithm (QuayHostKeyQuestion *self, const char *algorithm)
{
  g_return_if_fail (QUAY_IS_HOST_KEY_QUESTION (self));

  g_set_str (&self->algorithm, algorithm);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth-packet.h"

struct _QuayAuthPacket
{
  GObject parent_instance;

  /* Owned */
  char *user;
  GBytes *packet;
  GBytes *answer; /* nullable */
};

G_DEFINE_FINAL_TYPE (QuayAuthPacket, quay_auth_packet, G_TYPE_OBJECT)

static void
quay_auth_packet_finalize (GObject *object)
{
  QuayAuthPacket *self = QUAY_AUTH_PACKET (object);

  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->packet, g_bytes_unref);
  g_clear_pointer (&self->answer, g_bytes_unref);
  G_OBJECT_CLASS (quay_auth_packet_parent_class)->finalize (object);
}

static void
quay_auth_packet_class_init (QuayAuthPacketClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_auth_packet_finalize;
}

static void
quay_auth_packet_init (QuayAuthPacket *self)
{
}

/**
 * quay_auth_packet_new:
 * @user: who is to be logged in
 * @packet: a packet of the server's
 *
 * Returns: (transfer full): a packet without an answer
 */
QuayAuthPacket *
quay_auth_packet_new (const char *user, GBytes *packet)
{
  QuayAuthPacket *self;

  g_return_val_if_fail (user != NULL && packet != NULL, NULL);

  self = g_object_new (QUAY_TYPE_AUTH_PACKET, NULL);
  self->user = g_strdup (user);
  self->packet = g_bytes_ref (packet);

  return self;
}

/**
 * quay_auth_packet_get_user:
 * @self: a packet
 *
 * Returns: the user name, for the request to build
 */
const char *
quay_auth_packet_get_user (QuayAuthPacket *self)
{
  g_return_val_if_fail (QUAY_IS_AUTH_PACKET (self), NULL);

  return self->user;
}

/**
 * quay_auth_packet_get_packet:
 * @self: a packet
 *
 * Returns: (transfer none): what the server sent
 */
GBytes *
quay_auth_packet_get_packet (QuayAuthPacket *self)
{
  g_return_val_if_fail (QUAY_IS_AUTH_PACKET (self), NULL);

  return self->packet;
}

/**
 * quay_auth_packet_set_answer:
 * @self: a packet
 * @answer: (nullable): what to send back, the type (50 to 79) first; %NULL gives up
 *
 * Sets the answer.
 */
void
quay_auth_packet_set_answer (QuayAuthPacket *self, GBytes *answer)
{
  GBytes *before;

  g_return_if_fail (QUAY_IS_AUTH_PACKET (self));

  before = self->answer;
  self->answer = answer != NULL ? g_bytes_ref (answer) : NULL;
  g_clear_pointer (&before, g_bytes_unref);
}

/**
 * quay_auth_packet_get_answer:
 * @self: a packet
 *
 * Returns: (transfer none) (nullable): what to send back
 */
GBytes *
quay_auth_packet_get_answer (QuayAuthPacket *self)
{
  g_return_val_if_fail (QUAY_IS_AUTH_PACKET (self), NULL);

  return self->answer;
}

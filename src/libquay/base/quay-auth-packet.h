/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayAuthPacket:
 *
 * One step of an authentication that is left to somebody else: a packet of the server's, as it is (RFC 4252 section 6,
 * the type first), and the packet to send back. The first packet of a login accepts the service (RFC 4253 section 10),
 * and the answer to it is the first request. Banners are not among them, and a success ends it.
 */
#define QUAY_TYPE_AUTH_PACKET (quay_auth_packet_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayAuthPacket, quay_auth_packet, QUAY, AUTH_PACKET, GObject)

QUAY_API QuayAuthPacket *quay_auth_packet_new        (const char *user, GBytes *packet);
QUAY_API const char     *quay_auth_packet_get_user   (QuayAuthPacket *self); /* who is to be logged in, as it is */
QUAY_API GBytes         *quay_auth_packet_get_packet (QuayAuthPacket *self);
/* A packet of the types 50 to 79; NULL gives up. */
QUAY_API void            quay_auth_packet_set_answer (QuayAuthPacket *self, GBytes *answer);
QUAY_API GBytes         *quay_auth_packet_get_answer (QuayAuthPacket *self); /* nullable */

G_END_DECLS

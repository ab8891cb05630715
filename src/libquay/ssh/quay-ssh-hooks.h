/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libssh2.h>

#include "quay-channel.h"
#include "quay-kexinit.h"

G_BEGIN_DECLS

/*
 * QuaySshWire: what lies between libssh2 and the transport. libssh2's SEND hook gives to it and is never refused for lack
 * of room, its RECV hook takes from it and never waits, so libssh2 does no I/O of its own and never stops half way in a
 * packet. It also lends libssh2 its memory: what it frees while a login is made is wiped, and the replies to
 * authentication requests, which libssh2 reads and drops, are read here as they go by.
 */
typedef struct _QuaySshWire QuaySshWire;

QuaySshWire     *quay_ssh_wire_new             (QuayChannel *transport);
void             quay_ssh_wire_free            (QuaySshWire *self);
LIBSSH2_SESSION *quay_ssh_wire_make_session    (QuaySshWire *self);

/* libssh2's callbacks get the wire as their abstract; this is how they find what they work for. */
void             quay_ssh_wire_set_client      (QuaySshWire *self, gpointer client);
gpointer         quay_ssh_wire_get_client      (QuaySshWire *self);

/* Memory that libssh2 will free. */
void            *quay_ssh_wire_alloc           (gsize size);
char            *quay_ssh_wire_alloc_text      (const char *text, gsize *length);

/* > 0: bytes that came; 0: nothing more will; QUAY_CHANNEL_WOULD_BLOCK: not now, or no room before libssh2 takes some. */
gssize           quay_ssh_wire_fill            (QuaySshWire *self);
gboolean          quay_ssh_wire_is_drained      (QuaySshWire *self); /* the last fill took all that was there */
void             quay_ssh_wire_flush           (QuaySshWire *self);
gsize            quay_ssh_wire_get_unsent      (QuaySshWire *self);
gsize            quay_ssh_wire_get_unread      (QuaySshWire *self);
void             quay_ssh_wire_kill            (QuaySshWire *self); /* from now on the hooks fail */

gboolean         quay_ssh_wire_has_ended       (QuaySshWire *self); /* closed by the peer, or broken */
const GError    *quay_ssh_wire_get_error       (QuaySshWire *self); /* nullable: closed in good order */
const char      *quay_ssh_wire_get_farewell    (QuaySshWire *self); /* text of SSH_MSG_DISCONNECT, escaped; nullable */
QuayKexinit     *quay_ssh_wire_get_ours        (QuaySshWire *self);
QuayKexinit     *quay_ssh_wire_get_theirs      (QuaySshWire *self);
guint64          quay_ssh_wire_get_received    (QuaySshWire *self);
guint64          quay_ssh_wire_get_sent        (QuaySshWire *self);
/* When something last came, or something that had to wait went on its way: signs of life. Monotonic. */
gint64           quay_ssh_wire_get_last_moved  (QuaySshWire *self);

/* From begin to end memory is wiped, and SSH_MSG_USERAUTH_FAILURE (RFC 4252 section 5.1) is noted. take_failure gives
 * the methods of the last one (transfer full; NULL where none came since), and whether it was a partial success. */
void             quay_ssh_wire_begin_auth      (QuaySshWire *self);
void             quay_ssh_wire_end_auth        (QuaySshWire *self);
char           **quay_ssh_wire_take_failure    (QuaySshWire *self, gboolean *partial);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaySshWire, quay_ssh_wire_free)

G_END_DECLS

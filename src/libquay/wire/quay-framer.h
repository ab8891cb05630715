/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-block.h"

G_BEGIN_DECLS

/*
 * Cuts a byte stream into SFTP packets: uint32 length, byte type, payload. Bytes are read straight into reference-counted
 * blocks; a packet is handed out in place and may be kept by keeping a reference on its block. A block that is still
 * referenced is never written to again where its bytes stand. Only the tail of a packet that crosses blocks is moved.
 * A length is checked (less than type and id take; more than 256 KiB, or 16 MiB for NAME) as soon as it and, where that
 * matters, the type byte are there,
 * and memory grows with the bytes that arrived, never with the length that was claimed.
 */
typedef struct _QuayFramer QuayFramer;

typedef struct {
  QuayBlock *block;    /* borrowed: valid until the next reserve, unless a reference is taken */
  const guint8 *data;  /* at the type byte */
  gsize size;          /* type byte and payload */
} QuayPacket;

QuayFramer *quay_framer_new     (void);
void        quay_framer_free    (QuayFramer *self);
/* Where to read to, and how much; at least 32 KiB. NULL: there is no memory. */
guint8     *quay_framer_reserve (QuayFramer *self, gsize *size);
void        quay_framer_commit  (QuayFramer *self, gsize length);
/* TRUE: a packet. FALSE without @error: more bytes are needed. FALSE with QUAY_ERROR_INVALID_RESPONSE: broken for good. */
gboolean    quay_framer_next    (QuayFramer *self, QuayPacket *packet, GError **error);
gsize       quay_framer_get_pending (QuayFramer *self);          /* bytes held that are no whole packet yet */
const guint8 *quay_framer_peek  (QuayFramer *self, gsize *size); /* those bytes: to quote text that came before VERSION */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayFramer, quay_framer_free)

G_END_DECLS

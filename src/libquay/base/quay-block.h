/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayBlock: a piece of memory with an atomic reference count, so that payload can go from the receive buffer to
 * the disk pool, and from the disk pool to the channel, without a copy. Freed blocks of the common size are kept
 * in a small process-wide pool.
 */
typedef struct _QuayBlock QuayBlock;

/* The size that is pooled: two replies of the largest size OpenSSH sends (255 KiB) fit. */
#define QUAY_BLOCK_COMMON_SIZE (512 * 1024)

QuayBlock *quay_block_new      (gsize size);
QuayBlock *quay_block_try_new  (gsize size); /* NULL: there is not so much memory */
QuayBlock *quay_block_ref      (QuayBlock *block);
void       quay_block_unref    (QuayBlock *block);
guint8    *quay_block_get_data (QuayBlock *block);
gsize      quay_block_get_size (QuayBlock *block);
gboolean   quay_block_is_shared (QuayBlock *block);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayBlock, quay_block_unref)

G_END_DECLS

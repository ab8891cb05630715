/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-block.h"

#include <stdlib.h>

/* Blocks kept for reuse: 8 MiB at most, about what a busy connection turns over between two disk writes. */
#define POOL_MAX 16

struct _QuayBlock
{
  gint ref_count;
  gsize size;
  QuayBlock *next; /* in the pool */
  _Alignas (64) guint8 data[];
};

static GMutex pool_lock;
static QuayBlock *pool;
static guint pool_length;

static QuayBlock *
pool_take (void)
{
  QuayBlock *block;

  g_mutex_lock (&pool_lock);
  block = pool;
  if (block != NULL)
    {
      pool = block->next;
      pool_length--;
    }
  g_mutex_unlock (&pool_lock);

  return block;
}

static gboolean
pool_give (QuayBlock *block)
{
  gboolean taken;

  g_mutex_lock (&pool_lock);
  taken = pool_length < POOL_MAX;
  if (taken)
    {
      block->next = pool;
      pool = block;
      pool_length++;
    }
  g_mutex_unlock (&pool_lock);

  return taken;
}

QuayBlock *
quay_block_try_new (gsize size)
{
  QuayBlock *block = size == QUAY_BLOCK_COMMON_SIZE ? pool_take () : NULL;

  g_assert (size <= G_MAXSSIZE - sizeof (QuayBlock));
  if (block == NULL)
    {
      void *memory;

      if (posix_memalign (&memory, _Alignof (QuayBlock), sizeof (QuayBlock) + size) != 0)
        return NULL;
      block = memory;
      block->size = size;
    }
  block->next = NULL;
  g_atomic_int_set (&block->ref_count, 1);

  return block;
}

QuayBlock *
quay_block_new (gsize size)
{
  QuayBlock *block = quay_block_try_new (size);

  if (block == NULL)
    g_error ("No memory for a block of %" G_GSIZE_FORMAT " bytes", size);

  return block;
}

QuayBlock *
quay_block_ref (QuayBlock *block)
{
  g_atomic_int_inc (&block->ref_count);

  return block;
}

void
quay_block_unref (QuayBlock *block)
{
  if (!g_atomic_int_dec_and_test (&block->ref_count))
    return;
  if (block->size != QUAY_BLOCK_COMMON_SIZE || !pool_give (block))
    free (block);
}

guint8 *
quay_block_get_data (QuayBlock *block)
{
  return block->data;
}

gsize
quay_block_get_size (QuayBlock *block)
{
  return block->size;
}

/* FALSE only where the caller holds the one reference: nobody else can take another one then. */
gboolean
quay_block_is_shared (QuayBlock *block)
{
  return g_atomic_int_get (&block->ref_count) > 1;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-framer.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-sftp-protocol.h"

/* The least room offered to a read: an SSH packet's worth. */
#define MIN_ROOM (32 * 1024)

/* uint32 length. */
#define HEADER 4

/* Every packet has a type and a uint32: VERSION its version, all others their id. */
#define MIN_LENGTH 5

/* Invariant: start <= end <= size of the block. Bytes before start are handed out, from start to end they are not
 * yet; nobody but the framer looks behind end. */
struct _QuayFramer
{
  QuayBlock *block; /* owned, NULL before the first reserve */
  gsize start;
  gsize end;
  GError *broken; /* owned */
};

QuayFramer *
quay_framer_new (void)
{
  return g_new0 (QuayFramer, 1);
}

void
quay_framer_free (QuayFramer *self)
{
  g_clear_pointer (&self->block, quay_block_unref);
  g_clear_error (&self->broken);
  g_free (self);
}

static inline guint32
peek_u32 (const guint8 *at)
{
  guint32 value;

  memcpy (&value, at, sizeof value);

  return GUINT32_FROM_BE (value);
}

static gsize
room (QuayFramer *self)
{
  return quay_block_get_size (self->block) - self->end;
}

/* Where the packet that is arriving fits a whole block but not the rest of this one: move it now, while few of its
 * bytes are there. */
static gboolean
crosses_end (QuayFramer *self)
{
  gsize needed;

  if (self->end - self->start < HEADER)
    return FALSE;
  needed = HEADER + (gsize)peek_u32 (quay_block_get_data (self->block) + self->start);

  return needed <= QUAY_BLOCK_COMMON_SIZE && needed > quay_block_get_size (self->block) - self->start;
}

/* FALSE, here and below: there is no memory, and all is as it was. */
static gboolean
move_tail (QuayFramer *self)
{
  gsize tail = self->end - self->start;
  guint8 *from = quay_block_get_data (self->block) + self->start;
  /* A packet longer than a block gets twice what has arrived of it, never what it claims. */
  gsize size = tail <= QUAY_BLOCK_COMMON_SIZE / 2 ? QUAY_BLOCK_COMMON_SIZE : 2 * tail;

  if (self->start > 0 && size <= quay_block_get_size (self->block) && !quay_block_is_shared (self->block))
    memmove (quay_block_get_data (self->block), from, tail);
  else
    {
      QuayBlock *block = quay_block_try_new (size);

      if (block == NULL)
        return FALSE;
      memcpy (quay_block_get_data (block), from, tail);
      quay_block_unref (self->block);
      self->block = block;
    }
  self->start = 0;
  self->end = tail;

  return TRUE;
}

/* All is handed out: begin at the start again, in the same block where nobody else holds it. */
static gboolean
rewind_block (QuayFramer *self)
{
  if (quay_block_get_size (self->block) != QUAY_BLOCK_COMMON_SIZE || quay_block_is_shared (self->block))
    {
      QuayBlock *block;

      /* The rest of a shared block still serves, while it has room. */
      if (quay_block_get_size (self->block) == QUAY_BLOCK_COMMON_SIZE && room (self) >= MIN_ROOM)
        return TRUE;
      block = quay_block_try_new (QUAY_BLOCK_COMMON_SIZE);
      if (block == NULL)
        return FALSE;
      quay_block_unref (self->block);
      self->block = block;
    }
  self->start = 0;
  self->end = 0;

  return TRUE;
}

static gboolean
make_room (QuayFramer *self)
{
  if (self->block == NULL)
    self->block = quay_block_try_new (QUAY_BLOCK_COMMON_SIZE);
  if (self->block == NULL)
    return FALSE;
  if (self->start == self->end)
    return rewind_block (self);

  return (room (self) >= MIN_ROOM && !crosses_end (self)) || move_tail (self);
}

guint8 *
quay_framer_reserve (QuayFramer *self, gsize *size)
{
  gboolean ready = make_room (self);

  *size = ready ? room (self) : 0;

  return ready ? quay_block_get_data (self->block) + self->end : NULL;
}

void
quay_framer_commit (QuayFramer *self, gsize length)
{
  g_assert (length == 0 || (self->block != NULL && length <= room (self)));
  self->end += length;
}

static gboolean
fail (QuayFramer *self, GError **error)
{
  g_propagate_error (error, g_error_copy (self->broken));

  return FALSE;
}

static gboolean
check_length (QuayFramer *self, gsize length, const guint8 *type, GError **error)
{
  if (length < MIN_LENGTH)
    quay_set_error (&self->broken, QUAY_ERROR_INVALID_RESPONSE,
                    "The server sent an SFTP packet of %" G_GSIZE_FORMAT
                    " bytes, too short to be one: " QUAY_ADVICE_BROKEN_SERVER,
                    length);
  else if (length > QUAY_SFTP_MAX_NAME_PACKET
           || (length > QUAY_SFTP_MAX_PACKET && type != NULL && *type != SSH_FXP_NAME))
    quay_set_error (&self->broken, QUAY_ERROR_INVALID_RESPONSE,
                    "The server announced an SFTP packet of %" G_GSIZE_FORMAT
                    " bytes, more than can be meant: " QUAY_ADVICE_BROKEN_SERVER,
                    length);
  else
    return TRUE;

  return fail (self, error);
}

gboolean
quay_framer_next (QuayFramer *self, QuayPacket *packet, GError **error)
{
  gsize available = self->end - self->start;
  const guint8 *at;
  gsize length;

  if (G_UNLIKELY (self->broken != NULL))
    return fail (self, error);
  if (available < HEADER)
    return FALSE;
  at = quay_block_get_data (self->block) + self->start;
  length = peek_u32 (at);
  if (!check_length (self, length, available > HEADER ? at + HEADER : NULL, error) || available - HEADER < length)
    return FALSE;
  packet->block = self->block;
  packet->data = at + HEADER;
  packet->size = length;
  self->start += HEADER + length;

  return TRUE;
}

gsize
quay_framer_get_pending (QuayFramer *self)
{
  return self->end - self->start;
}

const guint8 *
quay_framer_peek (QuayFramer *self, gsize *size)
{
  *size = self->end - self->start;

  return *size > 0 ? quay_block_get_data (self->block) + self->start : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include <string.h>

#include "quay-framer.h"
#include "quay-sftp-protocol.h"

const char *const fuzz_seeds[] = {
  "03 00000005 02 00000003",
  "01 00000005 02 00000003 00000011 65 00000001 00000000 00000000 00000000",
  "40 00000009 67 00000001 00000000 00000005 65 00000002 00000005 65 00000003",
  "00 00040001 67 00000001",
  "05 01000000 68 00000001 00000000 00000000 00000000 00000000 00000000",
  "ff 'Welcome to the server' 0d 0a",
  "02 00000000",
  "02 00000004 65000000",
  "02 ffffffff 68",
  NULL,
};

/* The first byte says in pieces of which size the rest arrives, and which packets are kept. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_autoptr (QuayBlock) kept = NULL;
  gsize step, handed_out = 0, arrived = 0;

  if (size == 0)
    return 0;
  step = (gsize)(data[0] & 0x7f) + 1;
  for (gsize at = 1; at < size;)
    {
      g_autoptr (GError) error = NULL;
      QuayPacket packet;
      gsize room;
      guint8 *to = quay_framer_reserve (framer, &room);
      gsize length = MIN (MIN (step, room), size - at);

      g_assert (room >= 32 * 1024 && room <= QUAY_BLOCK_COMMON_SIZE + 2 * arrived);
      memcpy (to, data + at, length);
      quay_framer_commit (framer, length);
      at += length;
      arrived += length;
      while (quay_framer_next (framer, &packet, &error))
        {
          g_assert (packet.size >= 5 && memcmp (packet.data, data + 1 + handed_out + 4, packet.size) == 0);
          handed_out += packet.size + 4;
          if ((data[0] & 0x80) != 0)
            {
              g_clear_pointer (&kept, quay_block_unref);
              kept = quay_block_ref (packet.block);
            }
        }
      g_assert (handed_out + quay_framer_get_pending (framer) == arrived);
      if (error != NULL)
        break;
    }

  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-framer.h"
#include "quay-sftp-protocol.h"
#include "quay-writer.h"
#include "wire-bytes.h"

static void
feed (QuayFramer *framer, gconstpointer data, gsize size)
{
  const guint8 *at = data;

  while (size > 0)
    {
      gsize room;
      guint8 *to = quay_framer_reserve (framer, &room);
      gsize length = MIN (room, size);

      g_assert_cmpuint (room, >=, 32 * 1024);
      memcpy (to, at, length);
      quay_framer_commit (framer, length);
      at += length;
      size -= length;
    }
}

/* A packet whose payload can be told from every other's. */
static void
put_packet (QuayWriter *writer, guint8 type, guint32 id, gsize payload)
{
  gsize start = quay_writer_begin (writer, type, id);

  for (gsize i = 0; i < payload; i++)
    quay_writer_u8 (writer, (guint8)(id * 31 + i));
  quay_writer_end (writer, start);
}

static void
check_packet (const QuayPacket *packet, guint8 type, guint32 id, gsize payload)
{
  g_auto (QuayWriter) expected = { 0 };

  put_packet (&expected, type, id, payload);
  g_assert_cmpmem (packet->data, packet->size, expected.data + 4, expected.len - 4);
}

static void
test_one_byte_at_a_time (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_auto (QuayWriter) stream = { 0 };
  g_autoptr (GError) error = NULL;
  guint32 seen = 0;

  for (guint32 id = 0; id < 5; id++)
    put_packet (&stream, SSH_FXP_STATUS, id, id * 3);
  for (gsize i = 0; i < stream.len; i++)
    {
      QuayPacket packet;

      feed (framer, stream.data + i, 1);
      if (quay_framer_next (framer, &packet, &error))
        {
          check_packet (&packet, SSH_FXP_STATUS, seen, seen * 3);
          seen++;
        }
      g_assert_no_error (error);
    }
  g_assert_cmpuint (seen, ==, 5);
  g_assert_cmpuint (quay_framer_get_pending (framer), ==, 0);
}

static void
test_many_in_one_piece (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_auto (QuayWriter) stream = { 0 };
  g_autoptr (GError) error = NULL;
  QuayPacket packet;

  for (guint32 id = 0; id < 64; id++)
    put_packet (&stream, SSH_FXP_DATA, id, id * 7);
  feed (framer, stream.data, stream.len);
  for (guint32 id = 0; id < 64; id++)
    {
      g_assert_true (quay_framer_next (framer, &packet, &error));
      check_packet (&packet, SSH_FXP_DATA, id, id * 7);
    }
  g_assert_false (quay_framer_next (framer, &packet, &error));
  g_assert_no_error (error);
}

static void
test_split_everywhere (void)
{
  g_auto (QuayWriter) stream = { 0 };

  put_packet (&stream, SSH_FXP_STATUS, 0, 20);
  put_packet (&stream, SSH_FXP_NAME, 1, 40);
  for (gsize split = 0; split <= stream.len; split++)
    {
      g_autoptr (QuayFramer) framer = quay_framer_new ();
      QuayPacket packet;
      guint seen = 0;

      feed (framer, stream.data, split);
      for (; quay_framer_next (framer, &packet, NULL); seen++)
        check_packet (&packet, seen == 0 ? SSH_FXP_STATUS : SSH_FXP_NAME, seen, seen == 0 ? 20 : 40);
      feed (framer, stream.data + split, stream.len - split);
      for (; quay_framer_next (framer, &packet, NULL); seen++)
        check_packet (&packet, seen == 0 ? SSH_FXP_STATUS : SSH_FXP_NAME, seen, seen == 0 ? 20 : 40);
      g_assert_cmpuint (seen, ==, 2);
    }
}

/* Replies of the size that bulk transfers have, with reads of uneven sizes: nothing is lost where blocks end. */
static void
test_stream (gconstpointer data)
{
  gsize payload = GPOINTER_TO_SIZE (data);
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_auto (QuayWriter) stream = { 0 };
  guint32 seen = 0, n_packets = (guint32)(4 * 1024 * 1024 / payload);

  for (guint32 id = 0; id < n_packets; id++)
    put_packet (&stream, SSH_FXP_DATA, id, payload);
  for (gsize at = 0, step = 1; at < stream.len; step = step * 5 % 99991 + 1)
    {
      gsize length = MIN (step, stream.len - at);
      QuayPacket packet;

      feed (framer, stream.data + at, length);
      at += length;
      while (quay_framer_next (framer, &packet, NULL))
        check_packet (&packet, SSH_FXP_DATA, seen++, payload);
    }
  g_assert_cmpuint (seen, ==, n_packets);
}

/* A payload that is kept stays as it is while the stream goes on, and costs its blocks only. */
static void
test_kept_payload (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)quay_block_unref);
  QuayPacket kept[200];
  guint n_distinct = 0;

  for (guint32 id = 0; id < G_N_ELEMENTS (kept); id++)
    {
      g_auto (QuayWriter) stream = { 0 };

      put_packet (&stream, SSH_FXP_DATA, id, 32768);
      feed (framer, stream.data, stream.len);
      g_assert_true (quay_framer_next (framer, &kept[id], NULL));
      g_ptr_array_add (blocks, quay_block_ref (kept[id].block));
    }
  for (guint32 id = 0; id < G_N_ELEMENTS (kept); id++)
    {
      check_packet (&kept[id], SSH_FXP_DATA, id, 32768);
      n_distinct += id == 0 || kept[id].block != kept[id - 1].block;
    }
  g_assert_cmpuint (n_distinct, <=, 16); /* 200 x 32 KiB are 13 blocks' worth */
}

/* As above, with packets that cross the ends of blocks whose earlier packets are kept. */
static void
test_kept_stream (gconstpointer data)
{
  gsize payload = GPOINTER_TO_SIZE (data);
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_autoptr (GPtrArray) blocks = g_ptr_array_new_with_free_func ((GDestroyNotify)quay_block_unref);
  g_auto (QuayWriter) stream = { 0 };
  guint32 seen = 0, n_packets = (guint32)(4 * 1024 * 1024 / payload);
  g_autofree QuayPacket *kept = g_new0 (QuayPacket, n_packets);

  for (guint32 id = 0; id < n_packets; id++)
    put_packet (&stream, SSH_FXP_DATA, id, payload);
  for (gsize at = 0, step = 1; at < stream.len; step = step * 5 % 39989 + 1)
    {
      gsize length = MIN (step, stream.len - at);

      feed (framer, stream.data + at, length);
      at += length;
      for (; seen < n_packets && quay_framer_next (framer, &kept[seen], NULL); seen++)
        g_ptr_array_add (blocks, quay_block_ref (kept[seen].block));
    }
  g_assert_cmpuint (seen, ==, n_packets);
  for (guint32 id = 0; id < n_packets; id++)
    check_packet (&kept[id], SSH_FXP_DATA, id, payload);
}

/* Nobody keeps anything: one block serves for ever. */
static void
test_block_is_reused (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  QuayBlock *block = NULL;

  for (guint32 id = 0; id < 100; id++)
    {
      g_auto (QuayWriter) stream = { 0 };
      QuayPacket packet;

      put_packet (&stream, SSH_FXP_DATA, id, 30000);
      feed (framer, stream.data, stream.len);
      g_assert_true (quay_framer_next (framer, &packet, NULL));
      g_assert_true (block == NULL || block == packet.block);
      block = packet.block;
    }
}

static void
test_bad_length (gconstpointer data)
{
  g_autoptr (GByteArray) bytes = wire_bytes (data);
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  QuayPacket packet;

  for (guint i = 0; i < bytes->len; i++)
    {
      g_assert_no_error (error);
      feed (framer, bytes->data + i, 1);
      g_assert_false (quay_framer_next (framer, &packet, &error));
    }
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_INVALID_RESPONSE);
  feed (framer, "\0\0\0\5e\0\0\0\0", 9);
  g_assert_false (quay_framer_next (framer, &packet, &again));
  g_assert_error (again, QUAY_ERROR, QUAY_ERROR_INVALID_RESPONSE);
}

static void
test_largest (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_auto (QuayWriter) stream = { 0 };
  QuayPacket packet;

  put_packet (&stream, SSH_FXP_DATA, 1, QUAY_SFTP_MAX_PACKET - 5);
  put_packet (&stream, SSH_FXP_STATUS, 2, 0);
  feed (framer, stream.data, stream.len);
  g_assert_true (quay_framer_next (framer, &packet, NULL));
  check_packet (&packet, SSH_FXP_DATA, 1, QUAY_SFTP_MAX_PACKET - 5);
  g_assert_true (quay_framer_next (framer, &packet, NULL));
  check_packet (&packet, SSH_FXP_STATUS, 2, 0);
}

/* A NAME of 16 MiB: memory follows what arrived, never what was claimed. */
static void
test_growth (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_auto (QuayWriter) stream = { 0 };
  QuayPacket packet;
  gsize at = 0;

  put_packet (&stream, SSH_FXP_NAME, 1, QUAY_SFTP_MAX_NAME_PACKET - 5);
  put_packet (&stream, SSH_FXP_STATUS, 2, 3);
  while (at < stream.len)
    {
      gsize room;
      guint8 *to = quay_framer_reserve (framer, &room);
      gsize length = MIN (MIN (room, 30000), stream.len - at);

      g_assert_cmpuint (room, <=, at + QUAY_BLOCK_COMMON_SIZE);
      memcpy (to, stream.data + at, length);
      quay_framer_commit (framer, length);
      at += length;
      if (at < QUAY_SFTP_MAX_NAME_PACKET)
        g_assert_false (quay_framer_next (framer, &packet, NULL));
    }
  g_assert_true (quay_framer_next (framer, &packet, NULL));
  check_packet (&packet, SSH_FXP_NAME, 1, QUAY_SFTP_MAX_NAME_PACKET - 5);
  g_assert_true (quay_framer_next (framer, &packet, NULL));
  check_packet (&packet, SSH_FXP_STATUS, 2, 3);
  /* The large block goes back at once. */
  quay_framer_reserve (framer, &at);
  g_assert_cmpuint (at, ==, QUAY_BLOCK_COMMON_SIZE);
}

static void
test_peek (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  g_autoptr (GError) error = NULL;
  const guint8 *bytes;
  QuayPacket packet;
  gsize size;

  g_assert_null (quay_framer_peek (framer, &size));
  g_assert_cmpuint (size, ==, 0);
  feed (framer, "Welcome\r\n", 9);
  g_assert_false (quay_framer_next (framer, &packet, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_INVALID_RESPONSE);
  bytes = quay_framer_peek (framer, &size);
  g_assert_cmpmem (bytes, size, "Welcome\r\n", 9);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/framer/one-byte-at-a-time", test_one_byte_at_a_time);
  g_test_add_func ("/wire/framer/many-in-one-piece", test_many_in_one_piece);
  g_test_add_func ("/wire/framer/split-everywhere", test_split_everywhere);
  g_test_add_data_func ("/wire/framer/stream-32k", GSIZE_TO_POINTER (32768), test_stream);
  g_test_add_data_func ("/wire/framer/stream-255k", GSIZE_TO_POINTER (261120), test_stream);
  g_test_add_data_func ("/wire/framer/stream-100", GSIZE_TO_POINTER (100), test_stream);
  g_test_add_func ("/wire/framer/kept-payload", test_kept_payload);
  g_test_add_data_func ("/wire/framer/kept-stream-32k", GSIZE_TO_POINTER (32768), test_kept_stream);
  g_test_add_data_func ("/wire/framer/kept-stream-255k", GSIZE_TO_POINTER (261120), test_kept_stream);
  g_test_add_data_func ("/wire/framer/kept-stream-1000", GSIZE_TO_POINTER (1000), test_kept_stream);
  g_test_add_func ("/wire/framer/block-is-reused", test_block_is_reused);
  g_test_add_data_func ("/wire/framer/length-0", "00000000", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-1", "00000001", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-2", "00000002", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-3", "00000003", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-4", "00000004", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-256k-1", "00040001 67", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-16m-1", "01000001", test_bad_length);
  g_test_add_data_func ("/wire/framer/length-max", "ffffffff", test_bad_length);
  g_test_add_func ("/wire/framer/largest", test_largest);
  g_test_add_func ("/wire/framer/growth", test_growth);
  g_test_add_func ("/wire/framer/peek", test_peek);

  return g_test_run ();
}

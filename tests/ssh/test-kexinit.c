/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-blob.h"
#include "quay-error.h"
#include "quay-kexinit.h"

/* An identification line and a KEXINIT packet with these lists, and what follows it. */
static GByteArray *
make_stream (const char *before, const char *const lists[QUAY_KEXINIT_N_LISTS])
{
  g_autoptr (GByteArray) payload = g_byte_array_new ();
  GByteArray *stream = g_byte_array_new ();
  static const guint8 padding[8] = { 0 };

  quay_blob_put_byte (payload, 20);
  g_byte_array_append (payload, (const guint8 *)"0123456789abcdef", 16);
  for (int i = 0; i < QUAY_KEXINIT_N_LISTS; i++)
    quay_blob_put_text (payload, lists[i]);
  quay_blob_put_byte (payload, 0);
  quay_blob_put_uint32 (payload, 0);

  g_byte_array_append (stream, (const guint8 *)before, strlen (before));
  quay_blob_put_uint32 (stream, payload->len + 1 + sizeof padding);
  quay_blob_put_byte (stream, sizeof padding);
  g_byte_array_append (stream, payload->data, payload->len);
  g_byte_array_append (stream, padding, sizeof padding);
  g_byte_array_append (stream, (const guint8 *)"what follows is of no interest", 30);

  return stream;
}

static const char *const modern[QUAY_KEXINIT_N_LISTS] = {
  "curve25519-sha256,ext-info-c,kex-strict-c-v00@openssh.com",
  "ssh-ed25519",
  "aes128-gcm@openssh.com,aes128-ctr",
  "aes128-gcm@openssh.com,aes128-ctr",
  "hmac-sha2-256",
  "hmac-sha2-256",
  "none",
  "none",
  "",
  "",
};

static QuayKexinit *
parse (const char *const lists[QUAY_KEXINIT_N_LISTS], gsize step)
{
  g_autoptr (GByteArray) stream = make_stream ("hello\r\nthere\nSSH-2.0-Test_1 a comment\r\n", lists);
  QuayKexinit *kexinit = quay_kexinit_new ();

  for (gsize i = 0; i < stream->len; i += step)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (quay_kexinit_feed (kexinit, stream->data + i, MIN (step, stream->len - i), &error));
      g_assert_no_error (error);
    }

  return kexinit;
}

static void
test_in_pieces (void)
{
  static const gsize steps[] = { 1, 2, 3, 5, 7, 64, 100000 };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr (QuayKexinit) kexinit = parse (modern, steps[i]);
      g_autofree char *heard = quay_kexinit_dup_heard (kexinit);

      g_assert_true (quay_kexinit_is_complete (kexinit));
      g_assert_cmpstr (quay_kexinit_get_identification (kexinit), ==, "SSH-2.0-Test_1 a comment");
      g_assert_cmpstr (heard, ==, "hello\nthere");
      g_assert_true (quay_kexinit_offers (kexinit, QUAY_KEXINIT_KEX, "kex-strict-c-v00@openssh.com"));
      g_assert_false (quay_kexinit_offers (kexinit, QUAY_KEXINIT_KEX, "kex-strict"));
      g_assert_cmpstr (quay_kexinit_get_list (kexinit, QUAY_KEXINIT_CIPHER_SC)[1], ==, "aes128-ctr");
    }
}

static void
check_mismatch (QuayKexinitList list, const char *theirs, QuayKexinitList expected)
{
  const char *lists[QUAY_KEXINIT_N_LISTS];
  g_autoptr (QuayKexinit) client = parse (modern, 1000);
  g_autoptr (QuayKexinit) server = NULL;

  memcpy (lists, modern, sizeof lists);
  lists[list] = theirs;
  server = parse (lists, 1000);
  g_assert_cmpint (quay_kexinit_find_mismatch (client, server), ==, expected);
}

static void
test_mismatch (void)
{
  check_mismatch (QUAY_KEXINIT_KEX, modern[0], QUAY_KEXINIT_N_LISTS);
  /* A marker in common is no algorithm in common. */
  check_mismatch (QUAY_KEXINIT_KEX, "ext-info-c,diffie-hellman-group1-sha1", QUAY_KEXINIT_KEX);
  check_mismatch (QUAY_KEXINIT_HOST_KEY, "ssh-dss", QUAY_KEXINIT_HOST_KEY);
  check_mismatch (QUAY_KEXINIT_CIPHER_CS, "3des-cbc", QUAY_KEXINIT_CIPHER_CS);
  check_mismatch (QUAY_KEXINIT_CIPHER_SC, "", QUAY_KEXINIT_CIPHER_SC);
  check_mismatch (QUAY_KEXINIT_COMPRESSION_SC, "zlib", QUAY_KEXINIT_COMPRESSION_SC);
  /* The cipher in common needs no MAC. */
  check_mismatch (QUAY_KEXINIT_MAC_CS, "hmac-md5", QUAY_KEXINIT_N_LISTS);
}

static void
test_mac_mismatch (void)
{
  const char *lists[QUAY_KEXINIT_N_LISTS];
  g_autoptr (QuayKexinit) client = parse (modern, 1000);
  g_autoptr (QuayKexinit) server = NULL;

  memcpy (lists, modern, sizeof lists);
  lists[QUAY_KEXINIT_CIPHER_CS] = "aes128-ctr";
  lists[QUAY_KEXINIT_MAC_CS] = "hmac-md5";
  server = parse (lists, 1000);
  g_assert_cmpint (quay_kexinit_find_mismatch (client, server), ==, QUAY_KEXINIT_MAC_CS);
}

/* Every cut and every inverted byte: no crash, and never complete before the end. */
static void
test_damaged (void)
{
  g_autoptr (GByteArray) stream = make_stream ("SSH-2.0-Test_1\r\n", modern);
  gsize end = stream->len - 30;

  for (gsize i = 0; i < end; i++)
    {
      g_autoptr (QuayKexinit) cut = quay_kexinit_new ();
      g_autoptr (QuayKexinit) damaged = quay_kexinit_new ();
      g_autofree guint8 *bytes = g_memdup2 (stream->data, stream->len);

      g_assert_true (quay_kexinit_feed (cut, stream->data, i, NULL));
      g_assert_false (quay_kexinit_is_complete (cut));
      bytes[i] ^= 0xff;
      quay_kexinit_feed (damaged, bytes, stream->len, NULL);
    }
}

static void
test_random (void)
{
  for (int round = 0; round < 2000; round++)
    {
      g_autoptr (QuayKexinit) kexinit = quay_kexinit_new ();
      guint8 bytes[200];

      for (gsize i = 0; i < sizeof bytes; i++)
        bytes[i] = g_test_rand_int ();
      if (round % 2 == 0)
        quay_kexinit_feed (kexinit, (const guint8 *)"SSH-2.0-x\n", 10, NULL);
      quay_kexinit_feed (kexinit, bytes, sizeof bytes, NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kexinit/in-pieces", test_in_pieces);
  g_test_add_func ("/kexinit/mismatch", test_mismatch);
  g_test_add_func ("/kexinit/mac-mismatch", test_mac_mismatch);
  g_test_add_func ("/kexinit/damaged", test_damaged);
  g_test_add_func ("/kexinit/random", test_random);

  return g_test_run ();
}

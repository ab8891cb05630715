/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-reader.h"
#include "wire-bytes.h"

static void
test_types (void)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("01 02030405 060708090a0b0c0d 00000003'abc' 00000002'de' ff");
  g_autofree char *text = NULL;
  QuayReader reader;
  gsize length;
  const guint8 *string;

  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_cmphex (quay_reader_u8 (&reader), ==, 0x01);
  g_assert_cmphex (quay_reader_u32 (&reader), ==, 0x02030405);
  g_assert_cmphex (quay_reader_u64 (&reader), ==, G_GUINT64_CONSTANT (0x060708090a0b0c0d));
  string = quay_reader_string (&reader, &length);
  g_assert_cmpmem (string, length, "abc", 3);
  text = quay_reader_dup_text (&reader, 2);
  g_assert_cmpstr (text, ==, "de");
  g_assert_cmpuint (quay_reader_left (&reader), ==, 1);
  quay_reader_skip (&reader, 1);
  g_assert_cmpuint (quay_reader_left (&reader), ==, 0);
  g_assert_true (quay_reader_ok (&reader));
}

/* Every read at the end fails, and everything after it gives nothing. */
static void
test_latch (void)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("01 02030405 060708090a0b0c0d 00000003'abc'");

  for (gsize size = 0; size < bytes->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes->data, size);
      QuayReader reader;
      gsize length = 99;

      quay_reader_init (&reader, cut, size);
      quay_reader_u8 (&reader);
      quay_reader_u32 (&reader);
      quay_reader_u64 (&reader);
      g_assert_null (quay_reader_string (&reader, &length));
      g_assert_cmpuint (length, ==, 0);
      g_assert_false (quay_reader_ok (&reader));
      g_assert_cmpuint (quay_reader_left (&reader), ==, 0);
      g_assert_cmpuint (quay_reader_u8 (&reader), ==, 0);
      g_assert_cmpuint (quay_reader_u64 (&reader), ==, 0);
      g_assert_null (quay_reader_dup_text (&reader, 10));
      quay_reader_skip (&reader, 0);
      g_assert_false (quay_reader_ok (&reader));
    }
}

static void
test_lengths (void)
{
  static const char *const lengths[] = { "00000004'abc'", "ffffffff'abc'", "7fffffff'abc'", "fffffffc'abc'" };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (lengths[i]);
      QuayReader reader;
      gsize length;

      quay_reader_init (&reader, bytes->data, bytes->len);
      g_assert_null (quay_reader_string (&reader, &length));
      g_assert_false (quay_reader_ok (&reader));
    }
}

static void
test_text (void)
{
  g_autoptr (GByteArray) nul = wire_bytes ("00000003'a' 00 'b'");
  g_autoptr (GByteArray) longer = wire_bytes ("00000003'abc'");
  g_autoptr (GByteArray) empty = wire_bytes ("00000000");
  g_autofree char *text = NULL;
  QuayReader reader;

  quay_reader_init (&reader, nul->data, nul->len);
  g_assert_null (quay_reader_dup_text (&reader, 10));
  g_assert_false (quay_reader_ok (&reader));
  quay_reader_init (&reader, longer->data, longer->len);
  g_assert_null (quay_reader_dup_text (&reader, 2));
  g_assert_false (quay_reader_ok (&reader));
  quay_reader_init (&reader, empty->data, empty->len);
  text = quay_reader_dup_text (&reader, 0);
  g_assert_cmpstr (text, ==, "");
}

static void
test_skip (void)
{
  QuayReader reader;

  quay_reader_init (&reader, "abc", 3);
  quay_reader_skip (&reader, G_MAXSIZE);
  g_assert_false (quay_reader_ok (&reader));
  quay_reader_init (&reader, NULL, 0);
  quay_reader_skip (&reader, 0);
  g_assert_cmpuint (quay_reader_left (&reader), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/reader/types", test_types);
  g_test_add_func ("/wire/reader/latch", test_latch);
  g_test_add_func ("/wire/reader/lengths", test_lengths);
  g_test_add_func ("/wire/reader/text", test_text);
  g_test_add_func ("/wire/reader/skip", test_skip);

  return g_test_run ();
}

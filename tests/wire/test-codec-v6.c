/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec-fixture.h"

/* Section numbers are those of draft-ietf-secsh-filexfer-13. */

/* Section 8.1.1. */
static void
test_open (Fixture *f, gconstpointer data)
{
  QuayAttrs attrs = { .valid = QUAY_ATTR_SIZE | QUAY_ATTR_ALLOCATION_SIZE, .size = 1, .allocation_size = 2 };

  quay_codec_put_open (f->codec, &f->writer, ID, PATH, QUAY_OPEN_READ | QUAY_OPEN_NOFOLLOW, NULL);
  assert_wire (&f->writer, "0000001a 03 00000007 00000004'/a/b' 00000081 00000402 00000000 01");
  quay_codec_put_open (f->codec, &f->writer, ID, PATH, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE,
                       &attrs);
  assert_wire (&f->writer, "0000002a 03 00000007 00000004'/a/b' 00000102 00000000 00000401 01 0000000000000001"
                           " 0000000000000002");
}

/* Section 8.7. */
static void
test_links (Fixture *f, gconstpointer data)
{
  g_assert_true (quay_codec_put_link (f->codec, &f->writer, ID, PATH, "c", FALSE));
  assert_wire (&f->writer, "00000013 15 00000007 00000004'/a/b' 00000001'c' 00");
  quay_codec_put_symlink (f->codec, &f->writer, ID, PATH, "c", TRUE);
  assert_wire (&f->writer, "00000013 15 00000007 00000004'/a/b' 00000001'c' 01");
}

/* Section 8.8. */
static void
test_locks (Fixture *f, gconstpointer data)
{
  g_assert_true (quay_codec_put_block (f->codec, &f->writer, ID, f->handle, 1, 2, 0x80));
  assert_wire (&f->writer, "0000001f 16 00000007 00000002'h1' 0000000000000001 0000000000000002 00000080");
  g_assert_true (quay_codec_put_unblock (f->codec, &f->writer, ID, f->handle, 1, 2));
  assert_wire (&f->writer, "0000001b 17 00000007 00000002'h1' 0000000000000001 0000000000000002");
  g_assert_true (quay_codec_put_unblock_mask (f->codec, &f->writer, ID, f->handle, 1, 2, 0));
  assert_wire (&f->writer, "0000001f 17 00000007 00000002'h1' 0000000000000001 0000000000000002 00000000");
}

/* Sections 8.3, 8.5 and 8.9. */
static void
test_requests (Fixture *f, gconstpointer data)
{
  quay_codec_put_rename (f->codec, &f->writer, ID, PATH, "/c/d", QUAY_RENAME_OVERWRITE);
  assert_wire (&f->writer, "00000019 12 00000007 00000004'/a/b' 00000004'/c/d' 00000001");
  quay_codec_put_stat (f->codec, &f->writer, ID, PATH, QUAY_ATTR_CTIME | QUAY_ATTR_LINK_COUNT);
  assert_wire (&f->writer, "00000011 11 00000007 00000004'/a/b' 0000a000");
  quay_codec_put_realpath (f->codec, &f->writer, ID, ".");
  assert_wire (&f->writer, "0000000a 10 00000007 00000001'.'");
  quay_codec_put_realpath_control (f->codec, &f->writer, ID, ".");
  assert_wire (&f->writer, "0000000b 10 00000007 00000001'.' 01");
}

/* Section 7: what a server sends of all fields, and what of it is sent back. */
static void
test_attrs (Fixture *f, gconstpointer data)
{
  g_auto (QuayAttrs) attrs = { 0 };

  read_attrs (f,
              "8000fffd 01 0000000000000400 0000000000000800 00000001'o' 00000001'g' 000001ed 0000000000000001 00000002"
              " 0000000000000003 00000004 0000000000000005 00000006 0000000000000007 00000008"
              " 0000001e 00000003 00000001 00000001 00000040 00000005 00000006'GROUP@'"
              " 00000002 00000003 02 0000000a'text/plain' 00000009 00000002'u' ff 00000001 00000003'a@b' 00000002'xy'",
              &attrs);
  g_assert_cmpuint (attrs.allocation_size, ==, 2048);
  g_assert_cmpint (attrs.ctime, ==, 7);
  g_assert_cmpuint (attrs.ctime_nsec, ==, 8);
  g_assert_cmpuint (attrs.acl_flags, ==, 3);
  g_assert_cmpuint (g_array_index (attrs.acl, QuayAce, 0).type, ==, 1);
  g_assert_cmpuint (g_array_index (attrs.acl, QuayAce, 0).mask, ==, 5);
  g_assert_cmpstr (g_array_index (attrs.acl, QuayAce, 0).who, ==, "GROUP@");
  g_assert_cmpuint (attrs.bits, ==, 2);
  g_assert_cmpuint (attrs.bits_valid, ==, 3);
  g_assert_cmpuint (attrs.text_hint, ==, 2);
  g_assert_cmpstr (attrs.mime_type, ==, "text/plain");
  g_assert_cmpuint (attrs.link_count, ==, 9);
  g_assert_cmpstr (attrs.untranslated_name, ==, "u\377");

  quay_codec_put_attrs (f->codec, &f->writer, &attrs);
  assert_wire (
      &f->writer,
      "800097fd 01 0000000000000400 0000000000000800 00000001'o' 00000001'g' 000001ed 0000000000000001 00000002"
      " 0000000000000003 00000004 0000000000000005 00000006 0000000000000007 00000008"
      " 0000001e 00000003 00000001 00000001 00000040 00000005 00000006'GROUP@'"
      " 00000002 00000003 0000000a'text/plain' 00000001 00000003'a@b' 00000002'xy'");
  g_assert_false (accepts_attrs (f, "00010000 01"));
  g_assert_false (accepts_attrs (f, "00000040 01 00000008 00000000 ffffffff"));
}

/* Sections 9.3 and 9.4: the end flags may be there or not. */
static void
test_end_flags (Fixture *f, gconstpointer data)
{
  static const char *const tails[] = { "", "00", "01" };

  for (guint i = 0; i < G_N_ELEMENTS (tails); i++)
    {
      g_autofree char *data_spec = g_strconcat ("00000001'x'", tails[i], NULL);
      g_autofree char *name_spec = g_strconcat ("00000001 00000001'f' 00000000 01", tails[i], NULL);
      g_autoptr (GByteArray) data_bytes = wire_bytes (data_spec);
      g_autoptr (GByteArray) name_bytes = wire_bytes (name_spec);
      g_auto (QuayNameEntry) entry = { 0 };
      gboolean end;
      const guint8 *payload;
      QuayReader reader;
      guint32 count;
      gsize length;

      quay_reader_init (&reader, data_bytes->data, data_bytes->len);
      g_assert_true (quay_codec_get_data (f->codec, &reader, &payload, &length, &end));
      g_assert_cmpmem (payload, length, "x", 1);
      g_assert_true (end == (i == 2));
      quay_reader_init (&reader, name_bytes->data, name_bytes->len);
      g_assert_true (quay_codec_get_name_count (f->codec, &reader, &count));
      g_assert_true (quay_codec_get_name_entry (f->codec, &reader, &entry));
      g_assert_true (quay_codec_get_name_end (f->codec, &reader, &end));
      g_assert_true (end == (i == 2));
    }
}

/* Section 9.1: names behind the language tag. */
static void
test_status (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("00000010 00000004'Who?' 00000002'en' 00000003'bob'");
  const guint8 *text;
  QuayStatus status;
  QuayReader reader;
  gsize length;

  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (quay_codec_get_status (f->codec, &reader, &status, &text, &length));
  g_assert_cmpint (status, ==, QUAY_STATUS_UNKNOWN_PRINCIPAL);
  g_assert_cmpmem (text, length, "Who?", 4);
}

#define ADD(name) g_test_add ("/wire/v6/" #name, Fixture, GUINT_TO_POINTER (6), set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD (open);
  ADD (links);
  ADD (locks);
  ADD (requests);
  ADD (attrs);
  ADD (end_flags);
  ADD (status);

  return g_test_run ();
}

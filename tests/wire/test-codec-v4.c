/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec-fixture.h"

/* Section numbers are those of draft-ietf-secsh-filexfer-04. */

/* Section 6.3: as in version 3, with TEXT. */
static void
test_open (Fixture *f, gconstpointer data)
{
  QuayAttrs attrs = { .valid = QUAY_ATTR_PERMISSIONS, .permissions = 0100600 };

  quay_codec_put_open (f->codec, &f->writer, ID, PATH, QUAY_OPEN_READ | QUAY_OPEN_TEXT | QUAY_OPEN_NOFOLLOW, NULL);
  assert_wire (&f->writer, "00000016 03 00000007 00000004'/a/b' 00000041 00000000 01");
  quay_codec_put_open (f->codec, &f->writer, ID, PATH, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_TRUNCATE, &attrs);
  assert_wire (&f->writer, "0000001a 03 00000007 00000004'/a/b' 0000001a 00000004 01 00000180");
}

/* Sections 6.4 to 6.8. */
static void
test_requests (Fixture *f, gconstpointer data)
{
  quay_codec_put_mkdir (f->codec, &f->writer, ID, PATH, NULL);
  assert_wire (&f->writer, "00000012 0e 00000007 00000004'/a/b' 00000000 02");
  quay_codec_put_rename (f->codec, &f->writer, ID, PATH, "/c/d", QUAY_RENAME_OVERWRITE);
  assert_wire (&f->writer, "00000015 12 00000007 00000004'/a/b' 00000004'/c/d'");
  quay_codec_put_stat (f->codec, &f->writer, ID, PATH, QUAY_ATTR_SIZE | QUAY_ATTR_CTIME);
  assert_wire (&f->writer, "00000011 11 00000007 00000004'/a/b' 00000001");
  quay_codec_put_lstat (f->codec, &f->writer, ID, PATH, 0);
  assert_wire (&f->writer, "00000011 07 00000007 00000004'/a/b' 000001ad");
  quay_codec_put_fstat (f->codec, &f->writer, ID, f->handle, QUAY_ATTR_UIDGID);
  assert_wire (&f->writer, "0000000f 08 00000007 00000002'h1' 00000080");
  quay_codec_put_symlink (f->codec, &f->writer, ID, PATH, "c", FALSE);
  assert_wire (&f->writer, "00000012 14 00000007 00000004'/a/b' 00000001'c'");
  g_assert_false (quay_codec_put_link (f->codec, &f->writer, ID, PATH, "c", FALSE));
}

/* Sections 5 and 6.9. */
static void
test_setstat (Fixture *f, gconstpointer data)
{
  QuayAttrs attrs = {
    .valid = QUAY_ATTR_SIZE | QUAY_ATTR_OWNERGROUP | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME
             | QUAY_ATTR_SUBSECOND_TIMES | QUAY_ATTR_BITS | QUAY_ATTR_LINK_COUNT,
    .type = QUAY_FILE_TYPE_REGULAR,
    .size = 1024,
    .owner = (char *)"o",
    .group = (char *)"gg",
    .permissions = 0104755,
    .atime = -1,
    .atime_nsec = 500000000,
    .mtime = G_GINT64_CONSTANT (0x100000000),
    .mtime_nsec = 1,
  };
  QuayAttrs numbers = { .valid = QUAY_ATTR_UIDGID, .uid = 1000, .gid = 0 };

  quay_codec_put_setstat (f->codec, &f->writer, ID, PATH, &attrs);
  assert_wire (&f->writer, "00000041 09 00000007 00000004'/a/b' 000001ad 01 0000000000000400 00000001'o' 00000002'gg'"
                           " 000009ed ffffffffffffffff 1dcd6500 0000000100000000 00000001");
  quay_codec_put_fsetstat (f->codec, &f->writer, ID, f->handle, &numbers);
  assert_wire (&f->writer, "0000001d 0a 00000007 00000002'h1' 00000080 05 00000004'1000' 00000001'0'");
}

static void
test_attrs (Fixture *f, gconstpointer data)
{
  g_auto (QuayAttrs) attrs = { 0 };
  g_auto (QuayAttrs) plain = { 0 };

  read_attrs (f,
              "800001fd 02 0000000000000400 00000001'o' 00000001'g' 000041ed 0000000000000001 00000002"
              " 0000000000000003 00000004 ffffffffffffffff 00000006"
              " 0000001a 00000001 00000000 00000001 00000002 00000006'OWNER@' 00000001 00000003'a@b' 00000002'xy'",
              &attrs);
  g_assert_cmpint (attrs.type, ==, QUAY_FILE_TYPE_DIRECTORY);
  g_assert_cmpuint (attrs.size, ==, 1024);
  g_assert_cmpstr (attrs.owner, ==, "o");
  g_assert_cmpstr (attrs.group, ==, "g");
  g_assert_cmpuint (attrs.permissions & 07777, ==, 0755);
  g_assert_cmpint (attrs.atime, ==, 1);
  g_assert_cmpuint (attrs.atime_nsec, ==, 2);
  g_assert_cmpint (attrs.createtime, ==, 3);
  g_assert_cmpint (attrs.mtime, ==, -1);
  g_assert_cmpuint (attrs.mtime_nsec, ==, 6);
  g_assert_cmpuint (attrs.acl->len, ==, 1);
  g_assert_cmpuint (g_array_index (attrs.acl, QuayAce, 0).flags, ==, 1);
  g_assert_cmpuint (g_array_index (attrs.acl, QuayAce, 0).mask, ==, 2);
  g_assert_cmpstr (g_array_index (attrs.acl, QuayAce, 0).who, ==, "OWNER@");
  g_assert_cmpuint (attrs.extensions->len, ==, 1);

  /* Type unknown, but told by the permissions; owner and group empty, which means absent. */
  read_attrs (f, "00000084 05 00000000 00000000 000041ed", &plain);
  g_assert_cmpint (plain.type, ==, QUAY_FILE_TYPE_DIRECTORY);
  g_assert_cmpuint (plain.valid, ==, QUAY_ATTR_PERMISSIONS);
}

static void
test_odd_attrs (Fixture *f, gconstpointer data)
{
  g_auto (QuayAttrs) attrs = { 0 };

  read_attrs (f, "00000120 63 0000000000000001 3b9aca00", &attrs);
  g_assert_cmpint (attrs.type, ==, QUAY_FILE_TYPE_UNKNOWN);
  g_assert_cmpuint (attrs.mtime_nsec, ==, 0);
  read_attrs (f, "00000120 63 0000000000000001 3b9ac9ff", &attrs);
  g_assert_cmpuint (attrs.mtime_nsec, ==, 999999999);
  read_attrs (f, "00000040 01 00000000", &attrs);
  g_assert_cmpuint (attrs.acl->len, ==, 0);

  g_assert_false (accepts_attrs (f, "00000002 01 00000000 00000000"));       /* UIDGID is gone */
  g_assert_false (accepts_attrs (f, "00000200 01 00000000"));                /* BITS is yet to come */
  g_assert_false (accepts_attrs (f, "00000080 01 00000002'a' 00 00000000")); /* NUL in a name */
  g_assert_false (accepts_attrs (f, "00000040 01 00000004 ffffffff"));       /* as many entries as can be said */
  g_assert_false (accepts_attrs (f, "00000040 01 00000014 ffffffff 00000000 00000000 00000000 00000000"));
  g_assert_false (accepts_attrs (f, "00000040 01 00000005 00000000 00")); /* more in the string than entries */
  g_assert_false (accepts_attrs (f, "80000000 01 ffffffff 00000000 00000000"));
}

static void
test_many_aces (Fixture *f, gconstpointer data)
{
  for (guint count = 1023; count <= 1025; count++)
    {
      g_auto (QuayWriter) reply = { 0 };
      g_auto (QuayAttrs) attrs = { 0 };
      QuayReader reader;

      quay_writer_u32 (&reply, 0x40);
      quay_writer_u8 (&reply, 1);
      quay_writer_u32 (&reply, 4 + 16 * count);
      quay_writer_u32 (&reply, count);
      for (guint i = 0; i < 4 * count; i++)
        quay_writer_u32 (&reply, 0);
      quay_reader_init (&reader, reply.data, reply.len);
      g_assert_true (quay_codec_get_attrs (f->codec, &reader, &attrs) == (count <= 1024));
    }
}

/* Section 7: NAME without longname; DATA and NAME without end flags. */
static void
test_replies (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) names = wire_bytes ("00000001 00000001'f' 00000001 01 0000000000000005 01");
  g_autoptr (GByteArray) bytes = wire_bytes ("00000001'x' 01");
  g_auto (QuayNameEntry) entry = { 0 };
  const guint8 *payload;
  gboolean end = TRUE;
  QuayReader reader;
  guint32 count;
  gsize length;

  quay_reader_init (&reader, names->data, names->len);
  g_assert_true (quay_codec_get_name_count (f->codec, &reader, &count));
  g_assert_true (quay_codec_get_name_entry (f->codec, &reader, &entry));
  g_assert_cmpmem (entry.name, entry.name_length, "f", 1);
  g_assert_null (entry.long_name);
  g_assert_cmpuint (entry.attrs.size, ==, 5);
  g_assert_true (quay_codec_get_name_end (f->codec, &reader, &end));
  g_assert_false (end);
  quay_reader_init (&reader, bytes->data, bytes->len);
  end = TRUE;
  g_assert_true (quay_codec_get_data (f->codec, &reader, &payload, &length, &end));
  g_assert_false (end);
}

#define ADD(name) g_test_add ("/wire/v4/" #name, Fixture, GUINT_TO_POINTER (4), set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD (open);
  ADD (requests);
  ADD (setstat);
  ADD (attrs);
  ADD (odd_attrs);
  ADD (many_aces);
  ADD (replies);

  return g_test_run ();
}

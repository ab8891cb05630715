/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "codec-fixture.h"

/* Section numbers are those of draft-ietf-secsh-filexfer-05. */

/* Section 6.3.1: desired-access and disposition. */
static void
test_open (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint flags;
    const char *wire;
  } cases[] = {
    { QUAY_OPEN_READ, "00000081 00000002" },
    { QUAY_OPEN_WRITE, "00000102 00000002" },
    { QUAY_OPEN_READ | QUAY_OPEN_WRITE, "00000183 00000002" },
    { QUAY_OPEN_WRITE | QUAY_OPEN_CREATE, "00000102 00000003" },
    { QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_TRUNCATE, "00000102 00000001" },
    { QUAY_OPEN_WRITE | QUAY_OPEN_TRUNCATE, "00000102 00000004" },
    { QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, "00000102 00000000" },
    { QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE | QUAY_OPEN_TRUNCATE, "00000102 00000000" },
    { QUAY_OPEN_APPEND | QUAY_OPEN_CREATE, "00000106 0000000b" },
    { QUAY_OPEN_READ | QUAY_OPEN_TEXT, "00000081 00000022" },
    { QUAY_OPEN_READ | QUAY_OPEN_NOFOLLOW, "00000081 00000002" }, /* version 6 */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *wire = g_strdup_printf ("0000001a 03 00000007 00000004'/a/b' %s 00000000 01", cases[i].wire);

      quay_codec_put_open (f->codec, &f->writer, ID, PATH, (QuayOpenFlags)cases[i].flags, NULL);
      assert_wire (&f->writer, wire);
    }
}

/* Section 6.5: flags. */
static void
test_rename (Fixture *f, gconstpointer data)
{
  quay_codec_put_rename (f->codec, &f->writer, ID, PATH, "/c/d", QUAY_RENAME_OVERWRITE | QUAY_RENAME_ATOMIC);
  assert_wire (&f->writer, "00000019 12 00000007 00000004'/a/b' 00000004'/c/d' 00000003");
  quay_codec_put_rename (f->codec, &f->writer, ID, PATH, "/c/d", 0);
  assert_wire (&f->writer, "00000019 12 00000007 00000004'/a/b' 00000004'/c/d' 00000000");
  quay_codec_put_rename (f->codec, &f->writer, ID, PATH, "/c/d", QUAY_RENAME_NATIVE);
  assert_wire (&f->writer, "00000019 12 00000007 00000004'/a/b' 00000004'/c/d' 00000004");
}

static void
test_requests (Fixture *f, gconstpointer data)
{
  QuayAttrs attrs = { .valid = QUAY_ATTR_BITS | QUAY_ATTR_CTIME, .bits = 4, .bits_valid = 5 };

  quay_codec_put_fstat (f->codec, &f->writer, ID, f->handle, QUAY_ATTR_BITS | QUAY_ATTR_ALLOCATION_SIZE);
  assert_wire (&f->writer, "0000000f 08 00000007 00000002'h1' 00000200");
  quay_codec_put_setstat (f->codec, &f->writer, ID, PATH, &attrs);
  assert_wire (&f->writer, "00000016 09 00000007 00000004'/a/b' 00000200 05 00000004");
  quay_codec_put_symlink (f->codec, &f->writer, ID, PATH, "c", FALSE);
  assert_wire (&f->writer, "00000012 14 00000007 00000004'/a/b' 00000001'c'");
  g_assert_false (quay_codec_put_block (f->codec, &f->writer, ID, f->handle, 0, 0, 0));
}

/* Section 5: all fields. */
static void
test_attrs (Fixture *f, gconstpointer data)
{
  g_auto (QuayAttrs) attrs = { 0 };

  read_attrs (f,
              "800003fd 06 0000000000000400 00000001'o' 00000001'g' 000001ed 0000000000000001 00000002"
              " 0000000000000003 00000004 0000000000000005 00000006 00000004 00000000 00000004"
              " 00000001 00000003'a@b' 00000002'xy'",
              &attrs);
  g_assert_cmpint (attrs.type, ==, QUAY_FILE_TYPE_SOCKET);
  g_assert_cmpuint (attrs.bits, ==, 4);
  g_assert_cmpint (attrs.mtime, ==, 5);
  g_assert_cmpuint (attrs.acl->len, ==, 0);
  g_assert_false (accepts_attrs (f, "00000400 01 0000000000000000"));
}

/* Section 4.4: what a server says it can do, "supported". */
static void
test_masks (Fixture *f, gconstpointer data)
{
  static const struct
  {
    guint version;
    guint32 mask;
    guint32 attrs;
  } cases[] = {
    { 3, G_MAXUINT32,
      QUAY_ATTR_SIZE | QUAY_ATTR_UIDGID | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME
          | QUAY_ATTR_EXTENDED },
    { 3, 0x0000000a, QUAY_ATTR_UIDGID | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME },
    { 4, 0x00000211, QUAY_ATTR_SIZE | QUAY_ATTR_CREATETIME },
    { 5, 0x00000281, QUAY_ATTR_SIZE | QUAY_ATTR_OWNERGROUP | QUAY_ATTR_UIDGID | QUAY_ATTR_BITS },
    { 6, 0x0000f000, QUAY_ATTR_MIME_TYPE | QUAY_ATTR_CTIME }, /* the others are the server's to say */
    { 6, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (quay_codec_attrs_from_mask (quay_codec_for_version (cases[i].version), cases[i].mask), ==,
                     cases[i].attrs);
  g_assert_cmphex (quay_codec_get_settable (f->codec), ==, quay_codec_attrs_from_mask (f->codec, 0x800003fd));
  quay_codec_put_open_masked (f->codec, &f->writer, ID, PATH, QUAY_OPEN_READ | QUAY_OPEN_WRITE, NULL, 0x00000003);
  assert_wire (&f->writer, "0000001a 03 00000007 00000004'/a/b' 00000003 00000002 00000000 01");
}

#define ADD(name) g_test_add ("/wire/v5/" #name, Fixture, GUINT_TO_POINTER (5), set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD (open);
  ADD (rename);
  ADD (requests);
  ADD (attrs);
  ADD (masks);

  return g_test_run ();
}

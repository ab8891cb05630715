/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "codec-fixture.h"
#include "quay-sftp-protocol.h"

/* Section numbers are those of draft-ietf-secsh-filexfer-02. */

static void
test_versions (void)
{
  g_assert_null (quay_codec_for_version (2));
  g_assert_null (quay_codec_for_version (7));
  g_assert_cmpuint (quay_codec_get_version (quay_codec_for_version (3)), ==, 3);
}

/* Section 4. */
static void
test_init (Fixture *f, gconstpointer data)
{
  quay_codec_put_init (&f->writer, 3);
  assert_wire (&f->writer, "00000005 01 00000003");
}

/* Section 6.3. */
static void
test_open_close (Fixture *f, gconstpointer data)
{
  QuayAttrs attrs = { .valid = QUAY_ATTR_PERMISSIONS, .permissions = 0600 };

  quay_codec_put_open (f->codec, &f->writer, ID, PATH, QUAY_OPEN_READ, NULL);
  assert_wire (&f->writer, "00000015 03 00000007 00000004'/a/b' 00000001 00000000");
  quay_codec_put_open (f->codec, &f->writer, ID, PATH,
                       QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_TRUNCATE | QUAY_OPEN_EXCLUSIVE, &attrs);
  assert_wire (&f->writer, "00000019 03 00000007 00000004'/a/b' 0000003a 00000004 00000180");
  /* TEXT and NOFOLLOW came later. */
  quay_codec_put_open (f->codec, &f->writer, ID, "", QUAY_OPEN_APPEND | QUAY_OPEN_TEXT | QUAY_OPEN_NOFOLLOW, NULL);
  assert_wire (&f->writer, "00000011 03 00000007 00000000 00000004 00000000");
  quay_codec_put_close (f->codec, &f->writer, ID, f->handle);
  assert_wire (&f->writer, "0000000b 04 00000007 00000002'h1'");
}

/* Section 6.4. */
static void
test_read_write (Fixture *f, gconstpointer data)
{
  quay_codec_put_read (f->codec, &f->writer, ID, f->handle, G_GUINT64_CONSTANT (0x100000000), 32768);
  assert_wire (&f->writer, "00000017 05 00000007 00000002'h1' 0000000100000000 00008000");
  quay_codec_put_write_head (f->codec, &f->writer, ID, f->handle, 5, 5);
  assert_wire (&f->writer, "0000001c 06 00000007 00000002'h1' 0000000000000005 00000005");
}

/* Sections 6.5, 6.6, 6.7 and 6.11. */
static void
test_paths (Fixture *f, gconstpointer data)
{
  quay_codec_put_remove (f->codec, &f->writer, ID, PATH);
  assert_wire (&f->writer, "0000000d 0d 00000007 00000004'/a/b'");
  quay_codec_put_rename (f->codec, &f->writer, ID, PATH, "/c/d", QUAY_RENAME_OVERWRITE);
  assert_wire (&f->writer, "00000015 12 00000007 00000004'/a/b' 00000004'/c/d'");
  quay_codec_put_mkdir (f->codec, &f->writer, ID, PATH, NULL);
  assert_wire (&f->writer, "00000011 0e 00000007 00000004'/a/b' 00000000");
  quay_codec_put_rmdir (f->codec, &f->writer, ID, PATH);
  assert_wire (&f->writer, "0000000d 0f 00000007 00000004'/a/b'");
  quay_codec_put_opendir (f->codec, &f->writer, ID, PATH);
  assert_wire (&f->writer, "0000000d 0b 00000007 00000004'/a/b'");
  quay_codec_put_readdir (f->codec, &f->writer, ID, f->handle);
  assert_wire (&f->writer, "0000000b 0c 00000007 00000002'h1'");
  quay_codec_put_realpath (f->codec, &f->writer, ID, ".");
  assert_wire (&f->writer, "0000000a 10 00000007 00000001'.'");
}

/* Section 6.8. */
static void
test_stat (Fixture *f, gconstpointer data)
{
  quay_codec_put_stat (f->codec, &f->writer, ID, PATH, QUAY_ATTR_SIZE);
  assert_wire (&f->writer, "0000000d 11 00000007 00000004'/a/b'");
  quay_codec_put_lstat (f->codec, &f->writer, ID, PATH, QUAY_ATTR_SIZE);
  assert_wire (&f->writer, "0000000d 07 00000007 00000004'/a/b'");
  quay_codec_put_fstat (f->codec, &f->writer, ID, f->handle, QUAY_ATTR_SIZE);
  assert_wire (&f->writer, "0000000b 08 00000007 00000002'h1'");
}

/* Sections 5 and 6.9. */
static void
test_setstat (Fixture *f, gconstpointer data)
{
  QuayAttrs all = {
    .valid = QUAY_ATTR_SIZE | QUAY_ATTR_UIDGID | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME
             | QUAY_ATTR_ACL | QUAY_ATTR_OWNERGROUP, /* the last two have no place in version 3 */
    .size = 1024,
    .uid = 1000,
    .gid = 100,
    .permissions = 0100644,
    .atime = 0x65920080,
    .mtime = 0x65920081,
  };
  QuayAttrs mtime = { .valid = QUAY_ATTR_MODIFYTIME, .mtime = 1 };
  QuayAttrs extreme = { .valid = QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME, .atime = -1, .mtime = G_MAXINT64 };
  g_auto (QuayAttrs) extended = { .valid = QUAY_ATTR_EXTENDED };
  QuayAttrExtension extension = { g_strdup ("a@b"), g_bytes_new_static ("xy", 2) };

  quay_codec_put_setstat (f->codec, &f->writer, ID, PATH, &all);
  assert_wire (&f->writer, "0000002d 09 00000007 00000004'/a/b' 0000000f 0000000000000400 000003e8 00000064 000081a4"
                           " 65920080 65920081");
  quay_codec_put_fsetstat (f->codec, &f->writer, ID, f->handle, &mtime);
  assert_wire (&f->writer, "00000017 0a 00000007 00000002'h1' 00000008 00000001 00000001");
  quay_codec_put_fsetstat (f->codec, &f->writer, ID, f->handle, &extreme);
  assert_wire (&f->writer, "00000017 0a 00000007 00000002'h1' 00000008 00000000 ffffffff");
  g_array_append_val (quay_attrs_ensure_extensions (&extended), extension);
  quay_codec_put_fsetstat (f->codec, &f->writer, ID, f->handle, &extended);
  assert_wire (&f->writer, "00000020 0a 00000007 00000002'h1' 80000000 00000001 00000003'a@b' 00000002'xy'");
}

/* Section 6.10. */
static void
test_links (Fixture *f, gconstpointer data)
{
  quay_codec_put_readlink (f->codec, &f->writer, ID, PATH);
  assert_wire (&f->writer, "0000000d 13 00000007 00000004'/a/b'");
  quay_codec_put_symlink (f->codec, &f->writer, ID, PATH, "c", FALSE);
  assert_wire (&f->writer, "00000012 14 00000007 00000004'/a/b' 00000001'c'");
  quay_codec_put_symlink (f->codec, &f->writer, ID, PATH, "c", TRUE);
  assert_wire (&f->writer, "00000012 14 00000007 00000001'c' 00000004'/a/b'");
  g_assert_false (quay_codec_put_link (f->codec, &f->writer, ID, PATH, "c", FALSE));
  g_assert_false (quay_codec_put_block (f->codec, &f->writer, ID, f->handle, 0, 0, 0));
  g_assert_false (quay_codec_put_unblock (f->codec, &f->writer, ID, f->handle, 0, 0));
  g_assert_cmpuint (f->writer.len, ==, 0);
}

/* Section 8. */
static void
test_extended (Fixture *f, gconstpointer data)
{
  gsize start = quay_codec_begin_extended (&f->writer, ID, "x@y");

  quay_writer_u8 (&f->writer, 0xff);
  quay_writer_end (&f->writer, start);
  assert_wire (&f->writer, "0000000d c8 00000007 00000003'x@y' ff");
}

/* Several packets in one buffer each get their own length. */
static void
test_batch (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    quay_codec_put_close (f->codec, &f->writer, i, f->handle);
  assert_wire (&f->writer, "0000000b 04 00000000 00000002'h1' 0000000b 04 00000001 00000002'h1'"
                           " 0000000b 04 00000002 00000002'h1'");
}

static void
free_bytes (gpointer bytes)
{
  g_bytes_unref (bytes);
}

/* Section 4. */
static void
test_version_reply (void)
{
  g_autoptr (GByteArray) reply
      = wire_bytes ("00000003 00000018'posix-rename@openssh.com' 00000001'1' 00000003'a@b' 00000000");
  g_autoptr (GHashTable) extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_bytes);
  QuayReader reader;
  guint version;

  quay_reader_init (&reader, reply->data, reply->len);
  g_assert_true (quay_codec_get_version_reply (&reader, &version, extensions));
  g_assert_cmpuint (version, ==, 3);
  g_assert_cmpuint (g_hash_table_size (extensions), ==, 2);
  g_assert_cmpuint (g_bytes_get_size (g_hash_table_lookup (extensions, "posix-rename@openssh.com")), ==, 1);
  g_assert_cmpuint (g_bytes_get_size (g_hash_table_lookup (extensions, "a@b")), ==, 0);
}

static void
test_version_reply_bounds (void)
{
  g_autoptr (GByteArray) reply = wire_bytes ("00000003");
  g_autoptr (GByteArray) pair = wire_bytes ("00000001'a' 00000000");
  g_autoptr (GHashTable) extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_bytes);
  QuayReader reader;
  guint version;

  for (guint i = 0; i < 256; i++)
    g_byte_array_append (reply, pair->data, pair->len);
  quay_reader_init (&reader, reply->data, reply->len);
  g_assert_true (quay_codec_get_version_reply (&reader, &version, extensions));
  g_byte_array_append (reply, pair->data, pair->len);
  quay_reader_init (&reader, reply->data, reply->len);
  g_assert_false (quay_codec_get_version_reply (&reader, &version, extensions));
}

/* Section 7. */
static void
test_status (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *wire;
    QuayStatus status;
    const char *text;
  } cases[] = {
    { "00000000 00000007'Success' 00000000", QUAY_STATUS_OK, "Success" },
    { "00000002 0000000c'No such file' 00000002'en'", QUAY_STATUS_NO_SUCH_FILE, "No such file" },
    { "00000001", QUAY_STATUS_EOF, "" },                  /* before -02 */
    { "00000004 00000001'x'", QUAY_STATUS_FAILURE, "x" }, /* no language tag */
    { "ffffffff 00000000 00000000", QUAY_STATUS_FAILURE, "" },
    { "0000001f 00000000 00000000", QUAY_STATUS_NO_MATCHING_BYTE_RANGE_LOCK, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (cases[i].wire);
      const guint8 *text;
      QuayStatus status;
      QuayReader reader;
      gsize length;

      quay_reader_init (&reader, bytes->data, bytes->len);
      g_assert_true (quay_codec_get_status (f->codec, &reader, &status, &text, &length));
      g_assert_cmpint (status, ==, cases[i].status);
      g_assert_cmpmem (text, length, cases[i].text, strlen (cases[i].text));
    }
}

static void
test_status_text_is_cut (Fixture *f, gconstpointer data)
{
  g_auto (QuayWriter) reply = { 0 };
  g_autofree char *long_text = g_strnfill (100000, 'x');
  const guint8 *text;
  QuayStatus status;
  QuayReader reader;
  gsize length;

  quay_writer_u32 (&reply, 4);
  quay_writer_cstring (&reply, long_text);
  quay_reader_init (&reader, reply.data, reply.len);
  g_assert_true (quay_codec_get_status (f->codec, &reader, &status, &text, &length));
  g_assert_cmpuint (length, ==, QUAY_SFTP_MAX_STATUS_TEXT);
}

/* Section 7: HANDLE, at most 256 bytes (section 6.2). */
static void
test_handle (Fixture *f, gconstpointer data)
{
  for (gsize size = 255; size <= 257; size++)
    {
      g_auto (QuayWriter) reply = { 0 };
      g_autofree char *text = g_strnfill (size, 'h');
      g_autoptr (GBytes) handle = NULL;
      QuayReader reader;

      quay_writer_cstring (&reply, text);
      quay_reader_init (&reader, reply.data, reply.len);
      handle = quay_codec_get_handle (f->codec, &reader);
      g_assert_true ((handle != NULL) == (size <= 256));
      g_assert_true (quay_reader_ok (&reader) == (size <= 256));
    }
}

/* Section 7: DATA, handed out in place. */
static void
test_data (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("00000005'hello'");
  gboolean end = TRUE;
  const guint8 *payload;
  QuayReader reader;
  gsize length;

  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (quay_codec_get_data (f->codec, &reader, &payload, &length, &end));
  g_assert_true (payload == bytes->data + 4);
  g_assert_cmpmem (payload, length, "hello", 5);
  g_assert_false (end);
}

/* Section 7: NAME. */
static void
test_name (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = wire_bytes (
      "00000002"
      " 00000001'f' 00000005'-rw f' 0000000f 000000000000000a 00000001 00000002 000081a4 00000003 00000004"
      " 00000001'd' 00000000 00000004 000041ed");
  QuayReader reader;
  guint32 count;

  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (quay_codec_get_name_count (f->codec, &reader, &count));
  g_assert_cmpuint (count, ==, 2);
  {
    g_auto (QuayNameEntry) entry = { 0 };

    g_assert_true (quay_codec_get_name_entry (f->codec, &reader, &entry));
    g_assert_cmpmem (entry.name, entry.name_length, "f", 1);
    g_assert_cmpmem (entry.long_name, entry.long_name_length, "-rw f", 5);
    g_assert_cmpuint (entry.attrs.valid, ==,
                      QUAY_ATTR_SIZE | QUAY_ATTR_UIDGID | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME
                          | QUAY_ATTR_MODIFYTIME);
    g_assert_cmpuint (entry.attrs.size, ==, 10);
    g_assert_cmpuint (entry.attrs.uid, ==, 1);
    g_assert_cmpuint (entry.attrs.gid, ==, 2);
    g_assert_cmpint (entry.attrs.atime, ==, 3);
    g_assert_cmpint (entry.attrs.mtime, ==, 4);
    g_assert_cmpint (entry.attrs.type, ==, QUAY_FILE_TYPE_REGULAR);
  }
  {
    g_auto (QuayNameEntry) entry = { 0 };

    g_assert_true (quay_codec_get_name_entry (f->codec, &reader, &entry));
    g_assert_cmpmem (entry.name, entry.name_length, "d", 1);
    g_assert_cmpint (entry.attrs.type, ==, QUAY_FILE_TYPE_DIRECTORY);
    g_assert_cmpuint (entry.attrs.valid, ==, QUAY_ATTR_PERMISSIONS);
  }
  g_assert_cmpuint (quay_reader_left (&reader), ==, 0);
}

/* Sections 5 and 7: ATTRS with an extended pair, and with a bit nobody defined. */
static void
test_attrs (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("80000110 00000001 00000003'a@b' 00000002'xy'");
  g_auto (QuayAttrs) attrs = { 0 };
  QuayReader reader;

  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (quay_codec_get_attrs (f->codec, &reader, &attrs));
  g_assert_cmpuint (attrs.valid, ==, QUAY_ATTR_EXTENDED);
  g_assert_cmpuint (attrs.extensions->len, ==, 1);
  g_assert_cmpstr (g_array_index (attrs.extensions, QuayAttrExtension, 0).name, ==, "a@b");
  g_assert_cmpuint (g_bytes_get_size (g_array_index (attrs.extensions, QuayAttrExtension, 0).data), ==, 2);
}

/* A count that the packet cannot hold fails before anything is allocated for it. */
static void
test_counts (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) names = wire_bytes ("ffffffff 00000000 00000000 00000000");
  g_autoptr (GByteArray) two = wire_bytes ("00000002 00000000 00000000 00000000");
  g_autoptr (GByteArray) pairs = wire_bytes ("80000000 ffffffff 00000000 00000000");
  g_auto (QuayWriter) many = { 0 };
  g_auto (QuayAttrs) attrs = { 0 };
  QuayReader reader;
  guint32 count;

  quay_reader_init (&reader, names->data, names->len);
  g_assert_false (quay_codec_get_name_count (f->codec, &reader, &count));
  g_assert_cmpuint (count, ==, 0);
  quay_reader_init (&reader, two->data, two->len);
  g_assert_false (quay_codec_get_name_count (f->codec, &reader, &count));
  quay_reader_init (&reader, pairs->data, pairs->len);
  g_assert_false (quay_codec_get_attrs (f->codec, &reader, &attrs));
  g_assert_null (attrs.extensions);
  g_assert_cmpuint (attrs.valid, ==, 0);

  quay_writer_u32 (&many, 0x80000000);
  quay_writer_u32 (&many, 257);
  for (guint i = 0; i < 257; i++)
    quay_writer_u64 (&many, 0);
  quay_reader_init (&reader, many.data, many.len);
  g_assert_false (quay_codec_get_attrs (f->codec, &reader, &attrs));
  g_assert_null (attrs.extensions);
}

static gboolean
decode_names (const QuayCodec *codec, const guint8 *data, gsize size)
{
  QuayReader reader;
  guint32 count;

  quay_reader_init (&reader, data, size);
  if (!quay_codec_get_name_count (codec, &reader, &count))
    return FALSE;
  for (guint32 i = 0; i < count; i++)
    {
      g_auto (QuayNameEntry) entry = { 0 };

      if (!quay_codec_get_name_entry (codec, &reader, &entry))
        {
          g_assert_cmpuint (entry.attrs.valid, ==, 0);
          return FALSE;
        }
    }

  return quay_reader_ok (&reader);
}

static void
test_truncation (Fixture *f, gconstpointer data)
{
  g_autoptr (GByteArray) bytes
      = wire_bytes ("00000001 00000001'f' 00000005'-rw f' 8000000f 000000000000000a 00000001 00000002 000081a4"
                    " 00000003 00000004 00000001 00000003'a@b' 00000002'xy'");

  for (gsize size = 0; size < bytes->len; size++)
    {
      /* A copy of exactly that size, so that a sanitizer sees a read behind its end. */
      g_autofree guint8 *cut = g_memdup2 (bytes->data, size);

      g_assert_false (decode_names (f->codec, cut, size));
    }
  g_assert_true (decode_names (f->codec, bytes->data, bytes->len));
}

/* What is written reads back the same. */
static void
test_round_trip (Fixture *f, gconstpointer data)
{
  g_auto (QuayAttrs) back = { 0 };
  QuayAttrs attrs = {
    .valid = QUAY_ATTR_SIZE | QUAY_ATTR_UIDGID | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME,
    .size = G_MAXUINT64,
    .uid = G_MAXUINT32,
    .gid = 0,
    .permissions = 0106777,
    .atime = G_MAXUINT32,
    .mtime = 0,
  };
  QuayReader reader;

  quay_codec_put_attrs (f->codec, &f->writer, &attrs);
  quay_reader_init (&reader, f->writer.data, f->writer.len);
  g_assert_true (quay_codec_get_attrs (f->codec, &reader, &back));
  g_assert_cmpuint (back.valid, ==, attrs.valid);
  g_assert_cmpuint (back.size, ==, attrs.size);
  g_assert_cmpuint (back.uid, ==, attrs.uid);
  g_assert_cmpuint (back.permissions, ==, attrs.permissions);
  g_assert_cmpint (back.atime, ==, attrs.atime);
  g_assert_cmpint (back.mtime, ==, attrs.mtime);
}

#define ADD(name) g_test_add ("/wire/v3/" #name, Fixture, GUINT_TO_POINTER (3), set_up, test_##name, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/v3/versions", test_versions);
  ADD (init);
  ADD (open_close);
  ADD (read_write);
  ADD (paths);
  ADD (stat);
  ADD (setstat);
  ADD (links);
  ADD (extended);
  ADD (batch);
  g_test_add_func ("/wire/v3/version-reply", test_version_reply);
  g_test_add_func ("/wire/v3/version-reply-bounds", test_version_reply_bounds);
  ADD (status);
  ADD (status_text_is_cut);
  ADD (handle);
  ADD (data);
  ADD (name);
  ADD (attrs);
  ADD (counts);
  ADD (truncation);
  ADD (round_trip);

  return g_test_run ();
}

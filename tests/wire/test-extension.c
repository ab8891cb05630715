/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-extension.h"
#include "wire-bytes.h"

static void
test_openssh_requests (void)
{
  g_auto (QuayWriter) writer = { 0 };
  g_autoptr (GBytes) handle = g_bytes_new_static ("h1", 2);
  QuayAttrs attrs = { .valid = QUAY_ATTR_PERMISSIONS, .permissions = 0644 };
  guint32 ids[] = { 0, 1000 };

  quay_extension_put_limits (&writer, 1);
  assert_wire (&writer, "0000001b c8 00000001 00000012'limits@openssh.com'");
  quay_extension_put_posix_rename (&writer, 1, "a", "bc");
  assert_wire (&writer, "0000002c c8 00000001 00000018'posix-rename@openssh.com' 00000001'a' 00000002'bc'");
  quay_extension_put_hardlink (&writer, 1, "a", "bc");
  assert_wire (&writer, "00000028 c8 00000001 00000014'hardlink@openssh.com' 00000001'a' 00000002'bc'");
  quay_extension_put_fsync (&writer, 1, handle);
  assert_wire (&writer, "00000020 c8 00000001 00000011'fsync@openssh.com' 00000002'h1'");
  quay_extension_put_statvfs (&writer, 1, "/");
  assert_wire (&writer, "00000021 c8 00000001 00000013'statvfs@openssh.com' 00000001'/'");
  quay_extension_put_fstatvfs (&writer, 1, handle);
  assert_wire (&writer, "00000023 c8 00000001 00000014'fstatvfs@openssh.com' 00000002'h1'");
  quay_extension_put_lsetstat (quay_codec_for_version (3), &writer, 1, "a", &attrs);
  assert_wire (&writer, "0000002a c8 00000001 00000014'lsetstat@openssh.com' 00000001'a' 00000004 000001a4");
  quay_extension_put_expand_path (&writer, 1, "~");
  assert_wire (&writer, "00000025 c8 00000001 00000017'expand-path@openssh.com' 00000001'~'");
  quay_extension_put_users_groups_by_id (&writer, 1, ids, 2, ids, 0);
  assert_wire (&writer, "00000037 c8 00000001 0000001e'users-groups-by-id@openssh.com'"
                        " 00000008 00000000 000003e8 00000000");
}

static void
test_draft_requests (void)
{
  g_auto (QuayWriter) writer = { 0 };
  g_autoptr (GBytes) handle = g_bytes_new_static ("h1", 2);
  QuayVendor vendor = { (char *)"Q", (char *)"quay", (char *)"1", 2 };

  quay_extension_put_home_directory (&writer, 1, "bob");
  assert_wire (&writer, "0000001e c8 00000001 0000000e'home-directory' 00000003'bob'");
  quay_extension_put_copy_data (&writer, 1, handle, 1, 2, handle, 3);
  assert_wire (&writer, "00000036 c8 00000001 00000009'copy-data' 00000002'h1' 0000000000000001 0000000000000002"
                        " 00000002'h1' 0000000000000003");
  quay_extension_put_copy_file (&writer, 1, "a", "b", TRUE);
  assert_wire (&writer, "0000001d c8 00000001 00000009'copy-file' 00000001'a' 00000001'b' 01");
  quay_extension_put_space_available (&writer, 1, "/");
  assert_wire (&writer, "0000001d c8 00000001 0000000f'space-available' 00000001'/'");
  quay_extension_put_check_file_name (&writer, 1, "a", "md5", 1, 2, 256);
  assert_wire (&writer, "00000038 c8 00000001 0000000f'check-file-name' 00000001'a' 00000003'md5'"
                        " 0000000000000001 0000000000000002 00000100");
  quay_extension_put_check_file_handle (&writer, 1, handle, "md5", 1, 2, 0);
  assert_wire (&writer, "0000003b c8 00000001 00000011'check-file-handle' 00000002'h1' 00000003'md5'"
                        " 0000000000000001 0000000000000002 00000000");
  quay_extension_put_check_file (&writer, 1, handle, "md5", 1, 2, 0);
  assert_wire (&writer, "00000034 c8 00000001 0000000a'check-file' 00000002'h1' 00000003'md5'"
                        " 0000000000000001 0000000000000002 00000000");
  quay_extension_put_version_select (&writer, 1, "6");
  assert_wire (&writer, "0000001c c8 00000001 0000000e'version-select' 00000001'6'");
  quay_extension_put_vendor_id (&writer, 1, &vendor);
  assert_wire (&writer, "0000002c c8 00000001 00000009'vendor-id' 00000001'Q' 00000004'quay' 00000001'1'"
                        " 0000000000000002");
  quay_extension_put_filename_translation (&writer, 1, FALSE);
  assert_wire (&writer, "00000026 c8 00000001 0000001c'filename-translation-control' 00");
}

static void
test_limits (void)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("0000000000040000 000000000003fc00 000000000003fc01 00000000000003fb");

  for (gsize size = 0; size <= bytes->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes->data, size);
      QuayLimits limits = { 1, 1, 1, 1 };
      QuayReader reader;

      quay_reader_init (&reader, cut, size);
      g_assert_true (quay_extension_get_limits (&reader, &limits) == (size == bytes->len));
      g_assert_cmpuint (limits.max_packet, ==, size == bytes->len ? 262144 : 0);
      g_assert_cmpuint (limits.max_read, ==, size == bytes->len ? 261120 : 0);
      g_assert_cmpuint (limits.max_write, ==, size == bytes->len ? 261121 : 0);
      g_assert_cmpuint (limits.max_handles, ==, size == bytes->len ? 1019 : 0);
    }
}

static void
test_statvfs (void)
{
  g_auto (QuayWriter) reply = { 0 };
  QuayStatvfs statvfs;
  QuayReader reader;

  for (guint64 i = 1; i <= 11; i++)
    quay_writer_u64 (&reply, i);
  quay_reader_init (&reader, reply.data, reply.len);
  g_assert_true (quay_extension_get_statvfs (&reader, &statvfs));
  g_assert_cmpuint (statvfs.f_bsize, ==, 1);
  g_assert_cmpuint (statvfs.f_frsize, ==, 2);
  g_assert_cmpuint (statvfs.f_bavail, ==, 5);
  g_assert_cmpuint (statvfs.f_favail, ==, 8);
  g_assert_cmpuint (statvfs.f_sid, ==, 9);
  g_assert_cmpuint (statvfs.f_flag, ==, 10);
  g_assert_cmpuint (statvfs.f_namemax, ==, 11);
  quay_reader_init (&reader, reply.data, reply.len - 1);
  g_assert_false (quay_extension_get_statvfs (&reader, &statvfs));
  g_assert_cmpuint (statvfs.f_bsize, ==, 0);
}

static void
test_space (void)
{
  g_autoptr (GByteArray) bytes
      = wire_bytes ("0000000000000001 0000000000000002 0000000000000003 0000000000000004 00000005");
  QuayReader reader;
  QuaySpaceAvailable space;

  quay_reader_init (&reader, bytes->data, bytes->len);
  g_assert_true (quay_extension_get_space_available (&reader, &space));
  g_assert_cmpuint (space.device_size, ==, 1);
  g_assert_cmpuint (space.user_unused, ==, 4);
  g_assert_cmpuint (space.allocation_unit, ==, 5);
}

static void
test_users_groups (void)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("0000000c 00000004'root' 00000000 00000008 00000004'user'");

  for (gsize size = 0; size <= bytes->len; size++)
    {
      g_autofree guint8 *cut = g_memdup2 (bytes->data, size);
      g_auto (GStrv) users = NULL;
      g_auto (GStrv) groups = NULL;
      QuayReader reader;

      quay_reader_init (&reader, cut, size);
      g_assert_true (quay_extension_get_users_groups (&reader, 2, 1, &users, &groups) == (size == bytes->len));
      g_assert_true ((users != NULL) == (size == bytes->len));
      if (users != NULL)
        {
          g_assert_cmpstrv (users, ((const char *const[]){ "root", "", NULL }));
          g_assert_cmpstrv (groups, ((const char *const[]){ "user", NULL }));
        }
    }
  for (gsize n_users = 0; n_users < 5; n_users++)
    {
      g_auto (GStrv) users = NULL;
      g_auto (GStrv) groups = NULL;
      QuayReader reader;

      quay_reader_init (&reader, bytes->data, bytes->len);
      g_assert_true (quay_extension_get_users_groups (&reader, n_users, 1, &users, &groups) == (n_users == 2));
    }
}

/* ext-00 names the extension again in the reply, -13 does not. */
static void
test_check_file (void)
{
  static const char *const replies[] = { "0000000a'check-file' 00000003'md5' 'HASH'", "00000003'md5' 'HASH'" };

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autoptr (GByteArray) bytes = wire_bytes (replies[i]);
      g_autofree char *algorithm = NULL;
      const guint8 *hashes;
      QuayReader reader;
      gsize length;

      quay_reader_init (&reader, bytes->data, bytes->len);
      g_assert_true (quay_extension_get_check_file (&reader, &algorithm, &hashes, &length));
      g_assert_cmpstr (algorithm, ==, "md5");
      g_assert_cmpmem (hashes, length, "HASH", 4);
      quay_reader_init (&reader, bytes->data, 5);
      g_clear_pointer (&algorithm, g_free);
      g_assert_false (quay_extension_get_check_file (&reader, &algorithm, &hashes, &length));
    }
}

static GBytes *
bytes_of (const char *spec)
{
  return g_byte_array_free_to_bytes (wire_bytes (spec));
}

static void
test_supported (void)
{
  g_autoptr (GBytes) data = bytes_of ("000001fd 00000001 00000002 00000003 00008000 00000009'text-seek' 00000003'x@y'");
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (data, 0, g_bytes_get_size (data) - 1);
  g_auto (QuaySupported) supported = { 0 };

  g_assert_true (quay_extension_parse_supported (data, &supported));
  g_assert_cmphex (supported.attribute_mask, ==, 0x1fd);
  g_assert_cmphex (supported.max_read_size, ==, 0x8000);
  g_assert_cmpstrv (supported.extensions, ((const char *const[]){ "text-seek", "x@y", NULL }));
  quay_supported_clear (&supported);
  g_assert_false (quay_extension_parse_supported (cut, &supported));
  g_assert_null (supported.extensions);
}

static void
test_supported2 (void)
{
  g_autoptr (GBytes) data = bytes_of ("0000fffd 00000001 00000002 00000003 00008000 0102 0304"
                                      " 00000001 00000003'a@b' 00000002 00000009'text-seek' 00000003'x@y'");
  g_autoptr (GBytes) huge = bytes_of ("0000fffd 00000001 00000002 00000003 00008000 0102 0304 ffffffff 00000000");

  for (gsize size = 0; size <= g_bytes_get_size (data); size++)
    {
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (data, NULL), size);
      g_auto (QuaySupported) supported = { 0 };
      gboolean whole = size == g_bytes_get_size (data);

      g_assert_true (quay_extension_parse_supported2 (cut, &supported) == whole);
      if (!whole)
        continue;
      g_assert_cmphex (supported.open_block_vector, ==, 0x0102);
      g_assert_cmphex (supported.block_vector, ==, 0x0304);
      g_assert_cmpstrv (supported.attribute_extensions, ((const char *const[]){ "a@b", NULL }));
      g_assert_cmpstrv (supported.extensions, ((const char *const[]){ "text-seek", "x@y", NULL }));
    }
  {
    g_auto (QuaySupported) supported = { 0 };

    g_assert_false (quay_extension_parse_supported2 (huge, &supported));
  }
}

static void
test_vendor (void)
{
  g_autoptr (GBytes) data = bytes_of ("00000001'V' 00000001'P' 00000003'1.0' 0000000000000007");
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (data, 0, 12);
  g_auto (QuayVendor) vendor = { 0 };

  g_assert_true (quay_extension_parse_vendor_id (data, &vendor));
  g_assert_cmpstr (vendor.version, ==, "1.0");
  g_assert_cmpuint (vendor.build, ==, 7);
  quay_vendor_clear (&vendor);
  g_assert_false (quay_extension_parse_vendor_id (cut, &vendor));
  g_assert_null (vendor.vendor);
}

static void
test_small_texts (void)
{
  g_autoptr (GBytes) crlf = g_bytes_new_static ("\r\n", 2);
  g_autoptr (GBytes) lf = g_bytes_new_static ("\n", 1);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) versions = bytes_of ("'3,4,6,x@y,99,-1,'");
  g_autoptr (GBytes) one = bytes_of ("'1'");
  g_autoptr (GBytes) charset = bytes_of ("'ISO-8859-15'");
  g_autoptr (GBytes) hostile = bytes_of ("'a;rm'");
  g_autofree char *name = quay_extension_parse_filename_charset (charset);

  g_assert_cmpstr (quay_extension_parse_newline (crlf), ==, "\r\n");
  g_assert_cmpstr (quay_extension_parse_newline (lf), ==, "\n");
  g_assert_null (quay_extension_parse_newline (empty));
  g_assert_null (quay_extension_parse_newline (one));
  g_assert_cmphex (quay_extension_parse_versions (versions), ==, 1U << 3 | 1U << 4 | 1U << 6);
  g_assert_cmphex (quay_extension_parse_versions (empty), ==, 0);
  g_assert_cmpuint (quay_extension_parse_revision (one), ==, 1);
  g_assert_cmpuint (quay_extension_parse_revision (versions), ==, 0);
  g_assert_cmpstr (name, ==, "ISO-8859-15");
  g_assert_null (quay_extension_parse_filename_charset (hostile));
}

static void
check_pick (const char *list, guint highest, guint expected)
{
  g_autoptr (GBytes) data = g_bytes_new_static (list, strlen (list));
  guint version = 0;
  g_autofree char *name = quay_extension_pick_version (data, highest, &version);
  g_autofree char *text = expected > 0 ? g_strdup_printf ("%u", expected) : NULL;

  g_assert_cmpuint (version, ==, expected);
  g_assert_cmpstr (name, ==, text);
}

static void
test_pick_version (void)
{
  check_pick ("3,4,5,6", 6, 6);
  check_pick ("3,4,5,6", 4, 4);
  check_pick ("6,3", 5, 3);
  check_pick ("x@y,4,7", 6, 4);
  check_pick ("7,8", 6, 0);
  check_pick ("1,2", 6, 0);
  check_pick ("", 6, 0);
  check_pick ("6", 3, 0);
}

static void
test_symlink_order (void)
{
  g_autoptr (GBytes) draft = bytes_of ("'linkpath-targetpath'");
  g_autoptr (GBytes) openssh = bytes_of ("'targetpath-linkpath'");
  g_autoptr (GBytes) other = bytes_of ("'linkpath-targetpath' 00");
  gboolean link_first;

  g_assert_true (quay_extension_parse_symlink_order (draft, &link_first));
  g_assert_true (link_first);
  g_assert_true (quay_extension_parse_symlink_order (openssh, &link_first));
  g_assert_false (link_first);
  g_assert_false (quay_extension_parse_symlink_order (other, &link_first));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/wire/extension/openssh-requests", test_openssh_requests);
  g_test_add_func ("/wire/extension/draft-requests", test_draft_requests);
  g_test_add_func ("/wire/extension/limits", test_limits);
  g_test_add_func ("/wire/extension/statvfs", test_statvfs);
  g_test_add_func ("/wire/extension/space", test_space);
  g_test_add_func ("/wire/extension/users-groups", test_users_groups);
  g_test_add_func ("/wire/extension/check-file", test_check_file);
  g_test_add_func ("/wire/extension/supported", test_supported);
  g_test_add_func ("/wire/extension/supported2", test_supported2);
  g_test_add_func ("/wire/extension/vendor", test_vendor);
  g_test_add_func ("/wire/extension/small-texts", test_small_texts);
  g_test_add_func ("/wire/extension/pick-version", test_pick_version);
  g_test_add_func ("/wire/extension/symlink-order", test_symlink_order);

  return g_test_run ();
}

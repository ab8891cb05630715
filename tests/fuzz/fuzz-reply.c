/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "quay-extension.h"
#include "quay-sftp-protocol.h"

/* Version, packet type, and what stands behind the id. From 202 on: replies to extensions and their data in VERSION. */
const char *const fuzz_seeds[] = {
  "03 02 00000003 00000018'posix-rename@openssh.com' 00000001'1' 00000003'a@b' 00000000",
  "03 65 00000002 0000000c'No such file' 00000002'en'",
  "03 65 00000001",
  "03 66 00000004 00000000",
  "03 67 00000005'hello'",
  "03 68 00000001 00000001'f' 00000005'-rw f' 0000000f 000000000000000a 00000001 00000002 000081a4 00000003 00000004",
  "03 69 00000004 000081a4",
  "04 65 0000000b 00000001'x' 00000000",
  "04 66 00000001'h'",
  "04 67 00000005'hello'",
  "04 68 00000001 00000001'f' 00000085 01 000000000000000a 00000001'o' 00000001'g' 000001a4",
  "04 69 00000028 01 0000000000000001 0000000000000002",
  "05 65 0000000b 00000001'x' 00000000",
  "05 66 00000001'h'",
  "05 67 00000005'hello'",
  "05 68 00000001 00000001'f' 00000085 01 000000000000000a 00000001'o' 00000001'g' 000001a4",
  "05 69 00000200 02 00000004",
  "06 65 00000010 00000001'x' 00000000 00000003'bob'",
  "06 66 00000001'h'",
  "06 67 00000005'hello' 01",
  "06 68 00000001 00000001'f' 00000085 01 000000000000000a 00000001'o' 00000001'g' 000001a4 01",
  "06 69 00000400 02 0000000000000004",
  "03 ca 0000000000040000 000000000003fc00 000000000003fc00 00000000000003fb",
  "03 cb 0000000000000001 0000000000000002 0000000000000003 0000000000000004 0000000000000005 0000000000000006"
  " 0000000000000007 0000000000000008 0000000000000009 000000000000000a 000000000000000b",
  "03 cc 0000000000000001 0000000000000002 0000000000000003 0000000000000004 00000005",
  "03 cd 0000000c 00000004'root' 00000000 00000008 00000004'user'",
  "03 ce 0000000a'check-file' 00000003'md5' '0123456789abcdef'",
  "05 cf 000001fd 00000001 00000002 00000003 00008000 00000009'text-seek'",
  "06 d0 0000fffd 00000001 00000002 00000003 00008000 0102 0304 00000001 00000003'a@b' 00000001 00000009'text-seek'",
  "06 d1 00000001'V' 00000001'P' 00000003'1.0' 0000000000000007",
  "06 d2 '3,4,5,6'",
  "06 d3 'UTF-8'",
  "05 d3 'linkpath-targetpath'",
  NULL,
};

static void
decode_version (QuayReader *reader)
{
  g_autoptr (GHashTable) extensions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  guint version;

  quay_codec_get_version_reply (reader, &version, extensions);
  g_assert (g_hash_table_size (extensions) <= 256);
}

static void
decode_names (const QuayCodec *codec, QuayReader *reader)
{
  gsize left = quay_reader_left (reader);
  gboolean end;
  guint32 count;

  if (!quay_codec_get_name_count (codec, reader, &count))
    return;
  g_assert (count <= left / 9);
  for (guint32 i = 0; i < count; i++)
    {
      g_auto (QuayNameEntry) entry = { 0 };

      if (!quay_codec_get_name_entry (codec, reader, &entry))
        return;
      g_assert (entry.name_length <= left && entry.long_name_length <= left);
    }
  quay_codec_get_name_end (codec, reader, &end);
}

static void
decode_reply (const QuayCodec *codec, guint8 type, QuayReader *reader)
{
  g_auto (QuayAttrs) attrs = { 0 };
  g_autoptr (GBytes) handle = NULL;
  gsize left = quay_reader_left (reader), length;
  const guint8 *bytes;
  QuayStatus status;
  gboolean end;

  switch (type)
    {
    case SSH_FXP_VERSION:
      decode_version (reader);
      break;
    case SSH_FXP_STATUS:
      quay_codec_get_status (codec, reader, &status, &bytes, &length);
      g_assert (length <= QUAY_SFTP_MAX_STATUS_TEXT && length <= left);
      break;
    case SSH_FXP_HANDLE:
      handle = quay_codec_get_handle (codec, reader);
      g_assert (handle == NULL || g_bytes_get_size (handle) <= QUAY_SFTP_MAX_HANDLE);
      break;
    case SSH_FXP_DATA:
      g_assert (!quay_codec_get_data (codec, reader, &bytes, &length, &end) || length <= left);
      break;
    case SSH_FXP_NAME:
      decode_names (codec, reader);
      break;
    case SSH_FXP_ATTRS:
      quay_codec_get_attrs (codec, reader, &attrs);
      break;
    default:
      break;
    }
}

static void
decode_extension_reply (guint8 kind, QuayReader *reader)
{
  g_auto (GStrv) users = NULL;
  g_auto (GStrv) groups = NULL;
  g_autofree char *algorithm = NULL;
  const guint8 *hashes;
  QuayStatvfs statvfs;
  QuayLimits limits;
  QuaySpaceAvailable space;
  gsize length;

  if (kind == 0)
    quay_extension_get_limits (reader, &limits);
  else if (kind == 1)
    quay_extension_get_statvfs (reader, &statvfs);
  else if (kind == 2)
    quay_extension_get_space_available (reader, &space);
  else if (kind == 3)
    quay_extension_get_users_groups (reader, 2, 1, &users, &groups);
  else
    quay_extension_get_check_file (reader, &algorithm, &hashes, &length);
}

static void
parse_extension_data (guint8 kind, const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_auto (QuaySupported) supported = { 0 };
  g_auto (QuayVendor) vendor = { 0 };
  g_autofree char *charset = NULL;

  if (kind == 5)
    quay_extension_parse_supported (bytes, &supported);
  else if (kind == 6)
    quay_extension_parse_supported2 (bytes, &supported);
  else if (kind == 7)
    quay_extension_parse_vendor_id (bytes, &vendor);
  else if (kind == 8)
    {
      guint version = 0;
      g_autofree char *name = quay_extension_pick_version (bytes, 6, &version);

      g_assert ((name != NULL) == (version >= 3 && version <= 6));
      g_assert (name == NULL || (quay_extension_parse_versions (bytes) & 1U << version) != 0);
    }
  else
    {
      gboolean link_first;

      charset = quay_extension_parse_filename_charset (bytes);
      quay_extension_parse_newline (bytes);
      quay_extension_parse_symlink_order (bytes, &link_first);
      quay_extension_parse_revision (bytes);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const QuayCodec *codec = size >= 2 ? quay_codec_for_version (data[0]) : NULL;
  QuayReader reader;

  if (codec == NULL)
    return 0;
  quay_reader_init (&reader, data + 2, size - 2);
  if (data[1] < 202)
    decode_reply (codec, data[1], &reader);
  else if (data[1] < 207)
    decode_extension_reply (data[1] - 202, &reader);
  else
    parse_extension_data (data[1] - 202, data + 2, size - 2);

  return 0;
}

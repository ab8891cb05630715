/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz.h"

#include "quay-codec.h"
#include "quay-file-info-private.h"
#include "quay-text.h"

/* Version, then ATTRS. */
const char *const fuzz_seeds[] = {
  "03 00000000",
  "03 0000000f 0000000000000400 000003e8 00000064 000081a4 65920080 65920081",
  "03 80000000 00000002 00000003'a@b' 00000002'xy' 00000000 00000000",
  "04 00000000 01",
  "04 800001fd 02 0000000000000400 00000001'o' 00000001'g' 000041ed 0000000000000001 00000002 0000000000000003 00000004"
  " 0000000000000005 00000006 0000001a 00000001 00000000 00000001 00000002 00000006'OWNER@' 00000001 00000003'a@b'"
  " 00000002'xy'",
  "05 000003fd 01 0000000000000400 00000001'o' 00000001'g' 000001ed 0000000000000001 00000002 0000000000000003 00000004"
  " 0000000000000005 00000006 00000004 00000000 00000007",
  "06 8000fffd 01 0000000000000400 0000000000000800 00000001'o' 00000001'g' 000001ed 0000000000000001 00000002"
  " 0000000000000003 00000004 0000000000000005 00000006 0000000000000007 00000008 00000008 00000001 00000000"
  " 00000001 00000003 02 0000000a'text/plain' 00000001 00000001'u' 00000001 00000003'a@b' 00000002'xy'",
  NULL,
};

/* What was read is written again, read back, and the same; and it can be shown. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  guint32 server_only = QUAY_ATTR_TEXT_HINT | QUAY_ATTR_LINK_COUNT | QUAY_ATTR_UNTRANSLATED_NAME;
  const QuayCodec *codec = size > 0 ? quay_codec_for_version (data[0]) : NULL;
  g_auto (QuayWriter) writer = { 0 };
  g_auto (QuayAttrs) attrs = { 0 };
  g_auto (QuayAttrs) back = { 0 };
  g_autoptr (QuayFileInfo) info = NULL;
  g_autofree char *mode = NULL;
  QuayReader reader;

  if (codec == NULL)
    return 0;
  quay_reader_init (&reader, data + 1, size - 1);
  if (!quay_codec_get_attrs (codec, &reader, &attrs))
    {
      g_assert (attrs.valid == 0 && attrs.acl == NULL && attrs.extensions == NULL && attrs.owner == NULL);
      return 0;
    }
  info = quay_file_info_new ("name", &attrs, NULL);
  mode = quay_file_info_dup_mode_string (info);
  if (quay_file_info_get_owner (info) != NULL)
    g_assert (quay_text_is_plain (quay_file_info_get_owner (info), -1));
  quay_codec_put_attrs (codec, &writer, &attrs);
  quay_reader_init (&reader, writer.data, writer.len);
  g_assert (quay_codec_get_attrs (codec, &reader, &back));
  g_assert (quay_reader_left (&reader) == 0);
  g_assert (back.valid == (attrs.valid & ~server_only) && back.size == attrs.size && back.mtime == attrs.mtime);
  g_assert (back.mtime_nsec == attrs.mtime_nsec && g_strcmp0 (back.owner, attrs.owner) == 0);

  return 0;
}

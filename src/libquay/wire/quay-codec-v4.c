/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

/* draft-ietf-secsh-filexfer-04 section 5:
 *   uint32 flags
 *   byte   type
 *   uint64 size               SIZE
 *   string owner, group       OWNERGROUP
 *   uint32 permissions        PERMISSIONS
 *   uint64 atime              ACCESSTIME, then uint32 nanoseconds where SUBSECOND_TIMES
 *   uint64 createtime         CREATETIME, likewise
 *   uint64 mtime              MODIFYTIME, likewise
 *   string acl                ACL
 *   uint32 extended_count     EXTENDED, then as many pairs of strings
 */
static const QuayAttrsFormat format = {
  .known = 0x800001fd,
};

static void
v4_put_attrs (QuayWriter *writer, const QuayAttrs *attrs)
{
  quay_attrs_format_put (&format, writer, attrs);
}

static gboolean
v4_get_attrs (QuayReader *reader, QuayAttrs *attrs)
{
  return quay_attrs_format_get (&format, reader, attrs);
}

static guint32
v4_attrs_from_mask (guint32 mask)
{
  return quay_attrs_format_from_mask (&format, mask);
}

static void
v4_put_want (QuayWriter *writer, QuayAttrFlags want)
{
  quay_attrs_format_put_want (&format, writer, want);
}

static void
v4_put_open_mode (QuayWriter *writer, QuayOpenFlags flags, guint32 access_mask)
{
  quay_codec_put_pflags (writer, flags, TRUE);
}

const QuayCodec quay_codec_v4 = {
  .version = 4,
  .min_name_entry = 9, /* an empty string, flags and a type */
  .put_attrs = v4_put_attrs,
  .get_attrs = v4_get_attrs,
  .attrs_from_mask = v4_attrs_from_mask,
  .put_open_mode = v4_put_open_mode,
  .put_want = v4_put_want,
  .put_rename_flags = quay_codec_put_no_rename_flags,
  .has_symlink = TRUE,
};

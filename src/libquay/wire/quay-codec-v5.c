/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

/* draft-ietf-secsh-filexfer-05 section 5: as in version 4, with this before extended_count:
 *   uint32 attrib-bits        BITS
 */
static const QuayAttrsFormat format = {
  .known = 0x800003fd,
};

static void
v5_put_attrs (QuayWriter *writer, const QuayAttrs *attrs)
{
  quay_attrs_format_put (&format, writer, attrs);
}

static gboolean
v5_get_attrs (QuayReader *reader, QuayAttrs *attrs)
{
  return quay_attrs_format_get (&format, reader, attrs);
}

static guint32
v5_attrs_from_mask (guint32 mask)
{
  return quay_attrs_format_from_mask (&format, mask);
}

static void
v5_put_want (QuayWriter *writer, QuayAttrFlags want)
{
  quay_attrs_format_put_want (&format, writer, want);
}

static void
v5_put_open_mode (QuayWriter *writer, QuayOpenFlags flags, guint32 access_mask)
{
  quay_codec_put_access (writer, flags, 0, access_mask);
}

const QuayCodec quay_codec_v5 = {
  .version = 5,
  .min_name_entry = 9, /* an empty string, flags and a type */
  .put_attrs = v5_put_attrs,
  .get_attrs = v5_get_attrs,
  .attrs_from_mask = v5_attrs_from_mask,
  .put_open_mode = v5_put_open_mode,
  .put_want = v5_put_want,
  .put_rename_flags = quay_codec_put_rename_flags,
  .has_symlink = TRUE,
};

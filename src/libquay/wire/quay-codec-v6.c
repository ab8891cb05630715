/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

/* Section 8.1.1.3. */
#define SSH_FXF_NOFOLLOW 0x00000400U

/* draft-ietf-secsh-filexfer-13 section 7: as in version 5, with
 *   uint64 allocation-size    ALLOCATION_SIZE, behind size
 *   int64  ctime              CTIME, behind mtime
 *   uint32 acl-flags          first in the string of ACL
 *   uint32 attrib-bits-valid  behind attrib-bits
 *   byte   text-hint          TEXT_HINT
 *   string mime-type          MIME_TYPE
 *   uint32 link-count         LINK_COUNT
 *   string untranslated-name  UNTRANSLATED_NAME
 */
static const QuayAttrsFormat format = {
  .known = 0x8000fffd,
  .acl_has_flags = TRUE,
  .bits_have_mask = TRUE,
};

static void
v6_put_attrs (QuayWriter *writer, const QuayAttrs *attrs)
{
  quay_attrs_format_put (&format, writer, attrs);
}

static gboolean
v6_get_attrs (QuayReader *reader, QuayAttrs *attrs)
{
  return quay_attrs_format_get (&format, reader, attrs);
}

static guint32
v6_attrs_from_mask (guint32 mask)
{
  return quay_attrs_format_from_mask (&format, mask);
}

static void
v6_put_want (QuayWriter *writer, QuayAttrFlags want)
{
  quay_attrs_format_put_want (&format, writer, want);
}

static void
v6_put_open_mode (QuayWriter *writer, QuayOpenFlags flags, guint32 access_mask)
{
  quay_codec_put_access (writer, flags, (flags & QUAY_OPEN_NOFOLLOW) != 0 ? SSH_FXF_NOFOLLOW : 0, access_mask);
}

const QuayCodec quay_codec_v6 = {
  .version = 6,
  .min_name_entry = 9, /* an empty string, flags and a type */
  .put_attrs = v6_put_attrs,
  .get_attrs = v6_get_attrs,
  .attrs_from_mask = v6_attrs_from_mask,
  .put_open_mode = v6_put_open_mode,
  .put_want = v6_put_want,
  .put_rename_flags = quay_codec_put_rename_flags,
  .has_end_flags = TRUE,
  .has_link = TRUE,
  .has_control = TRUE,
};

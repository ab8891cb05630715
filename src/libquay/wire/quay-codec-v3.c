/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

/* draft-ietf-secsh-filexfer-02 section 5:
 *   uint32 flags
 *   uint64 size            SIZE
 *   uint32 uid, gid        UIDGID
 *   uint32 permissions     PERMISSIONS
 *   uint32 atime, mtime    ACMODTIME
 *   uint32 extended_count  EXTENDED
 *   string type, data      as often as that says
 */
enum
{
  V3_SIZE = 0x00000001,
  V3_UIDGID = 0x00000002,
  V3_PERMISSIONS = 0x00000004,
  V3_ACMODTIME = 0x00000008,
};
#define V3_EXTENDED 0x80000000U

static guint32
clamp_time (gint64 time)
{
  return (guint32)CLAMP (time, 0, (gint64)G_MAXUINT32);
}

/* The two times go together: where only one is set, it stands for both. */
static void
put_times (QuayWriter *writer, const QuayAttrs *attrs)
{
  gint64 atime = (attrs->valid & QUAY_ATTR_ACCESSTIME) != 0 ? attrs->atime : attrs->mtime;
  gint64 mtime = (attrs->valid & QUAY_ATTR_MODIFYTIME) != 0 ? attrs->mtime : attrs->atime;

  quay_writer_u32 (writer, clamp_time (atime));
  quay_writer_u32 (writer, clamp_time (mtime));
}

static void
v3_put_attrs (QuayWriter *writer, const QuayAttrs *attrs)
{
  guint32 flags = 0;

  if ((attrs->valid & QUAY_ATTR_SIZE) != 0)
    flags |= V3_SIZE;
  if ((attrs->valid & QUAY_ATTR_UIDGID) != 0)
    flags |= V3_UIDGID;
  if ((attrs->valid & QUAY_ATTR_PERMISSIONS) != 0)
    flags |= V3_PERMISSIONS;
  if ((attrs->valid & (QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME)) != 0)
    flags |= V3_ACMODTIME;
  if ((attrs->valid & QUAY_ATTR_EXTENDED) != 0)
    flags |= V3_EXTENDED;

  quay_writer_u32 (writer, flags);
  if ((flags & V3_SIZE) != 0)
    quay_writer_u64 (writer, attrs->size);
  if ((flags & V3_UIDGID) != 0)
    {
      quay_writer_u32 (writer, attrs->uid);
      quay_writer_u32 (writer, attrs->gid);
    }
  if ((flags & V3_PERMISSIONS) != 0)
    quay_writer_u32 (writer, attrs->permissions);
  if ((flags & V3_ACMODTIME) != 0)
    put_times (writer, attrs);
  if ((flags & V3_EXTENDED) != 0)
    quay_codec_put_attr_extensions (writer, attrs);
}

/* Bits the draft does not name are passed over, as OpenSSH does. */
static gboolean
v3_get_attrs (QuayReader *reader, QuayAttrs *attrs)
{
  guint32 flags = quay_reader_u32 (reader);

  if ((flags & V3_SIZE) != 0)
    {
      attrs->size = quay_reader_u64 (reader);
      attrs->valid |= QUAY_ATTR_SIZE;
    }
  if ((flags & V3_UIDGID) != 0)
    {
      attrs->uid = quay_reader_u32 (reader);
      attrs->gid = quay_reader_u32 (reader);
      attrs->valid |= QUAY_ATTR_UIDGID;
    }
  if ((flags & V3_PERMISSIONS) != 0)
    {
      attrs->permissions = quay_reader_u32 (reader);
      attrs->type = quay_file_type_from_mode (attrs->permissions);
      attrs->valid |= QUAY_ATTR_PERMISSIONS;
    }
  if ((flags & V3_ACMODTIME) != 0)
    {
      attrs->atime = quay_reader_u32 (reader);
      attrs->mtime = quay_reader_u32 (reader);
      attrs->valid |= QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME;
    }
  if ((flags & V3_EXTENDED) != 0)
    return quay_codec_get_attr_extensions (reader, attrs);

  return quay_reader_ok (reader);
}

static guint32
v3_attrs_from_mask (guint32 mask)
{
  guint32 fields = 0;

  if ((mask & V3_SIZE) != 0)
    fields |= QUAY_ATTR_SIZE;
  if ((mask & V3_UIDGID) != 0)
    fields |= QUAY_ATTR_UIDGID;
  if ((mask & V3_PERMISSIONS) != 0)
    fields |= QUAY_ATTR_PERMISSIONS;
  if ((mask & V3_ACMODTIME) != 0)
    fields |= QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME;
  if ((mask & V3_EXTENDED) != 0)
    fields |= QUAY_ATTR_EXTENDED;

  return fields;
}

static void
v3_put_open_mode (QuayWriter *writer, QuayOpenFlags flags, guint32 access_mask)
{
  quay_codec_put_pflags (writer, flags, FALSE);
}

const QuayCodec quay_codec_v3 = {
  .version = 3,
  .min_name_entry = 12, /* two empty strings and no attributes */
  .put_attrs = v3_put_attrs,
  .get_attrs = v3_get_attrs,
  .attrs_from_mask = v3_attrs_from_mask,
  .put_open_mode = v3_put_open_mode,
  .put_want = quay_codec_put_no_want,
  .put_rename_flags = quay_codec_put_no_rename_flags,
  .has_long_name = TRUE,
  .has_symlink = TRUE,
};

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

#include "quay-acl.h"
#include "quay-sftp-protocol.h"

/* user@domain; a MIME type */
#define MAX_OWNER 1024
#define MAX_MIME_TYPE 256

/* draft-ietf-secsh-filexfer-13 section 7.6: other bits must not be sent. */
#define PERMISSION_BITS 07777U

/* The flags of versions 4 to 6, -13 section 7.1. The number that -04 prints for PERMISSIONS is that of ACL, a misprint.
 */
static const struct
{
  guint32 attr; /* QuayAttrFlags */
  guint32 wire;
} flag_table[] = {
  { QUAY_ATTR_SIZE, 0x00000001 },       { QUAY_ATTR_PERMISSIONS, 0x00000004 },
  { QUAY_ATTR_ACCESSTIME, 0x00000008 }, { QUAY_ATTR_CREATETIME, 0x00000010 },
  { QUAY_ATTR_MODIFYTIME, 0x00000020 }, { QUAY_ATTR_ACL, 0x00000040 },
  { QUAY_ATTR_OWNERGROUP, 0x00000080 }, { QUAY_ATTR_SUBSECOND_TIMES, 0x00000100 },
  { QUAY_ATTR_BITS, 0x00000200 },       { QUAY_ATTR_ALLOCATION_SIZE, 0x00000400 },
  { QUAY_ATTR_TEXT_HINT, 0x00000800 },  { QUAY_ATTR_MIME_TYPE, 0x00001000 },
  { QUAY_ATTR_LINK_COUNT, 0x00002000 }, { QUAY_ATTR_UNTRANSLATED_NAME, 0x00004000 },
  { QUAY_ATTR_CTIME, 0x00008000 },      { QUAY_ATTR_EXTENDED, 0x80000000 },
};

/* What only a server may say, -13 sections 7.10, 7.12 and 7.13. */
#define SERVER_ONLY (QUAY_ATTR_TEXT_HINT | QUAY_ATTR_LINK_COUNT | QUAY_ATTR_UNTRANSLATED_NAME)

static guint32
to_wire (guint32 attr_flags)
{
  guint32 flags = 0;

  for (guint i = 0; i < G_N_ELEMENTS (flag_table); i++)
    if ((attr_flags & flag_table[i].attr) != 0)
      flags |= flag_table[i].wire;

  return flags;
}

static guint32
from_wire (guint32 flags)
{
  guint32 attr_flags = 0;

  for (guint i = 0; i < G_N_ELEMENTS (flag_table); i++)
    if ((flags & flag_table[i].wire) != 0)
      attr_flags |= flag_table[i].attr;

  return attr_flags;
}

/* Numbers go where names do. */
guint32
quay_attrs_format_from_mask (const QuayAttrsFormat *self, guint32 mask)
{
  guint32 fields = from_wire (self->known & mask) & ~(guint32)SERVER_ONLY;

  return (fields & QUAY_ATTR_OWNERGROUP) != 0 ? fields | QUAY_ATTR_UIDGID : fields;
}

static void
put_time (QuayWriter *writer, guint32 fields, guint32 flag, gint64 time, guint32 nsec)
{
  if ((fields & flag) == 0)
    return;
  quay_writer_u64 (writer, (guint64)time);
  if ((fields & QUAY_ATTR_SUBSECOND_TIMES) != 0)
    quay_writer_u32 (writer, nsec);
}

static void
put_number (QuayWriter *writer, guint32 number)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", number);
  quay_writer_cstring (writer, text);
}

/* Names, or numbers written as names where only those are known, -13 section 7.5. */
static void
put_owner_and_group (QuayWriter *writer, const QuayAttrs *attrs)
{
  if ((attrs->valid & QUAY_ATTR_OWNERGROUP) != 0)
    {
      quay_writer_cstring (writer, attrs->owner != NULL ? attrs->owner : "");
      quay_writer_cstring (writer, attrs->group != NULL ? attrs->group : "");
    }
  else
    {
      put_number (writer, attrs->uid);
      put_number (writer, attrs->gid);
    }
}

static void
put_later_fields (const QuayAttrsFormat *self, QuayWriter *writer, guint32 fields, const QuayAttrs *attrs)
{
  if ((fields & QUAY_ATTR_ACL) != 0)
    quay_acl_put (writer, attrs, self->acl_has_flags);
  if ((fields & QUAY_ATTR_BITS) != 0)
    {
      quay_writer_u32 (writer, attrs->bits);
      if (self->bits_have_mask)
        quay_writer_u32 (writer, attrs->bits_valid);
    }
  if ((fields & QUAY_ATTR_MIME_TYPE) != 0)
    quay_writer_cstring (writer, attrs->mime_type != NULL ? attrs->mime_type : "");
  if ((fields & QUAY_ATTR_EXTENDED) != 0)
    quay_codec_put_attr_extensions (writer, attrs);
}

void
quay_attrs_format_put (const QuayAttrsFormat *self, QuayWriter *writer, const QuayAttrs *attrs)
{
  guint32 with_owner = (attrs->valid & QUAY_ATTR_UIDGID) != 0 ? attrs->valid | QUAY_ATTR_OWNERGROUP : attrs->valid;
  guint32 fields = with_owner & from_wire (self->known) & ~(guint32)SERVER_ONLY;

  quay_writer_u32 (writer, to_wire (fields));
  quay_writer_u8 (writer, (guint8)attrs->type);
  if ((fields & QUAY_ATTR_SIZE) != 0)
    quay_writer_u64 (writer, attrs->size);
  if ((fields & QUAY_ATTR_ALLOCATION_SIZE) != 0)
    quay_writer_u64 (writer, attrs->allocation_size);
  if ((fields & QUAY_ATTR_OWNERGROUP) != 0)
    put_owner_and_group (writer, attrs);
  if ((fields & QUAY_ATTR_PERMISSIONS) != 0)
    quay_writer_u32 (writer, attrs->permissions & PERMISSION_BITS);
  put_time (writer, fields, QUAY_ATTR_ACCESSTIME, attrs->atime, attrs->atime_nsec);
  put_time (writer, fields, QUAY_ATTR_CREATETIME, attrs->createtime, attrs->createtime_nsec);
  put_time (writer, fields, QUAY_ATTR_MODIFYTIME, attrs->mtime, attrs->mtime_nsec);
  put_time (writer, fields, QUAY_ATTR_CTIME, attrs->ctime, attrs->ctime_nsec);
  put_later_fields (self, writer, fields, attrs);
}

/* -13 section 7.7: more than 999,999,999 nanoseconds are invalid; the seconds still count. */
static void
get_time (QuayReader *reader, guint32 fields, guint32 flag, gint64 *time, guint32 *nsec)
{
  if ((fields & flag) == 0)
    return;
  *time = (gint64)quay_reader_u64 (reader);
  if ((fields & QUAY_ATTR_SUBSECOND_TIMES) == 0)
    return;
  *nsec = quay_reader_u32 (reader);
  if (*nsec > 999999999)
    *nsec = 0;
}

/* An empty name counts as absent, -13 section 7.5. */
static void
get_owner_and_group (QuayReader *reader, QuayAttrs *attrs)
{
  attrs->owner = quay_reader_dup_text (reader, MAX_OWNER);
  attrs->group = quay_reader_dup_text (reader, MAX_OWNER);
  if (attrs->owner != NULL && *attrs->owner == '\0')
    g_clear_pointer (&attrs->owner, g_free);
  if (attrs->group != NULL && *attrs->group == '\0')
    g_clear_pointer (&attrs->group, g_free);
  if (attrs->owner == NULL && attrs->group == NULL)
    attrs->valid &= ~(guint32)QUAY_ATTR_OWNERGROUP;
}

/* Some servers leave the type unknown, but tell it with the permissions as version 3 does. */
static void
get_permissions (QuayReader *reader, QuayAttrs *attrs)
{
  attrs->permissions = quay_reader_u32 (reader);
  if (attrs->type == QUAY_FILE_TYPE_UNKNOWN)
    attrs->type = quay_file_type_from_mode (attrs->permissions);
}

static gboolean
get_later_fields (const QuayAttrsFormat *self, QuayReader *reader, guint32 fields, QuayAttrs *attrs)
{
  if ((fields & QUAY_ATTR_ACL) != 0 && !quay_acl_get (reader, attrs, self->acl_has_flags))
    return FALSE;
  if ((fields & QUAY_ATTR_BITS) != 0)
    {
      attrs->bits = quay_reader_u32 (reader);
      attrs->bits_valid = self->bits_have_mask ? quay_reader_u32 (reader) : G_MAXUINT32;
    }
  if ((fields & QUAY_ATTR_TEXT_HINT) != 0)
    attrs->text_hint = quay_reader_u8 (reader);
  if ((fields & QUAY_ATTR_MIME_TYPE) != 0)
    attrs->mime_type = quay_reader_dup_text (reader, MAX_MIME_TYPE);
  if ((fields & QUAY_ATTR_LINK_COUNT) != 0)
    attrs->link_count = quay_reader_u32 (reader);
  if ((fields & QUAY_ATTR_UNTRANSLATED_NAME) != 0)
    attrs->untranslated_name = quay_reader_dup_text (reader, QUAY_SFTP_MAX_NAME);
  if ((fields & QUAY_ATTR_EXTENDED) != 0)
    return quay_codec_get_attr_extensions (reader, attrs);

  return quay_reader_ok (reader);
}

gboolean
quay_attrs_format_get (const QuayAttrsFormat *self, QuayReader *reader, QuayAttrs *attrs)
{
  guint32 flags = quay_reader_u32 (reader);
  guint32 fields = from_wire (flags);
  guint8 type = quay_reader_u8 (reader);

  if ((flags & ~self->known) != 0)
    return FALSE;
  attrs->valid = fields;
  if (type >= QUAY_FILE_TYPE_REGULAR && type <= QUAY_FILE_TYPE_FIFO)
    attrs->type = (QuayFileType)type;
  if ((fields & QUAY_ATTR_SIZE) != 0)
    attrs->size = quay_reader_u64 (reader);
  if ((fields & QUAY_ATTR_ALLOCATION_SIZE) != 0)
    attrs->allocation_size = quay_reader_u64 (reader);
  if ((fields & QUAY_ATTR_OWNERGROUP) != 0)
    get_owner_and_group (reader, attrs);
  if ((fields & QUAY_ATTR_PERMISSIONS) != 0)
    get_permissions (reader, attrs);
  get_time (reader, fields, QUAY_ATTR_ACCESSTIME, &attrs->atime, &attrs->atime_nsec);
  get_time (reader, fields, QUAY_ATTR_CREATETIME, &attrs->createtime, &attrs->createtime_nsec);
  get_time (reader, fields, QUAY_ATTR_MODIFYTIME, &attrs->mtime, &attrs->mtime_nsec);
  get_time (reader, fields, QUAY_ATTR_CTIME, &attrs->ctime, &attrs->ctime_nsec);

  return get_later_fields (self, reader, fields, attrs);
}

/* A hint to the server, -13 section 8.5. */
void
quay_attrs_format_put_want (const QuayAttrsFormat *self, QuayWriter *writer, QuayAttrFlags want)
{
  guint32 fields = (guint32)want;

  if (fields == 0)
    fields = QUAY_ATTR_SIZE | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_OWNERGROUP | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME
             | QUAY_ATTR_SUBSECOND_TIMES;
  if ((fields & QUAY_ATTR_UIDGID) != 0)
    fields |= QUAY_ATTR_OWNERGROUP;
  quay_writer_u32 (writer, to_wire (fields) & self->known);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-acl.h"

/* NFSv4 servers stop far below. */
#define MAX_ACES 1024

/* user@domain */
#define MAX_WHO 1024

/* uint32 ace-type, ace-flag, ace-mask, string who */
#define MIN_ACE 16

static gboolean
get_aces (QuayReader *reader, QuayAttrs *attrs)
{
  guint32 count = quay_reader_u32 (reader);
  GArray *acl;

  if (count > MAX_ACES || count > quay_reader_left (reader) / MIN_ACE)
    return FALSE;
  acl = quay_attrs_ensure_acl (attrs);
  for (guint32 i = 0; i < count && quay_reader_ok (reader); i++)
    {
      QuayAce ace = { 0 };

      ace.type = quay_reader_u32 (reader);
      ace.flags = quay_reader_u32 (reader);
      ace.mask = quay_reader_u32 (reader);
      ace.who = quay_reader_dup_text (reader, MAX_WHO);
      g_array_append_val (acl, ace);
    }

  return quay_reader_ok (reader) && quay_reader_left (reader) == 0;
}

gboolean
quay_acl_get (QuayReader *reader, QuayAttrs *attrs, gboolean has_flags)
{
  gsize length;
  const guint8 *data = quay_reader_string (reader, &length);
  QuayReader inner;

  if (data == NULL)
    return FALSE;
  attrs->valid |= QUAY_ATTR_ACL;
  if (length == 0)
    {
      quay_attrs_ensure_acl (attrs);
      return TRUE;
    }
  quay_reader_init (&inner, data, length);
  if (has_flags)
    attrs->acl_flags = quay_reader_u32 (&inner);
  if (!get_aces (&inner, attrs))
    quay_reader_fail (reader);

  return quay_reader_ok (reader);
}

void
quay_acl_put (QuayWriter *writer, const QuayAttrs *attrs, gboolean has_flags)
{
  guint count = attrs->acl != NULL ? attrs->acl->len : 0;
  gsize start = writer->len;

  /* The string's length, known when all is written. */
  quay_writer_u32 (writer, 0);
  if (has_flags)
    quay_writer_u32 (writer, attrs->acl_flags);
  quay_writer_u32 (writer, count);
  for (guint i = 0; i < count; i++)
    {
      const QuayAce *ace = &g_array_index (attrs->acl, QuayAce, i);

      quay_writer_u32 (writer, ace->type);
      quay_writer_u32 (writer, ace->flags);
      quay_writer_u32 (writer, ace->mask);
      quay_writer_cstring (writer, ace->who);
    }
  quay_writer_end (writer, start);
}

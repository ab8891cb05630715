/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

#include "quay-sftp-protocol.h"

/* Of one file's attributes; each costs some ten times the eight bytes it takes on the wire. */
#define MAX_ATTR_EXTENSIONS 256

/* No server announces more than some twenty. */
#define MAX_VERSION_EXTENSIONS 256

/* Extension names are short: "users-groups-by-id@openssh.com" is a long one. */
#define MAX_EXTENSION_NAME 256

const QuayCodec *
quay_codec_for_version (guint version)
{
  static const QuayCodec *const codecs[] = { &quay_codec_v3, &quay_codec_v4, &quay_codec_v5, &quay_codec_v6 };

  for (guint i = 0; i < G_N_ELEMENTS (codecs); i++)
    if (codecs[i]->version == version)
      return codecs[i];

  return NULL;
}

guint
quay_codec_get_version (const QuayCodec *self)
{
  return self->version;
}

guint32
quay_codec_get_settable (const QuayCodec *self)
{
  return self->attrs_from_mask (G_MAXUINT32);
}

guint32
quay_codec_attrs_from_mask (const QuayCodec *self, guint32 mask)
{
  return self->attrs_from_mask (mask);
}

gboolean
quay_codec_has_link (const QuayCodec *self)
{
  return self->has_link;
}

/* draft-ietf-secsh-filexfer-02 section 4: uint32 version, then pairs of string name, string data to the end. */
gboolean
quay_codec_get_version_reply (QuayReader *reader, guint *version, GHashTable *extensions)
{
  *version = quay_reader_u32 (reader);
  for (guint i = 0; quay_reader_left (reader) > 0; i++)
    {
      g_autofree char *name = quay_reader_dup_text (reader, MAX_EXTENSION_NAME);
      g_autoptr (GBytes) data = quay_reader_dup_bytes (reader, G_MAXUINT32);

      if (i == MAX_VERSION_EXTENSIONS)
        quay_reader_fail (reader);
      else if (name != NULL && data != NULL)
        g_hash_table_replace (extensions, g_steal_pointer (&name), g_steal_pointer (&data));
    }

  return quay_reader_ok (reader);
}

/* -02 section 7: uint32 code, string message, string language. Servers of the drafts before send the code alone. */
gboolean
quay_codec_get_status (
    const QuayCodec *self, QuayReader *reader, QuayStatus *status, const guint8 **text, gsize *length)
{
  guint32 code = quay_reader_u32 (reader);

  *text = NULL;
  *length = 0;
  *status = code <= G_MAXINT32 ? (QuayStatus)code : QUAY_STATUS_FAILURE;
  if (quay_reader_left (reader) > 0)
    *text = quay_reader_string (reader, length);
  *length = MIN (*length, QUAY_SFTP_MAX_STATUS_TEXT);

  return quay_reader_ok (reader);
}

GBytes *
quay_codec_get_handle (const QuayCodec *self, QuayReader *reader)
{
  return quay_reader_dup_bytes (reader, QUAY_SFTP_MAX_HANDLE);
}

/* -02 section 7: string data. -13 section 9.3: string data, bool end-of-file [optional]. */
gboolean
quay_codec_get_data (
    const QuayCodec *self, QuayReader *reader, const guint8 **data, gsize *length, gboolean *end_of_file)
{
  *data = quay_reader_string (reader, length);
  *end_of_file = self->has_end_flags && quay_reader_left (reader) > 0 && quay_reader_u8 (reader) != 0;

  return quay_reader_ok (reader);
}

/* @attrs is initialised; on failure it is cleared. */
gboolean
quay_codec_get_attrs (const QuayCodec *self, QuayReader *reader, QuayAttrs *attrs)
{
  quay_attrs_clear (attrs);
  if (self->get_attrs (reader, attrs) && quay_reader_ok (reader))
    return TRUE;
  quay_reader_fail (reader);
  quay_attrs_clear (attrs);

  return FALSE;
}

gboolean
quay_codec_get_name_count (const QuayCodec *self, QuayReader *reader, guint32 *count)
{
  *count = quay_reader_u32 (reader);
  if (*count > quay_reader_left (reader) / self->min_name_entry)
    {
      quay_reader_fail (reader);
      *count = 0;
    }

  return quay_reader_ok (reader);
}

/* -02 section 7: string filename, string longname, ATTRS; from -04 on without the longname. */
gboolean
quay_codec_get_name_entry (const QuayCodec *self, QuayReader *reader, QuayNameEntry *entry)
{
  *entry = (QuayNameEntry){ 0 };
  entry->name = quay_reader_string (reader, &entry->name_length);
  if (self->has_long_name)
    entry->long_name = quay_reader_string (reader, &entry->long_name_length);

  return quay_codec_get_attrs (self, reader, &entry->attrs);
}

/* -13 section 9.4: bool end-of-list [optional], behind the entries. */
gboolean
quay_codec_get_name_end (const QuayCodec *self, QuayReader *reader, gboolean *end_of_list)
{
  *end_of_list = self->has_end_flags && quay_reader_left (reader) > 0 && quay_reader_u8 (reader) != 0;

  return quay_reader_ok (reader);
}

void
quay_name_entry_clear (QuayNameEntry *entry)
{
  quay_attrs_clear (&entry->attrs);
}

gboolean
quay_codec_get_attr_extensions (QuayReader *reader, QuayAttrs *attrs)
{
  guint32 count = quay_reader_u32 (reader);
  GArray *extensions;

  if (count > MAX_ATTR_EXTENSIONS || count > quay_reader_left (reader) / 8)
    {
      quay_reader_fail (reader);
      return FALSE;
    }
  extensions = quay_attrs_ensure_extensions (attrs);
  for (guint32 i = 0; i < count && quay_reader_ok (reader); i++)
    {
      QuayAttrExtension extension = { 0 };

      extension.name = quay_reader_dup_text (reader, MAX_EXTENSION_NAME);
      extension.data = quay_reader_dup_bytes (reader, G_MAXUINT32);
      g_array_append_val (extensions, extension);
    }
  attrs->valid |= QUAY_ATTR_EXTENDED;

  return quay_reader_ok (reader);
}

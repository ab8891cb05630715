/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-extension.h"

#include <string.h>

/* Names of extensions, users, vendors, algorithms: all short by nature. */
#define MAX_TEXT 256

/* Names in one list of supported or supported2; no server has more than some twenty. */
#define MAX_LIST 256

/* openssh 4.8: uint64 max-packet-length, max-read-length, max-write-length, max-open-handles. */
gboolean
quay_extension_get_limits (QuayReader *reader, QuayLimits *out)
{
  out->max_packet = quay_reader_u64 (reader);
  out->max_read = quay_reader_u64 (reader);
  out->max_write = quay_reader_u64 (reader);
  out->max_handles = quay_reader_u64 (reader);
  if (!quay_reader_ok (reader))
    *out = (QuayLimits){ 0 };

  return quay_reader_ok (reader);
}

/* openssh 4.4: eleven uint64. */
gboolean
quay_extension_get_statvfs (QuayReader *reader, QuayStatvfs *out)
{
  guint64 *const fields[] = {
    &out->f_bsize, &out->f_frsize, &out->f_blocks, &out->f_bfree, &out->f_bavail,  &out->f_files,
    &out->f_ffree, &out->f_favail, &out->f_sid,    &out->f_flag,  &out->f_namemax,
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    *fields[i] = quay_reader_u64 (reader);
  if (!quay_reader_ok (reader))
    *out = (QuayStatvfs){ 0 };

  return quay_reader_ok (reader);
}

/* ext-00 section 4: uint64 bytes-on-device, unused-bytes-on-device, bytes-available-to-user,
 * unused-bytes-available-to-user, uint32 bytes-per-allocation-unit. */
gboolean
quay_extension_get_space_available (QuayReader *reader, QuaySpaceAvailable *out)
{
  out->device_size = quay_reader_u64 (reader);
  out->device_unused = quay_reader_u64 (reader);
  out->user_size = quay_reader_u64 (reader);
  out->user_unused = quay_reader_u64 (reader);
  out->allocation_unit = quay_reader_u32 (reader);
  if (!quay_reader_ok (reader))
    *out = (QuaySpaceAvailable){ 0 };

  return quay_reader_ok (reader);
}

/* Exactly @count strings that fill the reader, or NULL. */
static char **
get_texts (QuayReader *reader, gsize count)
{
  g_auto (GStrv) texts = NULL;

  if (count > quay_reader_left (reader) / sizeof (guint32))
    {
      quay_reader_fail (reader);
      return NULL;
    }
  texts = g_try_new0 (char *, count + 1);
  if (texts == NULL)
    {
      quay_reader_fail (reader);
      return NULL;
    }
  for (gsize i = 0; i < count; i++)
    {
      texts[i] = quay_reader_dup_text (reader, MAX_TEXT);
      if (texts[i] == NULL)
        return NULL;
    }

  return g_steal_pointer (&texts);
}

static char **
get_text_run (QuayReader *reader, gsize count)
{
  gsize length;
  const guint8 *data = quay_reader_string (reader, &length);
  g_auto (GStrv) texts = NULL;
  QuayReader inner;

  if (data == NULL)
    return NULL;
  quay_reader_init (&inner, data, length);
  texts = get_texts (&inner, count);
  if (texts == NULL || quay_reader_left (&inner) > 0)
    {
      quay_reader_fail (reader);
      return NULL;
    }

  return g_steal_pointer (&texts);
}

/* openssh 4.11: string usernames, string groupnames, each a run of strings. */
gboolean
quay_extension_get_users_groups (QuayReader *reader, gsize n_users, gsize n_groups, char ***users, char ***groups)
{
  g_auto (GStrv) user_names = get_text_run (reader, n_users);
  g_auto (GStrv) group_names = get_text_run (reader, n_groups);

  *users = NULL;
  *groups = NULL;
  if (!quay_reader_ok (reader))
    return FALSE;
  *users = g_steal_pointer (&user_names);
  *groups = g_steal_pointer (&group_names);

  return TRUE;
}

/* ext-00 section 3: string "check-file", string hash-algo-used, hashes. -13 leaves the first string out, and servers
 * differ. */
gboolean
quay_extension_get_check_file (QuayReader *reader, char **algorithm, const guint8 **hashes, gsize *length)
{
  g_autofree char *text = quay_reader_dup_text (reader, MAX_TEXT);

  *algorithm = NULL;
  *hashes = NULL;
  *length = 0;
  if (g_strcmp0 (text, "check-file") == 0)
    {
      g_free (text);
      text = quay_reader_dup_text (reader, MAX_TEXT);
    }
  if (!quay_reader_ok (reader))
    return FALSE;
  *algorithm = g_steal_pointer (&text);
  *hashes = reader->data + reader->pos;
  *length = quay_reader_left (reader);
  quay_reader_skip (reader, *length);

  return TRUE;
}

static void
init_from_bytes (QuayReader *reader, GBytes *data)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (data, &size);

  quay_reader_init (reader, bytes, size);
}

static void
get_masks (QuayReader *reader, QuaySupported *out)
{
  out->attribute_mask = quay_reader_u32 (reader);
  out->attribute_bits = quay_reader_u32 (reader);
  out->open_flags = quay_reader_u32 (reader);
  out->access_mask = quay_reader_u32 (reader);
  out->max_read_size = quay_reader_u32 (reader);
}

static gboolean
finish_supported (QuayReader *reader, QuaySupported *out)
{
  if (quay_reader_ok (reader) && out->extensions != NULL && out->attribute_extensions != NULL)
    return TRUE;
  quay_supported_clear (out);

  return FALSE;
}

/* -05 section 4.4: five uint32 as in supported2, then string extension-names to the end. */
gboolean
quay_extension_parse_supported (GBytes *data, QuaySupported *out)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  QuayReader reader;

  *out = (QuaySupported){ 0 };
  init_from_bytes (&reader, data);
  get_masks (&reader, out);
  for (guint i = 0; quay_reader_left (&reader) > 0; i++)
    {
      g_autofree char *name = quay_reader_dup_text (&reader, MAX_TEXT);

      if (i == MAX_LIST)
        quay_reader_fail (&reader);
      else if (name != NULL)
        g_strv_builder_add (names, name);
    }
  out->extensions = g_strv_builder_end (names);
  out->attribute_extensions = g_new0 (char *, 1);

  return finish_supported (&reader, out);
}

static guint16
get_u16 (QuayReader *reader)
{
  guint16 high = quay_reader_u8 (reader);

  return (guint16)(high << 8 | quay_reader_u8 (reader));
}

static char **
get_counted_texts (QuayReader *reader)
{
  guint32 count = quay_reader_u32 (reader);

  if (count > MAX_LIST)
    {
      quay_reader_fail (reader);
      return NULL;
    }

  return quay_reader_ok (reader) ? get_texts (reader, count) : NULL;
}

/* -13 section 5.4: uint32 supported-attribute-mask, supported-attribute-bits, supported-open-flags,
 * supported-access-mask, max-read-size, uint16 supported-open-block-vector, supported-block-vector,
 * uint32 attrib-extension-count, string attrib-extension-names, uint32 extension-count, string extension-names. */
gboolean
quay_extension_parse_supported2 (GBytes *data, QuaySupported *out)
{
  QuayReader reader;

  *out = (QuaySupported){ 0 };
  init_from_bytes (&reader, data);
  get_masks (&reader, out);
  out->open_block_vector = get_u16 (&reader);
  out->block_vector = get_u16 (&reader);
  out->attribute_extensions = get_counted_texts (&reader);
  out->extensions = get_counted_texts (&reader);

  return finish_supported (&reader, out);
}

gboolean
quay_extension_parse_vendor_id (GBytes *data, QuayVendor *out)
{
  QuayReader reader;

  init_from_bytes (&reader, data);
  out->vendor = quay_reader_dup_text (&reader, MAX_TEXT);
  out->product = quay_reader_dup_text (&reader, MAX_TEXT);
  out->version = quay_reader_dup_text (&reader, MAX_TEXT);
  out->build = quay_reader_u64 (&reader);
  if (!quay_reader_ok (&reader))
    quay_vendor_clear (out);

  return quay_reader_ok (&reader);
}

static gboolean
bytes_are (GBytes *data, const char *text)
{
  gsize size;
  gconstpointer bytes = g_bytes_get_data (data, &size);

  return size == strlen (text) && (size == 0 || memcmp (bytes, text, size) == 0);
}

const char *
quay_extension_parse_newline (GBytes *data)
{
  static const char *const known[] = { "\n", "\r\n", "\r" };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (bytes_are (data, known[i]))
      return known[i];

  return NULL;
}

gboolean
quay_extension_parse_symlink_order (GBytes *data, gboolean *link_first)
{
  *link_first = bytes_are (data, "linkpath-targetpath");

  return *link_first || bytes_are (data, "targetpath-linkpath");
}

/* (transfer full) (nullable): the data as text */
static char *
text_of (GBytes *data)
{
  gsize size;
  const char *bytes = g_bytes_get_data (data, &size);
  char *text;

  if (size == 0 || size > MAX_TEXT || memchr (bytes, 0, size) != NULL)
    return NULL;
  text = g_try_malloc0 (size + 1);

  return text != NULL ? memcpy (text, bytes, size) : NULL;
}

/* -13 section 5.5: a comma list; besides numbers there may be private names, which are passed over. */
guint
quay_extension_parse_versions (GBytes *data)
{
  g_autofree char *text = text_of (data);
  g_auto (GStrv) names = NULL;
  guint versions = 0;

  if (text == NULL)
    return 0;
  names = g_strsplit (text, ",", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      guint64 version;

      if (g_ascii_string_to_unsigned (names[i], 10, 0, 31, &version, NULL))
        versions |= 1U << version;
    }

  return versions;
}

char *
quay_extension_pick_version (GBytes *data, guint highest, guint *version)
{
  guint offered = quay_extension_parse_versions (data);

  for (guint number = MIN (highest, 6); number >= 3; number--)
    if ((offered & 1U << number) != 0)
      {
        *version = number;
        return g_strdup_printf ("%u", number);
      }

  return NULL;
}

guint
quay_extension_parse_revision (GBytes *data)
{
  g_autofree char *text = text_of (data);
  guint64 revision;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &revision, NULL))
    return 0;

  return (guint)revision;
}

/* -13 section 6: string charset-name, an IANA name. */
char *
quay_extension_parse_filename_charset (GBytes *data)
{
  g_autofree char *text = text_of (data);

  if (text == NULL || strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.:+()") != strlen (text))
    return NULL;

  return g_steal_pointer (&text);
}

void
quay_supported_clear (QuaySupported *self)
{
  g_strfreev (self->attribute_extensions);
  g_strfreev (self->extensions);
  *self = (QuaySupported){ 0 };
}

void
quay_vendor_clear (QuayVendor *self)
{
  g_free (self->vendor);
  g_free (self->product);
  g_free (self->version);
  *self = (QuayVendor){ 0 };
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-session-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-text.h"

/* One READ or WRITE where the server does not say what it takes: every server takes this much (filexfer-02 section 3).
 */
#define DEFAULT_DATA (32 * 1024)
/* OpenSSH's own upper bound: 256 KiB less 1 KiB for the rest of the packet. */
#define MAX_DATA (255 * 1024)
/* Offered extensions that are kept for showing. */
#define MAX_EXTENSIONS 256

gboolean
quay_sftp_reply_ok (const QuaySftpReply *reply)
{
  return reply->error == NULL && reply->status == QUAY_STATUS_OK;
}

void
quay_sftp_reply_set_error (const QuaySftpReply *reply, GError **error, const char *format, ...)
{
  g_autofree char *tried = NULL;
  va_list args;

  va_start (args, format);
  tried = g_strdup_vprintf (format, args);
  va_end (args);
  if (reply->error != NULL)
    {
      g_propagate_error (error, g_error_copy (reply->error));
      g_prefix_error (error, "%s: ", tried);
    }
  else
    quay_set_error_status (error, reply->status, reply->status_text, "%s", tried);
}

static gboolean
malformed (const QuayPacket *packet, GError **error)
{
  quay_set_error (error, QUAY_ERROR_INVALID_RESPONSE,
                  "The server's answer breaks the SFTP protocol (packet type %u, %" G_GSIZE_FORMAT
                  " bytes): " QUAY_ADVICE_BROKEN_SERVER,
                  packet->data[0], packet->size);
  return FALSE;
}

/* VERSION: filexfer-02 section 4. */

static guint
feature_of (const char *extension)
{
  static const struct
  {
    const char *name;
    QuaySftpFeatures feature;
  } features[] = {
    { "posix-rename@openssh.com", QUAY_SFTP_HAS_POSIX_RENAME },
    { "fsync@openssh.com", QUAY_SFTP_HAS_FSYNC },
    { "statvfs@openssh.com", QUAY_SFTP_HAS_STATVFS },
    { "hardlink@openssh.com", QUAY_SFTP_HAS_HARDLINK },
    { "limits@openssh.com", QUAY_SFTP_HAS_LIMITS },
    { "lsetstat@openssh.com", QUAY_SFTP_HAS_LSETSTAT },
    { "copy-data", QUAY_SFTP_HAS_COPY_DATA },
    { "check-file-name", QUAY_SFTP_HAS_CHECK_FILE_NAME },
    { "check-file-handle", QUAY_SFTP_HAS_CHECK_FILE_HANDLE },
    { "check-file", QUAY_SFTP_HAS_CHECK_FILE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    if (g_str_equal (features[i].name, extension))
      return features[i].feature;

  return 0;
}

/* From version 5 on the names of what the server can do stand in the data of one extension (-13 section 5.4). */
static guint
features_of_supported (GHashTable *extensions)
{
  g_auto (QuaySupported) supported = { 0 };
  GBytes *data2 = g_hash_table_lookup (extensions, "supported2");
  GBytes *data = g_hash_table_lookup (extensions, "supported");
  guint features = 0;

  if (data2 != NULL ? !quay_extension_parse_supported2 (data2, &supported)
                    : data == NULL || !quay_extension_parse_supported (data, &supported))
    return 0;
  for (guint i = 0; supported.extensions != NULL && supported.extensions[i] != NULL; i++)
    features |= feature_of (supported.extensions[i]);

  return features;
}

static void
note_extensions (QuaySftpServer *server, GHashTable *extensions)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (extensions), (GCompareFunc)strcmp);

  server->features |= features_of_supported (extensions);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      server->features |= feature_of (l->data);
      g_strv_builder_take (names, quay_text_escape_message (l->data, -1, MAX_EXTENSIONS));
    }
  server->extensions = g_strv_builder_end (names);
}

static void
started (QuaySftpSession *self)
{
  QuaySftpStartedFunc func = g_steal_pointer (&self->started);

  self->open = TRUE;
  if (func != NULL)
    func (self, NULL, self->started_data);
}

/* The answer is taken in take_limits; requests that follow this one are answered after it. */
static void
ask_limits (QuaySftpSession *self)
{
  guint32 id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS | QUAY_EXPECT_LIMITS, NULL, NULL);

  quay_extension_put_limits (&self->scratch, id);
  quay_sftp_session_queue_scratch (self);
}

static void
bound_data (QuaySftpSession *self)
{
  if (self->max_data == 0)
    return;
  self->server.max_read = MIN (self->server.max_read, self->max_data);
  self->server.max_write = MIN (self->server.max_write, self->max_data);
}

static void
take_limits (QuaySftpSession *self, const QuayLimits *limits)
{
  /* 0 means "no limit said". */
  if (limits->max_read > 0)
    self->server.max_read = CLAMP (limits->max_read, 1024, MAX_DATA);
  if (limits->max_write > 0)
    self->server.max_write = CLAMP (limits->max_write, 1024, MAX_DATA);
  self->server.max_packet = limits->max_packet;
  self->server.max_handles = limits->max_handles;
  bound_data (self);
}

gboolean
quay_sftp_session_take_version (QuaySftpSession *self, const QuayPacket *packet, GError **error)
{
  g_autoptr (GHashTable) extensions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  QuayReader reader;
  guint version;

  quay_reader_init (&reader, packet->data + 1, packet->size - 1);
  if (packet->data[0] != SSH_FXP_VERSION || !quay_codec_get_version_reply (&reader, &version, extensions))
    return malformed (packet, error);
  if (version < 3 || version > self->wanted_version)
    {
      quay_set_error (error, QUAY_ERROR_SFTP_VERSION,
                      "The server answers with SFTP version %u, but versions 3 to %u were offered", version,
                      self->wanted_version);
      return FALSE;
    }
  self->codec = quay_codec_for_version (version);
  self->server.version = version;
  note_extensions (&self->server, extensions);
  if (self->server.max_read == 0)
    {
      self->server.max_read = self->server.max_write = DEFAULT_DATA;
      bound_data (self);
      if (self->server.features & QUAY_SFTP_HAS_LIMITS)
        ask_limits (self);
    }
  started (self);

  return TRUE;
}

/* Replies */

static gboolean
is_safe_name (const guint8 *name, gsize length)
{
  return length > 0 && length <= QUAY_SFTP_MAX_NAME && memchr (name, '/', length) == NULL
         && memchr (name, '\0', length) == NULL;
}

static gboolean
is_dot (const guint8 *name, gsize length)
{
  return (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.');
}

static QuayFileInfo *
info_from_entry (const QuayNameEntry *entry)
{
  g_autofree char *name = g_strndup ((const char *)entry->name, entry->name_length);
  g_autofree char *long_name = NULL;

  if (entry->long_name != NULL && entry->long_name_length <= QUAY_SFTP_MAX_NAME * 2)
    long_name = g_strndup ((const char *)entry->long_name, entry->long_name_length);

  return quay_file_info_new (name, &entry->attrs, long_name);
}

static gboolean
take_entries (QuaySftpSession *self, QuayReader *reader, QuaySftpReply *reply)
{
  guint32 count;

  if (!quay_codec_get_name_count (self->codec, reader, &count))
    return FALSE;
  reply->infos = g_ptr_array_new_full (MIN (count, 1024), g_object_unref);
  for (guint32 i = 0; i < count; i++)
    {
      g_auto (QuayNameEntry) entry = { 0 };

      if (!quay_codec_get_name_entry (self->codec, reader, &entry))
        return FALSE;
      if (is_dot (entry.name, entry.name_length))
        continue;
      if (!is_safe_name (entry.name, entry.name_length))
        reply->n_refused++;
      else
        g_ptr_array_add (reply->infos, info_from_entry (&entry));
    }

  return quay_reader_ok (reader);
}

static char *
take_path (QuaySftpSession *self, QuayReader *reader)
{
  g_auto (QuayNameEntry) entry = { 0 };
  guint32 count;

  if (!quay_codec_get_name_count (self->codec, reader, &count) || count < 1
      || !quay_codec_get_name_entry (self->codec, reader, &entry))
    return NULL;
  if (entry.name_length == 0 || entry.name_length > QUAY_SFTP_MAX_NAME
      || memchr (entry.name, '\0', entry.name_length) != NULL)
    return NULL;

  return g_strndup ((const char *)entry.name, entry.name_length);
}

static gboolean
take_status (QuaySftpSession *self, const QuaySftpSlot *slot, QuayReader *reader, QuaySftpReply *reply)
{
  const guint8 *text;
  gsize length;

  if (!quay_codec_get_status (self->codec, reader, &reply->status, &text, &length))
    return FALSE;
  /* "OK" is an answer only to what asks for nothing else. */
  if (reply->status == QUAY_STATUS_OK)
    return slot->expect == QUAY_EXPECT_STATUS;
  g_string_truncate (self->status_text, 0);
  if (reply->status != QUAY_STATUS_EOF)
    for (gsize i = 0; i < MIN (length, QUAY_SFTP_MAX_STATUS_TEXT); i++)
      g_string_append_c (self->status_text, text[i] != 0 ? text[i] : ' ');
  reply->status_text = self->status_text->str;

  return TRUE;
}

static gboolean
take_space (QuayReader *reader, QuaySftpReply *reply)
{
  QuayStatvfs statvfs;

  if (!quay_extension_get_statvfs (reader, &statvfs))
    return FALSE;
  if (!g_uint64_checked_mul (&reply->space_total, statvfs.f_blocks, statvfs.f_frsize))
    reply->space_total = G_MAXUINT64;
  if (!g_uint64_checked_mul (&reply->space_available, statvfs.f_bavail, statvfs.f_frsize))
    reply->space_available = G_MAXUINT64;

  return TRUE;
}

/* The name of the algorithm is *@text. */
static gboolean
take_hash (QuayReader *reader, QuaySftpReply *reply, char **text)
{
  if (!quay_extension_get_check_file (reader, text, &reply->hash, &reply->hash_length))
    return FALSE;
  reply->hash_algorithm = *text;

  return TRUE;
}

static gboolean
take_extended (QuaySftpSession *self, const QuaySftpSlot *slot, QuayReader *reader, QuaySftpReply *reply, char **text)
{
  QuayLimits limits;

  if (slot->expect & QUAY_EXPECT_CHECK_FILE)
    return take_hash (reader, reply, text);
  if (slot->expect & QUAY_EXPECT_STATVFS)
    return take_space (reader, reply);
  if (!(slot->expect & QUAY_EXPECT_LIMITS) || !quay_extension_get_limits (reader, &limits))
    return FALSE;
  take_limits (self, &limits);

  return TRUE;
}

static gboolean
take_data (QuaySftpSession *self, const QuaySftpSlot *slot, QuayReader *reader, QuaySftpReply *reply)
{
  gboolean end_of_file;

  if (!(slot->expect & QUAY_EXPECT_DATA)
      || !quay_codec_get_data (self->codec, reader, &reply->data, &reply->length, &end_of_file)
      || reply->length > slot->length)
    return FALSE;
  /* Some servers say "no more" with no data instead of a status; whoever asked compares sizes anyway. */
  if (reply->length == 0)
    reply->status = QUAY_STATUS_EOF;

  return TRUE;
}

/* The hot one first: nothing is allocated for DATA and for STATUS OK. */
gboolean
quay_sftp_session_deliver (
    QuaySftpSession *self, const QuaySftpSlot *slot, const QuayPacket *packet, QuayReader *reader, GError **error)
{
  QuaySftpReply reply = { .status = QUAY_STATUS_OK, .block = packet->block };
  g_auto (QuayAttrs) attrs = { 0 };
  g_autoptr (GBytes) handle = NULL;
  g_autofree char *path = NULL;
  gboolean ok = FALSE;

  switch (packet->data[0])
    {
    case SSH_FXP_DATA:
      ok = take_data (self, slot, reader, &reply);
      break;
    case SSH_FXP_STATUS:
      ok = take_status (self, slot, reader, &reply);
      break;
    case SSH_FXP_HANDLE:
      handle = slot->expect & QUAY_EXPECT_HANDLE ? quay_codec_get_handle (self->codec, reader) : NULL;
      reply.handle = handle;
      ok = handle != NULL;
      break;
    case SSH_FXP_ATTRS:
      ok = slot->expect & QUAY_EXPECT_ATTRS && quay_codec_get_attrs (self->codec, reader, &attrs);
      reply.attrs = &attrs;
      break;
    case SSH_FXP_NAME:
      if (slot->expect & QUAY_EXPECT_ENTRIES)
        ok = take_entries (self, reader, &reply);
      else if (slot->expect & QUAY_EXPECT_PATH)
        ok = (reply.path = path = take_path (self, reader)) != NULL;
      break;
    case SSH_FXP_EXTENDED_REPLY:
      ok = take_extended (self, slot, reader, &reply, &path);
      break;
    default:
      break;
    }
  if (ok && slot->func != NULL)
    slot->func (self, &reply, slot->user_data);
  g_clear_pointer (&reply.infos, g_ptr_array_unref);
  if (ok)
    return TRUE;
  malformed (packet, error);
  if (slot->func != NULL)
    {
      QuaySftpReply broken = { .error = *error, .status = QUAY_STATUS_BAD_MESSAGE };

      slot->func (self, &broken, slot->user_data);
    }

  return FALSE;
}

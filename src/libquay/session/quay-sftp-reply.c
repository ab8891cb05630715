/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-session-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-file-info-private.h"
#include "quay-text.h"

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

static inline void
note_fields (QuaySftpSession *self, const QuayAttrs *attrs)
{
  if ((attrs->valid & QUAY_ATTR_SUBSECOND_TIMES) != 0)
    self->tells_nanoseconds = TRUE;
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
      note_fields (self, &entry.attrs);
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

/* What an answer to an extension holds, besides what the packet itself keeps. */
typedef struct
{
  QuayStatvfs statvfs;
  QuaySpaceAvailable space;
  char **users;
  char **groups;
} Extended;

static void
extended_clear (Extended *extended)
{
  g_strfreev (extended->users);
  g_strfreev (extended->groups);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Extended, extended_clear)

static gboolean
take_statvfs (QuayReader *reader, QuayStatvfs *statvfs, QuaySftpReply *reply)
{
  if (!quay_extension_get_statvfs (reader, statvfs))
    return FALSE;
  if (!g_uint64_checked_mul (&reply->space_total, statvfs->f_blocks, statvfs->f_frsize))
    reply->space_total = G_MAXUINT64;
  if (!g_uint64_checked_mul (&reply->space_available, statvfs->f_bavail, statvfs->f_frsize))
    reply->space_available = G_MAXUINT64;
  reply->statvfs = statvfs;

  return TRUE;
}

/* Where nothing is said of this user, what the device has counts. */
static gboolean
take_space (QuayReader *reader, QuaySpaceAvailable *space, QuaySftpReply *reply)
{
  if (!quay_extension_get_space_available (reader, space))
    return FALSE;
  reply->space_total = space->user_size > 0 ? space->user_size : space->device_size;
  reply->space_available = space->user_size > 0 || space->user_unused > 0 ? space->user_unused : space->device_unused;
  reply->space = space;

  return TRUE;
}

static gboolean
take_users_groups (const QuaySftpSlot *slot, QuayReader *reader, Extended *extended, QuaySftpReply *reply)
{
  if (!quay_extension_get_users_groups (reader, slot->length >> 16, slot->length & 0xffff, &extended->users,
                                        &extended->groups))
    return FALSE;
  reply->users = (const char *const *)extended->users;
  reply->groups = (const char *const *)extended->groups;

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
take_limits (QuaySftpSession *self, QuayReader *reader)
{
  QuayLimits limits;

  if (!quay_extension_get_limits (reader, &limits))
    return FALSE;
  quay_sftp_session_take_told_limits (self, &limits);

  return TRUE;
}

static gboolean
take_extended (QuaySftpSession *self,
               const QuaySftpSlot *slot,
               QuayReader *reader,
               QuaySftpReply *reply,
               Extended *extended,
               char **text)
{
  if (slot->expect & QUAY_EXPECT_CHECK_FILE)
    return take_hash (reader, reply, text);
  if (slot->expect & QUAY_EXPECT_STATVFS)
    return take_statvfs (reader, &extended->statvfs, reply);
  if (slot->expect & QUAY_EXPECT_SPACE)
    return take_space (reader, &extended->space, reply);
  if (slot->expect & QUAY_EXPECT_USERS_GROUPS)
    return take_users_groups (slot, reader, extended, reply);

  return (slot->expect & QUAY_EXPECT_LIMITS) && take_limits (self, reader);
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
  g_auto (Extended) extended = { 0 };
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
      note_fields (self, &attrs);
      reply.attrs = &attrs;
      break;
    case SSH_FXP_NAME:
      if (slot->expect & QUAY_EXPECT_ENTRIES)
        ok = take_entries (self, reader, &reply);
      else if (slot->expect & QUAY_EXPECT_PATH)
        ok = (reply.path = path = take_path (self, reader)) != NULL;
      break;
    case SSH_FXP_EXTENDED_REPLY:
      ok = take_extended (self, slot, reader, &reply, &extended, &path);
      break;
    default:
      break;
    }
  if (slot->expect & QUAY_EXPECT_HANDLE && reply.handle == NULL)
    quay_sftp_session_note_no_handle (self);
  if (ok && slot->func != NULL)
    slot->func (self, &reply, slot->user_data);
  g_clear_pointer (&reply.infos, g_ptr_array_unref);
  if (ok)
    return TRUE;
  quay_sftp_session_malformed (packet, error);
  if (slot->func != NULL)
    {
      QuaySftpReply broken = { .error = *error, .status = QUAY_STATUS_BAD_MESSAGE };

      slot->func (self, &broken, slot->user_data);
    }

  return FALSE;
}

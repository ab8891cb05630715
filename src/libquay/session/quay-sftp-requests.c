/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-session-private.h"

#include <string.h>

/* A session that has ended still takes requests and answers them with an error, so that nobody has to ask first. */
static const QuayCodec *
codec_of (QuaySftpSession *self)
{
  return self->codec != NULL ? self->codec : quay_codec_for_version (3);
}

#define BEGIN(expect)                       \
  const QuayCodec *codec = codec_of (self); \
  guint32 id = quay_sftp_session_add_slot (self, expect, func, user_data)

static guint32
end (QuaySftpSession *self, guint32 id)
{
  quay_sftp_session_queue_scratch (self);

  return id;
}

/* Files that may be open at once on a server with QUAY_SFTP_TWO_HANDLES. */
#define FEW_HANDLES 2

static void
send_held (QuaySftpSession *self)
{
  while (self->held.length > 0 && self->n_handles < FEW_HANDLES)
    {
      g_autoptr (GBytes) packet = g_queue_pop_head (&self->held);

      self->n_handles++;
      quay_writer_raw (&self->scratch, g_bytes_get_data (packet, NULL), g_bytes_get_size (packet));
      quay_sftp_session_queue_scratch (self);
    }
}

/* The end of a request that is answered with a handle. */
static guint32
end_open (QuaySftpSession *self, guint32 id)
{
  if (!(self->quirks & QUAY_SFTP_TWO_HANDLES) || self->closed)
    return end (self, id);
  g_queue_push_tail (&self->held, g_bytes_new (self->scratch.data, self->scratch.len));
  quay_writer_reset (&self->scratch);
  send_held (self);

  return id;
}

static void
give_handle_back (QuaySftpSession *self)
{
  if (!(self->quirks & QUAY_SFTP_TWO_HANDLES) || self->n_handles == 0)
    return;
  self->n_handles--;
  send_held (self);
}

void
quay_sftp_session_note_no_handle (QuaySftpSession *self)
{
  give_handle_back (self);
}

/* What a server says it cannot set is not asked for where it is only a wish. */
static const QuayAttrs *
settable (QuaySftpSession *self, const QuayAttrs *attrs, QuayAttrs *copy)
{
  static const QuayAttrs none = { 0 };

  if (attrs == NULL)
    return &none;
  if (self->codec == NULL)
    return attrs;
  *copy = *attrs;
  copy->valid &= self->server.settable;
  /* Some servers end at the sight of nanoseconds; one that tells them takes them. */
  if (!self->server.has_supported && !self->tells_nanoseconds)
    copy->valid &= ~(guint32)QUAY_ATTR_SUBSECOND_TIMES;
  if (self->server.has_supported)
    {
      copy->bits &= self->server.attribute_bits;
      copy->bits_valid &= self->server.attribute_bits;
    }

  return copy;
}

/* filexfer-13 section 5.4: flags that are not among the server's would make it refuse. */
static QuayOpenFlags
possible (QuaySftpSession *self, QuayOpenFlags flags)
{
  if (!quay_sftp_session_can_open (self, QUAY_OPEN_NOFOLLOW))
    flags &= (QuayOpenFlags)~QUAY_OPEN_NOFOLLOW;

  return flags;
}

static guint32
possible_access (QuaySftpSession *self)
{
  return self->server.has_supported && self->server.access_mask != 0 ? self->server.access_mask : G_MAXUINT32;
}

guint32
quay_sftp_session_open (QuaySftpSession *self,
                        const char *path,
                        QuayOpenFlags flags,
                        const QuayAttrs *attrs,
                        QuaySftpFunc func,
                        gpointer user_data)
{
  QuayAttrs copy;
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_HANDLE);

  quay_codec_put_open_masked (codec, &self->scratch, id, path, possible (self, flags), settable (self, attrs, &copy),
                              possible_access (self));
  return end_open (self, id);
}

guint32
quay_sftp_session_close_handle (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_close (codec, &self->scratch, id, handle);
  end (self, id);
  give_handle_back (self);

  return id;
}

guint32
quay_sftp_session_read (
    QuaySftpSession *self, GBytes *handle, guint64 offset, guint32 length, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_DATA);

  quay_sftp_session_peek_slot (self, id)->length = length;
  quay_codec_put_read (codec, &self->scratch, id, handle, offset, length);
  return end (self, id);
}

guint32
quay_sftp_session_write (QuaySftpSession *self,
                         GBytes *handle,
                         guint64 offset,
                         QuayBlock *block,
                         gsize data_offset,
                         guint32 length,
                         QuaySftpFunc func,
                         gpointer user_data)
{
  gsize head;
  BEGIN (QUAY_EXPECT_STATUS);

  g_assert (data_offset >= QUAY_SFTP_WRITE_HEADROOM && data_offset + length <= quay_block_get_size (block));
  quay_codec_put_write_head (codec, &self->scratch, id, handle, offset, length);
  head = self->scratch.len;
  g_assert (head <= QUAY_SFTP_WRITE_HEADROOM);
  memcpy (quay_block_get_data (block) + data_offset - head, self->scratch.data, head);
  quay_writer_reset (&self->scratch);
  quay_sftp_session_peek_slot (self, id)->block = quay_block_ref (block);
  quay_sftp_session_queue_block (self, block, data_offset - head, head + length);

  return id;
}

/* What v4 and later are asked to tell. */
#define WANTED_ATTRS                                                                                                \
  (QUAY_ATTR_SIZE | QUAY_ATTR_UIDGID | QUAY_ATTR_OWNERGROUP | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME          \
   | QUAY_ATTR_CREATETIME | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_SUBSECOND_TIMES | QUAY_ATTR_ACL | QUAY_ATTR_BITS       \
   | QUAY_ATTR_ALLOCATION_SIZE | QUAY_ATTR_LINK_COUNT | QUAY_ATTR_CTIME | QUAY_ATTR_TEXT_HINT | QUAY_ATTR_MIME_TYPE \
   | QUAY_ATTR_UNTRANSLATED_NAME | QUAY_ATTR_EXTENDED)

guint32
quay_sftp_session_stat (QuaySftpSession *self, const char *path, gboolean follow, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_ATTRS);

  if (follow)
    quay_codec_put_stat (codec, &self->scratch, id, path, WANTED_ATTRS);
  else
    quay_codec_put_lstat (codec, &self->scratch, id, path, WANTED_ATTRS);
  return end (self, id);
}

guint32
quay_sftp_session_fstat (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_ATTRS);

  quay_codec_put_fstat (codec, &self->scratch, id, handle, WANTED_ATTRS);
  return end (self, id);
}

guint32
quay_sftp_session_setstat (
    QuaySftpSession *self, const char *path, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data)
{
  QuayAttrs copy;
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_setstat (codec, &self->scratch, id, path, settable (self, attrs, &copy));
  return end (self, id);
}

guint32
quay_sftp_session_fsetstat (
    QuaySftpSession *self, GBytes *handle, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data)
{
  QuayAttrs copy;
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_fsetstat (codec, &self->scratch, id, handle, settable (self, attrs, &copy));
  return end (self, id);
}

guint32
quay_sftp_session_opendir (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_HANDLE);

  quay_codec_put_opendir (codec, &self->scratch, id, path);
  return end_open (self, id);
}

guint32
quay_sftp_session_readdir (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_ENTRIES);

  quay_codec_put_readdir (codec, &self->scratch, id, handle);
  return end (self, id);
}

guint32
quay_sftp_session_remove (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_remove (codec, &self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_mkdir (
    QuaySftpSession *self, const char *path, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data)
{
  QuayAttrs copy;
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_mkdir (codec, &self->scratch, id, path, settable (self, attrs, &copy));
  return end (self, id);
}

guint32
quay_sftp_session_rmdir (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_rmdir (codec, &self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_realpath (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_PATH);

  if (self->quirks & QUAY_SFTP_WANTS_CONTROL)
    quay_codec_put_realpath_control (codec, &self->scratch, id, path);
  else
    quay_codec_put_realpath (codec, &self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_readlink (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_PATH);

  quay_codec_put_readlink (codec, &self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_symlink (
    QuaySftpSession *self, const char *link_path, const char *target, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  if (self->quirks & QUAY_SFTP_NO_LINK)
    codec = quay_codec_for_version (5);
  quay_codec_put_symlink (codec, &self->scratch, id, link_path, target, (self->quirks & QUAY_SFTP_DRAFT_LINKS) == 0);
  return end (self, id);
}

guint32
quay_sftp_session_rename (
    QuaySftpSession *self, const char *from, const char *to, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_rename (codec, &self->scratch, id, from, to, 0);
  return end (self, id);
}

/* filexfer-05 section 7.5 brought the overwrite flag. */
gboolean
quay_sftp_session_can_replace (QuaySftpSession *self)
{
  return (self->server.features & QUAY_SFTP_HAS_POSIX_RENAME) != 0 || (self->server.version >= 5 && !self->no_replace);
}

gboolean
quay_sftp_session_learn_replace (QuaySftpSession *self, const QuaySftpReply *reply)
{
  if (reply->error != NULL || reply->status != QUAY_STATUS_OP_UNSUPPORTED
      || (self->server.features & QUAY_SFTP_HAS_POSIX_RENAME) != 0)
    return FALSE;
  self->no_replace = TRUE;

  return TRUE;
}

guint32
quay_sftp_session_replace (
    QuaySftpSession *self, const char *from, const char *to, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  if (self->server.features & QUAY_SFTP_HAS_POSIX_RENAME)
    quay_extension_put_posix_rename (&self->scratch, id, from, to);
  else
    quay_codec_put_rename (codec, &self->scratch, id, from, to, QUAY_RENAME_OVERWRITE | QUAY_RENAME_ATOMIC);
  return end (self, id);
}

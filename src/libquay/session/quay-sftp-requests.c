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

guint32
quay_sftp_session_open (QuaySftpSession *self,
                        const char *path,
                        QuayOpenFlags flags,
                        const QuayAttrs *attrs,
                        QuaySftpFunc func,
                        gpointer user_data)
{
  static const QuayAttrs none = { 0 };
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_HANDLE);

  quay_codec_put_open (codec, &self->scratch, id, path, flags, attrs != NULL ? attrs : &none);
  return end (self, id);
}

guint32
quay_sftp_session_close_handle (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_close (codec, &self->scratch, id, handle);
  return end (self, id);
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
#define WANTED_ATTRS                                                                                          \
  (QUAY_ATTR_SIZE | QUAY_ATTR_UIDGID | QUAY_ATTR_OWNERGROUP | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME    \
   | QUAY_ATTR_CREATETIME | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_SUBSECOND_TIMES | QUAY_ATTR_ACL | QUAY_ATTR_BITS \
   | QUAY_ATTR_ALLOCATION_SIZE | QUAY_ATTR_LINK_COUNT)

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
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_setstat (codec, &self->scratch, id, path, attrs);
  return end (self, id);
}

guint32
quay_sftp_session_fsetstat (
    QuaySftpSession *self, GBytes *handle, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_fsetstat (codec, &self->scratch, id, handle, attrs);
  return end (self, id);
}

guint32
quay_sftp_session_opendir (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_HANDLE);

  quay_codec_put_opendir (codec, &self->scratch, id, path);
  return end (self, id);
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
  static const QuayAttrs none = { 0 };
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_mkdir (codec, &self->scratch, id, path, attrs != NULL ? attrs : &none);
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

  /* The order of the arguments is OpenSSH's, which nearly every v3 server follows (PROTOCOL, section 4.1). */
  quay_codec_put_symlink (codec, &self->scratch, id, link_path, target, TRUE);
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
  return (self->server.features & QUAY_SFTP_HAS_POSIX_RENAME) != 0 || self->server.version >= 5;
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

guint32
quay_sftp_session_fsync (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  guint32 id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS, func, user_data);

  quay_extension_put_fsync (&self->scratch, id, handle);
  return end (self, id);
}

guint32
quay_sftp_session_statvfs (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  guint32 id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS | QUAY_EXPECT_STATVFS, func, user_data);

  quay_extension_put_statvfs (&self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_check_file_name (QuaySftpSession *self,
                                   const char *path,
                                   const char *algorithms,
                                   guint64 offset,
                                   guint64 length,
                                   QuaySftpFunc func,
                                   gpointer user_data)
{
  guint32 id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS | QUAY_EXPECT_CHECK_FILE, func, user_data);

  quay_extension_put_check_file_name (&self->scratch, id, path, algorithms, offset, length, 0);
  return end (self, id);
}

/* Servers that announce nothing but "check-file" may know the request by that name only. */
guint32
quay_sftp_session_check_file_handle (QuaySftpSession *self,
                                     GBytes *handle,
                                     const char *algorithms,
                                     guint64 offset,
                                     guint64 length,
                                     QuaySftpFunc func,
                                     gpointer user_data)
{
  guint32 id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS | QUAY_EXPECT_CHECK_FILE, func, user_data);

  if (self->server.features & QUAY_SFTP_HAS_CHECK_FILE_HANDLE)
    quay_extension_put_check_file_handle (&self->scratch, id, handle, algorithms, offset, length, 0);
  else
    quay_extension_put_check_file (&self->scratch, id, handle, algorithms, offset, length, 0);
  return end (self, id);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests that are extensions, or that only version 6 has. Whoever asks has looked at the server's features. */
#include "quay-sftp-session-private.h"

#define BEGIN(expect) guint32 id = quay_sftp_session_add_slot (self, expect, func, user_data)

static guint32
end (QuaySftpSession *self, guint32 id)
{
  quay_sftp_session_queue_scratch (self);

  return id;
}

static const QuayCodec *
codec_of (QuaySftpSession *self)
{
  return self->codec != NULL ? self->codec : quay_codec_for_version (3);
}

guint32
quay_sftp_session_fsync (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_extension_put_fsync (&self->scratch, id, handle);
  return end (self, id);
}

guint32
quay_sftp_session_statvfs (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_STATVFS);

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
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_CHECK_FILE);

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
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_CHECK_FILE);

  if (self->server.features & QUAY_SFTP_HAS_CHECK_FILE_HANDLE)
    quay_extension_put_check_file_handle (&self->scratch, id, handle, algorithms, offset, length, 0);
  else
    quay_extension_put_check_file (&self->scratch, id, handle, algorithms, offset, length, 0);
  return end (self, id);
}

guint32
quay_sftp_session_lsetstat (
    QuaySftpSession *self, const char *path, const QuayAttrs *attrs, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_extension_put_lsetstat (codec_of (self), &self->scratch, id, path, attrs);
  return end (self, id);
}

/* The extension's order is that of link(2). */
guint32
quay_sftp_session_hard_link (
    QuaySftpSession *self, const char *existing, const char *link_path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  if ((self->server.features & QUAY_SFTP_HAS_HARDLINK) != 0
      || !quay_codec_put_link (codec_of (self), &self->scratch, id, link_path, existing, FALSE))
    quay_extension_put_hardlink (&self->scratch, id, existing, link_path);
  return end (self, id);
}

guint32
quay_sftp_session_lock (QuaySftpSession *self,
                        GBytes *handle,
                        guint64 offset,
                        guint64 length,
                        QuayLockFlags flags,
                        QuaySftpFunc func,
                        gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_codec_put_block (quay_codec_for_version (6), &self->scratch, id, handle, offset, length, flags);
  return end (self, id);
}

guint32
quay_sftp_session_unlock (
    QuaySftpSession *self, GBytes *handle, guint64 offset, guint64 length, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  if (self->quirks & QUAY_SFTP_WANTS_LOCK_MASK)
    quay_codec_put_unblock_mask (quay_codec_for_version (6), &self->scratch, id, handle, offset, length,
                                 QUAY_LOCK_DELETE);
  else
    quay_codec_put_unblock (quay_codec_for_version (6), &self->scratch, id, handle, offset, length);
  return end (self, id);
}

guint32
quay_sftp_session_fstatvfs (QuaySftpSession *self, GBytes *handle, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_STATVFS);

  quay_extension_put_fstatvfs (&self->scratch, id, handle);
  return end (self, id);
}

guint32
quay_sftp_session_space_available (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_SPACE);

  quay_extension_put_space_available (&self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_expand_path (QuaySftpSession *self, const char *path, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_PATH);

  quay_extension_put_expand_path (&self->scratch, id, path);
  return end (self, id);
}

guint32
quay_sftp_session_home_directory (QuaySftpSession *self, const char *user, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_PATH);

  quay_extension_put_home_directory (&self->scratch, id, user);
  return end (self, id);
}

guint32
quay_sftp_session_users_groups (QuaySftpSession *self,
                                const guint32 *uids,
                                guint n_uids,
                                const guint32 *gids,
                                guint n_gids,
                                QuaySftpFunc func,
                                gpointer user_data)
{
  QuaySftpSlot *slot;
  BEGIN (QUAY_EXPECT_STATUS | QUAY_EXPECT_USERS_GROUPS);

  g_assert (n_uids <= QUAY_SFTP_MAX_IDS && n_gids <= QUAY_SFTP_MAX_IDS);
  slot = quay_sftp_session_peek_slot (self, id);
  slot->length = n_uids << 16 | n_gids;
  quay_extension_put_users_groups_by_id (&self->scratch, id, uids, n_uids, gids, n_gids);
  return end (self, id);
}

guint32
quay_sftp_session_copy_file (
    QuaySftpSession *self, const char *from, const char *to, gboolean overwrite, QuaySftpFunc func, gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_extension_put_copy_file (&self->scratch, id, from, to, overwrite);
  return end (self, id);
}

guint32
quay_sftp_session_copy_data (QuaySftpSession *self,
                             GBytes *from,
                             guint64 offset,
                             guint64 length,
                             GBytes *to,
                             guint64 to_offset,
                             QuaySftpFunc func,
                             gpointer user_data)
{
  BEGIN (QUAY_EXPECT_STATUS);

  quay_extension_put_copy_data (&self->scratch, id, from, offset, length, to, to_offset);
  return end (self, id);
}

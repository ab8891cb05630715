/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-codec-private.h"

#include "quay-sftp-protocol.h"

#define SSH_FXP_REALPATH_NO_CHECK 0x01

static void
put_bytes (QuayWriter *writer, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  quay_writer_string (writer, data, length);
}

/* Attributes that say nothing but the type, which from version 4 on always stands there. */
static void
put_attrs_or_none (const QuayCodec *self, QuayWriter *writer, const QuayAttrs *attrs, QuayFileType type)
{
  QuayAttrs with_type = attrs != NULL ? *attrs : (QuayAttrs){ 0 };

  if (with_type.type == 0 || with_type.type == QUAY_FILE_TYPE_UNKNOWN)
    with_type.type = type;
  self->put_attrs (writer, &with_type);
}

static void
put_path_request (QuayWriter *writer, guint8 type, guint32 id, const char *path)
{
  gsize start = quay_writer_begin (writer, type, id);

  quay_writer_cstring (writer, path);
  quay_writer_end (writer, start);
}

static void
put_handle_request (QuayWriter *writer, guint8 type, guint32 id, GBytes *handle)
{
  gsize start = quay_writer_begin (writer, type, id);

  put_bytes (writer, handle);
  quay_writer_end (writer, start);
}

/* uint32 version: draft-ietf-secsh-filexfer-02 section 4. INIT carries no extensions: some servers choke on them. */
void
quay_codec_put_init (QuayWriter *writer, guint version)
{
  gsize start = quay_writer_begin_no_id (writer, SSH_FXP_INIT);

  quay_writer_u32 (writer, version);
  quay_writer_end (writer, start);
}

/* -02 section 6.3: string filename, uint32 pflags, ATTRS. -13 section 8.1.1: string filename, uint32 desired-access,
 * uint32 flags, ATTRS. */
void
quay_codec_put_open_masked (const QuayCodec *self,
                            QuayWriter *writer,
                            guint32 id,
                            const char *path,
                            QuayOpenFlags flags,
                            const QuayAttrs *attrs,
                            guint32 access_mask)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_OPEN, id);

  quay_writer_cstring (writer, path);
  self->put_open_mode (writer, flags, access_mask);
  put_attrs_or_none (self, writer, attrs, QUAY_FILE_TYPE_REGULAR);
  quay_writer_end (writer, start);
}

void
quay_codec_put_open (const QuayCodec *self,
                     QuayWriter *writer,
                     guint32 id,
                     const char *path,
                     QuayOpenFlags flags,
                     const QuayAttrs *attrs)
{
  quay_codec_put_open_masked (self, writer, id, path, flags, attrs, G_MAXUINT32);
}

void
quay_codec_put_close (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle)
{
  put_handle_request (writer, SSH_FXP_CLOSE, id, handle);
}

/* -02 section 6.4: string handle, uint64 offset, uint32 len. */
void
quay_codec_put_read (
    const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint32 length)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_READ, id);

  put_bytes (writer, handle);
  quay_writer_u64 (writer, offset);
  quay_writer_u32 (writer, length);
  quay_writer_end (writer, start);
}

/* -02 section 6.4: string handle, uint64 offset, string data. */
void
quay_codec_put_write_head (
    const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint32 length)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_WRITE, id);

  put_bytes (writer, handle);
  quay_writer_u64 (writer, offset);
  quay_writer_u32 (writer, length);
  quay_writer_end_with_tail (writer, start, length);
}

static void
put_path_stat (const QuayCodec *self, QuayWriter *writer, guint8 type, guint32 id, const char *path, QuayAttrFlags want)
{
  gsize start = quay_writer_begin (writer, type, id);

  quay_writer_cstring (writer, path);
  self->put_want (writer, want);
  quay_writer_end (writer, start);
}

void
quay_codec_put_lstat (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, QuayAttrFlags want)
{
  put_path_stat (self, writer, SSH_FXP_LSTAT, id, path, want);
}

void
quay_codec_put_stat (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, QuayAttrFlags want)
{
  put_path_stat (self, writer, SSH_FXP_STAT, id, path, want);
}

void
quay_codec_put_fstat (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, QuayAttrFlags want)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_FSTAT, id);

  put_bytes (writer, handle);
  self->put_want (writer, want);
  quay_writer_end (writer, start);
}

void
quay_codec_put_setstat (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, const QuayAttrs *attrs)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_SETSTAT, id);

  quay_writer_cstring (writer, path);
  quay_codec_put_attrs (self, writer, attrs);
  quay_writer_end (writer, start);
}

void
quay_codec_put_fsetstat (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, const QuayAttrs *attrs)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_FSETSTAT, id);

  put_bytes (writer, handle);
  quay_codec_put_attrs (self, writer, attrs);
  quay_writer_end (writer, start);
}

void
quay_codec_put_opendir (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path)
{
  put_path_request (writer, SSH_FXP_OPENDIR, id, path);
}

void
quay_codec_put_readdir (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle)
{
  put_handle_request (writer, SSH_FXP_READDIR, id, handle);
}

void
quay_codec_put_remove (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path)
{
  put_path_request (writer, SSH_FXP_REMOVE, id, path);
}

void
quay_codec_put_mkdir (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, const QuayAttrs *attrs)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_MKDIR, id);

  quay_writer_cstring (writer, path);
  put_attrs_or_none (self, writer, attrs, QUAY_FILE_TYPE_DIRECTORY);
  quay_writer_end (writer, start);
}

void
quay_codec_put_rmdir (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path)
{
  put_path_request (writer, SSH_FXP_RMDIR, id, path);
}

/* Version 6 may append a control byte and paths; without them it behaves as version 3 does (-13 section 8.9). */
void
quay_codec_put_realpath (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path)
{
  put_path_request (writer, SSH_FXP_REALPATH, id, path);
}

/* NO_CHECK is what earlier versions do, and what goes without saying. */
void
quay_codec_put_realpath_control (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_REALPATH, id);

  quay_writer_cstring (writer, path);
  if (self->has_control)
    quay_writer_u8 (writer, SSH_FXP_REALPATH_NO_CHECK);
  quay_writer_end (writer, start);
}

void
quay_codec_put_rename (
    const QuayCodec *self, QuayWriter *writer, guint32 id, const char *from, const char *to, QuayRenameFlags flags)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_RENAME, id);

  quay_writer_cstring (writer, from);
  quay_writer_cstring (writer, to);
  self->put_rename_flags (writer, flags);
  quay_writer_end (writer, start);
}

void
quay_codec_put_readlink (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path)
{
  put_path_request (writer, SSH_FXP_READLINK, id, path);
}

/* -02 section 6.10: string linkpath, string targetpath. */
void
quay_codec_put_symlink (const QuayCodec *self,
                        QuayWriter *writer,
                        guint32 id,
                        const char *link_path,
                        const char *target,
                        gboolean openssh_order)
{
  gsize start;

  if (!self->has_symlink)
    {
      quay_codec_put_link (self, writer, id, link_path, target, TRUE);
      return;
    }
  start = quay_writer_begin (writer, SSH_FXP_SYMLINK, id);
  quay_writer_cstring (writer, openssh_order ? target : link_path);
  quay_writer_cstring (writer, openssh_order ? link_path : target);
  quay_writer_end (writer, start);
}

/* -13 section 8.7: string new-link-path, string existing-path, bool sym-link. */
gboolean
quay_codec_put_link (
    const QuayCodec *self, QuayWriter *writer, guint32 id, const char *link_path, const char *target, gboolean symbolic)
{
  gsize start;

  if (!self->has_link)
    return FALSE;
  start = quay_writer_begin (writer, SSH_FXP_LINK, id);
  quay_writer_cstring (writer, link_path);
  quay_writer_cstring (writer, target);
  quay_writer_u8 (writer, symbolic ? 1 : 0);
  quay_writer_end (writer, start);

  return TRUE;
}

/* -13 section 8.8.1: string handle, uint64 offset, uint64 length, uint32 uLockMask. */
gboolean
quay_codec_put_block (
    const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint64 length, guint32 mask)
{
  gsize start;

  if (!self->has_link)
    return FALSE;
  start = quay_writer_begin (writer, SSH_FXP_BLOCK, id);
  put_bytes (writer, handle);
  quay_writer_u64 (writer, offset);
  quay_writer_u64 (writer, length);
  quay_writer_u32 (writer, mask);
  quay_writer_end (writer, start);

  return TRUE;
}

/* -13 section 8.8.2: string handle, uint64 offset, uint64 length. */
gboolean
quay_codec_put_unblock (
    const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint64 length)
{
  gsize start;

  if (!self->has_link)
    return FALSE;
  start = quay_writer_begin (writer, SSH_FXP_UNBLOCK, id);
  put_bytes (writer, handle);
  quay_writer_u64 (writer, offset);
  quay_writer_u64 (writer, length);
  quay_writer_end (writer, start);

  return TRUE;
}

gboolean
quay_codec_put_unblock_mask (
    const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint64 length, guint32 mask)
{
  gsize start = writer->len;

  if (!quay_codec_put_unblock (self, writer, id, handle, offset, length))
    return FALSE;
  quay_writer_u32 (writer, mask);
  quay_writer_end (writer, start);

  return TRUE;
}

gsize
quay_codec_begin_extended (QuayWriter *writer, guint32 id, const char *name)
{
  gsize start = quay_writer_begin (writer, SSH_FXP_EXTENDED, id);

  quay_writer_cstring (writer, name);

  return start;
}

void
quay_codec_put_attrs (const QuayCodec *self, QuayWriter *writer, const QuayAttrs *attrs)
{
  put_attrs_or_none (self, writer, attrs, QUAY_FILE_TYPE_UNKNOWN);
}

void
quay_codec_put_attr_extensions (QuayWriter *writer, const QuayAttrs *attrs)
{
  guint count = attrs->extensions != NULL ? attrs->extensions->len : 0;

  quay_writer_u32 (writer, count);
  for (guint i = 0; i < count; i++)
    {
      const QuayAttrExtension *extension = &g_array_index (attrs->extensions, QuayAttrExtension, i);

      quay_writer_cstring (writer, extension->name);
      put_bytes (writer, extension->data);
    }
}

void
quay_codec_put_no_want (QuayWriter *writer, QuayAttrFlags want)
{
}

void
quay_codec_put_no_rename_flags (QuayWriter *writer, QuayRenameFlags flags)
{
}

/* -02 and -04 section 6.3. Creating or truncating makes no sense without writing, and servers differ on what they then
 * do, so that is the caller's to avoid. */
void
quay_codec_put_pflags (QuayWriter *writer, QuayOpenFlags flags, gboolean text)
{
  static const struct
  {
    QuayOpenFlags flag;
    guint32 pflag;
  } table[] = {
    { QUAY_OPEN_READ, 0x01 },   { QUAY_OPEN_WRITE, 0x02 },    { QUAY_OPEN_APPEND, 0x04 },
    { QUAY_OPEN_CREATE, 0x08 }, { QUAY_OPEN_TRUNCATE, 0x10 }, { QUAY_OPEN_EXCLUSIVE, 0x20 },
  };
  guint32 pflags = text && (flags & QUAY_OPEN_TEXT) != 0 ? 0x40 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if ((flags & table[i].flag) != 0)
      pflags |= table[i].pflag;
  quay_writer_u32 (writer, pflags);
}

/* -13 section 8.3; the values are ours too. */
void
quay_codec_put_rename_flags (QuayWriter *writer, QuayRenameFlags flags)
{
  G_STATIC_ASSERT (QUAY_RENAME_OVERWRITE == 1 && QUAY_RENAME_ATOMIC == 2 && QUAY_RENAME_NATIVE == 4);

  quay_writer_u32 (writer, (guint32)flags);
}

/* The mask of -13 section 7.8: READ_DATA, WRITE_DATA, APPEND_DATA, READ_ATTRIBUTES, WRITE_ATTRIBUTES. */
static guint32
desired_access (QuayOpenFlags flags)
{
  guint32 access = 0;

  if ((flags & QUAY_OPEN_READ) != 0)
    access |= 0x00000001 | 0x00000080;
  if ((flags & (QUAY_OPEN_WRITE | QUAY_OPEN_APPEND)) != 0)
    access |= 0x00000002 | 0x00000100;
  if ((flags & QUAY_OPEN_APPEND) != 0)
    access |= 0x00000004;

  return access;
}

/* -13 section 8.1.1.3, the lowest three bits. */
static guint32
disposition (QuayOpenFlags flags)
{
  enum
  {
    CREATE_NEW,
    CREATE_TRUNCATE,
    OPEN_EXISTING,
    OPEN_OR_CREATE,
    TRUNCATE_EXISTING,
  };
  gboolean truncate = (flags & QUAY_OPEN_TRUNCATE) != 0;

  if ((flags & QUAY_OPEN_CREATE) == 0)
    return truncate ? TRUNCATE_EXISTING : OPEN_EXISTING;
  if ((flags & QUAY_OPEN_EXCLUSIVE) != 0)
    return CREATE_NEW;

  return truncate ? CREATE_TRUNCATE : OPEN_OR_CREATE;
}

/* Versions 5 and 6: uint32 desired-access, uint32 flags. */
void
quay_codec_put_access (QuayWriter *writer, QuayOpenFlags flags, guint32 more_flags, guint32 access_mask)
{
  guint32 wire = disposition (flags) | more_flags;

  if ((flags & QUAY_OPEN_APPEND) != 0)
    wire |= 0x00000008;
  if ((flags & QUAY_OPEN_TEXT) != 0)
    wire |= 0x00000020;
  quay_writer_u32 (writer, desired_access (flags) & access_mask);
  quay_writer_u32 (writer, wire);
}

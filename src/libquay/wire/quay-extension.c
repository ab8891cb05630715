/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-extension.h"

static void
put_bytes (QuayWriter *writer, GBytes *bytes)
{
  gsize length;
  gconstpointer data = g_bytes_get_data (bytes, &length);

  quay_writer_string (writer, data, length);
}

static void
put_text_request (QuayWriter *writer, guint32 id, const char *name, const char *text)
{
  gsize start = quay_codec_begin_extended (writer, id, name);

  quay_writer_cstring (writer, text);
  quay_writer_end (writer, start);
}

static void
put_two_paths (QuayWriter *writer, guint32 id, const char *name, const char *from, const char *to)
{
  gsize start = quay_codec_begin_extended (writer, id, name);

  quay_writer_cstring (writer, from);
  quay_writer_cstring (writer, to);
  quay_writer_end (writer, start);
}

static void
put_handle_request (QuayWriter *writer, guint32 id, const char *name, GBytes *handle)
{
  gsize start = quay_codec_begin_extended (writer, id, name);

  put_bytes (writer, handle);
  quay_writer_end (writer, start);
}

/* openssh 4.8: nothing. */
void
quay_extension_put_limits (QuayWriter *writer, guint32 id)
{
  quay_writer_end (writer, quay_codec_begin_extended (writer, id, "limits@openssh.com"));
}

/* openssh 4.3: string oldpath, string newpath. */
void
quay_extension_put_posix_rename (QuayWriter *writer, guint32 id, const char *from, const char *to)
{
  put_two_paths (writer, id, "posix-rename@openssh.com", from, to);
}

/* openssh 4.5: string oldpath, string newpath. */
void
quay_extension_put_hardlink (QuayWriter *writer, guint32 id, const char *from, const char *to)
{
  put_two_paths (writer, id, "hardlink@openssh.com", from, to);
}

/* openssh 4.6: string handle. */
void
quay_extension_put_fsync (QuayWriter *writer, guint32 id, GBytes *handle)
{
  put_handle_request (writer, id, "fsync@openssh.com", handle);
}

/* openssh 4.4: string path. */
void
quay_extension_put_statvfs (QuayWriter *writer, guint32 id, const char *path)
{
  put_text_request (writer, id, "statvfs@openssh.com", path);
}

void
quay_extension_put_fstatvfs (QuayWriter *writer, guint32 id, GBytes *handle)
{
  put_handle_request (writer, id, "fstatvfs@openssh.com", handle);
}

/* openssh 4.7: string path, ATTRS. */
void
quay_extension_put_lsetstat (
    const QuayCodec *codec, QuayWriter *writer, guint32 id, const char *path, const QuayAttrs *attrs)
{
  gsize start = quay_codec_begin_extended (writer, id, "lsetstat@openssh.com");

  quay_writer_cstring (writer, path);
  quay_codec_put_attrs (codec, writer, attrs);
  quay_writer_end (writer, start);
}

/* openssh 4.9: string path. */
void
quay_extension_put_expand_path (QuayWriter *writer, guint32 id, const char *path)
{
  put_text_request (writer, id, "expand-path@openssh.com", path);
}

/* ext-00 section 5: string username. */
void
quay_extension_put_home_directory (QuayWriter *writer, guint32 id, const char *user)
{
  put_text_request (writer, id, "home-directory", user);
}

static void
put_ids (QuayWriter *writer, const guint32 *ids, gsize count)
{
  quay_writer_u32 (writer, (guint32)(count * sizeof (guint32)));
  for (gsize i = 0; i < count; i++)
    quay_writer_u32 (writer, ids[i]);
}

/* openssh 4.11: string uids, string gids, each a run of uint32. */
void
quay_extension_put_users_groups_by_id (
    QuayWriter *writer, guint32 id, const guint32 *uids, gsize n_uids, const guint32 *gids, gsize n_gids)
{
  gsize start = quay_codec_begin_extended (writer, id, "users-groups-by-id@openssh.com");

  put_ids (writer, uids, n_uids);
  put_ids (writer, gids, n_gids);
  quay_writer_end (writer, start);
}

/* openssh 4.10, ext-00 section 7: string read-from-handle, uint64 read-from-offset, uint64 read-data-length,
 * string write-to-handle, uint64 write-to-offset. */
void
quay_extension_put_copy_data (
    QuayWriter *writer, guint32 id, GBytes *from, guint64 offset, guint64 length, GBytes *to, guint64 to_offset)
{
  gsize start = quay_codec_begin_extended (writer, id, "copy-data");

  put_bytes (writer, from);
  quay_writer_u64 (writer, offset);
  quay_writer_u64 (writer, length);
  put_bytes (writer, to);
  quay_writer_u64 (writer, to_offset);
  quay_writer_end (writer, start);
}

/* ext-00 section 6: string source-file, string destination-file, bool overwrite-destination. */
void
quay_extension_put_copy_file (QuayWriter *writer, guint32 id, const char *from, const char *to, gboolean overwrite)
{
  gsize start = quay_codec_begin_extended (writer, id, "copy-file");

  quay_writer_cstring (writer, from);
  quay_writer_cstring (writer, to);
  quay_writer_u8 (writer, overwrite ? 1 : 0);
  quay_writer_end (writer, start);
}

/* ext-00 section 4: string path. */
void
quay_extension_put_space_available (QuayWriter *writer, guint32 id, const char *path)
{
  put_text_request (writer, id, "space-available", path);
}

/* ext-00 section 3: then string hash-algorithm-list, uint64 start-offset, uint64 length, uint32 block-size. */
static void
end_check_file (
    QuayWriter *writer, gsize start, const char *algorithms, guint64 offset, guint64 length, guint32 block_size)
{
  quay_writer_cstring (writer, algorithms);
  quay_writer_u64 (writer, offset);
  quay_writer_u64 (writer, length);
  quay_writer_u32 (writer, block_size);
  quay_writer_end (writer, start);
}

void
quay_extension_put_check_file_name (QuayWriter *writer,
                                    guint32 id,
                                    const char *path,
                                    const char *algorithms,
                                    guint64 offset,
                                    guint64 length,
                                    guint32 block_size)
{
  gsize start = quay_codec_begin_extended (writer, id, "check-file-name");

  quay_writer_cstring (writer, path);
  end_check_file (writer, start, algorithms, offset, length, block_size);
}

void
quay_extension_put_check_file_handle (QuayWriter *writer,
                                      guint32 id,
                                      GBytes *handle,
                                      const char *algorithms,
                                      guint64 offset,
                                      guint64 length,
                                      guint32 block_size)
{
  gsize start = quay_codec_begin_extended (writer, id, "check-file-handle");

  put_bytes (writer, handle);
  end_check_file (writer, start, algorithms, offset, length, block_size);
}

void
quay_extension_put_check_file (QuayWriter *writer,
                               guint32 id,
                               GBytes *handle,
                               const char *algorithms,
                               guint64 offset,
                               guint64 length,
                               guint32 block_size)
{
  gsize start = quay_codec_begin_extended (writer, id, "check-file");

  put_bytes (writer, handle);
  end_check_file (writer, start, algorithms, offset, length, block_size);
}

/* -13 section 5.5: string version-from-list. */
void
quay_extension_put_version_select (QuayWriter *writer, guint32 id, const char *version)
{
  put_text_request (writer, id, "version-select", version);
}

/* -13 section 5.3: string vendor-name, product-name, product-version, uint64 product-build-number. */
void
quay_extension_put_vendor_id (QuayWriter *writer, guint32 id, const QuayVendor *vendor)
{
  gsize start = quay_codec_begin_extended (writer, id, "vendor-id");

  quay_writer_cstring (writer, vendor->vendor);
  quay_writer_cstring (writer, vendor->product);
  quay_writer_cstring (writer, vendor->version);
  quay_writer_u64 (writer, vendor->build);
  quay_writer_end (writer, start);
}

/* -13 section 6: bool do-translate. */
void
quay_extension_put_filename_translation (QuayWriter *writer, guint32 id, gboolean translate)
{
  gsize start = quay_codec_begin_extended (writer, id, "filename-translation-control");

  quay_writer_u8 (writer, translate ? 1 : 0);
  quay_writer_end (writer, start);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-codec.h"
#include "quay-server-types.h"

G_BEGIN_DECLS

/*
 * Payloads of SSH_FXP_EXTENDED and its replies, and the data of VERSION's extensions. Sources: OpenSSH's PROTOCOL section 4
 * ("openssh"), draft-ietf-secsh-filexfer-extensions-00 ("ext-00"), draft-ietf-secsh-filexfer-13 ("-13").
 * Each put_ appends one whole framed packet. Each get_ stands behind the id, is FALSE (the reader's failure latched) on
 * malformed data, and then leaves @out cleared.
 */

/* supported (v5) and supported2 (v6). */
typedef struct {
  guint32 attribute_mask, attribute_bits, open_flags, access_mask;
  guint32 max_read_size; /* 0: not named */
  guint16 open_block_vector, block_vector; /* supported2 */
  char **attribute_extensions;             /* supported2; never NULL after success */
  char **extensions;
} QuaySupported;

typedef struct {
  char *vendor, *product, *version; /* as the server sent them, not fit for showing */
  guint64 build;
} QuayVendor;

void quay_extension_put_limits       (QuayWriter *writer, guint32 id);
void quay_extension_put_posix_rename (QuayWriter *writer, guint32 id, const char *from, const char *to);
void quay_extension_put_hardlink     (QuayWriter *writer, guint32 id, const char *from, const char *to);
void quay_extension_put_fsync        (QuayWriter *writer, guint32 id, GBytes *handle);
void quay_extension_put_statvfs      (QuayWriter *writer, guint32 id, const char *path);
void quay_extension_put_fstatvfs     (QuayWriter *writer, guint32 id, GBytes *handle);
void quay_extension_put_lsetstat     (const QuayCodec *codec, QuayWriter *writer, guint32 id, const char *path, const QuayAttrs *attrs);
void quay_extension_put_expand_path  (QuayWriter *writer, guint32 id, const char *path); /* NAME comes back */
void quay_extension_put_home_directory (QuayWriter *writer, guint32 id, const char *user); /* NAME; "" is the login user */
void quay_extension_put_users_groups_by_id (QuayWriter *writer, guint32 id, const guint32 *uids, gsize n_uids,
                                            const guint32 *gids, gsize n_gids);
/* @length 0: to the end of the file. */
void quay_extension_put_copy_data    (QuayWriter *writer, guint32 id, GBytes *from, guint64 offset, guint64 length,
                                      GBytes *to, guint64 to_offset);
void quay_extension_put_copy_file    (QuayWriter *writer, guint32 id, const char *from, const char *to, gboolean overwrite);
void quay_extension_put_space_available (QuayWriter *writer, guint32 id, const char *path);
/* @algorithms: comma list, best first. @length 0: to the end. @block_size 0: one hash over all, else at least 256. */
void quay_extension_put_check_file_name   (QuayWriter *writer, guint32 id, const char *path, const char *algorithms,
                                           guint64 offset, guint64 length, guint32 block_size);
void quay_extension_put_check_file_handle (QuayWriter *writer, guint32 id, GBytes *handle, const char *algorithms,
                                           guint64 offset, guint64 length, guint32 block_size);
/* "check-file", as some servers call the one with a handle. */
void quay_extension_put_check_file        (QuayWriter *writer, guint32 id, GBytes *handle, const char *algorithms,
                                           guint64 offset, guint64 length, guint32 block_size);
void quay_extension_put_version_select    (QuayWriter *writer, guint32 id, const char *version);
void quay_extension_put_vendor_id         (QuayWriter *writer, guint32 id, const QuayVendor *vendor);
/* The server is not to translate file names (v6, where it announced filename-charset). */
void quay_extension_put_filename_translation (QuayWriter *writer, guint32 id, gboolean translate);

gboolean quay_extension_get_limits  (QuayReader *reader, QuayLimits *out);
gboolean quay_extension_get_statvfs (QuayReader *reader, QuayStatvfs *out);
gboolean quay_extension_get_space_available (QuayReader *reader, QuaySpaceAvailable *out);
/* NULL-terminated, exactly @n_users and @n_groups names; "" where the server knows no name. */
gboolean quay_extension_get_users_groups (QuayReader *reader, gsize n_users, gsize n_groups, char ***users, char ***groups);
/* @hashes: borrowed from the packet, one after the other. */
gboolean quay_extension_get_check_file (QuayReader *reader, char **algorithm, const guint8 **hashes, gsize *length);

/* Data of VERSION's extensions: @data is the value in quay_codec_get_version_reply's table. */
gboolean quay_extension_parse_supported  (GBytes *data, QuaySupported *out);
gboolean quay_extension_parse_supported2 (GBytes *data, QuaySupported *out);
gboolean quay_extension_parse_vendor_id  (GBytes *data, QuayVendor *out);
/* "\n", "\r\n" or "\r"; NULL where it is anything else (static). */
const char *quay_extension_parse_newline (GBytes *data);
/* Bit n set: version n is on offer. 0: malformed. */
guint    quay_extension_parse_versions   (GBytes *data);
/* The highest version of that list, @highest at most, as the list has it: "6". (transfer full) (nullable) */
char    *quay_extension_pick_version     (GBytes *data, guint highest, guint *version);
/* Extensions that announce themselves with a version, as OpenSSH's do: "1" gives 1; 0: malformed. */
guint    quay_extension_parse_revision   (GBytes *data);
/* "symlink-order@rjk.greenend.org.uk": whether SYMLINK has the link first, as the draft says. FALSE: malformed. */
gboolean quay_extension_parse_symlink_order (GBytes *data, gboolean *link_first);
/* (transfer full) (nullable) */
char    *quay_extension_parse_filename_charset (GBytes *data);

void quay_supported_clear (QuaySupported *self);
void quay_vendor_clear    (QuayVendor *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuaySupported, quay_supported_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayVendor, quay_vendor_clear)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-error.h"
#include "quay-open-flags.h"
#include "quay-reader.h"
#include "quay-writer.h"

G_BEGIN_DECLS

/* One entry of NAME. @name and @long_name are borrowed from the packet; @attrs is owned. */
typedef struct {
  const guint8 *name;
  gsize name_length;
  const guint8 *long_name; /* v3 only */
  gsize long_name_length;
  QuayAttrs attrs;
} QuayNameEntry;

typedef struct _QuayCodec QuayCodec;

const QuayCodec *quay_codec_for_version (guint version); /* 3 .. 6 */
guint            quay_codec_get_version (const QuayCodec *self);

/* INIT and VERSION have no id and no version of their own. */
void     quay_codec_put_init    (QuayWriter *writer, guint version);
/* @extensions: name -> GBytes, made by the caller with the right free functions; at most 256 of them. */
gboolean quay_codec_get_version_reply (QuayReader *reader, guint *version, GHashTable *extensions);

/* Requests: each appends one whole framed packet. Paths and handles are bytes. */
void quay_codec_put_open      (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, QuayOpenFlags flags,
                               const QuayAttrs *attrs);
/* The same, with no other bits of version 5's and 6's desired-access than those in @access_mask (-13 section 5.4). */
void quay_codec_put_open_masked (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, QuayOpenFlags flags,
                                 const QuayAttrs *attrs, guint32 access_mask);
void quay_codec_put_close     (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle);
void quay_codec_put_read      (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint32 length);
/* Everything of WRITE before its data: the caller sends @length bytes of data after it. */
void quay_codec_put_write_head (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint32 length);
/* @want: a hint for v4 and later, 0 for the usual ones. */
void quay_codec_put_lstat     (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, QuayAttrFlags want);
void quay_codec_put_stat      (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, QuayAttrFlags want);
void quay_codec_put_fstat     (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, QuayAttrFlags want);
void quay_codec_put_setstat   (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, const QuayAttrs *attrs);
void quay_codec_put_fsetstat  (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, const QuayAttrs *attrs);
void quay_codec_put_opendir   (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path);
void quay_codec_put_readdir   (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle);
void quay_codec_put_remove    (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path);
void quay_codec_put_mkdir     (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path, const QuayAttrs *attrs);
void quay_codec_put_rmdir     (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path);
void quay_codec_put_realpath  (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path);
/* The same with version 6's control byte, which is optional. */
void quay_codec_put_realpath_control (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path);
void quay_codec_put_rename    (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *from, const char *to, QuayRenameFlags flags);
void quay_codec_put_readlink  (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *path);
/* v3: the draft says linkpath, targetpath; OpenSSH sends and takes targetpath, linkpath. @openssh_order chooses. */
void quay_codec_put_symlink   (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *link_path, const char *target,
                               gboolean openssh_order);
/* SSH_FXP_LINK (v6): @symbolic FALSE makes a hard link. FALSE where the version has none. */
gboolean quay_codec_put_link  (const QuayCodec *self, QuayWriter *writer, guint32 id, const char *link_path, const char *target,
                               gboolean symbolic);
/* SSH_FXP_BLOCK and _UNBLOCK (v6). FALSE where the version has none. */
gboolean quay_codec_put_block   (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint64 length, guint32 mask);
gboolean quay_codec_put_unblock (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset, guint64 length);
/* ProFTPD's: it ends as BLOCK does. */
gboolean quay_codec_put_unblock_mask (const QuayCodec *self, QuayWriter *writer, guint32 id, GBytes *handle, guint64 offset,
                                      guint64 length, guint32 mask);
/* Begins EXTENDED @name; append the payload with the writer, then quay_writer_end (writer, returned offset). */
gsize quay_codec_begin_extended (QuayWriter *writer, guint32 id, const char *name);

/* Replies: the reader stands behind the id. FALSE: malformed (the reader's failure is latched). */
gboolean quay_codec_get_status (const QuayCodec *self, QuayReader *reader, QuayStatus *status, const guint8 **text, gsize *length);
GBytes  *quay_codec_get_handle (const QuayCodec *self, QuayReader *reader); /* NULL: malformed or too long */
gboolean quay_codec_get_data   (const QuayCodec *self, QuayReader *reader, const guint8 **data, gsize *length, gboolean *end_of_file);
gboolean quay_codec_get_attrs  (const QuayCodec *self, QuayReader *reader, QuayAttrs *attrs);
/* NAME: the count first (bounded by what the packet can hold), then entries one by one. */
gboolean quay_codec_get_name_count (const QuayCodec *self, QuayReader *reader, guint32 *count);
gboolean quay_codec_get_name_entry (const QuayCodec *self, QuayReader *reader, QuayNameEntry *entry);
/* Behind the last entry. TRUE in @end_of_list where the server says that nothing follows (v6). */
gboolean quay_codec_get_name_end   (const QuayCodec *self, QuayReader *reader, gboolean *end_of_list);
void     quay_name_entry_clear     (QuayNameEntry *entry);

/* What can be set in this version; and of that, what a server's attribute mask ("supported", "supported2") allows. */
guint32  quay_codec_get_settable    (const QuayCodec *self);
guint32  quay_codec_attrs_from_mask (const QuayCodec *self, guint32 mask);
gboolean quay_codec_has_link        (const QuayCodec *self); /* LINK, BLOCK and UNBLOCK */

void     quay_codec_put_attrs  (const QuayCodec *self, QuayWriter *writer, const QuayAttrs *attrs);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayNameEntry, quay_name_entry_clear)

G_END_DECLS

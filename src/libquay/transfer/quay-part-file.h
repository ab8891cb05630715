/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/uio.h>

#include "quay-local-tree.h"

G_BEGIN_DECLS

/*
 * QuayPartFile: a download on its way: `.NAME.part` beside its target, mode 0600, made with O_EXCL and O_NOFOLLOW and locked,
 * so that two programs never share one. It gets its name only when it is whole, synced, and has its mode and times. All
 * functions block; they run in the disk pool, one at a time for each file.
 */
typedef struct _QuayPartFile QuayPartFile;

typedef struct {
  gboolean replace;   /* an existing target may be replaced */
  gboolean sync;
  gboolean set_mode;
  guint32 mode;
  gboolean set_times;
  struct timespec times[2]; /* access, modification */
} QuayPublish;

QuayPartFile *quay_part_file_create  (QuayLocalTree *tree, const char *relative, GError **error);
/* One of an earlier attempt, named and identified by the journal: a regular file of this user's that nobody else has open for
 * writing and that holds @size bytes at least. Without @error where it is none of that. */
QuayPartFile *quay_part_file_reopen  (QuayLocalTree *tree, const char *relative, const char *part_name, guint64 device,
                                      guint64 inode, guint64 size);
const char   *quay_part_file_get_name (QuayPartFile *self);
void          quay_part_file_identify (QuayPartFile *self, guint64 *device, guint64 *inode);
/* Another descriptor of it, -1 on failure. */
int           quay_part_file_dup_fd  (QuayPartFile *self);
/* What has been written is on the disk. At any time, also while others write. */
gboolean      quay_part_file_sync    (QuayPartFile *self, GError **error);
/* Copies what the target already holds, as the beginning. */
gboolean      quay_part_file_preload (QuayPartFile *self, guint64 length, GError **error);
gboolean      quay_part_file_read    (QuayPartFile *self, guint64 offset, gpointer buffer, gsize length, GError **error);
gboolean      quay_part_file_write   (QuayPartFile *self, guint64 offset, struct iovec *iov, guint n_iov, GError **error);
/* The file has @size bytes, then its name. After TRUE nothing is left to discard. QUAY_ERROR_FILE_EXISTS: the name is taken, and
 * may be asked for again. */
gboolean      quay_part_file_publish (QuayPartFile *self, guint64 size, const QuayPublish *publish, GError **error);
/* Another name in the same folder is to be its own. */
void          quay_part_file_retarget (QuayPartFile *self, QuayLocalTree *tree, const char *relative);
/* Frees, and leaves the file for another attempt. */
void          quay_part_file_keep    (QuayPartFile *self);
/* Frees; removes what was not published. */
void          quay_part_file_free    (QuayPartFile *self);
/* ".NAME.part", shortened where that would not fit into a folder's entry. */
char         *quay_part_file_name    (const char *name, guint attempt);
/* What a new file's mode would be. */
guint32       quay_part_file_default_mode (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayPartFile, quay_part_file_free)

G_END_DECLS

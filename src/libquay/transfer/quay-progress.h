/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer.h"

G_BEGIN_DECLS

/* What the worker and the disk pool note of a running transfer, and the owner reads as one snapshot. Shared and locked. */
typedef struct _QuayProgress QuayProgress;

QuayProgress *quay_progress_new          (void);
QuayProgress *quay_progress_ref          (QuayProgress *self);
void          quay_progress_unref        (QuayProgress *self);

void          quay_progress_add_bytes    (QuayProgress *self, gint64 done);
void          quay_progress_add_total    (QuayProgress *self, gint64 bytes, guint files);
void          quay_progress_file_done    (QuayProgress *self);
void          quay_progress_file_skipped (QuayProgress *self);
/* Bytes of a file that is done, without those that were there from the start. */
void          quay_progress_add_moved    (QuayProgress *self, guint64 bytes);
/* Of each file that is done; not of links. */
void          quay_progress_file_verified (QuayProgress *self, QuayVerified how, GChecksumType type);
/* The weakest of all that are done, and by what hash. */
QuayVerified  quay_progress_get_verified (QuayProgress *self, GChecksumType *type);
/* @path: (type filename). Copies @error. */
void          quay_progress_file_failed  (QuayProgress *self, const char *path, const GError *error);
void          quay_progress_set_total_known (QuayProgress *self);
void          quay_progress_set_name     (QuayProgress *self, const char *shown);

/* Fills the counters and gives name and number of changes; the rates are the reader's matter. */
guint64       quay_progress_read         (QuayProgress *self, QuayTransferProgress *progress, char **name);
GPtrArray    *quay_progress_list_failures (QuayProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayProgress, quay_progress_unref)

G_END_DECLS

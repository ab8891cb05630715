/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-overwrite.h"
#include "quay-part-file.h"
#include "quay-transfer-job.h"

G_BEGIN_DECLS

/* Less than this left is not worth another handle. */
#define QUAY_STRIPE_MIN (8 * 1024 * 1024)

/* One open handle of the file. */
typedef struct {
  QuayLane *lane;
  GBytes *handle;
  gboolean closed;
} QuayStripe;

/* A piece that came back short. */
typedef struct {
  guint64 offset;
  guint32 length;
} QuayGap;

/* Data that waits for the disk. */
typedef struct {
  QuayBlock *block;
  const guint8 *data;
  gsize length;
  guint64 offset;
} QuayPendingWrite;

typedef struct {
  int ref_count;
  QuayFileTask task;
  QuayStream stream;
  QuayTreeNode *node;
  QuayEngine *engine;
  gboolean settled;

  /* the source */
  guint64 size;          /* as far as it is known */
  QuayAttrs opened;      /* of the open file */
  gboolean stated;
  GArray *stripes;       /* of QuayStripe */
  guint lanes_used;      /* bits */
  guint n_opening;
  guint n_closing;
  GArray *gaps;          /* of QuayGap */
  guint32 chunk;
  guint64 begin;         /* where reading began */
  guint64 next;
  guint n_reads;
  gboolean probed;
  gboolean end_seen;
  gboolean thorough;     /* no short way: read up to the end of file */

  /* the target */
  char *target;          /* relative to the local tree */
  gboolean target_exists;
  QuayAttrs target_attrs;
  guint64 resume_from;
  QuayPublish publish;

  /* the disk: what stands here belongs to the pool while disk_busy */
  gboolean disk_busy;
  QuayPartFile *part;
  GError *disk_error;
  GArray *batch;         /* of QuayPendingWrite: being written */
  guint64 batch_written;
  gboolean published;
  guint n_in_the_way;    /* times that the name turned out to be taken when all was there */

  GArray *pending;       /* of QuayPendingWrite: the next batch */
  guint n_pending_writes;
  guint64 written;       /* bytes on disk, from begin on */
  guint64 progress;      /* bytes told */
} QuayDownload;

QuayDownload *quay_download_ref   (QuayDownload *self);
void          quay_download_unref (QuayDownload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayDownload, quay_download_unref)

/* quay-download.c */
void quay_download_open          (QuayDownload *self);
void quay_download_add_stripes   (QuayDownload *self);
void quay_download_fail          (QuayDownload *self, const GError *error);
void quay_download_checked       (QuayDownload *self);
void quay_download_disk_idle     (QuayDownload *self);
gboolean quay_download_close_all (QuayDownload *self);
void quay_download_published     (QuayDownload *self);
/* The name turned out to be taken when all was there: asks. FALSE: it is no use. */
gboolean quay_download_in_the_way (QuayDownload *self);

/* quay-download-disk.c */
void quay_download_check         (QuayDownload *self);
void quay_download_rename_target (QuayDownload *self, const char *new_name);
void quay_download_write         (QuayDownload *self, QuayBlock *block, const guint8 *data, gsize length, guint64 offset);
void quay_download_publish       (QuayDownload *self);
void quay_download_discard       (QuayDownload *self);

G_END_DECLS

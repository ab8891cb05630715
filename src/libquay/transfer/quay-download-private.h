/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-checkpoint.h"
#include "quay-overwrite.h"
#include "quay-part-file.h"
#include "quay-stripes.h"

G_BEGIN_DECLS

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
  QuayStripes stripes;
  guint n_closing;
  GArray *gaps;          /* of QuaySpan: asked for before what lies beyond next */
  guint32 chunk;
  guint64 next;
  guint n_reads;
  gboolean probed;
  gboolean end_seen;
  gboolean thorough;     /* no short way: read up to the end of file */

  /* the target */
  char *target;          /* relative to the local tree */
  gboolean target_exists;
  QuayAttrs target_attrs;
  guint64 resume_from;   /* so many bytes of the target itself are built upon */
  QuayPublish publish;

  /* the disk: what stands here belongs to the pool while disk_busy */
  gboolean disk_busy;
  QuayPartFile *part;
  GError *disk_error;
  gboolean differs;      /* disk_error says that what is here is not what the source has */
  GArray *batch;         /* of QuayPendingWrite: being written */
  gboolean batch_written; /* the last batch is on the disk, whatever came of the name */
  gboolean published;

  /* quay-download-ways.c */
  guint64 base;          /* where in the source it begins */
  gboolean bounded;      /* what lies behind the part that is meant is not read */
  guint64 shift;         /* where in the target it begins */
  gboolean converted;    /* final_size is known, and the part file has the lines' own endings */
  guint64 final_size;

  gboolean verifying;
  QuayVerified verified;
  GChecksumType verified_by;
  guint n_in_the_way;    /* times that the name turned out to be taken when all was there */

  GArray *pending;       /* of QuayPendingWrite: the next batch */
  guint n_pending_writes;
  QuayRanges *done;      /* on disk */
  QuayRanges *kept;      /* on disk before this attempt: compared, not written. NULL: nothing. Not changed once reading has begun */
  guint64 progress;      /* bytes told */

  QuayCheckpoint checkpoint;
  gboolean found;        /* done began as what an earlier attempt left */
  gboolean afresh;       /* nothing of an earlier attempt is built upon */
  gboolean keep;         /* settled: what is there stays for another attempt */
} QuayDownload;

QuayDownload *quay_download_ref   (QuayDownload *self);
void          quay_download_unref (QuayDownload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayDownload, quay_download_unref)

/* quay-download.c: the target, and the end */
void quay_download_fail          (QuayDownload *self, const GError *error);
void quay_download_fail_reply    (QuayDownload *self, const QuaySftpReply *reply);
void quay_download_fail_sentence (QuayDownload *self, QuayError code, const char *what);
void quay_download_checked       (QuayDownload *self);
void quay_download_published     (QuayDownload *self);
/* The name turned out to be taken when all was there: asks. FALSE: it is no use. */
gboolean quay_download_in_the_way (QuayDownload *self);
/* What an earlier attempt left is of no use: from the beginning. */
void quay_download_again         (QuayDownload *self, const char *why);

/* quay-download-read.c: opening, reading, closing the source */
void     quay_download_open        (QuayDownload *self);
void     quay_download_check_done  (QuayDownload *self);
/* TRUE while an answer is awaited. */
gboolean quay_download_close_all   (QuayDownload *self);
gboolean quay_download_issue       (QuayStream *stream);

/* quay-download-disk.c */
void quay_download_run_on_disk   (QuayDownload *self, QuayDiskFunc work, QuayDiskFunc done);
void quay_download_check         (QuayDownload *self);
void quay_download_rename_target (QuayDownload *self, const char *new_name);
void quay_download_write         (QuayDownload *self, QuayBlock *block, const guint8 *data, gsize length, guint64 offset);
void quay_download_publish       (QuayDownload *self);
void quay_download_tidy          (QuayDownload *self);

/* quay-download-ways.c: something else than the file as it is */
void     quay_download_prepare       (QuayDownload *self);
guint64  quay_download_meant_of      (QuayDownload *self, guint64 size);
/* TRUE: that is what is asked for, and is under way, or has failed. */
gboolean quay_download_append        (QuayDownload *self);
gboolean quay_download_convert       (QuayDownload *self); /* in the pool */

/* quay-download-verify.c */
/* TRUE: it is to be compared before it is published, and has not been yet. */
gboolean quay_download_wants_verify  (QuayDownload *self);
/* TRUE: that is under way, and ends in quay_download_publish. */
gboolean quay_download_verify        (QuayDownload *self);

/* quay-download-keep.c: how far it is, for the journal */
/* In the pool: what an earlier attempt has left. */
void     quay_download_find_part     (QuayDownload *self);
gboolean quay_download_same_source   (QuayDownload *self);
void     quay_download_maybe_checkpoint (QuayDownload *self);
gboolean quay_download_may_keep      (QuayDownload *self, const GError *error);
gboolean quay_download_is_worth_keeping (QuayDownload *self);
void     quay_download_keep_part     (QuayDownload *self, QuayDiskFunc done);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/stat.h>

#include "quay-checkpoint.h"
#include "quay-overwrite.h"
#include "quay-stripes.h"

G_BEGIN_DECLS

/* Data read from the disk that waits to be sent; it stands in the block behind the headroom. */
typedef struct {
  QuayBlock *block;
  guint64 offset;
  guint32 length;
} QuayPiece;

/* What the server has of a span, to be compared with what is here. */
typedef struct {
  QuaySpan span;
  guint8 *data;
} QuayProof;

typedef struct {
  int ref_count;
  QuayFileTask task;
  QuayStream stream;
  QuayTreeNode *node;
  QuayEngine *engine;
  gboolean settled;

  /* the source; what stands here belongs to the pool while disk_busy */
  gboolean disk_busy;
  int fd;
  struct stat opened;
  guint64 size;
  guint32 chunk;
  guint32 piece;         /* length of the pieces the pool is to read */
  guint64 read_next;     /* where the next piece is read */
  guint n_wanted;        /* pieces the pool is to read */
  GArray *fetched;       /* of QuayPiece: what it read */
  GError *disk_error;
  gboolean differs;      /* disk_error says that what the server has is not what is here */

  GArray *ready;         /* of QuayPiece, taken from first_ready on */
  guint first_ready;

  /* the target */
  guint n_looking;       /* answers awaited before the target is known */
  char *target;          /* whole remote path */
  char *temporary;       /* where the bytes go; NULL: straight into the target, to go on with it */
  gboolean created;      /* the temporary file is there, or may be */
  gboolean target_exists;
  QuayAttrs target_attrs;
  gboolean replace;
  guint rename_attempt;
  guint64 resume_from;   /* so many bytes of the target itself are built upon */

  /* what the server has */
  QuayStripes stripes;
  QuayRanges *done;      /* acknowledged */
  QuayRanges *kept;      /* before this attempt; empty where there is nothing. Not changed once sending has begun */
  GArray *proofs;        /* of QuayProof */
  guint n_proof_reads;
  guint n_writes;        /* not answered */
  guint64 sent;
  guint64 acknowledged;
  guint64 progress;      /* bytes told */
  gboolean closing;
  guint n_closing;       /* answers awaited between the last byte and the rename */
  guint64 remote_size;
  char *backup;

  /* quay-upload-ways.c */
  gboolean plain;        /* the file as it is */
  guint64 base;          /* where in the source it begins */
  gboolean appends;      /* straight behind what the target has */
  guint64 shift;         /* where in the target it begins */
  gint64 grown;          /* monotonic time at which there was more of the source */
  gboolean waits;        /* it is looked at again soon */
  gboolean full_grown;

  QuayVerified verified;
  GChecksumType verified_by;
  GError *failure;       /* kept until its cause is known, and the temporary file is gone */

  QuayCheckpoint checkpoint;
  gboolean found;        /* the journal has a temporary file of this very source */
  char *stale;           /* one of another state of it: to be removed */
  gboolean keep;         /* settled: the temporary file stays for another attempt */
} QuayUpload;

QuayUpload *quay_upload_ref   (QuayUpload *self);
void        quay_upload_unref (QuayUpload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayUpload, quay_upload_unref)

/* quay-upload.c: the target */
void quay_upload_looked        (QuayUpload *self);
/* The name turned out to be taken when all was sent: asks. */
void quay_upload_in_the_way    (QuayUpload *self, const QuayAttrs *target);
/* What an earlier attempt left is of no use: from the beginning. */
void quay_upload_again         (QuayUpload *self, const char *why);

/* quay-upload-end.c */
void quay_upload_settle        (QuayUpload *self);
void quay_upload_fail          (QuayUpload *self, const GError *error);
void quay_upload_fail_reply    (QuayUpload *self, const QuaySftpReply *reply);
void quay_upload_fail_write    (QuayUpload *self, const QuaySftpReply *reply);
void quay_upload_fail_sentence (QuayUpload *self, QuayError code, const char *what);
void quay_upload_skip          (QuayUpload *self);
void quay_upload_done          (QuayUpload *self);
void quay_upload_withdraw      (QuayUpload *self);

/* quay-upload-disk.c: the source */
void quay_upload_run_on_disk   (QuayUpload *self, QuayDiskFunc work, QuayDiskFunc done);
/* FALSE: the upload is over, and has been cleaned up behind. */
gboolean quay_upload_back_from_disk (QuayUpload *self);
gssize quay_upload_read        (QuayUpload *self, guint8 *buffer, gsize length, guint64 offset);
void quay_upload_disk_failed   (QuayUpload *self, int errsv, const char *what);
void quay_upload_open_source   (QuayUpload *self);
void quay_upload_fetch         (QuayUpload *self);
void quay_upload_close_source  (QuayUpload *self);
void quay_upload_drop_pieces   (QuayUpload *self);

/* quay-upload-send.c: opening and writing the temporary file */
void quay_upload_open          (QuayUpload *self);
void quay_upload_begin         (QuayUpload *self);
void quay_upload_fetched       (QuayUpload *self);
gboolean quay_upload_issue     (QuayStream *stream);

/* quay-upload-close.c: what follows the last byte */
void quay_upload_maybe_close   (QuayUpload *self);
void quay_upload_close_over    (QuayUpload *self);

/* quay-upload-keep.c: going on with what is there, and what the journal hears of it */
void quay_upload_find_temporary (QuayUpload *self);  /* in the pool */
void quay_upload_prove          (QuayUpload *self);
void quay_upload_record_name    (QuayUpload *self);
void quay_upload_maybe_checkpoint (QuayUpload *self);
gboolean quay_upload_may_keep   (QuayUpload *self, const GError *error);
void quay_upload_keep_temporary (QuayUpload *self);

/* quay-upload-ways.c: something else than the file as it is */
void quay_upload_prepare         (QuayUpload *self); /* in the pool, with the source open */
void quay_upload_prepared        (QuayUpload *self);
/* TRUE: that is what is asked for, and is under way, or has failed. */
gboolean quay_upload_append      (QuayUpload *self);
void quay_upload_cut_back        (QuayUpload *self);
/* TRUE: quay_upload_maybe_close is called again when there is more, or no more will come. */
gboolean quay_upload_waits_for_more (QuayUpload *self);

/* quay-upload-verify.c */
/* TRUE: it is to be compared before it is published, and has not been yet. */
gboolean quay_upload_wants_verify (QuayUpload *self);
/* TRUE: that is under way, and ends in quay_upload_publish. */
gboolean quay_upload_verify      (QuayUpload *self);

/* quay-upload-publish.c: the temporary file gets its name */
void quay_upload_publish       (QuayUpload *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/stat.h>

#include "quay-overwrite.h"
#include "quay-transfer-job.h"

G_BEGIN_DECLS

/* One open handle of the remote file. */
typedef struct {
  QuayLane *lane;
  GBytes *handle;
} QuayUploadStripe;

/* Data read from the disk that waits to be sent; it stands in the block behind the headroom. */
typedef struct {
  QuayBlock *block;
  guint64 offset;
  guint32 length;
} QuayPiece;

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
  guint64 read_next;     /* where the next piece is read */
  guint n_wanted;        /* pieces the pool is to read */
  GArray *fetched;       /* of QuayPiece: what it read */
  GError *disk_error;

  GArray *ready;         /* of QuayPiece, taken from first_ready on */
  guint first_ready;

  /* the target */
  guint n_looking;       /* answers awaited before the target is known */
  char *target;          /* whole remote path */
  char *temporary;       /* where the bytes go; NULL: straight into the target, to go on with it */
  gboolean target_exists;
  QuayAttrs target_attrs;
  gboolean replace;
  guint rename_attempt;
  guint64 resume_from;
  guint8 *overlap;       /* what the server has before resume_from */
  gsize overlap_length;
  guint n_overlap_reads;

  GArray *stripes;       /* of QuayUploadStripe */
  guint lanes_used;
  guint n_opening;
  guint n_writes;        /* not answered */
  guint64 sent;
  guint64 acknowledged;
  guint64 progress;
  gboolean closing;
  guint n_closing;       /* answers awaited between the last byte and the rename */
  guint64 remote_size;
  char *backup;
  GError *failure;       /* kept until its cause is known, and the temporary file is gone */
} QuayUpload;

QuayUpload *quay_upload_ref   (QuayUpload *self);
void        quay_upload_unref (QuayUpload *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayUpload, quay_upload_unref)

/* quay-upload.c: the target, and the end */
void quay_upload_fail          (QuayUpload *self, const GError *error);
void quay_upload_fail_reply    (QuayUpload *self, const QuaySftpReply *reply);
void quay_upload_fail_write    (QuayUpload *self, const QuaySftpReply *reply);
void quay_upload_fail_sentence (QuayUpload *self, QuayError code, const char *what);
void quay_upload_looked        (QuayUpload *self);
void quay_upload_done          (QuayUpload *self);
/* The name turned out to be taken when all was sent: asks. */
void quay_upload_in_the_way    (QuayUpload *self, const QuayAttrs *target);

/* quay-upload-disk.c: the source */
void quay_upload_open_source   (QuayUpload *self);
void quay_upload_fetch         (QuayUpload *self);
void quay_upload_compare       (QuayUpload *self);
void quay_upload_close_source  (QuayUpload *self);
void quay_upload_drop_pieces   (QuayUpload *self);

/* quay-upload-send.c: opening, writing, closing the temporary file */
void quay_upload_open          (QuayUpload *self);
void quay_upload_compared      (QuayUpload *self);
void quay_upload_fetched       (QuayUpload *self);
void quay_upload_close_handles (QuayUpload *self);
gboolean quay_upload_issue     (QuayStream *stream);

/* quay-upload-publish.c: the temporary file gets its name */
void quay_upload_publish       (QuayUpload *self);

G_END_DECLS

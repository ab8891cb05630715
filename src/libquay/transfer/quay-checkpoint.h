/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-journal-private.h"
#include "quay-transfer-job.h"

G_BEGIN_DECLS

/* Files smaller than this are begun anew rather than recorded. */
#define QUAY_CHECKPOINT_MIN (4 * 1024 * 1024)

/*
 * QuayCheckpoint: how far one file is, as the journal knows it. A file that is over in a moment never gets there; a long one
 * every few seconds, always behind the sync of what it speaks of.
 */
typedef struct {
  QuayJournal *journal;   /* NULL: nothing is recorded */
  QuayPartKey key;
  gconstpointer claimant; /* who works on the file: the transfer */
  QuayPartRecord record;  /* what the journal has, or is to get; the pool's while busy */
  gboolean busy;
  gboolean known;         /* the journal may have a record */
  gboolean claimed;
  gboolean barred;        /* another transfer works on the same file: nothing is recorded either */
  gint64 next;            /* monotonic time of the next one */
} QuayCheckpoint;

void     quay_checkpoint_init        (QuayCheckpoint *self, QuayTreeNode *node);
void     quay_checkpoint_clear       (QuayCheckpoint *self);
/* FALSE: the file is too small, or there is no journal, or it is another transfer's now. */
gboolean quay_checkpoint_wanted      (const QuayCheckpoint *self, guint64 size);
gboolean quay_checkpoint_due         (const QuayCheckpoint *self, gint64 now);
/* Notes the state of the source, and a copy of @done, for the next save. */
void     quay_checkpoint_take        (QuayCheckpoint *self, const QuayRanges *done);
gboolean quay_checkpoint_worth       (const QuayCheckpoint *self, const QuayRanges *done);
/* In the pool. The first of these claims the file; FALSE where another transfer works on it. */
gboolean quay_checkpoint_load        (QuayCheckpoint *self);
gboolean quay_checkpoint_save        (QuayCheckpoint *self, GError **error);
/* Back from the pool: when the next one is due. */
void     quay_checkpoint_saved       (QuayCheckpoint *self);
void     quay_checkpoint_forget      (QuayCheckpoint *self);

/* After failures of this kind what there is of the file is kept, for the next attempt. */
gboolean quay_checkpoint_survives    (const GError *error);

/* What is built upon is compared with the source first: the end of each range, and the beginning of the file. */
typedef struct {
  guint64 offset;
  guint64 length;
} QuaySpan;

/* Of QuaySpan: all there is to compare of @done. */
GArray  *quay_checkpoint_list_proofs (const QuayRanges *done);
/* Of QuaySpan: what is not done yet before the end of the last range. */
GArray  *quay_checkpoint_list_holes  (const QuayRanges *done);

G_END_DECLS

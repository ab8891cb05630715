/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-journal-db.h"
#include "quay-journal-file.h"

G_BEGIN_DECLS

/*
 * QuayJournalWriter: the thread that changes the database. What is to be changed stands in one queue and is carried out in its
 * order, many at a time in one transaction: about twice a second, or at once where somebody waits. A transaction that fails
 * is tried again as a whole, so that nothing is lost or overtaken while the disk is full or another program is in the way;
 * those who wait are told, and their changes are not made.
 */
typedef struct _QuayJournalWriter QuayJournalWriter;

typedef struct _QuayJournalOp QuayJournalOp;
struct _QuayJournalOp {
  /* In the writer's thread, within a transaction; again where that failed. NULL: nothing to do but wait for the others. */
  int (*apply) (QuayJournalOp *self, QuayJournalDb *db);
  /* In the writer's thread, once, when it is committed. May be NULL. */
  void (*committed) (QuayJournalOp *self);
  /* Of those nobody waits for. */
  void (*free) (QuayJournalOp *self);
  /* Where not 0, takes the place of the one with the same number that is not carried out yet. */
  gint64 replaces;
  /* May be dropped when too many wait for a disk that takes nothing: only work is lost, no content. */
  gboolean expendable;

  GList link;
  struct _QuayJournalWait *wait;
};

/* Takes @db. @file is the caller's, and must stay. */
QuayJournalWriter *quay_journal_writer_new       (QuayJournalDb *db, QuayJournalFile *file);
/* Carries out what stands in the queue, as far as it can be, and closes. */
void               quay_journal_writer_free      (QuayJournalWriter *self);
/* Takes @op. */
void               quay_journal_writer_push      (QuayJournalWriter *self, QuayJournalOp *op);
/* Blocks until @op, and all that was pushed before it, is on the disk. @op stays the caller's. @what: "Cannot ... the journal" */
gboolean           quay_journal_writer_run       (QuayJournalWriter *self, QuayJournalOp *op, GError **error);
GError            *quay_journal_writer_dup_error (QuayJournalWriter *self);
/* Something is lost for good: the next who asks is told. */
void               quay_journal_writer_add_loss  (QuayJournalWriter *self, const GError *error);
void               quay_journal_writer_set_patience (QuayJournalWriter *self, guint milliseconds);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayJournalWriter, quay_journal_writer_free)

G_END_DECLS

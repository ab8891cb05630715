/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-journal-private.h"
#include "quay-journal-writer.h"

G_BEGIN_DECLS

/* For the journal's own files. */
struct _QuayJournal {
  gatomicrefcount ref_count;
  gint64 instance;

  /* Owned */
  QuayJournalFile *file;
  QuayJournalWriter *writer;

  /* Reads what concerns one file without waiting for a commit; under its mutex. */
  GMutex read_mutex;
  QuayJournalDb *reader;

  GMutex mutex;
  GHashTable *forgotten; /* GBytes -> how many times it waits in the queue to be forgotten */
  GHashTable *claims;    /* GBytes -> who of this program works on that file */
  guint32 n_ids;         /* given out */
};

/* Of a key, as bytes. */
GBytes     *quay_journal_name_part  (const QuayPartKey *key);
GHashTable *quay_journal_claims_new (void);

G_END_DECLS

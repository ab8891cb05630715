/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-journal-private.h"

G_BEGIN_DECLS

/* A folder of a test with a journal's path in it; the path is no UTF-8, and has a line feed. */
typedef struct {
  char *folder;
  char *path;
} QuayTestJournal;

/* Another program: this one again, as `PROGRAM --child MODE PATH`. Its lines come one by one. */
typedef struct {
  GSubprocess *process;
  GDataInputStream *output;
} QuayTestChild;

QuayTestChild *quay_test_child_new      (const char *mode, const char *path);
/* The next line (owned), NULL at the end. */
char          *quay_test_child_read     (QuayTestChild *self);
void           quay_test_child_tell     (QuayTestChild *self, const char *line);
void           quay_test_child_kill     (QuayTestChild *self);
/* Waits for its end, which must be a good one. */
void           quay_test_child_free     (QuayTestChild *self);
/* A child of this mode, from its start to its good end; its lines are the test's messages. */
void           quay_test_run_mode       (QuayTestJournal *self, const char *mode);
/* A child ends with this where it is not allowed to make what it needs: the test is skipped. */
#define QUAY_TEST_EXIT_SKIP 77
/* In the child: says a line; waits for one. */
void           quay_test_say            (const char *format, ...) G_GNUC_PRINTF (1, 2);
void           quay_test_hear           (void);

void         quay_test_journal_set_up    (QuayTestJournal *self, gconstpointer data);
void         quay_test_journal_tear_down (QuayTestJournal *self, gconstpointer data);
/* Fails the test where it does not open. */
QuayJournal *quay_test_journal_open      (QuayTestJournal *self);
/* What another connection sees: what is committed. -1: no database there yet. */
gint64       quay_test_journal_query     (QuayTestJournal *self, const char *sql);
/* Until the query says so; fails the test after a long while. */
void         quay_test_journal_wait_for  (QuayTestJournal *self, const char *sql, gint64 result);
void         quay_test_journal_make_folder (QuayTestJournal *self);
/* An error that names the file and holds @text; nothing is opened. */
void         quay_test_assert_refused    (const char *path, const char *text);
void         quay_test_put               (const char *path, gconstpointer content, gsize size);
void         quay_test_journal_execute   (QuayTestJournal *self, const char *sql);

/* The N-th of many. All that is in them is the caller's. */
void         quay_test_part_key          (QuayPartKey *key, guint n);
void         quay_test_part_record       (QuayPartRecord *record, guint n);
void         quay_test_assert_same_part  (const QuayPartRecord *a, const QuayPartRecord *b);
void         quay_test_save              (QuayJournal *journal, guint key, guint record);
/* -1 for none, else fails the test unless it is the record of this number. */
void         quay_test_assert_saved      (QuayJournal *journal, guint key, int record);
void         quay_test_forget            (QuayJournal *journal, guint key);

/* The N-th of many, not stored yet; its position is the number. */
QuayJournalTransfer *quay_test_transfer_new         (guint n);
/* But for the id. */
void         quay_test_assert_same_transfer (const QuayJournalTransfer *a, const QuayJournalTransfer *b);
gint64       quay_test_add               (QuayJournal *journal, guint n);
GPtrArray   *quay_test_claim             (QuayJournal *journal, guint expected);
GHashTable  *quay_test_load_items        (QuayJournal *journal, gint64 transfer);
/* Nothing was lost, and nothing waits for a disk that takes nothing. */
void         quay_test_assert_well       (QuayJournal *journal);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/*
 * QuayJournalDb: one connection to the journal's database, with its prepared statements. It belongs to one thread at a time.
 * Codes are SQLite's primary ones.
 */
typedef struct _QuayJournalDb QuayJournalDb;

typedef enum {
  QUAY_JOURNAL_BEGIN,
  QUAY_JOURNAL_COMMIT,
  QUAY_JOURNAL_ROLLBACK,
  QUAY_JOURNAL_NEXT_INSTANCE,
  QUAY_JOURNAL_LOAD_PART,
  QUAY_JOURNAL_SAVE_PART,
  QUAY_JOURNAL_FORGET_PART,
  QUAY_JOURNAL_PRUNE_PARTS,
  QUAY_JOURNAL_ITEM_DONE,
  QUAY_JOURNAL_LOAD_ITEMS,
  QUAY_JOURNAL_ADD_TRANSFER,
  QUAY_JOURNAL_UPDATE_TRANSFER,
  QUAY_JOURNAL_REMOVE_TRANSFER,
  QUAY_JOURNAL_LIST_OWNERS,
  QUAY_JOURNAL_LIST_TRANSFERS,
  QUAY_JOURNAL_CLAIM,
  QUAY_JOURNAL_N_STATEMENTS,
} QuayJournalStatement;

/* There is a file at @path. @damaged: it is no database, or one that is broken; then @error is set too. @check: reads all of
 * it to know. @shown: the path for messages. */
QuayJournalDb *quay_journal_db_open      (const char *path, const char *shown, gboolean check, gboolean *damaged, GError **error);
void           quay_journal_db_free      (QuayJournalDb *self);
void           quay_journal_db_set_patience (QuayJournalDb *self, guint milliseconds);

/* To bind and step; reset afterwards, best by the following. */
sqlite3_stmt  *quay_journal_db_get       (QuayJournalDb *self, QuayJournalStatement statement);
void           quay_journal_db_reset     (QuayJournalDb *self, QuayJournalStatement statement);
/* Steps to the end and resets. %SQLITE_OK or what went wrong. */
int            quay_journal_db_run       (QuayJournalDb *self, QuayJournalStatement statement);
/* Takes back what is not committed. */
void           quay_journal_db_give_up   (QuayJournalDb *self);

/* "Cannot @what the journal ...", right after @code came. */
void           quay_journal_db_set_error (QuayJournalDb *self, int code, const char *what, GError **error);
gboolean       quay_journal_is_damage    (int code);

/* Paths are bytes; NULL is stored as such. @bytes must stay until the statement is reset. */
void           quay_journal_bind_bytes   (sqlite3_stmt *statement, int parameter, const char *bytes);
char          *quay_journal_dup_bytes    (sqlite3_stmt *statement, int column);
void           quay_journal_bind_blob    (sqlite3_stmt *statement, int parameter, GBytes *blob);
GBytes        *quay_journal_dup_blob     (sqlite3_stmt *statement, int column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayJournalDb, quay_journal_db_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayJournalFile: where the journal lies, and which programs use it: the database's file, and beside it NAME.lock, whose
 * bytes are locks. Byte 0 is held while somebody opens the journal; byte N for as long as the instance N lives; and far
 * behind them, those of the files that are worked on. The kernel gives them back when a program ends, however it ends. They are locks of the open file description, so that two journals
 * in one program keep apart as well.
 *
 * The database's file itself is never opened here once it is there: closing it would end the locks that SQLite holds on it
 * elsewhere in this program.
 */
typedef struct _QuayJournalFile QuayJournalFile;

/* Makes the folders, and waits until nobody else opens this journal. */
QuayJournalFile *quay_journal_file_new           (const char *path, GError **error);
void             quay_journal_file_free          (QuayJournalFile *self);
/* Now there is a plain file, mode 0600, no link; empty where there was none. */
gboolean         quay_journal_file_prepare       (QuayJournalFile *self, GError **error);
/* Too short for a database, but not empty: SQLite would not mind, and write over it. */
gboolean         quay_journal_file_is_stub       (QuayJournalFile *self);
/* To NAME.damaged-N, with what belongs to it. The new name, or NULL. */
char            *quay_journal_file_move_aside    (QuayJournalFile *self, GError **error);
/* Others may open it. */
void             quay_journal_file_opened        (QuayJournalFile *self);
/* FALSE where another program has it. */
gboolean         quay_journal_file_take_instance (QuayJournalFile *self, gint64 instance);
/* Whether the program that has it lives; it may not be our own. */
gboolean         quay_journal_file_is_taken      (QuayJournalFile *self, gint64 instance);
/* One of the 2^62 things that a program may have to itself. FALSE where another program has it, or when it cannot be told. */
gboolean         quay_journal_file_take_thing    (QuayJournalFile *self, guint64 thing);
void             quay_journal_file_drop_thing    (QuayJournalFile *self, guint64 thing);
/* FALSE where the file was deleted or moved meanwhile. */
gboolean         quay_journal_file_is_there      (QuayJournalFile *self);
/* Whole, with folders that are no links. */
const char      *quay_journal_file_get_path      (QuayJournalFile *self);
/* For messages. */
const char      *quay_journal_file_get_shown     (QuayJournalFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayJournalFile, quay_journal_file_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How far unfinished files are. */
#include "quay-journal-impl.h"

#include <string.h>

#include "quay-error-private.h"

void
quay_part_key_clear (QuayPartKey *self)
{
  g_clear_pointer (&self->site, g_free);
  g_clear_pointer (&self->local, g_free);
  g_clear_pointer (&self->remote, g_free);
}

void
quay_part_record_clear (QuayPartRecord *self)
{
  g_clear_pointer (&self->part, g_free);
  g_clear_pointer (&self->done, quay_ranges_free);
  *self = (QuayPartRecord){ 0 };
}

static void
bind_key (sqlite3_stmt *statement, const QuayPartKey *key)
{
  sqlite3_bind_int (statement, 1, key->direction);
  quay_journal_bind_bytes (statement, 2, key->site);
  quay_journal_bind_bytes (statement, 3, key->local);
  quay_journal_bind_bytes (statement, 4, key->remote);
}

/* Forgetting: soon, but to be seen at once. */

GBytes *
quay_journal_name_part (const QuayPartKey *key)
{
  g_autoptr (GString) name = g_string_new (NULL);
  const char *const parts[] = { key->site, key->local, key->remote };

  g_string_append_c (name, '0' + key->direction);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    g_string_append_len (name, parts[i], strlen (parts[i]) + 1);

  return g_string_free_to_bytes (g_steal_pointer (&name));
}

static void
count_forgotten (QuayJournal *self, GBytes *name, int by)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  int count = GPOINTER_TO_INT (g_hash_table_lookup (self->forgotten, name)) + by;

  if (count > 0)
    g_hash_table_replace (self->forgotten, g_bytes_ref (name), GINT_TO_POINTER (count));
  else
    g_hash_table_remove (self->forgotten, name);
}

static gboolean
is_forgotten (QuayJournal *self, const QuayPartKey *key)
{
  g_autoptr (GBytes) name = quay_journal_name_part (key);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return g_hash_table_contains (self->forgotten, name);
}

typedef struct
{
  QuayJournalOp op;
  QuayJournal *journal; /* outlives its writer */
  QuayPartKey key;
  GBytes *name;
} ForgetOp;

static int
apply_forget (QuayJournalOp *op, QuayJournalDb *db)
{
  bind_key (quay_journal_db_get (db, QUAY_JOURNAL_FORGET_PART), &((ForgetOp *)op)->key);

  return quay_journal_db_run (db, QUAY_JOURNAL_FORGET_PART);
}

static void
forget_committed (QuayJournalOp *op)
{
  ForgetOp *self = (ForgetOp *)op;

  count_forgotten (self->journal, self->name, -1);
}

static void
free_forget (QuayJournalOp *op)
{
  ForgetOp *self = (ForgetOp *)op;

  quay_part_key_clear (&self->key);
  g_bytes_unref (self->name);
  g_free (self);
}

void
quay_journal_forget_part (QuayJournal *self, const QuayPartKey *key)
{
  ForgetOp *op = g_new0 (ForgetOp, 1);

  op->op = (QuayJournalOp){ .apply = apply_forget, .committed = forget_committed, .free = free_forget };
  op->journal = self;
  op->key = (QuayPartKey){ key->direction, g_strdup (key->site), g_strdup (key->local), g_strdup (key->remote) };
  op->name = quay_journal_name_part (key);
  count_forgotten (self, op->name, 1);
  quay_journal_writer_push (self->writer, &op->op);
}

/* Saving */

typedef struct
{
  QuayJournalOp op;
  const QuayPartKey *key;
  const QuayPartRecord *record;
  GBytes *done;
} SaveOp;

static int
apply_save (QuayJournalOp *op, QuayJournalDb *db)
{
  SaveOp *self = (SaveOp *)op;
  const QuayPartRecord *record = self->record;
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_SAVE_PART);

  bind_key (statement, self->key);
  sqlite3_bind_int64 (statement, 5, record->size);
  sqlite3_bind_int64 (statement, 6, record->mtime);
  sqlite3_bind_int64 (statement, 7, record->mtime_nsec);
  sqlite3_bind_int64 (statement, 8, record->device);
  sqlite3_bind_int64 (statement, 9, record->inode);
  quay_journal_bind_bytes (statement, 10, record->part);
  sqlite3_bind_int64 (statement, 11, record->part_device);
  sqlite3_bind_int64 (statement, 12, record->part_inode);
  quay_journal_bind_blob (statement, 13, self->done);

  return quay_journal_db_run (db, QUAY_JOURNAL_SAVE_PART);
}

gboolean
quay_journal_save_part (QuayJournal *self, const QuayPartKey *key, const QuayPartRecord *record, GError **error)
{
  g_autoptr (GBytes) done = record->done != NULL ? quay_ranges_to_bytes (record->done) : g_bytes_new (NULL, 0);
  SaveOp op = { .op = { .apply = apply_save }, .key = key, .record = record, .done = done };

  return quay_journal_writer_run (self->writer, &op.op, error);
}

/* Loading */

/* FALSE where the ranges make no sense: then nothing is known of the file. */
static gboolean
read_record (sqlite3_stmt *statement, QuayPartRecord *record)
{
  g_autoptr (GBytes) done = quay_journal_dup_blob (statement, 8);
  guint64 size = sqlite3_column_int64 (statement, 0);
  QuayRanges *ranges = quay_ranges_from_bytes (done, size);

  if (ranges == NULL)
    return FALSE;
  *record = (QuayPartRecord){
    .size = size,
    .mtime = sqlite3_column_int64 (statement, 1),
    .mtime_nsec = sqlite3_column_int64 (statement, 2),
    .device = sqlite3_column_int64 (statement, 3),
    .inode = sqlite3_column_int64 (statement, 4),
    .part = quay_journal_dup_bytes (statement, 5),
    .part_device = sqlite3_column_int64 (statement, 6),
    .part_inode = sqlite3_column_int64 (statement, 7),
    .done = ranges,
  };

  return TRUE;
}

gboolean
quay_journal_load_part (QuayJournal *self, const QuayPartKey *key, QuayPartRecord *record, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  sqlite3_stmt *statement;
  gboolean found = FALSE;
  int code;

  if (is_forgotten (self, key))
    return FALSE;
  locker = g_mutex_locker_new (&self->read_mutex);
  statement = quay_journal_db_get (self->reader, QUAY_JOURNAL_LOAD_PART);
  bind_key (statement, key);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    found = read_record (statement, record);
  else if (code != SQLITE_DONE)
    quay_journal_db_set_error (self->reader, code, "read", error);
  quay_journal_db_reset (self->reader, QUAY_JOURNAL_LOAD_PART);

  return found;
}

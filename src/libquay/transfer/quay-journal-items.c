/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which files of a tree are done. */
#include "quay-journal-impl.h"

#include <string.h>

#include "quay-error-private.h"

typedef struct
{
  QuayJournalOp op;
  gint64 transfer;
  guint64 size;
  gint64 mtime;
  char path[];
} ItemOp;

static int
apply_item (QuayJournalOp *op, QuayJournalDb *db)
{
  ItemOp *self = (ItemOp *)op;
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_ITEM_DONE);

  sqlite3_bind_int64 (statement, 1, self->transfer);
  quay_journal_bind_bytes (statement, 2, self->path);
  sqlite3_bind_int64 (statement, 3, self->size);
  sqlite3_bind_int64 (statement, 4, self->mtime);

  return quay_journal_db_run (db, QUAY_JOURNAL_ITEM_DONE);
}

static void
free_item (QuayJournalOp *op)
{
  g_free (op);
}

void
quay_journal_item_done (QuayJournal *self, gint64 transfer, const char *path, guint64 size, gint64 mtime)
{
  gsize length = strlen (path) + 1;
  ItemOp *op = g_malloc (sizeof (ItemOp) + length);

  *op = (ItemOp){
    .op = { .apply = apply_item, .free = free_item, .expendable = TRUE },
    .transfer = transfer,
    .size = size,
    .mtime = mtime,
  };
  memcpy (op->path, path, length);
  quay_journal_writer_push (self->writer, &op->op);
}

static int
read_items (QuayJournalDb *db, gint64 transfer, GHashTable *items)
{
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_LOAD_ITEMS);
  int code;

  sqlite3_bind_int64 (statement, 1, transfer);
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      QuayJournalItem *item = g_new (QuayJournalItem, 1);

      item->size = sqlite3_column_int64 (statement, 1);
      item->mtime = sqlite3_column_int64 (statement, 2);
      g_hash_table_replace (items, quay_journal_dup_bytes (statement, 0), item);
    }

  return code;
}

GHashTable *
quay_journal_load_items (QuayJournal *self, gint64 transfer, GError **error)
{
  g_autoptr (GHashTable) items = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GMutexLocker) locker = NULL;
  int code;

  /* What was said so far counts, also that the transfer is removed. */
  if (!quay_journal_flush (self, error))
    return NULL;
  locker = g_mutex_locker_new (&self->read_mutex);
  code = read_items (self->reader, transfer, items);
  if (code != SQLITE_DONE)
    quay_journal_db_set_error (self->reader, code, "read", error);
  quay_journal_db_reset (self->reader, QUAY_JOURNAL_LOAD_ITEMS);

  return code == SQLITE_DONE ? g_steal_pointer (&items) : NULL;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-journal-impl.h"

#include "quay-error-private.h"
#include "quay-text.h"

/* Of the user's state folder. */
#define DEFAULT_FOLDER "quayside"
#define DEFAULT_NAME "journal.db"

/* Numbers that a journal which was moved aside still has in use. */
#define MAX_INSTANCE_TRIES 10000

/* Seconds: half a year. */
#define MAX_PART_AGE (182 * 24 * 60 * 60)

G_DEFINE_BOXED_TYPE (QuayJournal, quay_journal, quay_journal_ref, quay_journal_unref)

static GError *
make_damage_note (const char *shown, const char *aside)
{
  g_autofree char *shown_aside = quay_text_escape (aside, -1);

  return g_error_new (
      QUAY_ERROR, QUAY_ERROR_LOCAL_FILE,
      "The journal %s was damaged, and a new one was begun: how far earlier transfers were is not known "
      "any more. The damaged file is now %s",
      shown, shown_aside);
}

/* A number that no program has had before; ours by a lock for as long as we live. */
static int
next_instance (QuayJournalDb *db, QuayJournalFile *file, gint64 *instance)
{
  sqlite3_stmt *statement = quay_journal_db_get (db, QUAY_JOURNAL_NEXT_INSTANCE);

  for (guint i = 0; i < MAX_INSTANCE_TRIES; i++)
    {
      int code = sqlite3_step (statement);

      *instance = code == SQLITE_ROW ? sqlite3_column_int64 (statement, 0) : 0;
      if (code == SQLITE_ROW)
        code = sqlite3_step (statement);
      quay_journal_db_reset (db, QUAY_JOURNAL_NEXT_INSTANCE);
      if (code != SQLITE_DONE)
        return code;
      /* It is the upper half of ids. */
      if (*instance <= 0 || *instance >= G_MAXINT32)
        return SQLITE_CORRUPT;
      if (quay_journal_file_take_instance (file, *instance))
        return SQLITE_OK;
    }

  return SQLITE_BUSY;
}

/* Parts of transfers that nobody went on with are not known for ever. */
static int
prune (QuayJournalDb *db)
{
  sqlite3_bind_int64 (quay_journal_db_get (db, QUAY_JOURNAL_PRUNE_PARTS), 1, MAX_PART_AGE);

  return quay_journal_db_run (db, QUAY_JOURNAL_PRUNE_PARTS);
}

static gboolean
take_instance (QuayJournalDb *db, QuayJournalFile *file, gint64 *instance, gboolean *damaged, GError **error)
{
  int code = quay_journal_db_run (db, QUAY_JOURNAL_BEGIN);

  if (code == SQLITE_OK)
    code = next_instance (db, file, instance);
  if (code == SQLITE_OK)
    code = prune (db);
  if (code == SQLITE_OK)
    code = quay_journal_db_run (db, QUAY_JOURNAL_COMMIT);
  if (code == SQLITE_OK)
    return TRUE;
  *damaged = quay_journal_is_damage (code);
  quay_journal_db_set_error (db, code, "write to", error);
  quay_journal_db_give_up (db);

  return FALSE;
}

/* @damaged: it is to be moved aside; then @error need not be set. */
static QuayJournalDb *
open_once (QuayJournalFile *file, gint64 *instance, gboolean *damaged, GError **error)
{
  g_autoptr (QuayJournalDb) db = NULL;

  *damaged = FALSE;
  if (!quay_journal_file_prepare (file, error))
    return NULL;
  if (quay_journal_file_is_stub (file))
    {
      *damaged = TRUE;
      return NULL;
    }
  db = quay_journal_db_open (quay_journal_file_get_path (file), quay_journal_file_get_shown (file), TRUE, damaged,
                             error);
  if (db == NULL || !take_instance (db, file, instance, damaged, error))
    return NULL;

  return g_steal_pointer (&db);
}

/* @note: what to tell where a damaged one was moved away. */
static QuayJournalDb *
open_db (QuayJournalFile *file, gint64 *instance, GError **note, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autofree char *aside = NULL;
  gboolean damaged;
  QuayJournalDb *db = open_once (file, instance, &damaged, &own_error);

  if (db != NULL)
    return db;
  if (!damaged)
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return NULL;
    }
  aside = quay_journal_file_move_aside (file, error);
  if (aside == NULL)
    return NULL;
  *note = make_damage_note (quay_journal_file_get_shown (file), aside);

  return open_once (file, instance, &damaged, error);
}

/**
 * quay_journal_open:
 * @path: (type filename): where the database is, or is to be
 * @error: return location for an error
 *
 * Opens the journal at @path, and begins one where there is none; the folders above it are made, mode 0700. What is
 * there but is damaged, or no database at all, is moved to `PATH.damaged-N`, and a new journal is begun;
 * [method@Quay.Journal.dup_error] says so. A journal that a newer version has written is an error and is left alone, as
 * is a link or a folder in its place; a read-only or a full disk is an error too. Blocks.
 *
 * Returns: (transfer full): the journal, or %NULL with @error set
 */
QuayJournal *
quay_journal_open (const char *path, GError **error)
{
  g_autoptr (QuayJournalFile) file = NULL;
  g_autoptr (QuayJournalDb) db = NULL;
  g_autoptr (QuayJournalDb) reader = NULL;
  g_autoptr (GError) note = NULL;
  gint64 instance;
  gboolean damaged;
  QuayJournal *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  file = quay_journal_file_new (path, error);
  if (file == NULL)
    return NULL;
  db = open_db (file, &instance, &note, error);
  if (db == NULL)
    return NULL;
  reader = quay_journal_db_open (quay_journal_file_get_path (file), quay_journal_file_get_shown (file), FALSE, &damaged,
                                 error);
  if (reader == NULL)
    return NULL;
  quay_journal_file_opened (file);

  self = g_new0 (QuayJournal, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->instance = instance;
  self->file = g_steal_pointer (&file);
  self->writer = quay_journal_writer_new (g_steal_pointer (&db), self->file);
  g_mutex_init (&self->read_mutex);
  self->reader = g_steal_pointer (&reader);
  g_mutex_init (&self->mutex);
  self->forgotten = g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
  self->claims = quay_journal_claims_new ();
  if (note != NULL)
    quay_journal_writer_add_loss (self->writer, note);

  return self;
}

/**
 * quay_journal_open_default:
 * @error: return location for an error
 *
 * As [func@Quay.Journal.open], in the user's state folder (`~/.local/state/quayside`). Blocks.
 *
 * Returns: (transfer full): the journal, or %NULL with @error set
 */
QuayJournal *
quay_journal_open_default (GError **error)
{
  g_autofree char *path = g_build_filename (g_get_user_state_dir (), DEFAULT_FOLDER, DEFAULT_NAME, NULL);

  return quay_journal_open (path, error);
}

/**
 * quay_journal_ref:
 * @self: a journal
 *
 * Returns: (transfer full): the journal
 */
QuayJournal *
quay_journal_ref (QuayJournal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * quay_journal_unref:
 * @self: (transfer full): a journal
 *
 * The last one commits what waits, blocking, and closes; what this program had claimed is nobody's then. Nobody can be
 * told any more when that fails: flush before, to know.
 */
void
quay_journal_unref (QuayJournal *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  quay_journal_writer_free (self->writer);
  quay_journal_db_free (self->reader);
  /* Last: our transfers are ours until they are written down. */
  quay_journal_file_free (self->file);
  g_hash_table_unref (self->forgotten);
  g_hash_table_unref (self->claims);
  g_mutex_clear (&self->read_mutex);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * quay_journal_dup_error:
 * @self: a journal
 *
 * What keeps the journal from being written, and so from surviving: a full disk, say. What waits is tried again by
 * itself, and is not lost as long as this program lives. Where something is lost for good (a damaged journal was begun
 * anew), that is told first, and once.
 *
 * Returns: (transfer full) (nullable): the error, %NULL where all is well
 */
GError *
quay_journal_dup_error (QuayJournal *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return quay_journal_writer_dup_error (self->writer);
}

gboolean
quay_journal_flush (QuayJournal *self, GError **error)
{
  QuayJournalOp op = { 0 };

  return quay_journal_writer_run (self->writer, &op, error);
}

void
quay_journal_set_patience (QuayJournal *self, guint milliseconds)
{
  quay_journal_writer_set_patience (self->writer, milliseconds);
}

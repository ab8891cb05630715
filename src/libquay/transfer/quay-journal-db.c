/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-journal-db.h"

#include <errno.h>
#include <string.h>

#include "quay-error-private.h"
#include "quay-journal-schema.h"

/* How long another program may hold the database: many of them commit in turn, each with a slow disk's fsync. */
#define PATIENCE 30000 /* ms */

struct _QuayJournalDb
{
  sqlite3 *handle;
  char *shown;
  sqlite3_stmt *statements[QUAY_JOURNAL_N_STATEMENTS];
};

static const char *const sql[QUAY_JOURNAL_N_STATEMENTS] = {
  [QUAY_JOURNAL_BEGIN] = "BEGIN IMMEDIATE",
  [QUAY_JOURNAL_COMMIT] = "COMMIT",
  [QUAY_JOURNAL_ROLLBACK] = "ROLLBACK",
  [QUAY_JOURNAL_NEXT_INSTANCE] = "UPDATE instance SET last = last + 1 RETURNING last",
  [QUAY_JOURNAL_LOAD_PART] = "SELECT size, mtime, mtime_nsec, device, inode, part, part_device, part_inode, done"
                             " FROM part WHERE direction = ?1 AND site = ?2 AND local = ?3 AND remote = ?4",
  [QUAY_JOURNAL_SAVE_PART]
  = "REPLACE INTO part (direction, site, local, remote, size, mtime, mtime_nsec, device, inode,"
    "  part, part_device, part_inode, done, saved)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, unixepoch ())",
  [QUAY_JOURNAL_FORGET_PART] = "DELETE FROM part WHERE direction = ?1 AND site = ?2 AND local = ?3 AND remote = ?4",
  [QUAY_JOURNAL_PRUNE_PARTS] = "DELETE FROM part WHERE saved < unixepoch () - ?1",
  /* Not of a transfer that was removed meanwhile. */
  [QUAY_JOURNAL_ITEM_DONE] = "REPLACE INTO item (transfer, path, size, mtime) SELECT ?1, ?2, ?3, ?4"
                             " WHERE EXISTS (SELECT 1 FROM transfer WHERE id = ?1)",
  [QUAY_JOURNAL_LOAD_ITEMS] = "SELECT path, size, mtime FROM item WHERE transfer = ?1",
  [QUAY_JOURNAL_ADD_TRANSFER] = "INSERT INTO transfer (id, position, state, error_code, error_message, bytes_done,"
                                "  bytes_total, instance, direction, local, remote, site, options, added)"
                                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
  [QUAY_JOURNAL_UPDATE_TRANSFER] = "UPDATE transfer SET position = ?2, state = ?3, error_code = ?4,"
                                   "  error_message = ?5, bytes_done = ?6, bytes_total = ?7,"
                                   "  options = coalesce(?8, options) WHERE id = ?1",
  [QUAY_JOURNAL_REMOVE_TRANSFER] = "DELETE FROM transfer WHERE id = ?1",
  [QUAY_JOURNAL_LIST_OWNERS] = "SELECT DISTINCT instance FROM transfer WHERE instance <> ?1",
  [QUAY_JOURNAL_LIST_TRANSFERS] = "SELECT id, position, state, error_code, error_message, bytes_done, bytes_total,"
                                  "  direction, local, remote, site, options, added FROM transfer WHERE instance = ?1",
  [QUAY_JOURNAL_CLAIM] = "UPDATE transfer SET instance = ?2 WHERE instance = ?1",
};

gboolean
quay_journal_is_damage (int code)
{
  /* Nothing we write is too big; a length that was changed on the disk is. */
  return (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB || (code & 0xff) == SQLITE_TOOBIG;
}

/* Errors */

/* The errno that says the same, or 0. */
static int
get_errno (sqlite3 *handle, int code)
{
  switch (code & 0xff)
    {
    case SQLITE_FULL:
      return ENOSPC;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return handle != NULL ? sqlite3_system_errno (handle) : 0;
    default:
      return 0;
    }
}

static const char *
describe (int code)
{
  switch (code & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program keeps it locked; end it and try again";
    case SQLITE_READONLY:
      return "it is read-only; see the permissions of the file and of its folder";
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "it is damaged; it is begun anew when this program starts again";
    default:
      return sqlite3_errstr (code);
    }
}

static void
set_error (sqlite3 *handle, const char *shown, int code, const char *what, GError **error)
{
  int errsv = get_errno (handle, code);

  if (errsv != 0)
    quay_set_error_errno (error, QUAY_ERROR_LOCAL_FILE, errsv, "Cannot %s the journal %s", what, shown);
  else
    quay_set_error (error, QUAY_ERROR_LOCAL_FILE, "Cannot %s the journal %s: %s", what, shown, describe (code));
}

void
quay_journal_db_set_error (QuayJournalDb *self, int code, const char *what, GError **error)
{
  set_error (self->handle, self->shown, code, what, error);
}

/* Opening */

/* Most breakage is seen without reading what the pages hold; one finding is enough. */
static int
check_pages (sqlite3 *handle)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (handle, "PRAGMA quick_check (1)", -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    code = g_strcmp0 ((const char *)sqlite3_column_text (statement, 0), "ok") == 0 ? SQLITE_OK : SQLITE_CORRUPT;
  sqlite3_finalize (statement);

  return code;
}

static int
configure (sqlite3 *handle)
{
  /* FULL: in WAL mode a commit is on the disk when it returns. What somebody may have put into the schema has no say.
   */
  return sqlite3_exec (handle,
                       "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                       "PRAGMA journal_size_limit = 4194304; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON",
                       NULL, NULL, NULL);
}

static int
prepare_statements (QuayJournalDb *self)
{
  for (guint i = 0; i < QUAY_JOURNAL_N_STATEMENTS; i++)
    {
      int code = sqlite3_prepare_v3 (self->handle, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &self->statements[i], NULL);

      /* A table or a column is not there, though the version says so. */
      if (code != SQLITE_OK)
        return code == SQLITE_ERROR ? SQLITE_CORRUPT : code;
    }

  return SQLITE_OK;
}

static int
open_handle (QuayJournalDb *self, const char *path, gboolean check, GError **error)
{
  int code
      = sqlite3_open_v2 (path, &self->handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_busy_timeout (self->handle, PATIENCE);
  if (code == SQLITE_OK && check)
    code = quay_journal_schema_check (self->handle, self->shown, error);
  if (code == SQLITE_OK && check)
    code = check_pages (self->handle);
  if (code == SQLITE_OK)
    code = configure (self->handle);
  if (code == SQLITE_OK && check)
    code = quay_journal_schema_migrate (self->handle);

  return code == SQLITE_OK ? prepare_statements (self) : code;
}

QuayJournalDb *
quay_journal_db_open (const char *path, const char *shown, gboolean check, gboolean *damaged, GError **error)
{
  g_autoptr (QuayJournalDb) self = g_new0 (QuayJournalDb, 1);
  g_autoptr (GError) own_error = NULL;
  int code;

  self->shown = g_strdup (shown);
  code = open_handle (self, path, check, &own_error);
  *damaged = quay_journal_is_damage (code);
  if (code == SQLITE_OK)
    return g_steal_pointer (&self);
  if (own_error == NULL)
    quay_journal_db_set_error (self, code, "open", &own_error);
  g_propagate_error (error, g_steal_pointer (&own_error));

  return NULL;
}

void
quay_journal_db_free (QuayJournalDb *self)
{
  for (guint i = 0; i < QUAY_JOURNAL_N_STATEMENTS; i++)
    sqlite3_finalize (self->statements[i]);
  sqlite3_close (self->handle);
  g_free (self->shown);
  g_free (self);
}

void
quay_journal_db_set_patience (QuayJournalDb *self, guint milliseconds)
{
  sqlite3_busy_timeout (self->handle, milliseconds);
}

/* Statements */

sqlite3_stmt *
quay_journal_db_get (QuayJournalDb *self, QuayJournalStatement statement)
{
  return self->statements[statement];
}

void
quay_journal_db_reset (QuayJournalDb *self, QuayJournalStatement statement)
{
  sqlite3_reset (self->statements[statement]);
  sqlite3_clear_bindings (self->statements[statement]);
}

int
quay_journal_db_run (QuayJournalDb *self, QuayJournalStatement statement)
{
  int code;

  do
    code = sqlite3_step (self->statements[statement]);
  while (code == SQLITE_ROW);
  quay_journal_db_reset (self, statement);

  return code == SQLITE_DONE ? SQLITE_OK : code;
}

void
quay_journal_db_give_up (QuayJournalDb *self)
{
  if (!sqlite3_get_autocommit (self->handle))
    quay_journal_db_run (self, QUAY_JOURNAL_ROLLBACK);
}

/* Values. A binding that fails leaves NULL, which the columns refuse. */

void
quay_journal_bind_bytes (sqlite3_stmt *statement, int parameter, const char *bytes)
{
  if (bytes != NULL)
    sqlite3_bind_blob64 (statement, parameter, bytes, strlen (bytes), SQLITE_STATIC);
}

char *
quay_journal_dup_bytes (sqlite3_stmt *statement, int column)
{
  const char *bytes = sqlite3_column_blob (statement, column);

  if (sqlite3_column_type (statement, column) == SQLITE_NULL)
    return NULL;

  return g_strndup (bytes != NULL ? bytes : "", sqlite3_column_bytes (statement, column));
}

void
quay_journal_bind_blob (sqlite3_stmt *statement, int parameter, GBytes *blob)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (blob, &size);

  sqlite3_bind_blob64 (statement, parameter, size > 0 ? data : "", size, SQLITE_STATIC);
}

GBytes *
quay_journal_dup_blob (sqlite3_stmt *statement, int column)
{
  gconstpointer data = sqlite3_column_blob (statement, column);

  return g_bytes_new (data, sqlite3_column_bytes (statement, column));
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-journal-schema.h"

#include "quay-error-private.h"

/* "Quay", in the header of the file: `file` and we know it by that. */
#define APPLICATION_ID 0x51756179

/* Each brings a database of the version that is its index to the next; version 0 is an empty one. What has been
 * released is not changed any more: what comes, comes behind it. Paths are blobs, because they are bytes and no text;
 * sizes are unsigned numbers in signed columns. */
static const char *const migrations[] = {
  /* Programs that use the database, counted. */
  "CREATE TABLE instance (last INTEGER NOT NULL) STRICT;"
  "INSERT INTO instance (last) VALUES (0);"
  "CREATE TABLE part ("
  "  direction INTEGER NOT NULL, site BLOB NOT NULL, local BLOB NOT NULL, remote BLOB NOT NULL,"
  "  size INTEGER NOT NULL, mtime INTEGER NOT NULL, mtime_nsec INTEGER NOT NULL,"
  "  device INTEGER NOT NULL, inode INTEGER NOT NULL,"
  "  part BLOB, part_device INTEGER NOT NULL, part_inode INTEGER NOT NULL, done BLOB NOT NULL,"
  "  PRIMARY KEY (direction, site, local, remote)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE transfer ("
  "  id INTEGER PRIMARY KEY, instance INTEGER NOT NULL, position REAL NOT NULL, direction INTEGER NOT NULL,"
  "  local BLOB NOT NULL, remote BLOB NOT NULL, site BLOB NOT NULL, options BLOB NOT NULL, state INTEGER NOT NULL,"
  "  error_code INTEGER NOT NULL, error_message BLOB,"
  "  bytes_done INTEGER NOT NULL, bytes_total INTEGER NOT NULL, added INTEGER NOT NULL"
  ") STRICT;"
  "CREATE INDEX transfer_instance ON transfer (instance);"
  "CREATE TABLE item ("
  "  transfer INTEGER NOT NULL REFERENCES transfer (id) ON DELETE CASCADE, path BLOB NOT NULL,"
  "  size INTEGER NOT NULL, mtime INTEGER NOT NULL,"
  "  PRIMARY KEY (transfer, path)"
  ") STRICT, WITHOUT ROWID;",
  /* When a part was recorded, Unix time in seconds. */
  "ALTER TABLE part ADD COLUMN saved INTEGER NOT NULL DEFAULT 0;"
  "UPDATE part SET saved = unixepoch ();",
};

#define VERSION ((gint64)G_N_ELEMENTS (migrations))

static int
query (sqlite3 *handle, const char *sql, gint64 *number)
{
  sqlite3_stmt *statement = NULL;
  int code = sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL);

  if (code == SQLITE_OK)
    code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    *number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);

  return code == SQLITE_ROW ? SQLITE_OK : code;
}

int
quay_journal_schema_migrate (sqlite3 *handle)
{
  g_autoptr (GString) sql = g_string_new ("BEGIN IMMEDIATE;");
  gint64 version = 0;
  int code = query (handle, "PRAGMA user_version", &version);

  if (code != SQLITE_OK || version == VERSION)
    return code;
  for (gint64 v = version; v < VERSION; v++)
    g_string_append (sql, migrations[v]);
  g_string_append_printf (sql, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;", APPLICATION_ID,
                          (int)VERSION);
  code = sqlite3_exec (handle, sql->str, NULL, NULL, NULL);
  if (code != SQLITE_OK && !sqlite3_get_autocommit (handle))
    sqlite3_exec (handle, "ROLLBACK", NULL, NULL, NULL);

  return code;
}

int
quay_journal_schema_check (sqlite3 *handle, const char *shown, GError **error)
{
  gint64 application = 0, version = 0, n_tables = 0;
  int code = query (handle, "PRAGMA application_id", &application);

  if (code == SQLITE_OK)
    code = query (handle, "PRAGMA user_version", &version);
  if (code == SQLITE_OK)
    code = query (handle, "SELECT count (*) FROM sqlite_schema", &n_tables);
  if (code != SQLITE_OK)
    return code;
  if (n_tables > 0 && application != APPLICATION_ID)
    {
      quay_set_error (
          error, QUAY_ERROR_LOCAL_FILE,
          "Cannot open the journal %s: it is the database of another program, and is left alone; move it away", shown);
      return SQLITE_ERROR;
    }
  if (version < 0 || (version == 0 && n_tables > 0))
    return SQLITE_CORRUPT;
  if (version > VERSION)
    {
      quay_set_error (error, QUAY_ERROR_LOCAL_FILE,
                      "Cannot open the journal %s: a newer version of this program wrote it (its format is %d, this "
                      "version knows %d); use that version, or move the file away",
                      shown, (int)version, (int)VERSION);
      return SQLITE_ERROR;
    }

  return SQLITE_OK;
}

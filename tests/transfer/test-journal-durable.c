/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When what the journal was told is on the disk, and what is said where it cannot be. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-journal.h"

/* How often a write-ahead log was brought to the disk: SQLite calls these in place of the C library's. */
static gint n_syncs;
/* And the folder above the journal's. */
static gint n_folder_syncs;
/* What is added to the clock on the wall. */
static gint clock_shift;

#define IN_PLACE_OF_LIBC __attribute__ ((visibility ("default")))

static void
count_sync (int fd)
{
  g_autofree char *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autofree char *path = g_file_read_link (link, NULL);

  if (path != NULL && g_str_has_suffix (path, "-wal"))
    g_atomic_int_inc (&n_syncs);
  if (path != NULL && g_str_has_suffix (path, "/state"))
    g_atomic_int_inc (&n_folder_syncs);
}

IN_PLACE_OF_LIBC int
fsync (int fd)
{
  count_sync (fd);

  return syscall (SYS_fsync, fd);
}

IN_PLACE_OF_LIBC int
fdatasync (int fd)
{
  count_sync (fd);

  return syscall (SYS_fdatasync, fd);
}

IN_PLACE_OF_LIBC int
gettimeofday (struct timeval *now, void *zone)
{
  int result = syscall (SYS_gettimeofday, now, zone);

  now->tv_sec += g_atomic_int_get (&clock_shift);

  return result;
}

IN_PLACE_OF_LIBC int
clock_gettime (clockid_t id, struct timespec *now)
{
  int result = syscall (SYS_clock_gettime, id, now);

  if (id == CLOCK_REALTIME)
    now->tv_sec += g_atomic_int_get (&clock_shift);

  return result;
}

/* When it is on the disk */

/* A new file is one when its name is on the disk, too, and its folder's. */
static void
test_created_is_durable (QuayTestJournal *self, gconstpointer data)
{
  gint before = g_atomic_int_get (&n_folder_syncs);
  QuayJournal *journal = quay_test_journal_open (self);

  g_assert_cmpint (g_atomic_int_get (&n_folder_syncs), >, before);
  quay_journal_unref (journal);
}

static void
test_saved_is_durable (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);

  for (guint i = 0; i < 5; i++)
    {
      gint before = g_atomic_int_get (&n_syncs);

      quay_test_save (journal, i, i);
      g_assert_cmpint (g_atomic_int_get (&n_syncs), >, before);
    }
}

/* Flushing, and the last reference: all that was said is there. */
static void
test_flush (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);
  gint before = g_atomic_int_get (&n_syncs);

  quay_test_add (journal, 1);
  g_assert_true (quay_journal_flush (journal, NULL));
  g_assert_cmpint (g_atomic_int_get (&n_syncs), >, before);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer"), ==, 1);
  before = g_atomic_int_get (&n_syncs);
  /* Nothing to do. */
  g_assert_true (quay_journal_flush (journal, NULL));
  g_assert_cmpint (g_atomic_int_get (&n_syncs), ==, before);
  quay_test_add (journal, 2);
  quay_journal_unref (quay_journal_ref (journal));
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer"), ==, 1);
  quay_journal_unref (journal);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer"), ==, 2);
}

/* Many changes are one commit, and it comes by itself. */
static void
test_groups (QuayTestJournal *self, gconstpointer data)
{
  const guint n = 300;
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  gint64 transfer = quay_test_add (journal, 1);
  gint64 begin = g_get_monotonic_time ();
  gint before, seconds;

  quay_test_assert_well (journal);
  before = g_atomic_int_get (&n_syncs);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u", i);

      quay_journal_item_done (journal, transfer, path, i, i);
      g_usleep (1000);
    }
  quay_test_journal_wait_for (self, "SELECT count (*) FROM item", n);
  seconds = (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
  /* A commit is one, or two where the log begins anew. */
  g_assert_cmpint (g_atomic_int_get (&n_syncs) - before, <=, 4 * (seconds + 1));
}

/* Somebody sets the clock on the wall, a day back and a day forward. */
static void
test_clock (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  gint64 before = g_get_real_time ();

  quay_test_add (journal, 1);
  g_atomic_int_set (&clock_shift, -24 * 60 * 60);
  g_assert_cmpint (g_get_real_time (), <, before);
  quay_test_journal_wait_for (self, "SELECT count (*) FROM transfer", 1);
  quay_test_save (journal, 1, 1);
  quay_test_add (journal, 2);
  g_atomic_int_set (&clock_shift, 24 * 60 * 60);
  quay_test_journal_wait_for (self, "SELECT count (*) FROM transfer", 2);
  quay_test_save (journal, 1, 2);
  quay_test_assert_saved (journal, 1, 2);
  g_atomic_int_set (&clock_shift, 0);
}

/* When it cannot be written */

static GError *
wait_for_error (QuayJournal *journal)
{
  GError *error;

  while ((error = quay_journal_dup_error (journal)) == NULL)
    g_usleep (10000);

  return error;
}

/* Another program holds the database: nothing is lost, those who wait are told. */
static void
test_locked (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  QuayJournalTransfer *transfer = quay_test_transfer_new (1);
  QuayPartKey key;
  QuayPartRecord record;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GError) again = NULL;
  sqlite3 *other;

  quay_test_part_key (&key, 1);
  quay_test_part_record (&record, 1);
  quay_test_save (journal, 2, 2);
  quay_journal_set_patience (journal, 50);
  g_assert_cmpint (sqlite3_open (self->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);

  transfer->id = quay_journal_add_transfer (journal, transfer);
  quay_journal_item_done (journal, transfer->id, "a", 1, 1);
  quay_test_forget (journal, 2);
  trouble = wait_for_error (journal);
  g_assert_error (trouble, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_nonnull (strstr (trouble->message, "journal.db"));
  g_assert_nonnull (strstr (trouble->message, "locked"));
  g_assert_false (quay_journal_save_part (journal, &key, &record, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_false (quay_journal_flush (journal, NULL));
  g_assert_null (quay_journal_claim_transfers (journal, NULL));
  /* Reading does not wait. */
  quay_test_assert_saved (journal, 1, -1);
  quay_test_assert_saved (journal, 2, -1);
  for (guint i = 0; i < 5; i++)
    {
      transfer->bytes_done = i;
      quay_journal_update_transfer (journal, transfer);
      g_assert_false (quay_journal_flush (journal, NULL));
    }

  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  quay_test_journal_wait_for (self, "SELECT bytes_done FROM transfer", 4);
  quay_test_assert_well (journal);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM item"), ==, 1);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part"), ==, 0);
  quay_journal_transfer_free (transfer);
  quay_part_key_clear (&key);
  quay_part_record_clear (&record);
}

/* What waits for a disk that takes nothing is bounded; the rest is told to be lost, and is no more than work. */
static void
test_backlog (QuayTestJournal *self, gconstpointer data)
{
  const guint bound = 100000;
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  gint64 transfer = quay_test_add (journal, 1);
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GHashTable) items = NULL;
  sqlite3 *other;

  quay_test_assert_well (journal);
  quay_journal_set_patience (journal, 50);
  g_assert_cmpint (sqlite3_open (self->path, &other), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (other, "BEGIN IMMEDIATE", NULL, NULL, NULL), ==, SQLITE_OK);
  quay_journal_item_done (journal, transfer, "0", 0, 0);
  trouble = wait_for_error (journal);
  for (guint i = 1; i < bound + 10; i++)
    {
      g_autofree char *path = g_strdup_printf ("%u", i);

      quay_journal_item_done (journal, transfer, path, i, i);
    }
  /* Not dropped: there are few of these. */
  quay_test_add (journal, 2);
  g_assert_cmpint (sqlite3_exec (other, "ROLLBACK", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (other);
  g_assert_true (quay_journal_flush (journal, NULL));
  g_clear_error (&trouble);
  trouble = quay_journal_dup_error (journal);
  g_assert_error (trouble, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  quay_test_assert_well (journal);
  items = quay_journal_load_items (journal, transfer, NULL);
  g_assert_cmpuint (g_hash_table_size (items), ==, bound);
  g_assert_true (g_hash_table_contains (items, "0"));
  g_assert_false (g_hash_table_contains (items, "100000"));
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer"), ==, 2);
}

/* One change that the database does not take keeps no other back, and is told once. */
static void
test_refused (QuayTestJournal *self, gconstpointer data)
{
  const QuayJournalTransfer bad = { .local = NULL, .remote = (char *)"r" };
  const QuayPartKey key = { QUAY_DIRECTION_UPLOAD, (char *)"s", (char *)"l", (char *)"r" };
  const QuayPartRecord record = { .size = 1 };
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  g_autoptr (GError) loss = NULL;
  g_autoptr (GError) error = NULL;

  quay_test_add (journal, 1);
  quay_journal_add_transfer (journal, &bad);
  quay_test_add (journal, 2);
  g_assert_true (quay_journal_flush (journal, NULL));
  loss = quay_journal_dup_error (journal);
  g_assert_error (loss, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  quay_test_assert_well (journal);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer"), ==, 2);
  quay_test_journal_execute (self, "CREATE TRIGGER no BEFORE INSERT ON part BEGIN SELECT RAISE (ABORT, 'no'); END");
  g_assert_false (quay_journal_save_part (journal, &key, &record, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  quay_test_assert_well (journal);
}

/* Somebody cleans up the folder of a running program. */
static void
test_deleted (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autoptr (GError) loss = NULL;

  quay_test_add (journal, 1);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_false (quay_journal_flush (journal, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_nonnull (strstr (error->message, "deleted"));
  quay_test_add (journal, 2);
  g_assert_false (quay_journal_flush (journal, &again));
  g_assert_error (again, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  loss = quay_journal_dup_error (journal);
  g_assert_error (loss, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  quay_journal_unref (journal);
  journal = quay_test_journal_open (self);
  quay_test_add (journal, 1);
  quay_test_assert_well (journal);
  quay_journal_unref (journal);
}

#define ADD(path, func) \
  g_test_add (path, QuayTestJournal, NULL, quay_test_journal_set_up, func, quay_test_journal_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/journal-durable/created", test_created_is_durable);
  ADD ("/journal-durable/save", test_saved_is_durable);
  ADD ("/journal-durable/flush", test_flush);
  ADD ("/journal-durable/groups", test_groups);
  ADD ("/journal-durable/clock", test_clock);
  ADD ("/journal-durable/locked", test_locked);
  ADD ("/journal-durable/backlog", test_backlog);
  ADD ("/journal-durable/refused", test_refused);
  ADD ("/journal-durable/deleted", test_deleted);

  return g_test_run ();
}

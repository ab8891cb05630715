/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the journal keeps, and when it is on the disk. */
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "quay-test-journal.h"

/* How often a write-ahead log was brought to the disk: SQLite calls these in place of the C library's. */
static gint n_syncs;
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
clock_gettime (clockid_t id, struct timespec *now)
{
  int result = syscall (SYS_clock_gettime, id, now);

  if (id == CLOCK_REALTIME)
    now->tv_sec += g_atomic_int_get (&clock_shift);

  return result;
}

/* Parts */

static void
test_save_and_load (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);

  for (guint i = 0; i < 20; i++)
    quay_test_save (journal, i, i);
  quay_test_save (journal, 3, 33);
  quay_journal_unref (journal);
  journal = quay_test_journal_open (self);
  for (guint i = 0; i < 20; i++)
    quay_test_assert_saved (journal, i, i == 3 ? 33 : i);
  quay_test_assert_saved (journal, 20, -1);
  quay_journal_unref (journal);
}

/* Each field of the key counts. */
static void
test_keys (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  QuayPartKey keys[] = {
    { QUAY_DIRECTION_DOWNLOAD, (char *)"s", (char *)"l", (char *)"r" },
    { QUAY_DIRECTION_UPLOAD, (char *)"s", (char *)"l", (char *)"r" },
    { QUAY_DIRECTION_DOWNLOAD, (char *)"sl", (char *)"", (char *)"r" },
    { QUAY_DIRECTION_DOWNLOAD, (char *)"s", (char *)"lr", (char *)"" },
    { QUAY_DIRECTION_DOWNLOAD, (char *)"", (char *)"", (char *)"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      QuayPartRecord record = { .size = i };

      g_assert_true (quay_journal_save_part (journal, &keys[i], &record, NULL));
    }
  quay_journal_forget_part (journal, &keys[1]);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      QuayPartRecord record = { .size = 100 };

      g_assert_cmpint (quay_journal_load_part (journal, &keys[i], &record, NULL), ==, i != 1);
      g_assert_cmpuint (record.size, ==, i != 1 ? i : 100);
      /* What was not given comes back as nothing. */
      g_assert_null (record.part);
      g_assert_true (i == 1 || quay_ranges_get_n (record.done) == 0);
      quay_part_record_clear (&record);
    }
}

static void
test_forget (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);

  quay_test_save (journal, 1, 1);
  quay_test_save (journal, 2, 2);
  quay_test_forget (journal, 1);
  /* At once, though it stands in the file still. */
  quay_test_assert_saved (journal, 1, -1);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part"), ==, 2);
  quay_test_assert_saved (journal, 2, 2);
  quay_test_forget (journal, 1);
  quay_test_save (journal, 1, 5);
  quay_test_assert_saved (journal, 1, 5);
  quay_test_forget (journal, 1);
  quay_test_forget (journal, 2);
  quay_test_save (journal, 2, 6);
  quay_journal_unref (journal);
  journal = quay_test_journal_open (self);
  quay_test_assert_saved (journal, 1, -1);
  quay_test_assert_saved (journal, 2, 6);
  quay_journal_unref (journal);
}

/* Many threads, each with a file of its own: what a thread has said is so for it, whatever the others do. */
static gpointer
save_and_forget (gpointer data)
{
  QuayJournal *journal = ((gpointer *)data)[0];
  guint key = GPOINTER_TO_UINT (((gpointer *)data)[1]);

  for (guint i = 0; i < 20; i++)
    {
      quay_test_save (journal, key, i);
      quay_test_assert_saved (journal, key, i);
      quay_test_forget (journal, key);
      quay_test_assert_saved (journal, key, -1);
    }
  quay_test_save (journal, key, key);

  return NULL;
}

static void
test_threads (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  GThread *threads[8];
  gpointer arguments[G_N_ELEMENTS (threads)][2];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      arguments[i][0] = journal;
      arguments[i][1] = GUINT_TO_POINTER (i);
      threads[i] = g_thread_new ("saver", save_and_forget, arguments[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    quay_test_assert_saved (journal, i, i);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part"), ==, G_N_ELEMENTS (threads));
}

static void
execute (QuayTestJournal *self, const char *sql)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (self->path, &handle), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 10000);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

/* Ranges that make no sense are no record. */
static void
test_damaged_ranges (QuayTestJournal *self, gconstpointer data)
{
  const char *const bad[] = {
    "x'00'",
    "x'00000000000000050000000000000005'",
    "x'0000000000000000ffffffffffffffff'",
    "x'0000000000000004000000000000000800000000000000050000000000000009'",
    "zeroblob (1000000)",
  };
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *sql = g_strdup_printf ("UPDATE part SET done = %s", bad[i]);

      quay_test_save (journal, 1, 1);
      quay_test_assert_saved (journal, 1, 1);
      execute (self, sql);
      quay_test_assert_saved (journal, 1, -1);
    }
  quay_test_save (journal, 1, 2);
  quay_test_assert_saved (journal, 1, 2);
}

/* When it is on the disk */

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

#define ADD(path, func) \
  g_test_add (path, QuayTestJournal, NULL, quay_test_journal_set_up, func, quay_test_journal_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/journal/parts/save-and-load", test_save_and_load);
  ADD ("/journal/parts/keys", test_keys);
  ADD ("/journal/parts/forget", test_forget);
  ADD ("/journal/parts/threads", test_threads);
  ADD ("/journal/parts/damaged-ranges", test_damaged_ranges);
  ADD ("/journal/durable/save", test_saved_is_durable);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a journal, whatever there is in its place. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-journal.h"

static char *
beside (QuayTestJournal *self, const char *end)
{
  return g_strconcat (self->path, end, NULL);
}

static gboolean
exists (QuayTestJournal *self, const char *end)
{
  g_autofree char *path = beside (self, end);
  GStatBuf st;

  return g_lstat (path, &st) == 0;
}

static guint
mode_of (const char *path)
{
  GStatBuf st;

  g_assert_cmpint (g_lstat (path, &st), ==, 0);

  return st.st_mode & 07777;
}

static void
assert_content (const char *path, gconstpointer content, gsize size)
{
  g_autofree char *is = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &is, &length, NULL));
  g_assert_cmpmem (is, length, content, size);
}

/* A closed journal with something of everything in it. */
static void
make_journal (QuayTestJournal *self)
{
  QuayJournal *journal = quay_test_journal_open (self);
  gint64 transfer = quay_test_add (journal, 1);

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *path = g_strdup_printf ("a folder with a name/a file %u", i);

      quay_journal_item_done (journal, transfer, path, i, i);
    }
  quay_test_save (journal, 1, 1);
  quay_test_assert_well (journal);
  quay_journal_unref (journal);
}

/* It works, and there is nothing in it. */
static void
assert_new (QuayJournal *journal)
{
  quay_test_assert_saved (journal, 1, -1);
  g_ptr_array_unref (quay_test_claim (journal, 0));
  quay_test_save (journal, 1, 1);
  quay_test_assert_saved (journal, 1, 1);
  quay_test_assert_well (journal);
}

/* Modes */

static void
test_modes (QuayTestJournal *self, gconstpointer data)
{
  const char *const ends[] = { "", "-wal", "-shm", ".lock" };
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *above = g_path_get_dirname (folder);
  mode_t before = umask (0);
  QuayJournal *journal = quay_test_journal_open (self);

  quay_test_save (journal, 1, 1);
  g_assert_cmpuint (mode_of (folder), ==, 0700);
  g_assert_cmpuint (mode_of (above), ==, 0700);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = beside (self, ends[i]);

      g_assert_cmpuint (mode_of (path), ==, 0600);
    }
  quay_journal_unref (journal);
  /* Closed, the database is whole without its log. */
  g_assert_false (exists (self, "-wal"));
  umask (before);
}

/* One that is open to others is so no more; a folder that was there stays as it is. */
static void
test_made_private (QuayTestJournal *self, gconstpointer data)
{
  const char *const ends[] = { "", "-wal", "-shm" };
  g_autofree char *folder = g_path_get_dirname (self->path);
  QuayJournal *one = quay_test_journal_open (self);
  QuayJournal *other;

  quay_test_save (one, 1, 1);
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = beside (self, ends[i]);

      g_assert_cmpint (g_chmod (path, 0666), ==, 0);
    }
  other = quay_test_journal_open (self);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = beside (self, ends[i]);

      g_assert_cmpuint (mode_of (path), ==, 0600);
    }
  g_assert_cmpuint (mode_of (folder), ==, 0755);
  /* The first one's locks are as they were: another program that comes and goes knows that it is not the last. */
  quay_test_run_mode (self, "visit");
  g_assert_true (exists (self, "-wal"));
  quay_test_save (one, 2, 2);
  quay_test_save (other, 3, 3);
  quay_test_assert_saved (one, 3, 3);
  quay_test_assert_saved (other, 2, 2);
  quay_journal_unref (one);
  quay_journal_unref (other);
}

/* In its place */

static void
test_link (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *victim = g_build_filename (self->folder, "victim", NULL);
  g_autofree char *missing = g_build_filename (self->folder, "missing", NULL);
  g_autofree char *lock = beside (self, ".lock");

  quay_test_journal_make_folder (self);
  quay_test_put (victim, "", 0);
  g_assert_cmpint (symlink (victim, self->path), ==, 0);
  quay_test_assert_refused (self->path, "symbolic link");
  assert_content (victim, "", 0);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (symlink (missing, self->path), ==, 0);
  quay_test_assert_refused (self->path, "symbolic link");
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (g_unlink (lock), ==, 0);
  g_assert_cmpint (symlink (missing, lock), ==, 0);
  quay_test_assert_refused (self->path, g_strerror (ELOOP));
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
}

/* Links above it are the user's own affair. */
static void
test_linked_folder (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *link = g_build_filename (self->folder, "link", NULL);
  g_autofree char *path = g_build_filename (link, "journal.db", NULL);
  g_autoptr (QuayJournal) journal = NULL;
  g_autoptr (GError) error = NULL;

  quay_test_journal_make_folder (self);
  g_assert_cmpint (symlink (folder, link), ==, 0);
  journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  assert_new (journal);
  g_assert_true (exists (self, ""));
}

static void
test_no_file (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *inside = NULL;

  quay_test_journal_make_folder (self);
  g_assert_cmpint (g_mkdir (self->path, 0755), ==, 0);
  quay_test_assert_refused (self->path, "folder");
  inside = g_build_filename (self->path, "journal.db", "journal.db", NULL);
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  quay_test_assert_refused (self->path, "no file");
  /* A file where a folder is to be. */
  quay_test_assert_refused (inside, g_strerror (ENOTDIR));
}

static void
test_long_path (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (GString) path = g_string_new (self->folder);

  /* For SQLite, and for the system. */
  while (path->len < 600)
    g_string_append (path, "/a-folder-with-a-long-name");
  g_string_append (path, "/journal.db");
  quay_test_assert_refused (path->str, g_strerror (ENAMETOOLONG));
  while (path->len < 5000)
    g_string_append (path, "/a-folder-with-a-long-name");
  g_string_append (path, "/journal.db");
  quay_test_assert_refused (path->str, g_strerror (ENAMETOOLONG));
}

/* Damage */

static void
assert_moved_aside (QuayTestJournal *self, guint n, gconstpointer content, gsize size)
{
  g_autofree char *end = g_strdup_printf (".damaged-%u", n);
  g_autofree char *aside = beside (self, end);
  QuayJournal *journal = quay_test_journal_open (self);
  g_autoptr (GError) note = quay_journal_dup_error (journal);

  g_assert_error (note, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_nonnull (strstr (note->message, end));
  assert_content (aside, content, size);
  g_assert_cmpuint (mode_of (aside), ==, 0600);
  assert_new (journal);
  quay_journal_unref (journal);
}

static void
test_no_database (QuayTestJournal *self, gconstpointer data)
{
  const gsize sizes[] = { 1, 99, 100, 511, 512, 4096, 20000 };
  g_autofree guint8 *noise = g_malloc (20000);
  guint n = 0;

  quay_test_journal_make_folder (self);
  for (gsize i = 0; i < 20000; i++)
    noise[i] = g_test_rand_int_range (0, 256);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      quay_test_put (self->path, noise, sizes[i]);
      assert_moved_aside (self, ++n, noise, sizes[i]);
    }
  quay_test_put (self->path, "A text.\n", 8);
  assert_moved_aside (self, ++n, "A text.\n", 8);
}

static void
test_empty (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal;

  quay_test_journal_make_folder (self);
  quay_test_put (self->path, "", 0);
  journal = quay_test_journal_open (self);
  assert_new (journal);
  quay_journal_unref (journal);
  g_assert_false (exists (self, ".damaged-1"));
}

static void
test_truncated (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize size;
  guint n = 0;

  make_journal (self);
  g_assert_true (g_file_get_contents (self->path, &whole, &size, NULL));
  for (gsize cut = 1; cut < size; cut = cut < 200 ? cut + 37 : cut + 1500)
    {
      quay_test_put (self->path, whole, cut);
      assert_moved_aside (self, ++n, whole, cut);
    }
  g_assert_cmpuint (n, >, 10);
}

/* The log of a damaged database goes with it; else the next one would take it for its own. */
static void
test_log_goes_along (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *wal = beside (self, "-wal");
  g_autofree char *aside = beside (self, ".damaged-1-wal");

  quay_test_journal_make_folder (self);
  quay_test_put (self->path, "no database", 11);
  quay_test_put (wal, "no log", 6);
  assert_moved_aside (self, 1, "no database", 11);
  assert_content (aside, "no log", 6);
}

/* One that was there before keeps its name. */
static void
test_names_of_damaged (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *first = beside (self, ".damaged-1");
  g_autofree char *second = beside (self, ".damaged-2-wal");

  quay_test_journal_make_folder (self);
  quay_test_put (first, "first", 5);
  quay_test_put (second, "second", 6);
  quay_test_put (self->path, "third", 5);
  assert_moved_aside (self, 3, "third", 5);
  assert_content (first, "first", 5);
  assert_content (second, "second", 6);
}

/* Bytes here and there. What comes out is the journal, or a new one, or an error; never a crash, and never a journal
 * that does not work. */
static void
test_flipped (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *whole = NULL;
  gsize size;
  guint n_moved = 0;

  make_journal (self);
  g_assert_true (g_file_get_contents (self->path, &whole, &size, NULL));
  for (guint round = 0; round < 120; round++)
    {
      g_autofree char *broken = g_memdup2 (whole, size);
      g_autofree char *aside = NULL;
      /* Of which the last part is not in use. */
      gboolean in_header = round < 72;
      gsize offset = in_header ? round : g_test_rand_int_range (100, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) note = NULL;
      g_autoptr (GError) trouble = NULL;
      QuayJournal *journal;

      for (gsize i = offset; i < MIN (size, offset + (in_header ? 1 : 200)); i++)
        broken[i] ^= g_test_rand_int_range (1, 256);
      quay_test_put (self->path, broken, size);
      journal = quay_journal_open (self->path, &error);
      /* Its format is a newer one now, or it is another program's. */
      if (journal == NULL)
        g_test_message ("round %u, from byte %zu on: %s", round, offset, error->message);
      g_assert_true (journal != NULL || in_header);
      if (journal == NULL)
        {
          assert_content (self->path, broken, size);
          continue;
        }
      note = quay_journal_dup_error (journal);
      n_moved += note != NULL;
      quay_test_add (journal, 1);
      quay_test_save (journal, 5, 5);
      quay_test_assert_saved (journal, 5, 5);
      trouble = quay_journal_dup_error (journal);
      g_assert_no_error (trouble);
      quay_journal_unref (journal);
    }
  g_assert_cmpuint (n_moved, >, 30);
}

/* As an earlier version of this program left it: what it knew is known. */
static void
test_earlier_version (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);

  quay_test_save (journal, 7, 7);
  quay_journal_unref (journal);
  quay_test_journal_execute (self, "ALTER TABLE part DROP COLUMN saved; PRAGMA user_version = 1");
  journal = quay_test_journal_open (self);
  quay_test_assert_saved (journal, 7, 7);
  quay_test_save (journal, 8, 8);
  quay_test_assert_saved (journal, 8, 8);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part WHERE saved > unixepoch () - 3600"), ==,
                   2);
  quay_test_assert_well (journal);
  quay_journal_unref (journal);
}

/* Whole as a database, but not as it should be. */
static void
test_wrong_tables (QuayTestJournal *self, gconstpointer data)
{
  const char *const changes[] = { "DROP TABLE part",         "ALTER TABLE transfer DROP COLUMN state",
                                  "DELETE FROM instance",    "UPDATE instance SET last = -5",
                                  "PRAGMA user_version = 0", "PRAGMA user_version = -1" };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *content = NULL;
      gsize size;

      make_journal (self);
      quay_test_journal_execute (self, changes[i]);
      g_assert_true (g_file_get_contents (self->path, &content, &size, NULL));
      assert_moved_aside (self, i + 1, content, size);
      g_assert_cmpint (g_unlink (self->path), ==, 0);
    }
}

static void
test_left_alone (QuayTestJournal *self, gconstpointer data)
{
  const char *const changes[] = { "PRAGMA user_version = 99", "PRAGMA application_id = 99" };
  const char *const texts[] = { "newer", "another program" };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *content = NULL;
      gsize size;

      make_journal (self);
      quay_test_journal_execute (self, changes[i]);
      g_assert_true (g_file_get_contents (self->path, &content, &size, NULL));
      quay_test_assert_refused (self->path, texts[i]);
      assert_content (self->path, content, size);
      g_assert_false (exists (self, ".damaged-1"));
      g_assert_cmpint (g_unlink (self->path), ==, 0);
    }
}

static void
child_visit (const char *path)
{
  QuayJournal *journal = quay_journal_open (path, NULL);

  quay_test_save (journal, 7, 7);
  quay_journal_unref (journal);
}

/* The state folder is what the environment says when a program first asks. */
static void
child_default (const char *path)
{
  g_autofree char *state = g_path_get_dirname (path);
  g_autofree char *expected = g_build_filename (state, "quayside", "journal.db", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayJournal) journal = NULL;

  g_setenv ("XDG_STATE_HOME", state, TRUE);
  journal = quay_journal_open_default (&error);
  g_assert_no_error (error);
  assert_new (journal);
  g_assert_cmpuint (mode_of (expected), ==, 0600);
}

static void
test_default (QuayTestJournal *self, gconstpointer data)
{
  quay_test_run_mode (self, "default");
}

static int
run_child (const char *mode, const char *path)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (g_str_equal (mode, "visit"))
    child_visit (path);
  else if (g_str_equal (mode, "default"))
    child_default (path);

  return 0;
}

#define ADD(path, func) \
  g_test_add (path, QuayTestJournal, NULL, quay_test_journal_set_up, func, quay_test_journal_tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3]);
  /* Hundreds of journals are made here, and how fast a disk takes them is not what is tested. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("/journal-open/modes", test_modes);
  ADD ("/journal-open/made-private", test_made_private);
  ADD ("/journal-open/default", test_default);
  ADD ("/journal-open/link", test_link);
  ADD ("/journal-open/linked-folder", test_linked_folder);
  ADD ("/journal-open/no-file", test_no_file);
  ADD ("/journal-open/long-path", test_long_path);
  ADD ("/journal-open/no-database", test_no_database);
  ADD ("/journal-open/empty", test_empty);
  ADD ("/journal-open/truncated", test_truncated);
  ADD ("/journal-open/log-goes-along", test_log_goes_along);
  ADD ("/journal-open/names-of-damaged", test_names_of_damaged);
  ADD ("/journal-open/flipped", test_flipped);
  ADD ("/journal-open/earlier-version", test_earlier_version);
  ADD ("/journal-open/wrong-tables", test_wrong_tables);
  ADD ("/journal-open/left-alone", test_left_alone);

  return g_test_run ();
}

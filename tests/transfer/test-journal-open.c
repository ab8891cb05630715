/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening a journal, whatever there is in its place, and writing it on a disk that takes nothing. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-journal.h"

#define NOBODY 65534
/* A child that is not allowed to make what it needs. */
#define EXIT_SKIP 77

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
make_folder (QuayTestJournal *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
}

static void
put (const char *path, gconstpointer content, gsize size)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, content, size), ==, size);
  g_assert_cmpint (close (fd), ==, 0);
}

static void
assert_content (const char *path, gconstpointer content, gsize size)
{
  g_autofree char *is = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &is, &length, NULL));
  g_assert_cmpmem (is, length, content, size);
}

/* An error that names the file and holds @text; nothing is opened. */
static void
assert_refused (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  QuayJournal *journal = quay_journal_open (path, &error);

  g_assert_null (journal);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "journal.db"));
  g_assert_nonnull (strstr (error->message, text));
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
  /* The first one's locks are as they were: both still write in turn. */
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

  make_folder (self);
  put (victim, "", 0);
  g_assert_cmpint (symlink (victim, self->path), ==, 0);
  assert_refused (self->path, "symbolic link");
  assert_content (victim, "", 0);
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (symlink (missing, self->path), ==, 0);
  assert_refused (self->path, "symbolic link");
  g_assert_false (g_file_test (missing, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_unlink (self->path), ==, 0);
  g_assert_cmpint (g_unlink (lock), ==, 0);
  g_assert_cmpint (symlink (missing, lock), ==, 0);
  assert_refused (self->path, g_strerror (ELOOP));
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

  make_folder (self);
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

  make_folder (self);
  g_assert_cmpint (g_mkdir (self->path, 0755), ==, 0);
  assert_refused (self->path, "folder");
  inside = g_build_filename (self->path, "journal.db", "journal.db", NULL);
  g_assert_cmpint (g_rmdir (self->path), ==, 0);
  g_assert_cmpint (mkfifo (self->path, 0600), ==, 0);
  assert_refused (self->path, "no file");
  /* A file where a folder is to be. */
  assert_refused (inside, g_strerror (ENOTDIR));
}

static void
test_long_path (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (GString) path = g_string_new (self->folder);

  /* For SQLite, and for the system. */
  while (path->len < 600)
    g_string_append (path, "/a-folder-with-a-long-name");
  g_string_append (path, "/journal.db");
  assert_refused (path->str, g_strerror (ENAMETOOLONG));
  while (path->len < 5000)
    g_string_append (path, "/a-folder-with-a-long-name");
  g_string_append (path, "/journal.db");
  assert_refused (path->str, g_strerror (ENAMETOOLONG));
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

  make_folder (self);
  for (gsize i = 0; i < 20000; i++)
    noise[i] = g_test_rand_int_range (0, 256);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      put (self->path, noise, sizes[i]);
      assert_moved_aside (self, ++n, noise, sizes[i]);
    }
  put (self->path, "A text.\n", 8);
  assert_moved_aside (self, ++n, "A text.\n", 8);
}

static void
test_empty (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal;

  make_folder (self);
  put (self->path, "", 0);
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
      put (self->path, whole, cut);
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

  make_folder (self);
  put (self->path, "no database", 11);
  put (wal, "no log", 6);
  assert_moved_aside (self, 1, "no database", 11);
  assert_content (aside, "no log", 6);
}

/* One that was there before keeps its name. */
static void
test_names_of_damaged (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *first = beside (self, ".damaged-1");
  g_autofree char *second = beside (self, ".damaged-2-wal");

  make_folder (self);
  put (first, "first", 5);
  put (second, "second", 6);
  put (self->path, "third", 5);
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
      put (self->path, broken, size);
      journal = quay_journal_open (self->path, &error);
      /* Its format is a newer one now, or it is another program's. */
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
      assert_refused (self->path, texts[i]);
      assert_content (self->path, content, size);
      g_assert_false (exists (self, ".damaged-1"));
      g_assert_cmpint (g_unlink (self->path), ==, 0);
    }
}

/* In a child, because it changes what the test itself needs */

static void
run_mode (QuayTestJournal *self, const char *mode)
{
  QuayTestChild *child = quay_test_child_new (mode, self->path);
  char *line;
  int status;

  while ((line = quay_test_child_read (child)) != NULL)
    {
      g_test_message ("%s", line);
      g_free (line);
    }
  g_assert_true (g_subprocess_wait (child->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (child->process));
  status = g_subprocess_get_exit_status (child->process);
  if (status == EXIT_SKIP)
    {
      g_test_skip ("this user cannot make such a place");
      g_object_unref (child->output);
      g_object_unref (child->process);
      g_free (child);
      return;
    }
  quay_test_child_free (child);
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
  run_mode (self, "default");
}

/* Disks that take nothing */

static void
become_nobody (void)
{
  if (geteuid () != 0)
    return;
  if (setgroups (0, NULL) != 0 || setresgid (NOBODY, NOBODY, NOBODY) != 0 || setresuid (NOBODY, NOBODY, NOBODY) != 0)
    exit (EXIT_SKIP);
}

/* Everything that is there belongs to an ordinary user, whom permissions concern. */
static void
give_away (const char *folder)
{
  g_autofree char *command = g_strdup_printf ("chown -R %d:%d '%s'", NOBODY, NOBODY, folder);

  if (geteuid () == 0 && system (command) != 0)
    exit (EXIT_SKIP);
}

static void
child_read_only (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  QuayJournal *journal;
  g_autoptr (GError) error = NULL;

  become_nobody ();
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  assert_refused (path, g_strerror (EACCES));
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  quay_journal_unref (journal);
  /* Now it is there, but the folder takes no log, or the file itself cannot be written. */
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  assert_refused (path, "journal.db");
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  assert_refused (path, "read-only");
  g_assert_cmpint (g_chmod (path, 0000), ==, 0);
  assert_refused (path, g_strerror (EACCES));
  /* And nothing of that stays. */
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  quay_test_save (journal, 1, 1);
  quay_journal_unref (journal);
}

static void
test_read_only (QuayTestJournal *self, gconstpointer data)
{
  make_folder (self);
  give_away (self->folder);
  run_mode (self, "read-only");
}

/* Fills up until nothing goes in any more; then there is room again (@make_room), and what waited is written. */
static void
fill_and_go_on (const char *path, void (*make_room) (const char *path), int errsv)
{
  QuayTestJournal place = { NULL, (char *)path };
  g_autoptr (QuayJournal) journal = quay_test_journal_open (&place);
  gint64 transfer = quay_test_add (journal, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) trouble = NULL;
  guint n = 0;

  quay_test_assert_well (journal);
  for (; error == NULL; n++)
    {
      g_autofree char *item = g_strdup_printf ("%u", n);
      QuayPartKey key;
      QuayPartRecord record;

      quay_journal_item_done (journal, transfer, item, n, n);
      quay_test_part_key (&key, n);
      quay_test_part_record (&record, n);
      g_assert_true (quay_journal_save_part (journal, &key, &record, &error) || error != NULL);
      quay_part_key_clear (&key);
      quay_part_record_clear (&record);
    }
  quay_test_say ("after %u: %s", n, error->message);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_cmpint (quay_error_get_errno (error), ==, errsv);
  g_assert_nonnull (strstr (error->message, "journal.db"));
  trouble = quay_journal_dup_error (journal);
  g_assert_error (trouble, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  /* What was saved is there, what was not is not. */
  quay_test_assert_saved (journal, n - 2, n - 2);
  quay_test_assert_saved (journal, n - 1, -1);

  make_room (path);
  /* The file whose part could not be saved is done all the same. By itself: nobody flushes. */
  quay_test_journal_wait_for (&place, "SELECT count (*) FROM item", n);
  quay_test_save (journal, n - 1, n - 1);
  quay_test_assert_saved (journal, n - 1, n - 1);
  quay_test_assert_well (journal);
}

static void
limit_files (rlim_t size)
{
  const struct rlimit limit = { size, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static void
lift_limit (const char *path)
{
  limit_files (RLIM_INFINITY);
}

static void
child_limited (const char *path)
{
  signal (SIGXFSZ, SIG_IGN);
  limit_files (300000);
  fill_and_go_on (path, lift_limit, EFBIG);
}

static void
test_limited (QuayTestJournal *self, gconstpointer data)
{
  run_mode (self, "limited");
}

static void
remount_larger (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT, "size=8m"), ==, 0);
}

static void
child_full (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *zeros = g_malloc0 (500 * 1024);

  if (unshare (CLONE_NEWNS) != 0 && unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    exit (EXIT_SKIP);
  if (mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("none", folder, "tmpfs", 0, "size=512k,mode=700") != 0)
    exit (EXIT_SKIP);
  /* Not even the beginning fits. */
  put (ballast, zeros, 500 * 1024);
  assert_refused (path, g_strerror (ENOSPC));
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  fill_and_go_on (path, remount_larger, ENOSPC);
}

static void
test_full (QuayTestJournal *self, gconstpointer data)
{
  make_folder (self);
  run_mode (self, "full");
}

static int
run_child (const char *mode, const char *path)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (g_str_equal (mode, "default"))
    child_default (path);
  else if (g_str_equal (mode, "read-only"))
    child_read_only (path);
  else if (g_str_equal (mode, "limited"))
    child_limited (path);
  else if (g_str_equal (mode, "full"))
    child_full (path);

  return 0;
}

#define ADD(path, func) \
  g_test_add (path, QuayTestJournal, NULL, quay_test_journal_set_up, func, quay_test_journal_tear_down)

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3]);
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
  ADD ("/journal-open/wrong-tables", test_wrong_tables);
  ADD ("/journal-open/left-alone", test_left_alone);
  ADD ("/journal-open/read-only", test_read_only);
  ADD ("/journal-open/limited", test_limited);
  ADD ("/journal-open/full", test_full);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal on a disk that takes nothing; in children, which give up what the test itself needs. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-journal.h"
#include "quay-test-process.h"

#define NOBODY 65534

static void
become_nobody (void)
{
  if (geteuid () != 0)
    return;
  if (setgroups (0, NULL) != 0 || setresgid (NOBODY, NOBODY, NOBODY) != 0 || setresuid (NOBODY, NOBODY, NOBODY) != 0)
    exit (QUAY_TEST_EXIT_SKIP);
}

/* Everything that is there belongs to an ordinary user, whom permissions concern. */
static void
give_away (const char *folder)
{
  g_autofree char *command = g_strdup_printf ("chown -R %d:%d '%s'", NOBODY, NOBODY, folder);

  if (geteuid () == 0 && system (command) != 0)
    exit (QUAY_TEST_EXIT_SKIP);
}

static void
child_read_only (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  QuayJournal *journal;
  g_autoptr (GError) error = NULL;

  become_nobody ();
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  quay_test_assert_refused (path, g_strerror (EACCES));
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  quay_journal_unref (journal);
  /* Now it is there, but the folder takes no log, or the file itself cannot be written. */
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  quay_test_assert_refused (path, "journal.db");
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (path, 0400), ==, 0);
  quay_test_assert_refused (path, "read-only");
  g_assert_cmpint (g_chmod (path, 0000), ==, 0);
  quay_test_assert_refused (path, g_strerror (EACCES));
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
  quay_test_journal_make_folder (self);
  give_away (self->folder);
  quay_test_run_mode (self, "read-only");
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
  quay_test_run_mode (self, "limited");
}

static void
remount_larger (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (mount (NULL, folder, NULL, MS_REMOUNT, "size=8m"), ==, 0);
}

/* Mounts of our own; for an ordinary user as root of a namespace, where the system allows that. */
static gboolean
unshare_mounts (void)
{
  return unshare (CLONE_NEWNS) == 0 || quay_test_enter_namespace (0, geteuid (), 0, getegid (), CLONE_NEWNS);
}

static void
child_full (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *ballast = g_build_filename (folder, "ballast", NULL);
  g_autofree char *zeros = g_malloc0 (500 * 1024);

  if (!unshare_mounts () || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
      || mount ("none", folder, "tmpfs", 0, "size=512k,mode=700") != 0)
    exit (QUAY_TEST_EXIT_SKIP);
  /* Not even the beginning fits. */
  quay_test_put (ballast, zeros, 500 * 1024);
  quay_test_assert_refused (path, g_strerror (ENOSPC));
  g_assert_cmpint (g_unlink (ballast), ==, 0);
  fill_and_go_on (path, remount_larger, ENOSPC);
}

static void
test_full (QuayTestJournal *self, gconstpointer data)
{
  quay_test_journal_make_folder (self);
  quay_test_run_mode (self, "full");
}

static int
run_child (const char *mode, const char *path)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (g_str_equal (mode, "read-only"))
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
  ADD ("/journal-disk/read-only", test_read_only);
  ADD ("/journal-disk/limited", test_limited);
  ADD ("/journal-disk/full", test_full);

  return g_test_run ();
}

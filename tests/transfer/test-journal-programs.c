/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Several programs on one journal, and their sudden end. */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <signal.h>

#include "quay-test-journal.h"

#define N_PROGRAMS 20
#define N_EACH 25

typedef void (*ChildFunc) (QuayJournal *journal);

/* In the middle of it */

/* Files done one after the other; now and then a part is saved, and said when it is on the disk. */
static void
stream (QuayJournal *journal)
{
  gint64 transfer = quay_test_add (journal, 1);

  for (guint i = 0;; i++)
    {
      g_autofree char *path = g_strdup_printf ("%08u", i);

      quay_journal_item_done (journal, transfer, path, i, i);
      if (i % 10 != 9)
        continue;
      quay_test_save (journal, 1, i);
      quay_test_say ("%u", i);
    }
}

/* The last number the child said before it was killed, which was after at least @n. */
static guint
kill_after (QuayTestChild *child, guint n)
{
  guint last = 0;
  char *line;

  for (guint i = 0; (line = quay_test_child_read (child)) != NULL; i++)
    {
      last = atoi (line);
      g_free (line);
      if (i == n)
        quay_test_child_kill (child);
    }

  return last;
}

static void
check_prefix (QuayJournal *journal, gint64 transfer, guint at_least)
{
  g_autoptr (GHashTable) items = quay_test_load_items (journal, transfer);
  guint n = g_hash_table_size (items);

  g_assert_cmpuint (n, >=, at_least);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("%08u", i);

      g_assert_true (g_hash_table_contains (items, path));
    }
}

static void
test_killed (QuayTestJournal *self, gconstpointer data)
{
  for (guint round = 0; round < (g_test_slow () ? 100 : 10); round++)
    {
      QuayTestChild *child = quay_test_child_new ("stream", self->path);
      guint last = kill_after (child, g_test_rand_int_range (0, 30));
      g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
      g_autoptr (GPtrArray) transfers = quay_test_claim (journal, 1);
      gint64 transfer = ((QuayJournalTransfer *)g_ptr_array_index (transfers, 0))->id;
      QuayPartKey key;
      QuayPartRecord record = { 0 };

      /* What was said to be saved is; it may be the next, saved but not said. */
      quay_test_part_key (&key, 1);
      g_assert_true (quay_journal_load_part (journal, &key, &record, NULL));
      g_assert_cmpuint (record.inode, >=, last);
      quay_test_assert_saved (journal, 1, record.inode);
      check_prefix (journal, transfer, record.inode + 1);
      quay_journal_remove_transfer (journal, transfer);
      quay_test_forget (journal, 1);
      quay_test_assert_well (journal);
      quay_part_key_clear (&key);
      quay_part_record_clear (&record);
      quay_test_child_free (child);
    }
}

/* Owners */

static void
own (QuayJournal *journal)
{
  g_autoptr (GError) note = quay_journal_dup_error (journal);

  for (guint i = 0; i < 50; i++)
    quay_test_add (journal, i);
  quay_test_assert_well (journal);
  quay_test_say (note != NULL ? "added, after damage" : "added");
  quay_test_hear ();
}

/* With what it says first. */
static QuayTestChild *
start (const char *mode, QuayTestJournal *self, const char *first)
{
  QuayTestChild *child = quay_test_child_new (mode, self->path);
  g_autofree char *line = quay_test_child_read (child);

  g_assert_cmpstr (line, ==, first);

  return child;
}

static void
test_owner_killed (QuayTestJournal *self, gconstpointer data)
{
  QuayTestChild *child = start ("own", self, "added");
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);

  g_ptr_array_unref (quay_test_claim (journal, 0));
  quay_test_child_kill (child);
  g_ptr_array_unref (quay_test_claim (journal, 50));
  quay_test_child_free (child);
}

/* One that ends as it should leaves them as well. */
static void
test_owner_ended (QuayTestJournal *self, gconstpointer data)
{
  QuayTestChild *child = start ("own", self, "added");
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);

  g_ptr_array_unref (quay_test_claim (journal, 0));
  quay_test_child_tell (child, "go");
  quay_test_child_free (child);
  g_ptr_array_unref (quay_test_claim (journal, 50));
}

static void
claim (QuayJournal *journal)
{
  GPtrArray *transfers;

  quay_test_say ("ready");
  quay_test_hear ();
  transfers = quay_journal_claim_transfers (journal, NULL);
  quay_test_say ("%u", transfers->len);
  /* Until all have claimed: an end would free them again. */
  quay_test_hear ();
  g_ptr_array_unref (transfers);
}

static void
test_claimed_once (QuayTestJournal *self, gconstpointer data)
{
  QuayTestChild *children[6];
  QuayTestChild *owner = start ("own", self, "added");
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    children[i] = start ("claim", self, "ready");
  quay_test_child_kill (owner);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    quay_test_child_tell (children[i], "go");
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      g_autofree char *line = quay_test_child_read (children[i]);

      n += atoi (line);
    }
  g_assert_cmpuint (n, ==, 50);
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      quay_test_child_tell (children[i], "end");
      quay_test_child_free (children[i]);
    }
  quay_test_child_free (owner);
}

/* A file that is worked on */

static void
hold (QuayJournal *journal)
{
  QuayPartKey key;

  quay_test_part_key (&key, 1);
  g_assert_true (quay_journal_claim_part (journal, &key, journal));
  quay_part_key_clear (&key);
  quay_test_say ("held");
  quay_test_hear ();
}

static void
test_holder_killed (QuayTestJournal *self, gconstpointer data)
{
  QuayTestChild *child = start ("hold", self, "held");
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  QuayPartKey key;

  quay_test_part_key (&key, 1);
  g_assert_false (quay_journal_claim_part (journal, &key, self));
  quay_test_child_kill (child);
  quay_test_child_free (child);
  g_assert_true (quay_journal_claim_part (journal, &key, self));
  quay_part_key_clear (&key);
}

/* All at once */

static void
work (QuayJournal *journal)
{
  QuayJournalTransfer *transfer = quay_test_transfer_new (1);
  guint mine = getpid () * 1000;

  for (guint i = 0; i < N_EACH; i++)
    {
      transfer->id = quay_journal_add_transfer (journal, transfer);
      quay_journal_item_done (journal, transfer->id, "a", 1, 1);
      quay_journal_item_done (journal, transfer->id, "b", 1, 1);
      transfer->bytes_done = 77;
      quay_journal_update_transfer (journal, transfer);
      quay_test_save (journal, mine + i, i);
      quay_test_assert_saved (journal, mine + i, i);
      if (i % 5 == 0)
        {
          quay_test_forget (journal, mine + i);
          quay_test_assert_saved (journal, mine + i, -1);
        }
      quay_test_say ("%" G_GINT64_FORMAT, transfer->id);
    }
  quay_test_assert_well (journal);
  quay_journal_transfer_free (transfer);
}

/* The ids @child says; no other has said them before. */
static void
collect_ids (QuayTestChild *child, GHashTable *ids)
{
  char *line;

  while ((line = quay_test_child_read (child)) != NULL)
    g_assert_true (g_hash_table_add (ids, line));
}

static void
test_at_once (QuayTestJournal *self, gconstpointer data)
{
  QuayTestChild *children[N_PROGRAMS];
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (QuayJournal) journal = NULL;

  /* Nobody has made the journal yet. */
  for (guint i = 0; i < N_PROGRAMS; i++)
    children[i] = quay_test_child_new ("work", self->path);
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      collect_ids (children[i], ids);
      quay_test_child_free (children[i]);
    }
  g_assert_cmpuint (g_hash_table_size (ids), ==, N_PROGRAMS * N_EACH);
  journal = quay_test_journal_open (self);
  quay_test_assert_well (journal);
  g_ptr_array_unref (quay_test_claim (journal, N_PROGRAMS * N_EACH));
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM item"), ==, 2 * N_PROGRAMS * N_EACH);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer WHERE bytes_done = 77"), ==,
                   N_PROGRAMS * N_EACH);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part"), ==, N_PROGRAMS * N_EACH * 4 / 5);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM pragma_integrity_check WHERE"
                                                  " integrity_check <> 'ok'"),
                   ==, 0);
}

/* A damaged journal, found by many at once, is moved away by one of them. */
static void
test_damaged_at_once (QuayTestJournal *self, gconstpointer data)
{
  QuayTestChild *children[N_PROGRAMS];
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *second = g_strconcat (self->path, ".damaged-2", NULL);
  g_autofree char *first = g_strconcat (self->path, ".damaged-1", NULL);
  guint n_told = 0;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (self->path, "this is no database, and never was one", -1, NULL));
  for (guint i = 0; i < N_PROGRAMS; i++)
    children[i] = quay_test_child_new ("own", self->path);
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      g_autofree char *line = quay_test_child_read (children[i]);

      n_told += g_str_has_suffix (line, "damage");
    }
  g_assert_cmpuint (n_told, ==, 1);
  for (guint i = 0; i < N_PROGRAMS; i++)
    {
      quay_test_child_tell (children[i], "go");
      quay_test_child_free (children[i]);
    }
  g_assert_true (g_file_test (first, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (second, G_FILE_TEST_EXISTS));
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM transfer"), ==, 50 * N_PROGRAMS);
}

static int
run_child (const char *mode, const char *path)
{
  static const struct
  {
    const char *mode;
    ChildFunc func;
  } modes[] = { { "stream", stream }, { "own", own }, { "claim", claim }, { "hold", hold }, { "work", work } };
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayJournal) journal = NULL;

  /* None outlives a test that fails. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    if (g_str_equal (modes[i].mode, mode))
      modes[i].func (journal);

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
  ADD ("/journal-programs/killed", test_killed);
  ADD ("/journal-programs/owner-killed", test_owner_killed);
  ADD ("/journal-programs/owner-ended", test_owner_ended);
  ADD ("/journal-programs/claimed-once", test_claimed_once);
  ADD ("/journal-programs/holder-killed", test_holder_killed);
  ADD ("/journal-programs/at-once", test_at_once);
  ADD ("/journal-programs/damaged-at-once", test_damaged_at_once);

  return g_test_run ();
}

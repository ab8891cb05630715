/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the journal keeps. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "quay-site-options.h"
#include "quay-test-journal.h"

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

/* Parts that nobody went on with are not known for ever. */
static void
test_old (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);

  for (guint i = 0; i < 3; i++)
    quay_test_save (journal, i, i);
  quay_journal_unref (journal);
  quay_test_journal_execute (self, "UPDATE part SET saved = unixepoch () - 200 * 86400 WHERE inode = 1");
  quay_test_journal_execute (self, "UPDATE part SET saved = unixepoch () - 100 * 86400 WHERE inode = 2");
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part"), ==, 3);
  journal = quay_test_journal_open (self);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM part"), ==, 2);
  quay_test_assert_saved (journal, 0, 0);
  quay_test_assert_saved (journal, 1, -1);
  quay_test_assert_saved (journal, 2, 2);
  quay_journal_unref (journal);
}

/* One file is one transfer's at a time. */
static void
test_claims (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  g_autoptr (QuayJournal) other = quay_test_journal_open (self);
  int a, b;
  QuayPartKey key, another;

  quay_test_part_key (&key, 1);
  quay_test_part_key (&another, 2);
  g_assert_true (quay_journal_claim_part (journal, &key, &a));
  g_assert_false (quay_journal_claim_part (journal, &key, &b));
  g_assert_false (quay_journal_claim_part (other, &key, &a));
  g_assert_true (quay_journal_claim_part (other, &another, &b));
  g_assert_false (quay_journal_claim_part (journal, &another, &a));
  /* As often as it was claimed. */
  g_assert_true (quay_journal_claim_part (journal, &key, &a));
  quay_journal_release_part (journal, &key);
  g_assert_false (quay_journal_claim_part (journal, &key, &b));
  quay_journal_release_part (journal, &key);
  g_assert_true (quay_journal_claim_part (other, &key, &b));
  g_assert_false (quay_journal_claim_part (journal, &key, &a));
  quay_part_key_clear (&key);
  quay_part_key_clear (&another);
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
      quay_test_journal_execute (self, sql);
      quay_test_assert_saved (journal, 1, -1);
    }
  quay_test_save (journal, 1, 2);
  quay_test_assert_saved (journal, 1, 2);
}

/* Items */

static void
assert_item (GHashTable *items, const char *path, guint64 size, gint64 mtime)
{
  const QuayJournalItem *item = g_hash_table_lookup (items, path);

  g_assert_nonnull (item);
  g_assert_cmpuint (item->size, ==, size);
  g_assert_cmpint (item->mtime, ==, mtime);
}

static void
test_items (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  gint64 one = quay_test_add (journal, 1), other = quay_test_add (journal, 2);
  g_autoptr (GHashTable) items = NULL;
  g_autoptr (GHashTable) others = NULL;

  quay_journal_item_done (journal, one, "a", 1, -1);
  quay_journal_item_done (journal, one, "", G_MAXUINT64, G_MAXINT64);
  quay_journal_item_done (journal, one, "\xff\n/\x80", 3, G_MININT64);
  quay_journal_item_done (journal, other, "a", 4, 4);
  quay_journal_item_done (journal, one, "a", 5, 6);
  items = quay_test_load_items (journal, one);
  g_assert_cmpuint (g_hash_table_size (items), ==, 3);
  assert_item (items, "a", 5, 6);
  assert_item (items, "", G_MAXUINT64, G_MAXINT64);
  assert_item (items, "\xff\n/\x80", 3, G_MININT64);
  others = quay_test_load_items (journal, other);
  g_assert_cmpuint (g_hash_table_size (others), ==, 1);
  assert_item (others, "a", 4, 4);
}

static void
assert_n_items (QuayJournal *journal, gint64 transfer, guint n)
{
  g_autoptr (GHashTable) items = quay_test_load_items (journal, transfer);

  g_assert_cmpuint (g_hash_table_size (items), ==, n);
}

/* They go with their transfer, and one that comes late does no harm. */
static void
test_items_of_removed (QuayTestJournal *self, gconstpointer data)
{
  g_autoptr (QuayJournal) journal = quay_test_journal_open (self);
  gint64 one = quay_test_add (journal, 1), other = quay_test_add (journal, 2);

  quay_journal_item_done (journal, one, "a", 1, 1);
  quay_journal_item_done (journal, other, "b", 1, 1);
  assert_n_items (journal, one, 1);
  quay_journal_remove_transfer (journal, one);
  quay_journal_item_done (journal, one, "c", 1, 1);
  quay_journal_item_done (journal, 12345, "c", 1, 1);
  quay_journal_item_done (journal, other, "d", 1, 1);
  assert_n_items (journal, one, 0);
  assert_n_items (journal, 12345, 0);
  assert_n_items (journal, other, 2);
  quay_test_assert_well (journal);
  g_assert_cmpint (quay_test_journal_query (self, "SELECT count (*) FROM item"), ==, 2);
}

static double
seconds_of_work (void)
{
  struct timespec now;

  g_assert_cmpint (clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);

  return now.tv_sec + now.tv_nsec / 1e9;
}

static void
test_many_items (QuayTestJournal *self, gconstpointer data)
{
  const guint n = 100000;
  QuayJournal *journal = quay_test_journal_open (self);
  gint64 transfer = quay_test_add (journal, 1);
  double begin;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("folder %u/some/longer/path/of-a-file-%u.txt", i % 317, i);

      quay_journal_item_done (journal, transfer, path, i, i);
    }
  quay_test_assert_well (journal);
  /* Of the processor: the clock on the wall says more of what else runs. */
  begin = seconds_of_work ();
  assert_n_items (journal, transfer, n);
  g_test_message ("loaded in %.3f s", seconds_of_work () - begin);
  g_assert_cmpfloat (seconds_of_work () - begin, <, 1);
  quay_journal_unref (journal);
  begin = seconds_of_work ();
  journal = quay_test_journal_open (self);
  g_test_message ("checked and opened in %.3f s", seconds_of_work () - begin);
  g_assert_cmpfloat (seconds_of_work () - begin, <, 1);
  quay_journal_unref (journal);
}

/* The queue */

static void
test_queue (QuayTestJournal *self, gconstpointer data)
{
  const guint order[] = { 7, 2, 11, 0, 5, 3 };
  const guint sorted[] = { 0, 2, 3, 5, 7, 11 };
  gint64 ids[12] = { 0 };
  QuayJournal *journal = quay_test_journal_open (self);
  g_autoptr (GPtrArray) transfers = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    ids[order[i]] = quay_test_add (journal, order[i]);
  quay_journal_unref (journal);
  journal = quay_test_journal_open (self);
  transfers = quay_test_claim (journal, G_N_ELEMENTS (sorted));
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    {
      QuayJournalTransfer *expected = quay_test_transfer_new (sorted[i]);
      QuayJournalTransfer *transfer = g_ptr_array_index (transfers, i);

      quay_test_assert_same_transfer (transfer, expected);
      g_assert_cmpint (transfer->id, ==, ids[sorted[i]]);
      quay_journal_transfer_free (expected);
    }
  quay_journal_unref (journal);
}

static void
test_update_and_remove (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *journal = quay_test_journal_open (self);
  QuayJournalTransfer *changed = quay_test_transfer_new (1);
  gint64 gone = quay_test_add (journal, 2);
  g_autoptr (GPtrArray) transfers = NULL;
  QuayJournalTransfer *transfer;

  changed->id = quay_journal_add_transfer (journal, changed);
  for (guint i = 0; i < 100; i++)
    {
      if (i == 50)
        quay_test_assert_well (journal);
      changed->bytes_done = i;
      changed->position = -0.5 * i;
      changed->state = i % 5;
      changed->error_code = i;
      g_free (changed->error_message);
      changed->error_message = g_strdup_printf ("%u", i);
      quay_journal_update_transfer (journal, changed);
    }
  quay_journal_remove_transfer (journal, gone);
  /* Too late, and of one that never was. */
  changed->id = gone;
  quay_journal_update_transfer (journal, changed);
  changed->id = 0;
  quay_journal_update_transfer (journal, changed);
  quay_test_assert_well (journal);
  quay_journal_unref (journal);

  journal = quay_test_journal_open (self);
  transfers = quay_test_claim (journal, 1);
  transfer = g_ptr_array_index (transfers, 0);
  quay_test_assert_same_transfer (transfer, changed);
  quay_journal_transfer_free (changed);
  quay_journal_unref (journal);
}

/* What is not given, and what is no text. */
static void
test_odd_values (QuayTestJournal *self, gconstpointer data)
{
  const QuayJournalTransfer odd = {
    .position = NAN,
    .local = (char *)"",
    .remote = (char *)"",
    .error_message = (char *)"\xff!",
  };
  QuayJournal *journal = quay_test_journal_open (self);
  g_autoptr (GPtrArray) transfers = NULL;
  QuayJournalTransfer *transfer;

  quay_journal_add_transfer (journal, &odd);
  quay_test_assert_well (journal);
  quay_journal_unref (journal);
  journal = quay_test_journal_open (self);
  /* Bytes of a dictionary that somebody has broken. */
  quay_test_journal_execute (self, "UPDATE transfer SET options = x'ffff00ff61737601020304'");
  transfers = quay_test_claim (journal, 1);
  transfer = g_ptr_array_index (transfers, 0);
  g_assert_cmpfloat (transfer->position, ==, 0);
  g_assert_cmpstr (transfer->local, ==, "");
  g_assert_true (g_utf8_validate (transfer->error_message, -1, NULL));
  g_assert_cmpuint (g_variant_n_children (transfer->site), ==, 0);
  g_assert_true (g_variant_is_of_type (transfer->options, G_VARIANT_TYPE_VARDICT));
  g_assert_true (g_variant_is_normal_form (transfer->options));
  quay_journal_unref (journal);
}

/* Two that use it at once: what one has added or claimed the other does not get, until that one is gone. */
static void
test_owners (QuayTestJournal *self, gconstpointer data)
{
  QuayJournal *one = quay_test_journal_open (self);
  QuayJournal *other = quay_test_journal_open (self);
  QuayJournal *third;

  quay_test_add (one, 1);
  quay_test_add (other, 2);
  quay_test_add (one, 3);
  quay_test_assert_well (one);
  quay_test_assert_well (other);
  g_ptr_array_unref (quay_test_claim (one, 0));
  g_ptr_array_unref (quay_test_claim (other, 0));
  quay_journal_unref (one);
  g_ptr_array_unref (quay_test_claim (other, 2));
  g_ptr_array_unref (quay_test_claim (other, 0));
  third = quay_test_journal_open (self);
  g_ptr_array_unref (quay_test_claim (third, 0));
  quay_journal_unref (other);
  g_ptr_array_unref (quay_test_claim (third, 3));
  quay_journal_unref (third);
}

static const char *const secret_sites[] = {
  "{'password': <'x'>}",
  "{'host': <'h'>, 'key-Passphrase': <b'x'>}",
  "{'more': <{'jump-password': <'x'>}>}",
};

/* Ends in an assertion; the folder is the caller's, who clears it away. */
static void
subprocess_no_secret (void)
{
  QuayTestJournal place = { NULL, (char *)g_getenv ("QUAY_TEST_PATH") };
  QuayJournal *journal = quay_test_journal_open (&place);
  QuayJournalTransfer *transfer = quay_test_transfer_new (1);

  g_variant_unref (transfer->site);
  transfer->site = g_variant_ref_sink (g_variant_new_parsed (secret_sites[atoi (g_getenv ("QUAY_TEST_NUMBER"))]));
  quay_journal_add_transfer (journal, transfer);
}

static void
test_no_secret (QuayTestJournal *self, gconstpointer data)
{
  g_setenv ("QUAY_TEST_PATH", self->path, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (secret_sites); i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);

      g_setenv ("QUAY_TEST_NUMBER", number, TRUE);
      g_test_trap_subprocess ("/journal/queue/no-secret/subprocess", 0, 0);
      g_test_trap_assert_failed ();
      g_test_trap_assert_stderr ("*holds_secret*");
    }
}

static gboolean
file_holds (QuayTestJournal *self, const char *end, const char *text)
{
  g_autofree char *path = g_strconcat (self->path, end, NULL);
  g_autofree char *content = NULL;
  gsize size;

  return g_file_get_contents (path, &content, &size, NULL) && memmem (content, size, text, strlen (text)) != NULL;
}

/* A site with a password, as the queue keeps it: everything is in the files but that. */
static void
test_secrets_stay_out (QuayTestJournal *self, gconstpointer data)
{
  const char *const ends[] = { "", "-wal", "-shm", ".lock" };
  QuayJournal *journal = quay_test_journal_open (self);
  g_autoptr (QuaySiteOptions) site = quay_site_options_new ();
  g_autoptr (QuaySiteOptions) back = NULL;
  g_autoptr (GPtrArray) transfers = NULL;
  QuayJournalTransfer *transfer = quay_test_transfer_new (1);

  g_object_set (site, "host", "c4n4ry-host", "password", "c4n4ry-word", "passphrase", "c4n4ry-phrase", NULL);
  g_variant_unref (transfer->site);
  transfer->site = quay_site_options_to_variant (site);
  quay_journal_add_transfer (journal, transfer);
  quay_test_assert_well (journal);
  g_assert_true (file_holds (self, "", "c4n4ry-host") || file_holds (self, "-wal", "c4n4ry-host"));
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_assert_false (file_holds (self, ends[i], "c4n4ry-word"));
      g_assert_false (file_holds (self, ends[i], "c4n4ry-phrase"));
    }
  quay_journal_unref (journal);
  quay_journal_transfer_free (transfer);

  journal = quay_test_journal_open (self);
  transfers = quay_test_claim (journal, 1);
  back = quay_site_options_new_from_variant (((QuayJournalTransfer *)g_ptr_array_index (transfers, 0))->site);
  g_assert_cmpstr (quay_site_options_get_host (back), ==, "c4n4ry-host");
  quay_journal_unref (journal);
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
  ADD ("/journal/parts/old", test_old);
  ADD ("/journal/parts/claims", test_claims);
  ADD ("/journal/parts/damaged-ranges", test_damaged_ranges);
  ADD ("/journal/items/done", test_items);
  ADD ("/journal/items/of-removed", test_items_of_removed);
  ADD ("/journal/items/many", test_many_items);
  ADD ("/journal/queue/kept", test_queue);
  ADD ("/journal/queue/update-and-remove", test_update_and_remove);
  ADD ("/journal/queue/odd-values", test_odd_values);
  ADD ("/journal/queue/owners", test_owners);
  ADD ("/journal/queue/no-secret", test_no_secret);
  g_test_add_func ("/journal/queue/no-secret/subprocess", subprocess_no_secret);
  ADD ("/journal/queue/secrets-stay-out", test_secrets_stay_out);

  return g_test_run ();
}

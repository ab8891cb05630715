/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-journal.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "quay-error.h"

#define DEADLINE (60 * G_USEC_PER_SEC)

void
quay_test_journal_set_up (QuayTestJournal *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("quay-journal-XXXXXX", NULL);
  self->path = g_strconcat (self->folder, "/state/\xff\n ä/journal.db", NULL);
}

void
quay_test_journal_tear_down (QuayTestJournal *self, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("chmod -R u+rwX '%s'; rm -rf '%s'", self->folder, self->folder);

  g_assert_cmpint (system (command), ==, 0);
  g_free (self->folder);
  g_free (self->path);
}

QuayJournal *
quay_test_journal_open (QuayTestJournal *self)
{
  g_autoptr (GError) error = NULL;
  QuayJournal *journal = quay_journal_open (self->path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (journal);

  return journal;
}

gint64
quay_test_journal_query (QuayTestJournal *self, const char *sql)
{
  sqlite3 *handle = NULL;
  sqlite3_stmt *statement = NULL;
  gint64 result = -1;

  if (sqlite3_open_v2 (self->path, &handle, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK)
    {
      sqlite3_busy_timeout (handle, 10000);
      g_assert_cmpint (sqlite3_prepare_v2 (handle, sql, -1, &statement, NULL), ==, SQLITE_OK);
      if (sqlite3_step (statement) == SQLITE_ROW)
        result = sqlite3_column_int64 (statement, 0);
      sqlite3_finalize (statement);
    }
  sqlite3_close (handle);

  return result;
}

void
quay_test_journal_wait_for (QuayTestJournal *self, const char *sql, gint64 result)
{
  gint64 end = g_get_monotonic_time () + DEADLINE;

  while (quay_test_journal_query (self, sql) != result)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (20000);
    }
}

void
quay_test_journal_execute (QuayTestJournal *self, const char *sql)
{
  sqlite3 *handle;

  g_assert_cmpint (sqlite3_open (self->path, &handle), ==, SQLITE_OK);
  sqlite3_busy_timeout (handle, 10000);
  g_assert_cmpint (sqlite3_exec (handle, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (handle);
}

void
quay_test_journal_make_folder (QuayTestJournal *self)
{
  g_autofree char *folder = g_path_get_dirname (self->path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
}

void
quay_test_put (const char *path, gconstpointer content, gsize size)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, content, size), ==, size);
  g_assert_cmpint (close (fd), ==, 0);
}

/* An error that names the file and holds @text; nothing is opened. */
void
quay_test_assert_refused (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  QuayJournal *journal = quay_journal_open (path, &error);

  g_assert_null (journal);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "journal.db"));
  g_assert_nonnull (strstr (error->message, text));
}

void
quay_test_part_key (QuayPartKey *key, guint n)
{
  key->direction = n % 2 == 0 ? QUAY_DIRECTION_DOWNLOAD : QUAY_DIRECTION_UPLOAD;
  key->site = g_strdup_printf ("me@host%u:22", n % 3);
  key->local = g_strdup_printf ("/home/me/\xfe\n%u", n);
  key->remote = g_strdup_printf ("/srv/\x80%u'\"", n);
}

void
quay_test_part_record (QuayPartRecord *record, guint n)
{
  *record = (QuayPartRecord){
    .size = G_MAXUINT64 - n,
    .mtime = -5 - (gint64)n,
    .mtime_nsec = 999999999,
    .device = G_MAXUINT64,
    .inode = n,
    .part = g_strdup_printf (".\xff%u.part", n),
    .part_device = 7,
    .part_inode = G_MAXUINT64 / 2 + n,
    .done = quay_ranges_new (),
  };
  quay_ranges_add (record->done, 0, 100 + n);
  quay_ranges_add (record->done, G_MAXUINT64 - n - 50, G_MAXUINT64 - n);
}

void
quay_test_assert_same_part (const QuayPartRecord *a, const QuayPartRecord *b)
{
  g_autoptr (GBytes) done_a = quay_ranges_to_bytes (a->done);
  g_autoptr (GBytes) done_b = quay_ranges_to_bytes (b->done);

  g_assert_cmpuint (a->size, ==, b->size);
  g_assert_cmpint (a->mtime, ==, b->mtime);
  g_assert_cmpuint (a->mtime_nsec, ==, b->mtime_nsec);
  g_assert_cmpuint (a->device, ==, b->device);
  g_assert_cmpuint (a->inode, ==, b->inode);
  g_assert_cmpstr (a->part, ==, b->part);
  g_assert_cmpuint (a->part_device, ==, b->part_device);
  g_assert_cmpuint (a->part_inode, ==, b->part_inode);
  g_assert_true (g_bytes_equal (done_a, done_b));
}

void
quay_test_save (QuayJournal *journal, guint key_number, guint record_number)
{
  g_autoptr (GError) error = NULL;
  QuayPartKey key;
  QuayPartRecord record;

  quay_test_part_key (&key, key_number);
  quay_test_part_record (&record, record_number);
  quay_journal_save_part (journal, &key, &record, &error);
  g_assert_no_error (error);
  quay_part_key_clear (&key);
  quay_part_record_clear (&record);
}

void
quay_test_assert_saved (QuayJournal *journal, guint key_number, int record_number)
{
  g_autoptr (GError) error = NULL;
  QuayPartKey key;
  QuayPartRecord record = { 0 }, expected;
  gboolean found;

  quay_test_part_key (&key, key_number);
  found = quay_journal_load_part (journal, &key, &record, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found, ==, record_number >= 0);
  if (found)
    {
      quay_test_part_record (&expected, record_number);
      quay_test_assert_same_part (&record, &expected);
      quay_part_record_clear (&expected);
    }
  quay_part_key_clear (&key);
  quay_part_record_clear (&record);
}

void
quay_test_forget (QuayJournal *journal, guint key_number)
{
  QuayPartKey key;

  quay_test_part_key (&key, key_number);
  quay_journal_forget_part (journal, &key);
  quay_part_key_clear (&key);
}

QuayJournalTransfer *
quay_test_transfer_new (guint n)
{
  QuayJournalTransfer *self = g_new (QuayJournalTransfer, 1);

  *self = (QuayJournalTransfer){
    .position = n,
    .direction = n % 2 == 0 ? QUAY_DIRECTION_DOWNLOAD : QUAY_DIRECTION_UPLOAD,
    .local = g_strdup_printf ("/home/me/\n\xff%u", n),
    .remote = g_strdup_printf ("/srv/\x80%u", n),
    .site = g_variant_ref_sink (g_variant_new_parsed ("{'host': <'h'>, 'port': <%u>, 'file': <b'\\377'>}", n)),
    .options = g_variant_ref_sink (g_variant_new_parsed ("{'verify': <true>, 'list': <@as ['a', 'ä']>}")),
    .state = n % 4,
    .error_code = n % 3 == 0 ? 0 : -(int)n,
    .error_message = n % 3 == 0 ? NULL : g_strdup_printf ("Could not, %u ä", n),
    .bytes_done = G_MAXUINT64 - n,
    .bytes_total = G_MAXUINT64,
    .added = -1000 + (gint64)n,
  };

  return self;
}

void
quay_test_assert_same_transfer (const QuayJournalTransfer *a, const QuayJournalTransfer *b)
{
  g_assert_cmpfloat (a->position, ==, b->position);
  g_assert_cmpint (a->direction, ==, b->direction);
  g_assert_cmpstr (a->local, ==, b->local);
  g_assert_cmpstr (a->remote, ==, b->remote);
  g_assert_cmpvariant (a->site, b->site);
  g_assert_cmpvariant (a->options, b->options);
  g_assert_cmpuint (a->state, ==, b->state);
  g_assert_cmpint (a->error_code, ==, b->error_code);
  g_assert_cmpstr (a->error_message, ==, b->error_message);
  g_assert_cmpuint (a->bytes_done, ==, b->bytes_done);
  g_assert_cmpuint (a->bytes_total, ==, b->bytes_total);
  g_assert_cmpint (a->added, ==, b->added);
}

gint64
quay_test_add (QuayJournal *journal, guint n)
{
  QuayJournalTransfer *transfer = quay_test_transfer_new (n);
  gint64 id = quay_journal_add_transfer (journal, transfer);

  g_assert_cmpint (id, >, 0);
  quay_journal_transfer_free (transfer);

  return id;
}

GPtrArray *
quay_test_claim (QuayJournal *journal, guint expected)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *transfers = quay_journal_claim_transfers (journal, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (transfers->len, ==, expected);

  return transfers;
}

GHashTable *
quay_test_load_items (QuayJournal *journal, gint64 transfer)
{
  g_autoptr (GError) error = NULL;
  GHashTable *items = quay_journal_load_items (journal, transfer, &error);

  g_assert_no_error (error);

  return items;
}

void
quay_test_assert_well (QuayJournal *journal)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) trouble = NULL;

  quay_journal_flush (journal, &error);
  g_assert_no_error (error);
  trouble = quay_journal_dup_error (journal);
  g_assert_no_error (trouble);
}

/* Other programs */

QuayTestChild *
quay_test_child_new (const char *mode, const char *path)
{
  QuayTestChild *self = g_new0 (QuayTestChild, 1);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program,
                                    "--child", mode, path, NULL);
  g_assert_no_error (error);
  self->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));

  return self;
}

char *
quay_test_child_read (QuayTestChild *self)
{
  return g_data_input_stream_read_line (self->output, NULL, NULL, NULL);
}

void
quay_test_child_tell (QuayTestChild *self, const char *line)
{
  GOutputStream *input = g_subprocess_get_stdin_pipe (self->process);

  g_assert_true (g_output_stream_write_all (input, line, strlen (line), NULL, NULL, NULL));
  g_assert_true (g_output_stream_write_all (input, "\n", 1, NULL, NULL, NULL));
}

void
quay_test_child_kill (QuayTestChild *self)
{
  g_subprocess_send_signal (self->process, SIGKILL);
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (self->process));
}

void
quay_test_child_free (QuayTestChild *self)
{
  g_assert_true (g_subprocess_wait (self->process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (self->process) || g_subprocess_get_exit_status (self->process) == 0);
  g_object_unref (self->output);
  g_object_unref (self->process);
  g_free (self);
}

/* In a child, because it changes what the test itself needs. */
void
quay_test_run_mode (QuayTestJournal *self, const char *mode)
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
  if (status == QUAY_TEST_EXIT_SKIP)
    {
      g_test_skip ("this user cannot make such a place");
      g_object_unref (child->output);
      g_object_unref (child->process);
      g_free (child);
      return;
    }
  quay_test_child_free (child);
}

void
quay_test_say (const char *format, ...)
{
  va_list args;

  va_start (args, format);
  vprintf (format, args);
  va_end (args);
  putchar ('\n');
  fflush (stdout);
}

void
quay_test_hear (void)
{
  char line[64];

  if (fgets (line, sizeof line, stdin) == NULL)
    exit (1);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: order, pause, lost connections, and what survives the program. Against a real sftp-server over a pair of
 * pipes. */
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-async.h"
#include "quay-transfer-queue.h"

#define SFTP_SERVER "/usr/lib/openssh/sftp-server"
#define MIB (1024 * 1024)
#define LARGE (96 * MIB)
#define N_FILES 200
/* Bytes a second: slow enough that a test sees it run. */
#define SLOW (48 * MIB)

typedef struct
{
  QuayTransferQueue *queue;
  QuayLogin *login;
  QuayJournal *journal;
  char *folder;
  GString *finished; /* names, in the order in which they ended */
} Fixture;

static char *
in (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

/* While the file "down" is there the server does not come up. */
static QuayLogin *
make_login (Fixture *self)
{
  g_autoptr (QuaySiteOptions) site = quay_site_options_new ();
  g_autofree char *command = g_strdup_printf ("cd '%s' && echo >>attempts && test ! -e down && echo $$ >pid && exec %s",
                                              self->folder, SFTP_SERVER);
  const char *const argv[] = { "sh", "-c", command, NULL };

  quay_site_options_set_transport (site, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (site, argv);

  return quay_login_new (site, NULL);
}

static void
open_login (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_login_open_async (self->login, NULL, quay_test_keep_result, &result);
  quay_login_open_finish (self->login, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
close_login (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  quay_login_close_async (self->login, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);
}

static void
on_finished (QuayTransferQueue *queue, QuayTransfer *transfer, Fixture *self)
{
  g_autofree char *name = g_path_get_basename (quay_transfer_get_local_path (transfer));

  g_string_append_printf (self->finished, "%s ", name);
}

static void
open_queue (Fixture *self)
{
  static const guint delays[] = { 0, 1 };
  g_autofree char *path = in (self, "journal/journal.db");
  g_autoptr (GError) error = NULL;

  self->journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  self->queue = quay_transfer_queue_new ();
  quay_transfer_queue_set_journal (self->queue, self->journal);
  quay_transfer_queue_set_reconnect (self->queue, TRUE);
  quay_transfer_queue_set_reconnect_delays (self->queue, delays, G_N_ELEMENTS (delays));
  g_signal_connect (self->queue, "transfer-finished", G_CALLBACK (on_finished), self);
}

static void
close_queue (Fixture *self)
{
  g_clear_object (&self->queue);
  g_clear_pointer (&self->journal, quay_journal_unref);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("quay-queue-XXXXXX", NULL);
  self->finished = g_string_new (NULL);
  open_queue (self);
  self->login = make_login (self);
  open_login (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->folder);

  quay_transfer_queue_suspend (self->queue);
  while (quay_transfer_queue_get_n_active (self->queue) > 0)
    g_main_context_iteration (NULL, TRUE);
  close_queue (self);
  close_login (self);
  g_clear_object (&self->login);
  g_string_free (self->finished, TRUE);
  g_assert_cmpint (system (command), ==, 0);
  g_free (self->folder);
}

static void
write_pattern (Fixture *self, const char *name, gsize size)
{
  g_autofree char *path = in (self, name);
  g_autofree guint32 *bytes = g_malloc (size + 4);
  guint32 seed = g_str_hash (name);

  for (gsize i = 0; i < size / 4 + 1; i++)
    bytes[i] = seed = seed * 1664525 + 1013904223;
  g_assert_true (g_file_set_contents (path, (char *)bytes, size, NULL));
}

static void
assert_same (Fixture *self, const char *a, const char *b)
{
  g_autofree char *command = g_strdup_printf ("diff -r '%s/%s' '%s/%s'", self->folder, a, self->folder, b);

  g_assert_cmpint (system (command), ==, 0);
}

static QuayTransfer *
add (Fixture *self, QuayDirection direction, const char *from, const char *to)
{
  g_autofree char *source = in (self, from);
  g_autofree char *target = in (self, to);
  g_autoptr (QuayTransfer) transfer = direction == QUAY_DIRECTION_DOWNLOAD
                                          ? quay_transfer_new_download (self->login, source, target, NULL, NULL)
                                          : quay_transfer_new_upload (self->login, source, target, NULL, NULL);

  quay_transfer_queue_add (self->queue, transfer);

  return transfer; /* the queue's */
}

/* A file that is large and takes its time, from "from" to "to". */
static QuayTransfer *
add_slow (Fixture *self, QuayDirection direction)
{
  QuayTransfer *transfer;

  write_pattern (self, "from", LARGE);
  transfer = add (self, direction, "from", "to");
  quay_transfer_set_rate_limit (transfer, SLOW);

  return transfer;
}

static void
wait_for_state (QuayTransfer *transfer, QuayTransferState state)
{
  while (quay_transfer_get_state (transfer) != state)
    {
      const GError *error = quay_transfer_get_error (transfer);

      if (quay_transfer_get_state (transfer) == QUAY_TRANSFER_FAILED && state != QUAY_TRANSFER_FAILED)
        g_error ("failed: %s", error != NULL ? error->message : "?");
      g_main_context_iteration (NULL, TRUE);
    }
}

/* It may wait once more on the way: a transfer can feel that the connection is gone before the login knows. */
static void
wait_for_bytes (QuayTransfer *transfer, guint64 bytes)
{
  QuayTransferProgress progress = { 0 };

  while (progress.bytes_done < bytes)
    {
      QuayTransferState state = quay_transfer_get_state (transfer);

      g_assert_true (state == QUAY_TRANSFER_RUNNING || state == QUAY_TRANSFER_WAITING);
      g_main_context_iteration (NULL, FALSE);
      quay_transfer_get_progress (transfer, &progress);
    }
}

static pid_t
read_pid (Fixture *self)
{
  g_autofree char *path = in (self, "pid");
  g_autofree char *pid = NULL;

  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));

  return atoi (pid);
}

/* The one that is there, or is about to be: a transfer may have begun on a connection whose end nobody has seen yet. */
static void
kill_server (Fixture *self)
{
  pid_t pid;

  while ((pid = read_pid (self)) <= 0 || kill (pid, SIGKILL) != 0)
    g_main_context_iteration (NULL, FALSE);
}

static void
set_down (Fixture *self, gboolean down)
{
  g_autofree char *path = in (self, "down");

  if (down)
    g_assert_true (g_file_set_contents (path, "", 0, NULL));
  else
    g_assert_cmpint (unlink (path), ==, 0);
}

static gsize
count_attempts (Fixture *self)
{
  g_autofree char *path = in (self, "attempts");
  struct stat st = { 0 };

  g_assert_cmpint (stat (path, &st), ==, 0);

  return st.st_size;
}

/* The order */

static void
test_order (Fixture *self, gconstpointer data)
{
  QuayTransfer *low, *high, *last;

  write_pattern (self, "from", 1000);
  quay_transfer_queue_set_max_active (self->queue, 1);
  quay_transfer_queue_pause_all (self->queue);
  add (self, QUAY_DIRECTION_DOWNLOAD, "from", "a");
  low = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "b");
  add (self, QUAY_DIRECTION_DOWNLOAD, "from", "c");
  high = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "d");
  last = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "e");
  g_assert_cmpuint (quay_transfer_queue_get_n_queued (self->queue), ==, 5);
  quay_transfer_queue_set_priority (self->queue, low, QUAY_PRIORITY_LOW);
  quay_transfer_queue_set_priority (self->queue, high, QUAY_PRIORITY_HIGH);
  quay_transfer_queue_move (self->queue, last, 0);
  g_assert_cmpuint (quay_transfer_queue_get_n_active (self->queue), ==, 0);
  quay_transfer_queue_resume_all (self->queue);
  wait_for_state (low, QUAY_TRANSFER_DONE);
  g_assert_cmpstr (self->finished->str, ==, "d e a c b ");
}

/* However things are moved, the list says how they stand. */
static void
test_move (Fixture *self, gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (self->queue);

  quay_transfer_queue_pause_all (self->queue);
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);

      add (self, QUAY_DIRECTION_DOWNLOAD, "from", name);
    }
  for (guint round = 0; round < 200; round++)
    {
      guint from = g_test_rand_int_range (0, 8), to = g_test_rand_int_range (0, 9);
      g_autoptr (QuayTransfer) moved = g_list_model_get_item (model, from);
      g_autoptr (QuayTransfer) there = NULL;

      quay_transfer_queue_move (self->queue, moved, to);
      there = g_list_model_get_item (model, MIN (to, 7));
      g_assert_true (there == moved);
    }
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 8);
}

/* Pause */

static void
test_pause (Fixture *self, gconstpointer data)
{
  QuayDirection direction = GPOINTER_TO_INT (data);
  QuayTransfer *transfer;

  transfer = add_slow (self, direction);
  for (guint i = 0; i < 3; i++)
    {
      wait_for_bytes (transfer, (i + 1) * LARGE / 5);
      quay_transfer_queue_pause (self->queue, transfer);
      wait_for_state (transfer, QUAY_TRANSFER_PAUSED);
      g_assert_cmpuint (quay_transfer_queue_get_n_failed (self->queue), ==, 0);
      quay_transfer_queue_resume (self->queue, transfer);
      wait_for_state (transfer, QUAY_TRANSFER_RUNNING);
    }
  quay_transfer_set_rate_limit (transfer, 0);
  wait_for_state (transfer, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "to");
  g_assert_cmpuint (quay_transfer_queue_get_n_done (self->queue), ==, 1);
}

/* What is resumed by itself runs, though the queue is paused; the others do not, nor what is added. */
static void
test_resume_one (Fixture *self, gconstpointer data)
{
  QuayTransfer *one, *other, *added;

  write_pattern (self, "from", 1000);
  quay_transfer_queue_pause_all (self->queue);
  one = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "a");
  other = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "b");
  quay_transfer_queue_pause_all (self->queue);
  added = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "c");
  g_assert_cmpint (quay_transfer_get_state (one), ==, QUAY_TRANSFER_PAUSED);
  quay_transfer_queue_resume (self->queue, one);
  wait_for_state (one, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "a");
  g_assert_true (quay_transfer_queue_get_paused (self->queue));
  g_assert_cmpint (quay_transfer_get_state (other), ==, QUAY_TRANSFER_PAUSED);
  g_assert_cmpint (quay_transfer_get_state (added), ==, QUAY_TRANSFER_QUEUED);
  quay_transfer_queue_resume_all (self->queue);
  wait_for_state (other, QUAY_TRANSFER_DONE);
  wait_for_state (added, QUAY_TRANSFER_DONE);
}

static void
test_cancel_what_does_not_run (Fixture *self, gconstpointer data)
{
  QuayTransfer *queued, *paused;

  write_pattern (self, "from", 1000);
  quay_transfer_queue_pause_all (self->queue);
  queued = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "a");
  paused = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "b");
  quay_transfer_queue_pause (self->queue, paused);
  quay_transfer_queue_cancel_all (self->queue);
  g_assert_cmpint (quay_transfer_get_state (queued), ==, QUAY_TRANSFER_CANCELLED);
  g_assert_cmpint (quay_transfer_get_state (paused), ==, QUAY_TRANSFER_CANCELLED);
  g_assert_cmpuint (quay_transfer_queue_get_n_queued (self->queue), ==, 0);
  g_assert_cmpuint (quay_transfer_queue_get_n_failed (self->queue), ==, 2);
  quay_transfer_queue_resume_all (self->queue);
  quay_transfer_queue_retry (self->queue, paused);
  wait_for_state (paused, QUAY_TRANSFER_DONE);
  g_assert_cmpuint (quay_transfer_queue_get_n_failed (self->queue), ==, 1);
}

/* Lost connections */

static void
test_reconnect (Fixture *self, gconstpointer data)
{
  QuayDirection direction = GPOINTER_TO_INT (data);
  QuayTransfer *transfer;

  transfer = add_slow (self, direction);
  for (guint i = 0; i < 2; i++)
    {
      wait_for_bytes (transfer, LARGE / 4);
      kill_server (self);
      wait_for_state (transfer, QUAY_TRANSFER_WAITING);
      wait_for_state (transfer, QUAY_TRANSFER_RUNNING);
    }
  quay_transfer_set_rate_limit (transfer, 0);
  wait_for_state (transfer, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "to");
  g_assert_cmpuint (count_attempts (self), ==, 3);
  g_assert_cmpuint (quay_transfer_queue_get_n_failed (self->queue), ==, 0);
}

static void
test_reconnect_when_it_is_back (Fixture *self, gconstpointer data)
{
  QuayTransfer *running, *queued;

  write_pattern (self, "from", LARGE);
  quay_transfer_queue_set_max_active (self->queue, 1);
  running = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "a");
  queued = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "b");
  quay_transfer_set_rate_limit (running, SLOW);
  wait_for_bytes (running, MIB);
  set_down (self, TRUE);
  kill_server (self);
  wait_for_state (running, QUAY_TRANSFER_WAITING);
  wait_for_state (queued, QUAY_TRANSFER_WAITING);
  while (count_attempts (self) < 3)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (quay_transfer_get_state (running), ==, QUAY_TRANSFER_WAITING);
  set_down (self, FALSE);
  wait_for_state (running, QUAY_TRANSFER_DONE);
  wait_for_state (queued, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "a");
  assert_same (self, "from", "b");
}

/* Somebody who closes the connection wants it closed. */
static void
test_closed_on_purpose (Fixture *self, gconstpointer data)
{
  QuayTransfer *transfer;

  transfer = add_slow (self, QUAY_DIRECTION_DOWNLOAD);
  wait_for_bytes (transfer, MIB);
  close_login (self);
  wait_for_state (transfer, QUAY_TRANSFER_FAILED);
  g_assert_error (quay_transfer_get_error (transfer), QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED);
  g_assert_cmpuint (count_attempts (self), ==, 1);
}

/* What survives */

static QuayLogin *
give_login (QuaySiteOptions *options, gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_cmpint (quay_site_options_get_transport (options), ==, QUAY_TRANSPORT_EXEC);

  return g_object_ref (self->login);
}

static void
restore (Fixture *self, gssize expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_transfer_queue_restore_async (self->queue, NULL, give_login, self, NULL, quay_test_keep_result, &result);
  g_assert_cmpint (quay_transfer_queue_restore_finish (self->queue, quay_test_wait_for (&result), &error), ==,
                   expected);
  g_assert_no_error (error);
}

/* The program ends, and another one begins. */
static void
begin_anew (Fixture *self)
{
  quay_transfer_queue_suspend (self->queue);
  while (quay_transfer_queue_get_n_active (self->queue) > 0)
    g_main_context_iteration (NULL, TRUE);
  close_queue (self);
  close_login (self);
  g_clear_object (&self->login);
  open_queue (self);
  self->login = make_login (self);
}

static QuayTransfer *
item (Fixture *self, guint index)
{
  g_autoptr (QuayTransfer) transfer = g_list_model_get_item (G_LIST_MODEL (self->queue), index);

  return transfer;
}

static void
test_survives (Fixture *self, gconstpointer data)
{
  QuayTransfer *running, *paused, *failed;

  write_pattern (self, "from", LARGE);
  quay_transfer_queue_set_max_active (self->queue, 1);
  failed = add (self, QUAY_DIRECTION_DOWNLOAD, "nowhere", "c");
  wait_for_state (failed, QUAY_TRANSFER_FAILED);
  running = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "a");
  paused = add (self, QUAY_DIRECTION_UPLOAD, "from", "b");
  quay_transfer_queue_set_priority (self->queue, paused, QUAY_PRIORITY_HIGH);
  quay_transfer_set_rate_limit (paused, 123456789);
  quay_transfer_queue_pause (self->queue, paused);
  quay_transfer_set_rate_limit (running, SLOW);
  wait_for_bytes (running, LARGE / 2);
  begin_anew (self);

  restore (self, 3);
  failed = item (self, 0);
  running = item (self, 1);
  paused = item (self, 2);
  g_assert_cmpint (quay_transfer_get_state (failed), ==, QUAY_TRANSFER_FAILED);
  g_assert_nonnull (strstr (quay_transfer_get_error (failed)->message, "nowhere"));
  g_assert_cmpint (quay_transfer_get_state (paused), ==, QUAY_TRANSFER_PAUSED);
  g_assert_cmpint (quay_transfer_get_priority (paused), ==, QUAY_PRIORITY_HIGH);
  wait_for_state (running, QUAY_TRANSFER_DONE);
  quay_transfer_queue_resume (self->queue, paused);
  wait_for_state (paused, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "a");
  assert_same (self, "from", "b");

  /* What is done does not come back; what failed does, until it is taken out. */
  begin_anew (self);
  restore (self, 1);
  quay_transfer_queue_remove (self->queue, item (self, 0));
  begin_anew (self);
  restore (self, 0);
}

/* Paused, failed and waiting ones go to another queue, which the journal knows from then on; one that runs does not. */
static void
test_taken (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayTransferQueue) other = quay_transfer_queue_new ();
  g_autoptr (QuayTransferQueue) stranger = quay_transfer_queue_new ();
  QuayTransfer *running, *paused, *failed, *queued;

  quay_transfer_queue_set_journal (other, self->journal);
  write_pattern (self, "from", LARGE);
  quay_transfer_queue_set_max_active (self->queue, 1);
  failed = add (self, QUAY_DIRECTION_DOWNLOAD, "nowhere", "a");
  wait_for_state (failed, QUAY_TRANSFER_FAILED);
  running = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "b");
  paused = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "c");
  queued = add (self, QUAY_DIRECTION_DOWNLOAD, "from", "d");
  quay_transfer_set_rate_limit (running, SLOW / 64);
  quay_transfer_queue_pause (self->queue, paused);
  wait_for_state (running, QUAY_TRANSFER_RUNNING);
  g_assert_false (quay_transfer_queue_take (other, self->queue, running, NULL));
  g_assert_false (quay_transfer_queue_take (stranger, self->queue, paused, NULL));
  g_assert_true (quay_transfer_queue_take (other, self->queue, failed, NULL));
  g_assert_true (quay_transfer_queue_take (other, self->queue, paused, NULL));
  g_assert_true (quay_transfer_queue_take (other, self->queue, queued, NULL));
  g_assert_false (quay_transfer_queue_take (other, self->queue, queued, NULL));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (self->queue)), ==, 1);
  g_assert_cmpuint (quay_transfer_queue_get_n_failed (self->queue), ==, 0);
  g_assert_cmpuint (quay_transfer_queue_get_n_queued (self->queue), ==, 0);
  g_assert_cmpuint (quay_transfer_queue_get_n_failed (other), ==, 1);
  g_assert_cmpint (quay_transfer_get_state (paused), ==, QUAY_TRANSFER_PAUSED);
  /* It is its turn there at once. */
  wait_for_state (queued, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "d");
  quay_transfer_queue_remove (other, failed);
  quay_transfer_queue_suspend (other);
  begin_anew (self);
  g_clear_object (&other);
  restore (self, 2);
}

static double
fraction_of (QuayTransfer *transfer)
{
  double fraction;

  g_object_get (transfer, "progress-fraction", &fraction, NULL);

  return fraction;
}

/* How far it has come is known before it runs again, whether the person had paused it or the program ended. */
static void
test_shows_what_is_there (Fixture *self, gconstpointer data)
{
  gboolean paused = GPOINTER_TO_INT (data);
  QuayTransfer *transfer;

  transfer = add_slow (self, QUAY_DIRECTION_DOWNLOAD);
  wait_for_bytes (transfer, LARGE / 2);
  if (paused)
    {
      quay_transfer_queue_pause (self->queue, transfer);
      wait_for_state (transfer, QUAY_TRANSFER_PAUSED);
      g_assert_cmpfloat (fraction_of (transfer), >=, 0.5);
    }
  begin_anew (self);
  quay_transfer_queue_pause_all (self->queue);
  restore (self, 1);
  transfer = item (self, 0);
  g_assert_cmpint (quay_transfer_get_state (transfer), ==, paused ? QUAY_TRANSFER_PAUSED : QUAY_TRANSFER_QUEUED);
  g_assert_cmpfloat (fraction_of (transfer), >=, 0.5);
  if (paused)
    {
      /* Also when it is stopped again before it has looked what is there. */
      quay_transfer_queue_resume (self->queue, transfer);
      quay_transfer_queue_pause (self->queue, transfer);
      wait_for_state (transfer, QUAY_TRANSFER_PAUSED);
      g_assert_cmpfloat (fraction_of (transfer), >=, 0.5);
    }
  quay_transfer_queue_resume_all (self->queue);
  wait_for_state (transfer, QUAY_TRANSFER_DONE);
  assert_same (self, "from", "to");
}

static guint64
inode_of (Fixture *self, const char *name)
{
  g_autofree char *path = in (self, name);
  struct stat st = { 0 };

  return stat (path, &st) == 0 ? st.st_ino : 0;
}

/* Of a tree, what is done is not done again. */
static void
test_tree_goes_on (Fixture *self, gconstpointer data)
{
  QuayDirection direction = GPOINTER_TO_INT (data);
  g_autofree char *tree = in (self, "tree");
  g_autoptr (GArray) inodes = g_array_new (FALSE, TRUE, sizeof (guint64));
  QuayTransfer *transfer;
  guint n_kept = 0;

  g_assert_cmpint (g_mkdir (tree, 0755), ==, 0);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("tree/%u", i);

      write_pattern (self, name, i % 50 == 0 ? 8 * MIB : 10000);
    }
  transfer = add (self, direction, "tree", "copy");
  quay_transfer_set_rate_limit (transfer, 16 * MIB);
  wait_for_bytes (transfer, 12 * MIB);
  begin_anew (self);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("copy/%u", i);
      guint64 inode = inode_of (self, name);

      g_array_append_val (inodes, inode);
    }
  restore (self, 1);
  transfer = item (self, 0);
  quay_transfer_set_rate_limit (transfer, 0);
  wait_for_state (transfer, QUAY_TRANSFER_DONE);
  assert_same (self, "tree", "copy");
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("copy/%u", i);
      guint64 before = g_array_index (inodes, guint64, i);

      n_kept += before != 0 && before == inode_of (self, name);
    }
  g_test_message ("%u of %u files were there before", n_kept, N_FILES);
  g_assert_cmpuint (n_kept, >, 20);
}

int
main (int argc, char *argv[])
{
  gpointer down = GINT_TO_POINTER (QUAY_DIRECTION_DOWNLOAD), up = GINT_TO_POINTER (QUAY_DIRECTION_UPLOAD);

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (SFTP_SERVER, G_FILE_TEST_IS_EXECUTABLE))
    g_error ("%s is missing", SFTP_SERVER);
  g_test_add ("/queue/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/queue/move", Fixture, NULL, set_up, test_move, tear_down);
  g_test_add ("/queue/pause/download", Fixture, down, set_up, test_pause, tear_down);
  g_test_add ("/queue/pause/upload", Fixture, up, set_up, test_pause, tear_down);
  g_test_add ("/queue/resume-one", Fixture, NULL, set_up, test_resume_one, tear_down);
  g_test_add ("/queue/cancel", Fixture, NULL, set_up, test_cancel_what_does_not_run, tear_down);
  g_test_add ("/queue/reconnect/download", Fixture, down, set_up, test_reconnect, tear_down);
  g_test_add ("/queue/reconnect/upload", Fixture, up, set_up, test_reconnect, tear_down);
  g_test_add ("/queue/reconnect/when-it-is-back", Fixture, NULL, set_up, test_reconnect_when_it_is_back, tear_down);
  g_test_add ("/queue/closed-on-purpose", Fixture, NULL, set_up, test_closed_on_purpose, tear_down);
  g_test_add ("/queue/taken", Fixture, NULL, set_up, test_taken, tear_down);
  g_test_add ("/queue/survives", Fixture, NULL, set_up, test_survives, tear_down);
  g_test_add ("/queue/shows-what-is-there/ended", Fixture, GINT_TO_POINTER (FALSE), set_up, test_shows_what_is_there,
              tear_down);
  g_test_add ("/queue/shows-what-is-there/paused", Fixture, GINT_TO_POINTER (TRUE), set_up, test_shows_what_is_there,
              tear_down);
  g_test_add ("/queue/tree/download", Fixture, down, set_up, test_tree_goes_on, tear_down);
  g_test_add ("/queue/tree/upload", Fixture, up, set_up, test_tree_goes_on, tear_down);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ten thousand transfers in a queue that is on screen: whatever happens to all of them at once, no single turn of the
 * main loop takes long. What is measured is the main thread's processor time, so that it does not matter how busy the
 * machine is. A real queue, with OpenSSH's own server on a pair of pipes. */
#include <quay.h>
#include <stdlib.h>
#include <time.h>

#include "quayside-queue-view.h"
#include "quayside-test-window.h"

#define N 10000

/* What a turn of the main loop may take, in microseconds. */
#define TURN_AT_MOST (QUAYSIDE_TEST_SLOWER * 100000)

/* While all the rows on screen change: 40 to 90 ms, most of it memory that another program has pushed out of the cache.
 */
#define CHURN_TURN_AT_MOST (QUAYSIDE_TEST_SLOWER * 150000)

#define WAIT_SECONDS 300

/* As many at once as anybody asks for. */
#define MAX_ACTIVE 64

static const char *const servers[] = { "/usr/lib/openssh/sftp-server", "/usr/libexec/openssh/sftp-server",
                                       "/usr/libexec/sftp-server", "/usr/lib/ssh/sftp-server", NULL };

/* More room than a window of the usual size has for the queue. */
#define VIEW_HEIGHT 300

/* How soon it is noticed that what was waited for has come. */
#define TICK_MS 5

/* Of those that all go on at once, so many are waited for: from then on it is as in /finish. */
#define SOME 2000

typedef struct
{
  char *folder;
  QuayJournal *journal;
  QuayLogin *login;
  QuayTransferQueue *queue;
  GtkWidget *view;
  GtkWidget *window;
} Fixture;

typedef guint (*Count) (QuayTransferQueue *queue);

static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static const char *
find_server (void)
{
  for (gsize i = 0; servers[i] != NULL; i++)
    if (g_file_test (servers[i], G_FILE_TEST_IS_EXECUTABLE))
      return servers[i];

  return NULL;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  const char *const argv[] = { find_server (), NULL };
  g_autofree char *journal = NULL;
  g_autofree char *source = NULL;

  self->folder = g_dir_make_tmp ("quayside-scale-XXXXXX", NULL);
  journal = g_build_filename (self->folder, "journal", "journal.db", NULL);
  source = g_build_filename (self->folder, "source", NULL);
  g_assert_true (g_file_set_contents (source, "a few bytes", -1, NULL));
  self->journal = quay_journal_open (journal, NULL);
  g_assert_nonnull (self->journal);
  quay_site_options_set_transport (options, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (options, argv);
  self->login = quay_login_new (options, NULL);
  self->queue = quay_transfer_queue_new ();
  quay_transfer_queue_set_journal (self->queue, self->journal);
  quay_transfer_queue_set_connect (self->queue, FALSE);
  self->view = quayside_queue_view_new ();
  quayside_queue_view_set_queue (QUAYSIDE_QUEUE_VIEW (self->view), self->queue);
  gtk_widget_set_valign (self->view, GTK_ALIGN_START);
  gtk_widget_set_size_request (self->view, -1, VIEW_HEIGHT);
  self->window = quayside_test_window_new (self->view);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->folder);

  quayside_test_window_close (self->window);
  g_clear_object (&self->queue);
  g_clear_object (&self->login);
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_assert_cmpint (system (command), ==, 0);
  g_free (self->folder);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
}

static void
open_login (Fixture *self)
{
  gboolean done = FALSE;

  quay_login_open_async (self->login, NULL, on_done, &done);
  quayside_test_wait_true (&done);
  g_assert_cmpint (quay_login_get_state (self->login), ==, QUAY_LOGIN_OPEN);
}

static void
close_login (Fixture *self)
{
  gboolean done = FALSE;

  quay_login_close_async (self->login, NULL, on_done, &done);
  quayside_test_wait_true (&done);
}

/* @subfolder: "" for paths that are as good as any, since nothing arrives there. */
static void
add_transfers (Fixture *self)
{
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new ();
  g_autofree char *source = g_build_filename (self->folder, "source", NULL);

  for (guint i = 0; i < N; i++)
    {
      g_autofree char *target = g_strdup_printf ("%s/%05u", self->folder, i);
      g_autoptr (QuayTransfer) transfer = quay_transfer_new_download (self->login, source, target, options, NULL);

      quay_transfer_queue_add (self->queue, transfer);
    }
}

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* The longest turn until @count says @expected and some frames more; -1 where that takes too long. */
static gint64
longest_turn (Fixture *self, Count count, guint expected)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_SECONDS * G_USEC_PER_SEC;
  gint64 end = 0, longest = 0;
  /* The loop comes round so often, also when nothing happens. */
  guint tick = g_timeout_add (TICK_MS, on_tick, NULL);

  while ((end == 0 || g_get_monotonic_time () < end) && g_get_monotonic_time () < deadline)
    {
      gint64 started = thread_time ();

      g_main_context_iteration (NULL, TRUE);
      longest = MAX (longest, thread_time () - started);
      if (end == 0 && count (self->queue) == expected)
        end = g_get_monotonic_time () + G_USEC_PER_SEC;
    }
  g_source_remove (tick);

  return end != 0 ? longest : -1;
}

static void
check_turn (const char *what, gint64 longest, gint64 at_most)
{
  g_test_message ("%s: no turn of the main loop longer than %.1f ms", what, (double)longest / 1000);
  g_assert_cmpint (longest, >=, 0);
  g_assert_cmpint (longest, <=, at_most);
}

static void
check_call (const char *what, gint64 started)
{
  check_turn (what, thread_time () - started, TURN_AT_MOST);
}

static guint
n_items (QuayTransferQueue *queue)
{
  return g_list_model_get_n_items (G_LIST_MODEL (queue));
}

static gboolean
shows_failed (gpointer view)
{
  g_autofree char *text = g_strdup_printf ("Failed %'u", N);

  return quayside_test_shows (view, text);
}

/* There is no login that is open, and none to come. */
static void
test_fail (Fixture *self, gconstpointer data)
{
  quay_transfer_queue_set_max_active (self->queue, MAX_ACTIVE);
  add_transfers (self);
  check_turn ("10,000 fail", longest_turn (self, quay_transfer_queue_get_n_failed, N), TURN_AT_MOST);
  quayside_test_wait (shows_failed, self->view);
}

/* The connection is closed while they wait for it: all of them learn of it in one moment. */
static void
test_wait_and_fail (Fixture *self, gconstpointer data)
{
  gint64 started;

  quay_transfer_queue_set_reconnect (self->queue, TRUE);
  add_transfers (self);
  check_turn ("10,000 wait for a connection", longest_turn (self, quay_transfer_queue_get_n_queued, 0), TURN_AT_MOST);
  started = thread_time ();
  quay_transfer_queue_cancel_all (self->queue);
  check_call ("10,000 are cancelled", started);
  check_turn ("10,000 are shown as cancelled", longest_turn (self, quay_transfer_queue_get_n_failed, N),
              CHURN_TURN_AT_MOST);
  started = thread_time ();
  quay_transfer_queue_clear_finished (self->queue);
  check_call ("10,000 are cleared", started);
  check_turn ("10,000 are gone", longest_turn (self, n_items, 0), TURN_AT_MOST);
}

static void
test_finish (Fixture *self, gconstpointer data)
{
  open_login (self);
  quay_transfer_queue_pause_all (self->queue);
  add_transfers (self);
  quay_transfer_queue_set_max_active (self->queue, MAX_ACTIVE);
  quay_transfer_queue_resume_all (self->queue);
  check_turn ("10,000 finish", longest_turn (self, quay_transfer_queue_get_n_done, N), CHURN_TURN_AT_MOST);
  close_login (self);
}

static guint
n_done_of_some (QuayTransferQueue *queue)
{
  return MIN (quay_transfer_queue_get_n_done (queue), SOME);
}

/* All that waited goes on at the moment at which the login is open. */
static void
test_open (Fixture *self, gconstpointer data)
{
  quay_transfer_queue_set_reconnect (self->queue, TRUE);
  add_transfers (self);
  check_turn ("10,000 wait for a login", longest_turn (self, quay_transfer_queue_get_n_queued, 0), TURN_AT_MOST);
  quay_transfer_queue_set_max_active (self->queue, MAX_ACTIVE);
  open_login (self);
  check_turn ("10,000 go on", longest_turn (self, n_done_of_some, SOME), CHURN_TURN_AT_MOST);
  close_login (self);
}

#define ADD(name, function) g_test_add ("/queue-scale/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  quayside_test_init (&argc, &argv);
  if (find_server () == NULL)
    return 77;
  ADD ("fail", test_fail);
  ADD ("wait-and-cancel", test_wait_and_fail);
  ADD ("finish", test_finish);
  ADD ("open", test_open);

  return g_test_run ();
}

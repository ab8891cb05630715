/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <string.h>

#include "quay-error.h"
#include "quay-pipe-channel.h"
#include "quay-test-async.h"
#include "quay-test-channel.h"

#define BULK (8 * 1024 * 1024)

static QuayChannel *
spawn_shell (const char *script)
{
  const char *argv[] = { "sh", "-c", script, NULL };
  g_autoptr (GError) error = NULL;
  QuayChannel *channel = quay_pipe_channel_spawn (argv, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (channel);

  return channel;
}

typedef struct
{
  GMainLoop *loop;
  guint8 *sent;
  gsize n_sent;
  GByteArray *got;
  guint runs;
} Echo;

static void
on_echo_ready (QuayChannel *channel, gpointer user_data)
{
  Echo *echo = user_data;
  guint8 buffer[65536];
  gssize n;

  echo->runs++;
  while (echo->n_sent < BULK
         && (n = quay_channel_write (channel, echo->sent + echo->n_sent, BULK - echo->n_sent, NULL)) > 0)
    echo->n_sent += n;
  while ((n = quay_channel_read (channel, buffer, sizeof buffer, NULL)) > 0)
    g_byte_array_append (echo->got, buffer, n);
  if (n == 0 || echo->got->len == BULK)
    g_main_loop_quit (echo->loop);
}

static void
test_echo_with_watch (void)
{
  const char *argv[] = { "cat", NULL };
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (context, FALSE);
  g_autoptr (GByteArray) got = g_byte_array_new ();
  g_autofree guint8 *sent = g_malloc (BULK);
  Echo echo = { .loop = loop, .sent = sent, .got = got };
  g_autoptr (QuayChannel) channel = quay_pipe_channel_spawn (argv, NULL, NULL);

  for (gsize i = 0; i < BULK; i++)
    sent[i] = g_test_rand_int ();
  g_main_context_push_thread_default (context);
  quay_channel_set_watch (channel, on_echo_ready, &echo);
  on_echo_ready (channel, &echo);
  g_main_loop_run (loop);
  quay_channel_set_watch (channel, NULL, NULL);
  g_main_context_pop_thread_default (context);

  g_assert_cmpmem (got->data, got->len, sent, BULK);
  g_assert_cmpuint (quay_channel_get_write_window (channel), ==, G_MAXSIZE);
}

static void
count_runs (QuayChannel *channel, gpointer user_data)
{
  guint8 buffer[256];

  ++*(guint *)user_data;
  while (quay_channel_read (channel, buffer, sizeof buffer, NULL) > 0)
    continue;
}

/* Once the end was read, the watch must not run again and again. */
static void
test_no_spin_after_end (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell ("echo hello");
  guint runs = 0;
  gint64 end = g_get_monotonic_time () + 300 * 1000;

  quay_channel_set_watch (channel, count_runs, &runs);
  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  g_assert_cmpuint (runs, >=, 1);
  g_assert_cmpuint (runs, <, 10);
}

static void
test_diagnostics (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell ("printf 'no \\033[31mway\\r\\nat all\\n' >&2; echo out; exit 3");
  g_autofree char *all = quay_test_read_all (channel);
  g_autofree char *text = quay_channel_dup_diagnostics (channel);

  g_assert_cmpstr (all, ==, "out\n");
  g_assert_cmpstr (text, ==, "“sh” exited with status 3 and says: no \\x1b[31mway\nat all");
}

static void
test_diagnostics_killed (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell ("kill -KILL $$");
  g_autofree char *all = quay_test_read_all (channel);
  g_autofree char *text = quay_channel_dup_diagnostics (channel);

  g_assert_cmpstr (text, ==, "“sh” was killed by signal 9 (Killed)");
}

/* A child that says a great deal on standard error must neither stall nor fill the memory. */
static void
test_much_on_stderr (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell (
      "i=0; while [ $i -lt 4000 ]; do echo 'a line of sixty-four characters or so, written again and again.'; "
      "i=$((i+1)); done >&2; echo last words >&2; echo done");
  g_autofree char *all = quay_test_read_all (channel);
  g_autofree char *text = quay_channel_dup_diagnostics (channel);

  g_assert_cmpstr (all, ==, "done\n");
  g_assert_true (g_str_has_suffix (text, "last words"));
  g_assert_cmpuint (strlen (text), <, 5000);
}

static void
test_no_such_program (void)
{
  const char *argv[] = { "/nonexistent/sftp-server", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_pipe_channel_spawn (argv, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
  g_assert_cmpint (quay_error_get_errno (error), ==, ENOENT);
  g_assert_nonnull (strstr (error->message, "/nonexistent/sftp-server"));
}

static void
test_not_executable (void)
{
  const char *argv[] = { "/etc/passwd", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (quay_pipe_channel_spawn (argv, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_LOCAL_FILE);
}

static void
test_wait_times_out (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell ("exec sleep 60");
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();

  g_assert_false (quay_channel_wait (channel, G_IO_IN, start + 50 * 1000, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_TIMEOUT);
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 50 * 1000);
}

static void
test_wait_is_cancelled (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell ("exec sleep 60");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  QuayTestCanceller *canceller = quay_test_cancel_soon (cancellable);

  g_assert_false (quay_channel_wait (channel, G_IO_IN, -1, cancellable, &error));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Writing to a child that has gone is an error, never a signal. */
static void
test_write_to_dead_child (void)
{
  g_autoptr (QuayChannel) channel = spawn_shell ("exit 0");
  g_autoptr (GError) error = NULL;
  g_autofree char *all = quay_test_read_all (channel);
  g_autofree char *text = quay_channel_dup_diagnostics (channel);

  g_assert_cmpint (quay_channel_write (channel, "x", 1, &error), ==, -1);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_CONNECTION_DROPPED);
  g_assert_cmpint (quay_error_get_errno (error), ==, EPIPE);
}

static gboolean
is_gone (int pid)
{
  return kill (pid, 0) < 0 && errno == ESRCH;
}

static void
check_ends_child (const char *script, gint64 limit)
{
  g_autoptr (QuayChannel) channel = spawn_shell (script);
  g_autofree char *first = g_malloc0 (32);
  gint64 start;
  int pid;

  g_assert_true (quay_channel_wait (channel, G_IO_IN, -1, NULL, NULL));
  g_assert_cmpint (quay_channel_read (channel, first, 31, NULL), >, 1);
  pid = atoi (first);
  g_assert_false (is_gone (pid));

  start = g_get_monotonic_time ();
  quay_channel_close (channel);
  quay_channel_close (channel);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC / 5);
  g_assert_cmpint (quay_channel_read (channel, first, 31, NULL), ==, -1);
  while (!is_gone (pid))
    {
      g_assert_cmpint (g_get_monotonic_time () - start, <, limit);
      g_usleep (5000);
    }
}

static void
test_close_ends_child (void)
{
  check_ends_child ("echo $$; exec sleep 60", G_USEC_PER_SEC);
}

static void
test_close_ends_stubborn_child (void)
{
  check_ends_child ("trap '' TERM; echo $$; while :; do sleep 0.1; done", 5 * G_USEC_PER_SEC);
}

static void
test_no_descriptor_is_left (void)
{
  for (int i = 0; i < 20; i++)
    {
      g_autoptr (QuayChannel) channel = spawn_shell ("ls /proc/self/fd | wc -l");
      g_autofree char *all = quay_test_read_all (channel);

      /* Standard streams, and the one ls holds itself. */
      g_assert_cmpint (atoi (all), ==, 4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pipe-channel/echo-with-watch", test_echo_with_watch);
  g_test_add_func ("/pipe-channel/no-spin-after-end", test_no_spin_after_end);
  g_test_add_func ("/pipe-channel/diagnostics", test_diagnostics);
  g_test_add_func ("/pipe-channel/diagnostics-killed", test_diagnostics_killed);
  g_test_add_func ("/pipe-channel/much-on-stderr", test_much_on_stderr);
  g_test_add_func ("/pipe-channel/no-such-program", test_no_such_program);
  g_test_add_func ("/pipe-channel/not-executable", test_not_executable);
  g_test_add_func ("/pipe-channel/wait-times-out", test_wait_times_out);
  g_test_add_func ("/pipe-channel/wait-is-cancelled", test_wait_is_cancelled);
  g_test_add_func ("/pipe-channel/write-to-dead-child", test_write_to_dead_child);
  g_test_add_func ("/pipe-channel/close-ends-child", test_close_ends_child);
  g_test_add_func ("/pipe-channel/close-ends-stubborn-child", test_close_ends_stubborn_child);
  g_test_add_func ("/pipe-channel/no-descriptor-is-left", test_no_descriptor_is_left);

  return g_test_run ();
}

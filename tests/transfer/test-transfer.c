/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers against a real sftp-server over a pair of pipes. */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "quay-error.h"
#include "quay-test-async.h"
#include "quay-test-transfer.h"
#include "quay-transfer-queue.h"

typedef QuayTestTransfer Fixture;

static char *
in (Fixture *self, const char *name)
{
  return g_build_filename (self->folder, name, NULL);
}

static void
put_bytes (Fixture *self, const char *name, gsize size)
{
  g_autofree char *path = in (self, name);
  g_autofree guint32 *bytes = g_malloc (size + 4);
  guint32 state = g_str_hash (name);
  FILE *file;

  for (gsize i = 0; i < size / 4 + 1; i++)
    bytes[i] = state = state * 1664525 + 1013904223;
  /* Not g_file_set_contents, whose temporary name is longer than a name may be. */
  file = fopen (path, "w");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
assert_content (Fixture *self, const char *name, const char *expected)
{
  g_autofree char *path = in (self, name);
  g_autofree char *content = NULL;

  g_assert_true (g_file_get_contents (path, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, expected);
}

static void
assert_same (Fixture *self, const char *a, const char *b)
{
  g_autofree char *command
      = g_strdup_printf ("diff -r --no-dereference '%s/%s' '%s/%s'", self->folder, a, self->folder, b);

  g_assert_cmpint (system (command), ==, 0);
}

static void
assert_no_leftovers (Fixture *self)
{
  g_autofree char *command = g_strdup_printf ("test -z \"$(find '%s' -name '*.part*')\"", self->folder);

  g_assert_cmpint (system (command), ==, 0);
}

/* FALSE where it failed, with @error. */
static gboolean
run (Fixture *self,
     QuayDirection direction,
     const char *from,
     const char *to,
     QuayInteraction *interaction,
     GError **error)
{
  g_autofree char *source = in (self, from);
  g_autofree char *target = in (self, to);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (QuayTransfer) transfer = NULL;
  gboolean ok;

  if (direction == QUAY_DIRECTION_DOWNLOAD)
    transfer = quay_transfer_new_download (self->login, source, target, self->options, interaction);
  else
    transfer = quay_transfer_new_upload (self->login, source, target, self->options, interaction);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  ok = quay_transfer_run_finish (transfer, quay_test_wait_for (&result), error);
  assert_no_leftovers (self);

  return ok;
}

static const QuayDirection both[] = { QUAY_DIRECTION_DOWNLOAD, QUAY_DIRECTION_UPLOAD };

static void
test_sizes (Fixture *self, gconstpointer data)
{
  const gsize sizes[] = { 0, 1, 32767, 32768, 32769, 261119, 261120, 261121, 522240, 5000000, 20000000 };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
      {
        g_autofree char *from = g_strdup_printf ("from-%zu", sizes[i]);
        g_autofree char *to = g_strdup_printf ("to-%zu-%zu", d, sizes[i]);
        g_autoptr (GError) error = NULL;

        put_bytes (self, from, sizes[i]);
        g_assert_true (run (self, both[d], from, to, NULL, &error));
        g_assert_no_error (error);
        assert_same (self, from, to);
      }
}

/* /proc files say 0 and have content. */
static void
test_proc (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayTransfer) transfer = NULL;
  g_autofree char *target = in (self, "version");
  g_autofree char *there = NULL;
  g_autofree char *here = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  transfer = quay_transfer_new_download (self->login, "/proc/version", target, self->options, NULL);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  g_assert_true (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error));
  g_assert_true (g_file_get_contents ("/proc/version", &there, NULL, NULL));
  g_assert_true (g_file_get_contents (target, &here, NULL, NULL));
  g_assert_cmpstr (here, ==, there);
}

static void
make_tree (Fixture *self)
{
  static const char *const names[]
      = { "plain", "with space", "umlaut-\xc3\xa4", "new\nline", "-dash", "\xff\xfe", ".hidden", "quote'\"", "*?[x]" };
  g_autofree char *tree = in (self, "tree");
  g_autofree char *dangling = in (self, "tree/dangling");
  g_autofree char *loop = in (self, "tree/3/loop");
  char longest[256];

  memset (longest, 'l', 255);
  longest[255] = '\0';
  g_assert_cmpint (g_mkdir (tree, 0755), ==, 0);
  for (int i = 0; i < 50; i++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%d", tree, i);

      g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
      for (int j = 0; j < 20; j++)
        {
          g_autofree char *name = g_strdup_printf ("tree/%d/%s-%d", i, names[j % G_N_ELEMENTS (names)], j);

          put_bytes (self, name, j == 7 ? 0 : j * 400);
        }
    }
  put_bytes (self, "tree/big", 3000000);
  {
    g_autofree char *name = g_strconcat ("tree/", longest, NULL);

    put_bytes (self, name, 255);
  }
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
}

static void
test_tree (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_tree (self);
  g_assert_true (run (self, QUAY_DIRECTION_UPLOAD, "tree", "up", NULL, &error));
  g_assert_no_error (error);
  assert_same (self, "tree", "up");
  g_assert_true (run (self, QUAY_DIRECTION_DOWNLOAD, "up", "down", NULL, &error));
  g_assert_no_error (error);
  assert_same (self, "tree", "down");
  /* Once more over what is there: with "always" all is replaced, with "never" all stays. */
  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_ALWAYS);
  g_assert_true (run (self, QUAY_DIRECTION_DOWNLOAD, "up", "down", NULL, &error));
  g_assert_true (run (self, QUAY_DIRECTION_UPLOAD, "tree", "up", NULL, &error));
  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_NEVER);
  g_assert_true (run (self, QUAY_DIRECTION_UPLOAD, "tree", "up", NULL, &error));
  assert_same (self, "tree", "up");
  assert_same (self, "tree", "down");
}

static void
test_tree_not_wanted (Fixture *self, gconstpointer data)
{
  g_autofree char *tree = in (self, "tree");

  g_assert_cmpint (g_mkdir (tree, 0755), ==, 0);
  quay_transfer_options_set_recursive (self->options, FALSE);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (run (self, both[d], "tree", "other", NULL, &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
    }
}

static void
age (Fixture *self, const char *name, time_t mtime)
{
  g_autofree char *path = in (self, name);
  struct utimbuf times = { mtime, mtime };

  g_assert_cmpint (utime (path, &times), ==, 0);
}

/* What is expected after "new content" has met "old", by policy. */
static void
test_policies (Fixture *self, gconstpointer data)
{
  static const struct
  {
    QuayOverwrite policy;
    time_t source_time;
    const char *target; /* before */
    const char *expected;
    gboolean ok;
  } cases[] = {
    { QUAY_OVERWRITE_ASK, 1000, "old", "old", FALSE }, /* nobody to ask */
    { QUAY_OVERWRITE_ALWAYS, 1000, "old", "new content", TRUE },
    { QUAY_OVERWRITE_NEVER, 1000, "old", "old", TRUE },
    { QUAY_OVERWRITE_NEWER, 1000, "old", "old", TRUE },
    { QUAY_OVERWRITE_NEWER, 3000, "old", "new content", TRUE },
    { QUAY_OVERWRITE_SIZE, 1000, "old", "new content", TRUE },
    { QUAY_OVERWRITE_SIZE, 1000, "11 letters.", "11 letters.", TRUE },
    { QUAY_OVERWRITE_RESUME, 1000, "new c", "new content", TRUE },
    { QUAY_OVERWRITE_RESUME, 1000, "NEW c", "NEW c", FALSE }, /* not its beginning */
    { QUAY_OVERWRITE_RESUME, 1000, "longer than the new one", "longer than the new one", FALSE },
    { QUAY_OVERWRITE_RENAME, 1000, "old", "old", TRUE },
  };

  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
      {
        g_autoptr (GError) error = NULL;

        quay_test_put_file (self->folder, "source", "new content");
        quay_test_put_file (self->folder, "target.txt", cases[i].target);
        age (self, "source", cases[i].source_time);
        age (self, "target.txt", 2000);
        quay_transfer_options_set_overwrite (self->options, cases[i].policy);
        g_test_message ("direction %zu case %zu", d, i);
        g_assert_cmpint (run (self, both[d], "source", "target.txt", NULL, &error), ==, cases[i].ok);
        assert_content (self, "target.txt", cases[i].expected);
        if (cases[i].policy == QUAY_OVERWRITE_RENAME)
          {
            g_autofree char *other = in (self, "target (2).txt");

            assert_content (self, "target (2).txt", "new content");
            g_assert_cmpint (g_unlink (other), ==, 0);
          }
      }
}

static void
test_resume_large (Fixture *self, gconstpointer data)
{
  g_autofree char *target = in (self, "target");

  put_bytes (self, "source", 9000000);
  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_RESUME);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *command = g_strdup_printf ("head -c 5000001 '%s/source' > '%s'", self->folder, target);

      g_assert_cmpint (system (command), ==, 0);
      g_assert_true (run (self, both[d], "source", "target", NULL, &error));
      g_assert_no_error (error);
      assert_same (self, "source", "target");
    }
}

static void
test_preserve (Fixture *self, gconstpointer data)
{
  g_autofree char *source = in (self, "source");
  g_autofree char *inner = in (self, "source/x");

  quay_transfer_options_set_preserve (self->options, TRUE);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      g_autofree char *name = g_strdup_printf ("target-%zu", d);
      g_autofree char *target = in (self, name);
      g_autofree char *target_inner = g_build_filename (target, "x", NULL);
      GStatBuf st;

      g_mkdir (source, 0755);
      quay_test_put_file (self->folder, "source/x", "x");
      g_assert_cmpint (g_chmod (inner, 04604), ==, 0);
      age (self, "source/x", 123456789);
      g_assert_cmpint (g_chmod (source, 0705), ==, 0);
      age (self, "source", 234567890);
      g_assert_true (run (self, both[d], "source", name, NULL, NULL));
      g_assert_cmpint (g_stat (target_inner, &st), ==, 0);
      g_assert_cmpint (st.st_mtime, ==, 123456789);
      g_assert_cmpuint (st.st_mode & 07777, ==, 0604);
      g_assert_cmpint (g_stat (target, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0705);
      g_assert_cmpint (st.st_mtime, ==, 234567890);
    }
}

/* A file that takes another's place takes its permissions too. */
static void
test_mode_of_target (Fixture *self, gconstpointer data)
{
  g_autofree char *target = in (self, "target");

  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_ALWAYS);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      GStatBuf st;

      quay_test_put_file (self->folder, "source", "x");
      quay_test_put_file (self->folder, "target", "y");
      g_assert_cmpint (g_chmod (target, 0640), ==, 0);
      g_assert_true (run (self, both[d], "source", "target", NULL, NULL));
      g_assert_cmpint (g_stat (target, &st), ==, 0);
      g_assert_cmpuint (st.st_mode & 0777, ==, 0640);
    }
}

static void
test_failures (Fixture *self, gconstpointer data)
{
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *folder = in (self, "folder");

      g_assert_false (run (self, both[d], "missing", "target", NULL, &error));
      g_assert_nonnull (strstr (error->message, "missing"));
      g_clear_error (&error);
      quay_test_put_file (self->folder, "source", "x");
      g_assert_false (run (self, both[d], "source", "no/such/folder", NULL, &error));
      g_clear_error (&error);
      g_mkdir (folder, 0755);
      g_assert_false (run (self, both[d], "source", "folder", NULL, &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS);
    }
}

/* Part of a tree fails, the rest arrives, and the failures can be named. */
static void
test_partial_failure (Fixture *self, gconstpointer data)
{
  g_autofree char *tree = in (self, "tree");
  g_autofree char *fifo = in (self, "tree/fifo");
  g_autofree char *target = in (self, "target");
  g_autoptr (QuayTransfer) transfer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) failures = NULL;

  g_assert_cmpint (g_mkdir (tree, 0755), ==, 0);
  quay_test_put_file (self->folder, "tree/a", "a");
  quay_test_put_file (self->folder, "tree/b", "b");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  transfer = quay_transfer_new_download (self->login, tree, target, self->options, NULL);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  g_assert_false (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SOME_FAILED);
  g_assert_cmpint (quay_transfer_get_state (transfer), ==, QUAY_TRANSFER_FAILED);
  failures = quay_transfer_list_failures (transfer);
  g_assert_cmpuint (failures->len, ==, 1);
  g_assert_cmpstr (((QuayTransferFailure *)failures->pdata[0])->path, ==, fifo);
  assert_content (self, "target/a", "a");
  assert_content (self, "target/b", "b");
}

/* RELIABILITY 16: links that are followed and lead back, two of them in one folder so that the ways double at each
 * step. */
static void
test_followed_loops (Fixture *self, gconstpointer data)
{
  g_autofree char *tree = in (self, "tree");
  g_autofree char *inner = in (self, "tree/inner");
  g_autofree char *one = in (self, "tree/inner/one");
  g_autofree char *two = in (self, "tree/inner/two");
  g_autofree char *self_link = in (self, "tree/self");

  g_assert_cmpint (g_mkdir (tree, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (inner, 0755), ==, 0);
  quay_test_put_file (self->folder, "tree/inner/good", "good");
  g_assert_cmpint (symlink ("..", one), ==, 0);
  g_assert_cmpint (symlink ("../inner", two), ==, 0);
  g_assert_cmpint (symlink ("self", self_link), ==, 0);
  quay_transfer_options_set_links (self->options, QUAY_LINKS_FOLLOW);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      g_autofree char *target = g_strdup_printf ("target-%zu", d);
      g_autofree char *good = g_strdup_printf ("target-%zu/inner/good", d);
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();

      g_assert_false (run (self, both[d], "tree", target, NULL, &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SOME_FAILED);
      g_test_message ("%s", error->message);
      g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
      assert_content (self, good, "good");
    }
}

/* Cancelled at many different moments: never a target that is not whole, and no wait. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  put_bytes (self, "source", 60000000);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    for (int i = 0; i < 40; i++)
      {
        g_autofree char *source = in (self, "source");
        g_autofree char *target = in (self, "target");
        g_autoptr (GCancellable) cancellable = g_cancellable_new ();
        g_autoptr (QuayTransfer) transfer = NULL;
        g_autoptr (GAsyncResult) result = NULL;
        g_autoptr (GError) error = NULL;
        gint64 start;

        if (both[d] == QUAY_DIRECTION_DOWNLOAD)
          transfer = quay_transfer_new_download (self->login, source, target, self->options, NULL);
        else
          transfer = quay_transfer_new_upload (self->login, source, target, self->options, NULL);
        quay_transfer_run_async (transfer, cancellable, quay_test_keep_result, &result);
        for (gint64 end = g_get_monotonic_time () + i * 1500; g_get_monotonic_time () < end && result == NULL;)
          g_main_context_iteration (NULL, FALSE);
        start = g_get_monotonic_time ();
        g_cancellable_cancel (cancellable);
        if (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error))
          {
            assert_same (self, "source", "target");
            g_assert_cmpint (g_unlink (target), ==, 0);
            continue;
          }
        g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
        g_assert_cmpint (quay_transfer_get_state (transfer), ==, QUAY_TRANSFER_CANCELLED);
        g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
        /* The last step may have been under way: then it is whole. */
        if (g_file_test (target, G_FILE_TEST_EXISTS))
          {
            assert_same (self, "source", "target");
            g_unlink (target);
          }
      }
}

/* The server goes away in the middle. */
static void
test_server_dies (Fixture *self, gconstpointer data)
{
  g_autofree char *source = in (self, "source");
  g_autofree char *target = in (self, "target");
  g_autoptr (QuayTransfer) transfer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) closed = NULL;
  g_autoptr (GError) error = NULL;

  put_bytes (self, "source", 80000000);
  transfer = quay_transfer_new_download (self->login, source, target, self->options, NULL);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  while (result == NULL)
    {
      QuayTransferProgress progress;

      g_main_context_iteration (NULL, FALSE);
      quay_transfer_get_progress (transfer, &progress);
      if (progress.bytes_done > 1000000)
        break;
    }
  quay_login_close_async (self->login, NULL, quay_test_keep_result, &closed);
  g_assert_false (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error));
  g_assert_false (g_file_test (target, G_FILE_TEST_EXISTS));
  quay_test_wait_for (&closed);
}

/* The queue */

static void
count_finished (QuayTransferQueue *queue, QuayTransfer *transfer, gpointer user_data)
{
  ++*(guint *)user_data;
}

static void
test_queue (Fixture *self, gconstpointer data)
{
  enum
  {
    N = 200
  };
  g_autoptr (QuayTransferQueue) queue = quay_transfer_queue_new ();
  g_autofree char *folder = in (self, "out");
  guint n_finished = 0;

  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  put_bytes (self, "source", 100000);
  g_signal_connect (queue, "transfer-finished", G_CALLBACK (count_finished), &n_finished);
  for (int i = 0; i < N; i++)
    {
      g_autofree char *source = in (self, i % 10 == 3 ? "missing" : "source");
      g_autofree char *target = g_strdup_printf ("%s/%d", folder, i);
      g_autoptr (QuayTransfer) transfer = quay_transfer_new_download (self->login, source, target, self->options, NULL);

      quay_transfer_queue_add (queue, transfer);
      g_assert_cmpuint (quay_transfer_queue_get_n_active (queue), <=, 4);
    }
  {
    g_autoptr (QuayTransfer) last = g_list_model_get_item (G_LIST_MODEL (queue), N - 1);

    quay_transfer_queue_cancel (queue, last);
  }
  while (n_finished < N - 1)
    {
      g_main_context_iteration (NULL, TRUE);
      g_assert_cmpuint (quay_transfer_queue_get_n_active (queue), <=, 4);
    }
  g_assert_cmpuint (quay_transfer_queue_get_n_failed (queue), ==, N / 10 + 1);
  g_assert_cmpuint (quay_transfer_queue_get_n_done (queue), ==, N - N / 10 - 1);
  put_bytes (self, "missing", 5);
  {
    g_autoptr (QuayTransfer) failed = g_list_model_get_item (G_LIST_MODEL (queue), 3);

    quay_transfer_queue_retry (queue, failed);
    while (n_finished < N)
      g_main_context_iteration (NULL, TRUE);
    g_assert_cmpint (quay_transfer_get_state (failed), ==, QUAY_TRANSFER_DONE);
  }
  quay_transfer_queue_clear_finished (queue);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (queue)), ==, N / 10 - 1);
  g_assert_cmpuint (quay_transfer_queue_get_n_done (queue), ==, 0);
}

/* Bytes over the limit would take less time: no clock makes this fail. */
static void
test_rate_limit (Fixture *self, gconstpointer data)
{
  put_bytes (self, "from", 2 * 1024 * 1024);
  for (gsize d = 0; d < G_N_ELEMENTS (both); d++)
    {
      g_autofree char *from = in (self, "from");
      g_autofree char *to = in (self, d == 0 ? "to-down" : "to-up");
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (QuayTransfer) transfer = NULL;
      gint64 begin = g_get_monotonic_time ();

      transfer = d == 0 ? quay_transfer_new_download (self->login, from, to, self->options, NULL)
                        : quay_transfer_new_upload (self->login, from, to, self->options, NULL);
      quay_transfer_set_rate_limit (transfer, 1024 * 1024);
      quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
      g_assert_true (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_get_monotonic_time () - begin, >, 1900000);
      assert_same (self, "from", d == 0 ? "to-down" : "to-up");
    }
}

/* What waits under a limit hears at once that there is none any more. */
static void
test_rate_limit_lifted (Fixture *self, gconstpointer data)
{
  g_autofree char *from = in (self, "from");
  g_autofree char *to = in (self, "to");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (QuayTransfer) transfer = NULL;
  QuayTransferProgress progress = { 0 };

  put_bytes (self, "from", 64 * 1024 * 1024);
  transfer = quay_transfer_new_download (self->login, from, to, self->options, NULL);
  quay_transfer_set_rate_limit (transfer, 1000);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  while (progress.bytes_done == 0)
    {
      g_main_context_iteration (NULL, FALSE);
      quay_transfer_get_progress (transfer, &progress);
    }
  g_assert_cmpuint (progress.bytes_done, <, 1024 * 1024);
  quay_transfer_set_rate_limit (transfer, 0);
  g_assert_true (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), NULL));
  assert_same (self, "from", "to");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, quay_test_transfer_set_up, func, quay_test_transfer_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!quay_test_have_sftp_server ())
    return 77;
  ADD ("/transfer/sizes", test_sizes);
  ADD ("/transfer/proc", test_proc);
  ADD ("/transfer/tree", test_tree);
  ADD ("/transfer/tree-not-wanted", test_tree_not_wanted);
  ADD ("/transfer/policies", test_policies);
  ADD ("/transfer/resume-large", test_resume_large);
  ADD ("/transfer/preserve", test_preserve);
  ADD ("/transfer/mode-of-target", test_mode_of_target);
  ADD ("/transfer/failures", test_failures);
  ADD ("/transfer/partial-failure", test_partial_failure);
  ADD ("/transfer/followed-loops", test_followed_loops);
  ADD ("/transfer/cancel", test_cancel);
  ADD ("/transfer/server-dies", test_server_dies);
  ADD ("/transfer/queue", test_queue);
  ADD ("/transfer/rate-limit", test_rate_limit);
  ADD ("/transfer/rate-limit-lifted", test_rate_limit_lifted);

  return g_test_run ();
}

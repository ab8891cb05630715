/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers of one login spread over several, against a real server. */
#include <string.h>

#include "quay-error.h"
#include "quay-test-assert.h"
#include "quay-test-async.h"
#include "quay-test-folder.h"
#include "quay-test-login.h"
#include "quay-transfer-queue.h"

#define N_FILES 6
#define FILE_SIZE (3 * 1024 * 1024)

typedef struct
{
  QuayTestLogin *site;
  QuayLogin *login;
  QuayTransferOptions *options;
  GString *log;
  char *folder;
} Fixture;

static void
on_log (QuayLogin *login, int level, const char *message, gpointer user_data)
{
  g_string_append_printf (user_data, "%s\n", message);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = quay_test_make_folder ();
  self->log = g_string_new (NULL);
  self->options = quay_transfer_options_new ();
  self->site = quay_test_login_new_on (quay_test_sshd_new (NULL));
  g_assert_nonnull (self->site);
  quay_test_login_use_new_key (self->site, "ed25519");
  quay_site_options_set_max_logins (self->site->options, 3);
  self->login = quay_login_new (self->site->options, NULL);
  g_signal_connect (self->login, "log", G_CALLBACK (on_log), self->log);
  quay_login_open_async (self->login, NULL, quay_test_keep_result, &result);
  quay_login_open_finish (self->login, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u", self->folder, i);
      g_autofree char *bytes = g_malloc (FILE_SIZE);

      memset (bytes, 'a' + i, FILE_SIZE);
      g_assert_true (g_file_set_contents (path, bytes, FILE_SIZE, NULL));
    }
}

static void
close_login (QuayLogin *login)
{
  g_autoptr (GAsyncResult) result = NULL;

  quay_login_close_async (login, NULL, quay_test_keep_result, &result);
  quay_login_close_finish (login, quay_test_wait_for (&result), NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  close_login (self->login);
  g_object_unref (self->login);
  g_object_unref (self->options);
  g_string_free (self->log, TRUE);
  quay_test_login_free (self->site);
  quay_test_remove_folder (self->folder);
}

/* How many logins the server has seen. */
static guint
count_logins (Fixture *self)
{
  g_autofree char *log = quay_test_sshd_dup_log (self->site->sshd);
  guint n = 0;

  for (const char *at = log; (at = strstr (at, "Accepted publickey")) != NULL; at++)
    n++;

  return n;
}

static QuayTransfer *
make (Fixture *self, guint i)
{
  g_autofree char *from = g_strdup_printf ("%s/%u", self->folder, i);
  g_autofree char *to = g_strdup_printf ("%s/%u", quay_test_sshd_get_files (self->site->sshd), i);

  return quay_transfer_new_upload (self->login, from, to, self->options, NULL);
}

static void
on_finished (QuayTransferQueue *queue, QuayTransfer *transfer, gpointer user_data)
{
  --*(guint *)user_data;
}

static void
run_all (Fixture *self, guint first, guint end)
{
  g_autoptr (QuayTransferQueue) queue = quay_transfer_queue_new ();
  guint n_left = end - first;

  g_signal_connect (queue, "transfer-finished", G_CALLBACK (on_finished), &n_left);
  for (guint i = first; i < end; i++)
    {
      g_autoptr (QuayTransfer) transfer = make (self, i);

      quay_transfer_queue_add (queue, transfer);
    }
  quay_test_run_until_none (&n_left, 60);
  g_assert_cmpuint (quay_transfer_queue_get_n_done (queue), ==, end - first);
  for (guint i = first; i < end; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%u", quay_test_sshd_get_files (self->site->sshd), i);
      g_autofree char *bytes = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
      g_assert_cmpuint (size, ==, FILE_SIZE);
      g_assert_cmpint (bytes[0], ==, 'a' + i);
      g_assert_cmpint (memcmp (bytes, bytes + 1, size - 1), ==, 0);
    }
}

/* No more than are allowed, and they are used again. */
static void
test_spread (Fixture *self, gconstpointer data)
{
  run_all (self, 0, 3);
  g_assert_cmpuint (count_logins (self), ==, 3);
  run_all (self, 3, N_FILES);
  g_assert_cmpuint (count_logins (self), ==, 3);
}

/* One transfer has one login. */
static void
test_one (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < 3; i++)
    run_all (self, i, i + 1);
  g_assert_cmpuint (count_logins (self), ==, 1);
}

/* The server lets nobody in any more: what there is has to do. */
static void
test_refused (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (quay_test_sshd_get_folder (self->site->sshd), "authorized_keys", NULL);

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  run_all (self, 0, N_FILES);
  g_assert_cmpuint (count_logins (self), ==, 1);
  quay_test_assert_says (self->log->str, "No further login is to be had");
}

/* While its login is being made. */
static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayTransfer) first = make (self, 0);
  g_autoptr (QuayTransfer) second = make (self, 1);
  g_autoptr (QuayTransfer) third = make (self, 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  GAsyncResult *results[3] = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) other_error = NULL;

  quay_transfer_run_async (first, NULL, quay_test_keep_result, &results[0]);
  quay_transfer_run_async (second, NULL, quay_test_keep_result, &results[1]);
  quay_transfer_run_async (third, cancellable, quay_test_keep_result, &results[2]);
  quay_transfer_cancel (second);
  g_cancellable_cancel (cancellable);
  g_assert_false (quay_transfer_run_finish (second, quay_test_wait_for (&results[1]), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (quay_transfer_get_state (second), ==, QUAY_TRANSFER_CANCELLED);
  g_assert_false (quay_transfer_run_finish (third, quay_test_wait_for (&results[2]), &other_error));
  g_assert_error (other_error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_true (quay_transfer_run_finish (first, quay_test_wait_for (&results[0]), NULL));
  g_clear_object (&results[1]);
  quay_transfer_run_async (second, NULL, quay_test_keep_result, &results[1]);
  g_assert_true (quay_transfer_run_finish (second, quay_test_wait_for (&results[1]), NULL));
  for (guint i = 0; i < 3; i++)
    g_clear_object (&results[i]);
}

/* The first login goes while others are being made, and used. */
static void
test_closed (Fixture *self, gconstpointer data)
{
  QuayTransfer *transfers[N_FILES];
  GAsyncResult *results[N_FILES] = { NULL };

  for (guint i = 0; i < N_FILES; i++)
    {
      transfers[i] = make (self, i);
      quay_transfer_run_async (transfers[i], NULL, quay_test_keep_result, &results[i]);
    }
  close_login (self->login);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autoptr (GError) error = NULL;

      if (!quay_transfer_run_finish (transfers[i], quay_test_wait_for (&results[i]), &error))
        g_assert_error (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED);
      g_object_unref (results[i]);
      g_object_unref (transfers[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/logins/spread", Fixture, NULL, set_up, test_spread, tear_down);
  g_test_add ("/logins/one", Fixture, NULL, set_up, test_one, tear_down);
  g_test_add ("/logins/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/logins/cancel", Fixture, NULL, set_up, test_cancel, tear_down);
  g_test_add ("/logins/closed", Fixture, NULL, set_up, test_closed, tear_down);

  return g_test_run ();
}

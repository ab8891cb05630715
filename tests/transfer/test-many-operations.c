/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RELIABILITY 43: eight connections, each with its thread, and all they share at work at once. Meant for
 * ThreadSanitizer; without it, every answer must still belong to its question. */
#include <string.h>

#include "quay-error.h"
#include "quay-file-info.h"
#include "quay-login.h"
#include "quay-test-async.h"
#include "quay-test-folder.h"
#include "quay-test-pipes.h"
#include "quay-transfer.h"

#define N_WORKERS 8

/* Operations of one worker under way at once. */
#define N_CHAINS 16

/* A file goes up and down after so many of the first chain's. */
#define STEPS_PER_TRANSFER 64

#define FILE_SIZE (300 * 1024)

typedef struct
{
  QuayLogin *login;
  QuayTransferOptions *options; /* shared by all */
  const char *folder;           /* shared by all */
  guint number;
  guint n_left;  /* operations not begun */
  guint *n_busy; /* chains and transfers of all workers */
} Worker;

typedef struct
{
  Worker *worker;
  char *path;
  char *other; /* what it is renamed to */
  guint step;
  guint number;
} Chain;

static void next (Chain *chain);

static void
on_mkdir (GObject *login, GAsyncResult *result, gpointer chain)
{
  g_autoptr (GError) error = NULL;

  quay_login_mkdir_finish (QUAY_LOGIN (login), result, &error);
  g_assert_no_error (error);
  next (chain);
}

static void
on_stat (GObject *login, GAsyncResult *result, gpointer data)
{
  Chain *chain = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (login), result, &error);
  g_autofree char *name = g_path_get_basename (chain->path);

  g_assert_no_error (error);
  g_assert_true (quay_file_info_is_directory (info));
  g_assert_cmpstr (quay_file_info_get_name (info), ==, name);
  next (chain);
}

static void
on_list (GObject *login, GAsyncResult *result, gpointer chain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayDirectory) directory = quay_login_list_finish (QUAY_LOGIN (login), result, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (directory)), ==, 0);
  next (chain);
}

static void
on_rename (GObject *login, GAsyncResult *result, gpointer chain)
{
  g_autoptr (GError) error = NULL;

  quay_login_rename_finish (QUAY_LOGIN (login), result, &error);
  g_assert_no_error (error);
  next (chain);
}

static void
on_missing (GObject *login, GAsyncResult *result, gpointer chain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (login), result, &error);

  g_assert_null (info);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS);
  next (chain);
}

static void
on_realpath (GObject *login, GAsyncResult *result, gpointer data)
{
  Chain *chain = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = quay_login_realpath_finish (QUAY_LOGIN (login), result, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (path, ==, chain->other);
  next (chain);
}

static void
on_rmdir (GObject *login, GAsyncResult *result, gpointer chain)
{
  g_autoptr (GError) error = NULL;

  quay_login_rmdir_finish (QUAY_LOGIN (login), result, &error);
  g_assert_no_error (error);
  next (chain);
}

/* One turn ends where it began: no folder is left. */
static const char *const turn = "msleoRx";

static void
run_step (Chain *chain)
{
  QuayLogin *login = chain->worker->login;

  switch (turn[chain->step % strlen (turn)])
    {
    case 'm':
      quay_login_mkdir_async (login, chain->path, FALSE, NULL, on_mkdir, chain);
      break;
    case 's':
      quay_login_stat_async (login, chain->path, FALSE, NULL, on_stat, chain);
      break;
    case 'l':
      quay_login_list_async (login, chain->path, NULL, NULL, on_list, chain);
      break;
    case 'e':
      quay_login_rename_async (login, chain->path, chain->other, FALSE, NULL, on_rename, chain);
      break;
    case 'o':
      quay_login_stat_async (login, chain->path, FALSE, NULL, on_missing, chain);
      break;
    case 'R':
      quay_login_realpath_async (login, chain->other, NULL, on_realpath, chain);
      break;
    case 'x':
    default:
      quay_login_rmdir_async (login, chain->other, NULL, on_rmdir, chain);
    }
}

static void
on_transferred (GObject *transfer, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  quay_transfer_run_finish (QUAY_TRANSFER (transfer), result, &error);
  g_assert_no_error (error);
  --*((Worker *)data)->n_busy;
}

static void
start_transfer (Worker *worker, guint number)
{
  g_autofree char *source = g_build_filename (worker->folder, "source", NULL);
  g_autofree char *target = g_strdup_printf ("%s/copy-%u-%u", worker->folder, worker->number, number);
  g_autoptr (QuayTransfer) transfer = NULL;

  if (number % 2 == 0)
    transfer = quay_transfer_new_download (worker->login, source, target, worker->options, NULL);
  else
    transfer = quay_transfer_new_upload (worker->login, source, target, worker->options, NULL);
  ++*worker->n_busy;
  quay_transfer_run_async (transfer, NULL, on_transferred, worker);
}

static void
next (Chain *chain)
{
  Worker *worker = chain->worker;

  chain->step++;
  if (worker->n_left == 0 && chain->step % strlen (turn) == 0)
    {
      g_free (chain->path);
      g_free (chain->other);
      --*worker->n_busy;
      g_free (chain);
      return;
    }
  worker->n_left -= MIN (worker->n_left, 1);
  if (chain->number == 0 && chain->step % STEPS_PER_TRANSFER == 0)
    start_transfer (worker, chain->step / STEPS_PER_TRANSFER);
  run_step (chain);
}

static void
start_chain (Worker *worker, guint number)
{
  Chain *chain = g_new0 (Chain, 1);

  chain->worker = worker;
  chain->number = number;
  chain->path = g_strdup_printf ("%s/%u-%u", worker->folder, worker->number, number);
  chain->other = g_strconcat (chain->path, " too", NULL);
  ++*worker->n_busy;
  worker->n_left--;
  run_step (chain);
}

static guint
count_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static void
test_side_by_side (void)
{
  guint n = g_getenv ("QUAY_SLOW") != NULL ? 10000 : 500;
  char *folder = quay_test_make_folder ();
  g_autofree char *source = g_build_filename (folder, "source", NULL);
  g_autofree char *bytes = g_malloc0 (FILE_SIZE);
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new ();
  Worker workers[N_WORKERS];
  guint n_busy = 0, n_descriptors;

  /* What the library keeps for good is there after the first login. */
  quay_test_close_login (quay_test_open_pipes (NULL));
  n_descriptors = count_descriptors ();
  g_assert_true (g_file_set_contents (source, bytes, FILE_SIZE, NULL));
  for (guint i = 0; i < N_WORKERS; i++)
    workers[i] = (Worker){ quay_test_open_pipes (NULL), options, folder, i, n, &n_busy };
  for (guint i = 0; i < N_WORKERS; i++)
    for (guint j = 0; j < N_CHAINS; j++)
      start_chain (&workers[i], j);
  quay_test_run_until_none (&n_busy, 1000);
  for (guint i = 0; i < N_WORKERS; i++)
    quay_test_close_login (workers[i].login);
  g_assert_cmpuint (count_descriptors (), ==, n_descriptors);
  quay_test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/many-operations/side-by-side", test_side_by_side);

  return g_test_run ();
}

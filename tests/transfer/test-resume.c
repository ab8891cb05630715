/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers that are interrupted and go on, against a real sftp-server over a pair of pipes. */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-journal.h"
#include "quay-test-async.h"
#include "quay-transfer.h"

#define SFTP_SERVER "/usr/lib/openssh/sftp-server"
#define MIB (1024 * 1024)
#define SIZE (40 * MIB)
/* Within what is done when it is stopped, and far from what is compared. */
#define UNPROVEN (3 * MIB)
#define STOP_AT (16 * MIB)

typedef struct
{
  QuayLogin *login;
  QuayJournal *journal;
  char *folder;
  char *source;
  char *target;
} Fixture;

static void
connect (Fixture *self)
{
  g_autoptr (QuaySiteOptions) site = quay_site_options_new ();
  g_autofree char *command = g_strdup_printf ("echo $$ >'%s/pid'; exec %s", self->folder, SFTP_SERVER);
  const char *const argv[] = { "sh", "-c", command, NULL };
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  quay_site_options_set_transport (site, QUAY_TRANSPORT_EXEC);
  quay_site_options_set_exec_argv (site, argv);
  self->login = quay_login_new (site, NULL);
  quay_login_open_async (self->login, NULL, quay_test_keep_result, &result);
  quay_login_open_finish (self->login, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
}

static void
disconnect (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  quay_login_close_async (self->login, NULL, quay_test_keep_result, &result);
  quay_test_wait_for (&result);
  g_clear_object (&self->login);
}

static void
write_pattern (const char *path, guint32 seed, gsize size)
{
  g_autofree guint32 *bytes = g_malloc (size);
  FILE *file = fopen (path, "w");

  for (gsize i = 0; i < size / 4; i++)
    bytes[i] = seed = seed * 1664525 + 1013904223;
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (bytes, 1, size, file), ==, size);
  g_assert_cmpint (fclose (file), ==, 0);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  self->folder = g_dir_make_tmp ("quay-resume-XXXXXX", NULL);
  self->source = g_build_filename (self->folder, "source", NULL);
  self->target = g_build_filename (self->folder, "target", NULL);
  path = g_build_filename (self->folder, "journal", "journal.db", NULL);
  self->journal = quay_journal_open (path, &error);
  g_assert_no_error (error);
  write_pattern (self->source, 1, SIZE);
  connect (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", self->folder);

  disconnect (self);
  quay_journal_unref (self->journal);
  g_assert_cmpint (system (command), ==, 0);
  g_free (self->source);
  g_free (self->target);
  g_free (self->folder);
}

/* The one file of that kind in the folder, or NULL. */
static char *
find_part (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;
  char *found = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".part"))
      {
        g_assert_null (found);
        found = g_build_filename (self->folder, name, NULL);
      }

  return found;
}

static void
flip_byte (const char *path, goffset offset)
{
  int fd = open (path, O_RDWR);
  guint8 byte;

  g_assert_cmpint (pread (fd, &byte, 1, offset), ==, 1);
  byte ^= 0xff;
  g_assert_cmpint (pwrite (fd, &byte, 1, offset), ==, 1);
  close (fd);
}

/* Bytes in which the two files differ; -1 where they differ in size. */
static gint64
count_differences (const char *a, const char *b)
{
  g_autofree char *bytes_a = NULL;
  g_autofree char *bytes_b = NULL;
  gsize size_a, size_b;
  gint64 n = 0;

  g_assert_true (g_file_get_contents (a, &bytes_a, &size_a, NULL));
  g_assert_true (g_file_get_contents (b, &bytes_b, &size_b, NULL));
  if (size_a != size_b)
    return -1;
  for (gsize i = 0; i < size_a; i++)
    n += bytes_a[i] != bytes_b[i];

  return n;
}

static QuayTransfer *
make_with (Fixture *self, QuayDirection direction, QuayTransferOptions *options)
{
  QuayTransfer *transfer = direction == QUAY_DIRECTION_DOWNLOAD
                               ? quay_transfer_new_download (self->login, self->source, self->target, options, NULL)
                               : quay_transfer_new_upload (self->login, self->source, self->target, options, NULL);

  quay_transfer_set_journal (transfer, self->journal);

  return transfer;
}

static QuayTransfer *
make (Fixture *self, QuayDirection direction)
{
  return make_with (self, direction, NULL);
}

static void
run_to_the_end (Fixture *self, QuayDirection direction)
{
  g_autoptr (QuayTransfer) transfer = make (self, direction);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *part = NULL;
  QuayTransferProgress progress;

  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error);
  g_assert_no_error (error);
  part = find_part (self);
  g_assert_null (part);
  quay_transfer_get_progress (transfer, &progress);
  g_assert_cmpuint (progress.bytes_done, ==, progress.bytes_total);
}

static void
wait_until_half_way (QuayTransfer *transfer)
{
  QuayTransferProgress progress = { 0 };

  while (progress.bytes_done < STOP_AT)
    {
      g_assert_cmpint (quay_transfer_get_state (transfer), ==, QUAY_TRANSFER_RUNNING);
      g_main_context_iteration (NULL, FALSE);
      quay_transfer_get_progress (transfer, &progress);
    }
}

/* Leaves what has been done, and nothing under the final name. */
static char *
interrupt (Fixture *self, QuayDirection direction, void (*stop) (Fixture *, QuayTransfer *))
{
  g_autoptr (QuayTransfer) transfer = make (self, direction);
  g_autoptr (GAsyncResult) result = NULL;
  char *part;

  /* Slow enough that it is seen to run. */
  quay_transfer_set_rate_limit (transfer, 64 * MIB);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  wait_until_half_way (transfer);
  stop (self, transfer);
  g_assert_false (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), NULL));
  g_assert_false (g_file_test (self->target, G_FILE_TEST_EXISTS));
  part = find_part (self);
  g_assert_nonnull (part);

  return part;
}

static void
stop_by_cancel (Fixture *self, QuayTransfer *transfer)
{
  quay_transfer_cancel (transfer);
}

static void
stop_by_kill (Fixture *self, QuayTransfer *transfer)
{
  g_autofree char *path = g_build_filename (self->folder, "pid", NULL);
  g_autofree char *pid = NULL;

  g_assert_true (g_file_get_contents (path, &pid, NULL, NULL));
  g_assert_cmpint (kill (atoi (pid), SIGKILL), ==, 0);
}

static void
test_cancel (Fixture *self, gconstpointer data)
{
  g_autofree char *part = interrupt (self, GPOINTER_TO_INT (data), stop_by_cancel);

  /* Proof that what was there is built upon: a change nobody compares is still in the result. */
  flip_byte (part, UNPROVEN);
  run_to_the_end (self, GPOINTER_TO_INT (data));
  g_assert_cmpint (count_differences (self->source, self->target), ==, 1);
}

/* So little is there that it is not worth going on with, and nobody can remove it any more: the next run knows of it.
 */
static void
test_lost_early (Fixture *self, gconstpointer data)
{
  g_autoptr (QuayTransfer) transfer = make (self, QUAY_DIRECTION_UPLOAD);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *part = NULL;
  QuayTransferProgress progress = { 0 };

  quay_transfer_set_rate_limit (transfer, MIB / 4);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  while (progress.bytes_done < 64 * 1024)
    {
      g_main_context_iteration (NULL, FALSE);
      quay_transfer_get_progress (transfer, &progress);
    }
  g_assert_cmpuint (progress.bytes_done, <, MIB);
  stop_by_kill (self, transfer);
  g_assert_false (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), NULL));
  part = find_part (self);
  g_assert_nonnull (part);
  disconnect (self);
  connect (self);
  run_to_the_end (self, QUAY_DIRECTION_UPLOAD);
  g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
}

/* The same file twice at once, by two windows, say: neither builds upon what the other is about to send, nor removes
 * it. */
static void
test_twice_at_once (Fixture *self, gconstpointer data)
{
  QuayDirection direction = GPOINTER_TO_INT (data);
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new ();
  g_autoptr (QuayTransfer) first = NULL;
  g_autoptr (QuayTransfer) second = NULL;
  g_autoptr (GAsyncResult) first_result = NULL;
  g_autoptr (GAsyncResult) second_result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *part = NULL;

  quay_transfer_options_set_overwrite (options, QUAY_OVERWRITE_ALWAYS);
  first = make_with (self, direction, options);
  second = make_with (self, direction, options);
  quay_transfer_set_rate_limit (first, 64 * MIB);
  quay_transfer_run_async (first, NULL, quay_test_keep_result, &first_result);
  wait_until_half_way (first);
  quay_transfer_run_async (second, NULL, quay_test_keep_result, &second_result);
  quay_transfer_run_finish (second, quay_test_wait_for (&second_result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
  quay_transfer_run_finish (first, quay_test_wait_for (&first_result), &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
  part = find_part (self);
  g_assert_null (part);
}

/* Over and over, until it is through: what is kept grows. */
static void
test_again_and_again (Fixture *self, gconstpointer data)
{
  QuayDirection direction = GPOINTER_TO_INT (data);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *part = interrupt (self, direction, stop_by_cancel);
    }
  run_to_the_end (self, direction);
  g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
}

/* A download knows what it has; of an upload what was synced before is built upon, if anything. */
static void
test_connection_lost (Fixture *self, gconstpointer data)
{
  QuayDirection direction = GPOINTER_TO_INT (data);
  g_autofree char *part = interrupt (self, direction, stop_by_kill);

  disconnect (self);
  connect (self);
  if (direction == QUAY_DIRECTION_DOWNLOAD)
    flip_byte (part, UNPROVEN);
  run_to_the_end (self, direction);
  g_assert_cmpint (count_differences (self->source, self->target), ==, direction == QUAY_DIRECTION_DOWNLOAD);
}

static void
test_connection_closed (Fixture *self, gconstpointer data)
{
  g_autofree char *part = interrupt (self, QUAY_DIRECTION_DOWNLOAD, stop_by_cancel);

  disconnect (self);
  connect (self);
  run_to_the_end (self, QUAY_DIRECTION_DOWNLOAD);
  g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
}

/* Another source: other size, other time, or only other content. Never a mixture. */

static void
set_time (const char *path, const struct stat *like)
{
  const struct timespec times[2] = { like->st_atim, like->st_mtim };

  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static void
change_size (Fixture *self)
{
  write_pattern (self->source, 2, SIZE + MIB);
}

static void
change_smaller (Fixture *self)
{
  write_pattern (self->source, 2, 8 * MIB);
}

static void
change_time (Fixture *self)
{
  struct stat st;

  g_assert_cmpint (stat (self->source, &st), ==, 0);
  write_pattern (self->source, 2, SIZE);
  st.st_mtim.tv_sec += 10;
  set_time (self->source, &st);
}

static void
change_content_only (Fixture *self)
{
  struct stat st;

  g_assert_cmpint (stat (self->source, &st), ==, 0);
  write_pattern (self->source, 2, SIZE);
  set_time (self->source, &st);
}

static void
test_changed (Fixture *self, gconstpointer data)
{
  void (*const changes[]) (Fixture *) = { change_size, change_smaller, change_time, change_content_only };

  for (gsize d = 0; d < 2; d++)
    for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
      {
        QuayDirection direction = d == 0 ? QUAY_DIRECTION_DOWNLOAD : QUAY_DIRECTION_UPLOAD;
        g_autofree char *part = interrupt (self, direction, stop_by_cancel);

        changes[i](self);
        run_to_the_end (self, direction);
        g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
        g_assert_cmpint (unlink (self->target), ==, 0);
        write_pattern (self->source, 1, SIZE);
      }
}

/* What lies under the part's name is not what was left there. */

static void
replace_by_link (Fixture *self, const char *part)
{
  g_autofree char *victim = g_build_filename (self->folder, "victim", NULL);

  write_pattern (victim, 7, MIB);
  g_assert_cmpint (unlink (part), ==, 0);
  g_assert_cmpint (symlink (victim, part), ==, 0);
}

static void
replace_by_copy (Fixture *self, const char *part)
{
  g_autofree char *command = g_strdup_printf ("cp '%s' '%s.x' && mv '%s.x' '%s'", part, part, part, part);

  g_assert_cmpint (system (command), ==, 0);
  flip_byte (part, UNPROVEN);
}

static void
make_shorter (Fixture *self, const char *part)
{
  g_assert_cmpint (truncate (part, 5 * MIB), ==, 0);
}

static void
change_its_end (Fixture *self, const char *part)
{
  struct stat st;

  g_assert_cmpint (stat (part, &st), ==, 0);
  for (goffset at = 2 * MIB; at < st.st_size; at += 60000)
    flip_byte (part, at);
}

static void
take_away (Fixture *self, const char *part)
{
  g_assert_cmpint (unlink (part), ==, 0);
}

static void
test_part_replaced (Fixture *self, gconstpointer data)
{
  void (*const changes[]) (Fixture *, const char *)
      = { take_away, make_shorter, change_its_end, replace_by_copy, replace_by_link };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *part = interrupt (self, QUAY_DIRECTION_DOWNLOAD, stop_by_cancel);
      g_autofree char *left = NULL;

      changes[i](self, part);
      if (changes[i] != replace_by_link)
        run_to_the_end (self, QUAY_DIRECTION_DOWNLOAD);
      else
        {
          g_autoptr (QuayTransfer) transfer = make (self, QUAY_DIRECTION_DOWNLOAD);
          g_autoptr (GAsyncResult) result = NULL;

          quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
          g_assert_true (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), NULL));
        }
      g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
      g_assert_cmpint (unlink (self->target), ==, 0);
    }
}

static void
test_temporary_replaced (Fixture *self, gconstpointer data)
{
  void (*const changes[]) (Fixture *, const char *) = { take_away, make_shorter, change_its_end };

  for (gsize i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree char *part = interrupt (self, QUAY_DIRECTION_UPLOAD, stop_by_cancel);

      changes[i](self, part);
      run_to_the_end (self, QUAY_DIRECTION_UPLOAD);
      g_assert_cmpint (count_differences (self->source, self->target), ==, 0);
      g_assert_cmpint (unlink (self->target), ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  gpointer down = GINT_TO_POINTER (QUAY_DIRECTION_DOWNLOAD), up = GINT_TO_POINTER (QUAY_DIRECTION_UPLOAD);

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (SFTP_SERVER, G_FILE_TEST_IS_EXECUTABLE))
    g_error ("%s is missing", SFTP_SERVER);
  g_test_add ("/resume/download/cancel", Fixture, down, set_up, test_cancel, tear_down);
  g_test_add ("/resume/upload/cancel", Fixture, up, set_up, test_cancel, tear_down);
  g_test_add ("/resume/download/again-and-again", Fixture, down, set_up, test_again_and_again, tear_down);
  g_test_add ("/resume/upload/again-and-again", Fixture, up, set_up, test_again_and_again, tear_down);
  g_test_add ("/resume/download/twice-at-once", Fixture, down, set_up, test_twice_at_once, tear_down);
  g_test_add ("/resume/upload/twice-at-once", Fixture, up, set_up, test_twice_at_once, tear_down);
  g_test_add ("/resume/download/connection-lost", Fixture, down, set_up, test_connection_lost, tear_down);
  g_test_add ("/resume/upload/connection-lost", Fixture, up, set_up, test_connection_lost, tear_down);
  g_test_add ("/resume/upload/lost-early", Fixture, NULL, set_up, test_lost_early, tear_down);
  g_test_add ("/resume/download/connection-closed", Fixture, NULL, set_up, test_connection_closed, tear_down);
  g_test_add ("/resume/source-changed", Fixture, NULL, set_up, test_changed, tear_down);
  g_test_add ("/resume/download/part-replaced", Fixture, NULL, set_up, test_part_replaced, tear_down);
  g_test_add ("/resume/upload/temporary-replaced", Fixture, NULL, set_up, test_temporary_replaced, tear_down);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers of something else than a file as it is, against a real sftp-server over a pair of pipes: parts, what goes
 * behind what is there, other line endings, files that grow. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-eol.h"
#include "quay-error.h"
#include "quay-test-async.h"
#include "quay-test-transfer.h"

static const QuayDirection both[] = { QUAY_DIRECTION_DOWNLOAD, QUAY_DIRECTION_UPLOAD };

static void
run_well (QuayTestTransfer *self, QuayDirection direction)
{
  g_autoptr (GError) error = NULL;

  quay_test_transfer_run (self, direction, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->progress.bytes_done, ==, self->progress.bytes_total);
}

/* Parts */

static void
check_range (QuayTestTransfer *self, guint64 offset, guint64 length, guint64 expected)
{
  quay_transfer_options_set_range (self->options, offset, length);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      run_well (self, both[i]);
      g_assert_cmpuint (self->progress.bytes_done, ==, expected);
      g_assert_true (quay_test_transfer_shell (
          self, "tail -c +%" G_GUINT64_FORMAT " source | head -c %" G_GUINT64_FORMAT " | cmp - target", offset + 1,
          length > 0 ? length : G_GUINT64_CONSTANT (1) << 40));
      g_assert_true (quay_test_transfer_shell (self, "rm target"));
    }
}

static void
test_range (QuayTestTransfer *self, gconstpointer data)
{
  const guint64 size = 5000000;

  g_assert_true (quay_test_transfer_shell (self, "head -c %" G_GUINT64_FORMAT " /dev/urandom >source", size));
  for (int verify = 0; verify < 2; verify++)
    {
      quay_transfer_options_set_verify (self->options, verify);
      check_range (self, 0, 1, 1);
      check_range (self, 0, 32768, 32768);
      check_range (self, 7, 0, size - 7);
      check_range (self, 1234567, 2345678, 2345678);
      check_range (self, size - 10, 10, 10);
      check_range (self, size - 10, 1000, 10);
      check_range (self, 0, size, size);
      check_range (self, size, 0, 0);
      check_range (self, size + 5, 7, 0);
    }
}

/* Behind what is there */

static void
test_append (QuayTestTransfer *self, gconstpointer data)
{
  quay_transfer_options_set_append (self->options, TRUE);
  for (int verify = 0; verify < 2; verify++)
    for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
      for (gsize size = 0; size < 5000000; size = size * 300 + 3000)
        {
          quay_transfer_options_set_verify (self->options, verify);
          g_assert_true (quay_test_transfer_shell (self, "head -c %" G_GSIZE_FORMAT " /dev/urandom >source", size));
          run_well (self, both[i]);
          g_assert_true (quay_test_transfer_shell (
              self, "cmp source target && head -c 70000 /dev/urandom >target && cat target source >whole"));
          run_well (self, both[i]);
          g_assert_true (quay_test_transfer_shell (self, "cmp whole target && rm target"));
        }
}

/* Half way through, the target is as it was. */
static void
test_append_fails (QuayTestTransfer *self, gconstpointer data)
{
  const char *const limited[] = { "sh", "-c", "ulimit -f 4096; trap '' XFSZ; exec " QUAY_TEST_SFTP_SERVER, NULL };
  g_autoptr (GError) error = NULL;

  quay_transfer_options_set_append (self->options, TRUE);
  quay_test_close_login (self->login);
  self->login = quay_test_open_pipes (limited);
  g_assert_true (quay_test_transfer_shell (self, "head -c 9000000 /dev/urandom >source && echo old >target"));
  g_assert_false (quay_test_transfer_run (self, QUAY_DIRECTION_UPLOAD, &error));
  g_assert_nonnull (error);
  quay_test_close_login (self->login);
  self->login = quay_test_open_pipes (NULL);
  g_assert_true (quay_test_transfer_shell (self, "test \"$(cat target)\" = old"));
}

static void
test_append_to_a_folder (QuayTestTransfer *self, gconstpointer data)
{
  quay_transfer_options_set_append (self->options, TRUE);
  g_assert_true (quay_test_transfer_shell (self, "echo x >source && mkdir target"));
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (quay_test_transfer_run (self, both[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS);
    }
}

/* Line endings */

static const char *const ends[] = { [QUAY_EOL_LF] = "\n", [QUAY_EOL_CRLF] = "\r\n", [QUAY_EOL_CR] = "\r" };

static char *
make_text (QuayEol eol, guint n_lines)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "%u %s", i * 7919, ends[eol]);
  g_string_append (text, "no end");

  return g_string_free_and_steal (text);
}

static void
check_ascii (QuayTestTransfer *self, QuayDirection direction, QuayEol local, QuayEol server, guint n_lines)
{
  QuayEol from = direction == QUAY_DIRECTION_DOWNLOAD ? server : local;
  QuayEol to = direction == QUAY_DIRECTION_DOWNLOAD ? local : server;
  g_autofree char *text = make_text (from, n_lines);
  g_autofree char *expected = make_text (to, n_lines);
  g_autofree char *target = g_build_filename (self->folder, "target", NULL);
  g_autofree char *content = NULL;

  quay_transfer_options_set_local_eol (self->options, local);
  quay_transfer_options_set_server_eol (self->options, server);
  quay_test_put_file (self->folder, "source", text);
  run_well (self, direction);
  g_assert_true (g_file_get_contents (target, &content, NULL, NULL));
  g_assert_true (g_str_equal (content, expected));
  g_assert_true (quay_test_transfer_shell (self, "rm target"));
}

static void
test_ascii (QuayTestTransfer *self, gconstpointer data)
{
  const guint n_lines[] = { 0, 1, 3000, 60000 };

  quay_transfer_options_set_ascii (self->options, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    for (QuayEol local = QUAY_EOL_LF; local <= QUAY_EOL_CR; local++)
      for (QuayEol server = QUAY_EOL_LF; server <= QUAY_EOL_CR; server++)
        for (gsize j = 0; j < G_N_ELEMENTS (n_lines); j++)
          {
            quay_transfer_options_set_verify (self->options, j == 2);
            check_ascii (self, both[i], local, server, n_lines[j]);
          }
}

/* Cut at every place, it is the same; and what ends no line stays. */
static void
test_eol (void)
{
  const char *const text = "a\r\nb\n\rc\r\r\n\n\r\n\r";

  for (QuayEol from = QUAY_EOL_LF; from <= QUAY_EOL_CR; from++)
    for (QuayEol to = QUAY_EOL_LF; to <= QUAY_EOL_CR; to++)
      {
        g_auto (GStrv) lines = g_strsplit (text, ends[from], -1);
        g_autofree char *expected = g_strjoinv (ends[to], lines);

        for (gsize cut = 0; cut <= strlen (text); cut++)
          {
            QuayEolConverter converter = { from, to, FALSE };
            g_autoptr (GByteArray) out = g_byte_array_new ();

            quay_eol_convert (&converter, (const guint8 *)text, cut, out);
            quay_eol_convert (&converter, (const guint8 *)text + cut, strlen (text) - cut, out);
            quay_eol_finish (&converter, out);
            g_assert_cmpmem (out->data, out->len, expected, strlen (expected));
          }
      }
}

/* Files that grow */

static gpointer
grow (gpointer user_data)
{
  QuayTestTransfer *self = user_data;

  for (guint i = 0; i < 4; i++)
    {
      g_usleep (G_USEC_PER_SEC / 2);
      g_assert_true (quay_test_transfer_shell (self, "head -c 1500000 /dev/urandom >>source"));
    }

  return NULL;
}

static void
test_growing (QuayTestTransfer *self, gconstpointer data)
{
  GThread *thread;

  quay_transfer_options_set_growing (self->options, 2);
  quay_transfer_options_set_verify (self->options, TRUE);
  g_assert_true (quay_test_transfer_shell (self, "head -c 1000 /dev/urandom >source"));
  thread = g_thread_new ("grow", grow, self);
  run_well (self, QUAY_DIRECTION_UPLOAD);
  g_thread_join (thread);
  g_assert_cmpuint (self->progress.bytes_done, ==, 1000 + 4 * 1500000);
  g_assert_true (quay_test_transfer_shell (self, "cmp source target"));
}

/* One that does not is done when its time is over, and a cancel does not wait for that. */
static void
test_not_growing (QuayTestTransfer *self, gconstpointer data)
{
  gint64 started = g_get_monotonic_time ();
  g_autofree char *source = g_build_filename (self->folder, "source", NULL);
  g_autofree char *target = g_build_filename (self->folder, "other", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (QuayTransfer) transfer = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  QuayTestCanceller *canceller;

  quay_transfer_options_set_growing (self->options, 1);
  g_assert_true (quay_test_transfer_shell (self, ": >source"));
  run_well (self, QUAY_DIRECTION_UPLOAD);
  g_assert_cmpint (g_get_monotonic_time () - started, >=, G_USEC_PER_SEC);
  quay_transfer_options_set_growing (self->options, 1000);
  transfer = quay_transfer_new_upload (self->login, source, target, self->options, NULL);
  quay_transfer_run_async (transfer, cancellable, quay_test_keep_result, &result);
  canceller = quay_test_cancel_soon (cancellable);
  g_assert_false (quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error));
  quay_test_assert_was_prompt (canceller);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!quay_test_have_sftp_server ())
    return 77;
#define ADD(name, func) \
  g_test_add ("/ways/" name, QuayTestTransfer, NULL, quay_test_transfer_set_up, func, quay_test_transfer_tear_down)
  ADD ("range", test_range);
  ADD ("append", test_append);
  ADD ("append-fails", test_append_fails);
  ADD ("append-to-a-folder", test_append_to_a_folder);
  g_test_add_func ("/ways/eol", test_eol);
  ADD ("ascii", test_ascii);
  ADD ("growing", test_growing);
  ADD ("not-growing", test_not_growing);

  return g_test_run ();
}

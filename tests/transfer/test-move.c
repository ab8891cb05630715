/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transfers that move, against a real sftp-server over a pair of pipes: what has arrived goes at its source, nothing
 * else. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "quay-error.h"
#include "quay-test-async.h"
#include "quay-test-transfer.h"

static const QuayDirection both[] = { QUAY_DIRECTION_DOWNLOAD, QUAY_DIRECTION_UPLOAD };

static void
set_up (QuayTestTransfer *self, gconstpointer data)
{
  quay_test_transfer_set_up (self, data);
  quay_transfer_options_set_move (self->options, TRUE);
}

static void
test_file (QuayTestTransfer *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    for (gsize size = 0; size <= 7000000; size = size * 3000 + 2000)
      {
        g_autoptr (GError) error = NULL;

        g_assert_true (quay_test_transfer_shell (
            self, "head -c %" G_GSIZE_FORMAT " /dev/urandom >source && cp source copy", size));
        g_assert_true (quay_test_transfer_run (self, both[i], &error));
        g_assert_no_error (error);
        g_assert_cmpint (self->verified, ==, QUAY_VERIFIED_BY_READING);
        g_assert_true (quay_test_transfer_shell (self, "test ! -e source && cmp copy target && rm target copy"));
      }
}

static void
test_tree (QuayTestTransfer *self, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (quay_test_transfer_shell (
          self, "mkdir -p source/a/b/c source/empty && cd source && echo 1 >1 && echo 2 >a/2 && echo 3 "
                ">a/b/c/3 && : >a/b/nothing && ln -s nowhere a/dangling && ln -s b a/folder && cp -a . "
                "../copy"));
      g_assert_true (quay_test_transfer_run (self, both[i], &error));
      g_assert_no_error (error);
      g_assert_true (quay_test_transfer_shell (
          self, "test ! -e source && diff -r --no-dereference copy target && rm -r target copy"));
    }
}

/* What is skipped stays, and the folders it lies in. */
static void
test_skipped (QuayTestTransfer *self, gconstpointer data)
{
  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_NEVER);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (quay_test_transfer_shell (
          self, "mkdir -p source/a source/b target/a && echo new >source/a/x && echo y >source/a/y && "
                "echo z >source/b/z && echo old >target/a/x"));
      g_assert_true (quay_test_transfer_run (self, both[i], &error));
      g_assert_no_error (error);
      g_assert_true (
          quay_test_transfer_shell (self, "test \"$(cat source/a/x)\" = new -a \"$(cat target/a/x)\" = old"));
      g_assert_true (
          quay_test_transfer_shell (self, "test ! -e source/a/y -a ! -e source/b -a -e target/a/y -a -e target/b/z"));
      g_assert_true (quay_test_transfer_shell (self, "rm -r source target"));
    }
}

/* One that cannot be put in place is where it was. */
static void
test_failed (QuayTestTransfer *self, gconstpointer data)
{
  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_ALWAYS);
  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (
          quay_test_transfer_shell (self, "mkdir -p source target/x && echo x >source/x && echo y >source/y"));
      g_assert_false (quay_test_transfer_run (self, both[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SOME_FAILED);
      g_assert_true (quay_test_transfer_shell (
          self, "test -e source/x -a ! -e source/y -a -e target/y -a -d target/x && rm -r source target"));
    }
}

/* A source that may not be removed has arrived all the same, and the transfer says so. */
static void
test_stuck (QuayTestTransfer *self, gconstpointer data)
{
  const char *const read_only[] = { QUAY_TEST_SFTP_SERVER, "-R", NULL };
  g_autoptr (GError) error = NULL;

  quay_test_close_login (self->login);
  self->login = quay_test_open_pipes (read_only);
  g_assert_true (quay_test_transfer_shell (self, "mkdir source && echo x >source/x && echo y >source/y"));
  g_assert_false (quay_test_transfer_run (self, QUAY_DIRECTION_DOWNLOAD, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_SOME_FAILED);
  g_assert_nonnull (strstr (error->message, "was copied, but could not be removed"));
  g_assert_true (quay_test_transfer_shell (self, "diff -r source target"));
}

/* What is not selected is neither copied nor removed. */
static void
test_selection (QuayTestTransfer *self, gconstpointer data)
{
  const char *const paths[] = { "a", "a/x", NULL };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *source = g_build_filename (self->folder, "source", NULL);
      g_autofree char *target = g_build_filename (self->folder, "target", NULL);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (QuayTransfer) transfer = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (quay_test_transfer_shell (
          self, "mkdir -p source/a source/b && echo x | tee source/a/x source/a/y source/b/z source/x >/dev/null"));
      transfer = both[i] == QUAY_DIRECTION_DOWNLOAD
                     ? quay_transfer_new_download (self->login, source, target, NULL, NULL)
                     : quay_transfer_new_upload (self->login, source, target, NULL, NULL);
      quay_transfer_set_selection (transfer, paths);
      quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
      quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &error);
      g_assert_no_error (error);
      g_assert_true (quay_test_transfer_shell (
          self, "test \"$(find target | sort | tr '\\n' ' ')\" = 'target target/a target/a/x '"));
      g_assert_true (quay_test_transfer_shell (self, "rm -r source target"));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!quay_test_have_sftp_server ())
    return 77;
#define ADD(name, func) g_test_add ("/move/" name, QuayTestTransfer, NULL, set_up, func, quay_test_transfer_tear_down)
  ADD ("file", test_file);
  ADD ("tree", test_tree);
  ADD ("skipped", test_skipped);
  ADD ("failed", test_failed);
  ADD ("stuck", test_stuck);
  ADD ("selection", test_selection);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-transfer.h"

#include <stdlib.h>

#include "quay-test-async.h"

void
quay_test_transfer_set_up (QuayTestTransfer *self, gconstpointer data)
{
  self->folder = quay_test_make_folder ();
  self->options = quay_transfer_options_new ();
  self->login = quay_test_open_pipes (NULL);
}

void
quay_test_transfer_tear_down (QuayTestTransfer *self, gconstpointer data)
{
  quay_test_close_login (self->login);
  g_object_unref (self->options);
  quay_test_remove_folder (self->folder);
}

gboolean
quay_test_transfer_shell (QuayTestTransfer *self, const char *format, ...)
{
  g_autofree char *script = NULL;
  g_autofree char *command = NULL;
  va_list args;

  va_start (args, format);
  script = g_strdup_vprintf (format, args);
  va_end (args);
  command = g_strdup_printf ("cd '%s' && %s", self->folder, script);

  return system (command) == 0;
}

gboolean
quay_test_transfer_run (QuayTestTransfer *self, QuayDirection direction, GError **error)
{
  g_autofree char *source = g_build_filename (self->folder, "source", NULL);
  g_autofree char *target = g_build_filename (self->folder, "target", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (QuayTransfer) transfer = NULL;
  gboolean ok;

  if (direction == QUAY_DIRECTION_DOWNLOAD)
    transfer = quay_transfer_new_download (self->login, source, target, self->options, NULL);
  else
    transfer = quay_transfer_new_upload (self->login, source, target, self->options, NULL);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);
  ok = quay_transfer_run_finish (transfer, quay_test_wait_for (&result), error);
  quay_transfer_get_progress (transfer, &self->progress);
  self->verified = quay_transfer_get_verified (transfer);
  g_assert_true (quay_test_transfer_shell (self, "test -z \"$(find . -name '*.part')\""));

  return ok;
}

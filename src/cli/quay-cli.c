/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli.h"

#include <glib-unix.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "quay-cli-command.h"
#include "quay-cli-json.h"
#include "quay-cli-password.h"
#include "quay-cli-terminal.h"
#include "quay-cli-wait.h"

/* A cancelled run must be over within a second, also when a server or a disk does not answer. */
#define CANCEL_DEADLINE_MS 800

/* How long the reason of a connection's end may be on its way from the connection's thread. */
#define REASON_DEADLINE (300 * G_TIME_SPAN_MILLISECOND)
#define REASON_PAUSE (5 * G_TIME_SPAN_MILLISECOND)

gboolean
quay_cli_is_cancelled (QuayCli *self)
{
  return g_cancellable_is_cancelled (self->cancellable);
}

static void
write_error (QuayCli *self, const char *path, const GError *error)
{
  g_autoptr (JsonBuilder) builder = quay_cli_json_begin ("error");

  quay_cli_json_bytes (builder, "path", path);
  quay_cli_json_error (builder, error);
  quay_cli_json_int (builder, "exit", quay_cli_exit_for_error (error));
  quay_cli_output_object (self->output, builder);
}

/* A request may hear that there is no connection any more before its login tells why. */
static void
wait_for_reason (QuayCli *self)
{
  const gint64 deadline = g_get_monotonic_time () + REASON_DEADLINE;

  while (self->lost == NULL && self->logins->len > 0 && g_get_monotonic_time () < deadline)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (REASON_PAUSE);
}

/* That there is no connection any more says less than why. */
static GError *
explain (QuayCli *self, GError *error)
{
  if (!g_error_matches (error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED))
    return error;
  wait_for_reason (self);
  if (self->lost == NULL)
    return error;
  g_error_free (error);

  return g_error_copy (self->lost);
}

void
quay_cli_fail (QuayCli *self, const char *path, GError *error_in)
{
  g_autoptr (GError) error = explain (self, error_in);

  self->status = quay_cli_exit_worse (self->status, quay_cli_exit_for_error (error));
  self->n_errors++;
  if (quay_cli_output_is_broken (self->output))
    return;
  if (self->first_message == NULL)
    self->first_message = g_strdup (error->message);
  quay_cli_progress_hide (self->progress);
  quay_cli_output_message (self->output, "%s", error->message);
  if (self->options->json)
    write_error (self, path, error);
}

static void
write_summary (QuayCli *self)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!self->options->json)
    return;
  builder = quay_cli_json_begin ("summary");
  quay_cli_json_text (builder, "command", self->options->command != NULL ? self->options->command->name : NULL);
  quay_cli_json_boolean (builder, "ok", self->status == QUAY_CLI_EXIT_DONE);
  quay_cli_json_int (builder, "exit", self->status);
  quay_cli_json_uint (builder, "errors", self->n_errors);
  quay_cli_json_uint (builder, "items", self->n_items);
  quay_cli_json_uint (builder, "bytes", self->bytes);
  quay_cli_json_uint (builder, "bytes_moved", self->bytes_moved);
  quay_cli_json_uint (builder, "files_done", self->files_done);
  quay_cli_json_uint (builder, "files_failed", self->files_failed);
  quay_cli_json_uint (builder, "files_skipped", self->files_skipped);
  quay_cli_json_int (builder, "milliseconds", (g_get_monotonic_time () - self->started) / 1000);
  quay_cli_json_text (builder, "message", self->first_message);
  quay_cli_output_object (self->output, builder);
}

static void
finish (QuayCli *self)
{
  quay_cli_progress_hide (self->progress);
  if (quay_cli_is_cancelled (self))
    self->status = quay_cli_exit_worse (self->status, QUAY_CLI_EXIT_CANCELLED);
  write_summary (self);
  quay_cli_output_flush (self->output);
  if (quay_cli_output_has_failed (self->output))
    self->status = QUAY_CLI_EXIT_FAILED;
  else if (quay_cli_output_is_broken (self->output))
    self->status = quay_cli_exit_worse (self->status, QUAY_CLI_EXIT_CANCELLED);
}

/* A cancelled question may be in its thread still when the process ends. */
static void
leave_terminal (QuayCli *self)
{
  if (self->interaction != NULL)
    quay_cli_terminal_leave (QUAY_CLI_TERMINAL (self->interaction));
}

/* Nobody waits for a thread that hangs in a system call. */
static void
leave_at_once (QuayCli *self)
{
  leave_terminal (self);
  _exit (QUAY_CLI_EXIT_CANCELLED);
}

static gboolean
on_deadline (gpointer user_data)
{
  QuayCli *self = user_data;

  finish (self);
  leave_at_once (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_signal (gpointer user_data)
{
  QuayCli *self = user_data;

  if (self->n_signals++ > 0)
    leave_at_once (self);
  g_timeout_add (CANCEL_DEADLINE_MS, on_deadline, self);
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_CONTINUE;
}

static void
close_logins (QuayCli *self)
{
  for (guint i = 0; i < self->logins->len; i++)
    {
      QuayLogin *login = self->logins->pdata[i];
      g_auto (QuayCliWait) wait = { 0 };

      quay_login_close_async (login, NULL, quay_cli_wait_ready, &wait);
      quay_login_close_finish (login, quay_cli_wait_result (&wait), NULL);
    }
}

static void
read_password (QuayCli *self, gboolean given, guint fd, char **password)
{
  g_autoptr (GError) error = NULL;

  if (!given || self->status != QUAY_CLI_EXIT_DONE)
    return;
  *password = quay_cli_password_read ((int)fd, self->cancellable, &error);
  if (*password == NULL)
    quay_cli_fail (self, NULL, g_steal_pointer (&error));
}

static void
run_command (QuayCli *self)
{
  const QuayCliOptions *options = self->options;

  read_password (self, options->has_password_fd, options->password_fd, &self->password);
  read_password (self, options->has_proxy_password_fd, options->proxy_password_fd, &self->proxy_password);
  if (self->status == QUAY_CLI_EXIT_DONE)
    self->options->command->run (self);
  close_logins (self);
}

static void
prepare (QuayCli *self)
{
  self->started = g_get_monotonic_time ();
  self->cancellable = g_cancellable_new ();
  self->output = quay_cli_output_new (self->options->json, self->options->quiet, self->cancellable);
  self->progress = quay_cli_progress_new (self->options->quiet);
  self->logins = g_ptr_array_new_with_free_func (g_object_unref);
  if (!self->options->batch)
    self->interaction = QUAY_INTERACTION (quay_cli_terminal_new (self->progress, self->options->quiet));
  g_unix_signal_add (SIGINT, on_signal, self);
  g_unix_signal_add (SIGTERM, on_signal, self);
  g_unix_signal_add (SIGHUP, on_signal, self);
}

int
quay_cli_run (QuayCli *self, GError *usage)
{
  prepare (self);
  if (usage != NULL)
    quay_cli_fail (self, NULL, usage);
  else
    run_command (self);
  leave_terminal (self);
  finish (self);

  return self->status;
}

void
quay_cli_clear (QuayCli *self)
{
  g_clear_pointer (&self->logins, g_ptr_array_unref);
  g_clear_object (&self->interaction);
  g_clear_pointer (&self->progress, quay_cli_progress_free);
  g_clear_pointer (&self->output, quay_cli_output_free);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->password, quay_cli_password_free);
  g_clear_pointer (&self->proxy_password, quay_cli_password_free);
  g_clear_pointer (&self->first_message, g_free);
  g_clear_error (&self->lost);
  g_clear_pointer (&self->options, quay_cli_options_free);
}

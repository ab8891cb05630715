/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-batch.h"

#include "quay-cli-config.h"
#include "quay-cli-json.h"

struct _QuayCliBatch
{
  QuayCli *cli; /* borrowed */
  QuayTransferQueue *queue;
  QuayTransferOptions *options;
  GPtrArray *transfers; /* added when it runs */
  GMainLoop *loop;
  QuayJournal *journal; /* NULL: nothing survives the program */
  guint n_left;
};

static const char *const state_names[] = {
  [QUAY_TRANSFER_QUEUED] = "queued",   [QUAY_TRANSFER_RUNNING] = "running", [QUAY_TRANSFER_PAUSED] = "paused",
  [QUAY_TRANSFER_DONE] = "done",       [QUAY_TRANSFER_FAILED] = "failed",   [QUAY_TRANSFER_CANCELLED] = "cancelled",
  [QUAY_TRANSFER_SKIPPED] = "skipped", [QUAY_TRANSFER_WAITING] = "waiting",
};

/* Whole files of a tree that an earlier run left unfinished need not come again. */
static QuayOverwrite
get_overwrite (const QuayCliOptions *options)
{
  return options->resume && options->recursive && !options->has_overwrite ? QUAY_OVERWRITE_RESUME : options->overwrite;
}

/* Where it is noted how far files are. Without it they are transferred all the same, but there is nothing to go on
 * with. */
static void
open_journal (QuayCliBatch *self)
{
  GError *error = NULL;

  self->journal = quay_journal_open_default (&error);
  if (error == NULL)
    return;
  if (self->cli->options->resume)
    quay_cli_fail (self->cli, NULL, error);
  else
    {
      if (self->cli->options->verbosity > 0)
        quay_cli_output_message (self->cli->output, "%s", error->message);
      g_error_free (error);
    }
}

QuayCliBatch *
quay_cli_batch_new (QuayCli *cli)
{
  QuayCliBatch *self = g_new0 (QuayCliBatch, 1);

  self->cli = cli;
  self->queue = quay_transfer_queue_new ();
  self->options = quay_transfer_options_new ();
  self->transfers = g_ptr_array_new_with_free_func (g_object_unref);
  self->loop = g_main_loop_new (NULL, FALSE);
  quay_transfer_options_set_overwrite (self->options, get_overwrite (cli->options));
  quay_transfer_options_set_resume (self->options, cli->options->resume);
  quay_transfer_options_set_preserve (self->options, cli->options->preserve);
  quay_transfer_options_set_recursive (self->options, cli->options->recursive);
  quay_transfer_options_set_verify (self->options, cli->options->verify);
  quay_transfer_options_set_links (self->options, cli->options->links);
  /* What makes no sense has been said when the login was made. */
  quay_cli_config_apply (cli, NULL, self->options, NULL);
  quay_transfer_queue_set_rate_limit (self->queue, cli->options->limit);
  if (cli->options->jobs > 0)
    quay_transfer_queue_set_max_active (self->queue, cli->options->jobs);
  open_journal (self);

  return self;
}

void
quay_cli_batch_free (QuayCliBatch *self)
{
  g_clear_object (&self->queue);
  g_clear_object (&self->options);
  g_clear_pointer (&self->transfers, g_ptr_array_unref);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_free (self);
}

/* Takes it. */
static void
add (QuayCliBatch *self, QuayTransfer *transfer)
{
  quay_transfer_set_journal (transfer, self->journal);
  g_ptr_array_add (self->transfers, transfer);
}

void
quay_cli_batch_download (QuayCliBatch *self, QuayLogin *login, const char *remote_path, const char *local_path)
{
  add (self, quay_transfer_new_download (login, remote_path, local_path, self->options, self->cli->interaction));
}

void
quay_cli_batch_upload (QuayCliBatch *self, QuayLogin *login, const char *local_path, const char *remote_path)
{
  add (self, quay_transfer_new_upload (login, local_path, remote_path, self->options, self->cli->interaction));
}

void
quay_cli_batch_select (QuayCliBatch *self, const char *const *paths)
{
  quay_transfer_options_set_overwrite (self->options, QUAY_OVERWRITE_ALWAYS);
  quay_transfer_options_set_preserve (self->options, TRUE);
  quay_transfer_options_set_recursive (self->options, TRUE);
  quay_transfer_options_set_links (self->options, QUAY_LINKS_KEEP);
  quay_transfer_set_selection (self->transfers->pdata[self->transfers->len - 1], paths);
}

static const char *
get_source (QuayTransfer *transfer)
{
  return quay_transfer_get_direction (transfer) == QUAY_DIRECTION_DOWNLOAD ? quay_transfer_get_remote_path (transfer)
                                                                           : quay_transfer_get_local_path (transfer);
}

static const char *
get_target (QuayTransfer *transfer)
{
  return quay_transfer_get_direction (transfer) == QUAY_DIRECTION_DOWNLOAD ? quay_transfer_get_local_path (transfer)
                                                                           : quay_transfer_get_remote_path (transfer);
}

/* What the command line can add to the engine's sentence: the option that helps. */
static GError *
advise (const GError *error)
{
  if (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_USAGE))
    return g_error_new (QUAY_ERROR, QUAY_ERROR_FAILED, "%s; -r takes folders with all that is in them", error->message);
  if (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_FILE_EXISTS))
    return g_error_new (QUAY_ERROR, QUAY_ERROR_FILE_EXISTS, "%s. The option is --overwrite.", error->message);

  return g_error_copy (error);
}

/* Every item of a tree that failed, up to a limit of the engine's. Returns whether @error, the error of the whole,
 * tells nothing beyond that. */
static gboolean
report_failures (QuayCliBatch *self, QuayTransfer *transfer, const GError *error, guint n_failed)
{
  g_autoptr (GPtrArray) failures = quay_transfer_list_failures (transfer);
  gboolean said = FALSE;
  guint n_said = 0;

  for (guint i = 0; failures != NULL && i < failures->len; i++)
    {
      const QuayTransferFailure *failure = failures->pdata[i];

      if (failure->error == NULL)
        continue;
      n_said++;
      said |= error != NULL && g_str_equal (failure->error->message, error->message);
      quay_cli_fail (self->cli, failure->path, advise (failure->error));
    }

  return said || (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_SOME_FAILED) && n_said > 0 && n_said >= n_failed);
}

/* Nobody could be asked: that is not what was wanted. */
static void
report_unasked (QuayCliBatch *self, QuayTransfer *transfer)
{
  g_autofree char *target = quay_text_escape (get_target (transfer), -1);

  quay_cli_fail (self->cli, get_source (transfer),
                 g_error_new (QUAY_ERROR, QUAY_ERROR_FILE_EXISTS,
                              "%s exists already and was left alone: choose with --overwrite", target));
}

static void
report_problems (QuayCliBatch *self, QuayTransfer *transfer, const QuayTransferProgress *progress)
{
  QuayTransferState state = quay_transfer_get_state (transfer);
  const GError *error = quay_transfer_get_error (transfer);
  gboolean unasked = get_overwrite (self->cli->options) == QUAY_OVERWRITE_ASK && self->cli->interaction == NULL;

  if (report_failures (self, transfer, error, progress->files_failed))
    return;
  if (state == QUAY_TRANSFER_FAILED || state == QUAY_TRANSFER_CANCELLED)
    quay_cli_fail (self->cli, get_source (transfer),
                   error != NULL ? advise (error)
                                 : g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was cancelled"));
  else if (unasked && (state == QUAY_TRANSFER_SKIPPED || progress->files_skipped > 0))
    report_unasked (self, transfer);
}

static const char *const verified_names[] = {
  [QUAY_VERIFIED_NOT] = "no",
  [QUAY_VERIFIED_BY_SERVER] = "server",
  [QUAY_VERIFIED_BY_READING] = "reading",
};

static void
write_verified (JsonBuilder *builder, QuayTransfer *transfer)
{
  g_autofree char *text = quay_transfer_dup_verified_text (transfer);

  quay_cli_json_text (builder, "verified", verified_names[quay_transfer_get_verified (transfer)]);
  quay_cli_json_text (builder, "verified_text", text);
}

static void
write_object (QuayCliBatch *self, QuayTransfer *transfer, const QuayTransferProgress *progress)
{
  g_autoptr (JsonBuilder) builder = quay_cli_json_begin ("transfer");
  const GError *error = quay_transfer_get_error (transfer);

  quay_cli_json_text (builder, "direction",
                      quay_transfer_get_direction (transfer) == QUAY_DIRECTION_DOWNLOAD ? "download" : "upload");
  quay_cli_json_bytes (builder, "source", get_source (transfer));
  quay_cli_json_bytes (builder, "target", get_target (transfer));
  quay_cli_json_text (builder, "state", state_names[quay_transfer_get_state (transfer)]);
  quay_cli_json_uint (builder, "bytes", progress->bytes_done);
  quay_cli_json_uint (builder, "bytes_moved", progress->bytes_moved);
  quay_cli_json_uint (builder, "files_done", progress->files_done);
  quay_cli_json_uint (builder, "files_failed", progress->files_failed);
  quay_cli_json_uint (builder, "files_skipped", progress->files_skipped);
  write_verified (builder, transfer);
  if (error != NULL)
    quay_cli_json_error (builder, error);
  quay_cli_output_object (self->cli->output, builder);
}

static void
report (QuayCliBatch *self, QuayTransfer *transfer)
{
  QuayCli *cli = self->cli;
  QuayTransferProgress progress = { 0 };

  quay_transfer_get_progress (transfer, &progress);
  cli->n_items++;
  cli->bytes += progress.bytes_done;
  cli->bytes_moved += progress.bytes_moved;
  cli->files_done += progress.files_done;
  cli->files_failed += progress.files_failed;
  cli->files_skipped += progress.files_skipped;
  report_problems (self, transfer, &progress);
  if (cli->options->json)
    write_object (self, transfer, &progress);
  else if (cli->options->verbosity > 0)
    {
      gboolean verified = quay_transfer_get_verified (transfer) != QUAY_VERIFIED_NOT;
      g_autofree char *text = quay_transfer_dup_verified_text (transfer);

      quay_cli_progress_hide (cli->progress);
      quay_cli_output_message (cli->output, "%s: %s -> %s%s%s", state_names[quay_transfer_get_state (transfer)],
                               get_source (transfer), get_target (transfer), verified ? ", " : "",
                               verified ? text : "");
    }
}

static void
on_finished (QuayTransferQueue *queue, QuayTransfer *transfer, QuayCliBatch *self)
{
  report (self, transfer);
  if (--self->n_left == 0)
    g_main_loop_quit (self->loop);
}

static void
on_cancelled (GCancellable *cancellable, QuayCliBatch *self)
{
  quay_transfer_queue_cancel_all (self->queue);
}

void
quay_cli_batch_run (QuayCliBatch *self)
{
  GCancellable *cancellable = self->cli->cancellable;

  self->n_left = self->transfers->len;
  if (self->n_left == 0 || quay_cli_is_cancelled (self->cli) || (self->journal == NULL && self->cli->options->resume))
    return;
  g_signal_connect (self->queue, "transfer-finished", G_CALLBACK (on_finished), self);
  g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), self);
  quay_cli_progress_start (self->cli->progress, self->queue);
  for (guint i = 0; i < self->transfers->len; i++)
    quay_transfer_queue_add (self->queue, self->transfers->pdata[i]);
  if (self->n_left > 0)
    g_main_loop_run (self->loop);
  quay_cli_progress_stop (self->cli->progress);
  g_signal_handlers_disconnect_by_data (cancellable, self);
  g_signal_handlers_disconnect_by_data (self->queue, self);
}

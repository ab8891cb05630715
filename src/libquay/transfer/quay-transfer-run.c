/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A transfer while it runs: its job, what comes back, and how far it is. */
#include "quay-error-private.h"
#include "quay-login-private.h"
#include "quay-ready-source.h"
#include "quay-transfer-options-private.h"
#include "quay-transfer-private.h"

/* The rate is taken over this long, so that it is steady enough to read. */
#define RATE_SPAN (3 * G_USEC_PER_SEC)

/* Progress */

static void
update_rate (QuayTransfer *self, gint64 now)
{
  guint64 done = self->seen.bytes_done;

  if (self->mark_time == 0 || done < self->mark_bytes)
    {
      self->mark_time = self->next_mark_time = now;
      self->mark_bytes = self->next_mark_bytes = done;
    }
  if (now - self->next_mark_time >= RATE_SPAN / 2)
    {
      self->mark_time = self->next_mark_time;
      self->mark_bytes = self->next_mark_bytes;
      self->next_mark_time = now;
      self->next_mark_bytes = done;
    }
  self->seen.rate
      = now > self->mark_time ? (done - self->mark_bytes) * (double)G_USEC_PER_SEC / (now - self->mark_time) : 0;
  self->seen.seconds_left = -1;
  if (self->seen.total_known && self->seen.rate >= 1 && self->seen.bytes_total >= done)
    self->seen.seconds_left = (self->seen.bytes_total - done) / self->seen.rate;
}

/* From one run to the next, which may end before it has looked what is there. */
static void
note_kept (QuayTransfer *self)
{
  self->kept = MAX (self->kept, self->seen.bytes_done);
  self->kept_of = MAX (self->kept_of, self->seen.bytes_total);
}

gboolean
quay_transfer_publish (QuayTransfer *self, gint64 now)
{
  g_autofree char *name = NULL;
  guint64 changes = quay_progress_read (self->progress, &self->seen, &name);

  note_kept (self);
  update_rate (self, now);
  if (changes == self->seen_changes)
    return FALSE;
  self->seen_changes = changes;
  quay_transfer_notify_progress (self);
  quay_transfer_set_name (self, name);

  return TRUE;
}

/**
 * quay_transfer_get_progress:
 * @self: a transfer
 * @progress: (out caller-allocates): how far it is
 */
void
quay_transfer_get_progress (QuayTransfer *self, QuayTransferProgress *progress)
{
  g_return_if_fail (QUAY_IS_TRANSFER (self));

  if (self->job != NULL)
    {
      quay_progress_read (self->progress, &self->seen, NULL);
      update_rate (self, g_get_monotonic_time ());
    }
  *progress = self->seen;
}

/* When a run ends before its end, what it had not finished is taken out of the count; but it goes on from there. */
void
quay_transfer_show_kept (QuayTransfer *self)
{
  if (!quay_transfer_options_is_plain (self->options))
    return;
  self->seen.bytes_done = MAX (self->seen.bytes_done, self->kept);
  self->seen.bytes_total = MAX (self->seen.bytes_total, self->kept_of);
}

/* Running */

typedef struct
{
  GTask *task;
  GError *error;
  gboolean skipped;
} Result;

static QuayTransferState
state_of_result (QuayTransfer *self, const Result *result)
{
  if (result->error == NULL)
    return result->skipped ? QUAY_TRANSFER_SKIPPED : QUAY_TRANSFER_DONE;
  if (self->pausing)
    return QUAY_TRANSFER_PAUSED;
  if (g_error_matches (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return QUAY_TRANSFER_CANCELLED;

  return QUAY_TRANSFER_FAILED;
}

static void
finish_task (QuayTransfer *self, Result *result)
{
  g_autoptr (GTask) task = result->task;
  QuayTransferState state;

  quay_transfer_publish (self, g_get_monotonic_time ());
  if (self->job != NULL)
    g_clear_pointer (&self->job, quay_transfer_job_unref);
  if (self->used != NULL)
    quay_login_pool_release (self->login, g_steal_pointer (&self->used));
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, self->cancel_handler);
  g_clear_object (&self->cancellable);
  state = state_of_result (self, result);
  if (result->error != NULL && state != QUAY_TRANSFER_PAUSED)
    quay_transfer_set_error (self, result->error);
  self->pausing = FALSE;
  if (state == QUAY_TRANSFER_PAUSED)
    quay_transfer_show_kept (self);
  quay_transfer_set_state (self, state);
  if (result->error != NULL)
    g_task_return_error (task, g_steal_pointer (&result->error));
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
finish_in_owner (gpointer user_data)
{
  Result *result = user_data;

  finish_task (g_task_get_source_object (result->task), result);

  return G_SOURCE_REMOVE;
}

/* Takes task and error. */
static void
finish_soon (GMainContext *owner, GTask *task, GError *error, gboolean skipped)
{
  Result *result = g_new (Result, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *result = (Result){ task, error, skipped };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "quay-transfer-done");
  g_source_set_callback (source, finish_in_owner, result, g_free);
  g_source_attach (source, owner);
}

static void
on_job_done (QuayTransferJob *job, const GError *error, gboolean skipped, gpointer user_data)
{
  finish_soon (job->owner, user_data, error != NULL ? g_error_copy (error) : NULL, skipped);
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  quay_transfer_job_cancel (user_data);
}

static void
fail_at_once (QuayTransfer *self, GTask *task, GError *error)
{
  Result result = { g_object_ref (task), error, FALSE };

  finish_task (self, &result);
}

/* While its login is being made */

static void
stop_waiting (QuayTransfer *self)
{
  self->turn_at_login = NULL;
  quay_source_clear (&self->run_cancel);
}

static void
give_up_turn (QuayTransfer *self)
{
  GError *error = NULL;

  quay_login_turn_give_up (self->turn_at_login);
  stop_waiting (self);
  g_set_error_literal (&error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was cancelled before it had a login");
  finish_soon (self->owner, g_steal_pointer (&self->run), error, FALSE);
}

static gboolean
on_cancelled_waiting (GCancellable *cancellable, gpointer user_data)
{
  give_up_turn (user_data);

  return G_SOURCE_REMOVE;
}

static void
forget_last_run (QuayTransfer *self)
{
  g_clear_pointer (&self->progress, quay_progress_unref);
  self->progress = quay_progress_new ();
  self->seen_changes = 0;
  self->seen = (QuayTransferProgress){ .seconds_left = -1 };
  self->mark_time = 0;
  if (self->error != NULL)
    quay_transfer_set_error (self, NULL);
}

static void
watch_cancellable (QuayTransfer *self, GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancellable = g_object_ref (cancellable);
  self->cancel_handler
      = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), quay_transfer_job_ref (self->job),
                               (GDestroyNotify)quay_transfer_job_unref);
}

static void
start_job (QuayTransfer *self, GTask *task)
{
  g_autoptr (QuayConnection) connection = quay_login_ref_connection (self->used);
  GError *error = NULL;

  if (connection == NULL)
    {
      quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "Not connected to %s",
                      quay_site_options_get_host (quay_login_get_options (self->login)));
      fail_at_once (self, task, error);
      return;
    }
  self->job = quay_transfer_job_new (connection, self->direction, self->local_path, self->remote_path, self->options,
                                     self->interaction, self->owner, self->progress, self->limiter);
  quay_transfer_job_set_journal (self->job, self->journal, self->id, self);
  quay_transfer_job_set_selection (self->job, self->selection);
  quay_transfer_job_start (self->job, on_job_done, g_object_ref (task));
  watch_cancellable (self, g_task_get_cancellable (task));
}

static void
on_turn (QuayLogin *used, gpointer user_data)
{
  QuayTransfer *self = user_data;
  g_autoptr (GTask) task = g_steal_pointer (&self->run);

  stop_waiting (self);
  self->used = used;
  start_job (self, task);
}

static void
wait_for_turn (QuayTransfer *self, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  self->run = g_object_ref (task);
  self->turn_at_login = quay_login_pool_wait (self->login, on_turn, self);
  if (cancellable == NULL)
    return;
  self->run_cancel = g_cancellable_source_new (cancellable);
  g_source_set_static_name (self->run_cancel, "quay-transfer-cancelled");
  g_source_set_callback (self->run_cancel, G_SOURCE_FUNC (on_cancelled_waiting), self, NULL);
  g_source_attach (self->run_cancel, self->owner);
}

/**
 * quay_transfer_run_async:
 * @self: a transfer that is not running
 * @cancellable: (nullable): cancels it, within a second
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Runs it now, without a queue. Where the login has something to do already and its options allow another one, on that.
 */
void
quay_transfer_run_async (QuayTransfer *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (QUAY_IS_TRANSFER (self));
  g_return_if_fail (self->job == NULL && self->turn_at_login == NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_transfer_run_async);
  g_task_set_check_cancellable (task, FALSE);
  forget_last_run (self);
  quay_transfer_set_state (self, QUAY_TRANSFER_RUNNING);
  self->used = quay_login_pool_take (self->login);
  if (self->used != NULL)
    start_job (self, task);
  else
    wait_for_turn (self, task);
}

/**
 * quay_transfer_run_finish:
 * @self: a transfer
 * @result: what the callback got
 * @error: `QUAY_ERROR_SOME_FAILED` where items of a folder failed, the error itself for a single file,
 *   %G_IO_ERROR_CANCELLED
 *
 * Returns: whether all of it is there, or was skipped by the overwrite policy
 */
gboolean
quay_transfer_run_finish (QuayTransfer *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_transfer_cancel:
 * @self: a transfer
 *
 * Ends it, whatever the server says; what is not whole does not get its name.
 */
void
quay_transfer_cancel (QuayTransfer *self)
{
  g_return_if_fail (QUAY_IS_TRANSFER (self));

  if (self->turn_at_login != NULL)
    give_up_turn (self);
  else if (self->job != NULL)
    quay_transfer_job_cancel (self->job);
}

void
quay_transfer_pause (QuayTransfer *self)
{
  if (self->turn_at_login == NULL && self->job == NULL)
    return;
  self->pausing = TRUE;
  if (self->turn_at_login != NULL)
    {
      give_up_turn (self);
      return;
    }
  /* As far as it is now: to be cancelled takes that back. */
  quay_progress_read (self->progress, &self->seen, NULL);
  note_kept (self);
  quay_transfer_job_cancel (self->job);
}

void
quay_transfer_reset (QuayTransfer *self)
{
  forget_last_run (self);
  self->kept = self->kept_of = 0;
  quay_transfer_set_state (self, QUAY_TRANSFER_QUEUED);
  quay_transfer_notify_progress (self);
}

/* Limits */

/**
 * quay_transfer_get_rate_limit:
 * @self: a transfer
 *
 * Returns: bytes a second, 0 where there is no limit of its own
 */
guint64
quay_transfer_get_rate_limit (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), 0);

  return quay_rate_limiter_get_rate (self->limiter);
}

/**
 * quay_transfer_set_rate_limit:
 * @self: a transfer
 * @rate: bytes a second, 0 for no limit
 *
 * Limits this transfer, at once where it runs. The queue's limit holds as well.
 */
void
quay_transfer_set_rate_limit (QuayTransfer *self, guint64 rate)
{
  g_return_if_fail (QUAY_IS_TRANSFER (self));

  quay_rate_limiter_set_rate (self->limiter, rate, g_get_monotonic_time ());
  quay_transfer_limit_changed (self);
}

/* A limit above has changed. */
void
quay_transfer_limit_changed (QuayTransfer *self)
{
  if (self->job != NULL)
    quay_transfer_job_limit_changed (self->job);
}

/* Before it runs. Its own limit is kept. */
void
quay_transfer_set_limiter_above (QuayTransfer *self, QuayRateLimiter *above)
{
  guint64 rate = quay_rate_limiter_get_rate (self->limiter);

  quay_rate_limiter_unref (self->limiter);
  self->limiter = quay_rate_limiter_new (above);
  quay_rate_limiter_set_rate (self->limiter, rate, g_get_monotonic_time ());
}

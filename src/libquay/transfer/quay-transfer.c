/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-transfer-private.h"

#include "quay-error-private.h"
#include "quay-login-private.h"
#include "quay-text.h"
#include "quay-transfer-job.h"

/* The rate is taken over this long, so that it is steady enough to read. */
#define RATE_SPAN (3 * G_USEC_PER_SEC)

struct _QuayTransfer
{
  GObject parent_instance;

  QuayLogin *login;
  QuayDirection direction;
  char *local_path;
  char *remote_path;
  QuayTransferOptions *options;
  QuayInteraction *interaction;
  GMainContext *owner;
  QuayJournal *journal;
  QuayRateLimiter *limiter;
  gint64 id; /* in the journal's queue; 0: not there */

  QuayTransferState state;
  GError *error;
  QuayProgress *progress;
  QuayTransferJob *job; /* while running */
  GCancellable *cancellable;
  gulong cancel_handler;
  guint64 seen_changes;
  QuayTransferProgress seen;
  char *name;

  gint64 mark_time; /* where the span for the rate begins */
  guint64 mark_bytes;
  gint64 next_mark_time;
  guint64 next_mark_bytes;
};

enum
{
  PROP_0,
  PROP_STATE,
  PROP_PROGRESS_FRACTION,
  PROP_ERROR,
  PROP_CURRENT_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuayTransfer, quay_transfer, G_TYPE_OBJECT)

static void
set_state (QuayTransfer *self, QuayTransferState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

static void
set_error (QuayTransfer *self, const GError *error)
{
  g_clear_error (&self->error);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

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

gboolean
quay_transfer_publish (QuayTransfer *self, gint64 now)
{
  g_autofree char *name = NULL;
  guint64 changes = quay_progress_read (self->progress, &self->seen, &name);

  update_rate (self, now);
  if (changes == self->seen_changes)
    return FALSE;
  self->seen_changes = changes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS_FRACTION]);
  if (g_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT_NAME]);

  return TRUE;
}

static double
fraction (const QuayTransfer *self)
{
  const QuayTransferProgress *seen = &self->seen;

  if (self->state == QUAY_TRANSFER_DONE)
    return 1;
  if (seen->bytes_total > 0)
    return MIN (1, seen->bytes_done / (double)seen->bytes_total);
  if (seen->files_total > 0)
    return MIN (1, (seen->files_done + seen->files_skipped) / (double)seen->files_total);

  return self->state == QUAY_TRANSFER_QUEUED ? 0 : -1;
}

/* Running */

typedef struct
{
  GTask *task;
  GError *error;
  gboolean skipped;
} Result;

static QuayTransferState
state_of_result (const Result *result)
{
  if (result->error == NULL)
    return result->skipped ? QUAY_TRANSFER_SKIPPED : QUAY_TRANSFER_DONE;
  if (g_error_matches (result->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return QUAY_TRANSFER_CANCELLED;

  return QUAY_TRANSFER_FAILED;
}

static void
finish_task (QuayTransfer *self, Result *result)
{
  g_autoptr (GTask) task = result->task;

  quay_transfer_publish (self, g_get_monotonic_time ());
  if (self->job != NULL)
    g_clear_pointer (&self->job, quay_transfer_job_unref);
  if (self->cancellable != NULL)
    g_cancellable_disconnect (self->cancellable, self->cancel_handler);
  g_clear_object (&self->cancellable);
  if (result->error != NULL)
    set_error (self, result->error);
  set_state (self, state_of_result (result));
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

static void
on_job_done (QuayTransferJob *job, const GError *error, gboolean skipped, gpointer user_data)
{
  Result *result = g_new0 (Result, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  result->task = user_data;
  result->error = error != NULL ? g_error_copy (error) : NULL;
  result->skipped = skipped;
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "quay-transfer-done");
  g_source_set_callback (source, finish_in_owner, result, g_free);
  g_source_attach (source, job->owner);
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

static void
forget_last_run (QuayTransfer *self)
{
  g_clear_pointer (&self->progress, quay_progress_unref);
  self->progress = quay_progress_new ();
  self->seen_changes = 0;
  self->seen = (QuayTransferProgress){ .seconds_left = -1 };
  self->mark_time = 0;
  if (self->error != NULL)
    set_error (self, NULL);
}

/**
 * quay_transfer_run_async:
 * @self: a transfer that is not running
 * @cancellable: (nullable): cancels it, within a second
 * @callback: called when it has ended
 * @user_data: for @callback
 *
 * Runs it now, without a queue.
 */
void
quay_transfer_run_async (QuayTransfer *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (QuayConnection) connection = NULL;
  GError *error = NULL;

  g_return_if_fail (QUAY_IS_TRANSFER (self));
  g_return_if_fail (self->job == NULL);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_transfer_run_async);
  g_task_set_check_cancellable (task, FALSE);
  forget_last_run (self);
  set_state (self, QUAY_TRANSFER_RUNNING);
  connection = quay_login_ref_connection (self->login);
  if (connection == NULL)
    {
      quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "Not connected to %s",
                      quay_site_options_get_host (quay_login_get_options (self->login)));
      fail_at_once (self, task, error);
      return;
    }
  self->job = quay_transfer_job_new (connection, self->direction, self->local_path, self->remote_path, self->options,
                                     self->interaction, self->owner, self->progress, self->limiter);
  quay_transfer_job_set_journal (self->job, self->journal, self->id);
  quay_transfer_job_start (self->job, on_job_done, g_object_ref (task));
  if (cancellable == NULL)
    return;
  self->cancellable = g_object_ref (cancellable);
  self->cancel_handler
      = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), quay_transfer_job_ref (self->job),
                               (GDestroyNotify)quay_transfer_job_unref);
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

  if (self->job != NULL)
    quay_transfer_job_cancel (self->job);
}

void
quay_transfer_set_queued_cancelled (QuayTransfer *self)
{
  set_state (self, QUAY_TRANSFER_CANCELLED);
}

void
quay_transfer_reset (QuayTransfer *self)
{
  forget_last_run (self);
  set_state (self, QUAY_TRANSFER_QUEUED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS_FRACTION]);
}

/* Life and properties */

static QuayTransfer *
new_transfer (QuayLogin *login,
              QuayDirection direction,
              const char *local_path,
              const char *remote_path,
              QuayTransferOptions *options,
              QuayInteraction *interaction)
{
  QuayTransfer *self = g_object_new (QUAY_TYPE_TRANSFER, NULL);

  self->login = g_object_ref (login);
  self->direction = direction;
  self->local_path = g_canonicalize_filename (local_path, NULL);
  self->remote_path = g_strdup (remote_path);
  self->options = options != NULL ? g_object_ref (options) : quay_transfer_options_new ();
  g_set_object (&self->interaction, interaction);

  return self;
}

/**
 * quay_transfer_new_download:
 * @login: an open login
 * @remote_path: (type filename): the file or folder on the server
 * @local_path: (type filename): what it becomes here; its folder must exist
 * @options: (nullable): shared by the batch; NULL means the defaults
 * @interaction: (nullable): asked when a target exists
 *
 * Returns: (transfer full): a transfer that does not run yet
 */
QuayTransfer *
quay_transfer_new_download (QuayLogin *login,
                            const char *remote_path,
                            const char *local_path,
                            QuayTransferOptions *options,
                            QuayInteraction *interaction)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (login), NULL);
  g_return_val_if_fail (remote_path != NULL && local_path != NULL, NULL);

  return new_transfer (login, QUAY_DIRECTION_DOWNLOAD, local_path, remote_path, options, interaction);
}

/**
 * quay_transfer_new_upload:
 * @login: an open login
 * @local_path: (type filename): the file or folder here
 * @remote_path: (type filename): what it becomes on the server; its folder must exist
 * @options: (nullable): shared by the batch; NULL means the defaults
 * @interaction: (nullable): asked when a target exists
 *
 * Returns: (transfer full): a transfer that does not run yet
 */
QuayTransfer *
quay_transfer_new_upload (QuayLogin *login,
                          const char *local_path,
                          const char *remote_path,
                          QuayTransferOptions *options,
                          QuayInteraction *interaction)
{
  g_return_val_if_fail (QUAY_IS_LOGIN (login), NULL);
  g_return_val_if_fail (remote_path != NULL && local_path != NULL, NULL);

  return new_transfer (login, QUAY_DIRECTION_UPLOAD, local_path, remote_path, options, interaction);
}

/**
 * quay_transfer_set_journal:
 * @self: a transfer that does not run
 * @journal: (nullable): where it is noted how far it is
 *
 * With a journal, large files that are interrupted go on where they were when the same transfer is run again, by this
 * program or another; what the journal says is compared with both sides first. Without one nothing of an interrupted
 * file is kept.
 */
void
quay_transfer_set_journal (QuayTransfer *self, QuayJournal *journal)
{
  g_return_if_fail (QUAY_IS_TRANSFER (self));
  g_return_if_fail (self->job == NULL);

  if (journal != NULL)
    quay_journal_ref (journal);
  g_clear_pointer (&self->journal, quay_journal_unref);
  self->journal = journal;
}

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

/**
 * quay_transfer_get_direction:
 * @self: a transfer
 *
 * Returns: which way it goes
 */
QuayDirection
quay_transfer_get_direction (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), QUAY_DIRECTION_DOWNLOAD);

  return self->direction;
}

/**
 * quay_transfer_get_login:
 * @self: a transfer
 *
 * Returns: (transfer none): the login it runs on
 */
QuayLogin *
quay_transfer_get_login (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->login;
}

/**
 * quay_transfer_get_local_path:
 * @self: a transfer
 *
 * Returns: (type filename): the item on this side
 */
const char *
quay_transfer_get_local_path (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->local_path;
}

/**
 * quay_transfer_get_remote_path:
 * @self: a transfer
 *
 * Returns: (type filename): the item on the server
 */
const char *
quay_transfer_get_remote_path (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->remote_path;
}

/**
 * quay_transfer_get_state:
 * @self: a transfer
 *
 * Returns: its state
 */
QuayTransferState
quay_transfer_get_state (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), QUAY_TRANSFER_QUEUED);

  return self->state;
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

/**
 * quay_transfer_get_current_name:
 * @self: a transfer
 *
 * Returns: (nullable): the file it is at, for showing
 */
const char *
quay_transfer_get_current_name (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->name;
}

/**
 * quay_transfer_get_error:
 * @self: a transfer
 *
 * Returns: (nullable) (transfer none): why it failed
 */
const GError *
quay_transfer_get_error (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return self->error;
}

/**
 * quay_transfer_list_failures:
 * @self: a transfer
 *
 * Items that failed or were refused, at most the first 1,000.
 *
 * Returns: (transfer full) (element-type QuayTransferFailure): the failures
 */
GPtrArray *
quay_transfer_list_failures (QuayTransfer *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER (self), NULL);

  return quay_progress_list_failures (self->progress);
}

static void
quay_transfer_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuayTransfer *self = QUAY_TRANSFER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_PROGRESS_FRACTION:
      g_value_set_double (value, fraction (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_CURRENT_NAME:
      g_value_set_string (value, self->name);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quay_transfer_finalize (GObject *object)
{
  QuayTransfer *self = QUAY_TRANSFER (object);

  g_clear_object (&self->login);
  g_clear_object (&self->options);
  g_clear_object (&self->interaction);
  g_clear_error (&self->error);
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_clear_pointer (&self->limiter, quay_rate_limiter_unref);
  g_clear_pointer (&self->progress, quay_progress_unref);
  g_main_context_unref (self->owner);
  g_free (self->local_path);
  g_free (self->remote_path);
  g_free (self->name);

  G_OBJECT_CLASS (quay_transfer_parent_class)->finalize (object);
}

static void
quay_transfer_class_init (QuayTransferClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = quay_transfer_get_property;
  object_class->finalize = quay_transfer_finalize;
  /**
   * QuayTransfer:state:
   *
   * The [enum@Quay.TransferState].
   */
  properties[PROP_STATE]
      = g_param_spec_uint ("state", NULL, NULL, 0, QUAY_TRANSFER_SKIPPED, QUAY_TRANSFER_QUEUED, flags);
  /**
   * QuayTransfer:progress-fraction:
   *
   * From 0 to 1, or -1 while nothing is known.
   */
  properties[PROP_PROGRESS_FRACTION] = g_param_spec_double ("progress-fraction", NULL, NULL, -1, 1, 0, flags);
  /**
   * QuayTransfer:error:
   *
   * Why it failed.
   */
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  /**
   * QuayTransfer:current-name:
   *
   * The file it is at, for showing.
   */
  properties[PROP_CURRENT_NAME] = g_param_spec_string ("current-name", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_transfer_init (QuayTransfer *self)
{
  self->owner = g_main_context_ref_thread_default ();
  self->progress = quay_progress_new ();
  self->limiter = quay_rate_limiter_new (NULL);
  self->seen.seconds_left = -1;
}

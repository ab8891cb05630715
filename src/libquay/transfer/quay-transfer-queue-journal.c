/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue survives the program: what the journal hears of it, and what comes back from there. */
#include "quay-error-private.h"
#include "quay-journal-private.h"
#include "quay-transfer-options-private.h"
#include "quay-transfer-queue-private.h"

/* What the transfer has beside its batch's options. */
#define PRIORITY "priority"
#define RATE_LIMIT "rate-limit"

#define SITE_KEY "quay-journal-site"

/* To the journal */

/* Everything is borrowed from the transfer. */
static void
fill_row (QuayTransfer *transfer, QuayJournalTransfer *row)
{
  QuayTransferProgress progress;

  quay_transfer_get_progress (transfer, &progress);
  *row = (QuayJournalTransfer){
    .id = transfer->id,
    .position = transfer->position,
    .direction = transfer->direction,
    .local = transfer->local_path,
    .remote = transfer->remote_path,
    .state = transfer->state,
    .bytes_done = progress.bytes_done,
    .bytes_total = progress.bytes_total,
  };
  if (transfer->error == NULL)
    return;
  row->error_code = transfer->error->domain == QUAY_ERROR ? transfer->error->code : QUAY_ERROR_FAILED;
  row->error_message = transfer->error->message;
}

static QuayTransferRecord
get_record (QuayTransfer *transfer)
{
  return (QuayTransferRecord){ quay_transfer_options_get_changes (transfer->options), transfer->priority,
                               quay_transfer_get_rate_limit (transfer) };
}

static gboolean
same_record (const QuayTransferRecord *a, const QuayTransferRecord *b)
{
  return a->changes == b->changes && a->priority == b->priority && a->rate_limit == b->rate_limit;
}

static GVariant *
make_options (QuayTransfer *transfer, const QuayTransferRecord *record)
{
  g_autoptr (GVariant) batch = quay_transfer_options_to_variant (transfer->options);
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (batch);

  g_variant_dict_insert (&dict, PRIORITY, "u", record->priority);
  g_variant_dict_insert (&dict, RATE_LIMIT, "t", record->rate_limit);

  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* Borrowed until the next call. */
static GVariant *
write_options (QuayTransferQueue *self, QuayTransfer *transfer)
{
  QuayTransferRecord record = get_record (transfer);

  if (self->written.of != transfer->options || !same_record (&self->written.record, &record))
    {
      g_set_object (&self->written.of, transfer->options);
      g_clear_pointer (&self->written.options, g_variant_unref);
      self->written.options = make_options (transfer, &record);
      self->written.record = record;
    }

  return self->written.options;
}

/* Borrowed from the login, whose options do not change. */
static GVariant *
write_site (QuayLogin *login)
{
  GVariant *site = g_object_get_data (G_OBJECT (login), SITE_KEY);

  if (site == NULL)
    {
      site = quay_site_options_to_variant (quay_login_get_options (login));
      g_object_set_data_full (G_OBJECT (login), SITE_KEY, site, (GDestroyNotify)g_variant_unref);
    }

  return site;
}

void
quay_transfer_queue_forget_written (QuayTransferQueue *self)
{
  g_clear_object (&self->written.of);
  g_clear_pointer (&self->written.options, g_variant_unref);
}

void
quay_transfer_queue_record_added (QuayTransferQueue *self, QuayTransfer *transfer)
{
  QuayJournalTransfer row;

  if (self->journal == NULL || transfer->id != 0)
    return;
  quay_transfer_set_journal (transfer, self->journal);
  fill_row (transfer, &row);
  row.site = write_site (transfer->login);
  row.options = write_options (self, transfer);
  row.added = g_get_real_time () / G_USEC_PER_SEC;
  transfer->id = quay_journal_add_transfer (self->journal, &row);
}

void
quay_transfer_queue_record_removed (QuayTransferQueue *self, QuayTransfer *transfer)
{
  if (self->journal != NULL && transfer->id != 0)
    quay_journal_remove_transfer (self->journal, transfer->id);
  transfer->id = 0;
}

/* The program ends: the journal keeps the states as they were, but what ran has come further meanwhile. */
static void
record_kept (QuayTransferQueue *self, QuayTransfer *transfer)
{
  QuayJournalTransfer row;

  fill_row (transfer, &row);
  if (row.state != QUAY_TRANSFER_PAUSED || row.bytes_done == 0)
    return;
  row.state = QUAY_TRANSFER_QUEUED;
  row.options = write_options (self, transfer);
  quay_journal_update_transfer (self->journal, &row);
}

void
quay_transfer_queue_record_state (QuayTransferQueue *self, QuayTransfer *transfer)
{
  QuayJournalTransfer row;

  if (self->journal == NULL || transfer->id == 0)
    return;
  if (self->suspended)
    {
      record_kept (self, transfer);
      return;
    }
  /* What is done needs no second try. */
  if (transfer->state == QUAY_TRANSFER_DONE || transfer->state == QUAY_TRANSFER_SKIPPED)
    {
      quay_transfer_queue_record_removed (self, transfer);
      return;
    }
  fill_row (transfer, &row);
  /* Each time, since a change takes the place of one before it that has not been written yet. But what ends badly does
   * so with the options it began with, and thousands may end in one moment. */
  if (transfer->state != QUAY_TRANSFER_FAILED && transfer->state != QUAY_TRANSFER_CANCELLED)
    row.options = write_options (self, transfer);
  quay_journal_update_transfer (self->journal, &row);
}

/**
 * quay_transfer_queue_set_journal:
 * @self: an empty queue
 * @journal: (nullable): where the queue is kept
 *
 * Keeps the queue, and how far its files are, beyond the end of the program.
 */
void
quay_transfer_queue_set_journal (QuayTransferQueue *self, QuayJournal *journal)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (g_sequence_is_empty (self->items));

  if (journal != NULL)
    quay_journal_ref (journal);
  g_clear_pointer (&self->journal, quay_journal_unref);
  self->journal = journal;
}

/**
 * quay_transfer_queue_suspend:
 * @self: a queue
 *
 * Before the program ends: stops all that run where they are, and starts no more. The journal keeps them as they were,
 * so that they go on when the queue is restored. Over when `n-active` is 0.
 */
void
quay_transfer_queue_suspend (QuayTransferQueue *self)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  self->suspended = TRUE;
  quay_transfer_queue_pause_all (self);
}

/* From the journal */

typedef struct
{
  QuayInteraction *interaction;
  QuayTransferQueueLoginFunc get_login;
  gpointer user_data;
} Restoration;

static void
restoration_free (gpointer data)
{
  Restoration *restoration = data;

  g_clear_object (&restoration->interaction);
  g_free (restoration);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  QuayTransferQueue *self = source;
  GError *error = NULL;
  GPtrArray *rows = quay_journal_claim_transfers (self->journal, &error);

  if (rows == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, rows, (GDestroyNotify)g_ptr_array_unref);
}

static void
apply_options (QuayTransfer *transfer, GVariant *options)
{
  guint priority;
  guint64 rate;

  if (options == NULL)
    return;
  if (g_variant_lookup (options, PRIORITY, "u", &priority) && priority <= QUAY_PRIORITY_HIGH)
    transfer->priority = priority;
  if (g_variant_lookup (options, RATE_LIMIT, "t", &rate))
    quay_transfer_set_rate_limit (transfer, rate);
}

/* What ran, or waited, goes on; what the person or a failure stopped stays so. */
static void
apply_state (QuayTransfer *transfer, const QuayJournalTransfer *row)
{
  g_autoptr (GError) error = NULL;

  switch (row->state)
    {
    case QUAY_TRANSFER_PAUSED:
    case QUAY_TRANSFER_CANCELLED:
      transfer->state = row->state;
      break;
    case QUAY_TRANSFER_FAILED:
      transfer->state = row->state;
      error = g_error_new_literal (QUAY_ERROR, row->error_code, row->error_message != NULL ? row->error_message : "");
      quay_transfer_set_error (transfer, error);
      break;
    default:
      transfer->state = QUAY_TRANSFER_QUEUED;
      break;
    }
}

static QuayTransfer *
make_transfer (QuayTransferQueue *self, const Restoration *restoration, const QuayJournalTransfer *row)
{
  g_autoptr (QuaySiteOptions) site = quay_site_options_new_from_variant (row->site);
  g_autoptr (QuayTransferOptions) options = quay_transfer_options_new_from_variant (row->options);
  g_autoptr (QuayLogin) login = restoration->get_login (site, restoration->user_data);
  QuayTransfer *transfer;

  if (login == NULL)
    return NULL;
  transfer = row->direction == QUAY_DIRECTION_DOWNLOAD
                 ? quay_transfer_new_download (login, row->remote, row->local, options, restoration->interaction)
                 : quay_transfer_new_upload (login, row->local, row->remote, options, restoration->interaction);
  transfer->id = row->id;
  quay_transfer_set_journal (transfer, self->journal);
  apply_options (transfer, row->options);
  apply_state (transfer, row);
  /* For showing: when it runs, it counts anew. */
  transfer->seen.bytes_done = transfer->kept = row->bytes_done;
  transfer->seen.bytes_total = transfer->kept_of = row->bytes_total;

  return transfer;
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (source);
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = g_task_propagate_pointer (G_TASK (result), &error);

  if (rows == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (QuayTransfer) transfer = make_transfer (self, g_task_get_task_data (task), rows->pdata[i]);

      if (transfer != NULL)
        quay_transfer_queue_add (self, transfer);
    }
  g_task_return_int (task, rows->len);
}

/**
 * quay_transfer_queue_restore_async:
 * @self: a queue with a journal
 * @interaction: (nullable): asked when a target exists
 * @get_login: (scope async) (closure login_data): the login for a site's options, open or not
 * @login_data: for @get_login
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Brings back what an earlier program left in the journal and no other one works on, paused or running as it was. With
 * [method@Quay.TransferQueue.set_reconnect] the logins are opened as they are needed, without asking anybody.
 */
void
quay_transfer_queue_restore_async (QuayTransferQueue *self,
                                   QuayInteraction *interaction,
                                   QuayTransferQueueLoginFunc get_login,
                                   gpointer login_data,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GTask *task;
  g_autoptr (GTask) loading = NULL;
  Restoration *restoration;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (self->journal != NULL);
  g_return_if_fail (get_login != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, quay_transfer_queue_restore_async);
  restoration = g_new0 (Restoration, 1);
  g_set_object (&restoration->interaction, interaction);
  restoration->get_login = get_login;
  restoration->user_data = login_data;
  g_task_set_task_data (task, restoration, restoration_free);
  loading = g_task_new (self, cancellable, on_loaded, task);
  g_task_set_source_tag (loading, quay_transfer_queue_restore_async);
  g_task_run_in_thread (loading, load);
}

/**
 * quay_transfer_queue_restore_finish:
 * @self: a queue
 * @result: what the callback got
 * @error: set where the journal cannot be read
 *
 * Returns: how many transfers came back, -1 on failure
 */
gssize
quay_transfer_queue_restore_finish (QuayTransferQueue *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), -1);

  return g_task_propagate_int (G_TASK (result), error);
}

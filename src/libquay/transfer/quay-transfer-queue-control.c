/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the person does to the queue: cancel, pause, resume, retry, priorities, limits. */
#include "quay-transfer-queue-private.h"

typedef void (*QueueFunc) (QuayTransferQueue *self, QuayTransfer *transfer);

/* All of the queue, though it changes on the way. */
static void
each (QuayTransferQueue *self, QueueFunc func)
{
  g_autoptr (GPtrArray) items = quay_transfer_queue_list (self);

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; i < items->len; i++)
    func (self, items->pdata[i]);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
set_waiting_state (QuayTransferQueue *self, QuayTransfer *transfer, QuayTransferState state)
{
  quay_transfer_queue_dequeue (self, transfer);
  quay_transfer_set_state (transfer, state);
  quay_transfer_queue_record_state (self, transfer);
}

/**
 * quay_transfer_queue_cancel:
 * @self: a queue
 * @transfer: one of its transfers
 *
 * Ends it, or keeps it from starting. It stays in the queue and may be tried again.
 */
void
quay_transfer_queue_cancel (QuayTransferQueue *self, QuayTransfer *transfer)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  switch (quay_transfer_get_state (transfer))
    {
    case QUAY_TRANSFER_RUNNING:
      quay_transfer_cancel (transfer);
      break;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_WAITING:
    case QUAY_TRANSFER_PAUSED:
      set_waiting_state (self, transfer, QUAY_TRANSFER_CANCELLED);
      quay_transfer_queue_count (self, transfer, 1);
      break;
    case QUAY_TRANSFER_DONE:
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
    case QUAY_TRANSFER_SKIPPED:
    default:
      break;
    }
}

/**
 * quay_transfer_queue_cancel_all:
 * @self: a queue
 *
 * Ends or keeps from starting all that is not over.
 */
void
quay_transfer_queue_cancel_all (QuayTransferQueue *self)
{
  gboolean starting;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  /* None takes the place of another that is on its way out. */
  starting = self->starting;
  self->starting = TRUE;
  each (self, quay_transfer_queue_cancel);
  self->starting = starting;
}

/**
 * quay_transfer_queue_take:
 * @self: a queue
 * @from: the queue that has @transfer, kept in the same journal as @self, or in none as it is
 * @transfer: one of its transfers
 * @interaction: (nullable): asked from now on when a target exists
 *
 * Moves it from there to the end of this queue, as it is: paused, failed, or to run when it is its turn.
 *
 * Returns: whether it was moved; not where it runs, or where the journals are not the same
 */
gboolean
quay_transfer_queue_take (QuayTransferQueue *self,
                          QuayTransferQueue *from,
                          QuayTransfer *transfer,
                          QuayInteraction *interaction)
{
  g_autoptr (QuayTransfer) taken = NULL;
  guint position;

  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), FALSE);
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (from), FALSE);
  g_return_val_if_fail (self != from, FALSE);

  if (self->journal != from->journal || !quay_transfer_queue_holds (from, transfer)
      || transfer->state == QUAY_TRANSFER_RUNNING)
    return FALSE;
  taken = g_object_ref (transfer);
  if (!quay_transfer_queue_dequeue (from, taken))
    quay_transfer_queue_count (from, taken, -1);
  position = g_sequence_iter_get_position (taken->place);
  g_sequence_remove (taken->place);
  g_list_model_items_changed (G_LIST_MODEL (from), position, 1, 0);
  g_set_object (&taken->interaction, interaction);
  /* The connection is waited for anew, by the queue that has it now. */
  if (taken->state == QUAY_TRANSFER_WAITING)
    quay_transfer_set_state (taken, QUAY_TRANSFER_QUEUED);
  quay_transfer_queue_add (self, taken);

  return TRUE;
}

/**
 * quay_transfer_queue_pause:
 * @self: a queue
 * @transfer: one of its transfers
 *
 * Stops it where it is, or keeps it from starting, until it is resumed.
 */
void
quay_transfer_queue_pause (QuayTransferQueue *self, QuayTransfer *transfer)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  transfer->resumed = FALSE;
  switch (quay_transfer_get_state (transfer))
    {
    case QUAY_TRANSFER_RUNNING:
      quay_transfer_pause (transfer);
      break;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_WAITING:
      set_waiting_state (self, transfer, QUAY_TRANSFER_PAUSED);
      break;
    case QUAY_TRANSFER_PAUSED:
    case QUAY_TRANSFER_DONE:
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
    case QUAY_TRANSFER_SKIPPED:
    default:
      break;
    }
}

/**
 * quay_transfer_queue_resume:
 * @self: a queue
 * @transfer: one of its transfers that is paused
 *
 * Queues it again, at its place; it goes on where it was. In a queue that is paused it runs alone: the others stay
 * where they are.
 */
void
quay_transfer_queue_resume (QuayTransferQueue *self, QuayTransfer *transfer)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  if (quay_transfer_get_state (transfer) != QUAY_TRANSFER_PAUSED)
    return;
  transfer->resumed = self->paused;
  quay_transfer_set_state (transfer, QUAY_TRANSFER_QUEUED);
  quay_transfer_queue_enqueue (self, transfer);
  quay_transfer_queue_record_state (self, transfer);
  quay_transfer_queue_start_waiting (self);
}

static void
set_paused (QuayTransferQueue *self, gboolean paused)
{
  if (self->paused == paused)
    return;
  self->paused = paused;
  quay_transfer_queue_notify (self, QUAY_QUEUE_PAUSED);
}

/**
 * quay_transfer_queue_pause_all:
 * @self: a queue
 *
 * Stops all that run, where they are, and starts nothing until [method@Quay.TransferQueue.resume_all].
 */
void
quay_transfer_queue_pause_all (QuayTransferQueue *self)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  set_paused (self, TRUE);
  each (self, quay_transfer_queue_pause);
}

/**
 * quay_transfer_queue_resume_all:
 * @self: a queue
 *
 * Goes on with all that is paused.
 */
void
quay_transfer_queue_resume_all (QuayTransferQueue *self)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  set_paused (self, FALSE);
  each (self, quay_transfer_queue_resume);
  quay_transfer_queue_start_waiting (self);
}

/**
 * quay_transfer_queue_get_paused:
 * @self: a queue
 *
 * Returns: whether nothing starts
 */
gboolean
quay_transfer_queue_get_paused (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), FALSE);

  return self->paused;
}

/**
 * quay_transfer_queue_retry:
 * @self: a queue
 * @transfer: one of its transfers that failed, was cancelled or skipped
 *
 * Queues it anew, at its place. With a journal it goes on where it was.
 */
void
quay_transfer_queue_retry (QuayTransferQueue *self, QuayTransfer *transfer)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  switch (quay_transfer_get_state (transfer))
    {
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
    case QUAY_TRANSFER_SKIPPED:
      quay_transfer_queue_count (self, transfer, -1);
      quay_transfer_reset (transfer);
      transfer->resumed = FALSE;
      quay_transfer_queue_enqueue (self, transfer);
      quay_transfer_queue_record_state (self, transfer);
      quay_transfer_queue_start_waiting (self);
      break;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_RUNNING:
    case QUAY_TRANSFER_PAUSED:
    case QUAY_TRANSFER_WAITING:
    case QUAY_TRANSFER_DONE:
    default:
      break;
    }
}

/**
 * quay_transfer_queue_set_priority:
 * @self: a queue
 * @transfer: one of its transfers
 * @priority: those of a higher one start first
 */
void
quay_transfer_queue_set_priority (QuayTransferQueue *self, QuayTransfer *transfer, QuayPriority priority)
{
  gboolean waiting;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  if (transfer->priority == priority)
    return;
  waiting = quay_transfer_queue_dequeue (self, transfer);
  transfer->priority = priority;
  if (waiting)
    quay_transfer_queue_enqueue (self, transfer);
  quay_transfer_queue_record_state (self, transfer);
}

/**
 * quay_transfer_queue_get_rate_limit:
 * @self: a queue
 *
 * Returns: bytes a second of all together, 0 where there is no limit
 */
guint64
quay_transfer_queue_get_rate_limit (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return quay_rate_limiter_get_rate (self->limiter);
}

/**
 * quay_transfer_queue_set_rate_limit:
 * @self: a queue
 * @rate: bytes a second of all together, 0 for no limit
 *
 * Holds at once, also for those that run.
 */
void
quay_transfer_queue_set_rate_limit (QuayTransferQueue *self, guint64 rate)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  if (quay_rate_limiter_get_rate (self->limiter) == rate)
    return;
  quay_rate_limiter_set_rate (self->limiter, rate, g_get_monotonic_time ());
  for (guint i = 0; i < self->active->len; i++)
    quay_transfer_limit_changed (self->active->pdata[i]);
  quay_transfer_queue_notify (self, QUAY_QUEUE_RATE_LIMIT);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue at work: whose turn it is, what comes back, and connections that are lost meanwhile. */
#include "quay-error-private.h"
#include "quay-transfer-queue-private.h"

/* Progress is published so often for all transfers together, in milliseconds. */
#define PUBLISH_INTERVAL 100

/* Progress */

static gboolean
publish (gpointer user_data)
{
  QuayTransferQueue *self = user_data;
  gint64 now = g_get_monotonic_time ();
  double rate = 0;

  for (guint i = 0; i < self->active->len; i++)
    {
      QuayTransferProgress progress;

      quay_transfer_publish (self->active->pdata[i], now);
      quay_transfer_get_progress (self->active->pdata[i], &progress);
      rate += progress.rate;
    }
  if (rate != self->rate)
    {
      self->rate = rate;
      quay_transfer_queue_notify (self, QUAY_QUEUE_RATE);
    }

  return G_SOURCE_CONTINUE;
}

static void
update_publisher (QuayTransferQueue *self)
{
  if (self->active->len > 0 && self->publisher == NULL)
    {
      self->publisher = g_timeout_source_new (PUBLISH_INTERVAL);
      g_source_set_static_name (self->publisher, "quay-transfer-queue");
      g_source_set_callback (self->publisher, publish, self, NULL);
      g_source_attach (self->publisher, self->owner);
    }
  else if (self->active->len == 0 && self->publisher != NULL)
    {
      publish (self);
      g_source_destroy (self->publisher);
      g_clear_pointer (&self->publisher, g_source_unref);
    }
}

/* The order */

/* Higher priorities first, then as they stand. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const QuayTransfer *one = a, *other = b;

  if (one->priority != other->priority)
    return one->priority > other->priority ? -1 : 1;

  return one->position < other->position ? -1 : one->position > other->position;
}

void
quay_transfer_queue_enqueue (QuayTransferQueue *self, QuayTransfer *transfer)
{
  QuayTransfer *last = g_queue_peek_tail (&self->waiting);

  /* The usual case at once: queues are long. */
  if (last == NULL || compare (last, transfer, NULL) <= 0)
    g_queue_push_tail (&self->waiting, transfer);
  else
    g_queue_insert_sorted (&self->waiting, transfer, compare, NULL);
  quay_transfer_queue_notify (self, QUAY_QUEUE_N_QUEUED);
}

gboolean
quay_transfer_queue_dequeue (QuayTransferQueue *self, QuayTransfer *transfer)
{
  if (transfer->state != QUAY_TRANSFER_QUEUED || !g_queue_remove (&self->waiting, transfer))
    return FALSE;
  quay_transfer_queue_notify (self, QUAY_QUEUE_N_QUEUED);

  return TRUE;
}

/* Connections that are lost */

static void
over (QuayTransferQueue *self, QuayTransfer *transfer)
{
  quay_transfer_queue_count (self, transfer, 1);
  quay_transfer_queue_record_state (self, transfer);
  quay_transfer_queue_emit_finished (self, transfer);
}

static void
on_reconnect_changed (QuayReconnect *reconnect, gpointer user_data)
{
  QuayTransferQueue *self = user_data;
  QuayReconnectState state = quay_reconnect_get_state (reconnect);
  const GError *error = quay_reconnect_get_error (reconnect);
  g_autoptr (GPtrArray) items = g_ptr_array_copy (self->items, (GCopyFunc)(void (*) (void))g_object_ref, NULL);

  g_ptr_array_set_free_func (items, g_object_unref);
  for (guint i = 0; i < items->len; i++)
    {
      QuayTransfer *transfer = items->pdata[i];

      if (transfer->state != QUAY_TRANSFER_WAITING || transfer->login != quay_reconnect_get_login (reconnect))
        continue;
      if (error != NULL)
        quay_transfer_set_error (transfer, error);
      if (state == QUAY_RECONNECT_OPEN)
        {
          quay_transfer_set_state (transfer, QUAY_TRANSFER_QUEUED);
          quay_transfer_queue_enqueue (self, transfer);
        }
      else if (state == QUAY_RECONNECT_FAILED)
        {
          quay_transfer_set_state (transfer, QUAY_TRANSFER_FAILED);
          over (self, transfer);
        }
    }
  if (state == QUAY_RECONNECT_OPEN)
    quay_transfer_queue_start_waiting (self);
}

/* From the first transfer on, so that it is known who closed the connection. */
QuayReconnect *
quay_transfer_queue_get_reconnect (QuayTransferQueue *self, QuayLogin *login)
{
  QuayReconnect *reconnect;

  for (guint i = 0; i < self->reconnects->len; i++)
    if (quay_reconnect_get_login (self->reconnects->pdata[i]) == login)
      return self->reconnects->pdata[i];
  reconnect = quay_reconnect_new (login, on_reconnect_changed, self);
  if (self->delays->len > 0)
    quay_reconnect_set_delays (reconnect, (const guint *)self->delays->data, self->delays->len);
  g_ptr_array_add (self->reconnects, reconnect);

  return reconnect;
}

/* It needs its connection back. FALSE: that is not to be. */
static gboolean
wait_for_connection (QuayTransferQueue *self, QuayTransfer *transfer)
{
  QuayReconnect *reconnect = quay_transfer_queue_get_reconnect (self, transfer->login);

  if (quay_reconnect_was_closed (reconnect))
    return FALSE;
  quay_transfer_set_state (transfer, QUAY_TRANSFER_WAITING);
  quay_transfer_queue_record_state (self, transfer);
  quay_reconnect_want (reconnect);

  return TRUE;
}

/* Running */

/* What was lost is not the transfer's fault. */
static gboolean
is_lost (QuayTransferQueue *self, QuayTransfer *transfer)
{
  return transfer->state == QUAY_TRANSFER_FAILED && self->reconnect && transfer->error != NULL
         && (quay_error_is_connection_loss (transfer->error)
             || g_error_matches (transfer->error, QUAY_ERROR, QUAY_ERROR_NOT_CONNECTED));
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuayTransferQueue) self = user_data;
  g_autoptr (QuayTransfer) transfer = g_object_ref (QUAY_TRANSFER (source));

  quay_transfer_run_finish (transfer, result, NULL);
  g_ptr_array_remove (self->active, transfer);
  quay_transfer_queue_notify (self, QUAY_QUEUE_N_ACTIVE);
  update_publisher (self);
  /* One that was removed while it ran is nobody's business any more. */
  if (!quay_transfer_queue_holds (self, transfer, NULL))
    quay_transfer_queue_emit_finished (self, transfer);
  else if (transfer->state == QUAY_TRANSFER_PAUSED)
    quay_transfer_queue_record_state (self, transfer);
  else if (!is_lost (self, transfer) || !wait_for_connection (self, transfer))
    over (self, transfer);
  quay_transfer_queue_start_waiting (self);
}

static void
start (QuayTransferQueue *self, QuayTransfer *transfer)
{
  if (self->reconnect && quay_login_get_state (transfer->login) != QUAY_LOGIN_OPEN
      && wait_for_connection (self, transfer))
    return;
  g_ptr_array_add (self->active, g_object_ref (transfer));
  quay_transfer_queue_notify (self, QUAY_QUEUE_N_ACTIVE);
  quay_transfer_run_async (transfer, NULL, on_run, g_object_ref (self));
  quay_transfer_queue_record_state (self, transfer);
}

void
quay_transfer_queue_start_waiting (QuayTransferQueue *self)
{
  if (self->starting)
    return;
  self->starting = TRUE;
  while (!self->paused && self->active->len < self->max_active && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (QuayTransfer) transfer = g_object_ref (g_queue_pop_head (&self->waiting));

      quay_transfer_queue_notify (self, QUAY_QUEUE_N_QUEUED);
      start (self, transfer);
    }
  self->starting = FALSE;
  update_publisher (self);
}

/**
 * quay_transfer_queue_set_reconnect:
 * @self: a queue
 * @reconnect: whether connections that are lost are made again
 *
 * With it, transfers whose connection is lost wait for it ([enum@Quay.TransferState]) and go on where they were. The
 * host key is checked again, and nobody is asked: where the person must be, they wait until the login has been opened.
 * Off by default.
 */
void
quay_transfer_queue_set_reconnect (QuayTransferQueue *self, gboolean reconnect)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  self->reconnect = reconnect;
}

/**
 * quay_transfer_queue_set_reconnect_delays:
 * @self: a queue
 * @seconds: (array length=n): how long to wait before each attempt; the last holds for all further ones
 * @n: how many, at least one
 *
 * In place of 1, 2, 5, 10 and 30 seconds. For connections that have not been lost yet.
 */
void
quay_transfer_queue_set_reconnect_delays (QuayTransferQueue *self, const guint *seconds, guint n)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (n > 0);

  g_array_set_size (self->delays, 0);
  g_array_append_vals (self->delays, seconds, n);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue at work: whose turn it is, what comes back, and connections that are lost meanwhile. */
#include "quay-error-private.h"
#include "quay-ready-source.h"
#include "quay-transfer-queue-private.h"

/* Progress is published so often for all transfers together, in milliseconds. */
#define PUBLISH_INTERVAL 100

/* What is done for very many transfers at once is done for so long at a time, in microseconds: the owner's loop has
 * other things to do as well. */
#define SLICE (20 * 1000)

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
      quay_source_clear (&self->publisher);
    }
}

/* The order */

/* First what is meant to run although the queue is paused; higher priorities, then as they stand. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const QuayTransfer *one = a, *other = b;

  if (one->resumed != other->resumed)
    return one->resumed ? -1 : 1;
  if (one->priority != other->priority)
    return one->priority > other->priority ? -1 : 1;

  return one->position < other->position ? -1 : one->position > other->position;
}

void
quay_transfer_queue_enqueue (QuayTransferQueue *self, QuayTransfer *transfer)
{
  transfer->turn = g_sequence_insert_sorted (self->waiting, transfer, compare, NULL);
  quay_transfer_queue_notify (self, QUAY_QUEUE_N_QUEUED);
}

gboolean
quay_transfer_queue_dequeue (QuayTransferQueue *self, QuayTransfer *transfer)
{
  if (transfer->turn == NULL || g_sequence_iter_get_sequence (transfer->turn) != self->waiting)
    return FALSE;
  g_sequence_remove (transfer->turn);
  quay_transfer_queue_notify (self, QUAY_QUEUE_N_QUEUED);

  return TRUE;
}

/* Connections that are lost */

static void go_on_soon (QuayTransferQueue *self);

static void
over (QuayTransferQueue *self, QuayTransfer *transfer)
{
  quay_transfer_queue_count (self, transfer, 1);
  quay_transfer_queue_record_state (self, transfer);
  quay_transfer_queue_emit_finished (self, transfer);
}

/* It waited for a connection, and knows now what has become of that. */
static void
settle (QuayTransferQueue *self, QuayTransfer *transfer, QuayReconnect *reconnect)
{
  const GError *error = quay_reconnect_get_error (reconnect);

  if (error != NULL)
    quay_transfer_set_error (transfer, error);
  if (quay_reconnect_get_state (reconnect) == QUAY_RECONNECT_OPEN)
    {
      quay_transfer_set_state (transfer, QUAY_TRANSFER_QUEUED);
      quay_transfer_queue_enqueue (self, transfer);
    }
  else if (quay_reconnect_get_state (reconnect) == QUAY_RECONNECT_FAILED)
    {
      quay_transfer_set_state (transfer, QUAY_TRANSFER_FAILED);
      over (self, transfer);
    }
}

/* FALSE: the time was up. */
static gboolean
settle_all (QuayTransferQueue *self, QuayReconnect *reconnect, gint64 deadline)
{
  g_autoptr (GPtrArray) items = quay_transfer_queue_list (self);
  guint i;

  g_object_freeze_notify (G_OBJECT (self));
  for (i = 0; i < items->len && g_get_monotonic_time () < deadline; i++)
    {
      QuayTransfer *transfer = items->pdata[i];

      if (transfer->state == QUAY_TRANSFER_WAITING && transfer->login == quay_reconnect_get_login (reconnect))
        settle (self, transfer, reconnect);
    }
  g_object_thaw_notify (G_OBJECT (self));

  return i == items->len;
}

static void
on_reconnect_changed (QuayReconnect *reconnect, gpointer user_data)
{
  QuayTransferQueue *self = user_data;

  if (!settle_all (self, reconnect, g_get_monotonic_time () + SLICE))
    go_on_soon (self);
  if (quay_reconnect_get_state (reconnect) == QUAY_RECONNECT_OPEN)
    quay_transfer_queue_start_waiting (self);
}

/* Nothing waits for these any more. */
static gboolean
is_settled (QuayReconnect *reconnect)
{
  return quay_reconnect_get_state (reconnect) == QUAY_RECONNECT_OPEN
         || quay_reconnect_get_state (reconnect) == QUAY_RECONNECT_FAILED;
}

static gboolean
go_on (gpointer user_data)
{
  g_autoptr (QuayTransferQueue) self = g_object_ref (user_data);
  gint64 deadline = g_get_monotonic_time () + SLICE;
  gboolean done = TRUE;

  g_clear_pointer (&self->going_on, g_source_unref);
  for (guint i = 0; i < self->reconnects->len && done; i++)
    if (is_settled (self->reconnects->pdata[i]))
      done = settle_all (self, self->reconnects->pdata[i], deadline);
  if (!done)
    go_on_soon (self);
  quay_transfer_queue_start_waiting (self);

  return G_SOURCE_REMOVE;
}

static void
go_on_soon (QuayTransferQueue *self)
{
  if (self->going_on != NULL)
    return;
  self->going_on = g_idle_source_new ();
  g_source_set_static_name (self->going_on, "quay-transfer-queue-slice");
  g_source_set_callback (self->going_on, go_on, self, NULL);
  g_source_attach (self->going_on, self->owner);
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
  quay_transfer_show_kept (transfer);
  quay_transfer_set_state (transfer, QUAY_TRANSFER_WAITING);
  quay_transfer_queue_record_state (self, transfer);
  if (self->connect || quay_reconnect_was_open (reconnect))
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
  if (!quay_transfer_queue_holds (self, transfer))
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

static gboolean
can_start (QuayTransferQueue *self)
{
  QuayTransfer *first;

  if (self->active->len >= self->max_active || g_sequence_is_empty (self->waiting))
    return FALSE;
  first = g_sequence_get (g_sequence_get_begin_iter (self->waiting));

  return !self->paused || first->resumed;
}

/* Those that cannot start because their connection is gone make room at once for the next ones, of which there may be
 * thousands. */
void
quay_transfer_queue_start_waiting (QuayTransferQueue *self)
{
  gint64 deadline = g_get_monotonic_time () + SLICE;

  if (self->starting)
    return;
  self->starting = TRUE;
  g_object_freeze_notify (G_OBJECT (self));
  while (can_start (self) && g_get_monotonic_time () < deadline)
    {
      GSequenceIter *first = g_sequence_get_begin_iter (self->waiting);
      g_autoptr (QuayTransfer) transfer = g_object_ref (g_sequence_get (first));

      g_sequence_remove (first);
      quay_transfer_queue_notify (self, QUAY_QUEUE_N_QUEUED);
      start (self, transfer);
    }
  self->starting = FALSE;
  if (can_start (self))
    go_on_soon (self);
  g_object_thaw_notify (G_OBJECT (self));
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
 * quay_transfer_queue_set_connect:
 * @self: a queue
 * @connect: whether logins that have never been open are opened
 *
 * With [method@Quay.TransferQueue.set_reconnect]. Without this, transfers that came back from the journal wait until
 * somebody opens their login. On by default.
 */
void
quay_transfer_queue_set_connect (QuayTransferQueue *self, gboolean connect)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  self->connect = connect;
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

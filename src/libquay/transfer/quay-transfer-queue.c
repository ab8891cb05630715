/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-transfer-queue.h"

#include "quay-transfer-private.h"

#define DEFAULT_MAX_ACTIVE 4
/* Progress is published so often for all transfers together, in milliseconds. */
#define PUBLISH_INTERVAL 100

struct _QuayTransferQueue
{
  GObject parent_instance;

  GPtrArray *items;  /* of QuayTransfer */
  GQueue waiting;    /* of QuayTransfer, borrowed from items: those QUEUED, in their order */
  GPtrArray *active; /* of QuayTransfer */
  GMainContext *owner;
  GSource *publisher; /* while something is active */
  guint max_active;
  guint n_failed;
  guint n_done;
  double rate;
  gboolean starting;
};

enum
{
  PROP_0,
  PROP_N_ACTIVE,
  PROP_N_QUEUED,
  PROP_N_FAILED,
  PROP_N_DONE,
  PROP_RATE,
  PROP_MAX_ACTIVE,
  N_PROPS,
};

enum
{
  SIGNAL_TRANSFER_FINISHED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuayTransferQueue,
                               quay_transfer_queue,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return QUAY_TYPE_TRANSFER;
}

static guint
get_n_items (GListModel *model)
{
  return QUAY_TRANSFER_QUEUE (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (model);

  return position < self->items->len ? g_object_ref (self->items->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
notify (QuayTransferQueue *self, guint prop_id)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

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
      notify (self, PROP_RATE);
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

/* Running */

static void start_waiting (QuayTransferQueue *self);

static void
count (QuayTransferQueue *self, QuayTransfer *transfer, int by)
{
  switch (quay_transfer_get_state (transfer))
    {
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
      self->n_failed += by;
      notify (self, PROP_N_FAILED);
      break;
    case QUAY_TRANSFER_DONE:
    case QUAY_TRANSFER_SKIPPED:
      self->n_done += by;
      notify (self, PROP_N_DONE);
      break;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_RUNNING:
    case QUAY_TRANSFER_PAUSED:
    default:
      break;
    }
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuayTransferQueue) self = user_data;
  g_autoptr (QuayTransfer) transfer = g_object_ref (QUAY_TRANSFER (source));

  quay_transfer_run_finish (transfer, result, NULL);
  g_ptr_array_remove (self->active, transfer);
  notify (self, PROP_N_ACTIVE);
  /* One that was removed while it ran is nobody's business any more. */
  if (g_ptr_array_find (self->items, transfer, NULL))
    count (self, transfer, 1);
  update_publisher (self);
  g_signal_emit (self, signals[SIGNAL_TRANSFER_FINISHED], 0, transfer);
  start_waiting (self);
}

static void
start_waiting (QuayTransferQueue *self)
{
  if (self->starting)
    return;
  self->starting = TRUE;
  while (self->active->len < self->max_active && !g_queue_is_empty (&self->waiting))
    {
      QuayTransfer *transfer = g_queue_pop_head (&self->waiting);

      g_ptr_array_add (self->active, g_object_ref (transfer));
      notify (self, PROP_N_QUEUED);
      notify (self, PROP_N_ACTIVE);
      quay_transfer_run_async (transfer, NULL, on_run, g_object_ref (self));
    }
  self->starting = FALSE;
  update_publisher (self);
}

/**
 * quay_transfer_queue_new:
 *
 * Returns: (transfer full): an empty queue
 */
QuayTransferQueue *
quay_transfer_queue_new (void)
{
  return g_object_new (QUAY_TYPE_TRANSFER_QUEUE, NULL);
}

/**
 * quay_transfer_queue_add:
 * @self: a queue
 * @transfer: a transfer that does not run
 *
 * Appends it; it starts when it is its turn.
 */
void
quay_transfer_queue_add (QuayTransferQueue *self, QuayTransfer *transfer)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (QUAY_IS_TRANSFER (transfer));

  g_ptr_array_add (self->items, g_object_ref (transfer));
  g_queue_push_tail (&self->waiting, transfer);
  g_list_model_items_changed (G_LIST_MODEL (self), self->items->len - 1, 0, 1);
  notify (self, PROP_N_QUEUED);
  start_waiting (self);
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

  if (g_queue_remove (&self->waiting, transfer))
    {
      quay_transfer_set_queued_cancelled (transfer);
      count (self, transfer, 1);
      notify (self, PROP_N_QUEUED);
    }
  else
    quay_transfer_cancel (transfer);
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
  g_autoptr (GPtrArray) active = NULL;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  while (!g_queue_is_empty (&self->waiting))
    quay_transfer_queue_cancel (self, g_queue_peek_head (&self->waiting));
  active = g_ptr_array_copy (self->active, (GCopyFunc)(void (*) (void))g_object_ref, NULL);
  g_ptr_array_set_free_func (active, g_object_unref);
  for (guint i = 0; i < active->len; i++)
    quay_transfer_cancel (active->pdata[i]);
}

/**
 * quay_transfer_queue_retry:
 * @self: a queue
 * @transfer: one of its transfers that failed, was cancelled or skipped
 *
 * Queues it anew, at the end.
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
      count (self, transfer, -1);
      quay_transfer_reset (transfer);
      g_queue_push_tail (&self->waiting, transfer);
      notify (self, PROP_N_QUEUED);
      start_waiting (self);
      break;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_RUNNING:
    case QUAY_TRANSFER_PAUSED:
    case QUAY_TRANSFER_DONE:
    default:
      break;
    }
}

/**
 * quay_transfer_queue_remove:
 * @self: a queue
 * @transfer: one of its transfers
 *
 * Takes it out, cancelled where it was not over.
 */
void
quay_transfer_queue_remove (QuayTransferQueue *self, QuayTransfer *transfer)
{
  guint position;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  if (!g_ptr_array_find (self->items, transfer, &position))
    return;
  if (g_queue_remove (&self->waiting, transfer))
    notify (self, PROP_N_QUEUED);
  else if (quay_transfer_get_state (transfer) == QUAY_TRANSFER_RUNNING)
    quay_transfer_cancel (transfer);
  else
    count (self, transfer, -1);
  g_ptr_array_remove_index (self->items, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

static gboolean
is_finished (QuayTransfer *transfer)
{
  QuayTransferState state = quay_transfer_get_state (transfer);

  return state == QUAY_TRANSFER_DONE || state == QUAY_TRANSFER_SKIPPED || state == QUAY_TRANSFER_CANCELLED;
}

/**
 * quay_transfer_queue_clear_finished:
 * @self: a queue
 *
 * Takes out what is done, skipped or cancelled. What failed stays, so that it can be tried again.
 */
void
quay_transfer_queue_clear_finished (QuayTransferQueue *self)
{
  g_autoptr (GPtrArray) kept = NULL;
  guint n_before;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  n_before = self->items->len;
  kept = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < n_before; i++)
    {
      if (is_finished (self->items->pdata[i]))
        count (self, self->items->pdata[i], -1);
      else
        g_ptr_array_add (kept, g_object_ref (self->items->pdata[i]));
    }
  if (kept->len == n_before)
    return;
  g_ptr_array_unref (self->items);
  self->items = g_steal_pointer (&kept);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, self->items->len);
}

/**
 * quay_transfer_queue_get_n_active:
 * @self: a queue
 *
 * Returns: how many run
 */
guint
quay_transfer_queue_get_n_active (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return self->active->len;
}

/**
 * quay_transfer_queue_get_n_queued:
 * @self: a queue
 *
 * Returns: how many wait for their turn
 */
guint
quay_transfer_queue_get_n_queued (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return self->waiting.length;
}

/**
 * quay_transfer_queue_get_n_failed:
 * @self: a queue
 *
 * Returns: how many failed or were cancelled
 */
guint
quay_transfer_queue_get_n_failed (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return self->n_failed;
}

/**
 * quay_transfer_queue_get_n_done:
 * @self: a queue
 *
 * Returns: how many are done or were skipped
 */
guint
quay_transfer_queue_get_n_done (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return self->n_done;
}

/**
 * quay_transfer_queue_get_rate:
 * @self: a queue
 *
 * Returns: bytes a second, of all that run
 */
double
quay_transfer_queue_get_rate (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return self->rate;
}

/**
 * quay_transfer_queue_get_max_active:
 * @self: a queue
 *
 * Returns: how many may run at once, 4 by default
 */
guint
quay_transfer_queue_get_max_active (QuayTransferQueue *self)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), 0);

  return self->max_active;
}

/**
 * quay_transfer_queue_set_max_active:
 * @self: a queue
 * @max_active: how many may run at once, at least 1
 */
void
quay_transfer_queue_set_max_active (QuayTransferQueue *self, guint max_active)
{
  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  max_active = MAX (max_active, 1);
  if (self->max_active == max_active)
    return;
  self->max_active = max_active;
  notify (self, PROP_MAX_ACTIVE);
  start_waiting (self);
}

static void
quay_transfer_queue_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (object);

  switch (prop_id)
    {
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->active->len);
      break;
    case PROP_N_QUEUED:
      g_value_set_uint (value, self->waiting.length);
      break;
    case PROP_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case PROP_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case PROP_RATE:
      g_value_set_double (value, self->rate);
      break;
    case PROP_MAX_ACTIVE:
      g_value_set_uint (value, self->max_active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quay_transfer_queue_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  if (prop_id == PROP_MAX_ACTIVE)
    quay_transfer_queue_set_max_active (QUAY_TRANSFER_QUEUE (object), g_value_get_uint (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
quay_transfer_queue_finalize (GObject *object)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (object);

  if (self->publisher != NULL)
    g_source_destroy (self->publisher);
  g_clear_pointer (&self->publisher, g_source_unref);
  g_queue_clear (&self->waiting);
  g_ptr_array_unref (self->active);
  g_ptr_array_unref (self->items);
  g_main_context_unref (self->owner);

  G_OBJECT_CLASS (quay_transfer_queue_parent_class)->finalize (object);
}

static void
quay_transfer_queue_class_init (QuayTransferQueueClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = quay_transfer_queue_get_property;
  object_class->set_property = quay_transfer_queue_set_property;
  object_class->finalize = quay_transfer_queue_finalize;
  /**
   * QuayTransferQueue:n-active:
   *
   * How many run.
   */
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:n-queued:
   *
   * How many wait.
   */
  properties[PROP_N_QUEUED] = g_param_spec_uint ("n-queued", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:n-failed:
   *
   * How many failed or were cancelled.
   */
  properties[PROP_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:n-done:
   *
   * How many are done or were skipped.
   */
  properties[PROP_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:rate:
   *
   * Bytes a second, of all that run.
   */
  properties[PROP_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  /**
   * QuayTransferQueue:max-active:
   *
   * How many may run at once.
   */
  properties[PROP_MAX_ACTIVE]
      = g_param_spec_uint ("max-active", NULL, NULL, 1, G_MAXUINT, DEFAULT_MAX_ACTIVE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * QuayTransferQueue::transfer-finished:
   * @self: the queue
   * @transfer: the transfer
   *
   * A transfer has ended, well or not.
   */
  signals[SIGNAL_TRANSFER_FINISHED] = g_signal_new ("transfer-finished", QUAY_TYPE_TRANSFER_QUEUE, G_SIGNAL_RUN_LAST, 0,
                                                    NULL, NULL, NULL, G_TYPE_NONE, 1, QUAY_TYPE_TRANSFER);
}

static void
quay_transfer_queue_init (QuayTransferQueue *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  self->active = g_ptr_array_new_with_free_func (g_object_unref);
  self->owner = g_main_context_ref_thread_default ();
  self->max_active = DEFAULT_MAX_ACTIVE;
}

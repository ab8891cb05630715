/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-transfer-queue-private.h"

#include "quay-ready-source.h"

#define DEFAULT_MAX_ACTIVE 4

enum
{
  SIGNAL_TRANSFER_FINISHED,
  N_SIGNALS,
};

static GParamSpec *properties[QUAY_QUEUE_N_PROPS];
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
  return g_sequence_get_length (QUAY_TRANSFER_QUEUE (model)->items);
}

static gpointer
get_item (GListModel *model, guint position)
{
  GSequenceIter *place = g_sequence_get_iter_at_pos (QUAY_TRANSFER_QUEUE (model)->items, position);

  return g_sequence_iter_is_end (place) ? NULL : g_object_ref (g_sequence_get (place));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

void
quay_transfer_queue_notify (QuayTransferQueue *self, QuayQueueProperty property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

void
quay_transfer_queue_count (QuayTransferQueue *self, QuayTransfer *transfer, int by)
{
  switch (quay_transfer_get_state (transfer))
    {
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
      self->n_failed += by;
      quay_transfer_queue_notify (self, QUAY_QUEUE_N_FAILED);
      break;
    case QUAY_TRANSFER_DONE:
    case QUAY_TRANSFER_SKIPPED:
      self->n_done += by;
      quay_transfer_queue_notify (self, QUAY_QUEUE_N_DONE);
      break;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_RUNNING:
    case QUAY_TRANSFER_PAUSED:
    case QUAY_TRANSFER_WAITING:
    default:
      break;
    }
}

void
quay_transfer_queue_emit_finished (QuayTransferQueue *self, QuayTransfer *transfer)
{
  g_signal_emit (self, signals[SIGNAL_TRANSFER_FINISHED], 0, transfer);
}

gboolean
quay_transfer_queue_holds (QuayTransferQueue *self, QuayTransfer *transfer)
{
  return transfer->place != NULL && g_sequence_iter_get_sequence (transfer->place) == self->items;
}

static void
add_to_list (gpointer transfer, gpointer list)
{
  g_ptr_array_add (list, g_object_ref (transfer));
}

GPtrArray *
quay_transfer_queue_list (QuayTransferQueue *self)
{
  GPtrArray *list = g_ptr_array_new_full (g_sequence_get_length (self->items), g_object_unref);

  g_sequence_foreach (self->items, add_to_list, list);

  return list;
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

static double
position_at (GSequenceIter *place)
{
  return ((QuayTransfer *)g_sequence_get (place))->position;
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
  guint n;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));
  g_return_if_fail (QUAY_IS_TRANSFER (transfer));

  n = g_sequence_get_length (self->items);
  transfer->position = n > 0 ? position_at (g_sequence_iter_prev (g_sequence_get_end_iter (self->items))) + 1 : 0;
  quay_transfer_set_limiter_above (transfer, self->limiter);
  if (self->reconnect)
    quay_transfer_queue_get_reconnect (self, transfer->login);
  quay_transfer_queue_record_added (self, transfer);
  transfer->place = g_sequence_append (self->items, g_object_ref (transfer));
  if (transfer->state == QUAY_TRANSFER_QUEUED)
    quay_transfer_queue_enqueue (self, transfer);
  else
    quay_transfer_queue_count (self, transfer, 1);
  g_list_model_items_changed (G_LIST_MODEL (self), n, 0, 1);
  quay_transfer_queue_start_waiting (self);
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

  if (!quay_transfer_queue_holds (self, transfer))
    return;
  if (quay_transfer_get_state (transfer) == QUAY_TRANSFER_RUNNING)
    quay_transfer_cancel (transfer);
  else if (!quay_transfer_queue_dequeue (self, transfer))
    quay_transfer_queue_count (self, transfer, -1);
  quay_transfer_queue_record_removed (self, transfer);
  position = g_sequence_iter_get_position (transfer->place);
  g_sequence_remove (transfer->place);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
}

/* Between its neighbours. */
static double
position_between (GSequenceIter *place)
{
  gboolean first = g_sequence_iter_is_begin (place);
  GSequenceIter *before = g_sequence_iter_prev (place), *after = g_sequence_iter_next (place);
  gboolean last = g_sequence_iter_is_end (after);

  if (first)
    return last ? 0 : position_at (after) - 1;
  if (last)
    return position_at (before) + 1;

  return (position_at (before) + position_at (after)) / 2;
}

/**
 * quay_transfer_queue_move:
 * @self: a queue
 * @transfer: one of its transfers
 * @position: where it is to stand; beyond the end means at the end
 *
 * Puts it elsewhere in the order. One that runs goes on.
 */
void
quay_transfer_queue_move (QuayTransferQueue *self, QuayTransfer *transfer, guint position)
{
  guint from, low;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  if (!quay_transfer_queue_holds (self, transfer))
    return;
  from = g_sequence_iter_get_position (transfer->place);
  position = MIN (position, (guint)g_sequence_get_length (self->items) - 1);
  if (position == from)
    return;
  g_sequence_move (transfer->place,
                   g_sequence_get_iter_at_pos (self->items, position > from ? position + 1 : position));
  transfer->position = position_between (transfer->place);
  if (quay_transfer_queue_dequeue (self, transfer))
    quay_transfer_queue_enqueue (self, transfer);
  quay_transfer_queue_record_state (self, transfer);
  low = MIN (from, position);
  g_list_model_items_changed (G_LIST_MODEL (self), low, MAX (from, position) - low + 1, MAX (from, position) - low + 1);
}

/**
 * quay_transfer_queue_get_position:
 * @self: a queue
 * @transfer: a transfer
 * @position: (out): where it stands
 *
 * Returns: whether it is in the queue
 */
gboolean
quay_transfer_queue_get_position (QuayTransferQueue *self, QuayTransfer *transfer, guint *position)
{
  g_return_val_if_fail (QUAY_IS_TRANSFER_QUEUE (self), FALSE);

  if (!quay_transfer_queue_holds (self, transfer))
    return FALSE;
  *position = g_sequence_iter_get_position (transfer->place);

  return TRUE;
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
  guint n_before;

  g_return_if_fail (QUAY_IS_TRANSFER_QUEUE (self));

  n_before = g_sequence_get_length (self->items);
  g_object_freeze_notify (G_OBJECT (self));
  for (GSequenceIter *place = g_sequence_get_begin_iter (self->items), *next; !g_sequence_iter_is_end (place);
       place = next)
    {
      QuayTransfer *transfer = g_sequence_get (place);

      next = g_sequence_iter_next (place);
      if (!is_finished (transfer))
        continue;
      quay_transfer_queue_count (self, transfer, -1);
      quay_transfer_queue_record_removed (self, transfer);
      g_sequence_remove (place);
    }
  g_object_thaw_notify (G_OBJECT (self));
  if ((guint)g_sequence_get_length (self->items) != n_before)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, g_sequence_get_length (self->items));
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

  return g_sequence_get_length (self->waiting);
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
  quay_transfer_queue_notify (self, QUAY_QUEUE_MAX_ACTIVE);
  quay_transfer_queue_start_waiting (self);
}

static void
quay_transfer_queue_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (object);

  switch (prop_id)
    {
    case QUAY_QUEUE_N_ACTIVE:
      g_value_set_uint (value, self->active->len);
      break;
    case QUAY_QUEUE_N_QUEUED:
      g_value_set_uint (value, g_sequence_get_length (self->waiting));
      break;
    case QUAY_QUEUE_N_FAILED:
      g_value_set_uint (value, self->n_failed);
      break;
    case QUAY_QUEUE_N_DONE:
      g_value_set_uint (value, self->n_done);
      break;
    case QUAY_QUEUE_RATE:
      g_value_set_double (value, self->rate);
      break;
    case QUAY_QUEUE_MAX_ACTIVE:
      g_value_set_uint (value, self->max_active);
      break;
    case QUAY_QUEUE_PAUSED:
      g_value_set_boolean (value, self->paused);
      break;
    case QUAY_QUEUE_RATE_LIMIT:
      g_value_set_uint64 (value, quay_rate_limiter_get_rate (self->limiter));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quay_transfer_queue_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (object);

  switch (prop_id)
    {
    case QUAY_QUEUE_MAX_ACTIVE:
      quay_transfer_queue_set_max_active (self, g_value_get_uint (value));
      break;
    case QUAY_QUEUE_RATE_LIMIT:
      quay_transfer_queue_set_rate_limit (self, g_value_get_uint64 (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quay_transfer_queue_finalize (GObject *object)
{
  QuayTransferQueue *self = QUAY_TRANSFER_QUEUE (object);

  quay_source_clear (&self->publisher);
  quay_source_clear (&self->going_on);
  g_ptr_array_unref (self->reconnects);
  g_array_unref (self->delays);
  quay_rate_limiter_unref (self->limiter);
  quay_transfer_queue_forget_written (self);
  g_clear_pointer (&self->journal, quay_journal_unref);
  g_sequence_free (self->waiting);
  g_ptr_array_unref (self->active);
  g_sequence_free (self->items);
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
  properties[QUAY_QUEUE_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:n-queued:
   *
   * How many wait.
   */
  properties[QUAY_QUEUE_N_QUEUED] = g_param_spec_uint ("n-queued", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:n-failed:
   *
   * How many failed or were cancelled.
   */
  properties[QUAY_QUEUE_N_FAILED] = g_param_spec_uint ("n-failed", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:n-done:
   *
   * How many are done or were skipped.
   */
  properties[QUAY_QUEUE_N_DONE] = g_param_spec_uint ("n-done", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * QuayTransferQueue:rate:
   *
   * Bytes a second, of all that run.
   */
  properties[QUAY_QUEUE_RATE] = g_param_spec_double ("rate", NULL, NULL, 0, G_MAXDOUBLE, 0, flags);
  /**
   * QuayTransferQueue:max-active:
   *
   * How many may run at once.
   */
  properties[QUAY_QUEUE_MAX_ACTIVE]
      = g_param_spec_uint ("max-active", NULL, NULL, 1, G_MAXUINT, DEFAULT_MAX_ACTIVE,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  /**
   * QuayTransferQueue:paused:
   *
   * Whether nothing starts.
   */
  properties[QUAY_QUEUE_PAUSED] = g_param_spec_boolean ("paused", NULL, NULL, FALSE, flags);
  /**
   * QuayTransferQueue:rate-limit:
   *
   * Bytes a second of all together, 0 for no limit.
   */
  properties[QUAY_QUEUE_RATE_LIMIT]
      = g_param_spec_uint64 ("rate-limit", NULL, NULL, 0, G_MAXUINT64, 0,
                             G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, QUAY_QUEUE_N_PROPS, properties);

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
let_go_of_item (gpointer data)
{
  QuayTransfer *transfer = data;

  transfer->place = NULL;
  g_object_unref (transfer);
}

static void
let_go_of_turn (gpointer data)
{
  ((QuayTransfer *)data)->turn = NULL;
}

static void
quay_transfer_queue_init (QuayTransferQueue *self)
{
  self->items = g_sequence_new (let_go_of_item);
  self->waiting = g_sequence_new (let_go_of_turn);
  self->active = g_ptr_array_new_with_free_func (g_object_unref);
  self->reconnects = g_ptr_array_new_with_free_func ((GDestroyNotify)quay_reconnect_free);
  self->delays = g_array_new (FALSE, FALSE, sizeof (guint));
  self->limiter = quay_rate_limiter_new (NULL);
  self->owner = g_main_context_ref_thread_default ();
  self->max_active = DEFAULT_MAX_ACTIVE;
  self->connect = TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-view-private.h"

#include "quayside-lazy-row.h"

/* Filling the tabs looks at every transfer, so it is done at most this often, however fast transfers change... */
#define FILL_MS 100
/* ...and takes one part in so many of the time at most. */
#define FILL_SHARE 10
/* What is left of one filling is done after a frame. */
#define STEP_MS 20

static gboolean fill_now (gpointer user_data);

static QuaysideTab
tab_of (QuayTransferState state)
{
  switch (state)
    {
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
      return QUAYSIDE_TAB_FAILED;
    case QUAY_TRANSFER_DONE:
    case QUAY_TRANSFER_SKIPPED:
      return QUAYSIDE_TAB_DONE;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_RUNNING:
    case QUAY_TRANSFER_PAUSED:
    case QUAY_TRANSFER_WAITING:
    default:
      return QUAYSIDE_TAB_ACTIVE;
    }
}

static void
sort_out (QuaysideQueueView *self, GPtrArray *const *tabs)
{
  guint n = self->queue != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->queue)) : 0;

  for (guint i = 0; i < n; i++)
    {
      QuayTransfer *transfer = g_list_model_get_item (G_LIST_MODEL (self->queue), i);

      g_ptr_array_add (tabs[tab_of (quay_transfer_get_state (transfer))], transfer);
    }
}

/* One that moves within its tab is taken out and put in again, which unselects it. */
static GHashTable *
list_selected (QuaysideQueueView *self, QuaysideTab tab)
{
  g_autoptr (GtkBitset) bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selections[tab]));
  GHashTable *selected = gtk_bitset_is_empty (bits) ? NULL : g_hash_table_new (NULL, NULL);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_hash_table_add (selected, quayside_transfer_list_peek (self->lists[tab], position));

  return selected;
}

static void
select_again (QuaysideQueueView *self, QuaysideTab tab, GHashTable *selected)
{
  g_autoptr (GtkBitset) before = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selections[tab]));
  g_autoptr (GtkBitset) bits = NULL;
  g_autoptr (GtkBitset) all = NULL;
  guint n = quayside_queue_view_n_in_tab (self, tab);

  if (gtk_bitset_get_size (before) == g_hash_table_size (selected))
    return;
  bits = gtk_bitset_new_empty ();
  for (guint i = 0; i < n; i++)
    if (g_hash_table_contains (selected, quayside_transfer_list_peek (self->lists[tab], i)))
      gtk_bitset_add (bits, i);
  all = gtk_bitset_new_range (0, n);
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selections[tab]), bits, all);
}

/* The list loses the focus with the row that has it; nobody else has taken it then. */

static GtkWidget *
get_focus (QuaysideQueueView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static QuayTransfer *
get_focused (QuaysideQueueView *self)
{
  GtkWidget *focus = get_focus (self);
  GtkWidget *place;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list)))
    return NULL;
  place = gtk_widget_get_ancestor (focus, QUAYSIDE_TYPE_LAZY_ROW);
  if (place == NULL)
    place = gtk_widget_get_first_child (focus);

  return place != NULL && QUAYSIDE_IS_LAZY_ROW (place) ? quayside_lazy_row_get_transfer (QUAYSIDE_LAZY_ROW (place))
                                                       : NULL;
}

static guint
position_in_tab (QuaysideQueueView *self, QuaysideTab tab, QuayTransfer *transfer)
{
  guint n = quayside_queue_view_n_in_tab (self, tab);

  for (guint i = 0; i < n; i++)
    if (quayside_transfer_list_peek (self->lists[tab], i) == transfer)
      return i;

  return GTK_INVALID_LIST_POSITION;
}

static gboolean
return_focus (gpointer data)
{
  QuaysideQueueView *self = data;
  g_autoptr (QuayTransfer) focused = g_steal_pointer (&self->focused);
  QuaysideTab tab = quayside_queue_view_get_tab (self);
  GtkWidget *focus = get_focus (self);
  guint n, position;

  self->focus_source = 0;
  if (tab == QUAYSIDE_TAB_LOG || get_focused (self) == focused
      || (focus != NULL && !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list))
          && !gtk_widget_is_ancestor (GTK_WIDGET (self->list), focus)))
    return G_SOURCE_REMOVE;
  n = quayside_queue_view_n_in_tab (self, tab);
  position = position_in_tab (self, tab, focused);
  if (position == GTK_INVALID_LIST_POSITION && n > 0)
    position = MIN (self->focused_position, n - 1);
  if (n > 0 && gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    gtk_list_view_scroll_to (self->list, position, GTK_LIST_SCROLL_FOCUS, NULL);

  return G_SOURCE_REMOVE;
}

static void
note_focus (QuaysideQueueView *self)
{
  QuayTransfer *focused = get_focused (self);
  QuaysideTab tab = quayside_queue_view_get_tab (self);

  if (focused == NULL || self->focused != NULL || tab == QUAYSIDE_TAB_LOG)
    return;
  self->focused = g_object_ref (focused);
  self->focused_position = position_in_tab (self, tab, focused);
}

/* After the list has taken notice of what has changed. */
static void
keep_focus (QuaysideQueueView *self)
{
  if (self->focused != NULL && self->focus_source == 0)
    self->focus_source = g_idle_add_full (G_PRIORITY_LOW, return_focus, self, NULL);
}

static gboolean
is_shown (QuaysideQueueView *self, QuaysideTab tab)
{
  return gtk_list_view_get_model (self->list) == GTK_SELECTION_MODEL (self->selections[tab])
         && gtk_widget_get_mapped (GTK_WIDGET (self->list));
}

void
quayside_queue_view_fill (QuaysideQueueView *self)
{
  gint64 started = g_get_monotonic_time ();
  GPtrArray *tabs[QUAYSIDE_N_LISTS];
  gboolean behind = FALSE;

  g_clear_handle_id (&self->fill_source, g_source_remove);
  for (QuaysideTab tab = 0; tab < QUAYSIDE_N_LISTS; tab++)
    tabs[tab] = g_ptr_array_new_with_free_func (g_object_unref);
  sort_out (self, tabs);
  note_focus (self);
  for (QuaysideTab tab = 0; tab < QUAYSIDE_N_LISTS; tab++)
    {
      g_autoptr (GPtrArray) now = tabs[tab];
      g_autoptr (GHashTable) selected = list_selected (self, tab);

      if (quayside_transfer_list_set (self->lists[tab], now, is_shown (self, tab)) && selected != NULL)
        select_again (self, tab, selected);
      behind |= quayside_transfer_list_get_behind (self->lists[tab]);
    }
  quayside_queue_view_update (self);
  keep_focus (self);
  self->fill_time = g_get_monotonic_time () - started;
  if (behind)
    self->fill_source = g_timeout_add (STEP_MS + (guint)(self->fill_time / 1000), fill_now, self);
}

static gboolean
fill_now (gpointer user_data)
{
  QuaysideQueueView *self = user_data;

  self->fill_source = 0;
  quayside_queue_view_fill (self);

  return G_SOURCE_REMOVE;
}

void
quayside_queue_view_fill_soon (QuaysideQueueView *self)
{
  if (self->fill_source == 0)
    self->fill_source = g_timeout_add (MAX (FILL_MS, (guint)(FILL_SHARE * self->fill_time / 1000)), fill_now, self);
}

void
quayside_queue_view_lists_init (QuaysideQueueView *self)
{
  for (QuaysideTab tab = 0; tab < QUAYSIDE_N_LISTS; tab++)
    {
      self->lists[tab] = quayside_transfer_list_new ();
      self->selections[tab] = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->lists[tab])));
      g_signal_connect_object (self->selections[tab], "selection-changed",
                               G_CALLBACK (quayside_queue_view_update_actions), self, G_CONNECT_SWAPPED);
    }
}

void
quayside_queue_view_lists_clear (QuaysideQueueView *self)
{
  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_object (&self->focused);
  for (QuaysideTab tab = 0; tab < QUAYSIDE_N_LISTS; tab++)
    {
      g_clear_object (&self->selections[tab]);
      g_clear_object (&self->lists[tab]);
    }
}

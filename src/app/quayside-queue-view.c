/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-view-private.h"

#include <glib/gi18n.h>

#include "quayside-lazy-row.h"
#include "quayside-shortcuts.h"
#include "quayside-speed-limit.h"
#include "quayside-transfer-text.h"

static const char *const tab_names[] = { "active", "failed", "done", "log" };

G_DEFINE_FINAL_TYPE (QuaysideQueueView, quayside_queue_view, GTK_TYPE_WIDGET)

QuaysideTab
quayside_queue_view_get_tab (QuaysideQueueView *self)
{
  const char *name = adw_toggle_group_get_active_name (self->tabs);

  for (QuaysideTab tab = 0; tab < QUAYSIDE_N_LISTS; tab++)
    if (g_strcmp0 (name, tab_names[tab]) == 0)
      return tab;
  return QUAYSIDE_TAB_LOG;
}

guint
quayside_queue_view_n_in_tab (QuaysideQueueView *self, QuaysideTab tab)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lists[tab]));
}

GPtrArray *
quayside_queue_view_list_selected (QuaysideQueueView *self)
{
  GPtrArray *transfers = g_ptr_array_new_with_free_func (g_object_unref);
  QuaysideTab tab = quayside_queue_view_get_tab (self);
  g_autoptr (GtkBitset) bits = NULL;
  GtkBitsetIter iter;
  guint position;

  if (tab == QUAYSIDE_TAB_LOG)
    return transfers;
  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selections[tab]));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (transfers, g_object_ref (quayside_transfer_list_peek (self->lists[tab], position)));
  return transfers;
}

static const char *
empty_text (QuaysideTab tab)
{
  switch (tab)
    {
    case QUAYSIDE_TAB_FAILED:
      return _ ("No failed transfers");
    case QUAYSIDE_TAB_DONE:
      return _ ("Nothing transferred yet");
    case QUAYSIDE_TAB_ACTIVE:
    case QUAYSIDE_TAB_LOG:
    default:
      return _ ("No transfers under way");
    }
}

static void
show_tab (QuaysideQueueView *self)
{
  QuaysideTab tab = quayside_queue_view_get_tab (self);

  if (tab == QUAYSIDE_TAB_LOG)
    {
      gtk_stack_set_visible_child_name (self->stack, "log");
    }
  else if (quayside_queue_view_n_in_tab (self, tab) == 0)
    {
      gtk_label_set_label (self->empty, empty_text (tab));
      gtk_stack_set_visible_child_name (self->stack, "empty");
    }
  else
    {
      if (gtk_list_view_get_model (self->list) != GTK_SELECTION_MODEL (self->selections[tab]))
        gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selections[tab]));
      gtk_stack_set_visible_child_name (self->stack, "list");
    }
  quayside_queue_view_update_actions (self);
}

void
quayside_queue_view_update (QuaysideQueueView *self)
{
  static const char *const labels[QUAYSIDE_N_LISTS] = { N_ ("Active"), N_ ("Failed"), N_ ("Done") };

  for (QuaysideTab tab = 0; tab < QUAYSIDE_N_LISTS; tab++)
    {
      g_autofree char *label = g_strdup_printf ("%s %'u", _ (labels[tab]), quayside_queue_view_n_in_tab (self, tab));

      adw_toggle_set_label (adw_toggle_group_get_toggle_by_name (self->tabs, tab_names[tab]), label);
    }
  show_tab (self);
}

static void
update_rate (QuaysideQueueView *self)
{
  double rate = self->queue != NULL ? quay_transfer_queue_get_rate (self->queue) : 0;
  guint64 limit = quayside_speed_limit_get (quayside_speed_limit_get_default ());
  g_autofree char *text = quayside_transfer_text_rate (rate);
  g_autofree char *limit_text = quayside_transfer_text_rate ((double)limit);
  g_autofree char *both = NULL;

  if (limit > 0 && text[0] != '\0')
    both = g_strdup_printf (_ ("%s, limited to %s"), text, limit_text);
  else if (limit > 0)
    both = g_strdup_printf (_ ("Limited to %s"), limit_text);
  gtk_label_set_label (self->rate, both != NULL ? both : text);
}

static void
forget_queue (QuaysideQueueView *self)
{
  if (self->queue != NULL)
    g_signal_handlers_disconnect_by_data (self->queue, self);
  g_clear_object (&self->queue);
}

void
quayside_queue_view_set_queue (QuaysideQueueView *self, QuayTransferQueue *queue)
{
  static const char *const notifies[] = { "notify::n-active", "notify::n-queued",  "notify::n-failed", "notify::n-done",
                                          "notify::paused",   "transfer-finished", "items-changed" };

  g_return_if_fail (QUAYSIDE_IS_QUEUE_VIEW (self));

  if (self->queue == queue)
    return;
  forget_queue (self);
  self->queue = queue != NULL ? g_object_ref (queue) : NULL;
  for (guint i = 0; queue != NULL && i < G_N_ELEMENTS (notifies); i++)
    g_signal_connect_object (queue, notifies[i], G_CALLBACK (quayside_queue_view_fill_soon), self, G_CONNECT_SWAPPED);
  if (queue != NULL)
    g_signal_connect_object (queue, "notify::rate", G_CALLBACK (update_rate), self, G_CONNECT_SWAPPED);
  quayside_queue_view_fill (self);
  update_rate (self);
}

void
quayside_queue_view_set_login (QuaysideQueueView *self, QuayLogin *login)
{
  g_return_if_fail (QUAYSIDE_IS_QUEUE_VIEW (self));

  quayside_log_view_set_login (self->log, login);
}

void
quayside_queue_view_popup_menu (QuaysideQueueView *self, GtkWidget *at, double x, double y)
{
  graphene_point_t point;

  if (!gtk_widget_compute_point (at, GTK_WIDGET (self), &GRAPHENE_POINT_INIT (x, y), &point))
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ point.x, point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* One for the whole list: rows are made too often to have one each. */
static void
on_right_click (QuaysideQueueView *self, int n_press, double x, double y)
{
  GtkWidget *at = gtk_widget_pick (GTK_WIDGET (self->list), x, y, 0);
  GtkWidget *place = at != NULL ? gtk_widget_get_ancestor (at, QUAYSIDE_TYPE_LAZY_ROW) : NULL;
  GtkListItem *item;
  guint position;

  if (place == NULL && at != NULL && at != GTK_WIDGET (self->list))
    place = gtk_widget_get_first_child (at);
  if (place == NULL || !QUAYSIDE_IS_LAZY_ROW (place))
    return;
  item = quayside_lazy_row_get_item (QUAYSIDE_LAZY_ROW (place));
  position = item != NULL ? gtk_list_item_get_position (item) : GTK_INVALID_LIST_POSITION;
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (gtk_list_view_get_model (self->list), position, TRUE);
  quayside_queue_view_popup_menu (self, GTK_WIDGET (self->list), x, y);
}

static void
add_right_click (QuaysideQueueView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_right_click), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (click));
}

static void
on_setup (QuaysideQueueView *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, quayside_lazy_row_new (item));
}

static void
on_bind (QuaysideQueueView *self, GtkListItem *item)
{
  quayside_lazy_row_set_transfer (QUAYSIDE_LAZY_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
  quayside_queue_view_fill_rows_soon (self);
}

static void
on_unbind (QuaysideQueueView *self, GtkListItem *item)
{
  quayside_lazy_row_set_transfer (QUAYSIDE_LAZY_ROW (gtk_list_item_get_child (item)), NULL);
}

/* Before the place goes, with all that is in it. */
static void
on_teardown (QuaysideQueueView *self, GtkListItem *item)
{
  GtkWidget *place = gtk_list_item_get_child (item);

  if (place != NULL)
    quayside_queue_view_give_back (self, QUAYSIDE_LAZY_ROW (place));
}

GtkWidget *
quayside_queue_view_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_QUEUE_VIEW, NULL);
}

static void
quayside_queue_view_dispose (GObject *object)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (object);

  forget_queue (self);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), QUAYSIDE_TYPE_QUEUE_VIEW);
  quayside_queue_view_lists_clear (self);
  quayside_queue_view_rows_clear (self);
  g_clear_object (&self->limit_action);
  G_OBJECT_CLASS (quayside_queue_view_parent_class)->dispose (object);
}

static void
quayside_queue_view_class_init (QuaysideQueueViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_queue_view_dispose;
  quayside_queue_view_actions_install (widget_class);
  g_type_ensure (QUAYSIDE_TYPE_LOG_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-queue-view.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, tabs);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, rate);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, limit_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, pause_all_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, resume_all_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, empty);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, list);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, log);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_teardown);
  gtk_widget_class_bind_template_callback (widget_class, show_tab);
}

/* Menus show which of the usual limits holds, if it is one of them. */

static void
on_limit_chosen (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  quayside_speed_limit_set (quayside_speed_limit_get_default (), g_variant_get_uint64 (value));
}

static void
on_limit_changed (QuaysideQueueView *self)
{
  QuaysideSpeedLimit *limit = quayside_speed_limit_get_default ();

  g_simple_action_set_state (self->limit_action, g_variant_new_uint64 (quayside_speed_limit_get (limit)));
  update_rate (self);
}

static void
add_limit_action (QuaysideQueueView *self)
{
  QuaysideSpeedLimit *limit = quayside_speed_limit_get_default ();
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->limit_action = g_simple_action_new_stateful ("value", G_VARIANT_TYPE_UINT64,
                                                     g_variant_new_uint64 (quayside_speed_limit_get (limit)));
  g_signal_connect (self->limit_action, "change-state", G_CALLBACK (on_limit_chosen), NULL);
  g_signal_connect_object (limit, "notify::limit", G_CALLBACK (on_limit_changed), self, G_CONNECT_SWAPPED);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (self->limit_action));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "limit", G_ACTION_GROUP (group));
}

static void
quayside_queue_view_init (QuaysideQueueView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  quayside_queue_view_lists_init (self);
  quayside_queue_view_rows_init (self);
  self->popover = gtk_popover_menu_new_from_model (self->menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  quayside_shortcuts_install_queue (GTK_WIDGET (self->list));
  add_right_click (self);
  add_limit_action (self);
  quayside_queue_view_update (self);
  update_rate (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "quayside-log-view.h"
#include "quayside-queue-row.h"
#include "quayside-transfer-text.h"

/* Filters look at every transfer, so they run at most this often, however fast transfers change. */
#define REFILTER_MS 100

typedef enum
{
  TAB_ACTIVE,
  TAB_FAILED,
  TAB_DONE,
  TAB_LOG,
  N_LISTS = TAB_LOG,
} Tab;

static const char *const tab_names[] = { "active", "failed", "done", "log" };

struct _QuaysideQueueView
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *box;
  AdwToggleGroup *tabs;
  GtkLabel *rate;
  GtkStack *stack;
  GtkLabel *empty;
  GtkListView *list;
  QuaysideLogView *log;
  GMenuModel *menu;

  /* Owned */
  QuayTransferQueue *queue;
  GtkFilter *filters[N_LISTS];
  GtkFilterListModel *lists[N_LISTS];
  GtkMultiSelection *selections[N_LISTS];
  GtkWidget *popover;
  guint refilter_source;
};

G_DEFINE_FINAL_TYPE (QuaysideQueueView, quayside_queue_view, GTK_TYPE_WIDGET)

static Tab
tab_of (QuayTransferState state)
{
  switch (state)
    {
    case QUAY_TRANSFER_FAILED:
    case QUAY_TRANSFER_CANCELLED:
      return TAB_FAILED;
    case QUAY_TRANSFER_DONE:
    case QUAY_TRANSFER_SKIPPED:
      return TAB_DONE;
    case QUAY_TRANSFER_QUEUED:
    case QUAY_TRANSFER_RUNNING:
    case QUAY_TRANSFER_PAUSED:
    default:
      return TAB_ACTIVE;
    }
}

static gboolean
is_in_tab (gpointer item, gpointer tab)
{
  return tab_of (quay_transfer_get_state (QUAY_TRANSFER (item))) == GPOINTER_TO_UINT (tab);
}

static Tab
visible_tab (QuaysideQueueView *self)
{
  const char *name = adw_toggle_group_get_active_name (self->tabs);

  for (Tab tab = TAB_ACTIVE; tab < TAB_LOG; tab++)
    if (g_strcmp0 (name, tab_names[tab]) == 0)
      return tab;
  return TAB_LOG;
}

static guint
n_in_tab (QuaysideQueueView *self, Tab tab)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->lists[tab]));
}

static GPtrArray *
list_selected (QuaysideQueueView *self)
{
  GPtrArray *transfers = g_ptr_array_new_with_free_func (g_object_unref);
  Tab tab = visible_tab (self);
  g_autoptr (GtkBitset) bits = NULL;
  GtkBitsetIter iter;
  guint position;

  if (tab == TAB_LOG)
    return transfers;
  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selections[tab]));
  for (gboolean more = gtk_bitset_iter_init_first (&iter, bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (transfers, g_list_model_get_item (G_LIST_MODEL (self->lists[tab]), position));
  return transfers;
}

static gboolean
has_selection (QuaysideQueueView *self)
{
  Tab tab = visible_tab (self);
  g_autoptr (GtkBitset) bits = NULL;

  if (tab == TAB_LOG)
    return FALSE;
  bits = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selections[tab]));
  return !gtk_bitset_is_empty (bits);
}

static void
update_actions (QuaysideQueueView *self)
{
  Tab tab = visible_tab (self);
  gboolean selected = has_selection (self);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "queue.cancel", selected && tab == TAB_ACTIVE);
  gtk_widget_action_set_enabled (widget, "queue.retry", selected && tab == TAB_FAILED);
  gtk_widget_action_set_enabled (widget, "queue.remove", selected);
  gtk_widget_action_set_enabled (widget, "queue.cancel-all", n_in_tab (self, TAB_ACTIVE) > 0);
  gtk_widget_action_set_enabled (widget, "queue.retry-failed", n_in_tab (self, TAB_FAILED) > 0);
  gtk_widget_action_set_enabled (widget, "queue.clear-finished",
                                 n_in_tab (self, TAB_FAILED) > 0 || n_in_tab (self, TAB_DONE) > 0);
}

static const char *
empty_text (Tab tab)
{
  switch (tab)
    {
    case TAB_FAILED:
      return _ ("No failed transfers");
    case TAB_DONE:
      return _ ("Nothing transferred yet");
    case TAB_ACTIVE:
    case TAB_LOG:
    default:
      return _ ("No transfers under way");
    }
}

static void
show_tab (QuaysideQueueView *self)
{
  Tab tab = visible_tab (self);

  if (tab == TAB_LOG)
    {
      gtk_stack_set_visible_child_name (self->stack, "log");
    }
  else if (n_in_tab (self, tab) == 0)
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
  update_actions (self);
}

static void
update_counts (QuaysideQueueView *self)
{
  static const char *const labels[N_LISTS] = { N_ ("Active"), N_ ("Failed"), N_ ("Done") };

  for (Tab tab = TAB_ACTIVE; tab < TAB_LOG; tab++)
    {
      g_autofree char *label = g_strdup_printf ("%s %'u", _ (labels[tab]), n_in_tab (self, tab));

      adw_toggle_set_label (adw_toggle_group_get_toggle_by_name (self->tabs, tab_names[tab]), label);
    }
  show_tab (self);
}

static gboolean
on_refilter (gpointer user_data)
{
  QuaysideQueueView *self = user_data;

  self->refilter_source = 0;
  for (Tab tab = TAB_ACTIVE; tab < TAB_LOG; tab++)
    gtk_filter_changed (self->filters[tab], GTK_FILTER_CHANGE_DIFFERENT);
  update_counts (self);
  return G_SOURCE_REMOVE;
}

static void
schedule_refilter (QuaysideQueueView *self)
{
  if (self->refilter_source == 0)
    self->refilter_source = g_timeout_add (REFILTER_MS, on_refilter, self);
}

static void
update_rate (QuaysideQueueView *self)
{
  double rate = self->queue != NULL ? quay_transfer_queue_get_rate (self->queue) : 0;
  g_autofree char *text = quayside_transfer_text_rate (rate);

  gtk_label_set_label (self->rate, text);
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
  static const char *const notifies[] = { "notify::n-active", "notify::n-queued",  "notify::n-failed",
                                          "notify::n-done",   "transfer-finished", "items-changed" };

  g_return_if_fail (QUAYSIDE_IS_QUEUE_VIEW (self));

  if (self->queue == queue)
    return;
  forget_queue (self);
  self->queue = queue != NULL ? g_object_ref (queue) : NULL;
  for (guint i = 0; queue != NULL && i < G_N_ELEMENTS (notifies); i++)
    g_signal_connect_object (queue, notifies[i], G_CALLBACK (schedule_refilter), self, G_CONNECT_SWAPPED);
  if (queue != NULL)
    g_signal_connect_object (queue, "notify::rate", G_CALLBACK (update_rate), self, G_CONNECT_SWAPPED);
  for (Tab tab = TAB_ACTIVE; tab < TAB_LOG; tab++)
    gtk_filter_list_model_set_model (self->lists[tab], queue != NULL ? G_LIST_MODEL (queue) : NULL);
  update_counts (self);
  update_rate (self);
}

void
quayside_queue_view_set_login (QuaysideQueueView *self, QuayLogin *login)
{
  g_return_if_fail (QUAYSIDE_IS_QUEUE_VIEW (self));

  quayside_log_view_set_login (self->log, login);
}

static void
each_selected (QuaysideQueueView *self, void (*act) (QuayTransferQueue *, QuayTransfer *))
{
  g_autoptr (GPtrArray) transfers = list_selected (self);

  for (guint i = 0; self->queue != NULL && i < transfers->len; i++)
    act (self->queue, g_ptr_array_index (transfers, i));
}

static void
action_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  each_selected (QUAYSIDE_QUEUE_VIEW (widget), quay_transfer_queue_cancel);
}

static void
action_retry (GtkWidget *widget, const char *name, GVariant *parameter)
{
  each_selected (QUAYSIDE_QUEUE_VIEW (widget), quay_transfer_queue_retry);
}

/* What is under way is cancelled, and stays in the list to be tried again; what is over leaves it. */
static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);

  each_selected (self, visible_tab (self) == TAB_ACTIVE ? quay_transfer_queue_cancel : quay_transfer_queue_remove);
}

static void
action_cancel_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quay_transfer_queue_cancel_all (QUAYSIDE_QUEUE_VIEW (widget)->queue);
}

static void
action_retry_failed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  g_autoptr (GPtrArray) transfers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_in_tab (self, TAB_FAILED); i++)
    g_ptr_array_add (transfers, g_list_model_get_item (G_LIST_MODEL (self->lists[TAB_FAILED]), i));
  for (guint i = 0; i < transfers->len; i++)
    quay_transfer_queue_retry (self->queue, g_ptr_array_index (transfers, i));
}

static void
action_clear_finished (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quay_transfer_queue_clear_finished (QUAYSIDE_QUEUE_VIEW (widget)->queue);
}

static void
popup_menu (QuaysideQueueView *self, GtkWidget *at, double x, double y)
{
  graphene_point_t point;

  if (!gtk_widget_compute_point (at, GTK_WIDGET (self), &GRAPHENE_POINT_INIT (x, y), &point))
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle){ point.x, point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    focus = GTK_WIDGET (self->list);
  popup_menu (self, focus, 24, gtk_widget_get_height (focus) / 2.0);
}

static void
on_right_click (GtkGestureClick *gesture, int n_press, double x, double y, GtkListItem *item)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (gtk_widget_get_ancestor (row, QUAYSIDE_TYPE_QUEUE_VIEW));
  guint position = gtk_list_item_get_position (item);

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (!gtk_list_item_get_selected (item))
    gtk_selection_model_select_item (gtk_list_view_get_model (self->list), position, TRUE);
  popup_menu (self, row, x, y);
}

static void
on_row_cancel (QuaysideQueueView *self, QuayTransfer *transfer)
{
  quay_transfer_queue_cancel (self->queue, transfer);
}

static void
on_row_retry (QuaysideQueueView *self, QuayTransfer *transfer)
{
  quay_transfer_queue_retry (self->queue, transfer);
}

static void
on_row_remove (QuaysideQueueView *self, QuayTransfer *transfer)
{
  quay_transfer_queue_remove (self->queue, transfer);
}

static void
on_setup (QuaysideQueueView *self, GtkListItem *item)
{
  GtkWidget *row = quayside_queue_row_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (row, "cancel", G_CALLBACK (on_row_cancel), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "retry", G_CALLBACK (on_row_retry), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "remove", G_CALLBACK (on_row_remove), self, G_CONNECT_SWAPPED);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_right_click), item, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (click));
  gtk_list_item_set_child (item, row);
  g_object_bind_property (row, "summary", item, "accessible-label", G_BINDING_DEFAULT);
}

static void
on_bind (QuaysideQueueView *self, GtkListItem *item)
{
  quayside_queue_row_set_transfer (QUAYSIDE_QUEUE_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
on_unbind (QuaysideQueueView *self, GtkListItem *item)
{
  quayside_queue_row_set_transfer (QUAYSIDE_QUEUE_ROW (gtk_list_item_get_child (item)), NULL);
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
  g_clear_handle_id (&self->refilter_source, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), QUAYSIDE_TYPE_QUEUE_VIEW);
  for (Tab tab = TAB_ACTIVE; tab < TAB_LOG; tab++)
    {
      g_clear_object (&self->selections[tab]);
      g_clear_object (&self->lists[tab]);
      g_clear_object (&self->filters[tab]);
    }
  G_OBJECT_CLASS (quayside_queue_view_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "queue.cancel", NULL, action_cancel);
  gtk_widget_class_install_action (widget_class, "queue.retry", NULL, action_retry);
  gtk_widget_class_install_action (widget_class, "queue.remove", NULL, action_remove);
  gtk_widget_class_install_action (widget_class, "queue.cancel-all", NULL, action_cancel_all);
  gtk_widget_class_install_action (widget_class, "queue.retry-failed", NULL, action_retry_failed);
  gtk_widget_class_install_action (widget_class, "queue.clear-finished", NULL, action_clear_finished);
  gtk_widget_class_install_action (widget_class, "queue.menu", NULL, action_menu);
}

static void
quayside_queue_view_class_init (QuaysideQueueViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_queue_view_dispose;
  install_actions (widget_class);
  g_type_ensure (QUAYSIDE_TYPE_LOG_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-queue-view.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, tabs);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, rate);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, empty);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, list);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, log);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueView, menu);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, show_tab);
}

static void
add_shortcut (GtkShortcutController *controller, const char *trigger, const char *action)
{
  gtk_shortcut_controller_add_shortcut (
      controller, gtk_shortcut_new (gtk_shortcut_trigger_parse_string (trigger), gtk_named_action_new (action)));
}

static void
add_shortcuts (QuaysideQueueView *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), "Delete|KP_Delete", "queue.remove");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), "<Control>r", "queue.retry");
  add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), "Menu|<Shift>F10", "queue.menu");
  gtk_widget_add_controller (GTK_WIDGET (self->list), controller);
}

static void
quayside_queue_view_init (QuaysideQueueView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (Tab tab = TAB_ACTIVE; tab < TAB_LOG; tab++)
    {
      self->filters[tab] = GTK_FILTER (gtk_custom_filter_new (is_in_tab, GUINT_TO_POINTER (tab), NULL));
      self->lists[tab] = gtk_filter_list_model_new (NULL, g_object_ref (self->filters[tab]));
      self->selections[tab] = gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (self->lists[tab])));
      g_signal_connect_object (self->selections[tab], "selection-changed", G_CALLBACK (update_actions), self,
                               G_CONNECT_SWAPPED);
    }
  self->popover = gtk_popover_menu_new_from_model (self->menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  add_shortcuts (self);
  update_counts (self);
}

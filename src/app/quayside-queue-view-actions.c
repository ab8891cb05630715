/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-view-private.h"

#include <glib/gi18n.h>

#include "quayside-limit-dialog.h"

typedef void (*QueueFunc) (QuayTransferQueue *queue, QuayTransfer *transfer);

static void
each_selected (QuaysideQueueView *self, QueueFunc func)
{
  g_autoptr (GPtrArray) transfers = quayside_queue_view_list_selected (self);

  for (guint i = 0; self->queue != NULL && i < transfers->len; i++)
    func (self->queue, transfers->pdata[i]);
  quayside_queue_view_fill_soon (self);
  quayside_queue_view_update_actions (self);
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

static void
action_pause (GtkWidget *widget, const char *name, GVariant *parameter)
{
  each_selected (QUAYSIDE_QUEUE_VIEW (widget), quay_transfer_queue_pause);
}

static void
action_resume (GtkWidget *widget, const char *name, GVariant *parameter)
{
  each_selected (QUAYSIDE_QUEUE_VIEW (widget), quay_transfer_queue_resume);
}

/* What is under way is cancelled, and stays in the list to be tried again; what is over leaves it. */
static void
action_remove (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  gboolean active = quayside_queue_view_get_tab (self) == QUAYSIDE_TAB_ACTIVE;

  each_selected (self, active ? quay_transfer_queue_cancel : quay_transfer_queue_remove);
}

/* The order */

static void
move_to_place_of (QuaysideQueueView *self, QuayTransfer *transfer, QuayTransfer *other)
{
  guint position;

  if (quay_transfer_queue_get_position (self->queue, other, &position))
    quay_transfer_queue_move (self->queue, transfer, position);
}

/* Every selected one changes places with the one before it, or after it with @by 1; at the end they push together. */
static void
move_selected (QuaysideQueueView *self, int by)
{
  QuaysideTab tab = quayside_queue_view_get_tab (self);
  g_autoptr (GPtrArray) selected = quayside_queue_view_list_selected (self);
  g_autoptr (GHashTable) chosen = g_hash_table_new (NULL, NULL);
  int n = (int)quayside_queue_view_n_in_tab (self, tab);
  g_autofree QuayTransfer **order = g_new (QuayTransfer *, n);

  for (guint i = 0; i < selected->len; i++)
    g_hash_table_add (chosen, selected->pdata[i]);
  for (int i = 0; i < n; i++)
    order[i] = quayside_transfer_list_peek (self->lists[tab], by < 0 ? i : n - 1 - i);
  for (int i = 1; i < n; i++)
    {
      QuayTransfer *transfer = order[i], *neighbour = order[i - 1];

      if (!g_hash_table_contains (chosen, transfer) || g_hash_table_contains (chosen, neighbour))
        continue;
      move_to_place_of (self, transfer, neighbour);
      order[i] = neighbour;
      order[i - 1] = transfer;
    }
  quayside_queue_view_fill (self);
}

static void
action_move_up (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_selected (QUAYSIDE_QUEUE_VIEW (widget), -1);
}

static void
action_move_down (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_selected (QUAYSIDE_QUEUE_VIEW (widget), 1);
}

static void
action_move_top (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  g_autoptr (GPtrArray) selected = quayside_queue_view_list_selected (self);

  for (guint i = selected->len; i-- > 0;)
    quay_transfer_queue_move (self->queue, selected->pdata[i], 0);
  quayside_queue_view_fill (self);
}

static void
action_move_bottom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  g_autoptr (GPtrArray) selected = quayside_queue_view_list_selected (self);

  for (guint i = 0; i < selected->len; i++)
    quay_transfer_queue_move (self->queue, selected->pdata[i], G_MAXUINT);
  quayside_queue_view_fill (self);
}

static QuayPriority
priority_of (const char *word)
{
  if (g_str_equal (word, "high"))
    return QUAY_PRIORITY_HIGH;
  return g_str_equal (word, "low") ? QUAY_PRIORITY_LOW : QUAY_PRIORITY_NORMAL;
}

static void
action_priority (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  g_autoptr (GPtrArray) selected = quayside_queue_view_list_selected (self);

  for (guint i = 0; i < selected->len; i++)
    quay_transfer_queue_set_priority (self->queue, selected->pdata[i],
                                      priority_of (g_variant_get_string (parameter, NULL)));
  quayside_queue_view_refresh_rows (self);
}

/* All of them */

static void
action_cancel_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quay_transfer_queue_cancel_all (QUAYSIDE_QUEUE_VIEW (widget)->queue);
  quayside_queue_view_fill_soon (QUAYSIDE_QUEUE_VIEW (widget));
}

static void
action_pause_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quay_transfer_queue_pause_all (QUAYSIDE_QUEUE_VIEW (widget)->queue);
  quayside_queue_view_update_actions (QUAYSIDE_QUEUE_VIEW (widget));
}

static void
action_resume_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quay_transfer_queue_resume_all (QUAYSIDE_QUEUE_VIEW (widget)->queue);
  quayside_queue_view_update_actions (QUAYSIDE_QUEUE_VIEW (widget));
}

static void
action_retry_failed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  g_autoptr (GPtrArray) transfers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < quayside_queue_view_n_in_tab (self, QUAYSIDE_TAB_FAILED); i++)
    g_ptr_array_add (transfers, g_object_ref (quayside_transfer_list_peek (self->lists[QUAYSIDE_TAB_FAILED], i)));
  for (guint i = 0; i < transfers->len; i++)
    quay_transfer_queue_retry (self->queue, transfers->pdata[i]);
}

static void
action_clear_finished (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quay_transfer_queue_clear_finished (QUAYSIDE_QUEUE_VIEW (widget)->queue);
}

/* The speed limit */

static void
action_limit_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (QUAYSIDE_QUEUE_VIEW (widget)->limit_button);
}

static void
action_limit_other (GtkWidget *widget, const char *name, GVariant *parameter)
{
  adw_dialog_present (quayside_limit_dialog_new (), widget);
}

/* The menu of the selected ones */

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideQueueView *self = QUAYSIDE_QUEUE_VIEW (widget);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));

  if (focus == NULL || !gtk_widget_is_ancestor (focus, widget))
    focus = GTK_WIDGET (self->list);
  quayside_queue_view_popup_menu (self, focus, 24, gtk_widget_get_height (focus) / 2.0);
}

/* What of it there is to do */

typedef struct
{
  gboolean any;
  gboolean can_pause;
  gboolean can_resume;
} Selected;

static Selected
look_at_selected (QuaysideQueueView *self)
{
  g_autoptr (GPtrArray) transfers = quayside_queue_view_list_selected (self);
  Selected selected = { .any = transfers->len > 0 };

  for (guint i = 0; i < transfers->len && !(selected.can_pause && selected.can_resume); i++)
    {
      QuayTransferState state = quay_transfer_get_state (transfers->pdata[i]);

      selected.can_pause
          |= state == QUAY_TRANSFER_RUNNING || state == QUAY_TRANSFER_QUEUED || state == QUAY_TRANSFER_WAITING;
      selected.can_resume |= state == QUAY_TRANSFER_PAUSED;
    }

  return selected;
}

static void
update_order_actions (GtkWidget *widget, gboolean enabled)
{
  static const char *const names[]
      = { "queue.move-up", "queue.move-down", "queue.move-top", "queue.move-bottom", "queue.priority" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    gtk_widget_action_set_enabled (widget, names[i], enabled);
}

void
quayside_queue_view_update_actions (QuaysideQueueView *self)
{
  QuaysideTab tab = quayside_queue_view_get_tab (self);
  GtkWidget *widget = GTK_WIDGET (self);
  Selected selected = look_at_selected (self);
  gboolean some_active = quayside_queue_view_n_in_tab (self, QUAYSIDE_TAB_ACTIVE) > 0;
  gboolean some_failed = quayside_queue_view_n_in_tab (self, QUAYSIDE_TAB_FAILED) > 0;
  gboolean paused = self->queue != NULL && quay_transfer_queue_get_paused (self->queue);

  gtk_widget_action_set_enabled (widget, "queue.cancel", selected.any && tab == QUAYSIDE_TAB_ACTIVE);
  gtk_widget_action_set_enabled (widget, "queue.pause", selected.can_pause);
  gtk_widget_action_set_enabled (widget, "queue.resume", selected.can_resume);
  gtk_widget_action_set_enabled (widget, "queue.retry", selected.any && tab == QUAYSIDE_TAB_FAILED);
  gtk_widget_action_set_enabled (widget, "queue.remove", selected.any);
  update_order_actions (widget, selected.any && tab == QUAYSIDE_TAB_ACTIVE);
  gtk_widget_action_set_enabled (widget, "queue.pause-all", some_active && !paused);
  gtk_widget_action_set_enabled (widget, "queue.resume-all", paused);
  gtk_widget_set_visible (self->pause_all_button, !paused);
  gtk_widget_set_visible (self->resume_all_button, paused);
  gtk_widget_action_set_enabled (widget, "queue.cancel-all", some_active);
  gtk_widget_action_set_enabled (widget, "queue.retry-failed", some_failed);
  gtk_widget_action_set_enabled (widget, "queue.clear-finished",
                                 some_failed || quayside_queue_view_n_in_tab (self, QUAYSIDE_TAB_DONE) > 0);
}

void
quayside_queue_view_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "queue.cancel", NULL, action_cancel);
  gtk_widget_class_install_action (widget_class, "queue.pause", NULL, action_pause);
  gtk_widget_class_install_action (widget_class, "queue.resume", NULL, action_resume);
  gtk_widget_class_install_action (widget_class, "queue.retry", NULL, action_retry);
  gtk_widget_class_install_action (widget_class, "queue.remove", NULL, action_remove);
  gtk_widget_class_install_action (widget_class, "queue.move-up", NULL, action_move_up);
  gtk_widget_class_install_action (widget_class, "queue.move-down", NULL, action_move_down);
  gtk_widget_class_install_action (widget_class, "queue.move-top", NULL, action_move_top);
  gtk_widget_class_install_action (widget_class, "queue.move-bottom", NULL, action_move_bottom);
  gtk_widget_class_install_action (widget_class, "queue.priority", "s", action_priority);
  gtk_widget_class_install_action (widget_class, "queue.pause-all", NULL, action_pause_all);
  gtk_widget_class_install_action (widget_class, "queue.resume-all", NULL, action_resume_all);
  gtk_widget_class_install_action (widget_class, "queue.cancel-all", NULL, action_cancel_all);
  gtk_widget_class_install_action (widget_class, "queue.retry-failed", NULL, action_retry_failed);
  gtk_widget_class_install_action (widget_class, "queue.clear-finished", NULL, action_clear_finished);
  gtk_widget_class_install_action (widget_class, "queue.limit-menu", NULL, action_limit_menu);
  gtk_widget_class_install_action (widget_class, "queue.limit-other", NULL, action_limit_other);
  gtk_widget_class_install_action (widget_class, "queue.menu", NULL, action_menu);
}

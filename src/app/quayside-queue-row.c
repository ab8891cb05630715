/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-row.h"

#include <glib/gi18n.h>

#include "quayside-failure-list.h"
#include "quayside-transfer-text.h"

struct _QuaysideQueueRow
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *box;
  GtkImage *direction;
  GtkLabel *name;
  GtkLabel *target;
  GtkProgressBar *bar;
  GtkLabel *status;
  GtkLabel *rate;
  GtkLabel *time_left;
  GtkButton *main_button; /* pause, resume or try again */
  GtkButton *end_button;  /* cancel or remove */

  /* Owned */
  GtkMenuButton *failures; /* borrowed from the box; NULL until something has failed */
  QuayTransfer *transfer;
  char *summary;
};

enum
{
  PROP_0,
  PROP_SUMMARY,
  N_PROPS,
};

typedef enum
{
  CANCEL,
  RETRY,
  REMOVE,
  PAUSE,
  RESUME,
  N_ACTS,
} Act;

static const struct
{
  const char *signal;
  const char *icon;
  const char *title;
} acts[N_ACTS] = {
  [CANCEL] = { "cancel", "process-stop-symbolic", N_ ("Cancel") },
  [RETRY] = { "retry", "view-refresh-symbolic", N_ ("Try Again") },
  [REMOVE] = { "remove", "list-remove-symbolic", N_ ("Remove From List") },
  [PAUSE] = { "pause", "media-playback-pause-symbolic", N_ ("Pause") },
  [RESUME] = { "resume", "media-playback-start-symbolic", N_ ("Resume") },
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_ACTS];

G_DEFINE_FINAL_TYPE (QuaysideQueueRow, quayside_queue_row, GTK_TYPE_WIDGET)

static gboolean
can_retry (QuayTransferState state)
{
  return state == QUAY_TRANSFER_FAILED || state == QUAY_TRANSFER_CANCELLED;
}

static void
update_summary (QuaysideQueueRow *self)
{
  g_autofree char *summary = quayside_transfer_text_summary (self->transfer);

  if (g_set_str (&self->summary, summary))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
update_bar (QuaysideQueueRow *self, QuayTransferState state)
{
  double fraction = -1;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), quayside_transfer_is_under_way (state));
  if (!quayside_transfer_is_under_way (state))
    return;
  g_object_get (self->transfer, "progress-fraction", &fraction, NULL);
  if (fraction < 0 && state == QUAY_TRANSFER_RUNNING)
    gtk_progress_bar_pulse (self->bar);
  else
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
}

static void update_failures (QuaysideQueueRow *self, gboolean some);

static void
update_progress (QuaysideQueueRow *self)
{
  QuayTransferState state = quay_transfer_get_state (self->transfer);
  gboolean running = state == QUAY_TRANSFER_RUNNING;
  QuayTransferProgress progress;
  g_autofree char *status = quayside_transfer_text_status (self->transfer);
  g_autofree char *rate = NULL;
  g_autofree char *time_left = NULL;

  quay_transfer_get_progress (self->transfer, &progress);
  rate = quayside_transfer_text_rate (running ? progress.rate : 0);
  time_left = quayside_transfer_text_time_left (running ? progress.seconds_left : -1);
  gtk_label_set_label (self->status, status);
  gtk_label_set_label (self->rate, rate);
  gtk_label_set_label (self->time_left, time_left);
  /* One that waits goes on: what stopped it is in its status. */
  update_failures (self, progress.files_failed > 0 && state != QUAY_TRANSFER_WAITING);
  update_bar (self, state);
  update_summary (self);
}

/* What the buttons do, by the state; a row has no room, and no time, for one button each. */

static Act
main_act (QuayTransferState state)
{
  if (state == QUAY_TRANSFER_PAUSED)
    return RESUME;
  if (quayside_transfer_is_under_way (state))
    return PAUSE;

  return can_retry (state) ? RETRY : N_ACTS;
}

static Act
end_act (QuayTransferState state)
{
  return quayside_transfer_is_under_way (state) ? CANCEL : REMOVE;
}

static void
show_act (GtkButton *button, Act act)
{
  gtk_widget_set_visible (GTK_WIDGET (button), act != N_ACTS);
  if (act == N_ACTS || g_strcmp0 (gtk_button_get_icon_name (button), acts[act].icon) == 0)
    return;
  gtk_button_set_icon_name (button, acts[act].icon);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ (acts[act].title), -1);
}

static void
update_state (QuaysideQueueRow *self)
{
  QuayTransferState state = quay_transfer_get_state (self->transfer);
  gboolean failed = state == QUAY_TRANSFER_FAILED;

  show_act (self->main_button, main_act (state));
  show_act (self->end_button, end_act (state));
  gtk_widget_set_visible (GTK_WIDGET (self->rate), quayside_transfer_is_under_way (state));
  gtk_widget_set_visible (GTK_WIDGET (self->time_left), quayside_transfer_is_under_way (state));
  gtk_label_set_wrap (self->status, failed);
  gtk_label_set_lines (self->status, failed ? 2 : 1);
  if (failed)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "error");
  update_progress (self);
}

static void
fill (QuaysideQueueRow *self)
{
  gboolean upload = quay_transfer_get_direction (self->transfer) == QUAY_DIRECTION_UPLOAD;
  g_autofree char *name = quayside_transfer_text_name (self->transfer);
  g_autofree char *target = quayside_transfer_text_target (self->transfer);

  gtk_label_set_label (self->name, name);
  gtk_label_set_label (self->target, target);
  gtk_image_set_from_icon_name (self->direction, upload ? "quayside-upload-symbolic" : "quayside-download-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  update_state (self);
}

/* Made when opened: a list of a thousand failures is not worth making for each row. */
static void
create_failures_popover (GtkMenuButton *button, gpointer user_data)
{
  QuaysideQueueRow *self = user_data;
  GtkWidget *popover = gtk_popover_new ();

  gtk_popover_set_child (GTK_POPOVER (popover), quayside_failure_list_new (self->transfer));
  gtk_menu_button_set_popover (button, popover);
}

/* Made when it is needed, which is seldom. */
static void
update_failures (QuaysideQueueRow *self, gboolean some)
{
  if (some && self->failures == NULL)
    {
      self->failures = GTK_MENU_BUTTON (gtk_menu_button_new ());
      gtk_menu_button_set_icon_name (self->failures, "dialog-warning-symbolic");
      gtk_menu_button_set_create_popup_func (self->failures, create_failures_popover, self, NULL);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->failures), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What Failed"),
                                      -1);
      gtk_widget_add_css_class (GTK_WIDGET (self->failures), "flat");
      gtk_widget_add_css_class (GTK_WIDGET (self->failures), "circular");
      gtk_widget_set_valign (GTK_WIDGET (self->failures), GTK_ALIGN_CENTER);
      gtk_box_insert_child_after (GTK_BOX (self->box), GTK_WIDGET (self->failures), GTK_WIDGET (self->time_left));
    }
  if (self->failures != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->failures), some);
}

static void
on_main (QuaysideQueueRow *self)
{
  g_signal_emit (self, signals[main_act (quay_transfer_get_state (self->transfer))], 0, self->transfer);
}

static void
on_end (QuaysideQueueRow *self)
{
  g_signal_emit (self, signals[end_act (quay_transfer_get_state (self->transfer))], 0, self->transfer);
}

void
quayside_queue_row_refresh (QuaysideQueueRow *self)
{
  if (self->transfer != NULL)
    update_state (self);
}

QuayTransfer *
quayside_queue_row_get_transfer (QuaysideQueueRow *self)
{
  return self->transfer;
}

void
quayside_queue_row_set_transfer (QuaysideQueueRow *self, QuayTransfer *transfer)
{
  if (self->transfer == transfer)
    return;
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  if (self->failures != NULL)
    gtk_menu_button_set_popover (self->failures, NULL);
  g_set_object (&self->transfer, transfer);
  if (transfer == NULL)
    return;
  if (self->failures != NULL)
    gtk_menu_button_set_create_popup_func (self->failures, create_failures_popover, self, NULL);
  g_signal_connect_swapped (transfer, "notify::state", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (transfer, "notify::error", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (transfer, "notify::progress-fraction", G_CALLBACK (update_progress), self);
  g_signal_connect_swapped (transfer, "notify::current-name", G_CALLBACK (update_progress), self);
  fill (self);
}

/* Tooltips that are set ask the screen where the pointer is, each of them, which rows have no time for: here they are
 * found when they are wanted. */
static const char *
tooltip_of (QuaysideQueueRow *self, GtkWidget *widget)
{
  if (widget == GTK_WIDGET (self->direction))
    return quay_transfer_get_direction (self->transfer) == QUAY_DIRECTION_UPLOAD ? _ ("Upload") : _ ("Download");
  if (widget == GTK_WIDGET (self->name))
    return gtk_label_get_label (self->name);
  if (widget == GTK_WIDGET (self->target))
    return gtk_label_get_label (self->target);
  if (widget == GTK_WIDGET (self->status))
    return gtk_label_get_label (self->status);
  if (self->failures != NULL && widget == GTK_WIDGET (self->failures))
    return _ ("What Failed");
  if (widget == GTK_WIDGET (self->main_button))
    return _ (acts[main_act (quay_transfer_get_state (self->transfer))].title);
  if (widget == GTK_WIDGET (self->end_button))
    return _ (acts[end_act (quay_transfer_get_state (self->transfer))].title);

  return NULL;
}

static gboolean
quayside_queue_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  QuaysideQueueRow *self = QUAYSIDE_QUEUE_ROW (widget);
  GtkWidget *at = by_key ? gtk_root_get_focus (gtk_widget_get_root (widget)) : gtk_widget_pick (widget, x, y, 0);
  const char *text = NULL;

  for (; self->transfer != NULL && at != NULL && at != widget && text == NULL; at = gtk_widget_get_parent (at))
    text = tooltip_of (self, at);
  gtk_tooltip_set_text (tooltip, text);

  return text != NULL;
}

GtkWidget *
quayside_queue_row_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_QUEUE_ROW, NULL);
}

static void
quayside_queue_row_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  QuaysideQueueRow *self = QUAYSIDE_QUEUE_ROW (object);

  switch (prop_id)
    {
    case PROP_SUMMARY:
      g_value_set_string (value, self->summary);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
quayside_queue_row_dispose (GObject *object)
{
  QuaysideQueueRow *self = QUAYSIDE_QUEUE_ROW (object);

  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
  gtk_widget_dispose_template (GTK_WIDGET (self), QUAYSIDE_TYPE_QUEUE_ROW);
  g_clear_pointer (&self->summary, g_free);
  G_OBJECT_CLASS (quayside_queue_row_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, direction);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, name);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, target);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, bar);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, status);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, rate);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, time_left);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, main_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, end_button);
  gtk_widget_class_bind_template_callback (widget_class, on_main);
  gtk_widget_class_bind_template_callback (widget_class, on_end);
}

static void
quayside_queue_row_class_init (QuaysideQueueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = quayside_queue_row_dispose;
  object_class->get_property = quayside_queue_row_get_property;
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  for (guint i = 0; i < N_ACTS; i++)
    signals[i] = g_signal_new (acts[i].signal, QUAYSIDE_TYPE_QUEUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 1, QUAY_TYPE_TRANSFER);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-queue-row.ui");
  widget_class->query_tooltip = quayside_queue_row_query_tooltip;
  bind_children (widget_class);
}

static void
quayside_queue_row_init (QuaysideQueueRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

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
  GtkMenuButton *failures;
  GtkWidget *cancel_button;
  GtkWidget *retry_button;
  GtkWidget *remove_button;

  /* Owned */
  QuayTransfer *transfer;
  char *summary;
};

enum
{
  PROP_0,
  PROP_SUMMARY,
  N_PROPS,
};

enum
{
  CANCEL,
  RETRY,
  REMOVE,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideQueueRow, quayside_queue_row, GTK_TYPE_WIDGET)

static gboolean
is_under_way (QuayTransferState state)
{
  return state == QUAY_TRANSFER_QUEUED || state == QUAY_TRANSFER_RUNNING || state == QUAY_TRANSFER_PAUSED;
}

static gboolean
can_retry (QuayTransferState state)
{
  return state == QUAY_TRANSFER_FAILED || state == QUAY_TRANSFER_CANCELLED;
}

static void
set_summary (QuaysideQueueRow *self, const char *status)
{
  const char *name = gtk_label_get_label (self->name);
  const char *form;
  g_autofree char *summary = NULL;

  form = quay_transfer_get_direction (self->transfer) == QUAY_DIRECTION_UPLOAD ? _ ("Upload %s: %s")
                                                                               : _ ("Download %s: %s");
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  summary = g_strdup_printf (form, name, status);
#pragma GCC diagnostic pop
  if (g_set_str (&self->summary, summary))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
update_bar (QuaysideQueueRow *self, QuayTransferState state)
{
  double fraction = -1;

  gtk_widget_set_visible (GTK_WIDGET (self->bar), is_under_way (state));
  if (!is_under_way (state))
    return;
  g_object_get (self->transfer, "progress-fraction", &fraction, NULL);
  if (fraction < 0 && state == QUAY_TRANSFER_RUNNING)
    gtk_progress_bar_pulse (self->bar);
  else
    gtk_progress_bar_set_fraction (self->bar, CLAMP (fraction, 0, 1));
}

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
  gtk_widget_set_visible (GTK_WIDGET (self->failures), progress.files_failed > 0);
  update_bar (self, state);
  set_summary (self, status);
}

static void
update_state (QuaysideQueueRow *self)
{
  QuayTransferState state = quay_transfer_get_state (self->transfer);
  gboolean failed = state == QUAY_TRANSFER_FAILED;
  g_autofree char *status = quayside_transfer_text_status (self->transfer);

  gtk_widget_set_visible (self->cancel_button, is_under_way (state));
  gtk_widget_set_visible (self->retry_button, can_retry (state));
  gtk_widget_set_visible (self->remove_button, !is_under_way (state));
  gtk_widget_set_visible (GTK_WIDGET (self->rate), is_under_way (state));
  gtk_widget_set_visible (GTK_WIDGET (self->time_left), is_under_way (state));
  gtk_label_set_wrap (self->status, failed);
  gtk_label_set_lines (self->status, failed ? 2 : 1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->status), failed ? status : NULL);
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
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->target), target);
  gtk_image_set_from_icon_name (self->direction, upload ? "go-up-symbolic" : "go-down-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->direction), upload ? _ ("Upload") : _ ("Download"));
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

static void
on_cancel (QuaysideQueueRow *self)
{
  g_signal_emit (self, signals[CANCEL], 0, self->transfer);
}

static void
on_retry (QuaysideQueueRow *self)
{
  g_signal_emit (self, signals[RETRY], 0, self->transfer);
}

static void
on_remove (QuaysideQueueRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0, self->transfer);
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
  gtk_menu_button_set_popover (self->failures, NULL);
  g_set_object (&self->transfer, transfer);
  if (transfer == NULL)
    return;
  gtk_menu_button_set_create_popup_func (self->failures, create_failures_popover, self, NULL);
  g_signal_connect_swapped (transfer, "notify::state", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (transfer, "notify::error", G_CALLBACK (update_state), self);
  g_signal_connect_swapped (transfer, "notify::progress-fraction", G_CALLBACK (update_progress), self);
  g_signal_connect_swapped (transfer, "notify::current-name", G_CALLBACK (update_progress), self);
  fill (self);
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
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, failures);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, retry_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideQueueRow, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel);
  gtk_widget_class_bind_template_callback (widget_class, on_retry);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
}

static void
quayside_queue_row_class_init (QuaysideQueueRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  static const char *const names[N_SIGNALS] = { "cancel", "retry", "remove" };

  object_class->dispose = quayside_queue_row_dispose;
  object_class->get_property = quayside_queue_row_get_property;
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  for (guint i = 0; i < N_SIGNALS; i++)
    signals[i] = g_signal_new (names[i], QUAYSIDE_TYPE_QUEUE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                               1, QUAY_TYPE_TRANSFER);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-queue-row.ui");
  bind_children (widget_class);
}

static void
quayside_queue_row_init (QuaysideQueueRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

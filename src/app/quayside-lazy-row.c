/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-lazy-row.h"

#include "quayside-transfer-text.h"

struct _QuaysideLazyRow
{
  GtkWidget parent_instance;

  /* Weak */
  GtkListItem *item;

  /* Owned */
  QuayTransfer *transfer;
  QuaysideQueueRow *row;
};

/* What an empty place takes: as much as the row that was measured last, so that nothing moves when it gets one. */
static int usual_height = 48;

G_DEFINE_FINAL_TYPE (QuaysideLazyRow, quayside_lazy_row, GTK_TYPE_WIDGET)

/* A property binding would do, and take as long as all the rest of a place. */
static void
update_summary (QuaysideLazyRow *self)
{
  g_autofree char *summary = NULL;

  if (self->transfer == NULL || self->item == NULL)
    return;
  summary = quayside_transfer_text_summary (self->transfer);
  gtk_list_item_set_accessible_label (self->item, summary);
}

static void
forget_transfer (QuaysideLazyRow *self)
{
  if (self->transfer != NULL)
    g_signal_handlers_disconnect_by_data (self->transfer, self);
  g_clear_object (&self->transfer);
}

QuayTransfer *
quayside_lazy_row_get_transfer (QuaysideLazyRow *self)
{
  return self->transfer;
}

void
quayside_lazy_row_set_transfer (QuaysideLazyRow *self, QuayTransfer *transfer)
{
  if (self->transfer == transfer)
    return;
  forget_transfer (self);
  self->transfer = transfer != NULL ? g_object_ref (transfer) : NULL;
  if (transfer != NULL)
    g_signal_connect_swapped (transfer, "notify::state", G_CALLBACK (update_summary), self);
  if (self->row != NULL)
    quayside_queue_row_set_transfer (self->row, transfer);
  update_summary (self);
}

QuaysideQueueRow *
quayside_lazy_row_get_row (QuaysideLazyRow *self)
{
  return self->row;
}

void
quayside_lazy_row_lend (QuaysideLazyRow *self, QuaysideQueueRow *row)
{
  g_return_if_fail (self->row == NULL);

  self->row = row;
  quayside_queue_row_set_transfer (row, self->transfer);
  gtk_widget_set_parent (GTK_WIDGET (row), GTK_WIDGET (self));
  g_signal_connect_object (row, "notify::summary", G_CALLBACK (update_summary), self, G_CONNECT_SWAPPED);
  update_summary (self);
}

QuaysideQueueRow *
quayside_lazy_row_take_back (QuaysideLazyRow *self)
{
  QuaysideQueueRow *row = self->row;

  if (row == NULL)
    return NULL;
  self->row = NULL;
  g_object_ref (row);
  g_signal_handlers_disconnect_by_func (row, update_summary, self);
  gtk_widget_unparent (GTK_WIDGET (row));
  quayside_queue_row_set_transfer (row, NULL);

  return row;
}

static void
quayside_lazy_row_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  QuaysideLazyRow *self = QUAYSIDE_LAZY_ROW (widget);

  if (self->row != NULL)
    {
      gtk_widget_measure (GTK_WIDGET (self->row), orientation, for_size, minimum, natural, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL && for_size > 0)
        usual_height = *minimum;
    }
  else
    *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? usual_height : 0;
}

static void
quayside_lazy_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  QuaysideLazyRow *self = QUAYSIDE_LAZY_ROW (widget);

  if (self->row != NULL)
    gtk_widget_allocate (GTK_WIDGET (self->row), width, height, baseline, NULL);
}

static GtkSizeRequestMode
quayside_lazy_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
quayside_lazy_row_dispose (GObject *object)
{
  QuaysideLazyRow *self = QUAYSIDE_LAZY_ROW (object);
  g_autoptr (QuaysideQueueRow) row = quayside_lazy_row_take_back (self);

  forget_transfer (self);
  g_clear_weak_pointer (&self->item);
  G_OBJECT_CLASS (quayside_lazy_row_parent_class)->dispose (object);
}

static void
quayside_lazy_row_class_init (QuaysideLazyRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_lazy_row_dispose;
  widget_class->measure = quayside_lazy_row_measure;
  widget_class->size_allocate = quayside_lazy_row_size_allocate;
  widget_class->get_request_mode = quayside_lazy_row_get_request_mode;
}

static void
quayside_lazy_row_init (QuaysideLazyRow *self)
{
}

GtkWidget *
quayside_lazy_row_new (GtkListItem *item)
{
  QuaysideLazyRow *self = g_object_new (QUAYSIDE_TYPE_LAZY_ROW, NULL);

  g_set_weak_pointer (&self->item, item);

  return GTK_WIDGET (self);
}

GtkListItem *
quayside_lazy_row_get_item (QuaysideLazyRow *self)
{
  return self->item;
}

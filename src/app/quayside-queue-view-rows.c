/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-queue-view-private.h"

#include "quayside-lazy-row.h"

/* Which places of the list have a row: those on screen, and some around them so that scrolling finds them there. */

/* How far around, in screens; and where rows are taken back. */
#define NEAR 0.25
#define FAR 0.5

/* Rows that are filled in one go; the rest follows after the next frame. */
#define ROWS_AT_ONCE 8

/* Rows nobody needs are kept for the next ones, so many. */
#define MAX_SPARE 32

/* What the buttons of a row do, by their signals. */
static void
connect_row (QuaysideQueueView *self, QuaysideQueueRow *row)
{
  static const struct
  {
    const char *signal;
    void (*act) (QuayTransferQueue *queue, QuayTransfer *transfer);
  } acts[] = {
    { "cancel", quay_transfer_queue_cancel }, { "retry", quay_transfer_queue_retry },
    { "remove", quay_transfer_queue_remove }, { "pause", quay_transfer_queue_pause },
    { "resume", quay_transfer_queue_resume },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_signal_connect_object (row, acts[i].signal, G_CALLBACK (acts[i].act), self->queue, G_CONNECT_SWAPPED);
      g_signal_connect_object (row, acts[i].signal, G_CALLBACK (quayside_queue_view_fill_soon), self,
                               G_CONNECT_SWAPPED);
    }
}

static QuaysideQueueRow *
take_row (QuaysideQueueView *self)
{
  QuaysideQueueRow *row;

  if (self->spare->len > 0)
    return g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  row = g_object_ref_sink (QUAYSIDE_QUEUE_ROW (quayside_queue_row_new ()));
  connect_row (self, row);

  return row;
}

/* Rows take long to make, and to throw away. */
void
quayside_queue_view_give_back (QuaysideQueueView *self, QuaysideLazyRow *place)
{
  g_autoptr (QuaysideQueueRow) row = quayside_lazy_row_take_back (place);

  if (row != NULL && self->spare != NULL && self->spare->len < MAX_SPARE)
    g_ptr_array_add (self->spare, g_steal_pointer (&row));
}

static QuaysideLazyRow *
place_of (GtkWidget *item)
{
  GtkWidget *child = gtk_widget_get_first_child (item);

  return child != NULL && QUAYSIDE_IS_LAZY_ROW (child) ? QUAYSIDE_LAZY_ROW (child) : NULL;
}

/* @margin: in screens. */
static gboolean
is_near (QuaysideQueueView *self, QuaysideLazyRow *place, double margin)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self->list));
  graphene_rect_t bounds;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (place), GTK_WIDGET (self->list), &bounds))
    return FALSE;

  return bounds.origin.y + bounds.size.height >= -margin * height && bounds.origin.y <= (1 + margin) * height;
}

static gboolean
holds_focus (QuaysideLazyRow *place)
{
  return gtk_widget_get_focus_child (GTK_WIDGET (place)) != NULL;
}

/* FALSE: some are left to be filled. */
static gboolean
fill_places (QuaysideQueueView *self, double margin, guint *budget)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      QuaysideLazyRow *place = place_of (item);
      g_autoptr (QuaysideQueueRow) row = NULL;

      if (place == NULL || quayside_lazy_row_get_row (place) != NULL || quayside_lazy_row_get_transfer (place) == NULL
          || !is_near (self, place, margin))
        continue;
      if (*budget == 0)
        return FALSE;
      (*budget)--;
      row = take_row (self);
      quayside_lazy_row_lend (place, row);
    }

  return TRUE;
}

static void
empty_places (QuaysideQueueView *self)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      QuaysideLazyRow *place = place_of (item);

      if (place != NULL && quayside_lazy_row_get_row (place) != NULL && !holds_focus (place)
          && !is_near (self, place, FAR))
        quayside_queue_view_give_back (self, place);
    }
}

static gboolean
fill_rows_now (gpointer data)
{
  QuaysideQueueView *self = data;
  guint budget = ROWS_AT_ONCE;

  self->rows_source = 0;
  empty_places (self);
  if (!fill_places (self, 0, &budget) || !fill_places (self, NEAR, &budget))
    quayside_queue_view_fill_rows_soon (self);

  return G_SOURCE_REMOVE;
}

/* After the list has found out where its places are. */
void
quayside_queue_view_fill_rows_soon (QuaysideQueueView *self)
{
  if (self->rows_source == 0)
    self->rows_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 5, fill_rows_now, self, NULL);
}

void
quayside_queue_view_refresh_rows (QuaysideQueueView *self)
{
  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      QuaysideLazyRow *place = place_of (item);
      QuaysideQueueRow *row = place != NULL ? quayside_lazy_row_get_row (place) : NULL;

      if (row != NULL)
        quayside_queue_row_refresh (row);
    }
}

void
quayside_queue_view_rows_init (QuaysideQueueView *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));

  self->spare = g_ptr_array_new_with_free_func (g_object_unref);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (quayside_queue_view_fill_rows_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (quayside_queue_view_fill_rows_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "map", G_CALLBACK (quayside_queue_view_fill_rows_soon), self, G_CONNECT_SWAPPED);
}

void
quayside_queue_view_rows_clear (QuaysideQueueView *self)
{
  g_clear_handle_id (&self->rows_source, g_source_remove);
  g_clear_pointer (&self->spare, g_ptr_array_unref);
}

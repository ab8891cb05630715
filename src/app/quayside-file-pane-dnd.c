/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-file-keys.h"
#include "quayside-local-location.h"
#include "quayside-path.h"

#define ROW_CLASS "drop-target"
#define AREA_CLASS "drop-target-area"

#define DRAG_ICON_X -16
#define DRAG_ICON_Y -12

/* In the pane's data: the row that is marked, a weak pointer. */
#define MARKED_KEY "quayside-marked-row"

static void
select_only_unless_selected (QuaysideFilePane *self, guint position)
{
  GtkSelectionModel *model = GTK_SELECTION_MODEL (self->selection);

  if (!gtk_selection_model_is_selected (model, position))
    gtk_selection_model_select_item (model, position, TRUE);
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, QuaysideFilePane *self)
{
  g_autoptr (QuaysideFileSelection) files = NULL;
  guint position;

  /* Beside the rows a drag draws a rubber band. */
  if (quayside_file_pane_pick (self, GTK_WIDGET (self->view), x, y, &position, NULL) == NULL)
    return NULL;
  select_only_unless_selected (self, position);
  files = quayside_file_pane_dup_selection (self);

  return files != NULL ? quayside_file_selection_to_content (files) : NULL;
}

static char *
dup_drag_text (QuaysideFilePane *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint64 n = gtk_bitset_get_size (selected);

  if (n == 1)
    return g_strdup (
        quay_file_info_get_display_name (quayside_file_pane_get_info (self, gtk_bitset_get_minimum (selected))));

  return g_strdup_printf (ngettext ("%u item", "%u items", (guint)n), (guint)n);
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, QuaysideFilePane *self)
{
  g_autofree char *text = dup_drag_text (self);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_widget_add_css_class (label, "drag-label");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
  /* Beside the pointer, so that what it points at stays to be read. */
  gdk_drag_set_hotspot (drag, DRAG_ICON_X, DRAG_ICON_Y);
  g_object_set_data_full (G_OBJECT (drag), "quayside-location", g_object_ref (self->location), g_object_unref);
}

static void
mark (QuaysideFilePane *self, GtkWidget *row, gboolean area)
{
  GtkWidget *marked = g_object_get_data (G_OBJECT (self), MARKED_KEY);

  if (marked != row)
    {
      if (marked != NULL)
        gtk_widget_remove_css_class (marked, ROW_CLASS);
      if (row != NULL)
        gtk_widget_add_css_class (row, ROW_CLASS);
      g_object_set_data_full (G_OBJECT (self), MARKED_KEY, row != NULL ? g_object_ref (row) : NULL, g_object_unref);
    }
  if (area)
    gtk_widget_add_css_class (GTK_WIDGET (self->list_area), AREA_CLASS);
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->list_area), AREA_CLASS);
}

/* The folder a drop at the point goes to: the row's, or the one shown. */
static char *
dup_drop_folder (QuaysideFilePane *self, double x, double y, GtkWidget **row)
{
  QuayFileInfo *info = quayside_file_pane_pick (self, GTK_WIDGET (self->list_area), x, y, NULL, row);

  if (info != NULL && quayside_file_is_folder (info))
    return quayside_path_join (self->path, quay_file_info_get_name (info));
  *row = NULL;

  return g_strdup (self->path);
}

static gboolean
is_drag_within (QuaysideFilePane *self, GtkDropTarget *target)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);
  GdkDrag *drag = drop != NULL ? gdk_drop_get_drag (drop) : NULL;
  QuaysideLocation *from = drag != NULL ? g_object_get_data (G_OBJECT (drag), "quayside-location") : NULL;

  return from != NULL && quayside_location_equal (from, self->location);
}

static GdkDragAction
on_drop_motion (GtkDropTarget *target, double x, double y, QuaysideFilePane *self)
{
  g_autofree char *folder = NULL;
  GtkWidget *row = NULL;
  gboolean within;

  if (self->location == NULL)
    return 0;
  folder = dup_drop_folder (self, x, y, &row);
  within = is_drag_within (self, target);
  /* Onto the folder the files are in already: nothing would happen. */
  if (within && row == NULL)
    {
      mark (self, NULL, FALSE);
      return 0;
    }
  mark (self, row, row == NULL);

  return within ? GDK_ACTION_MOVE : GDK_ACTION_COPY;
}

static void
on_drop_leave (GtkDropTarget *target, QuaysideFilePane *self)
{
  mark (self, NULL, FALSE);
}

static QuaysideFileSelection *
dup_files (QuaysideFilePane *self, const GValue *value)
{
  g_autoptr (QuaysideLocation) local = NULL;

  if (G_VALUE_HOLDS (value, QUAYSIDE_TYPE_FILE_SELECTION))
    return g_value_dup_object (value);
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return NULL;
  local = quayside_local_location_new ();

  return quayside_file_selection_new_for_files (local, g_value_get_boxed (value));
}

static gboolean
receive (QuaysideFilePane *self, const GValue *value, const char *folder, gboolean dragged)
{
  g_autoptr (QuaysideFileSelection) files = dup_files (self, value);

  if (files == NULL)
    {
      quayside_add_toast (GTK_WIDGET (self), _ ("Only files on this computer can be dropped or pasted here."));
      return FALSE;
    }
  quayside_file_pane_emit_received (self, files, folder,
                                    dragged && G_VALUE_HOLDS (value, QUAYSIDE_TYPE_FILE_SELECTION));

  return TRUE;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, QuaysideFilePane *self)
{
  g_autofree char *folder = NULL;
  GtkWidget *row = NULL;

  mark (self, NULL, FALSE);
  if (self->location == NULL)
    return FALSE;
  folder = dup_drop_folder (self, x, y, &row);

  return receive (self, value, folder, TRUE);
}

/* The list would draw its rubber band under a drag: it may only where no drag begins. */
static void
on_primary_pressed (GtkGestureClick *gesture, int n_press, double x, double y, QuaysideFilePane *self)
{
  gboolean on_row = quayside_file_pane_pick (self, GTK_WIDGET (self->view), x, y, NULL, NULL) != NULL;

  gtk_column_view_set_enable_rubberband (self->view, !on_row);
}

static void
add_rubberband_switch (QuaysideFilePane *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (gesture), GTK_PHASE_CAPTURE);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_primary_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (gesture));
}

static void
add_drag_source (QuaysideFilePane *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  /* Before the rows' own gestures, which would take the press. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (source));
}

static void
add_drop_target (QuaysideFilePane *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  GType types[] = { QUAYSIDE_TYPE_FILE_SELECTION, GDK_TYPE_FILE_LIST };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect (target, "enter", G_CALLBACK (on_drop_motion), self);
  g_signal_connect (target, "motion", G_CALLBACK (on_drop_motion), self);
  g_signal_connect (target, "leave", G_CALLBACK (on_drop_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  /* On the area, not the list: an empty folder takes drops too. */
  gtk_widget_add_controller (GTK_WIDGET (self->list_area), GTK_EVENT_CONTROLLER (target));
}

static void
on_secondary_pressed (GtkGestureClick *gesture, int n_press, double x, double y, QuaysideFilePane *self)
{
  guint position;

  if (quayside_file_pane_pick (self, GTK_WIDGET (self->list_area), x, y, &position, NULL) != NULL)
    select_only_unless_selected (self, position);
  else
    gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->selection));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  quayside_file_pane_popup_at (self, x, y);
}

static void
add_menu_gesture (QuaysideFilePane *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture), GDK_BUTTON_SECONDARY);
  g_signal_connect (gesture, "pressed", G_CALLBACK (on_secondary_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list_area), GTK_EVENT_CONTROLLER (gesture));
}

void
quayside_file_pane_dnd_init (QuaysideFilePane *self)
{
  add_rubberband_switch (self);
  add_drag_source (self);
  add_drop_target (self);
  add_menu_gesture (self);
  self->popover = GTK_POPOVER (gtk_popover_menu_new_from_model (self->context_menu));
  gtk_popover_set_has_arrow (self->popover, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->popover), GTK_ALIGN_START);
  /* Not below the stack, whose children are pages to assistive technology and nothing else. */
  gtk_widget_set_parent (GTK_WIDGET (self->popover), GTK_WIDGET (self));
}

void
quayside_file_pane_popup_at (QuaysideFilePane *self, double x, double y)
{
  graphene_point_t point;

  if (self->location == NULL
      || !gtk_widget_compute_point (GTK_WIDGET (self->list_area), GTK_WIDGET (self),
                                    &GRAPHENE_POINT_INIT ((float)x, (float)y), &point))
    return;
  quayside_file_pane_actions_update (self);
  gtk_popover_set_pointing_to (self->popover, &(GdkRectangle){ (int)point.x, (int)point.y, 1, 1 });
  gtk_popover_popup (self->popover);
}

/* Under the row that has the focus, for the keyboard. */
void
quayside_file_pane_popup_at_focus (QuaysideFilePane *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  graphene_point_t below = GRAPHENE_POINT_INIT (24, 24);

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    {
      graphene_point_t corner = GRAPHENE_POINT_INIT (24, (float)gtk_widget_get_height (focus));

      if (!gtk_widget_compute_point (focus, GTK_WIDGET (self->list_area), &corner, &below))
        below = corner;
    }
  quayside_file_pane_popup_at (self, below.x, below.y);
}

void
quayside_file_pane_copy_clipboard (QuaysideFilePane *self)
{
  g_autoptr (QuaysideFileSelection) files = quayside_file_pane_dup_selection (self);
  g_autoptr (GdkContentProvider) content = NULL;

  if (files == NULL)
    return;
  content = quayside_file_selection_to_content (files);
  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
}

typedef struct
{
  QuaysideFilePane *pane;
  char *folder;
} Paste;

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Paste *paste = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value != NULL)
    receive (paste->pane, value, paste->folder, FALSE);
  else
    quayside_show_error (GTK_WIDGET (paste->pane), _ ("Could Not Paste"), error);
  g_object_unref (paste->pane);
  g_free (paste->folder);
  g_free (paste);
}

void
quayside_file_pane_paste_clipboard (QuaysideFilePane *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_INVALID;
  Paste *paste;

  if (self->location == NULL)
    return;
  if (gdk_content_formats_contain_gtype (formats, QUAYSIDE_TYPE_FILE_SELECTION))
    type = QUAYSIDE_TYPE_FILE_SELECTION;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)
           || gdk_content_formats_contain_mime_type (formats, "text/uri-list"))
    type = GDK_TYPE_FILE_LIST;
  if (type == G_TYPE_INVALID)
    {
      quayside_add_toast (GTK_WIDGET (self), _ ("There are no files in the clipboard. Copy some first."));
      return;
    }
  paste = g_new (Paste, 1);
  paste->pane = g_object_ref (self);
  paste->folder = g_strdup (self->path);
  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, on_pasted, paste);
}

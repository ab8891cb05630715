/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-manager-private.h"

#include <glib/gi18n.h>

#include "quayside-site-colours.h"

/* What a row is made of. */
typedef struct
{
  GtkTreeExpander *expander;
  GtkWidget *box;
  GtkImage *icon;
  GtkLabel *title;
  GtkLabel *address;
} Row;

GObject *
quayside_site_manager_dup_item (gpointer row)
{
  if (row == NULL)
    return NULL;
  if (GTK_IS_TREE_LIST_ROW (row))
    return gtk_tree_list_row_get_item (row);

  return g_object_ref (row);
}

/* What is written in a row */

static void
update_row (Row *row, GObject *item)
{
  g_autofree char *title = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GIcon) dot = NULL;

  if (QUAYSIDE_IS_SITE (item))
    {
      title = quayside_site_dup_title (QUAYSIDE_SITE (item));
      address = quayside_site_dup_address (QUAYSIDE_SITE (item));
      dot = quayside_site_colour_icon (quayside_site_get_colour (QUAYSIDE_SITE (item)));
    }
  else
    title = g_strdup (quayside_site_folder_get_name (QUAYSIDE_SITE_FOLDER (item)));
  if (dot != NULL)
    gtk_image_set_from_gicon (row->icon, dot);
  else
    gtk_image_set_from_icon_name (row->icon, QUAYSIDE_IS_SITE (item) ? "network-server-symbolic" : "folder-symbolic");
  gtk_label_set_label (row->title, title);
  gtk_label_set_label (row->address, address != NULL ? address : "");
  gtk_widget_set_visible (GTK_WIDGET (row->address),
                          address != NULL && *address != '\0' && !g_str_equal (address, title));
}

static void
on_item_changed (GObject *item, GtkListItem *list_item)
{
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");

  update_row (row, item);
  gtk_list_item_set_accessible_label (list_item, gtk_label_get_label (row->title));
  gtk_list_item_set_accessible_description (list_item, gtk_label_get_label (row->address));
}

/* Dragging */

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, GtkListItem *list_item)
{
  g_autoptr (GObject) item = quayside_site_manager_dup_item (gtk_list_item_get_item (list_item));

  return item != NULL ? gdk_content_provider_new_typed (G_OBJECT_TYPE (item), item) : NULL;
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag, GtkListItem *list_item)
{
  g_autoptr (GObject) item = quayside_site_manager_dup_item (gtk_list_item_get_item (list_item));
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");
  GtkWidget *label = gtk_label_new (gtk_label_get_label (row->title));

  gtk_widget_add_css_class (label, "drag-label");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (gtk_drag_icon_get_for_drag (drag)), label);
}

/* Into the folder, or the folder that the site is in. */
static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GtkListItem *list_item)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (
      gtk_widget_get_ancestor (gtk_list_item_get_child (list_item), QUAYSIDE_TYPE_SITE_MANAGER));
  g_autoptr (GObject) item = quayside_site_manager_dup_item (gtk_list_item_get_item (list_item));

  if (item == NULL || item == g_value_get_object (value))
    return FALSE;
  quayside_site_manager_move (self, g_value_get_object (value),
                              QUAYSIDE_IS_SITE (item) ? quayside_site_get_folder (QUAYSIDE_SITE (item))
                                                      : quayside_site_folder_get_path (QUAYSIDE_SITE_FOLDER (item)));

  return TRUE;
}

/* Below the rows is the top. */
static gboolean
on_drop_below (QuaysideSiteManager *self, const GValue *value)
{
  quayside_site_manager_move (self, g_value_get_object (value), "");

  return TRUE;
}

static GtkEventController *
new_drop_target (void)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_MOVE | GDK_ACTION_COPY);

  gtk_drop_target_set_gtypes (target, (GType[]){ QUAYSIDE_TYPE_SITE, QUAYSIDE_TYPE_SITE_FOLDER }, 2);

  return GTK_EVENT_CONTROLLER (target);
}

static void
add_dragging (GtkWidget *widget, GtkListItem *list_item)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkEventController *target = new_drop_target ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE | GDK_ACTION_COPY);
  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare), list_item, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_drag_begin), list_item, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), list_item, 0);
  gtk_widget_add_controller (widget, target);
}

/* Rows */

static void
on_right_click (GtkGestureClick *gesture, int n, double x, double y, GtkListItem *list_item)
{
  GtkWidget *widget = gtk_list_item_get_child (list_item);
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (gtk_widget_get_ancestor (widget, QUAYSIDE_TYPE_SITE_MANAGER));

  gtk_single_selection_set_selected (self->selection, gtk_list_item_get_position (list_item));
  quayside_site_manager_popup (self, widget, x, y);
}

static void
on_setup (QuaysideSiteManager *self, GtkListItem *list_item)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *labels = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkGesture *click = gtk_gesture_click_new ();

  row->expander = GTK_TREE_EXPANDER (gtk_tree_expander_new ());
  row->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  row->icon = GTK_IMAGE (gtk_image_new ());
  row->title = GTK_LABEL (gtk_label_new (NULL));
  row->address = GTK_LABEL (gtk_label_new (NULL));
  for (guint i = 0; i < 2; i++)
    {
      GtkLabel *label = i == 0 ? row->title : row->address;

      gtk_label_set_xalign (label, 0);
      gtk_label_set_ellipsize (label, PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (labels), GTK_WIDGET (label));
    }
  gtk_widget_add_css_class (GTK_WIDGET (row->address), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (row->address), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (row->expander), "site-row");
  gtk_widget_set_valign (labels, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (labels, TRUE);
  gtk_box_append (GTK_BOX (row->box), GTK_WIDGET (row->icon));
  gtk_box_append (GTK_BOX (row->box), labels);
  gtk_tree_expander_set_child (row->expander, row->box);
  gtk_list_item_set_child (list_item, GTK_WIDGET (row->expander));
  g_object_set_data_full (G_OBJECT (list_item), "row", row, g_free);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (click, "pressed", G_CALLBACK (on_right_click), list_item, 0);
  gtk_widget_add_controller (GTK_WIDGET (row->expander), GTK_EVENT_CONTROLLER (click));
  add_dragging (GTK_WIDGET (row->expander), list_item);
}

static void
on_bind (QuaysideSiteManager *self, GtkListItem *list_item)
{
  gpointer in_list = gtk_list_item_get_item (list_item);
  g_autoptr (GObject) item = quayside_site_manager_dup_item (in_list);
  Row *row = g_object_get_data (G_OBJECT (list_item), "row");

  gtk_tree_expander_set_list_row (row->expander, GTK_IS_TREE_LIST_ROW (in_list) ? in_list : NULL);
  gtk_tree_expander_set_hide_expander (row->expander, !GTK_IS_TREE_LIST_ROW (in_list));
  update_row (row, item);
  gtk_list_item_set_accessible_label (list_item, gtk_label_get_label (row->title));
  if (QUAYSIDE_IS_SITE (item))
    {
      gtk_list_item_set_accessible_description (list_item, gtk_label_get_label (row->address));
      g_signal_connect_object (item, "changed", G_CALLBACK (on_item_changed), list_item, 0);
      g_object_set_data_full (G_OBJECT (list_item), "bound", g_object_ref (item), g_object_unref);
    }
}

static void
on_unbind (QuaysideSiteManager *self, GtkListItem *list_item)
{
  gpointer bound = g_object_get_data (G_OBJECT (list_item), "bound");

  if (bound != NULL)
    g_signal_handlers_disconnect_by_func (bound, on_item_changed, list_item);
  g_object_set_data (G_OBJECT (list_item), "bound", NULL);
}

/* The list */

static void
on_selected (QuaysideSiteManager *self)
{
  g_autoptr (GObject) item = quayside_site_manager_dup_item (gtk_single_selection_get_selected_item (self->selection));

  /* While rows move about, nothing is selected for a moment. */
  if (!self->selecting && item != NULL)
    quayside_site_manager_show (self, item);
}

gboolean
quayside_site_manager_select (QuaysideSiteManager *self, GObject *item)
{
  GListModel *model = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) row = g_list_model_get_item (model, i);
      g_autoptr (GObject) in_row = quayside_site_manager_dup_item (row);

      if (in_row != item)
        continue;
      gtk_list_view_scroll_to (self->list, i, GTK_LIST_SCROLL_SELECT | GTK_LIST_SCROLL_FOCUS, NULL);
      return TRUE;
    }

  return FALSE;
}

/* After rows have moved: what is shown is selected, wherever it is now. */
static void
reselect (QuaysideSiteManager *self)
{
  g_autoptr (GObject) selected
      = quayside_site_manager_dup_item (gtk_single_selection_get_selected_item (self->selection));
  GListModel *model = G_LIST_MODEL (self->selection);

  if (self->shown == NULL || selected == self->shown || self->selecting)
    return;
  self->selecting = TRUE;
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GObject) row = g_list_model_get_item (model, i);
      g_autoptr (GObject) item = quayside_site_manager_dup_item (row);

      if (item == self->shown)
        gtk_single_selection_set_selected (self->selection, i);
    }
  self->selecting = FALSE;
}

void
quayside_site_manager_rows_update (QuaysideSiteManager *self)
{
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';
  GListModel *wanted = searching ? G_LIST_MODEL (self->found) : G_LIST_MODEL (self->tree);
  gboolean any, alone;

  if (self->tree == NULL)
    return;
  if (gtk_single_selection_get_model (self->selection) != wanted)
    gtk_single_selection_set_model (self->selection, wanted);
  any = g_list_model_get_n_items (wanted) > 0;
  adw_status_page_set_title (self->nothing_page, searching ? _ ("No Results") : _ ("No Saved Sites"));
  adw_status_page_set_icon_name (self->nothing_page, searching ? "edit-find-symbolic" : "network-server-symbolic");
  gtk_widget_set_visible (self->nothing_button, !searching);
  /* Beside the list it is said once already. */
  alone = searching || adw_navigation_split_view_get_collapsed (self->split_view);
  gtk_stack_set_visible_child_name (self->list_stack, any || !alone ? "list" : "nothing");
  reselect (self);
}

static void
on_search_changed (QuaysideSiteManager *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  quayside_site_manager_rows_update (self);
}

/* Escape clears what is typed, and closes the dialog where nothing is. */
static void
on_search_stopped (QuaysideSiteManager *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) == '\0')
    adw_dialog_close (ADW_DIALOG (self));
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

static void
on_search_activate (QuaysideSiteManager *self)
{
  on_search_changed (self);
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_list_view_scroll_to (self->list, 0, GTK_LIST_SCROLL_SELECT | GTK_LIST_SCROLL_FOCUS, NULL);
}

/* A site is connected to; where only one half is shown at a time, its form comes first. */
static void
on_activate (QuaysideSiteManager *self, guint position)
{
  g_autoptr (GObject) row = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autoptr (GObject) item = quayside_site_manager_dup_item (row);

  if (QUAYSIDE_IS_SITE (item) && adw_navigation_split_view_get_collapsed (self->split_view))
    {
      quayside_site_manager_show (self, item);
      adw_navigation_split_view_set_show_content (self->split_view, TRUE);
    }
  else if (QUAYSIDE_IS_SITE (item))
    quayside_site_manager_connect (self, QUAYSIDE_SITE (item));
  else if (GTK_IS_TREE_LIST_ROW (row))
    gtk_tree_list_row_set_expanded (GTK_TREE_LIST_ROW (row), !gtk_tree_list_row_get_expanded (GTK_TREE_LIST_ROW (row)));
}

void
quayside_site_manager_popup (QuaysideSiteManager *self, GtkWidget *at, double x, double y)
{
  g_autoptr (GMenuModel) menu = quayside_site_manager_new_menu (self);
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);
  graphene_point_t point;

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = popover;

  if (!gtk_widget_compute_point (at, GTK_WIDGET (self->scroller), &GRAPHENE_POINT_INIT ((float)x, (float)y), &point))
    point = GRAPHENE_POINT_INIT (0, 0);
  gtk_widget_set_parent (popover, GTK_WIDGET (self->scroller));
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int)point.x, (int)point.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (popover));
}

static GListModel *
list_children (gpointer item, gpointer unused)
{
  if (!QUAYSIDE_IS_SITE_FOLDER (item))
    return NULL;

  return g_object_ref (quayside_site_folder_get_children (QUAYSIDE_SITE_FOLDER (item)));
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  QuaysideSiteManager *self = user_data;

  return quayside_site_matches (QUAYSIDE_SITE (item), gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
}

void
quayside_site_manager_rows_init (QuaysideSiteManager *self)
{
  GListModel *root = quayside_site_folder_get_children (quayside_site_store_get_root (self->store));
  GtkExpression *name = gtk_property_expression_new (QUAYSIDE_TYPE_SITE, NULL, "name");
  GtkSorter *sorter = GTK_SORTER (gtk_string_sorter_new (name));
  GtkSortListModel *sorted
      = gtk_sort_list_model_new (g_object_ref (quayside_site_store_get_sites (self->store)), sorter);
  GtkEventController *target = new_drop_target ();

  self->filter = GTK_FILTER (gtk_custom_filter_new (matches, self, NULL));
  self->found = gtk_filter_list_model_new (G_LIST_MODEL (sorted), g_object_ref (self->filter));
  self->tree = gtk_tree_list_model_new (g_object_ref (root), FALSE, TRUE, list_children, NULL, NULL);
  g_signal_connect_object (self->tree, "items-changed", G_CALLBACK (quayside_site_manager_rows_update), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (self->split_view, "notify::collapsed", G_CALLBACK (quayside_site_manager_rows_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_below), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->scroller), target);
  quayside_site_manager_rows_update (self);
}

void
quayside_site_manager_rows_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate);
}

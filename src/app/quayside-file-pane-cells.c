/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include <glib/gi18n.h>

#include "quayside-file-icon.h"
#include "quayside-file-keys.h"
#include "quayside-format.h"

/* The list keeps two hundred rows, on screen or not, and binds all of them when the order changes. So a cell's text is
 * an inscription, which is measured without being laid out, and what is dear and seldom wanted, like a tooltip, is
 * found when it is wanted. */

#define CELL_KEY "quayside-cell"

/* So that a point in the list can be traced back to its file. The cell owns the child, not the other way round. */
static void
take_child (GtkColumnViewCell *cell, GtkWidget *child)
{
  g_object_set_data (G_OBJECT (child), CELL_KEY, cell);
  gtk_column_view_cell_set_child (cell, child);
}

static QuayFileInfo *
info_of (GtkColumnViewCell *cell)
{
  return gtk_column_view_cell_get_item (cell);
}

/* Columns have a width of their own, whatever is in them. */
static GtkWidget *
new_text (float xalign, GtkInscriptionOverflow overflow)
{
  GtkWidget *text = gtk_inscription_new (NULL);

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 0);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 0);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), overflow);

  return text;
}

static void
on_setup_name (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *label = new_text (0, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);

  gtk_accessible_update_state (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  take_child (cell, box);
}

static void
on_bind_name (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  QuayFileInfo *info = info_of (cell);
  GtkWidget *box = gtk_column_view_cell_get_child (cell);
  GtkWidget *icon = gtk_widget_get_first_child (box);
  GIcon *gicon = quayside_file_icon_get (info);

  if (gtk_image_get_gicon (GTK_IMAGE (icon)) != gicon)
    gtk_image_set_from_gicon (GTK_IMAGE (icon), gicon);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_next_sibling (icon)),
                            quay_file_info_get_display_name (info));
  if (quay_file_info_is_hidden (info))
    gtk_widget_add_css_class (box, "hidden-file");
  else
    gtk_widget_remove_css_class (box, "hidden-file");
}

static void
setup_text (GtkColumnViewCell *cell, float xalign, const char *css_class)
{
  GtkWidget *label = new_text (xalign, GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);

  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, css_class);
  take_child (cell, label);
}

static void
bind_text (GtkColumnViewCell *cell, const char *text)
{
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_column_view_cell_get_child (cell)), text);
}

static void
on_setup_number (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  setup_text (cell, 1, "numeric");
}

static void
on_setup_text (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  setup_text (cell, 0, "numeric");
}

static void
on_setup_permissions (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  setup_text (cell, 0, "monospace");
}

static void
on_bind_size (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  QuayFileInfo *info = info_of (cell);
  g_autofree char *text = NULL;

  if (!quayside_file_is_folder (info) && quay_file_info_has_size (info))
    text = quayside_format_size (quay_file_info_get_size (info));
  bind_text (cell, text != NULL ? text : "–");
}

static void
on_bind_modified (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *text = quayside_format_time (quay_file_info_get_modified (info_of (cell)), now);

  bind_text (cell, text);
}

static void
on_bind_permissions (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  g_autofree char *text = quay_file_info_dup_mode_string (info_of (cell));

  bind_text (cell, text);
}

static void
on_bind_owner (GtkListItemFactory *factory, GtkColumnViewCell *cell)
{
  const char *owner = quay_file_info_get_owner (info_of (cell));

  bind_text (cell, owner != NULL ? owner : "");
}

/* A row holds cells, a cell holds the child made above; the point may be on any of them. */
static GtkColumnViewCell *
cell_below (GtkWidget *widget)
{
  GtkColumnViewCell *cell = NULL;

  for (guint depth = 0; widget != NULL && cell == NULL && depth < 3; depth++)
    {
      cell = g_object_get_data (G_OBJECT (widget), CELL_KEY);
      widget = gtk_widget_get_first_child (widget);
    }

  return cell;
}

static GtkWidget *
row_of (QuaysideFilePane *self, GtkColumnViewCell *cell)
{
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  GtkWidget *cell_widget = gtk_widget_get_parent (child);

  return gtk_widget_get_parent (cell_widget);
}

QuayFileInfo *
quayside_file_pane_pick (
    QuaysideFilePane *self, GtkWidget *widget, double x, double y, guint *position, GtkWidget **row)
{
  GtkWidget *picked = gtk_widget_pick (widget, x, y, GTK_PICK_DEFAULT);
  GtkColumnViewCell *cell = NULL;

  /* Above the rows stand the list and its header, which hold rows too: stop there. */
  for (; picked != NULL && picked != GTK_WIDGET (self->view) && cell == NULL; picked = gtk_widget_get_parent (picked))
    {
      if (GTK_IS_SCROLLABLE (picked))
        break;
      cell = cell_below (picked);
    }
  if (cell == NULL || info_of (cell) == NULL)
    return NULL;
  if (position != NULL)
    *position = gtk_column_view_cell_get_position (cell);
  if (row != NULL)
    *row = row_of (self, cell);

  return info_of (cell);
}

static char *
dup_tooltip (QuayFileInfo *info)
{
  const char *target = quay_file_info_get_link_target (info);
  g_autofree char *shown = NULL;

  if (!quay_file_info_is_symlink (info))
    return NULL;
  if (target == NULL)
    return g_strdup (_ ("Symbolic link"));
  shown = quay_text_escape (target, -1);

  return g_strdup_printf (_ ("Link to %s"), shown);
}

/* One for the whole list. */
static gboolean
on_query_tooltip (QuaysideFilePane *self, int x, int y, gboolean by_key, GtkTooltip *tooltip)
{
  GtkWidget *focus = by_key ? gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) : NULL;
  GtkColumnViewCell *cell = focus != NULL ? cell_below (focus) : NULL;
  QuayFileInfo *info = cell != NULL ? info_of (cell) : NULL;
  g_autofree char *text = NULL;

  if (!by_key)
    info = quayside_file_pane_pick (self, GTK_WIDGET (self->view), x, y, NULL, NULL);
  text = info != NULL ? dup_tooltip (info) : NULL;
  gtk_tooltip_set_text (tooltip, text);

  return text != NULL;
}

void
quayside_file_pane_cells_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_setup_name);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_name);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_number);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_text);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_permissions);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_size);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_modified);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_permissions);
  gtk_widget_class_bind_template_callback (widget_class, on_bind_owner);
  gtk_widget_class_bind_template_callback (widget_class, on_query_tooltip);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-start-list.h"

#include <glib/gi18n.h>
#include <quay.h>

#include "quayside-recent.h"
#include "quayside-site-colours.h"
#include "quayside-site-store.h"

/* More than these are found in the dialog. */
#define MAX_SITES 6
#define MAX_PLACES 4

struct _QuaysideStartList
{
  AdwBin parent_instance;

  /* Owned by the widget tree */
  GtkWidget *box;

  /* Owned */
  QuaysideRecent *recent;
  guint fill_source;
};

G_DEFINE_FINAL_TYPE (QuaysideStartList, quayside_start_list, ADW_TYPE_BIN)

static GtkWidget *
new_row (const char *title, const char *subtitle, const char *action, const char *target)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", target);

  return row;
}

static void
add_site (GtkWidget *group, QuaysideSite *site)
{
  g_autofree char *title = quayside_site_dup_title (site);
  g_autofree char *address = quayside_site_dup_address (site);
  g_autoptr (GIcon) dot = quayside_site_colour_icon (quayside_site_get_colour (site));
  GtkWidget *row
      = new_row (title, g_str_equal (title, address) ? "" : address, "win.connect-site", quayside_site_get_id (site));

  adw_action_row_add_prefix (ADW_ACTION_ROW (row), dot != NULL
                                                       ? gtk_image_new_from_gicon (dot)
                                                       : gtk_image_new_from_icon_name ("network-server-symbolic"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static int
compare_titles (gconstpointer a, gconstpointer b)
{
  g_autofree char *title_a = quayside_site_dup_title (*(QuaysideSite *const *)a);
  g_autofree char *title_b = quayside_site_dup_title (*(QuaysideSite *const *)b);

  return g_utf8_collate (title_a, title_b);
}

static void
fill_sites (QuaysideStartList *self)
{
  GListModel *sites = quayside_site_store_get_sites (quayside_site_store_get_default ());
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *all = adw_button_row_new ();

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    g_ptr_array_add (sorted, g_list_model_get_item (sites, i));
  g_ptr_array_sort (sorted, compare_titles);
  if (sorted->len > 0)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Sites"));
  for (guint i = 0; i < MIN (sorted->len, MAX_SITES); i++)
    add_site (group, sorted->pdata[i]);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (all),
                                 sorted->len > 0 ? _ ("All Sites…") : _ ("Save or Import Sites…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (all), "win.sites");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), all);
  gtk_box_append (GTK_BOX (self->box), group);
}

static void
fill_recent (QuaysideStartList *self)
{
  GListModel *places = quayside_recent_get_places (self->recent);
  guint n = g_list_model_get_n_items (places);
  GtkWidget *group;

  if (n == 0)
    return;
  group = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Recent"));
  for (guint i = 0; i < MIN (n, MAX_PLACES); i++)
    {
      g_autoptr (GtkStringObject) place = g_list_model_get_item (places, i);
      const char *text = gtk_string_object_get_string (place);
      g_autofree char *shown = quay_text_escape (text, -1);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (shown, "", "win.connect-place", text));
    }
  gtk_box_append (GTK_BOX (self->box), group);
}

/* What there is to choose from counts more than a large picture. */
static void
make_room (QuaysideStartList *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_STATUS_PAGE);
  gboolean any = g_list_model_get_n_items (quayside_site_store_get_sites (quayside_site_store_get_default ())) > 0
                 || g_list_model_get_n_items (quayside_recent_get_places (self->recent)) > 0;

  if (page != NULL)
    adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), any ? NULL : "network-server-symbolic");
}

static void
fill (gpointer user_data)
{
  QuaysideStartList *self = user_data;
  GtkWidget *child;

  self->fill_source = 0;
  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  fill_sites (self);
  fill_recent (self);
  make_room (self);
}

/* Once for many changes, and only while it is seen. */
static void
fill_soon (QuaysideStartList *self)
{
  if (self->fill_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->fill_source = g_idle_add_once (fill, self);
}

static void
quayside_start_list_map (GtkWidget *widget)
{
  QuaysideStartList *self = QUAYSIDE_START_LIST (widget);

  GTK_WIDGET_CLASS (quayside_start_list_parent_class)->map (widget);
  quayside_recent_load (self->recent);
  fill_soon (self);
}

static void
quayside_start_list_dispose (GObject *object)
{
  QuaysideStartList *self = QUAYSIDE_START_LIST (object);

  g_clear_handle_id (&self->fill_source, g_source_remove);
  g_clear_object (&self->recent);
  G_OBJECT_CLASS (quayside_start_list_parent_class)->dispose (object);
}

static void
quayside_start_list_class_init (QuaysideStartListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = quayside_start_list_dispose;
  GTK_WIDGET_CLASS (klass)->map = quayside_start_list_map;
}

static void
quayside_start_list_init (QuaysideStartList *self)
{
  g_autoptr (GFile) file = quayside_recent_dup_file ();
  GListModel *sites = quayside_site_store_get_sites (quayside_site_store_get_default ());

  self->recent = quayside_recent_new (file);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  adw_bin_set_child (ADW_BIN (self), self->box);
  g_signal_connect_object (sites, "items-changed", G_CALLBACK (fill_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (quayside_recent_get_places (self->recent), "items-changed", G_CALLBACK (fill_soon), self,
                           G_CONNECT_SWAPPED);
}

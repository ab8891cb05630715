/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tabs: one for each connection, with the title and the colour of its site. They go from window to window, and come
 * back at the next start. */
#include "quayside-window-private.h"

#include <glib/gi18n.h>

#include "quayside-site-colours.h"
#include "quayside-tab-keeper.h"

/* Of a window as it is kept, see quayside_window_to_variant() */
#define WIDTH "width"
#define HEIGHT "height"
#define MAXIMIZED "maximized"
#define SELECTED "selected"
#define TABS "tabs"

/* Beyond these a file is not ours. */
#define MAX_SIZE 16384
#define MAX_TABS 200

/* Tabs come and go while the window is taken apart, too. */
static gboolean
is_over (QuaysideWindow *self)
{
  return self->tab_view == NULL || gtk_widget_in_destruction (GTK_WIDGET (self));
}

guint
quayside_window_n_pages (QuaysideWindow *self)
{
  return self->tab_view != NULL ? (guint)adw_tab_view_get_n_pages (self->tab_view) : 0;
}

QuaysideSessionPage *
quayside_window_nth_page (QuaysideWindow *self, int position)
{
  return QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->tab_view, position)));
}

static AdwTabPage *
tab_of (QuaysideWindow *self, QuaysideSessionPage *page)
{
  return adw_tab_view_get_page (self->tab_view, GTK_WIDGET (page));
}

QuaysideSessionPage *
quayside_window_get_visible_page (QuaysideWindow *self)
{
  AdwTabPage *tab = self->tab_view != NULL ? adw_tab_view_get_selected_page (self->tab_view) : NULL;

  return tab != NULL ? QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (tab)) : NULL;
}

void
quayside_window_show_page (QuaysideWindow *self, QuaysideSessionPage *page)
{
  self->restoring = TRUE; /* it is about to be told where to connect to */
  adw_tab_view_set_selected_page (self->tab_view, tab_of (self, page));
  self->restoring = FALSE;
}

static QuaysideSessionPage *
find_waiting_here (QuaysideWindow *self, QuaySiteOptions *options)
{
  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    if (quayside_session_page_waits_for (quayside_window_nth_page (self, i), options))
      return quayside_window_nth_page (self, i);

  return NULL;
}

QuaysideSessionPage *
quayside_window_find_waiting (QuaysideWindow *self, QuaySiteOptions *options)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  QuaysideSessionPage *found = find_waiting_here (self, options);

  for (GList *item = application != NULL ? gtk_application_get_windows (application) : NULL;
       item != NULL && found == NULL; item = item->next)
    if (QUAYSIDE_IS_WINDOW (item->data))
      found = find_waiting_here (item->data, options);

  return found;
}

/* What a tab looks like */

static void
on_page_site (QuaysideSessionPage *page, GParamSpec *pspec, AdwTabPage *tab)
{
  QuaysideSite *site = quayside_session_page_get_site (page);
  g_autoptr (GIcon) dot = site != NULL ? quayside_site_colour_icon (quayside_site_get_colour (site)) : NULL;

  adw_tab_page_set_icon (tab, dot);
}

static void
update_title (QuaysideWindow *self)
{
  QuaysideSessionPage *page = quayside_window_get_visible_page (self);
  g_autofree char *title = NULL;

  if (page != NULL && quayside_session_page_has_place (page))
    /* Translators: the title of a window: a server's name */
    title = g_strdup_printf (_ ("%s — Quayside"), quayside_session_page_get_title (page));
  gtk_window_set_title (GTK_WINDOW (self), title != NULL ? title : "Quayside");
}

static QuaysideSessionPage *
insert_page (QuaysideWindow *self, int position)
{
  GtkWidget *page = quayside_session_page_new ();
  AdwTabPage *tab = adw_tab_view_insert (self->tab_view, page, position);

  g_object_bind_property (page, "title", tab, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (page, "busy", tab, "loading", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "notify::site", G_CALLBACK (on_page_site), tab, 0);

  return QUAYSIDE_SESSION_PAGE (page);
}

QuaysideSessionPage *
quayside_window_add_page (QuaysideWindow *self)
{
  return insert_page (self, adw_tab_view_get_n_pages (self->tab_view));
}

static void
on_page_changed (QuaysideWindow *self)
{
  if (is_over (self))
    return;
  quayside_window_update_actions (self);
  update_title (self);
  quayside_tab_keeper_changed (quayside_tab_keeper_get_default ());
}

/* An earlier run's transfers come back in one queue: each goes to the tab of its site. */
static void
on_transfers_restored (QuaysideWindow *self, QuaysideSessionPage *first)
{
  g_autoptr (GPtrArray) transfers = quayside_session_page_list_transfers (first);

  for (guint i = 0; i < transfers->len; i++)
    {
      QuayLogin *login = quay_transfer_get_login (transfers->pdata[i]);
      QuaysideSessionPage *page = quayside_window_find_waiting (self, quay_login_get_options (login));

      if (page == NULL && !quayside_session_page_has_place (first))
        page = first;
      else if (page == NULL)
        page = quayside_window_add_page (self);
      quayside_session_page_offer (page, login);
      if (page != first)
        quay_transfer_queue_take (quayside_session_page_get_queue (page), quayside_session_page_get_queue (first),
                                  transfers->pdata[i], quayside_session_page_get_interaction (page));
    }
}

/* A tab may go to another window: what this one wants to know of it begins here, and ends when it is detached. */
static void
on_page_attached (QuaysideWindow *self, AdwTabPage *tab)
{
  GtkWidget *page = adw_tab_page_get_child (tab);

  g_signal_connect_object (page, "notify::title", G_CALLBACK (on_page_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::connected", G_CALLBACK (on_page_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "transfers-restored", G_CALLBACK (on_transfers_restored), self, G_CONNECT_SWAPPED);
  on_page_changed (self);
}

static gboolean
destroy_empty (gpointer data)
{
  g_autoptr (QuaysideWindow) self = data;

  if (self->tab_view != NULL && quayside_window_n_pages (self) == 0)
    gtk_window_destroy (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

/* A window without tabs goes, but not while its tab is on the pointer, nor within what the view is doing. */
static void
close_if_empty (QuaysideWindow *self)
{
  if (adw_tab_view_get_n_pages (self->tab_view) == 0 && !adw_tab_view_get_is_transferring_page (self->tab_view))
    g_idle_add (destroy_empty, g_object_ref (self));
}

static void
on_page_detached (QuaysideWindow *self, AdwTabPage *tab)
{
  g_signal_handlers_disconnect_by_data (adw_tab_page_get_child (tab), self);
  if (is_over (self))
    return;
  if (self->menu_page == tab)
    self->menu_page = NULL;
  on_page_changed (self);
  close_if_empty (self);
}

static void
on_transferring (QuaysideWindow *self)
{
  if (!is_over (self))
    close_if_empty (self);
}

static void
on_selected_page_changed (QuaysideWindow *self)
{
  QuaysideSessionPage *page;

  if (is_over (self))
    return;
  page = quayside_window_get_visible_page (self);
  on_page_changed (self);
  if (page != NULL && !self->restoring)
    quayside_session_page_wake (page);
}

/* The last one goes with its window. */
static gboolean
on_close_page (QuaysideWindow *self, AdwTabPage *tab)
{
  if (adw_tab_view_get_n_pages (self->tab_view) > 1)
    {
      quayside_window_close_tab (self, tab);
      return GDK_EVENT_STOP;
    }
  adw_tab_view_close_page_finish (self->tab_view, tab, FALSE);
  gtk_window_close (GTK_WINDOW (self));

  return GDK_EVENT_STOP;
}

static AdwTabView *
on_create_window (QuaysideWindow *self)
{
  QuaysideWindow *window = quayside_window_new_like (self);

  gtk_window_present (GTK_WINDOW (window));

  return window->tab_view;
}

static void
on_setup_menu (QuaysideWindow *self, AdwTabPage *tab)
{
  self->menu_page = tab;
  quayside_window_update_actions (self);
}

/* What is done to tabs */

/* The one whose menu is open, else the one that is shown. */
static AdwTabPage *
get_meant (QuaysideWindow *self)
{
  return self->menu_page != NULL ? self->menu_page : adw_tab_view_get_selected_page (self->tab_view);
}

static void
action_new_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);

  quayside_window_show_page (self, quayside_window_add_page (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->quick_connect));
}

static void
action_duplicate_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);
  AdwTabPage *tab = get_meant (self);
  QuaysideSessionPage *copy;

  if (tab == NULL)
    return;
  copy = insert_page (self, adw_tab_view_get_page_position (self->tab_view, tab) + 1);
  quayside_window_show_page (self, copy);
  quayside_session_page_connect_like (copy, QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (tab)));
}

static void
action_move_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);
  AdwTabPage *tab = get_meant (self);

  if (tab != NULL && adw_tab_view_get_n_pages (self->tab_view) > 1)
    adw_tab_view_transfer_page (self->tab_view, tab, on_create_window (self), 0);
}

static void
action_close_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);
  AdwTabPage *tab = get_meant (self);

  if (tab != NULL)
    adw_tab_view_close_page (self->tab_view, tab);
}

static void
action_close_other_tabs (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);
  AdwTabPage *tab = get_meant (self);

  if (tab != NULL)
    adw_tab_view_close_other_pages (self->tab_view, tab);
}

void
quayside_window_tabs_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_page_attached);
  gtk_widget_class_bind_template_callback (widget_class, on_page_detached);
  gtk_widget_class_bind_template_callback (widget_class, on_transferring);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_close_page);
  gtk_widget_class_bind_template_callback (widget_class, on_create_window);
  gtk_widget_class_bind_template_callback (widget_class, on_setup_menu);
  gtk_widget_class_install_action (widget_class, "win.new-tab", NULL, action_new_tab);
  gtk_widget_class_install_action (widget_class, "win.duplicate-tab", NULL, action_duplicate_tab);
  gtk_widget_class_install_action (widget_class, "win.move-tab", NULL, action_move_tab);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, action_close_tab);
  gtk_widget_class_install_action (widget_class, "win.close-other-tabs", NULL, action_close_other_tabs);
}

/* From run to run */

GVariant *
quayside_window_to_variant (QuaysideWindow *self)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);
  g_auto (GVariantBuilder) tabs = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("aa{sv}"));
  QuaysideSessionPage *visible = quayside_window_get_visible_page (self);
  guint n = 0, selected = 0;
  int width, height;

  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    {
      QuaysideSessionPage *page = quayside_window_nth_page (self, i);

      if (!quayside_session_page_has_place (page))
        continue;
      if (page == visible)
        selected = n;
      g_variant_builder_add_value (&tabs, quayside_session_page_to_variant (page));
      n++;
    }
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_variant_dict_insert (&dict, WIDTH, "i", width);
  g_variant_dict_insert (&dict, HEIGHT, "i", height);
  g_variant_dict_insert (&dict, MAXIMIZED, "b", gtk_window_is_maximized (GTK_WINDOW (self)));
  g_variant_dict_insert (&dict, SELECTED, "u", selected);
  g_variant_dict_insert_value (&dict, TABS, g_variant_builder_end (&tabs));

  return g_variant_dict_end (&dict);
}

static void
restore_size (QuaysideWindow *self, GVariant *state)
{
  int width, height;
  gboolean maximized;

  if (g_variant_lookup (state, WIDTH, "i", &width) && g_variant_lookup (state, HEIGHT, "i", &height) && width > 0
      && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (self), MIN (width, MAX_SIZE), MIN (height, MAX_SIZE));
  if (g_variant_lookup (state, MAXIMIZED, "b", &maximized) && maximized)
    gtk_window_maximize (GTK_WINDOW (self));
}

void
quayside_window_restore (QuaysideWindow *self, GVariant *state)
{
  g_autoptr (GVariant) tabs = g_variant_lookup_value (state, TABS, G_VARIANT_TYPE ("aa{sv}"));
  gsize n = tabs != NULL ? MIN (g_variant_n_children (tabs), MAX_TABS) : 0;
  guint selected = 0;

  restore_size (self, state);
  g_variant_lookup (state, SELECTED, "u", &selected);
  self->restoring = TRUE;
  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) tab = g_variant_get_child_value (tabs, i);

      quayside_session_page_restore (i == 0 ? quayside_window_nth_page (self, 0) : quayside_window_add_page (self),
                                     tab);
    }
  if (selected < n)
    adw_tab_view_set_selected_page (self->tab_view, adw_tab_view_get_nth_page (self->tab_view, (int)selected));
  self->restoring = FALSE;
  on_page_changed (self);
  if (n > 0)
    quayside_session_page_focus_place (quayside_window_get_visible_page (self));
}

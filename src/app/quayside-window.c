/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-window-private.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-queue-keeper.h"
#include "quayside-site-manager.h"
#include "quayside-tab-keeper.h"

G_DEFINE_FINAL_TYPE (QuaysideWindow, quayside_window, ADW_TYPE_APPLICATION_WINDOW)

static void
on_connect_requested (QuaysideWindow *self, QuaySiteOptions *options, const char *path)
{
  quayside_window_connect (self, options, path);
}

static void
on_site_requested (QuaysideWindow *self, QuaysideSite *site, const char *path)
{
  quayside_window_connect_site (self, site, path);
}

void
quayside_window_update_actions (QuaysideWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  QuaysideSessionPage *page = quayside_window_get_visible_page (self);
  QuaysideSessionPage *meant
      = self->menu_page != NULL ? QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (self->menu_page)) : page;
  gboolean there = page != NULL && quayside_session_page_get_login (page) != NULL;

  gtk_widget_action_set_enabled (widget, "win.disconnect", there);
  gtk_widget_action_set_enabled (widget, "win.reconnect",
                                 page != NULL && quayside_session_page_has_place (page)
                                     && !quayside_session_page_is_connected (page));
  gtk_widget_action_set_enabled (widget, "win.duplicate-tab", meant != NULL && quayside_session_page_has_place (meant));
  gtk_widget_action_set_enabled (widget, "win.move-tab", quayside_window_n_pages (self) > 1);
  gtk_widget_action_set_enabled (widget, "win.close-other-tabs", quayside_window_n_pages (self) > 1);
}

static void
action_quick_connect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (QUAYSIDE_WINDOW (widget)->quick_connect));
}

static void
action_disconnect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_session_page_disconnect (quayside_window_get_visible_page (QUAYSIDE_WINDOW (widget)));
}

static void
action_reconnect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_session_page_reconnect (quayside_window_get_visible_page (QUAYSIDE_WINDOW (widget)));
}

static void
action_next_pane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_session_page_focus_next (quayside_window_get_visible_page (QUAYSIDE_WINDOW (widget)));
}

/* Sites */

static void
on_manager_connects (QuaysideWindow *self, QuaysideSite *site)
{
  quayside_window_connect_site (self, site, "");
}

static QuaysideSiteManager *
show_sites (QuaysideWindow *self)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (self));

  if (dialog != NULL && QUAYSIDE_IS_SITE_MANAGER (dialog))
    return QUAYSIDE_SITE_MANAGER (dialog);
  dialog = quayside_site_manager_new (quayside_site_store_get_default ());
  g_signal_connect_object (dialog, "connect-requested", G_CALLBACK (on_manager_connects), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self));

  return QUAYSIDE_SITE_MANAGER (dialog);
}

static void
action_sites (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_sites (QUAYSIDE_WINDOW (widget));
}

static QuaysideSite *
find_site (GVariant *id)
{
  return quayside_site_store_find (quayside_site_store_get_default (), g_variant_get_string (id, NULL));
}

static void
action_edit_site (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSite *site = find_site (parameter);

  if (site != NULL)
    quayside_site_manager_edit (show_sites (QUAYSIDE_WINDOW (widget)), site);
}

static void
action_connect_site (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSite *site = find_site (parameter);

  if (site != NULL)
    quayside_window_connect_site (QUAYSIDE_WINDOW (widget), site, "");
}

static void
action_connect_place (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_quick_connect_connect (QUAYSIDE_WINDOW (widget)->quick_connect, g_variant_get_string (parameter, NULL));
}

static gboolean
close_request (GtkWindow *window)
{
  if (quayside_window_close_request (window))
    return GDK_EVENT_STOP;

  return GTK_WINDOW_CLASS (quayside_window_parent_class)->close_request (window);
}

static void
quayside_window_dispose (GObject *object)
{
  quayside_window_close_clear (QUAYSIDE_WINDOW (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_WINDOW);
  G_OBJECT_CLASS (quayside_window_parent_class)->dispose (object);
}

static void
quayside_window_class_init (QuaysideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;

  g_type_ensure (QUAYSIDE_TYPE_QUICK_CONNECT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-window.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideWindow, quick_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_connect_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_site_requested);

  quayside_window_tabs_install (widget_class);
  gtk_widget_class_install_action (widget_class, "win.quick-connect", NULL, action_quick_connect);
  gtk_widget_class_install_action (widget_class, "win.sites", NULL, action_sites);
  gtk_widget_class_install_action (widget_class, "win.edit-site", "s", action_edit_site);
  gtk_widget_class_install_action (widget_class, "win.connect-site", "s", action_connect_site);
  gtk_widget_class_install_action (widget_class, "win.connect-place", "s", action_connect_place);
  gtk_widget_class_install_action (widget_class, "win.disconnect", NULL, action_disconnect);
  gtk_widget_class_install_action (widget_class, "win.reconnect", NULL, action_reconnect);
  gtk_widget_class_install_action (widget_class, "win.next-pane", NULL, action_next_pane);
}

static void
on_queue_not_kept (QuaysideWindow *self, const GError *error)
{
  quayside_show_error (GTK_WIDGET (self), _ ("The Queue Cannot Be Kept for Next Time"), error);
}

static void
quayside_window_init (QuaysideWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (quayside_queue_keeper_get_default (), "failed", G_CALLBACK (on_queue_not_kept), self,
                           G_CONNECT_SWAPPED);
  quayside_window_update_actions (self);
}

static void
note_size (QuaysideWindow *self)
{
  quayside_tab_keeper_changed (quayside_tab_keeper_get_default ());
}

static QuaysideWindow *
new_empty (GtkApplication *application)
{
  QuaysideWindow *self = g_object_new (QUAYSIDE_TYPE_WINDOW, "application", application, NULL);

  g_signal_connect (self, "notify::default-width", G_CALLBACK (note_size), NULL);
  g_signal_connect (self, "notify::default-height", G_CALLBACK (note_size), NULL);
  g_signal_connect (self, "notify::maximized", G_CALLBACK (note_size), NULL);

  return self;
}

QuaysideWindow *
quayside_window_new (GtkApplication *application)
{
  QuaysideWindow *self = new_empty (application);

  quayside_window_add_page (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->quick_connect));

  return self;
}

void
quayside_window_take_size (QuaysideWindow *self, QuaysideWindow *other)
{
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (other), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

QuaysideWindow *
quayside_window_new_like (QuaysideWindow *other)
{
  QuaysideWindow *self = new_empty (gtk_window_get_application (GTK_WINDOW (other)));

  quayside_window_take_size (self, other);

  return self;
}

/* Where a tab waits for that place, else the one that is shown, unless it is in use. */
static QuaysideSessionPage *
find_page_for (QuaysideWindow *self, QuaySiteOptions *options)
{
  QuaysideSessionPage *visible = quayside_window_get_visible_page (self);

  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    if (quayside_session_page_waits_for (quayside_window_nth_page (self, i), options))
      return quayside_window_nth_page (self, i);
  if (visible != NULL && quayside_session_page_is_idle (visible))
    return visible;

  return quayside_window_add_page (self);
}

void
quayside_window_connect (QuaysideWindow *self, QuaySiteOptions *options, const char *path)
{
  QuaysideSessionPage *page = find_page_for (self, options);

  quayside_window_show_page (self, page);
  quayside_session_page_connect (page, options, path);
}

void
quayside_window_connect_site (QuaysideWindow *self, QuaysideSite *site, const char *path)
{
  QuaysideSessionPage *page;

  if (!quay_host_name_is_safe (quay_site_options_get_host (quayside_site_get_options (site))))
    {
      quayside_site_manager_edit (show_sites (self), site);
      return;
    }
  page = find_page_for (self, quayside_site_get_options (site));
  quayside_window_show_page (self, page);
  quayside_session_page_connect_site (page, site, path);
}

static void
connect_text (QuaysideWindow *self, const char *text)
{
  g_autoptr (QuaysideSite) site = NULL;
  g_autoptr (QuaySiteOptions) options = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (!quayside_quick_connect_parse (text, &site, &options, &path, &error))
    quayside_show_error (GTK_WIDGET (self), _ ("Could Not Connect"), error);
  else if (site != NULL)
    quayside_window_connect_site (self, site, path);
  else
    quayside_window_connect (self, options, path);
}

typedef struct
{
  QuaysideWindow *window; /* owned */
  char *text;
} Typed;

static void
on_sites_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Typed *typed = user_data;
  g_autoptr (QuaysideWindow) window = typed->window;
  g_autofree char *text = typed->text;

  g_free (typed);
  connect_text (window, text);
}

void
quayside_window_connect_text (QuaysideWindow *self, const char *text)
{
  QuaysideSiteStore *store = quayside_site_store_get_default ();
  Typed *typed;

  if (!g_str_has_prefix (text, "site:") || !quayside_site_store_is_busy (store))
    {
      connect_text (self, text);
      return;
    }
  /* A program that has just started has not read its sites yet. */
  typed = g_new0 (Typed, 1);
  typed->window = g_object_ref (self);
  typed->text = g_strdup (text);
  quayside_site_store_load_async (store, NULL, on_sites_loaded, typed);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-window.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-queue-keeper.h"
#include "quayside-quick-connect.h"
#include "quayside-site-colours.h"
#include "quayside-site-manager.h"

/* How long transfers may take to write down where they are when the window is closed. */
#define SUSPEND_SECONDS 5

struct _QuaysideWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwTabView *tab_view;
  QuaysideQuickConnect *quick_connect;

  /* owned */
  gboolean close_confirmed;
  gboolean suspended;    /* transfers are told to stop where they are */
  guint suspend_timeout; /* while they are waited for */
};

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

static void
update_actions (QuaysideWindow *self)
{
  QuaysideSessionPage *page = quayside_window_get_visible_page (self);
  gboolean there = page != NULL && quayside_session_page_get_login (page) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.disconnect", there);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.reconnect",
                                 page != NULL && !quayside_session_page_is_idle (page)
                                     && !quayside_session_page_is_connected (page));
}

static void
on_selected_page_changed (QuaysideWindow *self)
{
  update_actions (self);
}

static void
action_new_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);
  QuaysideSessionPage *page = quayside_window_add_page (self);

  adw_tab_view_set_selected_page (self->tab_view, adw_tab_view_get_page (self->tab_view, GTK_WIDGET (page)));
  gtk_widget_grab_focus (GTK_WIDGET (self->quick_connect));
}

static void
action_close_tab (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (widget);
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tab_view);

  if (adw_tab_view_get_n_pages (self->tab_view) <= 1)
    gtk_window_close (GTK_WINDOW (self));
  else if (page != NULL)
    adw_tab_view_close_page (self->tab_view, page);
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

static void
on_close_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideWindow) self = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (!g_str_equal (answer, "close"))
    return;
  self->close_confirmed = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_close (QuaysideWindow *self)
{
  AdwDialog *dialog = adw_alert_dialog_new (
      _ ("Transfers Are Running"),
      quayside_queue_keeper_is_open (quayside_queue_keeper_get_default ())
          ? _ ("They stop now, and go on where they were when Quayside is started and connected again.")
          : _ ("Closing the window cancels them. What has arrived of a file can be resumed."));

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Keep Open"), "close", _ ("_Close"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, on_close_answered, g_object_ref (self));
}

static QuaysideSessionPage *
nth_page (QuaysideWindow *self, int position)
{
  return QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (adw_tab_view_get_nth_page (self->tab_view, position)));
}

static gboolean
has_transfers (QuaysideWindow *self)
{
  gboolean busy = FALSE;

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    busy |= quayside_session_page_has_transfers (nth_page (self, i));

  return busy;
}

static gboolean
is_active (QuaysideWindow *self)
{
  guint n = 0;

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    n += quay_transfer_queue_get_n_active (quayside_session_page_get_queue (nth_page (self, i)));

  return n > 0;
}

/* What only waits is kept for next time without a word. */
static gboolean
needs_question (QuaysideWindow *self)
{
  return quayside_queue_keeper_is_open (quayside_queue_keeper_get_default ()) ? is_active (self) : has_transfers (self);
}

static void
close_when_still (QuaysideWindow *self)
{
  if (self->suspend_timeout != 0 && !is_active (self))
    {
      g_clear_handle_id (&self->suspend_timeout, g_source_remove);
      gtk_window_close (GTK_WINDOW (self));
    }
}

static gboolean
on_suspend_timeout (gpointer data)
{
  QuaysideWindow *self = data;

  self->suspend_timeout = 0;
  gtk_window_close (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

/* Out of the person's way at once; what transfers have is written down meanwhile. */
static void
suspend (QuaysideWindow *self)
{
  self->suspended = TRUE;
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    {
      g_signal_connect_object (quayside_session_page_get_queue (nth_page (self, i)), "notify::n-active",
                               G_CALLBACK (close_when_still), self, G_CONNECT_SWAPPED);
      quayside_session_page_suspend (nth_page (self, i));
    }
  self->suspend_timeout = g_timeout_add_seconds (SUSPEND_SECONDS, on_suspend_timeout, self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static gboolean
quayside_window_close_request (GtkWindow *window)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (window);

  if (!self->close_confirmed && needs_question (self))
    {
      ask_close (self);
      return GDK_EVENT_STOP;
    }
  if (!self->suspended && has_transfers (self))
    suspend (self);
  if (self->suspend_timeout != 0 && is_active (self))
    return GDK_EVENT_STOP;
  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    quayside_session_page_disconnect (nth_page (self, i));

  return GTK_WINDOW_CLASS (quayside_window_parent_class)->close_request (window);
}

static gboolean
on_close_page (QuaysideWindow *self, AdwTabPage *tab)
{
  QuaysideSessionPage *page = QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (tab));

  if (quayside_session_page_has_transfers (page))
    {
      quayside_add_toast (GTK_WIDGET (self), _ ("Transfers in this tab are not finished. Cancel them first."));
      adw_tab_view_close_page_finish (self->tab_view, tab, FALSE);
      return GDK_EVENT_STOP;
    }
  quayside_session_page_disconnect (page);

  return GDK_EVENT_PROPAGATE;
}

static void
quayside_window_dispose (GObject *object)
{
  g_clear_handle_id (&QUAYSIDE_WINDOW (object)->suspend_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_WINDOW);
  G_OBJECT_CLASS (quayside_window_parent_class)->dispose (object);
}

static void
quayside_window_class_init (QuaysideWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = quayside_window_close_request;

  g_type_ensure (QUAYSIDE_TYPE_QUICK_CONNECT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-window.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideWindow, tab_view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideWindow, quick_connect);
  gtk_widget_class_bind_template_callback (widget_class, on_connect_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_site_requested);
  gtk_widget_class_bind_template_callback (widget_class, on_selected_page_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_close_page);

  gtk_widget_class_install_action (widget_class, "win.new-tab", NULL, action_new_tab);
  gtk_widget_class_install_action (widget_class, "win.close-tab", NULL, action_close_tab);
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
  quayside_window_add_page (self);
  update_actions (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->quick_connect));
}

QuaysideWindow *
quayside_window_new (GtkApplication *application)
{
  return g_object_new (QUAYSIDE_TYPE_WINDOW, "application", application, NULL);
}

QuaysideSessionPage *
quayside_window_get_visible_page (QuaysideWindow *self)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (self->tab_view);

  return page != NULL ? QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (page)) : NULL;
}

/* The tab has the site's colour. */
static void
on_page_site (QuaysideSessionPage *page, GParamSpec *pspec, AdwTabPage *tab)
{
  QuaysideSite *site = quayside_session_page_get_site (page);
  g_autoptr (GIcon) dot = site != NULL ? quayside_site_colour_icon (quayside_site_get_colour (site)) : NULL;

  adw_tab_page_set_icon (tab, dot);
}

QuaysideSessionPage *
quayside_window_add_page (QuaysideWindow *self)
{
  GtkWidget *page = quayside_session_page_new ();
  AdwTabPage *tab = adw_tab_view_append (self->tab_view, page);

  g_object_bind_property (page, "title", tab, "title", G_BINDING_SYNC_CREATE);
  g_object_bind_property (page, "busy", tab, "loading", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (page, "notify::connected", G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "notify::site", G_CALLBACK (on_page_site), tab, 0);

  return QUAYSIDE_SESSION_PAGE (page);
}

/* Where transfers wait for that place, else the page that is shown, unless it is in use. */
static QuaysideSessionPage *
find_page_for (QuaysideWindow *self, QuaySiteOptions *options)
{
  QuaysideSessionPage *visible = quayside_window_get_visible_page (self);

  for (int i = 0; i < adw_tab_view_get_n_pages (self->tab_view); i++)
    if (quayside_session_page_waits_for (nth_page (self, i), options))
      return nth_page (self, i);
  if (visible != NULL && quayside_session_page_is_idle (visible))
    return visible;

  return quayside_window_add_page (self);
}

void
quayside_window_connect (QuaysideWindow *self, QuaySiteOptions *options, const char *path)
{
  QuaysideSessionPage *page = find_page_for (self, options);

  adw_tab_view_set_selected_page (self->tab_view, adw_tab_view_get_page (self->tab_view, GTK_WIDGET (page)));
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
  adw_tab_view_set_selected_page (self->tab_view, adw_tab_view_get_page (self->tab_view, GTK_WIDGET (page)));
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

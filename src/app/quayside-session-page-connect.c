/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-session-page-private.h"

#include <glib/gi18n.h>

#include "quayside-interaction.h"
#include "quayside-queue-keeper.h"
#include "quayside-remote-location.h"

/* For the demonstration and the tests, which must not touch the person's own file. */
#define KNOWN_HOSTS_VARIABLE "QUAYSIDE_KNOWN_HOSTS"

#define DEFAULT_PORT 22

char *
quayside_session_page_dup_place (QuaySiteOptions *options)
{
  const char *user = quay_site_options_get_user (options);
  g_autofree char *shown_user = quay_text_escape (*user != '\0' ? user : g_get_user_name (), -1);
  g_autofree char *shown_host = quay_text_escape (quay_site_options_get_host (options), -1);
  guint port = quay_site_options_get_port (options);

  if (port != DEFAULT_PORT)
    return g_strdup_printf ("%s@%s:%u", shown_user, shown_host, port);

  return g_strdup_printf ("%s@%s", shown_user, shown_host);
}

static void
apply_environment (QuaySiteOptions *options)
{
  const char *file = g_getenv (KNOWN_HOSTS_VARIABLE);

  if (file != NULL && *file != '\0')
    quay_site_options_set_known_hosts_files (options, (const char *const[]){ file, NULL });
}

void
quayside_session_page_forget_environment (QuaySiteOptions *options)
{
  if (g_getenv (KNOWN_HOSTS_VARIABLE) != NULL)
    quay_site_options_set_known_hosts_files (options, NULL);
}

static void
set_description (AdwStatusPage *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  adw_status_page_set_description (page, escaped);
}

static void
show_remote (QuaysideSessionPage *self, const char *page)
{
  gtk_stack_set_visible_child_name (self->remote_stack, page);
  adw_view_stack_set_visible_child_name (self->narrow_stack, "remote");
}

static void
on_status_text (QuaysideSessionPage *self, GParamSpec *pspec, QuayLogin *login)
{
  g_autofree char *text = NULL;

  if (login != self->login || self->connecting == NULL)
    return;
  g_object_get (login, "status-text", &text, NULL);
  set_description (self->connecting_page, text);
}

static void
show_failure (QuaysideSessionPage *self, const GError *error)
{
  set_description (self->failed_page, error->message);
  show_remote (self, "failed");
}

/* The button that is to be pressed stands out. */
static void
suggest (GtkWidget *button, gboolean suggested)
{
  if (suggested)
    gtk_widget_add_css_class (button, "suggested-action");
  else
    gtk_widget_remove_css_class (button, "suggested-action");
}

void
quayside_session_page_show_idle (QuaysideSessionPage *self)
{
  g_autofree char *title = NULL;

  if (self->title != NULL && self->options != NULL)
    title = g_strdup_printf (_ ("Not Connected to %s"), self->title);
  adw_status_page_set_title (self->idle_page, title != NULL ? title : _ ("Not Connected"));
  adw_status_page_set_description (
      self->idle_page, self->options != NULL
                           ? _ ("Its files are shown here when it is connected.")
                           : _ ("Type a server like “user@host” at the top of the window to see its files here."));
  suggest (self->reconnect_button, self->options != NULL);
  suggest (self->quick_connect_button, self->options == NULL);
  gtk_stack_set_visible_child_name (self->remote_stack, "idle");
}

/* The connection has ended without being asked to: what was listed stays to be seen. */
static void
on_closed (QuaysideSessionPage *self, const GError *error, QuayLogin *login)
{
  g_autofree char *text = NULL;

  if (login != self->login || !self->connected)
    return;
  self->connected = FALSE;
  if (error != NULL)
    text = g_strdup_printf (_ ("Connection lost: %s"), error->message);
  else
    text = g_strdup (_ ("The server closed the connection."));
  adw_banner_set_title (self->banner, text);
  adw_banner_set_revealed (self->banner, TRUE);
  quayside_session_page_state_changed (self);
}

static void
show_files (QuaysideSessionPage *self, const char *path)
{
  g_autoptr (QuaysideLocation) location = quayside_remote_location_new (self->login);

  quayside_file_pane_set_location (self->remote_pane, location, path);
  show_remote (self, "pane");
  quayside_file_pane_focus_list (self->remote_pane);
}

static void
opened (QuaysideSessionPage *self)
{
  g_clear_object (&self->connecting);
  self->connected = TRUE;
  self->offered = FALSE;
  quayside_interaction_end (QUAYSIDE_INTERACTION (self->interaction), NULL);
  show_files (self, self->start_path);
  quayside_session_page_state_changed (self);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSessionPage) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = quay_login_open_finish (QUAY_LOGIN (source), result, &error);

  /* Cancelled, or another one is tried meanwhile. */
  if (self->login != QUAY_LOGIN (source) || self->connecting == NULL)
    return;
  if (ok)
    {
      opened (self);
      return;
    }
  quayside_interaction_end (QUAYSIDE_INTERACTION (self->interaction), error);
  g_clear_object (&self->connecting);
  quayside_session_page_connect_clear (self);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    quayside_session_page_show_idle (self);
  else
    show_failure (self, error);
  quayside_session_page_state_changed (self);
}

static void
on_login_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* It is gone either way. */
  if (!quay_login_close_finish (QUAY_LOGIN (source), result, &error))
    g_debug ("Closing the connection: %s", error->message);
}

void
quayside_session_page_connect_clear (QuaysideSessionPage *self)
{
  g_autoptr (QuayLogin) login = g_steal_pointer (&self->login);

  if (self->connecting != NULL)
    g_cancellable_cancel (self->connecting);
  g_clear_object (&self->connecting);
  self->connected = FALSE;
  self->open_wanted = FALSE;
  if (login == NULL)
    return;
  g_set_object (&self->last_login, login);
  g_signal_handlers_disconnect_by_data (login, self);
  if (self->queue_view != NULL)
    quayside_queue_view_set_login (self->queue_view, NULL);
  if (quay_login_get_state (login) == QUAY_LOGIN_OPEN)
    quay_login_close_async (login, NULL, on_login_closed, NULL);
}

/* The queue has made the connection again by itself. */
static void
take_regained (QuaysideSessionPage *self)
{
  self->connected = TRUE;
  adw_banner_set_revealed (self->banner, FALSE);
  quayside_file_pane_refresh (self->remote_pane);
  quayside_session_page_state_changed (self);
}

/* A login that is being closed is opened when that is done; and the queue may be opening it meanwhile. */
static void
on_login_state (QuaysideSessionPage *self, GParamSpec *pspec, QuayLogin *login)
{
  QuayLoginState state = quay_login_get_state (login);

  if (login != self->login)
    return;
  if (self->open_wanted && state == QUAY_LOGIN_CLOSED)
    {
      self->open_wanted = FALSE;
      quay_login_open_async (login, self->connecting, on_opened, g_object_ref (self));
    }
  else if (self->open_wanted && state == QUAY_LOGIN_OPEN)
    {
      self->open_wanted = FALSE;
      opened (self);
    }
  else if (state == QUAY_LOGIN_OPEN && self->connecting == NULL && !self->connected)
    take_regained (self);
}

/* The same one again where there was one: transfers in the queue hold it, and go on or may be tried again. */
static QuayLogin *
take_login (QuaysideSessionPage *self)
{
  QuayLogin *login = quayside_queue_keeper_take_login (quayside_queue_keeper_get_default (), self->options);

  if (login != NULL)
    return login;
  if (self->last_login != NULL)
    return g_steal_pointer (&self->last_login);

  return quay_login_new (self->options, self->interaction);
}

static void
start_login (QuaysideSessionPage *self)
{
  g_autofree char *place = quayside_session_page_dup_place (self->options);
  g_autofree char *name = self->site != NULL ? quayside_site_dup_title (self->site) : g_strdup (place);
  g_autofree char *title = g_strdup_printf (_ ("Connecting to %s"), name);

  apply_environment (self->options);
  quayside_interaction_begin (QUAYSIDE_INTERACTION (self->interaction), self->options);
  self->login = take_login (self);
  self->connecting = g_cancellable_new ();
  self->open_wanted = TRUE;
  self->asleep = FALSE;
  g_signal_connect_object (self->login, "notify::state", G_CALLBACK (on_login_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->login, "notify::status-text", G_CALLBACK (on_status_text), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->login, "closed", G_CALLBACK (on_closed), self, G_CONNECT_SWAPPED);
  quayside_queue_view_set_login (self->queue_view, self->login);
  adw_banner_set_revealed (self->banner, FALSE);
  adw_status_page_set_title (self->connecting_page, title);
  set_description (self->connecting_page, NULL);
  show_remote (self, "connecting");
  quayside_session_page_set_title (self, name);
  quayside_session_page_state_changed (self);
  on_login_state (self, NULL, self->login);
}

static void
connect_to (QuaysideSessionPage *self, QuaySiteOptions *options, QuaysideSite *site, const char *path)
{
  g_autoptr (QuaySiteOptions) copy = quay_site_options_copy (options);

  quayside_session_page_connect_clear (self);
  if (self->last_login != NULL && !quayside_same_place (quay_login_get_options (self->last_login), copy))
    g_clear_object (&self->last_login);
  g_set_object (&self->options, copy);
  g_clear_pointer (&self->site_id, g_free);
  quayside_session_page_set_site (self, site);
  self->offered = FALSE;
  g_set_str (&self->start_path, path);
  start_login (self);
}

void
quayside_session_page_connect (QuaysideSessionPage *self, QuaySiteOptions *options, const char *path)
{
  connect_to (self, options, NULL, path);
}

void
quayside_session_page_connect_site (QuaysideSessionPage *self, QuaysideSite *site, const char *path)
{
  const char *local = quayside_site_get_local_folder (site);
  gboolean usual = path == NULL || *path == '\0';

  if (usual && *local != '\0')
    quayside_file_pane_go (self->local_pane, local);
  connect_to (self, quayside_site_get_options (site), site, usual ? quayside_site_get_remote_folder (site) : path);
}

void
quayside_session_page_connect_like (QuaysideSessionPage *self, QuaysideSessionPage *other)
{
  const char *local = quayside_file_pane_get_path (other->local_pane);
  const char *remote = quayside_file_pane_get_path (other->remote_pane);

  if (local != NULL)
    quayside_file_pane_go (self->local_pane, local);
  connect_to (self, other->options, other->site, remote != NULL ? remote : other->start_path);
}

void
quayside_session_page_reconnect (QuaysideSessionPage *self)
{
  const char *shown = quayside_file_pane_get_path (self->remote_pane);

  if (self->options == NULL)
    return;
  /* Back to where the person was. */
  if (shown != NULL)
    g_set_str (&self->start_path, shown);
  quayside_session_page_connect_clear (self);
  start_login (self);
}

/* Those of this connection; others may wait for theirs. */
static void
cancel_transfers (QuaysideSessionPage *self)
{
  g_autoptr (GPtrArray) transfers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->queue)); i++)
    g_ptr_array_add (transfers, g_list_model_get_item (G_LIST_MODEL (self->queue), i));
  /* From the end, so that none takes the place of another that is on its way out. */
  for (guint i = transfers->len; i-- > 0;)
    if (quay_transfer_get_login (transfers->pdata[i]) == self->login)
      quay_transfer_queue_cancel (self->queue, transfers->pdata[i]);
}

void
quayside_session_page_disconnect (QuaysideSessionPage *self)
{
  gboolean was_there = self->login != NULL;
  const char *shown = quayside_file_pane_get_path (self->remote_pane);

  if (was_there)
    cancel_transfers (self);
  if (shown != NULL)
    g_set_str (&self->start_path, shown);
  quayside_session_page_connect_clear (self);
  adw_banner_set_revealed (self->banner, FALSE);
  if (!was_there)
    return;
  quayside_file_pane_set_location (self->remote_pane, NULL, NULL);
  quayside_session_page_show_idle (self);
  quayside_session_page_state_changed (self);
}

static void
action_reconnect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_session_page_reconnect (QUAYSIDE_SESSION_PAGE (widget));
}

static void
action_cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (widget);

  quayside_session_page_connect_clear (self);
  quayside_session_page_show_idle (self);
  quayside_session_page_state_changed (self);
}

static void
on_banner_clicked (QuaysideSessionPage *self)
{
  quayside_session_page_reconnect (self);
}

void
quayside_session_page_connect_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_banner_clicked);
  gtk_widget_class_install_action (widget_class, "page.reconnect", NULL, action_reconnect);
  gtk_widget_class_install_action (widget_class, "page.cancel", NULL, action_cancel);
}

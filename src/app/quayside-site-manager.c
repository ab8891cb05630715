/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-manager-private.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-dialog-run.h"
#include "quayside-shortcuts.h"

/* How long after the last key what was typed is written. */
#define SAVE_AFTER_MS 500

enum
{
  CONNECT_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (QuaysideSiteManager, quayside_site_manager, ADW_TYPE_DIALOG)

/* Saving */

/* What is to be said: in the dialog, or where that is closed already in the window. */
static GtkWidget *
get_place (QuaysideSiteManager *self)
{
  GtkApplication *application = GTK_APPLICATION (g_application_get_default ());

  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL || application == NULL)
    return GTK_WIDGET (self);

  return GTK_WIDGET (gtk_application_get_active_window (application));
}

static void
on_reverted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteManager) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!quayside_site_store_save_finish (QUAYSIDE_SITE_STORE (source), result, &error))
    quayside_show_error (get_place (self), _ ("The Site Could Not Be Read"), error);
}

static void on_saved (GObject *source, GAsyncResult *result, gpointer user_data);

typedef struct
{
  QuaysideSiteManager *self; /* owned */
  QuaysideSite *site;        /* owned */
} Saving;

static Saving *
saving_new (QuaysideSiteManager *self, QuaysideSite *site)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->self = g_object_ref (self);
  saving->site = g_object_ref (site);

  return saving;
}

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->self);
  g_object_unref (saving->site);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
on_conflict_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  QuaysideSiteManager *self = saving->self;
  g_autofree char *answer = quayside_dialog_run_finish (ADW_DIALOG (source), result, NULL);

  if (g_strcmp0 (answer, "mine") == 0)
    quayside_site_store_save_async (self->store, saving->site, TRUE, NULL, on_saved, saving_new (self, saving->site));
  else
    quayside_site_store_revert_async (self->store, saving->site, NULL, on_reverted, g_object_ref (self));
}

static void
ask_about_conflict (Saving *saving, const GError *error)
{
  g_autofree char *title = quayside_site_dup_title (saving->site);
  AdwDialog *dialog = adw_alert_dialog_new (NULL, error->message);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_format_heading (alert, _ ("Save “%s” Anyway?"), title);
  adw_alert_dialog_add_responses (alert, "theirs", _ ("_Take What Is There"), "mine", _ ("_Keep Mine"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "mine", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (alert, "theirs");
  quayside_dialog_run_async (dialog, get_place (saving->self), NULL, on_conflict_answered,
                             saving_new (saving->self, saving->site));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (quayside_site_store_save_finish (QUAYSIDE_SITE_STORE (source), result, &error))
    return;
  if (g_error_matches (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_CHANGED)
      || g_error_matches (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_DELETED))
    ask_about_conflict (saving, error);
  else
    quayside_show_error (get_place (saving->self), _ ("The Site Was Not Saved"), error);
}

void
quayside_site_manager_save (QuaysideSiteManager *self)
{
  g_clear_handle_id (&self->save_source, g_source_remove);
  if (!self->unsaved || !QUAYSIDE_IS_SITE (self->shown))
    return;
  self->unsaved = FALSE;
  quayside_site_store_save_async (self->store, QUAYSIDE_SITE (self->shown), FALSE, NULL, on_saved,
                                  saving_new (self, QUAYSIDE_SITE (self->shown)));
}

static void
on_save_time (gpointer user_data)
{
  QuaysideSiteManager *self = user_data;

  self->save_source = 0;
  quayside_site_manager_save (self);
}

static void
update_title (QuaysideSiteManager *self)
{
  g_autofree char *title = NULL;

  if (QUAYSIDE_IS_SITE (self->shown))
    title = quayside_site_dup_title (QUAYSIDE_SITE (self->shown));
  else if (QUAYSIDE_IS_SITE_FOLDER (self->shown))
    title = g_strdup (quayside_site_folder_get_name (QUAYSIDE_SITE_FOLDER (self->shown)));
  adw_navigation_page_set_title (self->content_page, title != NULL ? title : _ ("Site"));
}

static void
on_changed (QuaysideSiteManager *self)
{
  update_title (self);
  quayside_site_manager_actions_update (self);
  self->unsaved = TRUE;
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add_once (SAVE_AFTER_MS, on_save_time, self);
}

/* Showing */

static void
show_empty (QuaysideSiteManager *self)
{
  gboolean any = g_list_model_get_n_items (quayside_site_store_get_sites (self->store)) > 0;
  gboolean is_folder = QUAYSIDE_IS_SITE_FOLDER (self->shown);

  adw_status_page_set_icon_name (self->empty_page, is_folder ? "folder-symbolic" : "network-server-symbolic");
  adw_status_page_set_title (self->empty_page, is_folder ? quayside_site_folder_get_name ((gpointer)self->shown)
                                               : any     ? _ ("No Site Selected")
                                                         : _ ("No Saved Sites"));
  adw_status_page_set_description (
      self->empty_page,
      is_folder || any ? NULL : _ ("Save the servers you come back to, or import them from another program."));
  gtk_stack_set_visible_child_name (self->content_stack, "empty");
}

void
quayside_site_manager_show (QuaysideSiteManager *self, GObject *item)
{
  if (self->shown != item)
    {
      quayside_site_manager_save (self);
      if (QUAYSIDE_IS_SITE (self->shown))
        g_signal_handlers_disconnect_by_func (self->shown, on_changed, self);
      g_set_object (&self->shown, item);
      self->unsaved = FALSE;
      if (QUAYSIDE_IS_SITE (item))
        {
          quayside_site_form_set_site (self->form, QUAYSIDE_SITE (item));
          g_signal_connect_object (item, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
        }
      else
        quayside_site_form_set_site (self->form, NULL);
    }
  if (QUAYSIDE_IS_SITE (item))
    gtk_stack_set_visible_child_name (self->content_stack, "form");
  else
    show_empty (self);
  update_title (self);
  quayside_site_manager_actions_update (self);
}

static void
update_problems (QuaysideSiteManager *self)
{
  const char *const *problems = quayside_site_store_get_problems (self->store);

  adw_banner_set_title (self->problems, problems[0] != NULL ? problems[0] : "");
  adw_banner_set_revealed (self->problems, problems[0] != NULL);
}

/* One that was shown and is gone is not shown any more. */
static void
on_sites_changed (QuaysideSiteManager *self)
{
  if (QUAYSIDE_IS_SITE (self->shown)
      && quayside_site_store_find (self->store, quayside_site_get_id (QUAYSIDE_SITE (self->shown))) == NULL)
    {
      self->unsaved = FALSE;
      quayside_site_manager_show (self, NULL);
    }
  else if (self->shown == NULL)
    show_empty (self);
  quayside_site_manager_rows_update (self);
}

static void
connect_now (gpointer user_data)
{
  g_autoptr (Saving) wanted = user_data;

  adw_dialog_close (ADW_DIALOG (wanted->self));
  g_signal_emit (wanted->self, signals[CONNECT_REQUESTED], 0, wanted->site);
}

void
quayside_site_manager_connect (QuaysideSiteManager *self, QuaysideSite *site)
{
  if (!quay_host_name_is_safe (quay_site_options_get_host (quayside_site_get_options (site))))
    {
      quayside_site_manager_edit (self, site);
      quayside_add_toast (GTK_WIDGET (self), _ ("Type the server’s name into “Host” first."));
      return;
    }
  quayside_site_manager_save (self);
  /* Not in the middle of the click or the key: the widget that it went to would be gone. */
  g_idle_add_once (connect_now, saving_new (self, site));
}

void
quayside_site_manager_edit (QuaysideSiteManager *self, QuaysideSite *site)
{
  if (quayside_site_store_find (self->store, quayside_site_get_id (site)) == NULL)
    quayside_site_store_save_async (self->store, site, FALSE, NULL, on_saved, saving_new (self, site));
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  quayside_site_manager_rows_update (self);
  quayside_site_manager_select (self, G_OBJECT (site));
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  quayside_site_form_focus_name (self->form);
}

void
quayside_site_manager_search (QuaysideSiteManager *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sites.search", NULL);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
}

static void
quayside_site_manager_closed (AdwDialog *dialog)
{
  quayside_site_manager_save (QUAYSIDE_SITE_MANAGER (dialog));
}

static void
quayside_site_manager_dispose (GObject *object)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (object);

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (self->selection != NULL)
    gtk_single_selection_set_model (self->selection, NULL);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_object (&self->tree);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->shown);
  g_clear_object (&self->deletion);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_SITE_MANAGER);
  g_clear_object (&self->store);
  G_OBJECT_CLASS (quayside_site_manager_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, split_view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, problems);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, search_entry);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, list_stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, scroller);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, list);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, selection);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, nothing_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, nothing_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, content_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, connect_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, more_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, content_stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, empty_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, empty_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteManager, form);
}

static void
quayside_site_manager_class_init (QuaysideSiteManagerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_site_manager_dispose;
  ADW_DIALOG_CLASS (klass)->closed = quayside_site_manager_closed;
  g_type_ensure (QUAYSIDE_TYPE_SITE_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-site-manager.ui");
  bind_children (widget_class);
  quayside_site_manager_rows_bind (widget_class);
  quayside_site_manager_actions_install (widget_class);
  signals[CONNECT_REQUESTED] = g_signal_new ("connect-requested", QUAYSIDE_TYPE_SITE_MANAGER, G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 1, QUAYSIDE_TYPE_SITE);
}

static void
quayside_site_manager_init (QuaysideSiteManager *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  quayside_shortcuts_install_sites (GTK_WIDGET (self));
  quayside_shortcuts_install_site_list (GTK_WIDGET (self->list));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->list));
}

AdwDialog *
quayside_site_manager_new (QuaysideSiteStore *store)
{
  QuaysideSiteManager *self = g_object_new (QUAYSIDE_TYPE_SITE_MANAGER, NULL);

  self->store = g_object_ref (store);
  quayside_site_manager_rows_init (self);
  g_signal_connect_object (store, "notify::problems", G_CALLBACK (update_problems), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (quayside_site_store_get_sites (store), "items-changed", G_CALLBACK (on_sites_changed), self,
                           G_CONNECT_SWAPPED);
  update_problems (self);
  quayside_site_manager_show (self, NULL);
  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->list));

  return ADW_DIALOG (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-manager-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-dialogs.h"
#include "quayside-import-dialog.h"

/* What was deleted is offered back for so long; by its key it comes back later, too. */
#define UNDO_SECONDS 10

const char *
quayside_site_manager_get_folder (QuaysideSiteManager *self)
{
  if (QUAYSIDE_IS_SITE (self->shown))
    return quayside_site_get_folder (QUAYSIDE_SITE (self->shown));
  if (QUAYSIDE_IS_SITE_FOLDER (self->shown))
    return quayside_site_folder_get_path (QUAYSIDE_SITE_FOLDER (self->shown));

  return "";
}

void
quayside_site_manager_actions_update (QuaysideSiteManager *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean site = QUAYSIDE_IS_SITE (self->shown);
  g_autoptr (GMenuModel) menu = quayside_site_manager_new_menu (self);

  gtk_widget_action_set_enabled (widget, "sites.connect", site);
  gtk_widget_action_set_enabled (widget, "sites.duplicate", site);
  gtk_widget_action_set_enabled (widget, "sites.delete", self->shown != NULL);
  gtk_widget_action_set_enabled (widget, "sites.rename", self->shown != NULL);
  gtk_widget_action_set_enabled (widget, "sites.move", self->shown != NULL);
  gtk_widget_set_visible (self->connect_button, site);
  gtk_widget_set_visible (GTK_WIDGET (self->more_button), self->shown != NULL);
  gtk_widget_set_visible (self->empty_button, self->shown == NULL || QUAYSIDE_IS_SITE_FOLDER (self->shown));
  if (!gtk_menu_button_get_active (self->more_button))
    gtk_menu_button_set_menu_model (self->more_button, menu);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteManager) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!quayside_site_store_save_finish (QUAYSIDE_SITE_STORE (source), result, &error))
    quayside_show_error (GTK_WIDGET (self), _ ("The Sites Were Not Changed"), error);
}

/* Moving */

/* Nothing goes where it is, and no folder into itself. */
static gboolean
can_move (GObject *item, const char *folder)
{
  const char *path;
  g_autofree char *parent = NULL;

  if (QUAYSIDE_IS_SITE (item))
    return !g_str_equal (quayside_site_get_folder (QUAYSIDE_SITE (item)), folder);
  path = quayside_site_folder_get_path (QUAYSIDE_SITE_FOLDER (item));
  parent = strchr (path, '/') != NULL ? g_path_get_dirname (path) : g_strdup ("");

  return !quayside_site_folder_contains (path, folder) && !g_str_equal (parent, folder);
}

void
quayside_site_manager_move (QuaysideSiteManager *self, GObject *item, const char *folder)
{
  if (can_move (item, folder))
    quayside_site_store_move_async (self->store, item, folder, NULL, on_done, g_object_ref (self));
}

static void
append_folders (QuaysideSiteManager *self, QuaysideSiteFolder *folder, GMenu *menu)
{
  GListModel *children = quayside_site_folder_get_children (folder);
  const char *path = quayside_site_folder_get_path (folder);
  g_autoptr (GMenuItem) item = NULL;
  g_auto (GStrv) parts = g_strsplit (path, "_", -1);
  g_autofree char *label = *path != '\0' ? g_strjoinv ("__", parts) : g_strdup (_ ("_Top Level"));

  if (can_move (self->shown, path))
    {
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "sites.move", "s", path);
      g_menu_append_item (menu, item);
    }
  for (guint i = 0; i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (GObject) child = g_list_model_get_item (children, i);

      if (QUAYSIDE_IS_SITE_FOLDER (child))
        append_folders (self, QUAYSIDE_SITE_FOLDER (child), menu);
    }
}

GMenuModel *
quayside_site_manager_new_menu (QuaysideSiteManager *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) folders = g_menu_new ();
  g_autoptr (GMenu) second = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  if (QUAYSIDE_IS_SITE (self->shown))
    {
      g_menu_append (first, _ ("_Connect"), "sites.connect");
      g_menu_append (second, _ ("_Duplicate"), "sites.duplicate");
    }
  g_menu_append (second, _ ("_Rename…"), "sites.rename");
  if (self->shown != NULL)
    append_folders (self, quayside_site_store_get_root (self->store), folders);
  if (g_menu_model_get_n_items (G_MENU_MODEL (folders)) > 0)
    g_menu_append_submenu (second, _ ("_Move To"), G_MENU_MODEL (folders));
  g_menu_append (last, _ ("D_elete"), "sites.delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (second));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));

  return G_MENU_MODEL (menu);
}

static void
action_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  quayside_site_manager_move (self, self->shown, g_variant_get_string (parameter, NULL));
}

/* Making */

static void
action_new_site (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);
  g_autoptr (QuaysideSite) site = quayside_site_new ();

  quayside_site_set_name (site, _ ("New Site"));
  quayside_site_set_folder (site, quayside_site_manager_get_folder (self));
  quayside_site_manager_edit (self, site);
}

static void
action_duplicate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);
  g_autoptr (QuaysideSite) copy = NULL;
  g_autofree char *title = NULL;
  g_autofree char *copy_name = NULL;

  quayside_site_manager_save (self);
  copy = quayside_site_duplicate (QUAYSIDE_SITE (self->shown));
  title = quayside_site_dup_title (copy);
  /* Translators: the name of a duplicated site */
  copy_name = g_strdup_printf (_ ("%s (Copy)"), title);
  quayside_site_set_name (copy, copy_name);
  quayside_site_manager_edit (self, copy);
}

static char *
validate_folder (const char *name, gpointer user_data)
{
  QuaysideSiteManager *self = user_data;
  const char *parent = quayside_site_manager_get_folder (self);
  g_autofree char *path = *parent != '\0' ? g_strconcat (parent, "/", name, NULL) : g_strdup (name);

  return quayside_site_store_find_folder (self->store, path) != NULL ? g_strdup (_ ("There is such a folder already."))
                                                                     : NULL;
}

static void
on_folder_named (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteManager) self = user_data;
  g_autofree char *name = quayside_ask_name_finish (result, NULL);
  const char *parent = quayside_site_manager_get_folder (self);
  g_autofree char *path = NULL;

  if (name == NULL)
    return;
  path = *parent != '\0' ? g_strconcat (parent, "/", name, NULL) : g_strdup (name);
  quayside_site_store_add_folder_async (self->store, path, NULL, on_done, g_object_ref (self));
}

static void
action_new_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  quayside_ask_name_async (widget, _ ("New Folder"), _ ("Name of the new folder:"), _ ("_Create"), "", validate_folder,
                           self, NULL, on_folder_named, g_object_ref (self));
}

/* Renaming: a folder by a question, a site in its form */

static void
on_folder_renamed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteManager) self = user_data;
  g_autofree char *name = quayside_ask_name_finish (result, NULL);
  const char *from;
  g_autofree char *parent = NULL;
  g_autofree char *to = NULL;

  if (name == NULL || !QUAYSIDE_IS_SITE_FOLDER (self->shown))
    return;
  from = quayside_site_folder_get_path (QUAYSIDE_SITE_FOLDER (self->shown));
  parent = strchr (from, '/') != NULL ? g_path_get_dirname (from) : NULL;
  to = parent != NULL ? g_strconcat (parent, "/", name, NULL) : g_strdup (name);
  if (!g_str_equal (from, to))
    quayside_site_store_rename_folder_async (self->store, from, to, NULL, on_done, g_object_ref (self));
}

static void
action_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  if (QUAYSIDE_IS_SITE (self->shown))
    {
      adw_navigation_split_view_set_show_content (self->split_view, TRUE);
      quayside_site_form_focus_name (self->form);
      return;
    }
  quayside_ask_name_async (widget, _ ("Rename Folder"), _ ("New name of the folder:"), _ ("_Rename"),
                           quayside_site_folder_get_name (QUAYSIDE_SITE_FOLDER (self->shown)), NULL, NULL, NULL,
                           on_folder_renamed, g_object_ref (self));
}

/* Deleting */

static void
action_undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);
  g_autoptr (QuaysideSiteDeletion) deletion = g_steal_pointer (&self->deletion);

  if (deletion != NULL)
    quayside_site_store_restore_async (self->store, deletion, NULL, on_done, g_object_ref (self));
}

static void
offer_undo (QuaysideSiteManager *self, const char *title)
{
  AdwToastOverlay *overlay = ADW_TOAST_OVERLAY (adw_dialog_get_child (ADW_DIALOG (self)));
  AdwToast *toast = adw_toast_new_format (_ ("“%s” deleted"), title);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "sites.undo");
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_overlay_add_toast (overlay, toast);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteManager) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaysideSiteDeletion) deletion
      = quayside_site_store_delete_finish (QUAYSIDE_SITE_STORE (source), result, &error);

  if (deletion == NULL)
    quayside_show_error (GTK_WIDGET (self), _ ("It Was Not Deleted"), error);
  else
    {
      g_set_object (&self->deletion, deletion);
      /* The row that had the focus is gone. */
      gtk_widget_grab_focus (GTK_WIDGET (self->list));
      offer_undo (self, quayside_site_deletion_get_title (deletion));
    }
}

static void
action_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);
  g_autoptr (GObject) item = g_object_ref (self->shown);

  quayside_site_manager_save (self);
  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  quayside_site_manager_show (self, NULL);
  quayside_site_store_delete_async (self->store, item, NULL, on_deleted, g_object_ref (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->list));
}

/* The rest */

static void
action_connect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  quayside_site_manager_connect (self, QUAYSIDE_SITE (self->shown));
}

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  adw_navigation_split_view_set_show_content (self->split_view, FALSE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  if (self->shown != NULL)
    quayside_site_manager_popup (self, GTK_WIDGET (self->scroller), 24, 24);
}

static void
action_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSiteManager *self = QUAYSIDE_SITE_MANAGER (widget);

  quayside_import_dialog_run (widget, self->store, (QuaysideImportSource)g_variant_get_int32 (parameter));
}

void
quayside_site_manager_actions_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "sites.new-site", NULL, action_new_site);
  gtk_widget_class_install_action (widget_class, "sites.new-folder", NULL, action_new_folder);
  gtk_widget_class_install_action (widget_class, "sites.duplicate", NULL, action_duplicate);
  gtk_widget_class_install_action (widget_class, "sites.rename", NULL, action_rename);
  gtk_widget_class_install_action (widget_class, "sites.move", "s", action_move);
  gtk_widget_class_install_action (widget_class, "sites.delete", NULL, action_delete);
  gtk_widget_class_install_action (widget_class, "sites.undo", NULL, action_undo);
  gtk_widget_class_install_action (widget_class, "sites.connect", NULL, action_connect);
  gtk_widget_class_install_action (widget_class, "sites.search", NULL, action_search);
  gtk_widget_class_install_action (widget_class, "sites.menu", NULL, action_menu);
  gtk_widget_class_install_action (widget_class, "sites.import", "i", action_import);
}

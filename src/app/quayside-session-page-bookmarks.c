/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-session-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "quayside-dialogs.h"
#include "quayside-site-store.h"

/* "_" is a mnemonic in menus, and a name may have one. */
static char *
dup_menu_label (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "_", -1);

  return g_strjoinv ("__", parts);
}

static GMenuModel *
new_bookmarks_section (QuaysideSite *site)
{
  GListModel *bookmarks = quayside_site_get_bookmarks (site);
  GMenu *section = g_menu_new ();

  for (guint i = 0; i < g_list_model_get_n_items (bookmarks); i++)
    {
      g_autoptr (QuaysideBookmark) bookmark = g_list_model_get_item (bookmarks, i);
      g_autofree char *title = quayside_bookmark_dup_title (bookmark);
      g_autofree char *label = dup_menu_label (title);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "page.bookmark-go", "s", quayside_bookmark_get_id (bookmark));
      g_menu_append_item (section, item);
    }

  return G_MENU_MODEL (section);
}

static GMenuModel *
new_menu (QuaysideSessionPage *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  g_autoptr (GMenuModel) bookmarks = NULL;

  if (self->site == NULL)
    {
      g_menu_append (first, _ ("_Save as Site…"), "page.save-site");
      g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
      return G_MENU_MODEL (menu);
    }
  bookmarks = new_bookmarks_section (self->site);
  g_menu_append (first, _ ("_Bookmark This Folder"), "page.bookmark-add");
  g_menu_append (first, _ ("Bookmark Both _Folders"), "page.bookmark-add-pair");
  g_menu_append (last, _ ("_Edit Site…"), "page.edit-site");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  g_menu_append_section (menu, NULL, bookmarks);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));

  return G_MENU_MODEL (menu);
}

void
quayside_session_page_bookmarks_update (QuaysideSessionPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean is_site = self->site != NULL;
  g_autoptr (GMenuModel) menu = new_menu (self);

  gtk_widget_action_set_enabled (widget, "page.bookmark-add", is_site && self->connected);
  gtk_widget_action_set_enabled (widget, "page.bookmark-add-pair", is_site && self->connected);
  gtk_widget_action_set_enabled (widget, "page.bookmark-go", is_site && self->connected);
  gtk_widget_action_set_enabled (widget, "page.edit-site", is_site);
  gtk_widget_action_set_enabled (widget, "page.save-site", !is_site && self->options != NULL);
  quayside_file_pane_set_bookmarks (self->remote_pane, menu);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSessionPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (quayside_site_store_save_finish (QUAYSIDE_SITE_STORE (source), result, &error))
    quayside_add_toast (GTK_WIDGET (self), _ ("Bookmark added"));
  else
    quayside_show_error (GTK_WIDGET (self), _ ("The Bookmark Was Not Saved"), error);
}

static void
add_bookmark (QuaysideSessionPage *self, const char *local)
{
  const char *remote = quayside_file_pane_get_path (self->remote_pane);
  g_autoptr (QuaysideBookmark) bookmark = NULL;

  if (remote == NULL)
    return;
  bookmark = quayside_bookmark_new (NULL, "", local, remote);
  quayside_site_put_bookmark (self->site, bookmark);
  quayside_site_store_save_async (quayside_site_store_get_default (), self->site, FALSE, NULL, on_saved,
                                  g_object_ref (self));
}

static void
action_bookmark_add (GtkWidget *widget, const char *name, GVariant *parameter)
{
  add_bookmark (QUAYSIDE_SESSION_PAGE (widget), NULL);
}

static void
action_bookmark_add_pair (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (widget);

  add_bookmark (self, quayside_file_pane_get_path (self->local_pane));
}

static void
go_to (QuaysideSessionPage *self, QuaysideBookmark *bookmark)
{
  if (*quayside_bookmark_get_local (bookmark) != '\0')
    quayside_file_pane_go (self->local_pane, quayside_bookmark_get_local (bookmark));
  if (*quayside_bookmark_get_remote (bookmark) != '\0')
    quayside_file_pane_go (self->remote_pane, quayside_bookmark_get_remote (bookmark));
}

static void
action_bookmark_go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (widget);
  GListModel *bookmarks = quayside_site_get_bookmarks (self->site);

  for (guint i = 0; i < g_list_model_get_n_items (bookmarks); i++)
    {
      g_autoptr (QuaysideBookmark) bookmark = g_list_model_get_item (bookmarks, i);

      if (g_str_equal (quayside_bookmark_get_id (bookmark), g_variant_get_string (parameter, NULL)))
        go_to (self, bookmark);
    }
}

static void
action_edit_site (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.edit-site", "s",
                              quayside_site_get_id (QUAYSIDE_SESSION_PAGE (widget)->site));
}

/* The connection as it is, and both folders. */
static void
action_save_site (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideSessionPage *self = QUAYSIDE_SESSION_PAGE (widget);
  g_autoptr (QuaysideSite) site = quayside_site_new ();
  g_autoptr (QuaySiteOptions) options = quay_site_options_copy (self->options);

  quayside_session_page_forget_environment (options);
  quayside_site_set_options (site, options);
  quayside_site_set_name (site, self->title);
  quayside_site_set_remote_folder (site, quayside_file_pane_get_path (self->remote_pane));
  quayside_site_store_save_async (quayside_site_store_get_default (), site, FALSE, NULL, NULL, NULL);
  quayside_session_page_set_site (self, site);
  action_edit_site (widget, NULL, NULL);
}

void
quayside_session_page_bookmarks_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.bookmark-add", NULL, action_bookmark_add);
  gtk_widget_class_install_action (widget_class, "page.bookmark-add-pair", NULL, action_bookmark_add_pair);
  gtk_widget_class_install_action (widget_class, "page.bookmark-go", "s", action_bookmark_go);
  gtk_widget_class_install_action (widget_class, "page.edit-site", NULL, action_edit_site);
  gtk_widget_class_install_action (widget_class, "page.save-site", NULL, action_save_site);
}

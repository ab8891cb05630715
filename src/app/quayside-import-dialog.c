/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-import-dialog.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-secrets.h"

struct _QuaysideImportDialog
{
  AdwDialog parent_instance;

  /* Template */
  AdwPreferencesGroup *group;
  GtkListBox *list;
  GtkCheckButton *all_button;
  GtkWidget *passwords_group;
  AdwSwitchRow *passwords_row;
  GtkWidget *left_out_group;
  GtkLabel *left_out;
  GtkWidget *import_button;

  /* Owned */
  QuaysideSiteStore *store;
  QuaysideImport *import;
  GtkWidget *parent; /* for what is to be said afterwards */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (QuaysideImportDialog, quayside_import_dialog, ADW_TYPE_DIALOG)

/* The preview */

static guint
count_selected (QuaysideImportDialog *self, gboolean with_password)
{
  GListModel *items = quayside_import_get_items (self->import);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (QuaysideImportItem) item = g_list_model_get_item (items, i);

      n += quayside_import_item_get_selected (item)
           && (!with_password || quayside_import_item_get_password (item) != NULL);
    }

  return n;
}

static void
update (QuaysideImportDialog *self)
{
  guint n_items = g_list_model_get_n_items (quayside_import_get_items (self->import));
  guint n = count_selected (self, FALSE);

  gtk_widget_set_sensitive (self->import_button, n > 0);
  gtk_widget_set_visible (self->passwords_group, count_selected (self, TRUE) > 0);
  self->updating = TRUE;
  gtk_check_button_set_active (self->all_button, n > 0 && n == n_items);
  gtk_check_button_set_inconsistent (self->all_button, n > 0 && n < n_items);
  self->updating = FALSE;
}

static void
on_all_toggled (QuaysideImportDialog *self)
{
  GListModel *items = quayside_import_get_items (self->import);
  gboolean all = gtk_check_button_get_active (self->all_button);

  if (self->updating)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (QuaysideImportItem) item = g_list_model_get_item (items, i);

      quayside_import_item_set_selected (item, all);
    }
}

/* Is there a site like that already? It is shown, and not taken unless the person wants it twice. */
static gboolean
is_there (QuaysideImportDialog *self, QuaysideSite *site)
{
  GListModel *sites = quayside_site_store_get_sites (self->store);
  g_autofree char *address = quayside_site_dup_address (site);

  for (guint i = 0; i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (QuaysideSite) other = g_list_model_get_item (sites, i);
      g_autofree char *other_address = quayside_site_dup_address (other);

      if (g_str_equal (quayside_site_get_name (site), quayside_site_get_name (other))
          && g_str_equal (address, other_address))
        return TRUE;
    }

  return FALSE;
}

static char *
dup_subtitle (QuaysideImportItem *item, gboolean there)
{
  QuaysideSite *site = quayside_import_item_get_site (item);
  const char *folder = quayside_site_get_folder (site);
  g_autofree char *address = quayside_site_dup_address (site);
  g_autoptr (GString) text = g_string_new (address);

  if (*folder != '\0')
    g_string_append_printf (text, " · %s", folder);
  if (there)
    g_string_append_printf (text, "\n%s", _ ("There is such a site already."));
  if (*quayside_import_item_get_remark (item) != '\0')
    g_string_append_printf (text, "\n%s", quayside_import_item_get_remark (item));

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static GtkWidget *
new_row (gpointer object, gpointer user_data)
{
  QuaysideImportDialog *self = user_data;
  QuaysideImportItem *item = object;
  QuaysideSite *site = quayside_import_item_get_site (item);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *box = gtk_check_button_new ();
  gboolean there = is_there (self, site);
  g_autofree char *title = quayside_site_dup_title (site);
  g_autofree char *subtitle = dup_subtitle (item, there);

  if (there)
    quayside_import_item_set_selected (item, FALSE);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_bind_property (item, "selected", box, "active", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (item, "notify::selected", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), box);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), box);

  return row;
}

/* Taking it over */

static void
on_password_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (!quayside_secrets_save_finish (QUAYSIDE_SECRETS (source), result, &error))
    quayside_add_toast (parent, error->message);
}

static void
save_password (QuaysideImportDialog *self, QuaysideImportItem *item)
{
  QuaySiteOptions *options = quayside_site_get_options (quayside_import_item_get_site (item));
  g_autoptr (QuaysideSecretKey) key = quayside_secret_key_new (options);

  quayside_secrets_save_async (quayside_secrets_get_default (), key, quayside_import_item_get_password (item), NULL,
                               on_password_saved, g_object_ref (self->parent));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) parent = user_data;
  g_autoptr (GError) error = NULL;

  if (!quayside_site_store_save_finish (QUAYSIDE_SITE_STORE (source), result, &error))
    quayside_show_error (parent, _ ("Not All Sites Were Imported"), error);
}

static void
on_import (QuaysideImportDialog *self)
{
  GListModel *items = quayside_import_get_items (self->import);
  g_autoptr (GPtrArray) sites = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *text = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (QuaysideImportItem) item = g_list_model_get_item (items, i);

      if (!quayside_import_item_get_selected (item))
        continue;
      g_ptr_array_add (sites, g_object_ref (quayside_import_item_get_site (item)));
      if (quayside_import_item_get_password (item) != NULL && adw_switch_row_get_active (self->passwords_row))
        save_password (self, item);
    }
  quayside_site_store_save_all_async (self->store, sites, NULL, on_saved, g_object_ref (self->parent));
  text = g_strdup_printf (ngettext ("%u site imported", "%u sites imported", sites->len), sites->len);
  quayside_add_toast (self->parent, text);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
quayside_import_dialog_dispose (GObject *object)
{
  QuaysideImportDialog *self = QUAYSIDE_IMPORT_DIALOG (object);

  g_clear_object (&self->store);
  g_clear_object (&self->import);
  g_clear_object (&self->parent);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_IMPORT_DIALOG);
  G_OBJECT_CLASS (quayside_import_dialog_parent_class)->dispose (object);
}

static void
quayside_import_dialog_class_init (QuaysideImportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_import_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-import-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, group);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, list);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, all_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, passwords_group);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, passwords_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, left_out_group);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, left_out);
  gtk_widget_class_bind_template_child (widget_class, QuaysideImportDialog, import_button);
  gtk_widget_class_bind_template_callback (widget_class, on_import);
  gtk_widget_class_bind_template_callback (widget_class, on_all_toggled);
}

static void
quayside_import_dialog_init (QuaysideImportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
present (GtkWidget *parent, QuaysideSiteStore *store, QuaysideImport *import)
{
  QuaysideImportDialog *self = g_object_new (QUAYSIDE_TYPE_IMPORT_DIALOG, NULL);
  guint n = g_list_model_get_n_items (quayside_import_get_items (import));
  g_autofree char *left_out = g_strjoinv ("\n", (char **)quayside_import_get_remarks (import));
  g_autofree char *title = g_strdup_printf (ngettext ("%u Site", "%u Sites", n), n);

  self->store = g_object_ref (store);
  self->import = g_object_ref (import);
  self->parent = g_object_ref (parent);
  adw_preferences_group_set_title (self->group, n > 0 ? title : _ ("No Sites There"));
  gtk_widget_set_visible (GTK_WIDGET (self->list), n > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->all_button), n > 1);
  gtk_label_set_label (self->left_out, left_out);
  gtk_widget_set_visible (self->left_out_group, *left_out != '\0');
  gtk_list_box_bind_model (self->list, quayside_import_get_items (import), new_row, self, NULL);
  update (self);
  adw_dialog_set_default_widget (ADW_DIALOG (self), self->import_button);
  adw_dialog_present (ADW_DIALOG (self), parent);
}

/* Finding the file */

typedef struct
{
  GtkWidget *parent;
  QuaysideSiteStore *store;
  QuaysideImportSource source;
} Run;

static void
run_free (Run *run)
{
  g_object_unref (run->parent);
  g_object_unref (run->store);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Run) run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaysideImport) import = quayside_import_finish (result, &error);

  if (gtk_widget_get_root (run->parent) == NULL)
    return;
  if (import != NULL)
    present (run->parent, run->store, import);
  else
    quayside_show_error (run->parent, _ ("Nothing Was Imported"), error);
}

static void
on_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Run) run = user_data;
  g_autoptr (GFile) file = run->source == QUAYSIDE_IMPORT_PUTTY
                               ? gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL)
                               : gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  QuaysideImportSource from = run->source;

  if (file != NULL)
    quayside_import_async (from, file, NULL, on_read, g_steal_pointer (&run));
}

static const char *
question (QuaysideImportSource source)
{
  switch (source)
    {
    case QUAYSIDE_IMPORT_FILEZILLA:
      return _ ("Choose a sitemanager.xml of FileZilla’s");
    case QUAYSIDE_IMPORT_WINSCP:
      return _ ("Choose a WinSCP.ini");
    case QUAYSIDE_IMPORT_PUTTY:
      return _ ("Choose PuTTY’s Folder “sessions”");
    case QUAYSIDE_IMPORT_SSH_CONFIG:
    default:
      return _ ("Choose an SSH Configuration");
    }
}

void
quayside_import_dialog_run (GtkWidget *parent, QuaysideSiteStore *store, QuaysideImportSource source)
{
  g_autoptr (GFile) place = quayside_import_dup_usual_place (source);
  g_autoptr (GtkFileDialog) dialog = NULL;
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (parent));
  Run *run = g_new0 (Run, 1);

  run->parent = g_object_ref (parent);
  run->store = g_object_ref (store);
  run->source = source;
  if (g_file_query_exists (place, NULL))
    {
      quayside_import_async (source, place, NULL, on_read, run);
      return;
    }
  dialog = gtk_file_dialog_new ();
  gtk_file_dialog_set_title (dialog, question (source));
  if (source == QUAYSIDE_IMPORT_PUTTY)
    gtk_file_dialog_select_folder (dialog, window, NULL, on_chosen, run);
  else
    gtk_file_dialog_open (dialog, window, NULL, on_chosen, run);
}

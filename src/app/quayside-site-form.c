/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-form.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-secrets.h"
#include "quayside-site-colours.h"
#include "quayside-site-options-rows.h"

#define BIND_FLAGS (G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL)

struct _QuaysideSiteForm
{
  AdwBin parent_instance;

  /* Template */
  AdwPreferencesPage *page;
  AdwEntryRow *name_row;
  AdwEntryRow *host_row;
  AdwSpinRow *port_row;
  AdwEntryRow *user_row;
  AdwSwitchRow *agent_row;
  AdwActionRow *key_row;
  GtkWidget *clear_key_button;
  AdwEntryRow *local_row;
  AdwEntryRow *remote_row;
  GtkWidget *bookmarks_group;
  GtkListBox *bookmarks;
  AdwComboRow *colour_row;
  GtkTextView *notes_view;
  AdwExpanderRow *advanced_row;

  /* Owned */
  QuaysideSite *site;
  GBindingGroup *of_site;
  GBindingGroup *of_options;
};

G_DEFINE_FINAL_TYPE (QuaysideSiteForm, quayside_site_form, ADW_TYPE_BIN)

/* Paths are bytes: what is no text is shown escaped, and stays until it is typed anew. */
static gboolean
path_to_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_take_string (to, quay_text_escape (g_value_get_string (from), -1));

  return TRUE;
}

static gboolean
text_from_row (GBinding *binding, const GValue *from, GValue *to, gpointer data)
{
  g_value_set_string (to, g_value_get_string (from));

  return TRUE;
}

/* What nobody could connect to is red; an empty form is no error. */
static gboolean
check_host (GBinding *binding, const GValue *from, GValue *to, gpointer row)
{
  const char *host = g_value_get_string (from);

  if (*host == '\0' || quay_host_name_is_safe (host))
    gtk_widget_remove_css_class (row, "error");
  else
    gtk_widget_add_css_class (row, "error");
  g_value_set_string (to, host);

  return TRUE;
}

static void
update_key (QuaysideSiteForm *self)
{
  const char *const *files
      = self->site != NULL ? quay_site_options_get_identities (quayside_site_get_options (self->site)) : NULL;
  g_autofree char *joined = files != NULL ? g_strjoinv (", ", (char **)files) : NULL;
  g_autofree char *shown = joined != NULL ? quay_text_escape (joined, -1) : NULL;

  adw_action_row_set_subtitle (self->key_row, shown != NULL ? shown : _ ("The usual ones in ~/.ssh"));
  gtk_widget_set_visible (self->clear_key_button, shown != NULL);
}

static void
on_clear_key (QuaysideSiteForm *self)
{
  quay_site_options_set_identities (quayside_site_get_options (self->site), NULL);
}

/* Choosing files */

typedef struct
{
  QuaysideSiteForm *form; /* owned */
  QuaysideSite *site;     /* that was shown then; owned */
} Choice;

static Choice *
choice_new (QuaysideSiteForm *self)
{
  Choice *choice = g_new0 (Choice, 1);

  choice->form = g_object_ref (self);
  choice->site = g_object_ref (self->site);

  return choice;
}

static void
choice_free (Choice *choice)
{
  g_object_unref (choice->form);
  g_object_unref (choice->site);
  g_free (choice);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Choice, choice_free)

static void
on_key_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Choice) choice = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL)
    quay_site_options_set_identities (quayside_site_get_options (choice->site),
                                      (const char *const[]){ g_file_peek_path (file), NULL });
}

static void
on_choose_key (QuaysideSiteForm *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GFile) folder = g_file_new_build_filename (g_get_home_dir (), ".ssh", NULL);

  gtk_file_dialog_set_title (dialog, _ ("Choose a Key File"));
  if (g_file_query_exists (folder, NULL))
    gtk_file_dialog_set_initial_folder (dialog, folder);
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_key_chosen,
                        choice_new (self));
}

static void
on_local_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Choice) choice = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL)
    quayside_site_set_local_folder (choice->site, g_file_peek_path (file));
}

static void
on_choose_local (QuaysideSiteForm *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  const char *path = quayside_site_get_local_folder (self->site);
  g_autoptr (GFile) folder = g_file_new_for_path (*path != '\0' ? path : g_get_home_dir ());

  gtk_file_dialog_set_title (dialog, _ ("Choose a Folder"));
  gtk_file_dialog_set_initial_folder (dialog, folder);
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_local_chosen,
                                 choice_new (self));
}

/* Saved passwords */

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteForm) self = user_data;
  g_autoptr (GError) error = NULL;

  if (quayside_secrets_clear_finish (QUAYSIDE_SECRETS (source), result, &error))
    quayside_add_toast (GTK_WIDGET (self), _ ("Nothing is saved for this site any more."));
  else
    quayside_show_error (GTK_WIDGET (self), _ ("The Passwords Were Not Forgotten"), error);
}

static void
on_forget (QuaysideSiteForm *self)
{
  g_autoptr (QuaysideSecretKey) key = quayside_secret_key_new (quayside_site_get_options (self->site));

  quayside_secrets_forget_async (quayside_secrets_get_default (), key, NULL, on_forgotten, g_object_ref (self));
}

/* Bookmarks */

static void
on_remove_bookmark (GtkWidget *row, QuaysideSiteForm *self)
{
  quayside_site_remove_bookmark (self->site, g_object_get_data (G_OBJECT (row), "id"));
}

static GtkWidget *
new_bookmark_row (gpointer item, gpointer user_data)
{
  QuaysideBookmark *bookmark = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *title = quayside_bookmark_dup_title (bookmark);
  g_autofree char *remote = quay_text_escape (quayside_bookmark_get_remote (bookmark), -1);
  g_autofree char *local = quay_text_escape (quayside_bookmark_get_local (bookmark), -1);
  g_autofree char *pair = *local != '\0' ? g_strdup_printf ("%s — %s", local, remote) : g_strdup (remote);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), pair);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove Bookmark"));
  g_object_set_data_full (G_OBJECT (button), "id", g_strdup (quayside_bookmark_get_id (bookmark)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_bookmark), user_data, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
update_bookmarks (QuaysideSiteForm *self)
{
  gtk_widget_set_visible (self->bookmarks_group,
                          self->site != NULL
                              && g_list_model_get_n_items (quayside_site_get_bookmarks (self->site)) > 0);
}

/* Colours */

static void
update_colour (QuaysideSiteForm *self)
{
  adw_combo_row_set_selected (
      self->colour_row, self->site != NULL ? quayside_site_colour_index (quayside_site_get_colour (self->site)) : 0);
}

static void
on_colour_selected (QuaysideSiteForm *self)
{
  guint selected = adw_combo_row_get_selected (self->colour_row);

  /* A colour of a later version stays until another one is chosen. */
  if (self->site != NULL && selected != quayside_site_colour_index (quayside_site_get_colour (self->site)))
    quayside_site_set_colour (self->site, quayside_site_colour_name (selected));
}

static void
watch (QuaysideSiteForm *self)
{
  g_signal_connect_object (quayside_site_get_options (self->site), "notify::identities", G_CALLBACK (update_key), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->site, "notify::colour", G_CALLBACK (update_colour), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (quayside_site_get_bookmarks (self->site), "items-changed", G_CALLBACK (update_bookmarks),
                           self, G_CONNECT_SWAPPED);
}

static void
unwatch (QuaysideSiteForm *self)
{
  g_signal_handlers_disconnect_by_data (quayside_site_get_options (self->site), self);
  g_signal_handlers_disconnect_by_data (self->site, self);
  g_signal_handlers_disconnect_by_data (quayside_site_get_bookmarks (self->site), self);
}

void
quayside_site_form_set_site (QuaysideSiteForm *self, QuaysideSite *site)
{
  if (self->site == site)
    return;
  g_binding_group_set_source (self->of_site, NULL);
  g_binding_group_set_source (self->of_options, NULL);
  if (self->site != NULL)
    unwatch (self);
  g_set_object (&self->site, site);
  gtk_list_box_bind_model (self->bookmarks, site != NULL ? quayside_site_get_bookmarks (site) : NULL, new_bookmark_row,
                           self, NULL);
  update_key (self);
  update_bookmarks (self);
  update_colour (self);
  if (site == NULL)
    return;
  watch (self);
  g_binding_group_set_source (self->of_site, site);
  g_binding_group_set_source (self->of_options, quayside_site_get_options (site));
  adw_preferences_page_scroll_to_top (self->page);
}

void
quayside_site_form_focus_name (QuaysideSiteForm *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  gtk_editable_select_region (GTK_EDITABLE (self->name_row), 0, -1);
}

static void
quayside_site_form_dispose (GObject *object)
{
  QuaysideSiteForm *self = QUAYSIDE_SITE_FORM (object);

  if (self->bookmarks != NULL)
    quayside_site_form_set_site (self, NULL);
  g_clear_object (&self->of_site);
  g_clear_object (&self->of_options);
  /* The template would take the bin's child from under it. */
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_SITE_FORM);
  G_OBJECT_CLASS (quayside_site_form_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, host_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, port_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, user_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, agent_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, key_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, clear_key_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, local_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, remote_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, bookmarks_group);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, bookmarks);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, colour_row);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, notes_view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSiteForm, advanced_row);
}

static void
quayside_site_form_class_init (QuaysideSiteFormClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_site_form_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-site-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_key);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_key);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_local);
  gtk_widget_class_bind_template_callback (widget_class, on_forget);
  gtk_widget_class_bind_template_callback (widget_class, on_colour_selected);
}

static void
bind_rows (QuaysideSiteForm *self)
{
  GBindingGroup *site = self->of_site, *options = self->of_options;

  g_binding_group_bind (site, "name", self->name_row, "text", BIND_FLAGS);
  g_binding_group_bind (site, "notes", gtk_text_view_get_buffer (self->notes_view), "text", BIND_FLAGS);
  g_binding_group_bind_full (site, "local-folder", self->local_row, "text", BIND_FLAGS, path_to_row, text_from_row,
                             NULL, NULL);
  g_binding_group_bind_full (site, "remote-folder", self->remote_row, "text", BIND_FLAGS, path_to_row, text_from_row,
                             NULL, NULL);
  g_binding_group_bind_full (options, "host", self->host_row, "text", BIND_FLAGS, check_host, check_host,
                             self->host_row, NULL);
  g_binding_group_bind (options, "port", self->port_row, "value", BIND_FLAGS);
  g_binding_group_bind (options, "user", self->user_row, "text", BIND_FLAGS);
  g_binding_group_bind (options, "use-agent", self->agent_row, "active", BIND_FLAGS);
  quayside_site_options_rows_add (self->advanced_row, options);
}

static void
quayside_site_form_init (QuaysideSiteForm *self)
{
  g_autoptr (GtkStringList) colours = quayside_site_colour_list ();

  self->of_site = g_binding_group_new ();
  self->of_options = g_binding_group_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->colour_row, G_LIST_MODEL (colours));
  bind_rows (self);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"
#include "quayside-file-keys.h"
#include "quayside-path.h"

/* A question that is open, and what it is about. The folder may change behind it. */
typedef struct
{
  QuaysideFilePane *pane;
  QuaysideLocation *location;
  char *folder;
  char *path;
  char *name; /* for the new one, once it is known */
  GPtrArray *paths;
} Question;

static Question *
question_new (QuaysideFilePane *self)
{
  Question *question = g_new0 (Question, 1);

  question->pane = g_object_ref (self);
  question->location = g_object_ref (self->location);
  question->folder = g_strdup (self->path);

  return question;
}

static void
question_free (Question *question)
{
  g_object_unref (question->pane);
  g_object_unref (question->location);
  g_free (question->folder);
  g_free (question->path);
  g_free (question->name);
  g_clear_pointer (&question->paths, g_ptr_array_unref);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static guint
count_selected (QuaysideFilePane *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  return (guint)gtk_bitset_get_size (selected);
}

void
quayside_file_pane_actions_update (QuaysideFilePane *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean there = self->location != NULL;
  guint n = count_selected (self);
  gboolean idle = self->batch_cancellable == NULL;

  gtk_widget_action_set_enabled (widget, "pane.up", there && self->path != NULL && !quayside_path_is_root (self->path));
  gtk_widget_action_set_enabled (widget, "pane.back", there && self->back->len > 0);
  gtk_widget_action_set_enabled (widget, "pane.forward", there && self->forward->len > 0);
  gtk_widget_action_set_enabled (widget, "pane.home", there);
  gtk_widget_action_set_enabled (widget, "pane.choose-folder", there && quayside_location_is_local (self->location));
  gtk_widget_action_set_enabled (widget, "pane.refresh", there);
  gtk_widget_action_set_enabled (widget, "pane.edit-path", there);
  gtk_widget_action_set_enabled (widget, "pane.new-folder", there);
  gtk_widget_action_set_enabled (widget, "pane.paste", there);
  gtk_widget_action_set_enabled (widget, "pane.open", n == 1);
  gtk_widget_action_set_enabled (widget, "pane.rename", n == 1);
  gtk_widget_action_set_enabled (widget, "pane.delete", n > 0 && idle);
  gtk_widget_action_set_enabled (widget, "pane.copy", n > 0);
  gtk_widget_action_set_enabled (widget, "pane.properties", n > 0);
  gtk_widget_action_set_enabled (widget, "pane.transfer", n > 0 && self->can_transfer);
  gtk_widget_action_set_enabled (widget, "pane.cancel-batch", !idle);
}

static gboolean
get_first_selected (QuaysideFilePane *self, guint *position)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (gtk_bitset_is_empty (selected))
    return FALSE;
  *position = gtk_bitset_get_minimum (selected);

  return TRUE;
}

static void
transfer (QuaysideFilePane *self)
{
  g_autoptr (QuaysideFileSelection) files = quayside_file_pane_dup_selection (self);

  if (files != NULL && self->can_transfer)
    g_signal_emit_by_name (self, "transfer-requested", files);
}

static void
on_is_folder (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  QuaysideFilePane *self = question->pane;
  g_autoptr (GError) error = NULL;
  gboolean is_folder = quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error);

  /* The person went elsewhere meanwhile. */
  if (self->location != question->location || g_strcmp0 (self->path, question->folder) != 0)
    return;
  if (error != NULL)
    quayside_show_error (GTK_WIDGET (self), _ ("Could Not Follow Link"), error);
  else if (is_folder)
    quayside_file_pane_go (self, question->path);
  else
    transfer (self);
}

/* Folders open; files go to the other side. A link can be either. */
void
quayside_file_pane_activate (QuaysideFilePane *self, guint position)
{
  QuayFileInfo *info = quayside_file_pane_get_info (self, position);
  g_autofree char *path = NULL;

  if (info == NULL || self->location == NULL)
    return;
  path = quayside_path_join (self->path, quay_file_info_get_name (info));
  if (quayside_file_is_folder (info))
    {
      quayside_file_pane_go (self, path);
      return;
    }
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  if (quay_file_info_is_symlink (info))
    {
      Question *question = question_new (self);

      question->path = g_steal_pointer (&path);
      quayside_location_is_folder_async (self->location, question->path, NULL, on_is_folder, question);
    }
  else
    transfer (self);
}

static void
action_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint position;

  if (get_first_selected (QUAYSIDE_FILE_PANE (widget), &position))
    quayside_file_pane_activate (QUAYSIDE_FILE_PANE (widget), position);
}

static void
action_transfer (GtkWidget *widget, const char *name, GVariant *parameter)
{
  transfer (QUAYSIDE_FILE_PANE (widget));
}

static void
action_go (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (widget);

  if (g_str_equal (name, "pane.up"))
    quayside_file_pane_go_up (self);
  else if (g_str_equal (name, "pane.back"))
    quayside_file_pane_go_back (self);
  else if (g_str_equal (name, "pane.forward"))
    quayside_file_pane_go_forward (self);
  else if (g_str_equal (name, "pane.home"))
    quayside_file_pane_go_home (self);
  else
    quayside_file_pane_refresh (self);
}

static void
on_folder_chosen (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideFilePane) self = user_data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    quayside_file_pane_go (self, g_file_peek_path (folder));
}

/* In a sandbox this is how a folder outside of it comes in. */
static void
action_choose_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GFile) folder = g_file_new_for_path (self->path != NULL ? self->path : "/");

  gtk_file_dialog_set_title (dialog, _ ("Choose a Folder"));
  gtk_file_dialog_set_initial_folder (dialog, folder);
  gtk_file_dialog_select_folder (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, on_folder_chosen,
                                 g_object_ref (self));
}

static void
action_edit_path (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_path_bar_start_edit (QUAYSIDE_FILE_PANE (widget)->path_bar);
}

static void
action_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
action_select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_selection_model_select_all (GTK_SELECTION_MODEL (QUAYSIDE_FILE_PANE (widget)->selection));
}

static void
action_menu (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_file_pane_popup_at_focus (QUAYSIDE_FILE_PANE (widget));
}

static void
action_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_file_pane_copy_clipboard (QUAYSIDE_FILE_PANE (widget));
}

static void
action_paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  quayside_file_pane_paste_clipboard (QUAYSIDE_FILE_PANE (widget));
}

static void
refresh_after (Question *question, const char *name)
{
  QuaysideFilePane *self = question->pane;

  if (self->location != question->location || g_strcmp0 (self->path, question->folder) != 0)
    return;
  if (name != NULL)
    {
      g_set_str (&self->wanted_name, name);
      self->focus_wanted = TRUE;
    }
  quayside_file_pane_refresh (self);
}

static gboolean
is_own_name (Question *question, const char *name)
{
  g_autofree char *own = question->path != NULL ? quayside_path_name (question->path) : NULL;

  return g_strcmp0 (own, name) == 0;
}

static char *
refuse_existing (const char *name, gpointer user_data)
{
  Question *question = user_data;
  GListModel *model = G_LIST_MODEL (question->pane->directory);

  if (is_own_name (question, name))
    return NULL;
  for (guint i = 0; model != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (model, i);

      if (g_str_equal (quay_file_info_get_name (info), name))
        return g_strdup (quayside_file_is_folder (info) ? _ ("A folder with this name exists already.")
                                                        : _ ("A file with this name exists already."));
    }

  return NULL;
}

static void
on_folder_made (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;

  if (quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error))
    refresh_after (question, question->name);
  else
    quayside_show_error (GTK_WIDGET (question->pane), _ ("Could Not Create Folder"), error);
}

static void
on_folder_named (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  Question *making;
  g_autofree char *path = NULL;

  question->name = quayside_ask_name_finish (result, NULL);
  if (question->name == NULL)
    return;
  path = quayside_path_join (question->folder, question->name);
  making = g_steal_pointer (&question);
  quayside_location_make_folder_async (making->location, path, NULL, on_folder_made, making);
}

static void
action_new_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Question *question = question_new (QUAYSIDE_FILE_PANE (widget));

  quayside_ask_name_async (widget, _ ("New Folder"), _ ("Name of the new folder"), _ ("_Create"), "", refuse_existing,
                           question, NULL, on_folder_named, question);
}

static void
on_renamed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;

  if (quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error))
    refresh_after (question, question->name);
  else
    quayside_show_error (GTK_WIDGET (question->pane), _ ("Could Not Rename File"), error);
}

static void
on_new_name (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  Question *renaming;
  g_autofree char *old_name = quayside_path_name (question->path);
  g_autofree char *path = NULL;

  question->name = quayside_ask_name_finish (result, NULL);
  if (question->name == NULL || g_str_equal (question->name, old_name))
    return;
  path = quayside_path_join (question->folder, question->name);
  renaming = g_steal_pointer (&question);
  quayside_location_rename_async (renaming->location, renaming->path, path, NULL, on_renamed, renaming);
}

static void
action_rename (GtkWidget *widget, const char *action, GVariant *parameter)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (widget);
  Question *question;
  const char *name;
  guint position;

  if (!get_first_selected (self, &position))
    return;
  name = quay_file_info_get_name (quayside_file_pane_get_info (self, position));
  question = question_new (self);
  question->path = quayside_path_join (self->path, name);
  quayside_ask_name_async (widget, _ ("Rename"), _ ("New name"), _ ("_Rename"), name, refuse_existing, question, NULL,
                           on_new_name, question);
}

static void
delete_for_good (QuaysideFilePane *self, QuaysideLocation *location, GPtrArray *paths, const char *folder)
{
  g_autoptr (QuaysideBatch) batch
      = quayside_batch_new (location, QUAYSIDE_BATCH_DELETE, g_ptr_array_ref (paths), folder);

  quayside_file_pane_run_batch (self, batch);
}

static void
on_for_good_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_str_equal (answer, "delete"))
    delete_for_good (question->pane, question->location, question->paths, question->folder);
}

/* Some file systems have no wastebasket: that is said before anything is lost. */
static void
ask_for_good (QuaysideFilePane *self, QuaysideBatch *batch)
{
  g_autoptr (GPtrArray) left = quayside_batch_list_untrashable (batch);
  Question *question = question_new (self);
  g_autofree char *body = NULL;
  AdwDialog *dialog;

  question->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < left->len; i++)
    g_ptr_array_add (question->paths, g_strdup (g_ptr_array_index (left, i)));
  body = g_strdup_printf (ngettext ("%u file is on a disk without a wastebasket. It can only be deleted for good.",
                                    "%u files are on a disk without a wastebasket. They can only be deleted for good.",
                                    left->len),
                          left->len);
  dialog = adw_alert_dialog_new (_ ("Delete for Good?"), body);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete for Good"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, on_for_good_answered, question);
}

static void
on_delete_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (QuaysideBatch) batch = NULL;
  gboolean local = quayside_location_is_local (question->location);

  if (!quayside_ask_delete_finish (result, NULL))
    return;
  batch = quayside_batch_new (question->location, local ? QUAYSIDE_BATCH_TRASH : QUAYSIDE_BATCH_DELETE,
                              g_steal_pointer (&question->paths), NULL);
  quayside_file_pane_run_batch (question->pane, batch);
}

static void
action_delete (GtkWidget *widget, const char *action, GVariant *parameter)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (widget);
  g_autoptr (QuaysideFileSelection) files = quayside_file_pane_dup_selection (self);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  Question *question;

  if (files == NULL || self->batch_cancellable != NULL)
    return;
  question = question_new (self);
  question->paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < quayside_file_selection_get_n_paths (files); i++)
    {
      const char *path = quayside_file_selection_get_path (files, i);

      g_ptr_array_add (question->paths, g_strdup (path));
      g_ptr_array_add (names, quayside_path_name (path));
    }
  quayside_ask_delete_async (widget, names, !quayside_location_is_local (self->location), NULL, on_delete_answered,
                             question);
}

static void
action_cancel_batch (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_cancellable_cancel (QUAYSIDE_FILE_PANE (widget)->batch_cancellable);
}

static void
on_batch_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideFilePane) self = user_data;
  QuaysideBatch *batch = QUAYSIDE_BATCH (source);
  g_autoptr (GPtrArray) left = quayside_batch_list_untrashable (batch);
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->batch_cancellable);
  gtk_revealer_set_reveal_child (self->batch_revealer, FALSE);
  if (!quayside_batch_run_finish (batch, result, &error))
    quayside_show_error (GTK_WIDGET (self), quayside_batch_get_failure_heading (batch), error);
  else if (left->len > 0 && self->location != NULL)
    ask_for_good (self, batch);
  quayside_file_pane_actions_update (self);
  quayside_file_pane_refresh (self);
}

void
quayside_file_pane_run_batch (QuaysideFilePane *self, QuaysideBatch *batch)
{
  if (self->batch_cancellable != NULL)
    {
      quayside_add_toast (GTK_WIDGET (self),
                          _ ("Something is under way in this folder already. Wait for it, or cancel it."));
      return;
    }
  self->batch_cancellable = g_cancellable_new ();
  g_object_bind_property (batch, "text", self->batch_label, "label", G_BINDING_SYNC_CREATE);
  gtk_revealer_set_reveal_child (self->batch_revealer, TRUE);
  quayside_file_pane_actions_update (self);
  quayside_batch_run_async (batch, self->batch_cancellable, on_batch_done, g_object_ref (self));
}

void
quayside_file_pane_actions_install (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc function;
  } actions[] = {
    { "pane.open", action_open },
    { "pane.transfer", action_transfer },
    { "pane.up", action_go },
    { "pane.back", action_go },
    { "pane.forward", action_go },
    { "pane.home", action_go },
    { "pane.choose-folder", action_choose_folder },
    { "pane.refresh", action_go },
    { "pane.edit-path", action_edit_path },
    { "pane.search", action_search },
    { "pane.select-all", action_select_all },
    { "pane.menu", action_menu },
    { "pane.copy", action_copy },
    { "pane.paste", action_paste },
    { "pane.new-folder", action_new_folder },
    { "pane.rename", action_rename },
    { "pane.delete", action_delete },
    { "pane.cancel-batch", action_cancel_batch },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL, actions[i].function);
  gtk_widget_class_install_property_action (widget_class, "pane.show-hidden", "show-hidden");
}

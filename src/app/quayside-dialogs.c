/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-dialogs.h"

#include <glib/gi18n.h>
#include <quay.h>

#include "quayside-dialog-run.h"
#include "quayside-name-dialog.h"

/* More names than this make the question longer, not clearer. */
#define MAX_NAMES_SHOWN 6

/* An error's sentence may quote the server. */
#define MAX_MESSAGE_CHARS 2000

static char *
list_names (GPtrArray *names)
{
  GString *text = g_string_new (NULL);
  guint shown = names->len > MAX_NAMES_SHOWN ? MAX_NAMES_SHOWN - 1 : names->len;

  for (guint i = 0; i < shown; i++)
    {
      g_autofree char *name = quay_text_escape (g_ptr_array_index (names, i), -1);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", name);
    }
  if (shown < names->len)
    {
      guint more = names->len - shown;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", more), more);
    }
  return g_string_free_and_steal (text);
}

/* A name never goes into the heading, which cannot break a long one. */
static char *
dup_delete_heading (guint n)
{
  if (n == 1)
    return g_strdup (_ ("Delete This Item?"));
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Delete %u Item?", "Delete %u Items?", n), n);
}

static AdwDialog *
new_delete_dialog (GPtrArray *names, gboolean remote)
{
  AdwDialog *dialog;
  g_autofree char *heading = dup_delete_heading (names->len);
  g_autofree char *list = list_names (names);
  GtkWidget *label = gtk_label_new (list);

  dialog = adw_alert_dialog_new (
      heading, remote ? _ ("This deletes from the server, folders with all that is in them. It cannot be undone.")
                      : _ ("This moves to the wastebasket of this computer."));
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 46);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "quayside-quote");
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), label);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), "delete", _ ("_Delete"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  return dialog;
}

static void
on_delete_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *response = quayside_dialog_run_finish (ADW_DIALOG (source), result, &error);

  if (response == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_str_equal (response, "delete"))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Nothing was deleted."));
}

void
quayside_ask_delete_async (GtkWidget *parent,
                           GPtrArray *names,
                           gboolean remote,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (names != NULL && names->len > 0);

  g_task_set_source_tag (task, quayside_ask_delete_async);
  quayside_dialog_run_async (new_delete_dialog (names, remote), parent, cancellable, on_delete_answered,
                             g_steal_pointer (&task));
}

gboolean
quayside_ask_delete_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_ask_delete_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
on_name_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *response = quayside_dialog_run_finish (ADW_DIALOG (source), result, &error);

  if (response == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (g_str_equal (response, "ok"))
    g_task_return_pointer (task, quayside_name_dialog_dup_name (QUAYSIDE_NAME_DIALOG (source)), g_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("No name was given."));
}

void
quayside_ask_name_async (GtkWidget *parent,
                         const char *title,
                         const char *heading,
                         const char *accept,
                         const char *initial,
                         QuaysideNameValidator validator,
                         gpointer validator_data,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  AdwDialog *dialog = quayside_name_dialog_new (title, heading, accept, initial, validator, validator_data);

  g_task_set_source_tag (task, quayside_ask_name_async);
  quayside_dialog_run_async (dialog, parent, cancellable, on_name_answered, g_steal_pointer (&task));
}

char *
quayside_ask_name_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_ask_name_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A dialog's own text breaks between words only, and paths can be long. */
static GtkWidget *
new_message_label (const char *message)
{
  GtkWidget *label = gtk_label_new (message);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  return label;
}

void
quayside_show_error (GtkWidget *parent, const char *heading, const GError *error)
{
  g_autofree char *message = NULL;
  AdwDialog *dialog;

  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  message = quay_text_escape_message (error->message, -1, MAX_MESSAGE_CHARS);
  dialog = adw_alert_dialog_new (heading, NULL);
  adw_alert_dialog_set_extra_child (ADW_ALERT_DIALOG (dialog), new_message_label (message));
  gtk_accessible_update_property (GTK_ACCESSIBLE (dialog), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, message, -1);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("_Close"));
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "close");
  adw_dialog_present (dialog, parent);
}

static AdwToastOverlay *
find_overlay_below (GtkWidget *widget)
{
  if (ADW_IS_TOAST_OVERLAY (widget))
    return ADW_TOAST_OVERLAY (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      AdwToastOverlay *overlay = find_overlay_below (child);

      if (overlay != NULL)
        return overlay;
    }
  return NULL;
}

void
quayside_add_toast (GtkWidget *anywhere, const char *text)
{
  GtkWidget *overlay = gtk_widget_get_ancestor (anywhere, ADW_TYPE_TOAST_OVERLAY);
  GtkRoot *root = gtk_widget_get_root (anywhere);
  g_autofree char *safe = quay_text_escape (text, -1);
  AdwToast *toast;

  if (overlay == NULL && root != NULL)
    overlay = (GtkWidget *)find_overlay_below (GTK_WIDGET (root));
  if (overlay == NULL)
    {
      g_debug ("No place for a toast: %s", safe);
      return;
    }
  toast = adw_toast_new (safe);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (overlay), toast);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-secret-dialog.h"

#include <glib/gi18n.h>

#define SSH_PORT 22

struct _QuaysideSecretDialog
{
  AdwAlertDialog parent_instance;

  /* Template */
  GtkLabel *problem;
  GtkWidget *server_box;
  GtkLabel *server_text;
  AdwPreferencesGroup *fields;
  AdwComboRow *keeping;
  GtkLabel *keeping_problem;

  /* Owned */
  QuayPrompt *prompt;
  GPtrArray *rows; /* GtkEditable, borrowed from the group */
};

G_DEFINE_FINAL_TYPE (QuaysideSecretDialog, quayside_secret_dialog, ADW_TYPE_ALERT_DIALOG)

static char *
dup_account (QuayPrompt *prompt)
{
  guint port = quay_prompt_get_port (prompt);
  g_autofree char *user = quay_text_escape (quay_prompt_get_user (prompt), -1);
  g_autofree char *host = quay_text_escape (quay_prompt_get_host (prompt), -1);

  if (port == SSH_PORT || port == 0)
    return g_strdup_printf ("%s@%s", user, host);
  return g_strdup_printf ("%s@%s:%u", user, host, port);
}

static void
explain_passphrase (QuaysideSecretDialog *self)
{
  const char *key_file = quay_prompt_get_key_file (self->prompt);
  g_autofree char *file = quay_text_escape (key_file != NULL ? key_file : _ ("of this login"), -1);
  g_autofree char *account = dup_account (self->prompt);

  adw_alert_dialog_set_heading (ADW_ALERT_DIALOG (self), _ ("Unlock the Key"));
  adw_alert_dialog_format_body (ADW_ALERT_DIALOG (self), _ ("The key file %s needs its passphrase to log in as %s."),
                                file, account);
  adw_alert_dialog_set_response_label (ADW_ALERT_DIALOG (self), "ok", _ ("_Unlock"));
}

static void
explain (QuaysideSecretDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);
  g_autofree char *account = dup_account (self->prompt);

  switch (quay_prompt_get_kind (self->prompt))
    {
    case QUAY_PROMPT_PASSPHRASE:
      explain_passphrase (self);
      break;
    case QUAY_PROMPT_NEW_PASSWORD:
      adw_alert_dialog_set_heading (dialog, _ ("New Password"));
      adw_alert_dialog_format_body (dialog, _ ("The password of %s has expired: the server wants a new one."), account);
      adw_alert_dialog_set_response_label (dialog, "ok", _ ("_Set Password"));
      break;
    case QUAY_PROMPT_KEYBOARD_INTERACTIVE:
      adw_alert_dialog_set_heading (dialog, _ ("Log In"));
      adw_alert_dialog_format_body (dialog, _ ("The server asks before it lets %s in."), account);
      break;
    case QUAY_PROMPT_PASSWORD:
    default:
      adw_alert_dialog_set_heading (dialog, _ ("Log In"));
      adw_alert_dialog_format_body (dialog, _ ("Enter the password of %s."), account);
      break;
    }
}

static const char *
problem_text (QuaysideSecretDialog *self)
{
  switch (quay_prompt_get_kind (self->prompt))
    {
    case QUAY_PROMPT_PASSPHRASE:
      return _ ("That passphrase was wrong. Try again.");
    case QUAY_PROMPT_NEW_PASSWORD:
      return _ ("The server did not accept that password. Choose another one.");
    case QUAY_PROMPT_KEYBOARD_INTERACTIVE:
      return _ ("The server did not accept that answer. Try again.");
    case QUAY_PROMPT_PASSWORD:
    default:
      return _ ("That password was wrong. Try again.");
    }
}

static void
append_paragraph (GString *text, const char *paragraph)
{
  if (paragraph == NULL || paragraph[0] == '\0')
    return;
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", paragraph);
}

/* RFC 4256 section 3.1: what comes from the server is shown as the server's. */
static void
show_server_text (QuaysideSecretDialog *self, const char *banner)
{
  g_autoptr (GString) text = g_string_new (NULL);

  append_paragraph (text, banner);
  append_paragraph (text, quay_prompt_get_title (self->prompt));
  append_paragraph (text, quay_prompt_get_instruction (self->prompt));
  gtk_label_set_label (self->server_text, text->str);
  gtk_widget_set_visible (self->server_box, text->len > 0);
}

/* Servers end their prompts with a blank, for terminals. */
static char *
dup_field_title (QuaysideSecretDialog *self, guint index)
{
  const char *text = quay_prompt_get_field_text (self->prompt, index);
  g_autofree char *title = NULL;

  if (quay_prompt_get_kind (self->prompt) == QUAY_PROMPT_PASSPHRASE)
    return g_strdup (_ ("Passphrase"));
  if (quay_prompt_get_kind (self->prompt) == QUAY_PROMPT_PASSWORD)
    return g_strdup (_ ("Password"));
  title = g_strstrip (g_strdup (text != NULL ? text : ""));
  return title[0] != '\0' ? g_steal_pointer (&title) : g_strdup (_ ("Answer"));
}

/* Enter goes on to the next field, and in the last one answers. */
static void
on_field_activated (QuaysideSecretDialog *self, GtkWidget *row)
{
  guint index;

  if (g_ptr_array_find (self->rows, row, &index) && index + 1 < self->rows->len)
    gtk_widget_grab_focus (g_ptr_array_index (self->rows, index + 1));
}

static void
add_field (QuaysideSecretDialog *self, guint index)
{
  gboolean last = index + 1 == quay_prompt_get_n_fields (self->prompt);
  g_autofree char *title = dup_field_title (self, index);
  gboolean echo = index < quay_prompt_get_n_fields (self->prompt) && quay_prompt_get_field_echo (self->prompt, index);
  GtkWidget *row = echo ? adw_entry_row_new () : adw_password_entry_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_use_underline (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), last);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_field_activated), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->fields, row);
  g_ptr_array_add (self->rows, row);
}

AdwDialog *
quayside_secret_dialog_new (QuayPrompt *prompt, const char *banner)
{
  QuaysideSecretDialog *self = g_object_new (QUAYSIDE_TYPE_SECRET_DIALOG, NULL);
  gboolean again = quay_prompt_get_attempt (prompt) > 1;

  self->prompt = g_object_ref (prompt);
  explain (self);
  show_server_text (self, banner);
  gtk_label_set_label (self->problem, again ? problem_text (self) : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), again);
  for (guint i = 0; i < quay_prompt_get_n_fields (prompt); i++)
    add_field (self, i);
  gtk_widget_set_visible (GTK_WIDGET (self->fields), self->rows->len > 0);
  if (self->rows->len > 0)
    adw_dialog_set_focus (ADW_DIALOG (self), g_ptr_array_index (self->rows, 0));
  return ADW_DIALOG (self);
}

static const char *
refused_text (QuaysideSecretDialog *self, QuaysideSecretPlace refused)
{
  if (quay_prompt_get_kind (self->prompt) == QUAY_PROMPT_PASSPHRASE)
    return refused == QUAYSIDE_SECRET_SAVED ? _ ("The saved passphrase is wrong.")
                                            : _ ("The remembered passphrase is wrong.");

  return refused == QUAYSIDE_SECRET_SAVED ? _ ("The saved password was not accepted.")
                                          : _ ("The remembered password was not accepted.");
}

void
quayside_secret_dialog_offer_keeping (QuaysideSecretDialog *self, QuaysideSecretPlace refused, const char *problem)
{
  const char *const choices[]
      = { _ ("Always Ask"), _ ("Remember until I Quit"), problem == NULL ? _ ("Save in the Keyring") : NULL, NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (choices);

  adw_combo_row_set_model (self->keeping, G_LIST_MODEL (model));
  adw_combo_row_set_selected (self->keeping, refused == QUAYSIDE_SECRET_SAVED && problem == NULL ? QUAYSIDE_KEEP_SAVED
                                             : refused != QUAYSIDE_SECRET_NONE ? QUAYSIDE_KEEP_UNTIL_QUIT
                                                                               : QUAYSIDE_KEEP_NOTHING);
  gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->keeping), ADW_TYPE_PREFERENCES_GROUP), TRUE);
  gtk_label_set_label (self->keeping_problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->keeping_problem), problem != NULL);
  if (refused != QUAYSIDE_SECRET_NONE)
    {
      gtk_label_set_label (self->problem, refused_text (self, refused));
      gtk_widget_set_visible (GTK_WIDGET (self->problem), TRUE);
    }
}

QuaysideKeeping
quayside_secret_dialog_get_keeping (QuaysideSecretDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->keeping);

  return selected != GTK_INVALID_LIST_POSITION ? (QuaysideKeeping)selected : QUAYSIDE_KEEP_NOTHING;
}

void
quayside_secret_dialog_apply (QuaysideSecretDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkEditable *row = g_ptr_array_index (self->rows, i);

      quay_prompt_set_answer (self->prompt, i, gtk_editable_get_text (row));
      gtk_editable_set_text (row, "");
    }
}

static void
quayside_secret_dialog_dispose (GObject *object)
{
  QuaysideSecretDialog *self = QUAYSIDE_SECRET_DIALOG (object);

  g_clear_object (&self->prompt);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (quayside_secret_dialog_parent_class)->dispose (object);
}

static void
quayside_secret_dialog_class_init (QuaysideSecretDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = quayside_secret_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-secret-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideSecretDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSecretDialog, server_box);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSecretDialog, server_text);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSecretDialog, fields);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSecretDialog, keeping);
  gtk_widget_class_bind_template_child (widget_class, QuaysideSecretDialog, keeping_problem);
}

static void
quayside_secret_dialog_init (QuaysideSecretDialog *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

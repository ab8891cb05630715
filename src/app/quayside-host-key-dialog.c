/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-host-key-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#define SSH_PORT 22

struct _QuaysideHostKeyDialog
{
  AdwAlertDialog parent_instance;

  /* Template */
  GtkLabel *server;
  GtkLabel *key_type;
  GtkLabel *fingerprint_title;
  GtkLabel *fingerprint;
  GtkWidget *entry_title;
  GtkLabel *entry;
  GtkWidget *removal;
  GtkLabel *command;
};

G_DEFINE_FINAL_TYPE (QuaysideHostKeyDialog, quayside_host_key_dialog, ADW_TYPE_ALERT_DIALOG)

static void
set_escaped (GtkLabel *label, const char *text)
{
  g_autofree char *safe = quay_text_escape (text, -1);

  gtk_label_set_label (label, safe);
}

/* As known_hosts and ssh write it. */
static char *
dup_server_name (QuayHostKeyQuestion *question)
{
  const char *host = quay_host_key_question_get_host (question);
  guint port = quay_host_key_question_get_port (question);

  return port == SSH_PORT ? g_strdup (host) : g_strdup_printf ("[%s]:%u", host, port);
}

/* "FILE:LINE" without the line. */
static char *
dup_file (const char *line)
{
  const char *colon = strrchr (line, ':');

  return colon != NULL ? g_strndup (line, colon - line) : g_strdup (line);
}

static void
set_command (QuaysideHostKeyDialog *self, QuayHostKeyQuestion *question)
{
  const char *line = quay_host_key_question_get_line (question);
  g_autofree char *file = dup_file (line);
  g_autofree char *server = dup_server_name (question);
  g_autofree char *quoted_file = g_shell_quote (file);
  g_autofree char *quoted_server = g_shell_quote (server);
  g_autofree char *command = g_strdup_printf ("ssh-keygen -f %s -R %s", quoted_file, quoted_server);

  set_escaped (self->command, command);
  gtk_widget_set_visible (self->removal, TRUE);
}

static void
add_reject_only (QuaysideHostKeyDialog *self)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_add_response (dialog, "reject", _ ("_Close"));
  adw_alert_dialog_set_default_response (dialog, "reject");
}

static void
explain_unknown (QuaysideHostKeyDialog *self, const char *server)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_set_heading (dialog, _ ("Unknown Server"));
  adw_alert_dialog_format_body (
      dialog,
      _ ("This is the first connection to %s, so nothing proves yet that it is the right server. "
         "Compare its fingerprint with the one you were given by those who run it."),
      server);
  adw_alert_dialog_add_responses (dialog, "reject", _ ("_Cancel"), "once", _ ("Connect _Once"), "save",
                                  _ ("_Trust and Connect"), NULL);
  adw_alert_dialog_set_default_response (dialog, "reject");
}

static void
explain_changed (QuaysideHostKeyDialog *self, const char *server, QuayHostKeyQuestion *question)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_set_heading (dialog, _ ("The Server’s Key Has Changed"));
  adw_alert_dialog_format_body (
      dialog,
      _ ("%s identifies itself with another key than before. Somebody may be intercepting the "
         "connection, or the server was set up anew. Quayside did not log in and sent no password."),
      server);
  gtk_label_set_label (self->fingerprint_title, _ ("New fingerprint"));
  if (quay_host_key_question_get_line (question) != NULL)
    set_command (self, question);
  add_reject_only (self);
}

static void
explain_revoked (QuaysideHostKeyDialog *self, const char *server)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (self);

  adw_alert_dialog_set_heading (dialog, _ ("The Server’s Key Is Revoked"));
  adw_alert_dialog_format_body (
      dialog,
      _ ("%s uses a key that is marked as revoked on this computer: it must not be trusted any more. "
         "Quayside did not log in and sent no password. Ask those who run the server."),
      server);
  add_reject_only (self);
}

static void
show_key (QuaysideHostKeyDialog *self, QuayHostKeyQuestion *question, const char *server)
{
  QuayHostKey *key = quay_host_key_question_get_key (question);
  const char *line = quay_host_key_question_get_line (question);
  g_autofree char *type = NULL;

  type = g_strdup_printf (_ ("%s, %u bits"), quay_host_key_get_type_name (key), quay_host_key_get_bits (key));
  set_escaped (self->server, server);
  set_escaped (self->key_type, type);
  set_escaped (self->fingerprint, quay_host_key_get_sha256 (key));
  if (line != NULL)
    set_escaped (self->entry, line);
  gtk_widget_set_visible (self->entry_title, line != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->entry), line != NULL);
}

AdwDialog *
quayside_host_key_dialog_new (QuayHostKeyQuestion *question)
{
  QuaysideHostKeyDialog *self = g_object_new (QUAYSIDE_TYPE_HOST_KEY_DIALOG, NULL);
  g_autofree char *name = dup_server_name (question);
  g_autofree char *server = quay_text_escape (name, -1);

  show_key (self, question, server);
  switch (quay_host_key_question_get_result (question))
    {
    case QUAY_KNOWN_HOSTS_UNKNOWN:
      explain_unknown (self, server);
      break;
    case QUAY_KNOWN_HOSTS_REVOKED:
      explain_revoked (self, server);
      break;
    case QUAY_KNOWN_HOSTS_CHANGED:
    case QUAY_KNOWN_HOSTS_MATCH:
    default:
      explain_changed (self, server, question);
      break;
    }
  return ADW_DIALOG (self);
}

QuayHostKeyAnswer
quayside_host_key_dialog_answer (const char *response)
{
  if (g_strcmp0 (response, "save") == 0)
    return QUAY_HOST_KEY_ACCEPT_AND_SAVE;
  return g_strcmp0 (response, "once") == 0 ? QUAY_HOST_KEY_ACCEPT_ONCE : QUAY_HOST_KEY_REJECT;
}

static void
quayside_host_key_dialog_class_init (QuaysideHostKeyDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/quayside/Quayside/quayside-host-key-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, server);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, key_type);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, fingerprint_title);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, entry_title);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, removal);
  gtk_widget_class_bind_template_child (widget_class, QuaysideHostKeyDialog, command);
}

static void
quayside_host_key_dialog_init (QuaysideHostKeyDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

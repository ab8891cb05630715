/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-link.h"

#include <glib/gi18n.h>

#include "quayside-dialogs.h"

#define CONNECT "connect"

typedef struct
{
  QuaysideWindow *window; /* owned */
  QuayUrl *url;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->window);
  quay_url_free (question->url);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

gboolean
quayside_link_is (const char *text)
{
  g_autofree char *scheme = g_uri_parse_scheme (text);

  return scheme != NULL && (g_ascii_strcasecmp (scheme, "sftp") == 0 || g_ascii_strcasecmp (scheme, "ssh") == 0);
}

/* A name with letters that may look like others is shown as the network knows it, too. */
static char *
dup_host_text (const char *host)
{
  g_autofree char *shown = quay_text_escape (host, -1);
  g_autofree char *ascii = g_str_is_ascii (host) ? NULL : g_hostname_to_ascii (host);

  return ascii != NULL ? g_strdup_printf ("%s (%s)", shown, ascii) : g_steal_pointer (&shown);
}

static void
append_line (GString *text, const char *title, const char *value)
{
  g_autofree char *shown = quay_text_escape (value, -1);

  g_string_append_printf (text, "\n%s %s", title, shown);
}

static char *
dup_details (const QuayUrl *url)
{
  GString *text = g_string_new (NULL);
  g_autofree char *host = dup_host_text (url->host);
  g_autofree char *port = g_strdup_printf ("%u", url->port);

  g_string_append_printf (text, "%s %s", _ ("Server:"), host);
  if (url->port != 0)
    append_line (text, _ ("Port:"), port);
  if (url->user != NULL)
    append_line (text, _ ("User:"), url->user);
  if (url->path[0] != '\0')
    append_line (text, _ ("Folder:"), url->path);

  return g_string_free_and_steal (text);
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (QuaySiteOptions) options = NULL;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (!g_str_equal (answer, CONNECT))
    return;
  options = quay_site_options_new ();
  quay_url_apply (question->url, options);
  quayside_window_connect (question->window, options, question->url->path);
}

static void
ask (Question *question)
{
  AdwDialog *dialog = adw_alert_dialog_new (_ ("Connect to This Server?"), NULL);
  g_autofree char *details = dup_details (question->url);

  adw_alert_dialog_format_body (
      ADW_ALERT_DIALOG (dialog), "%s\n\n%s",
      _ ("A link asks for it, and anybody can make a link. Connect only to servers that you know."), details);
  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Cancel"), CONNECT, _ ("Co_nnect"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), CONNECT, ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (question->window), NULL, on_answered, question);
}

void
quayside_link_open (QuaysideWindow *window, const char *uri)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayUrl) url = quayside_link_is (uri) ? quay_url_parse (uri, &error) : NULL;
  Question *question;

  if (url == NULL)
    {
      if (error == NULL)
        g_set_error_literal (&error, QUAY_ERROR, QUAY_ERROR_USAGE,
                             _ ("Only links to sftp:// and ssh:// can be opened."));
      quayside_show_error (GTK_WIDGET (window), _ ("Could Not Open the Link"), error);
      return;
    }
  question = g_new0 (Question, 1);
  question->window = g_object_ref (window);
  question->url = g_steal_pointer (&url);
  ask (question);
}

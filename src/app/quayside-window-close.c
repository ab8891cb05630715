/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Closing the window, or a tab of it, while transfers are not over. */
#include "quayside-window-private.h"

#include <glib/gi18n.h>

#include "quayside-queue-keeper.h"
#include "quayside-tab-keeper.h"

/* How long transfers may take to write down where they are when the window is closed. */
#define SUSPEND_SECONDS 5

static void
ask (GtkWidget *parent, const char *heading, const char *body, GAsyncReadyCallback callback, gpointer user_data)
{
  AdwDialog *dialog = adw_alert_dialog_new (heading, body);

  adw_alert_dialog_add_responses (ADW_ALERT_DIALOG (dialog), "cancel", _ ("_Keep Open"), "close", _ ("_Close"), NULL);
  adw_alert_dialog_set_response_appearance (ADW_ALERT_DIALOG (dialog), "close", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), parent, NULL, callback, user_data);
}

static void
on_close_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideWindow) self = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (!g_str_equal (answer, "close"))
    {
      quayside_tab_keeper_release (quayside_tab_keeper_get_default ());
      return;
    }
  self->close_confirmed = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
ask_close (QuaysideWindow *self)
{
  ask (GTK_WIDGET (self), _ ("Transfers Are Running"),
       quayside_queue_keeper_is_open (quayside_queue_keeper_get_default ())
           ? _ ("They stop now, and go on where they were when Quayside is started and connected again.")
           : _ ("Closing the window cancels them. What has arrived of a file can be resumed."),
       on_close_answered, g_object_ref (self));
}

static gboolean
has_transfers (QuaysideWindow *self)
{
  gboolean busy = FALSE;

  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    busy |= quayside_session_page_has_transfers (quayside_window_nth_page (self, i));

  return busy;
}

static gboolean
is_active (QuaysideWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    n += quay_transfer_queue_get_n_active (quayside_session_page_get_queue (quayside_window_nth_page (self, i)));

  return n > 0;
}

/* What only waits is kept for next time without a word. */
static gboolean
needs_question (QuaysideWindow *self)
{
  return quayside_queue_keeper_is_open (quayside_queue_keeper_get_default ()) ? is_active (self) : has_transfers (self);
}

static void
close_when_still (QuaysideWindow *self)
{
  if (self->suspend_timeout != 0 && !is_active (self))
    {
      g_clear_handle_id (&self->suspend_timeout, g_source_remove);
      gtk_window_close (GTK_WINDOW (self));
    }
}

static gboolean
on_suspend_timeout (gpointer data)
{
  QuaysideWindow *self = data;

  self->suspend_timeout = 0;
  gtk_window_close (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

/* Out of the person's way at once; what transfers have is written down meanwhile. */
static void
suspend (QuaysideWindow *self)
{
  self->suspended = TRUE;
  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    {
      QuaysideSessionPage *page = quayside_window_nth_page (self, i);

      g_signal_connect_object (quayside_session_page_get_queue (page), "notify::n-active",
                               G_CALLBACK (close_when_still), self, G_CONNECT_SWAPPED);
      quayside_session_page_suspend (page);
    }
  self->suspend_timeout = g_timeout_add_seconds (SUSPEND_SECONDS, on_suspend_timeout, self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* The tabs of the last window come back at the next start; those of another one are gone with it. */
static void
keep_tabs (QuaysideWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application != NULL && g_list_length (gtk_application_get_windows (application)) == 1)
    quayside_tab_keeper_hold (quayside_tab_keeper_get_default ());
}

gboolean
quayside_window_close_request (GtkWindow *window)
{
  QuaysideWindow *self = QUAYSIDE_WINDOW (window);

  if (!self->close_confirmed && needs_question (self))
    {
      ask_close (self);
      return GDK_EVENT_STOP;
    }
  keep_tabs (self);
  if (!self->suspended && has_transfers (self))
    suspend (self);
  if (self->suspend_timeout != 0 && is_active (self))
    return GDK_EVENT_STOP;
  for (guint i = 0; i < quayside_window_n_pages (self); i++)
    quayside_session_page_disconnect (quayside_window_nth_page (self, i));

  return GDK_EVENT_PROPAGATE;
}

void
quayside_window_close_clear (QuaysideWindow *self)
{
  g_clear_handle_id (&self->suspend_timeout, g_source_remove);
}

/* A tab */

typedef struct
{
  AdwTabView *view;
  AdwTabPage *tab;
} Closing;

static void
closing_free (Closing *closing)
{
  g_object_unref (closing->view);
  g_object_unref (closing->tab);
  g_free (closing);
}

static void
finish_closing (Closing *closing, gboolean close)
{
  if (close)
    quayside_session_page_end (QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (closing->tab)));
  adw_tab_view_close_page_finish (closing->view, closing->tab, close);
}

static void
on_tab_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Closing *closing = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  finish_closing (closing, g_str_equal (answer, "close"));
  closing_free (closing);
}

void
quayside_window_close_tab (QuaysideWindow *self, AdwTabPage *tab)
{
  QuaysideSessionPage *page = QUAYSIDE_SESSION_PAGE (adw_tab_page_get_child (tab));
  Closing *closing = g_new0 (Closing, 1);

  closing->view = g_object_ref (self->tab_view);
  closing->tab = g_object_ref (tab);
  if (quayside_session_page_has_transfers (page))
    {
      quayside_window_show_page (self, page);
      ask (GTK_WIDGET (page), _ ("Transfers Are Running"),
           _ ("Closing the tab cancels what is not finished. What has arrived of a file can be resumed."),
           on_tab_answered, closing);
      return;
    }
  finish_closing (closing, TRUE);
  closing_free (closing);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-desktop.h"

#include "quayside-site-manager.h"

QuaysideWindow *
quayside_desktop_show_window (GApplication *application)
{
  g_application_activate (application);

  return QUAYSIDE_WINDOW (gtk_application_get_active_window (GTK_APPLICATION (application)));
}

void
quayside_desktop_show_sites (GApplication *application, const char *text)
{
  QuaysideWindow *window = quayside_desktop_show_window (application);
  AdwDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (window), "win.sites", NULL);
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));
  /* Behind a question there is none. */
  if (dialog != NULL && QUAYSIDE_IS_SITE_MANAGER (dialog) && *text != '\0')
    quayside_site_manager_search (QUAYSIDE_SITE_MANAGER (dialog), text);
}

static void
activate_sites (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  quayside_desktop_show_sites (G_APPLICATION (user_data), "");
}

void
quayside_desktop_install (GApplication *application)
{
  static const GActionEntry actions[] = { { .name = "sites", .activate = activate_sites } };

  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
}

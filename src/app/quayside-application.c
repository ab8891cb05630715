/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-application.h"

#include <glib/gi18n.h>

#include "quayside-desktop.h"
#include "quayside-link.h"
#include "quayside-queue-keeper.h"
#include "quayside-resources.h"
#include "quayside-search-provider.h"
#include "quayside-shortcuts.h"
#include "quayside-tab-keeper.h"
#include "quayside-window.h"

#define APPLICATION_ID "io.github.quayside.Quayside"

struct _QuaysideApplication
{
  AdwApplication parent_instance;

  QuaysideSearchProvider *search_provider; /* while there is a bus */
  GVariant *earlier;                       /* the windows of the earlier run, until they are there again */
};

G_DEFINE_FINAL_TYPE (QuaysideApplication, quayside_application, ADW_TYPE_APPLICATION)

static const GOptionEntry option_entries[] = {
  { "new-window", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Open a new window"), NULL },
  { "sites", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Show the saved sites"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, NULL, NULL, N_ ("[user@host or sftp://…]") },
  { NULL },
};

/* The one that was used last comes last, to the front. */
static void
restore_windows (QuaysideApplication *self)
{
  g_autoptr (GVariant) earlier = g_steal_pointer (&self->earlier);

  for (gsize i = earlier != NULL ? g_variant_n_children (earlier) : 0; i-- > 0;)
    {
      g_autoptr (GVariant) state = g_variant_get_child_value (earlier, i);
      QuaysideWindow *window = quayside_window_new (GTK_APPLICATION (self));

      quayside_window_restore (window, state);
      gtk_window_present (GTK_WINDOW (window));
    }
}

static QuaysideWindow *
ensure_window (QuaysideApplication *self)
{
  GtkWindow *window;

  restore_windows (self);
  window = gtk_application_get_active_window (GTK_APPLICATION (self));
  if (window == NULL)
    window = GTK_WINDOW (quayside_window_new (GTK_APPLICATION (self)));
  gtk_window_present (window);

  return QUAYSIDE_WINDOW (window);
}

static void
quayside_application_activate (GApplication *application)
{
  ensure_window (QUAYSIDE_APPLICATION (application));
}

static void
quayside_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  QuaysideWindow *window = ensure_window (QUAYSIDE_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *uri = g_file_get_uri (files[i]);

      quayside_link_open (window, uri);
    }
}

static int
quayside_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *options = g_application_command_line_get_options_dict (command_line);
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));
  QuaysideWindow *window;
  g_autofree const char **places = NULL;

  if (active != NULL && g_variant_dict_contains (options, "new-window"))
    g_action_group_activate_action (G_ACTION_GROUP (application), "new-window", NULL);
  window = ensure_window (QUAYSIDE_APPLICATION (application));
  if (g_variant_dict_contains (options, "sites"))
    g_action_group_activate_action (G_ACTION_GROUP (application), "sites", NULL);
  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&s", &places);
  /* Addresses come from the desktop, too, which opens links so. */
  for (gsize i = 0; places != NULL && places[i] != NULL; i++)
    if (quayside_link_is (places[i]))
      quayside_link_open (window, places[i]);
    else
      quayside_window_connect_text (window, places[i]);

  return 0;
}

static void
activate_new_window (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (user_data));
  QuaysideWindow *window = quayside_window_new (GTK_APPLICATION (user_data));

  if (active != NULL)
    quayside_window_take_size (window, QUAYSIDE_WINDOW (active));
  gtk_window_present (GTK_WINDOW (window));
}

static void
activate_quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  quayside_tab_keeper_hold (quayside_tab_keeper_get_default ());
  for (GList *item = windows; item != NULL; item = item->next)
    gtk_window_close (GTK_WINDOW (item->data));
}

static void
activate_about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  AdwDialog *about = adw_about_dialog_new ();

  g_object_set (about, "application-name", "Quayside", "application-icon", APPLICATION_ID, "version", QUAYSIDE_VERSION,
                "comments", _ ("Move files to and from servers over SFTP"), "license-type", GTK_LICENSE_GPL_3_0,
                "developer-name", _ ("The Quayside developers"), NULL);
  adw_dialog_present (about, GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (user_data))));
}

static void
activate_shortcuts (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_dialog_present (quayside_shortcuts_dialog_new (),
                      GTK_WIDGET (gtk_application_get_active_window (GTK_APPLICATION (user_data))));
}

static const GActionEntry actions[] = {
  { .name = "new-window", .activate = activate_new_window },
  { .name = "quit", .activate = activate_quit },
  { .name = "about", .activate = activate_about },
  { .name = "shortcuts", .activate = activate_shortcuts },
};

static void
quayside_application_startup (GApplication *application)
{
  /* Before the chained-up startup, which looks for style.css under the base path. */
  g_resources_register (quayside_get_resource ());
  G_APPLICATION_CLASS (quayside_application_parent_class)->startup (application);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), application);
  quayside_desktop_install (application);
  quayside_shortcuts_install (GTK_APPLICATION (application));
  QUAYSIDE_APPLICATION (application)->earlier
      = quayside_tab_keeper_open (quayside_tab_keeper_get_default (), GTK_APPLICATION (application));
  quayside_queue_keeper_open (quayside_queue_keeper_get_default ());
}

static void
quayside_application_shutdown (GApplication *application)
{
  G_APPLICATION_CLASS (quayside_application_parent_class)->shutdown (application);
  quayside_queue_keeper_close (quayside_queue_keeper_get_default ());
  quayside_tab_keeper_close (quayside_tab_keeper_get_default ());
  g_clear_pointer (&QUAYSIDE_APPLICATION (application)->earlier, g_variant_unref);
}

static gboolean
quayside_application_dbus_register (GApplication *application,
                                    GDBusConnection *connection,
                                    const char *object_path,
                                    GError **error)
{
  QuaysideApplication *self = QUAYSIDE_APPLICATION (application);

  if (!G_APPLICATION_CLASS (quayside_application_parent_class)
           ->dbus_register (application, connection, object_path, error))
    return FALSE;
  self->search_provider = quayside_search_provider_new (GTK_APPLICATION (application));

  return quayside_search_provider_export (self->search_provider, connection, object_path, error);
}

static void
quayside_application_dbus_unregister (GApplication *application, GDBusConnection *connection, const char *object_path)
{
  QuaysideApplication *self = QUAYSIDE_APPLICATION (application);

  if (self->search_provider != NULL)
    quayside_search_provider_unexport (self->search_provider);
  g_clear_object (&self->search_provider);
  G_APPLICATION_CLASS (quayside_application_parent_class)->dbus_unregister (application, connection, object_path);
}

static void
quayside_application_class_init (QuaysideApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = quayside_application_activate;
  application_class->open = quayside_application_open;
  application_class->command_line = quayside_application_command_line;
  application_class->dbus_register = quayside_application_dbus_register;
  application_class->dbus_unregister = quayside_application_dbus_unregister;
  application_class->shutdown = quayside_application_shutdown;
  application_class->startup = quayside_application_startup;
}

static void
quayside_application_init (QuaysideApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), option_entries);
}

QuaysideApplication *
quayside_application_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_APPLICATION, "application-id", APPLICATION_ID, "resource-base-path",
                       "/io/github/quayside/Quayside", "version", QUAYSIDE_VERSION, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN, NULL);
}

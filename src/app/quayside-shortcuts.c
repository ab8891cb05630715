/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-shortcuts.h"

#include <glib/gi18n.h>

typedef enum
{
  GROUP_GENERAL,
  GROUP_FILES,
  GROUP_GO,
  GROUP_VIEW,
  GROUP_TRANSFERS,
  GROUP_SITES,
  N_GROUPS,
} Group;

/* Where the keys count: everywhere in the window, anywhere in a pane, or only in a pane's list or the queue's, where
 * they would otherwise take keys from entries; in the dialog of sites, or in its list. The list widget has some of its
 * own, which are here to be shown. */
typedef enum
{
  SCOPE_WINDOW,
  SCOPE_PANE,
  SCOPE_LIST,
  SCOPE_QUEUE,
  SCOPE_SITES,
  SCOPE_SITE_LIST,
  SCOPE_NATIVE,
} Scope;

typedef struct
{
  Scope scope;
  Group group;
  const char *action;
  const char *keys[4];
  const char *title;
} Shortcut;

static const char *const group_titles[N_GROUPS] = {
  [GROUP_GENERAL] = N_ ("General"), [GROUP_FILES] = N_ ("Files"),         [GROUP_GO] = N_ ("Folders"),
  [GROUP_VIEW] = N_ ("View"),       [GROUP_TRANSFERS] = N_ ("Transfers"), [GROUP_SITES] = N_ ("Sites"),
};

/* clang-format off */
static const Shortcut shortcuts[] = {
  { SCOPE_WINDOW, GROUP_GENERAL, "win.quick-connect", { "<Control>k" },                       N_ ("Quick connect") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.sites",         { "<Control>s" },                       N_ ("Sites") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.new-tab",       { "<Control>t" },                       N_ ("New tab") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.close-tab",     { "<Control>w" },                       N_ ("Close tab") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.duplicate-tab", { "<Control><Shift>k" },                N_ ("Duplicate tab") },
  { SCOPE_NATIVE, GROUP_GENERAL, "tab.next",          { "<Control>Page_Down", "<Control>Tab" }, N_ ("Next tab") },
  { SCOPE_NATIVE, GROUP_GENERAL, "tab.previous",      { "<Control>Page_Up", "<Control><Shift>Tab" }, N_ ("Previous tab") },
  { SCOPE_NATIVE, GROUP_GENERAL, "tab.move",          { "<Control><Shift>Page_Down", "<Control><Shift>Page_Up" }, N_ ("Move tab") },
  { SCOPE_NATIVE, GROUP_GENERAL, "tab.nth",           { "<Alt>1", "…", "<Alt>9" },            N_ ("First to ninth tab") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.reconnect",     { "<Control><Shift>r" },                N_ ("Connect again") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.disconnect",    { "<Control><Shift>d" },                N_ ("Disconnect") },
  { SCOPE_WINDOW, GROUP_GENERAL, "win.next-pane",     { "F6" },                               N_ ("Next part of the window") },
  { SCOPE_WINDOW, GROUP_GENERAL, "app.new-window",    { "<Control>n" },                       N_ ("New window") },
  { SCOPE_WINDOW, GROUP_GENERAL, "app.shortcuts",     { "<Control>question" },                N_ ("Keyboard shortcuts") },
  { SCOPE_WINDOW, GROUP_GENERAL, "app.quit",          { "<Control>q" },                       N_ ("Quit") },

  { SCOPE_NATIVE, GROUP_FILES,   "list.activate-item", { "Return" },                          N_ ("Open folder, copy file to the other side") },
  { SCOPE_PANE,   GROUP_FILES,   "pane.transfer",     { "F4", "<Control>Return" },            N_ ("Copy to the other side") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.copy",         { "<Control>c", "<Control>Insert" },    N_ ("Copy") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.paste",        { "<Control>v", "<Shift>Insert" },      N_ ("Paste") },
  { SCOPE_PANE,   GROUP_FILES,   "pane.new-folder",   { "<Control><Shift>n", "F7" },          N_ ("New folder") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.rename",       { "F2" },                               N_ ("Rename") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.delete",       { "Delete", "KP_Delete", "F8" },        N_ ("Delete") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.properties",   { "<Alt>Return", "<Alt>KP_Enter" },     N_ ("Properties") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.select-all",   { "<Control>a" },                       N_ ("Select all") },
  { SCOPE_LIST,   GROUP_FILES,   "pane.menu",         { "Menu", "<Shift>F10" },               N_ ("Menu of the selected files") },

  { SCOPE_PANE,   GROUP_GO,      "pane.up",           { "<Alt>Up" },                          N_ ("Parent folder") },
  { SCOPE_LIST,   GROUP_GO,      "pane.up",           { "BackSpace" },                        N_ ("Parent folder") },
  { SCOPE_PANE,   GROUP_GO,      "pane.back",         { "<Alt>Left" },                        N_ ("Back") },
  { SCOPE_PANE,   GROUP_GO,      "pane.forward",      { "<Alt>Right" },                       N_ ("Forward") },
  { SCOPE_PANE,   GROUP_GO,      "pane.home",         { "<Alt>Home" },                        N_ ("Home folder") },
  { SCOPE_PANE,   GROUP_GO,      "pane.choose-folder", { "<Control>o" },                      N_ ("Choose a folder of this computer") },
  { SCOPE_PANE,   GROUP_GO,      "pane.edit-path",    { "<Control>l" },                       N_ ("Type a path") },
  { SCOPE_PANE,   GROUP_GO,      "page.bookmark-add", { "<Control>d" },                       N_ ("Bookmark the server’s folder") },
  { SCOPE_LIST,   GROUP_GO,      "page.other-list",   { "Tab" },                              N_ ("Other pane") },

  { SCOPE_PANE,   GROUP_VIEW,    "pane.refresh",      { "F5", "<Control>r" },                 N_ ("Refresh") },
  { SCOPE_PANE,   GROUP_VIEW,    "pane.search",       { "<Control>f" },                       N_ ("Filter by name") },
  { SCOPE_PANE,   GROUP_VIEW,    "pane.show-hidden",  { "<Control>h" },                       N_ ("Show hidden files") },

  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.pause", { "<Control>p" }, N_ ("Pause") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.resume", { "<Control><Shift>p" }, N_ ("Resume") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.cancel", { "<Control>period" }, N_ ("Cancel") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.retry", { "<Control>r" }, N_ ("Try again") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.remove", { "Delete", "KP_Delete" }, N_ ("Cancel, remove what is over") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.move-up", { "<Alt>Up" }, N_ ("Move up") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.move-down", { "<Alt>Down" }, N_ ("Move down") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.move-top", { "<Alt>Home" }, N_ ("Move to the top") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.move-bottom", { "<Alt>End" }, N_ ("Move to the bottom") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.priority::high", { "<Control>plus", "<Control>equal", "<Control>KP_Add" }, N_ ("High priority") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.priority::normal", { "<Control>0", "<Control>KP_0" }, N_ ("Normal priority") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.priority::low", { "<Control>minus", "<Control>KP_Subtract" }, N_ ("Low priority") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.pause-all", { "<Control><Alt>p" }, N_ ("Pause all") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.resume-all", { "<Control><Alt><Shift>p" }, N_ ("Resume all") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.limit-menu", { "<Control>l" }, N_ ("Speed limit") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.limit-other", { "<Control><Shift>l" }, N_ ("Other speed limit") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.retry-failed", { "<Control><Alt>r" }, N_ ("Try all that failed again") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.cancel-all", { "<Control>Delete" }, N_ ("Cancel all") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.clear-finished", { "<Control>BackSpace" }, N_ ("Clear finished") },
  { SCOPE_QUEUE,  GROUP_TRANSFERS, "queue.menu", { "Menu", "<Shift>F10" }, N_ ("Menu of the selected transfers") },

  { SCOPE_NATIVE, GROUP_SITES, "list.activate-item", { "Return" }, N_ ("Connect to the selected site") },
  { SCOPE_SITES, GROUP_SITES, "sites.new-site", { "<Control>n" }, N_ ("New site") },
  { SCOPE_SITES, GROUP_SITES, "sites.new-folder", { "<Control><Shift>n" }, N_ ("New folder") },
  { SCOPE_SITES, GROUP_SITES, "sites.search", { "<Control>f" }, N_ ("Search sites") },
  { SCOPE_SITES, GROUP_SITES, "sites.connect", { "<Control>Return" }, N_ ("Connect") },
  { SCOPE_SITES, GROUP_SITES, "sites.duplicate", { "<Control>d" }, N_ ("Duplicate") },
  { SCOPE_SITE_LIST, GROUP_SITES, "sites.rename", { "F2" }, N_ ("Rename") },
  { SCOPE_SITE_LIST, GROUP_SITES, "sites.delete", { "Delete", "KP_Delete" }, N_ ("Delete") },
  { SCOPE_SITES, GROUP_SITES, "sites.undo", { "<Control>z" }, N_ ("Take back what was deleted") },
  { SCOPE_SITE_LIST, GROUP_SITES, "sites.menu", { "Menu", "<Shift>F10" }, N_ ("Menu of the selected site") },
};
/* clang-format on */

void
quayside_shortcuts_install (GtkApplication *application)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    if (shortcuts[i].scope == SCOPE_WINDOW)
      gtk_application_set_accels_for_action (application, shortcuts[i].action, (const char *const *)shortcuts[i].keys);
}

static void
add_shortcut (GtkShortcutController *controller, const char *keys, const char *action)
{
  GtkShortcutTrigger *trigger = gtk_shortcut_trigger_parse_string (keys);

  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  GtkShortcut *shortcut;

  g_return_if_fail (g_action_parse_detailed_name (action, &name, &target, NULL));
  shortcut = gtk_shortcut_new (trigger, gtk_named_action_new (name));
  gtk_shortcut_set_arguments (shortcut, target);
  gtk_shortcut_controller_add_shortcut (controller, shortcut);
}

static void
install (GtkWidget *widget, Scope scope)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  /* Menus show the key that was added last, and that shall be the first of the table. */
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    for (gsize k = G_N_ELEMENTS (shortcuts[i].keys); shortcuts[i].scope == scope && k-- > 0;)
      if (shortcuts[i].keys[k] != NULL)
        add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcuts[i].keys[k], shortcuts[i].action);
  /* A list's own keys come before what the list widget would do with them. */
  if (scope == SCOPE_LIST || scope == SCOPE_QUEUE || scope == SCOPE_SITE_LIST)
    gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (widget, controller);
}

void
quayside_shortcuts_install_pane (GtkWidget *pane)
{
  install (pane, SCOPE_PANE);
}

void
quayside_shortcuts_install_list (GtkWidget *list)
{
  install (list, SCOPE_LIST);
}

void
quayside_shortcuts_install_queue (GtkWidget *list)
{
  install (list, SCOPE_QUEUE);
}

void
quayside_shortcuts_install_sites (GtkWidget *dialog)
{
  install (dialog, SCOPE_SITES);
}

void
quayside_shortcuts_install_site_list (GtkWidget *list)
{
  install (list, SCOPE_SITE_LIST);
}

static char *
dup_keys_label (const Shortcut *shortcut)
{
  GString *label = g_string_new (NULL);
  gboolean range = FALSE;

  for (gsize i = 0; i < G_N_ELEMENTS (shortcut->keys) && shortcut->keys[i] != NULL; i++)
    {
      g_autofree char *name = NULL;
      guint key;
      GdkModifierType modifiers;

      if (!gtk_accelerator_parse (shortcut->keys[i], &key, &modifiers) || key == 0)
        {
          range = TRUE;
          continue;
        }
      name = gtk_accelerator_get_label (key, modifiers);
      if (label->len > 0)
        /* Translators: between two keys of which either does, or which are the ends of a row of them */
        g_string_append (label, range ? _ (" to ") : _ (" or "));
      g_string_append (label, name);
    }

  return g_string_free (label, FALSE);
}

static void
add_row (AdwPreferencesGroup *group, const Shortcut *shortcut)
{
  g_autofree char *keys = dup_keys_label (shortcut);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = gtk_label_new (keys);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (shortcut->title));
  gtk_widget_add_css_class (label, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (group, row);
}

AdwDialog *
quayside_shortcuts_dialog_new (void)
{
  AdwDialog *dialog = adw_preferences_dialog_new ();
  GtkWidget *page = adw_preferences_page_new ();

  adw_dialog_set_title (dialog, _ ("Keyboard Shortcuts"));
  for (Group group = 0; group < N_GROUPS; group++)
    {
      GtkWidget *widget = adw_preferences_group_new ();

      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (widget), _ (group_titles[group]));
      for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
        if (shortcuts[i].group == group)
          add_row (ADW_PREFERENCES_GROUP (widget), &shortcuts[i]);
      adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (widget));
    }
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (dialog), ADW_PREFERENCES_PAGE (page));

  return dialog;
}

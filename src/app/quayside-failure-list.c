/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-failure-list.h"

#include <glib/gi18n.h>

#define MAX_MESSAGE_CHARS 500

static void
setup_item (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_list_item_set_child (item, label);
  gtk_list_item_set_activatable (item, FALSE);
}

static void
bind_item (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkStringObject *line = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), gtk_string_object_get_string (line));
}

static GtkStringList *
list_lines (QuayTransfer *transfer)
{
  g_autoptr (GPtrArray) failures = quay_transfer_list_failures (transfer);
  GtkStringList *lines = gtk_string_list_new (NULL);

  for (guint i = 0; failures != NULL && i < failures->len; i++)
    {
      QuayTransferFailure *failure = g_ptr_array_index (failures, i);
      g_autofree char *path = quay_text_escape (failure->path, -1);
      g_autofree char *message = NULL;

      if (failure->error != NULL)
        message = quay_text_escape_message (failure->error->message, -1, MAX_MESSAGE_CHARS);
      gtk_string_list_take (lines, g_strdup_printf ("%s\n%s", path, message != NULL ? message : _ ("Failed")));
    }
  return lines;
}

GtkWidget *
quayside_failure_list_new (QuayTransfer *transfer)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (list_lines (transfer)))), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Items that failed"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, 420, 240);
  return scroller;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the selected files. */
#include "quayside-file-pane-private.h"

#include "quayside-properties-dialog.h"

/* What is listed, as it is now: the folder may change behind the dialog. */
static GPtrArray *
list_selected (QuaysideFilePane *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GPtrArray *infos = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (infos, g_object_ref (quayside_file_pane_get_info (self, position)));

  return infos;
}

static void
action_properties (GtkWidget *widget, const char *name, GVariant *parameter)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (widget);
  g_autoptr (GPtrArray) infos = list_selected (self);
  AdwDialog *dialog;

  if (self->location == NULL || infos->len == 0)
    return;
  dialog = quayside_properties_dialog_new (self->location, self->path, infos,
                                           self->other != NULL ? self->other->location : NULL,
                                           self->other != NULL ? self->other->path : NULL);
  g_signal_connect_object (dialog, "changed", G_CALLBACK (quayside_file_pane_refresh), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

void
quayside_file_pane_properties_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "pane.properties", NULL, action_properties);
}

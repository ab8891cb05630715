/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gtk/gtk.h>

/* quayside-test-drag-source FILE...: another application, whose window is all one thing to drag: the files. Prints what
 * became of each drag. */

static void
on_drag_end (GtkDragSource *source, GdkDrag *drag, gboolean delete_data)
{
  g_print ("dragged%s\n", delete_data ? ", to be deleted here" : "");
}

static GdkContentProvider *
new_content (char **paths)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_auto (GValue) value = G_VALUE_INIT;

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (paths[i]));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array ((GFile **)files->pdata, files->len));
  return gdk_content_provider_new_for_value (&value);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GdkContentProvider) content = NULL;
  GtkDragSource *source;
  GtkWidget *window;

  gtk_init ();
  window = gtk_window_new ();
  source = gtk_drag_source_new ();
  content = new_content (argv + 1);
  gtk_drag_source_set_content (source, content);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  g_signal_connect (source, "drag-end", G_CALLBACK (on_drag_end), NULL);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_title (GTK_WINDOW (window), "Another Application");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 160, 80);
  gtk_window_set_child (GTK_WINDOW (window), gtk_label_new ("Drag me"));
  g_signal_connect_swapped (window, "destroy", G_CALLBACK (g_main_loop_quit), loop);
  gtk_window_present (GTK_WINDOW (window));
  g_main_loop_run (loop);
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include <glib/gi18n.h>

#include "quayside-path.h"

/* Long enough that a burst of changes in a folder is one refresh, short enough to feel immediate. In milliseconds. */
#define REFRESH_DELAY 400

/* A folder that changes all the time, as under a running download, is read for a tenth of the time at most. */
#define REFRESH_SHARE 10

/* A folder that opens faster than this needs no spinner. In milliseconds. */
#define SPINNER_DELAY 250

/* Below this sorting at once is faster than the eye; above it runs in slices between frames. */
#define MAX_AT_ONCE 3000

/* A folder that is left lets go of so many files at a time. */
#define EMPTIED_AT_ONCE 2000

/* Steps back that are kept. */
#define MAX_HISTORY 100

typedef struct
{
  QuaysideFilePane *pane;
  QuayDirectory *directory; /* the pane's own, or a fresh one for a refresh */
  GCancellable *cancellable;
  gint64 started;
} Load;

static void start_load (QuaysideFilePane *self, QuayDirectory *directory);

static void
load_free (Load *load)
{
  g_object_unref (load->pane);
  g_object_unref (load->directory);
  g_object_unref (load->cancellable);
  g_free (load);
}

static void
set_slices (QuaysideFilePane *self)
{
  gtk_sort_list_model_set_incremental (self->sort_model,
                                       g_list_model_get_n_items (G_LIST_MODEL (self->directory)) > MAX_AT_ONCE);
}

static gboolean
show_spinner (gpointer data)
{
  QuaysideFilePane *self = data;

  self->spinner_source = 0;
  gtk_stack_set_visible_child_name (self->refresh_stack, "spinner");

  return G_SOURCE_REMOVE;
}

static void
stop_loading (QuaysideFilePane *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->spinner_source, g_source_remove);
  gtk_stack_set_visible_child_name (self->refresh_stack, "button");
}

static void
on_space (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideFilePane) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *size = NULL;
  g_autofree char *text = NULL;
  QuaySpace space;

  if (!quayside_location_space_finish (QUAYSIDE_LOCATION (source), result, &space, &error))
    {
      /* Not every server can tell, and a number of another folder would be wrong. */
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        gtk_label_set_label (self->space_label, "");
      return;
    }
  size = g_format_size (space.available);
  text = g_strdup_printf (_ ("%s free"), size);
  gtk_label_set_label (self->space_label, text);
}

static void
ask_space (QuaysideFilePane *self)
{
  if (self->spacing != NULL)
    g_cancellable_cancel (self->spacing);
  g_clear_object (&self->spacing);
  self->spacing = g_cancellable_new ();
  quayside_location_space_async (self->location, self->path, self->spacing, on_space, g_object_ref (self));
}

static void
show_load_error (QuaysideFilePane *self, const GError *error)
{
  g_autofree char *text = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->error_page, text);
  gtk_stack_set_visible_child_name (self->list_area, "error");
  gtk_label_set_label (self->space_label, "");
  if (self->focus_wanted)
    gtk_widget_child_focus (GTK_WIDGET (self->error_page), GTK_DIR_TAB_FORWARD);
  self->focus_wanted = FALSE;
}

static void
finish_load (QuaysideFilePane *self)
{
  quay_directory_set_loading (self->directory, FALSE);
  set_slices (self);
  ask_space (self);
  quayside_file_pane_show_list (self);
  quayside_file_pane_show_wanted (self);
}

/* @error: NULL when the folder was read. */
static void
end_load (QuaysideFilePane *self, Load *load, const GError *error)
{
  /* Else another folder, or nothing, is wanted meanwhile. */
  if (self->loading == load->cancellable)
    {
      gboolean again = self->refresh_again;

      stop_loading (self);
      self->load_time = g_get_monotonic_time () - load->started;
      self->refresh_again = FALSE;
      if (error == NULL)
        finish_load (self);
      else
        show_load_error (self, error);
      quayside_file_pane_update_status (self);
      if (error == NULL && again)
        quayside_file_pane_refresh_soon (self);
    }
  load_free (load);
}

static void
on_merged (QuaysideFilePane *self, gpointer load)
{
  end_load (self, load, NULL);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Load *load = user_data;
  QuaysideFilePane *self = load->pane;
  g_autoptr (GError) error = NULL;

  quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error);
  if (error == NULL && self->loading == load->cancellable && load->directory != self->directory)
    quayside_file_pane_merge (self, load->directory, load->cancellable, on_merged, load);
  else
    end_load (self, load, error);
}

static void
start_load (QuaysideFilePane *self, QuayDirectory *directory)
{
  Load *load = g_new (Load, 1);

  stop_loading (self);
  self->loading = g_cancellable_new ();
  load->pane = g_object_ref (self);
  load->directory = g_object_ref (directory);
  load->cancellable = g_object_ref (self->loading);
  load->started = g_get_monotonic_time ();
  if (self->spinner_source == 0)
    self->spinner_source = g_timeout_add (SPINNER_DELAY, show_spinner, self);
  quayside_location_list_async (self->location, self->path, directory, self->loading, on_loaded, load);
}

static void
on_monitor_changed (QuaysideFilePane *self)
{
  quayside_file_pane_refresh_soon (self);
}

static void
watch (QuaysideFilePane *self)
{
  g_clear_object (&self->monitor);
  self->monitor = quayside_location_monitor (self->location, self->path);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_monitor_changed), self, G_CONNECT_SWAPPED);
}

static void
on_directory_changed (QuaysideFilePane *self)
{
  set_slices (self);
  if (self->loading != NULL)
    quayside_file_pane_show_list (self);
  quayside_file_pane_update_status (self);
}

static gboolean
empty_some (gpointer data)
{
  QuayDirectory *directory = data;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (directory));
  guint n_removed = MIN (n, EMPTIED_AT_ONCE);

  quay_directory_splice (directory, n - n_removed, n_removed, NULL);

  return n > n_removed ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
show_directory (QuaysideFilePane *self, QuayDirectory *directory)
{
  g_autoptr (QuayDirectory) old = g_steal_pointer (&self->directory);

  if (old != NULL)
    g_signal_handlers_disconnect_by_func (old, on_directory_changed, self);
  g_set_object (&self->directory, directory);
  gtk_sort_list_model_set_model (self->sort_model, G_LIST_MODEL (directory));
  if (old != NULL && g_list_model_get_n_items (G_LIST_MODEL (old)) > EMPTIED_AT_ONCE)
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, empty_some, g_steal_pointer (&old), g_object_unref);
  if (directory != NULL)
    g_signal_connect_object (directory, "items-changed", G_CALLBACK (on_directory_changed), self, G_CONNECT_SWAPPED);
}

/* The pane shows @path from here on, whether it can be read or not. */
static void
open_folder (QuaysideFilePane *self, const char *path, const char *name)
{
  g_autoptr (QuayDirectory) directory = quay_directory_new (path);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  self->focus_wanted = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_set_str (&self->path, path);
  g_set_str (&self->wanted_name, name);
  quayside_file_pane_find_clear (self);
  quay_directory_set_loading (directory, TRUE);
  gtk_sort_list_model_set_incremental (self->sort_model, FALSE);
  show_directory (self, directory);
  gtk_stack_set_visible_child_name (self->list_area, "list");
  quayside_path_bar_set_path (self->path_bar, path);
  /* Before reading, or a change between the two would be missed. */
  watch (self);
  start_load (self, directory);
  quayside_file_pane_update_status (self);
  quayside_file_pane_path_changed (self);
}

static void
push (GPtrArray *history, const char *path)
{
  if (history->len == MAX_HISTORY)
    g_ptr_array_remove_index (history, 0);
  g_ptr_array_add (history, g_strdup (path));
}

void
quayside_file_pane_go_selecting (QuaysideFilePane *self, const char *path, const char *name)
{
  if (self->location == NULL)
    return;
  if (self->path != NULL && !g_str_equal (self->path, path))
    {
      push (self->back, self->path);
      g_ptr_array_set_size (self->forward, 0);
    }
  open_folder (self, path, name);
}

/* Coming from below, the folder on the way there is selected. */
static char *
dup_name_towards (const char *from, const char *to)
{
  g_autofree char *path = g_strdup (from);

  if (from == NULL || g_str_equal (from, to) || !quayside_path_is_below (from, to))
    return NULL;
  while (TRUE)
    {
      g_autofree char *parent = quayside_path_parent (path);

      if (g_str_equal (parent, to))
        return quayside_path_name (path);
      g_free (path);
      path = g_steal_pointer (&parent);
    }
}

void
quayside_file_pane_go (QuaysideFilePane *self, const char *path)
{
  g_autofree char *name = dup_name_towards (self->path, path);

  quayside_file_pane_go_selecting (self, path, name);
}

static void
step (QuaysideFilePane *self, GPtrArray *from, GPtrArray *to)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  if (self->location == NULL || from->len == 0)
    return;
  path = g_ptr_array_steal_index (from, from->len - 1);
  name = dup_name_towards (self->path, path);
  push (to, self->path);
  open_folder (self, path, name);
}

void
quayside_file_pane_go_back (QuaysideFilePane *self)
{
  step (self, self->back, self->forward);
}

void
quayside_file_pane_go_forward (QuaysideFilePane *self)
{
  step (self, self->forward, self->back);
}

void
quayside_file_pane_go_up (QuaysideFilePane *self)
{
  g_autofree char *parent = self->path != NULL ? quayside_path_parent (self->path) : NULL;

  if (parent != NULL && !quayside_path_is_root (self->path))
    quayside_file_pane_go (self, parent);
}

void
quayside_file_pane_go_home (QuaysideFilePane *self)
{
  if (self->location != NULL)
    quayside_file_pane_go (self, quayside_location_get_home (self->location));
}

static gboolean
refresh_now (gpointer data)
{
  QuaysideFilePane *self = data;

  self->refresh_source = 0;
  quayside_file_pane_refresh (self);

  return G_SOURCE_REMOVE;
}

void
quayside_file_pane_refresh_soon (QuaysideFilePane *self)
{
  if (self->refresh_source == 0)
    self->refresh_source
        = g_timeout_add (MAX (REFRESH_DELAY, (guint)(REFRESH_SHARE * self->load_time / 1000)), refresh_now, self);
}

void
quayside_file_pane_refresh (QuaysideFilePane *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->list_area);
  g_autoptr (QuayDirectory) fresh = NULL;

  if (self->location == NULL)
    return;
  if (g_strcmp0 (page, "error") == 0)
    {
      open_folder (self, self->path, NULL);
      return;
    }
  if (self->loading != NULL)
    {
      self->refresh_again = TRUE;
      return;
    }
  fresh = quay_directory_new (self->path);
  start_load (self, fresh);
}

void
quayside_file_pane_folder_changed (QuaysideFilePane *self, QuaysideLocation *location, const char *folder)
{
  if (self->location != NULL && quayside_location_equal (self->location, location)
      && g_strcmp0 (self->path, folder) == 0)
    quayside_file_pane_refresh_soon (self);
}

static gboolean
find_name (QuaysideFilePane *self, const char *name, guint *position)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n; i++)
    if (g_str_equal (quay_file_info_get_name (quayside_file_pane_get_info (self, i)), name))
      {
        *position = i;
        return TRUE;
      }

  return FALSE;
}

/* The rows are to have it; around an empty list it waits for them. */
static gboolean
is_focus_due (QuaysideFilePane *self)
{
  return self->focus_wanted || gtk_widget_has_focus (GTK_WIDGET (self->list_area));
}

/* Selects what was asked for, gives the list its focus back. While rows are still being sorted they move: not yet. */
void
quayside_file_pane_show_wanted (QuaysideFilePane *self)
{
  g_autofree char *name = NULL;
  gboolean focus = is_focus_due (self);
  GtkListScrollFlags flags = focus ? GTK_LIST_SCROLL_FOCUS : GTK_LIST_SCROLL_NONE;
  guint position = 0;

  if (self->loading != NULL || !quayside_steady_list_get_settled (self->steady_list))
    return;
  name = g_steal_pointer (&self->wanted_name);
  if (name != NULL && find_name (self, name, &position))
    gtk_column_view_scroll_to (self->view, position, NULL, flags | GTK_LIST_SCROLL_SELECT, NULL);
  else if (focus)
    quayside_file_pane_focus_list (self);
  self->focus_wanted = FALSE;
}

static gboolean
show_wanted_now (gpointer data)
{
  QuaysideFilePane *self = data;

  self->wanted_source = 0;
  quayside_file_pane_show_wanted (self);

  return G_SOURCE_REMOVE;
}

static void
on_pending (QuaysideFilePane *self)
{
  /* While the template is being built, or taken apart, there is nothing to be told. */
  if (self->steady_list != NULL && self->sort_model != NULL)
    quayside_steady_list_set_busy (self->steady_list, gtk_sort_list_model_get_pending (self->sort_model) > 0);
}

/* Comes from within changes of the models, when the list must not be touched. */
static void
on_settled (QuaysideFilePane *self)
{
  if (self->directory == NULL)
    return;
  quayside_file_pane_show_list (self);
  quayside_file_pane_update_status (self);
  if (self->wanted_source == 0 && (self->wanted_name != NULL || is_focus_due (self)))
    self->wanted_source = g_idle_add (show_wanted_now, self);
}

static void
on_path_chosen (QuaysideFilePane *self, const char *path)
{
  quayside_file_pane_go (self, path);
  quayside_file_pane_focus_list (self);
}

static void
on_path_typed (QuaysideFilePane *self, const char *text)
{
  g_autofree char *path = NULL;

  if (self->location == NULL)
    return;
  path = quayside_path_resolve (text, self->path, quayside_location_get_home (self->location));
  quayside_path_bar_stop_edit (self->path_bar);
  quayside_file_pane_go (self, path);
}

static void
on_editing_ended (QuaysideFilePane *self)
{
  quayside_file_pane_focus_list (self);
}

void
quayside_file_pane_load_bind (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_pending);
  gtk_widget_class_bind_template_callback (widget_class, on_settled);
  gtk_widget_class_bind_template_callback (widget_class, on_path_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_path_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_editing_ended);
}

/* Forgets the folder and whatever is under way. */
void
quayside_file_pane_load_clear (QuaysideFilePane *self)
{
  if (self->refresh_stack != NULL)
    stop_loading (self);
  if (self->spacing != NULL)
    g_cancellable_cancel (self->spacing);
  g_clear_object (&self->spacing);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->wanted_source, g_source_remove);
  g_clear_object (&self->monitor);
  if (self->sort_model != NULL)
    show_directory (self, NULL);
  g_clear_object (&self->directory);
  g_clear_pointer (&self->wanted_name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_ptr_array_set_size (self->back, 0);
  g_ptr_array_set_size (self->forward, 0);
}

void
quayside_file_pane_set_location (QuaysideFilePane *self, QuaysideLocation *location, const char *path)
{
  g_autofree char *start = NULL;

  quayside_file_pane_load_clear (self);
  g_set_object (&self->location, location);
  if (location == NULL)
    {
      quayside_path_bar_set_path (self->path_bar, "");
      quayside_file_pane_path_changed (self);
      return;
    }
  quayside_path_bar_set_home (self->path_bar, quayside_location_get_home (location));
  start = quayside_path_resolve (path != NULL && *path != '\0' ? path : "~", quayside_location_get_home (location),
                                 quayside_location_get_home (location));
  quayside_file_pane_go (self, start);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <time.h>

#include "quayside-dialogs.h"
#include "quayside-file-pane.h"
#include "quayside-local-location.h"
#include "quayside-path-bar.h"
#include "quayside-path.h"
#include "quayside-steady-list.h"
#include "quayside-test-location.h"
#include "quayside-test-window.h"

typedef struct
{
  char *folder;
  GtkWidget *window;
  QuaysideFilePane *pane;
  QuaysideFileSelection *received;
  char *received_folder;
  gboolean received_move;
  guint n_transfers;
} Fixture;

static void
write_file (Fixture *fixture, const char *name, gsize size)
{
  g_autofree char *path = quayside_path_join (fixture->folder, name);
  g_autofree char *bytes = g_malloc0 (size + 1);

  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL));
}

static void
make_folder (Fixture *fixture, const char *name)
{
  g_autofree char *path = quayside_path_join (fixture->folder, name);

  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
}

static void
on_received (QuaysideFilePane *pane, QuaysideFileSelection *files, const char *folder, gboolean move, Fixture *fixture)
{
  g_set_object (&fixture->received, files);
  g_set_str (&fixture->received_folder, folder);
  fixture->received_move = move;
}

static void
on_transfer_requested (QuaysideFilePane *pane, QuaysideFileSelection *files, Fixture *fixture)
{
  fixture->n_transfers += quayside_file_selection_get_n_paths (files);
}

static guint
count (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (quayside_file_pane_get_selection (fixture->pane)));
}

static char *
dup_names (Fixture *fixture)
{
  GListModel *model = G_LIST_MODEL (quayside_file_pane_get_selection (fixture->pane));
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (model, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", quay_file_info_get_display_name (info));
    }

  return g_string_free_and_steal (names);
}

typedef struct
{
  Fixture *fixture;
  const char *names;
} Expected;

static gboolean
has_names (gpointer data)
{
  Expected *expected = data;
  g_autofree char *names = dup_names (expected->fixture);

  return g_str_equal (names, expected->names);
}

static void
wait_names (Fixture *fixture, const char *names)
{
  Expected expected = { fixture, names };

  quayside_test_wait (has_names, &expected);
}

static gboolean
shows_path (gpointer data)
{
  Expected *expected = data;

  return g_strcmp0 (quayside_file_pane_get_path (expected->fixture->pane), expected->names) == 0;
}

static void
wait_path (Fixture *fixture, const char *path)
{
  Expected expected = { fixture, path };

  quayside_test_wait (shows_path, &expected);
}

static gboolean
shows_text (gpointer data)
{
  Expected *expected = data;

  return quayside_test_shows (GTK_WIDGET (expected->fixture->pane), expected->names);
}

static void
wait_text (Fixture *fixture, const char *text)
{
  Expected expected = { fixture, text };

  quayside_test_wait (shows_text, &expected);
}

static GtkWidget *
find_widget (Fixture *fixture, GType type)
{
  return quayside_test_find (GTK_WIDGET (fixture->pane), type, NULL);
}

/* Of the first widget within the pane that has one. */
static GtkEventController *
find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkEventController *found = find_controller (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkEventController *
find_drop_target (Fixture *fixture)
{
  GtkWidget *area = gtk_widget_get_ancestor (find_widget (fixture, GTK_TYPE_COLUMN_VIEW), GTK_TYPE_STACK);

  return find_controller (area, GTK_TYPE_DROP_TARGET);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->pane), action, NULL));
}

static guint
position_of (Fixture *fixture, const char *name)
{
  GListModel *model = G_LIST_MODEL (quayside_file_pane_get_selection (fixture->pane));

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (model, i);

      if (g_str_equal (quay_file_info_get_name (info), name))
        return i;
    }
  g_assert_not_reached ();
}

static void
select_name (Fixture *fixture, const char *name, gboolean only)
{
  gtk_selection_model_select_item (quayside_file_pane_get_selection (fixture->pane), position_of (fixture, name), only);
}

static gboolean
is_selected (Fixture *fixture, const char *name)
{
  return gtk_selection_model_is_selected (quayside_file_pane_get_selection (fixture->pane),
                                          position_of (fixture, name));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (QuaysideLocation) local = quayside_local_location_new ();

  fixture->folder = g_dir_make_tmp ("quayside-panes-XXXXXX", NULL);
  make_folder (fixture, "zoo");
  make_folder (fixture, "assets");
  write_file (fixture, "file10.txt", 10);
  write_file (fixture, "file2.txt", 3000);
  write_file (fixture, "beta.txt", 200);
  write_file (fixture, ".secret", 1);
  fixture->pane = g_object_new (QUAYSIDE_TYPE_FILE_PANE, NULL);
  g_signal_connect (fixture->pane, "received", G_CALLBACK (on_received), fixture);
  g_signal_connect (fixture->pane, "transfer-requested", G_CALLBACK (on_transfer_requested), fixture);
  fixture->window = quayside_test_window_new (GTK_WIDGET (fixture->pane));
  quayside_file_pane_set_location (fixture->pane, local, fixture->folder);
  wait_names (fixture, "assets zoo beta.txt file2.txt file10.txt");
  quayside_test_settle (fixture->window);
}

static void
remove_folder (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  quayside_test_window_close (fixture->window);
  g_clear_object (&fixture->received);
  g_free (fixture->received_folder);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static void
test_list (Fixture *fixture, gconstpointer data)
{
  wait_text (fixture, "5 items");
  g_object_set (fixture->pane, "show-hidden", TRUE, NULL);
  wait_names (fixture, "assets zoo .secret beta.txt file2.txt file10.txt");
  g_object_set (fixture->pane, "show-hidden", FALSE, NULL);
  wait_names (fixture, "assets zoo beta.txt file2.txt file10.txt");
  select_name (fixture, "file2.txt", TRUE);
  select_name (fixture, "beta.txt", FALSE);
  wait_text (fixture, "5 items, 2 selected (3.2");
  quayside_test_shot (fixture->window, "pane");
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (find_widget (fixture, GTK_TYPE_COLUMN_VIEW));
  GListModel *columns = gtk_column_view_get_columns (view);
  g_autoptr (GtkColumnViewColumn) name = g_list_model_get_item (columns, 0);
  g_autoptr (GtkColumnViewColumn) size = g_list_model_get_item (columns, 1);

  gtk_column_view_sort_by_column (view, size, GTK_SORT_DESCENDING);
  wait_names (fixture, "zoo assets file2.txt beta.txt file10.txt");
  gtk_column_view_sort_by_column (view, size, GTK_SORT_ASCENDING);
  wait_names (fixture, "assets zoo file10.txt beta.txt file2.txt");
  gtk_column_view_sort_by_column (view, name, GTK_SORT_DESCENDING);
  wait_names (fixture, "zoo assets file10.txt file2.txt beta.txt");
}

static void
test_filter (Fixture *fixture, gconstpointer data)
{
  act (fixture, "pane.search");
  quayside_test_settle (fixture->window);
  gtk_editable_set_text (GTK_EDITABLE (find_widget (fixture, GTK_TYPE_SEARCH_ENTRY)), "FILE1");
  wait_names (fixture, "file10.txt");
  gtk_editable_set_text (GTK_EDITABLE (find_widget (fixture, GTK_TYPE_SEARCH_ENTRY)), "nowhere");
  wait_text (fixture, "No Match");
  gtk_editable_set_text (GTK_EDITABLE (find_widget (fixture, GTK_TYPE_SEARCH_ENTRY)), "");
  wait_names (fixture, "assets zoo beta.txt file2.txt file10.txt");
}

static void
press (Fixture *fixture, guint key)
{
  GtkWidget *view = find_widget (fixture, GTK_TYPE_COLUMN_VIEW);
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (view, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key, 0, 0, &handled);
  g_assert_true (handled);
}

static void
test_type_ahead (Fixture *fixture, gconstpointer data)
{
  press (fixture, GDK_KEY_F);
  g_assert_true (is_selected (fixture, "file2.txt"));
  press (fixture, GDK_KEY_i);
  press (fixture, GDK_KEY_l);
  press (fixture, GDK_KEY_e);
  press (fixture, GDK_KEY_1);
  g_assert_true (is_selected (fixture, "file10.txt"));
  g_assert_false (is_selected (fixture, "file2.txt"));
}

/* What others do in the folder shows by itself, and selection stays with its
 * files. */
static void
test_monitor (Fixture *fixture, gconstpointer data)
{
  g_autofree char *gone = quayside_path_join (fixture->folder, "beta.txt");

  select_name (fixture, "file10.txt", TRUE);
  write_file (fixture, "aaa.txt", 5);
  wait_names (fixture, "assets zoo aaa.txt beta.txt file2.txt file10.txt");
  g_assert_true (is_selected (fixture, "file10.txt"));
  write_file (fixture, "file10.txt", 77000);
  wait_text (fixture, "77.0");
  g_assert_true (is_selected (fixture, "file10.txt"));
  g_assert_cmpint (g_unlink (gone), ==, 0);
  wait_names (fixture, "assets zoo aaa.txt file2.txt file10.txt");
  g_assert_true (is_selected (fixture, "file10.txt"));
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autofree char *assets = quayside_path_join (fixture->folder, "assets");
  g_autofree char *parent = quayside_path_parent (fixture->folder);

  g_signal_emit_by_name (find_widget (fixture, GTK_TYPE_COLUMN_VIEW), "activate", position_of (fixture, "assets"));
  wait_path (fixture, assets);
  wait_text (fixture, "Empty Folder");
  act (fixture, "pane.up");
  wait_path (fixture, fixture->folder);
  wait_names (fixture, "assets zoo beta.txt file2.txt file10.txt");
  wait_text (fixture, "1 selected");
  g_assert_true (is_selected (fixture, "assets"));
  act (fixture, "pane.back");
  wait_path (fixture, assets);
  act (fixture, "pane.back");
  wait_path (fixture, fixture->folder);
  act (fixture, "pane.forward");
  wait_path (fixture, assets);
  quayside_file_pane_go (fixture->pane, parent);
  wait_path (fixture, parent);
}

static void
test_activate_file (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = find_widget (fixture, GTK_TYPE_COLUMN_VIEW);

  g_signal_emit_by_name (view, "activate", position_of (fixture, "file2.txt"));
  g_assert_cmpuint (fixture->n_transfers, ==, 0);
  quayside_file_pane_set_can_transfer (fixture->pane, TRUE);
  g_signal_emit_by_name (view, "activate", position_of (fixture, "file2.txt"));
  g_assert_cmpuint (fixture->n_transfers, ==, 1);
  act (fixture, "pane.select-all");
  act (fixture, "pane.transfer");
  g_assert_cmpuint (fixture->n_transfers, ==, 6);
}

static void
test_error (Fixture *fixture, gconstpointer data)
{
  g_autofree char *later = quayside_path_join (fixture->folder, "later");

  quayside_file_pane_go (fixture->pane, later);
  wait_text (fixture, "Folder Cannot Be Shown");
  quayside_test_shot (fixture->window, "pane-error");
  make_folder (fixture, "later");
  act (fixture, "pane.refresh");
  wait_text (fixture, "Empty Folder");
}

static void
test_path_bar (Fixture *fixture, gconstpointer data)
{
  QuaysidePathBar *bar = QUAYSIDE_PATH_BAR (find_widget (fixture, QUAYSIDE_TYPE_PATH_BAR));
  g_autofree char *assets = quayside_path_join (fixture->folder, "assets");
  g_autofree char *parent = quayside_path_parent (fixture->folder);
  GtkWidget *entry;

  act (fixture, "pane.edit-path");
  quayside_test_settle (fixture->window);
  entry = quayside_test_find (GTK_WIDGET (bar), GTK_TYPE_ENTRY, NULL);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, fixture->folder);
  gtk_editable_set_text (GTK_EDITABLE (entry), "./zoo/../assets/");
  g_signal_emit_by_name (entry, "activate");
  wait_path (fixture, assets);
  quayside_test_settle (fixture->window);
  g_assert_null (quayside_test_find (GTK_WIDGET (bar), GTK_TYPE_ENTRY, NULL));
  g_assert_cmpstr (quayside_path_bar_get_path (bar), ==, assets);
  g_signal_emit_by_name (quayside_test_find (GTK_WIDGET (bar), GTK_TYPE_BUTTON, parent), "clicked");
  wait_path (fixture, parent);
}

static gboolean
current_crumb_is_whole (gpointer bar)
{
  GtkWidget *scroller = quayside_test_find (bar, GTK_TYPE_SCROLLED_WINDOW, NULL);
  GtkWidget *crumbs = gtk_widget_get_parent (quayside_test_find (bar, GTK_TYPE_BUTTON, NULL));
  GtkWidget *current = gtk_widget_get_last_child (crumbs);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (current, scroller, &bounds));

  return bounds.origin.x >= 0 && bounds.origin.x + bounds.size.width <= (float)gtk_widget_get_width (scroller);
}

/* However little room there is, the name of the folder that is shown is not cut at its beginning. */
static void
test_narrow_path_bar (Fixture *fixture, gconstpointer data)
{
  static const int widths[] = { 400, 150, 90, 150, 300 };
  GtkWidget *bar = g_object_new (QUAYSIDE_TYPE_PATH_BAR, "path", "/srv/www/a-folder-with-quite-a-long-name", NULL);
  GtkWidget *window;

  gtk_widget_set_halign (bar, GTK_ALIGN_START);
  gtk_widget_set_valign (bar, GTK_ALIGN_START);
  gtk_widget_set_size_request (bar, widths[0], -1);
  window = quayside_test_window_new (bar);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_widget_set_size_request (bar, widths[i], -1);
      quayside_test_settle (window);
      g_assert_cmpint (gtk_widget_get_width (bar), ==, widths[i]);
      quayside_test_wait (current_crumb_is_whole, bar);
    }
  quayside_path_bar_set_path (QUAYSIDE_PATH_BAR (bar), "/srv/www/another-folder-with-quite-a-long-name/below");
  gtk_widget_set_size_request (bar, widths[2], -1);
  quayside_test_settle (window);
  quayside_test_wait (current_crumb_is_whole, bar);
  quayside_test_shot (window, "path-bar-narrow");
  quayside_test_window_close (window);
}

static gboolean
has_received (gpointer data)
{
  return ((Fixture *)data)->received != NULL;
}

static void
test_clipboard (Fixture *fixture, gconstpointer data)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->pane));
  g_autofree char *path = quayside_path_join (fixture->folder, "beta.txt");

  select_name (fixture, "beta.txt", TRUE);
  select_name (fixture, "assets", FALSE);
  act (fixture, "pane.copy");
  g_assert_true (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), GDK_TYPE_FILE_LIST));
  act (fixture, "pane.paste");
  quayside_test_wait (has_received, fixture);
  g_assert_cmpuint (quayside_file_selection_get_n_paths (fixture->received), ==, 2);
  g_assert_cmpstr (quayside_file_selection_get_path (fixture->received, 1), ==, path);
  g_assert_cmpstr (fixture->received_folder, ==, fixture->folder);
  g_assert_false (fixture->received_move);
  quayside_file_pane_copy_here (fixture->pane, fixture->received, fixture->folder);
  wait_names (fixture, "assets assets (2) zoo beta.txt beta (2).txt file2.txt file10.txt");
}

static GtkWidget *
find_row_label (Fixture *fixture, const char *text)
{
  quayside_test_settle (fixture->window);

  return quayside_test_find (find_widget (fixture, GTK_TYPE_COLUMN_VIEW), GTK_TYPE_INSCRIPTION, text);
}

static void
test_drag_and_drop (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = find_widget (fixture, GTK_TYPE_COLUMN_VIEW);
  GtkWidget *label = find_row_label (fixture, "beta.txt");
  GtkEventController *source = find_controller (view, GTK_TYPE_DRAG_SOURCE);
  GtkEventController *target = find_drop_target (fixture);
  GtkWidget *area = gtk_event_controller_get_widget (target);
  g_autoptr (GdkContentProvider) content = NULL;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *zoo = quayside_path_join (fixture->folder, "zoo");
  graphene_point_t point = GRAPHENE_POINT_INIT (4, 4);
  graphene_point_t there;
  gboolean ok = FALSE;

  /* Dragging what is not selected selects it. */
  g_assert_true (gtk_widget_compute_point (label, view, &point, &there));
  g_signal_emit_by_name (source, "prepare", (double)there.x, (double)there.y, &content);
  g_assert_nonnull (content);
  g_assert_true (is_selected (fixture, "beta.txt"));
  g_value_init (&value, QUAYSIDE_TYPE_FILE_SELECTION);
  g_assert_true (gdk_content_provider_get_value (content, &value, NULL));

  /* Onto a folder's row. */
  g_assert_true (gtk_widget_compute_point (find_row_label (fixture, "zoo"), area, &point, &there));
  g_signal_emit_by_name (target, "drop", &value, (double)there.x, (double)there.y, &ok);
  g_assert_true (ok);
  g_assert_cmpstr (fixture->received_folder, ==, zoo);
  g_assert_true (fixture->received_move);
  quayside_file_pane_move_here (fixture->pane, fixture->received, zoo);
  wait_names (fixture, "assets zoo file2.txt file10.txt");

  /* Beside the rows nothing is dragged, and a drop goes to the folder that is
   * shown. */
  g_clear_object (&content);
  g_signal_emit_by_name (source, "prepare", 40.0, (double)gtk_widget_get_height (view) - 10, &content);
  g_assert_null (content);
  g_signal_emit_by_name (target, "drop", &value, 40.0, (double)gtk_widget_get_height (area) - 10, &ok);
  g_assert_true (ok);
  g_assert_cmpstr (fixture->received_folder, ==, fixture->folder);
}

static void
test_drop_from_elsewhere (Fixture *fixture, gconstpointer data)
{
  GtkEventController *target = find_drop_target (fixture);
  g_autoptr (GFile) file = g_file_new_for_path ("/etc/passwd");
  g_autoptr (GFile) remote = g_file_new_for_uri ("http://example.org/x");
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean ok = FALSE;

  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_array ((GFile *[]){ file, remote }, 2));
  g_signal_emit_by_name (target, "drop", &value, 5.0, 200.0, &ok);
  g_assert_true (ok);
  g_assert_cmpuint (quayside_file_selection_get_n_paths (fixture->received), ==, 1);
  g_assert_cmpstr (quayside_file_selection_get_path (fixture->received, 0), ==, "/etc/passwd");
  g_assert_false (fixture->received_move);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  gtk_test_accessible_assert_property (find_widget (fixture, GTK_TYPE_COLUMN_VIEW), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Files on this computer");
  gtk_test_accessible_assert_role (fixture->pane, GTK_ACCESSIBLE_ROLE_GROUP);
  g_assert_nonnull (quayside_test_find (GTK_WIDGET (fixture->pane), GTK_TYPE_BUTTON, "Refresh"));
}

/* The most the main thread works without coming back to its loop, by its own
 * clock: the machine may be busy with other things, and this shall not fail for
 * that. In microseconds. */
typedef struct
{
  gint64 last;
  gint64 longest;
} Gap;

static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_TIME_SPAN_SECOND + now.tv_nsec / 1000;
}

static gboolean
measure_gap (gpointer data)
{
  Gap *gap = data;
  gint64 now = thread_time ();

  gap->longest = MAX (gap->longest, now - gap->last);
  gap->last = now;

  return G_SOURCE_CONTINUE;
}

static void
gap_start (Gap *gap)
{
  gap->last = thread_time ();
  gap->longest = 0;
}

/* 30 to 90 ms on a machine that does other things as well. */
#define MAX_FREEZE (QUAYSIDE_TEST_SLOWER * 150 * G_TIME_SPAN_MILLISECOND)

/* To leave a folder frees what GTK has noted of each file to sort them, all at once. */
#define MAX_LEAVE (QUAYSIDE_TEST_SLOWER * 250 * G_TIME_SPAN_MILLISECOND)

static void
gap_check (Gap *gap, gint64 started, const char *what, gint64 at_most)
{
  /* The turn that has brought what was waited for. */
  measure_gap (gap);
  g_test_message ("%s: %.0f ms, longest freeze %.0f ms", what, (double)(g_get_monotonic_time () - started) / 1000,
                  (double)gap->longest / 1000);
  g_assert_cmpint (gap->longest, <, at_most);
}

typedef struct
{
  Fixture *fixture;
  guint n;
} Many;

typedef struct
{
  QuaysideTestLocation *location;
  guint n;
} Shown;

static gboolean
all_sorted (gpointer data)
{
  Many *many = data;
  GtkSelectionModel *selection = quayside_file_pane_get_selection (many->fixture->pane);
  g_autoptr (QuaysideSteadyList) list = NULL;

  g_object_get (selection, "model", &list, NULL);

  return count (many->fixture) == many->n && quayside_steady_list_get_settled (list);
}

/* @what: of the list, from when it was asked for until it is there. */
static void
wait_many (Many *many, Gap *gap, const char *what)
{
  gint64 started = g_get_monotonic_time ();

  quayside_test_wait (all_sorted, many);
  quayside_test_settle (many->fixture->window);
  gap_check (gap, started, what, MAX_FREEZE);
  gap_start (gap);
}

static gboolean
is_at_top (Fixture *fixture)
{
  GtkScrollable *view = GTK_SCROLLABLE (find_widget (fixture, GTK_TYPE_COLUMN_VIEW));

  return gtk_adjustment_get_value (gtk_scrollable_get_vadjustment (view)) == 0;
}

static gboolean
has_shown (gpointer data)
{
  Shown *shown = data;

  return quayside_test_location_get_n_shown (shown->location) == shown->n;
}

/* What differs is told as one change; what is the same is no change at all. */
static void
refresh_many (Many *many, QuaysideTestLocation *location, Gap *gap, const char *what)
{
  Shown shown = { location, quayside_test_location_get_n_shown (location) + 1 };

  act (many->fixture, "pane.refresh");
  quayside_test_wait (has_shown, &shown);
  wait_many (many, gap, what);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (QuaysideLocation) location = quayside_test_location_new (100000);
  g_autoptr (QuaysideLocation) local = quayside_local_location_new ();
  GtkColumnView *view = GTK_COLUMN_VIEW (find_widget (fixture, GTK_TYPE_COLUMN_VIEW));
  Many many = { fixture, 100000 };
  Gap gap = { thread_time (), 0 };
  guint timer = g_timeout_add (2, measure_gap, &gap);
  gint64 started;

  quayside_file_pane_set_location (fixture->pane, location, "/");
  wait_many (&many, &gap, "100,000 rows read and sorted");
  g_assert_true (is_at_top (fixture));
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), 2 - i);

      gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
      wait_many (&many, &gap, gtk_column_view_column_get_title (column));
    }
  gtk_column_view_scroll_to (view, 99999, NULL, GTK_LIST_SCROLL_NONE, NULL);
  wait_many (&many, &gap, "scrolled to the end");
  refresh_many (&many, QUAYSIDE_TEST_LOCATION (location), &gap, "refreshed");
  quayside_test_location_set_first (QUAYSIDE_TEST_LOCATION (location), 50);
  refresh_many (&many, QUAYSIDE_TEST_LOCATION (location), &gap, "refreshed, half a hundred differ");
  quayside_test_location_set_first (QUAYSIDE_TEST_LOCATION (location), 5000);
  refresh_many (&many, QUAYSIDE_TEST_LOCATION (location), &gap, "refreshed, five thousand differ");
  started = g_get_monotonic_time ();
  quayside_file_pane_set_location (fixture->pane, local, fixture->folder);
  wait_names (fixture, "zoo assets file10.txt file2.txt beta.txt");
  quayside_test_settle (fixture->window);
  gap_check (&gap, started, "left", MAX_LEAVE);
  g_source_remove (timer);
}

#define ADD(name, function) g_test_add ("/panes/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  quayside_test_init (&argc, &argv);
  ADD ("list", test_list);
  ADD ("sort", test_sort);
  ADD ("filter", test_filter);
  ADD ("type-ahead", test_type_ahead);
  ADD ("monitor", test_monitor);
  ADD ("history", test_history);
  ADD ("activate-file", test_activate_file);
  ADD ("error", test_error);
  ADD ("path-bar", test_path_bar);
  ADD ("path-bar-narrow", test_narrow_path_bar);
  ADD ("clipboard", test_clipboard);
  ADD ("drag-and-drop", test_drag_and_drop);
  ADD ("drop-from-elsewhere", test_drop_from_elsewhere);
  ADD ("accessible", test_accessible);
  ADD ("many", test_many);

  return g_test_run ();
}

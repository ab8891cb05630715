/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include <glib/gi18n.h>

#include "quayside-file-keys.h"
#include "quayside-file-sorter.h"
#include "quayside-format.h"
#include "quayside-path.h"
#include "quayside-shortcuts.h"

G_DEFINE_FINAL_TYPE (QuaysideFilePane, quayside_file_pane, ADW_TYPE_BREAKPOINT_BIN)

enum
{
  PROP_0,
  PROP_REMOTE,
  PROP_CAN_TRANSFER,
  PROP_SHOW_HIDDEN,
  PROP_PATH,
  PROP_SELECTION,
  N_PROPS,
};

enum
{
  TRANSFER_REQUESTED,
  RECEIVED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

QuayFileInfo *
quayside_file_pane_get_info (QuaysideFilePane *self, guint position)
{
  /* The directory holds a reference for as long as the row is there. */
  g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  return info;
}

static guint64
sum_selected (QuaysideFilePane *self, GtkBitset *selected)
{
  GtkBitsetIter iter;
  guint position;
  guint64 sum = 0;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      QuayFileInfo *info = quayside_file_pane_get_info (self, position);

      if (!quayside_file_is_folder (info))
        sum += quay_file_info_get_size (info);
    }

  return sum;
}

static char *
dup_status (QuaysideFilePane *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  guint n_refused = quay_directory_get_n_refused (self->directory);
  g_autofree char *items = quayside_format_items (g_list_model_get_n_items (G_LIST_MODEL (self->selection)),
                                                  (guint)gtk_bitset_get_size (selected), sum_selected (self, selected));

  if (n_refused == 0)
    return g_steal_pointer (&items);

  /* Translators: names that a server sent and that could harm, like "../x" */
  return g_strdup_printf (ngettext ("%s — %u unsafe name left out", "%s — %u unsafe names left out", n_refused), items,
                          n_refused);
}

static gboolean
update_status_now (gpointer data)
{
  QuaysideFilePane *self = data;
  g_autofree char *text = self->directory != NULL ? dup_status (self) : g_strdup ("");

  self->status_source = 0;
  gtk_label_set_label (self->status_label, text);
  quayside_file_pane_actions_update (self);

  return G_SOURCE_REMOVE;
}

void
quayside_file_pane_update_status (QuaysideFilePane *self)
{
  if (self->status_source == 0)
    self->status_source = g_idle_add (update_status_now, self);
}

void
quayside_file_pane_show_list (QuaysideFilePane *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->steady_list)) == 0;

  if (self->directory == NULL || (empty && !quayside_steady_list_get_settled (self->steady_list))
      || (empty && quay_directory_get_loading (self->directory)))
    return;
  if (empty && self->needle != NULL)
    adw_status_page_set_title (self->empty_page, _ ("No Match"));
  else if (empty && g_list_model_get_n_items (G_LIST_MODEL (self->directory)) > 0)
    adw_status_page_set_title (self->empty_page, _ ("Only Hidden Files"));
  else
    adw_status_page_set_title (self->empty_page, _ ("Empty Folder"));
  gtk_stack_set_visible_child_name (self->list_area, empty ? "empty" : "list");
}

void
quayside_file_pane_path_changed (QuaysideFilePane *self)
{
  quayside_file_pane_actions_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

void
quayside_file_pane_emit_received (QuaysideFilePane *self,
                                  QuaysideFileSelection *files,
                                  const char *folder,
                                  gboolean move)
{
  g_signal_emit (self, signals[RECEIVED], 0, files, folder, move);
}

static void
on_row_activated (QuaysideFilePane *self, guint position)
{
  quayside_file_pane_activate (self, position);
}

static void
on_selection_changed (QuaysideFilePane *self)
{
  quayside_file_pane_actions_update (self);
  quayside_file_pane_update_status (self);
}

static void
set_column_sorter (GtkColumnViewColumn *column, QuaysideSort sort)
{
  g_autoptr (GtkSorter) sorter = quayside_file_sorter_new (sort);

  gtk_column_view_column_set_sorter (column, sorter);
}

static void
set_up_sorting (QuaysideFilePane *self)
{
  g_autoptr (GtkMultiSorter) sorter = gtk_multi_sorter_new ();

  set_column_sorter (self->name_column, QUAYSIDE_SORT_NAME);
  set_column_sorter (self->size_column, QUAYSIDE_SORT_SIZE);
  set_column_sorter (self->modified_column, QUAYSIDE_SORT_MODIFIED);
  set_column_sorter (self->permissions_column, QUAYSIDE_SORT_PERMISSIONS);
  set_column_sorter (self->owner_column, QUAYSIDE_SORT_OWNER);
  /* Outside the columns' sorter, so that folders stay on top when a column sorts the other way round. */
  gtk_multi_sorter_append (sorter, quayside_file_sorter_new (QUAYSIDE_SORT_FOLDERS_FIRST));
  gtk_multi_sorter_append (sorter, g_object_ref (gtk_column_view_get_sorter (self->view)));
  gtk_sort_list_model_set_sorter (self->sort_model, GTK_SORTER (sorter));
  gtk_column_view_sort_by_column (self->view, self->name_column, GTK_SORT_ASCENDING);
}

static void
set_up_side (QuaysideFilePane *self)
{
  if (self->remote)
    {
      adw_button_content_set_icon_name (self->transfer_content, "go-previous-symbolic");
      adw_button_content_set_label (self->transfer_content, _ ("_Download"));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->transfer_button), _ ("Copy the Selected Files to This Computer"));
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->remote ? _ ("Server") : _ ("This computer"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->remote ? _ ("Files on the server") : _ ("Files on this computer"), -1);
}

static void
set_show_hidden (QuaysideFilePane *self, gboolean show_hidden)
{
  if (self->show_hidden == show_hidden)
    return;
  self->show_hidden = show_hidden;
  quayside_steady_list_match_changed (self->steady_list);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_HIDDEN]);
}

static void
quayside_file_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (object);

  switch (id)
    {
    case PROP_REMOTE:
      g_value_set_boolean (value, self->remote);
      break;
    case PROP_CAN_TRANSFER:
      g_value_set_boolean (value, self->can_transfer);
      break;
    case PROP_SHOW_HIDDEN:
      g_value_set_boolean (value, self->show_hidden);
      break;
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_SELECTION:
      g_value_set_object (value, self->selection);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_file_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (object);

  switch (id)
    {
    case PROP_REMOTE:
      self->remote = g_value_get_boolean (value);
      break;
    case PROP_CAN_TRANSFER:
      quayside_file_pane_set_can_transfer (self, g_value_get_boolean (value));
      break;
    case PROP_SHOW_HIDDEN:
      set_show_hidden (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_file_pane_constructed (GObject *object)
{
  G_OBJECT_CLASS (quayside_file_pane_parent_class)->constructed (object);
  set_up_side (QUAYSIDE_FILE_PANE (object));
}

static void
quayside_file_pane_dispose (GObject *object)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (object);

  quayside_file_pane_load_clear (self);
  if (self->batch_cancellable != NULL)
    g_cancellable_cancel (self->batch_cancellable);
  g_clear_handle_id (&self->status_source, g_source_remove);
  g_clear_handle_id (&self->typed_source, g_source_remove);
  g_clear_pointer ((GtkWidget **)&self->popover, gtk_widget_unparent);
  g_clear_object (&self->location);
  g_clear_weak_pointer (&self->other);
  gtk_widget_dispose_template (GTK_WIDGET (object), QUAYSIDE_TYPE_FILE_PANE);
  G_OBJECT_CLASS (quayside_file_pane_parent_class)->dispose (object);
}

static void
quayside_file_pane_finalize (GObject *object)
{
  QuaysideFilePane *self = QUAYSIDE_FILE_PANE (object);

  g_ptr_array_unref (self->back);
  g_ptr_array_unref (self->forward);
  g_clear_object (&self->batch_cancellable);
  g_string_free (self->typed, TRUE);
  g_free (self->needle);
  G_OBJECT_CLASS (quayside_file_pane_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  properties[PROP_REMOTE]
      = g_param_spec_boolean ("remote", NULL, NULL, FALSE, flags | G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_CAN_TRANSFER] = g_param_spec_boolean ("can-transfer", NULL, NULL, FALSE, flags | G_PARAM_READWRITE);
  properties[PROP_SHOW_HIDDEN] = g_param_spec_boolean ("show-hidden", NULL, NULL, FALSE, flags | G_PARAM_READWRITE);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags | G_PARAM_READABLE);
  properties[PROP_SELECTION]
      = g_param_spec_object ("selection", NULL, NULL, GTK_TYPE_SELECTION_MODEL, flags | G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, path_bar);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, refresh_stack);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, search_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, bookmarks_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, search_bar);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, search_entry);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, list_area);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, scroller);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, view);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, name_column);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, size_column);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, modified_column);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, permissions_column);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, owner_column);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, empty_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, error_page);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, typed_revealer);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, typed_label);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, batch_revealer);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, batch_label);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, status_label);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, space_label);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, transfer_button);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, transfer_content);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, context_menu);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, sort_model);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, steady_list);
  gtk_widget_class_bind_template_child (widget_class, QuaysideFilePane, selection);
}

static void
quayside_file_pane_class_init (QuaysideFilePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = quayside_file_pane_get_property;
  object_class->set_property = quayside_file_pane_set_property;
  object_class->constructed = quayside_file_pane_constructed;
  object_class->dispose = quayside_file_pane_dispose;
  object_class->finalize = quayside_file_pane_finalize;
  install_properties (object_class);
  signals[TRANSFER_REQUESTED] = g_signal_new ("transfer-requested", QUAYSIDE_TYPE_FILE_PANE, G_SIGNAL_RUN_LAST, 0, NULL,
                                              NULL, NULL, G_TYPE_NONE, 1, QUAYSIDE_TYPE_FILE_SELECTION);
  signals[RECEIVED] = g_signal_new ("received", QUAYSIDE_TYPE_FILE_PANE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 3, QUAYSIDE_TYPE_FILE_SELECTION, G_TYPE_STRING, G_TYPE_BOOLEAN);

  g_type_ensure (QUAYSIDE_TYPE_PATH_BAR);
  g_type_ensure (QUAYSIDE_TYPE_STEADY_LIST);
  gtk_widget_class_set_css_name (widget_class, "filepane");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/quayside/Quayside/quayside-file-pane.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed);
  quayside_file_pane_cells_bind (widget_class);
  quayside_file_pane_find_bind (widget_class);
  quayside_file_pane_load_bind (widget_class);
  quayside_file_pane_actions_install (widget_class);
  quayside_file_pane_properties_install (widget_class);
}

static void
quayside_file_pane_init (QuaysideFilePane *self)
{
  self->back = g_ptr_array_new_with_free_func (g_free);
  self->forward = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  quayside_file_pane_find_init (self);
  set_up_sorting (self);
  quayside_file_pane_dnd_init (self);
  quayside_shortcuts_install_pane (GTK_WIDGET (self));
  quayside_shortcuts_install_list (GTK_WIDGET (self->list_area));
  quayside_file_pane_actions_update (self);
}

void
quayside_file_pane_set_other (QuaysideFilePane *self, QuaysideFilePane *other)
{
  g_set_weak_pointer (&self->other, other);
}

QuaysideLocation *
quayside_file_pane_get_location (QuaysideFilePane *self)
{
  return self->location;
}

const char *
quayside_file_pane_get_path (QuaysideFilePane *self)
{
  return self->path;
}

GtkSelectionModel *
quayside_file_pane_get_selection (QuaysideFilePane *self)
{
  return GTK_SELECTION_MODEL (self->selection);
}

QuaysideFileSelection *
quayside_file_pane_dup_selection (QuaysideFilePane *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  QuaysideFileSelection *files;
  GtkBitsetIter iter;
  guint position;

  if (self->location == NULL || gtk_bitset_is_empty (selected))
    return NULL;
  files = quayside_file_selection_new (self->location);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      QuayFileInfo *info = quayside_file_pane_get_info (self, position);
      g_autofree char *path = quayside_path_join (self->path, quay_file_info_get_name (info));

      quayside_file_selection_add (files, path);
    }

  return files;
}

void
quayside_file_pane_set_can_transfer (QuaysideFilePane *self, gboolean can_transfer)
{
  can_transfer = !!can_transfer;
  if (self->can_transfer == can_transfer)
    return;
  self->can_transfer = can_transfer;
  quayside_file_pane_actions_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_TRANSFER]);
}

void
quayside_file_pane_set_bookmarks (QuaysideFilePane *self, GMenuModel *menu)
{
  gtk_menu_button_set_menu_model (self->bookmarks_button, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->bookmarks_button), menu != NULL);
}

void
quayside_file_pane_focus_list (QuaysideFilePane *self)
{
  const char *page = gtk_stack_get_visible_child_name (self->list_area);

  if (g_strcmp0 (page, "list") == 0 && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  else if (g_strcmp0 (page, "error") == 0)
    gtk_widget_child_focus (GTK_WIDGET (self->error_page), GTK_DIR_TAB_FORWARD);
  else
    /* No row can have the focus, and the keys of the list are still wanted. The rows get it when they are there. */
    gtk_widget_grab_focus (GTK_WIDGET (self->list_area));
}

static void
run_here (QuaysideFilePane *self, QuaysideBatchKind kind, QuaysideFileSelection *files, const char *folder)
{
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (QuaysideBatch) batch = NULL;

  for (guint i = 0; i < quayside_file_selection_get_n_paths (files); i++)
    {
      const char *path = quayside_file_selection_get_path (files, i);
      g_autofree char *parent = quayside_path_parent (path);

      /* What is there already need not be moved there, and nothing moves into itself. */
      if (kind != QUAYSIDE_BATCH_MOVE || (!g_str_equal (parent, folder) && !quayside_path_is_below (folder, path)))
        g_ptr_array_add (paths, g_strdup (path));
    }
  batch = quayside_batch_new (self->location, kind, paths, folder);
  if (paths->len > 0)
    quayside_file_pane_run_batch (self, batch);
}

void
quayside_file_pane_move_here (QuaysideFilePane *self, QuaysideFileSelection *files, const char *folder)
{
  run_here (self, QUAYSIDE_BATCH_MOVE, files, folder);
}

void
quayside_file_pane_copy_here (QuaysideFilePane *self, QuaysideFileSelection *files, const char *folder)
{
  run_here (self, QUAYSIDE_BATCH_COPY, files, folder);
}

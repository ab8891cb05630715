/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

/* A refresh changes what has changed and nothing else, so that selection, cursor and scroll position stay. */

/* Up to here each difference is told to the models on its own; above, all rows are told to have changed at once. */
#define MAX_SINGLE_CHANGES 100

typedef struct
{
  GPtrArray *rows;      /* the new contents, old objects where nothing changed */
  GHashTable *replaced; /* old info -> new info */
  guint n_changes;
} Difference;

static gboolean
same_info (QuayFileInfo *a, QuayFileInfo *b)
{
  return quay_file_info_get_file_type (a) == quay_file_info_get_file_type (b)
         && quay_file_info_get_size (a) == quay_file_info_get_size (b)
         && quay_file_info_get_modified (a) == quay_file_info_get_modified (b)
         && quay_file_info_get_permissions (a) == quay_file_info_get_permissions (b)
         && quay_file_info_is_link_to_directory (a) == quay_file_info_is_link_to_directory (b)
         && g_strcmp0 (quay_file_info_get_owner (a), quay_file_info_get_owner (b)) == 0
         && g_strcmp0 (quay_file_info_get_group (a), quay_file_info_get_group (b)) == 0;
}

static GHashTable *
index_by_name (GListModel *model, guint start)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = start; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (model, i);

      g_hash_table_insert (index, (gpointer)quay_file_info_get_name (info), info);
    }

  return index;
}

/* @now: NULL where it is gone. */
static void
add_old_row (Difference *difference, QuayFileInfo *old, QuayFileInfo *now)
{
  if (now != NULL && same_info (old, now))
    {
      g_ptr_array_add (difference->rows, g_object_ref (old));
      return;
    }
  g_hash_table_insert (difference->replaced, old, now);
  difference->n_changes++;
  if (now != NULL)
    g_ptr_array_add (difference->rows, g_object_ref (now));
}

/* A folder that is read again mostly comes in the same order: what is equal at the start needs no index. */
static guint
add_equal_start (Difference *difference, GListModel *shown, GListModel *fresh)
{
  guint n = MIN (g_list_model_get_n_items (shown), g_list_model_get_n_items (fresh));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (QuayFileInfo) old = g_list_model_get_item (shown, i);
      g_autoptr (QuayFileInfo) now = g_list_model_get_item (fresh, i);

      if (!g_str_equal (quay_file_info_get_name (old), quay_file_info_get_name (now)))
        return i;
      add_old_row (difference, old, now);
    }

  return n;
}

static void
add_old_rows (Difference *difference, GListModel *shown, guint start, GHashTable *left)
{
  for (guint i = start; i < g_list_model_get_n_items (shown); i++)
    {
      g_autoptr (QuayFileInfo) old = g_list_model_get_item (shown, i);
      const char *name = quay_file_info_get_name (old);

      add_old_row (difference, old, g_hash_table_lookup (left, name));
      g_hash_table_remove (left, name);
    }
}

static void
add_new_rows (Difference *difference, GListModel *fresh, guint start, GHashTable *left)
{
  for (guint i = start; i < g_list_model_get_n_items (fresh) && g_hash_table_size (left) > 0; i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (fresh, i);

      if (g_hash_table_remove (left, quay_file_info_get_name (info)))
        g_ptr_array_add (difference->rows, g_object_ref (info));
    }
}

/* From the end, so that positions before stay valid. */
static void
apply_one_by_one (QuayDirectory *shown, Difference *difference, guint n_kept)
{
  GListModel *model = G_LIST_MODEL (shown);

  for (guint i = g_list_model_get_n_items (model); i-- > 0 && difference->n_changes > 0;)
    {
      g_autoptr (QuayFileInfo) old = g_list_model_get_item (model, i);
      g_autoptr (GPtrArray) one = NULL;
      gpointer now;

      if (!g_hash_table_lookup_extended (difference->replaced, old, NULL, &now))
        continue;
      one = g_ptr_array_new ();
      if (now != NULL)
        g_ptr_array_add (one, now);
      quay_directory_splice (shown, i, 1, one);
    }
  if (difference->rows->len > n_kept)
    {
      g_autoptr (GPtrArray) added = g_ptr_array_new ();

      for (guint i = n_kept; i < difference->rows->len; i++)
        g_ptr_array_add (added, g_ptr_array_index (difference->rows, i));
      quay_directory_append (shown, added);
    }
}

/* What was selected and is another object now. */
static GHashTable *
list_selected_replacements (QuaysideFilePane *self, Difference *difference)
{
  GHashTable *wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gpointer now = g_hash_table_lookup (difference->replaced, quayside_file_pane_get_info (self, position));

      if (now != NULL)
        g_hash_table_add (wanted, now);
    }

  return wanted;
}

static void
reselect (QuaysideFilePane *self, GHashTable *wanted)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n && g_hash_table_size (wanted) > 0; i++)
    if (g_hash_table_remove (wanted, quayside_file_pane_get_info (self, i)))
      gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), i, FALSE);
}

/* The list loses the focus when the row that has it is replaced; nobody else has taken it then. */

static GtkWidget *
get_focus (QuaysideFilePane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

static gboolean
is_focus_lost (QuaysideFilePane *self)
{
  GtkWidget *focus = get_focus (self);

  return focus == NULL || gtk_widget_is_ancestor (GTK_WIDGET (self->view), focus);
}

static gboolean
return_focus (gpointer data)
{
  QuaysideFilePane *self = data;
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->view)) || !is_focus_lost (self))
    return G_SOURCE_REMOVE;
  if (gtk_bitset_is_empty (selected))
    quayside_file_pane_focus_list (self);
  else
    gtk_column_view_scroll_to (self->view, gtk_bitset_get_minimum (selected), NULL, GTK_LIST_SCROLL_FOCUS, NULL);

  return G_SOURCE_REMOVE;
}

static void
keep_focus (QuaysideFilePane *self)
{
  GtkWidget *focus = get_focus (self);

  /* After the list has taken notice of what has changed. */
  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    g_idle_add_full (G_PRIORITY_LOW, return_focus, g_object_ref (self), g_object_unref);
}

void
quayside_file_pane_merge (QuaysideFilePane *self, QuayDirectory *fresh)
{
  GListModel *shown = G_LIST_MODEL (self->directory);
  g_autoptr (GHashTable) left = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) replaced = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) wanted = NULL;
  Difference difference = { .rows = rows, .replaced = replaced };
  guint n_equal, n_kept;

  n_equal = add_equal_start (&difference, shown, G_LIST_MODEL (fresh));
  left = index_by_name (G_LIST_MODEL (fresh), n_equal);
  add_old_rows (&difference, shown, n_equal, left);
  n_kept = rows->len;
  add_new_rows (&difference, G_LIST_MODEL (fresh), n_equal, left);
  if (difference.n_changes > 0)
    wanted = list_selected_replacements (self, &difference);
  quay_directory_set_n_refused (self->directory, quay_directory_get_n_refused (fresh));
  if (difference.n_changes == 0 && rows->len == n_kept)
    return;
  keep_focus (self);
  if (difference.n_changes <= MAX_SINGLE_CHANGES)
    apply_one_by_one (self->directory, &difference, n_kept);
  else
    quay_directory_splice (self->directory, 0, g_list_model_get_n_items (shown), rows);
  if (wanted != NULL)
    reselect (self, wanted);
}

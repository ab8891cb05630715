/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-pane-private.h"

#include "quayside-free-soon.h"

/* A refresh changes what has changed and nothing else, so that selection, cursor and scroll position stay. Both folders
 * are compared in slices between frames: to look at a hundred thousand files takes longer than one. */

/* Up to here each run of rows that differ is told to the models on its own; above, all that lies between is told to
 * have changed at once. */
#define MAX_RUNS 100

/* They are compared for so long at a time, in microseconds; the clock is looked at every so many rows. */
#define SLICE_TIME 8000
#define ROWS_PER_LOOK 100

/* In milliseconds. */
#define FOCUS_DELAY 10

/* @n_removed rows at @position of what is shown make room for these. */
typedef struct
{
  guint position;
  guint n_removed;
  GPtrArray *added; /* borrowed from @fresh */
} Run;

typedef struct _Merge Merge;

/* One row of what a phase looks at; FALSE when there is none left. */
typedef gboolean (*Phase) (Merge *merge, guint position);

struct _Merge
{
  QuaysideFilePane *pane;
  QuayDirectory *shown;
  QuayDirectory *fresh;
  GCancellable *cancellable;
  QuaysideFilePaneMerged merged;
  gpointer data;

  guint phase;
  guint position;
  guint n_equal;        /* rows at the start that have the same names */
  GHashTable *left;     /* name -> info of @fresh that has not been met */
  GHashTable *replaced; /* old info -> new info */
  GArray *runs;
  GPtrArray *added; /* what is new, borrowed from @fresh */
  GPtrArray *seen;  /* the infos of @fresh, to be let go little by little */
};

static void
run_clear (gpointer data)
{
  g_ptr_array_unref (((Run *)data)->added);
}

static void
merge_free (Merge *merge)
{
  g_object_unref (merge->pane);
  g_object_unref (merge->shown);
  g_object_unref (merge->cancellable);
  g_hash_table_unref (merge->left);
  g_hash_table_unref (merge->replaced);
  g_array_unref (merge->runs);
  g_ptr_array_unref (merge->added);
  /* Before those it holds for the last time. */
  g_object_unref (merge->fresh);
  quayside_free_soon (merge->seen);
  g_free (merge);
}

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

/* @now: NULL where it is gone. */
static void
compare_row (Merge *merge, guint position, QuayFileInfo *old, QuayFileInfo *now)
{
  Run *run = merge->runs->len > 0 ? &g_array_index (merge->runs, Run, merge->runs->len - 1) : NULL;

  if (now != NULL && same_info (old, now))
    return;
  if (run == NULL || run->position + run->n_removed < position)
    {
      Run next = { position, 0, g_ptr_array_new () };

      g_array_append_val (merge->runs, next);
      run = &g_array_index (merge->runs, Run, merge->runs->len - 1);
    }
  run->n_removed++;
  if (now != NULL)
    g_ptr_array_add (run->added, now);
  g_hash_table_insert (merge->replaced, old, now);
}

/* The directory holds a reference for as long as it lives. */
static QuayFileInfo *
peek (QuayDirectory *directory, guint position)
{
  g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), position);

  return info;
}

static QuayFileInfo *
see (Merge *merge, guint position)
{
  QuayFileInfo *info = g_list_model_get_item (G_LIST_MODEL (merge->fresh), position);

  if (info != NULL)
    g_ptr_array_add (merge->seen, info);

  return info;
}

/* A folder that is read again mostly comes in the same order: what is equal at the start needs no index. */
static gboolean
compare_equal_start (Merge *merge, guint position)
{
  QuayFileInfo *old = peek (merge->shown, position);
  QuayFileInfo *now = old != NULL ? see (merge, position) : NULL;

  if (now == NULL)
    return FALSE;
  if (!g_str_equal (quay_file_info_get_name (old), quay_file_info_get_name (now)))
    {
      g_object_unref (g_ptr_array_steal_index (merge->seen, merge->seen->len - 1));
      return FALSE;
    }
  compare_row (merge, position, old, now);
  merge->n_equal = position + 1;

  return TRUE;
}

static gboolean
index_by_name (Merge *merge, guint position)
{
  QuayFileInfo *info = see (merge, merge->n_equal + position);

  if (info != NULL)
    g_hash_table_insert (merge->left, (gpointer)quay_file_info_get_name (info), info);

  return info != NULL;
}

static gboolean
compare_old_row (Merge *merge, guint position)
{
  QuayFileInfo *old = peek (merge->shown, merge->n_equal + position);
  const char *name = old != NULL ? quay_file_info_get_name (old) : NULL;

  if (old == NULL)
    return FALSE;
  compare_row (merge, merge->n_equal + position, old, g_hash_table_lookup (merge->left, name));
  g_hash_table_remove (merge->left, name);

  return TRUE;
}

static gboolean
add_new_row (Merge *merge, guint position)
{
  QuayFileInfo *info = peek (merge->fresh, merge->n_equal + position);

  if (info == NULL || g_hash_table_size (merge->left) == 0)
    return FALSE;
  if (g_hash_table_remove (merge->left, quay_file_info_get_name (info)))
    g_ptr_array_add (merge->added, info);

  return TRUE;
}

static const Phase phases[] = { compare_equal_start, index_by_name, compare_old_row, add_new_row };

/* From the end, so that positions before stay valid. */
static void
apply_runs (Merge *merge)
{
  for (guint i = merge->runs->len; i-- > 0;)
    {
      Run *run = &g_array_index (merge->runs, Run, i);

      quay_directory_splice (merge->shown, run->position, run->n_removed, run->added);
    }
}

static void
apply_as_one (Merge *merge)
{
  Run *first = &g_array_index (merge->runs, Run, 0);
  Run *last = &g_array_index (merge->runs, Run, merge->runs->len - 1);
  /* Some of them leave the directory on the way. */
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  guint position = first->position;

  for (guint i = 0; i < merge->runs->len; i++)
    {
      Run *run = &g_array_index (merge->runs, Run, i);

      for (; position < run->position; position++)
        g_ptr_array_add (rows, g_list_model_get_item (G_LIST_MODEL (merge->shown), position));
      position += run->n_removed;
      for (guint k = 0; k < run->added->len; k++)
        g_ptr_array_add (rows, g_object_ref (run->added->pdata[k]));
    }
  quay_directory_splice (merge->shown, first->position, last->position + last->n_removed - first->position, rows);
  quayside_free_soon (rows);
}

/* What was selected and is another object now. */
static GHashTable *
list_selected_replacements (Merge *merge)
{
  GHashTable *wanted = g_hash_table_new (NULL, NULL);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (merge->pane->selection));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gpointer now = g_hash_table_lookup (merge->replaced, quayside_file_pane_get_info (merge->pane, position));

      if (now != NULL)
        g_hash_table_add (wanted, now);
    }

  return wanted;
}

static void
reselect (QuaysideFilePane *self, GHashTable *wanted)
{
  guint n;

  if (g_hash_table_size (wanted) == 0)
    return;
  quayside_steady_list_catch_up (self->steady_list);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
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

static void return_focus_later (QuaysideFilePane *self);

static gboolean
return_focus (gpointer data)
{
  QuaysideFilePane *self = data;
  g_autoptr (GtkBitset) selected = NULL;

  if (!quayside_steady_list_get_settled (self->steady_list))
    {
      return_focus_later (self);
      return G_SOURCE_REMOVE;
    }
  selected = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->selection));
  if (!gtk_widget_get_mapped (GTK_WIDGET (self->view)) || !is_focus_lost (self))
    return G_SOURCE_REMOVE;
  if (gtk_bitset_is_empty (selected))
    quayside_file_pane_focus_list (self);
  else
    gtk_column_view_scroll_to (self->view, gtk_bitset_get_minimum (selected), NULL, GTK_LIST_SCROLL_FOCUS, NULL);

  return G_SOURCE_REMOVE;
}

/* After the list has been told what has changed. */
static void
return_focus_later (QuaysideFilePane *self)
{
  g_timeout_add_full (G_PRIORITY_LOW, FOCUS_DELAY, return_focus, g_object_ref (self), g_object_unref);
}

static void
keep_focus (QuaysideFilePane *self)
{
  GtkWidget *focus = get_focus (self);

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    return_focus_later (self);
}

static void
apply (Merge *merge)
{
  QuaysideFilePane *self = merge->pane;
  g_autoptr (GHashTable) wanted = NULL;

  quay_directory_set_n_refused (merge->shown, quay_directory_get_n_refused (merge->fresh));
  if (merge->runs->len == 0 && merge->added->len == 0)
    return;
  wanted = list_selected_replacements (merge);
  keep_focus (self);
  if (merge->runs->len > MAX_RUNS)
    apply_as_one (merge);
  else
    apply_runs (merge);
  if (merge->added->len > 0)
    quay_directory_append (merge->shown, merge->added);
  reselect (self, wanted);
}

/* FALSE: it goes on later, since it is past @deadline. */
static gboolean
compare (Merge *merge, gint64 deadline)
{
  for (guint k = 1; merge->phase < G_N_ELEMENTS (phases); k++)
    {
      if (k % ROWS_PER_LOOK == 0 && g_get_monotonic_time () >= deadline)
        return FALSE;
      if (phases[merge->phase](merge, merge->position))
        {
          merge->position++;
        }
      else
        {
          merge->phase++;
          merge->position = 0;
        }
    }

  return TRUE;
}

static gboolean
go_on (gpointer data)
{
  Merge *merge = data;
  gboolean cancelled = g_cancellable_is_cancelled (merge->cancellable);

  if (!cancelled && !compare (merge, g_get_monotonic_time () + SLICE_TIME))
    return G_SOURCE_CONTINUE;
  if (!cancelled)
    apply (merge);
  merge->merged (merge->pane, merge->data);
  merge_free (merge);

  return G_SOURCE_REMOVE;
}

/* @merged is called in the end, at once where there is little to compare, and also when @cancellable was cancelled; as
 * it must be when another folder is shown. */
void
quayside_file_pane_merge (QuaysideFilePane *self,
                          QuayDirectory *fresh,
                          GCancellable *cancellable,
                          QuaysideFilePaneMerged merged,
                          gpointer data)
{
  Merge *merge = g_new0 (Merge, 1);

  merge->pane = g_object_ref (self);
  merge->shown = g_object_ref (self->directory);
  merge->fresh = g_object_ref (fresh);
  merge->cancellable = g_object_ref (cancellable);
  merge->merged = merged;
  merge->data = data;
  merge->left = g_hash_table_new (g_str_hash, g_str_equal);
  merge->replaced = g_hash_table_new (NULL, NULL);
  merge->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  g_array_set_clear_func (merge->runs, run_clear);
  merge->added = g_ptr_array_new ();
  merge->seen = g_ptr_array_new_with_free_func (g_object_unref);
  if (go_on (merge) == G_SOURCE_CONTINUE)
    g_idle_add (go_on, merge);
}

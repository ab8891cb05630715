/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-transfer-list.h"

#include <string.h>

#include "quayside-free-soon.h"

/* Each stretch that has changed is told on its own, up to so many: each costs a list view some milliseconds. Where
 * there are more, those that lie close together are told as one. */
#define MAX_STRETCHES 2

/* A list view throws away the rows of what is taken out, up to two hundred of them, which costs it more than a frame.
 * So many are taken out at once, and what lies so far behind them that it has no rows. */
#define REMOVED_AT_ONCE 32
#define ROWS_OF_VIEW 240

struct _QuaysideTransferList
{
  GObject parent_instance;

  GPtrArray *items; /* of QuayTransfer */
  gboolean behind;  /* some are left to be taken out */
};

/* @n_removed items at @position make room for @n_added ones; positions count what the stretches before have done. */
typedef struct
{
  guint position;
  guint n_removed;
  guint n_added;
} Stretch;

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuaysideTransferList,
                               quayside_transfer_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return QUAY_TYPE_TRANSFER;
}

static guint
get_n_items (GListModel *model)
{
  return QUAYSIDE_TRANSFER_LIST (model)->items->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  QuayTransfer *transfer = quayside_transfer_list_peek (QUAYSIDE_TRANSFER_LIST (model), position);

  return transfer != NULL ? g_object_ref (transfer) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static GHashTable *
index_items (GPtrArray *items, guint start, guint end)
{
  GHashTable *index = g_hash_table_new (NULL, NULL);

  for (guint i = start; i < end; i++)
    g_hash_table_add (index, items->pdata[i]);

  return index;
}

static void
add_stretch (GArray *stretches, guint position, guint n_removed, guint n_added)
{
  Stretch stretch = { position, n_removed, n_added };

  if (n_removed > 0 || n_added > 0)
    g_array_append_val (stretches, stretch);
}

/* One that stands elsewhere now is taken out, and put in where it is found later. */
static GArray *
compare (GPtrArray *old, GPtrArray *now, guint start, guint old_end, guint now_end)
{
  g_autoptr (GHashTable) gone = index_items (old, start, old_end);
  g_autoptr (GHashTable) wanted = index_items (now, start, now_end);
  GArray *stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  guint i = start, k = start, n_removed = 0, n_added = 0;

  while (i < old_end || k < now_end)
    {
      gboolean same = i < old_end && k < now_end && old->pdata[i] == now->pdata[k];
      gboolean is_new = k < now_end && !g_hash_table_contains (gone, now->pdata[k]);

      if (same)
        {
          add_stretch (stretches, k - n_added, n_removed, n_added);
          n_removed = n_added = 0;
          i++;
          k++;
        }
      else if (i < old_end && (!is_new || !g_hash_table_contains (wanted, old->pdata[i])))
        {
          g_hash_table_remove (gone, old->pdata[i++]);
          n_removed++;
        }
      else
        {
          n_added++;
          k++;
        }
    }
  add_stretch (stretches, k - n_added, n_removed, n_added);

  return stretches;
}

static void
let_go (QuaysideTransferList *self, guint position, guint n)
{
  GPtrArray *gone = g_ptr_array_new_full (n, g_object_unref);

  for (guint i = position; i < position + n; i++)
    g_ptr_array_add (gone, g_object_ref (self->items->pdata[i]));
  g_ptr_array_remove_range (self->items, position, n);
  quayside_free_soon (gone);
}

/* What is put in is found in @now at @source. */
static void
replace (QuaysideTransferList *self, const Stretch *stretch, GPtrArray *now, guint source)
{
  guint from = stretch->position, to = stretch->position + stretch->n_added, old_len;

  if (stretch->n_removed == 0 && stretch->n_added == 0)
    return;
  let_go (self, from, stretch->n_removed);
  old_len = self->items->len;
  g_ptr_array_set_size (self->items, (int)(old_len + stretch->n_added));
  memmove (self->items->pdata + to, self->items->pdata + from, (old_len - from) * sizeof (gpointer));
  for (guint i = 0; i < stretch->n_added; i++)
    self->items->pdata[from + i] = g_object_ref (now->pdata[source + i]);
  g_list_model_items_changed (G_LIST_MODEL (self), stretch->position, stretch->n_removed, stretch->n_added);
}

/* How many of what is put in take the place of the first @n_removed: as many as it takes to put back those of them that
 * stay. */
static guint
n_added_for (QuaysideTransferList *self, const Stretch *stretch, GPtrArray *now, guint n_removed)
{
  g_autoptr (GHashTable) removed = index_items (self->items, stretch->position, stretch->position + n_removed);
  guint n = 0;

  for (guint i = 0; i < stretch->n_added; i++)
    if (g_hash_table_contains (removed, now->pdata[stretch->position + i]))
      n = i + 1;

  return n;
}

/* FALSE: not all of it. */
static gboolean
replace_some (QuaysideTransferList *self, const Stretch *stretch, GPtrArray *now, gboolean gradually)
{
  guint near = MIN (stretch->n_removed, REMOVED_AT_ONCE + ROWS_OF_VIEW);
  guint near_added, first_added;
  Stretch first, far;

  if (!gradually || stretch->n_removed <= REMOVED_AT_ONCE)
    {
      replace (self, stretch, now, stretch->position);
      return TRUE;
    }
  first_added = n_added_for (self, stretch, now, REMOVED_AT_ONCE);
  first = (Stretch){ stretch->position, REMOVED_AT_ONCE, first_added };
  near_added = near < stretch->n_removed ? n_added_for (self, stretch, now, near) : stretch->n_added;
  far = (Stretch){ stretch->position + near, stretch->n_removed - near, stretch->n_added - near_added };
  replace (self, &far, now, stretch->position + near_added);
  replace (self, &first, now, stretch->position);

  return FALSE;
}

/* Those with no more than @gap items between them become one, with these items. */
static GArray *
join (GArray *stretches, guint gap)
{
  GArray *joined = g_array_new (FALSE, FALSE, sizeof (Stretch));

  for (guint i = 0; i < stretches->len; i++)
    {
      const Stretch *next = &g_array_index (stretches, Stretch, i);
      Stretch *last = joined->len > 0 ? &g_array_index (joined, Stretch, joined->len - 1) : NULL;
      guint between = last != NULL ? next->position - (last->position + last->n_added) : 0;

      if (last == NULL || between > gap)
        g_array_append_val (joined, *next);
      else
        {
          last->n_removed += between + next->n_removed;
          last->n_added += between + next->n_added;
        }
    }

  return joined;
}

static void
join_many (GArray **stretches)
{
  for (guint gap = 1; (*stretches)->len > MAX_STRETCHES; gap *= 2)
    {
      GArray *joined = join (*stretches, gap);

      g_array_unref (*stretches);
      *stretches = joined;
    }
}

gboolean
quayside_transfer_list_set (QuaysideTransferList *self, GPtrArray *transfers, gboolean gradually)
{
  guint n = MIN (self->items->len, transfers->len);
  guint start = 0, equal_end = 0;
  g_autoptr (GArray) stretches = NULL;

  self->behind = FALSE;
  while (start < n && self->items->pdata[start] == transfers->pdata[start])
    start++;
  while (equal_end < n - start
         && self->items->pdata[self->items->len - 1 - equal_end] == transfers->pdata[transfers->len - 1 - equal_end])
    equal_end++;
  if (start + equal_end == self->items->len && start + equal_end == transfers->len)
    return FALSE;
  stretches = compare (self->items, transfers, start, self->items->len - equal_end, transfers->len - equal_end);
  join_many (&stretches);
  for (guint i = 0; i < stretches->len && !self->behind; i++)
    self->behind = !replace_some (self, &g_array_index (stretches, Stretch, i), transfers, gradually);

  return TRUE;
}

/* Whether what was set last takes setting it again, after a frame. */
gboolean
quayside_transfer_list_get_behind (QuaysideTransferList *self)
{
  return self->behind;
}

QuayTransfer *
quayside_transfer_list_peek (QuaysideTransferList *self, guint position)
{
  return position < self->items->len ? self->items->pdata[position] : NULL;
}

static void
quayside_transfer_list_finalize (GObject *object)
{
  QuaysideTransferList *self = QUAYSIDE_TRANSFER_LIST (object);

  g_ptr_array_unref (self->items);
  G_OBJECT_CLASS (quayside_transfer_list_parent_class)->finalize (object);
}

static void
quayside_transfer_list_class_init (QuaysideTransferListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_transfer_list_finalize;
}

static void
quayside_transfer_list_init (QuaysideTransferList *self)
{
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
}

QuaysideTransferList *
quayside_transfer_list_new (void)
{
  return g_object_new (QUAYSIDE_TYPE_TRANSFER_LIST, NULL);
}

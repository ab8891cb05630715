/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-steady-list.h"

#include "quayside-free-soon.h"

/* What a list view is told of a model that grows and is sorted in many small steps, and which of its items. Each step
 * would be dear for the view, which keeps two hundred rows and makes new ones for those that went elsewhere; and an
 * order that is half done is of no use to anybody. So while the source is busy the last order stays, and the next one
 * is told as one change, in which the view finds its rows again. (GtkFilterListModel looks for the n-th item in a bit
 * set: to ask it for all of a hundred thousand takes half a second.) */

/* So many rows are made in one go, the rest after the next frame; until there are more than a view keeps. */
#define ROWS_AT_ONCE 40
#define ROWS_OF_VIEW 240

/* Of a source that is busy no more than so many are told: nobody scrolls as far in what moves. */
#define ROWS_WHILE_BUSY 20000

/* They are collected for so long at a time, in microseconds; the clock is looked at every so many items. */
#define COLLECT_TIME 8000
#define ITEMS_PER_LOOK 200

/* A frame is drawn between two steps, and goes before the sorting. */
#define STEP_PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

/* While the source is busy, what has come is shown so often... In microseconds. */
#define SHOW_INTERVAL 400000
/* ...and takes one part in so many of the time at most. */
#define SHOW_SHARE 10

/* Items that are asked for ahead. */
#define AHEAD 8

struct _QuaysideSteadyList
{
  GObject parent_instance;

  GListModel *source;
  GPtrArray *items;  /* what is told */
  GPtrArray *next;   /* what is told next, as far as it was collected; NULL where nothing was */
  guint n_looked_at; /* items of the source, for that */
  QuaysideSteadyListMatch match;
  gpointer match_data;
  gboolean busy;
  gboolean behind; /* what is told is not what the source holds */
  guint n_source;  /* items of the source when it was looked at last */
  gint64 shown_at;
  gint64 show_time; /* how long it took */
  guint show_source;
};

enum
{
  PROP_0,
  PROP_SOURCE,
  PROP_SETTLED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuaysideSteadyList,
                               quayside_steady_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return QUAYSIDE_STEADY_LIST (model)->items->len;
}

/* To touch a hundred thousand objects that lie anywhere takes as long as the memory takes to answer, each time, unless
 * it is asked ahead. */
static void
fetch_ahead (GPtrArray *items, guint position)
{
  if (position + AHEAD < items->len)
    __builtin_prefetch (items->pdata[position + AHEAD], 1);
}

static gpointer
get_item (GListModel *model, guint position)
{
  QuaysideSteadyList *self = QUAYSIDE_STEADY_LIST (model);

  if (position >= self->items->len)
    return NULL;
  fetch_ahead (self->items, position);

  return g_object_ref (self->items->pdata[position]);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

gboolean
quayside_steady_list_get_settled (QuaysideSteadyList *self)
{
  return !self->busy && !self->behind;
}

static void
set_state (QuaysideSteadyList *self, gboolean busy, gboolean behind)
{
  gboolean was_settled = quayside_steady_list_get_settled (self);

  self->busy = busy;
  self->behind = behind;
  if (quayside_steady_list_get_settled (self) != was_settled)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SETTLED]);
}

/* How much is told next, where there is as much. */
static guint
next_length (QuaysideSteadyList *self)
{
  if (self->items->len < ROWS_OF_VIEW)
    return self->items->len + ROWS_AT_ONCE;

  return self->busy ? MAX (self->items->len, ROWS_WHILE_BUSY) : G_MAXUINT;
}

/* FALSE: it goes on later, since it is past @deadline. */
static gboolean
collect (QuaysideSteadyList *self, guint at_most, gint64 deadline)
{
  guint n = g_list_model_get_n_items (self->source);

  if (self->next == NULL)
    {
      self->next = g_ptr_array_new_with_free_func (g_object_unref);
      self->n_looked_at = 0;
    }
  for (guint k = 1; self->n_looked_at < n && self->next->len < at_most; k++)
    {
      gpointer item;

      if (k % ITEMS_PER_LOOK == 0 && g_get_monotonic_time () >= deadline)
        return FALSE;
      item = g_list_model_get_item (self->source, self->n_looked_at++);
      if (self->match == NULL || self->match (item, self->match_data))
        g_ptr_array_add (self->next, item);
      else
        g_object_unref (item);
    }

  return TRUE;
}

/* Tells what was collected. */
static void
show (QuaysideSteadyList *self)
{
  GPtrArray *old = self->items;
  GPtrArray *now = g_steal_pointer (&self->next);
  guint shorter = MIN (old->len, now->len);
  guint start = 0, end = 0;

  self->items = now;
  self->n_source = g_list_model_get_n_items (self->source);
  while (start < shorter && old->pdata[start] == now->pdata[start])
    start++;
  while (end < shorter - start && old->pdata[old->len - 1 - end] == now->pdata[now->len - 1 - end])
    end++;
  /* Only where the row at which the view is anchored is among them does it look for its rows again. */
  if (now->len - start - end > ROWS_AT_ONCE && old->len - start - end > ROWS_AT_ONCE)
    start = end = 0;
  if (start + end < old->len || start + end < now->len)
    g_list_model_items_changed (G_LIST_MODEL (self), start, old->len - start - end, now->len - start - end);
  /* Maybe nobody else has them, as when a folder is left. */
  quayside_free_soon (old);
}

/* When to tell what has come: 0 for now, G_MAXINT64 for not before the source is at rest. */
static gint64
next_time (QuaysideSteadyList *self)
{
  if (!self->busy || self->items->len < ROWS_OF_VIEW)
    return 0;
  if (self->n_source == g_list_model_get_n_items (self->source))
    return G_MAXINT64;

  return self->shown_at + MAX (SHOW_INTERVAL, SHOW_SHARE * self->show_time);
}

static void show_soon (QuaysideSteadyList *self);

static gboolean
show_now (gpointer data)
{
  QuaysideSteadyList *self = data;
  gint64 now = g_get_monotonic_time ();
  gboolean more;

  /* One that is busy would change meanwhile, again and again. */
  if (next_time (self) <= now && !collect (self, next_length (self), self->busy ? G_MAXINT64 : now + COLLECT_TIME))
    return G_SOURCE_CONTINUE;
  self->show_source = 0;
  if (next_time (self) > now)
    {
      show_soon (self);
      return G_SOURCE_REMOVE;
    }
  more = self->n_looked_at < g_list_model_get_n_items (self->source);
  show (self);
  self->shown_at = g_get_monotonic_time ();
  self->show_time = self->shown_at - now;
  if (more)
    show_soon (self);
  set_state (self, self->busy, more);

  return G_SOURCE_REMOVE;
}

static void
show_soon (QuaysideSteadyList *self)
{
  gint64 time = next_time (self), now = g_get_monotonic_time ();

  if (self->show_source != 0 || time == G_MAXINT64)
    return;
  if (time <= now)
    self->show_source = g_idle_add_full (STEP_PRIORITY, show_now, self, NULL);
  else
    self->show_source = g_timeout_add ((guint)((time - now) / 1000 + 1), show_now, self);
}

static void
on_source_changed (QuaysideSteadyList *self)
{
  g_clear_pointer (&self->next, g_ptr_array_unref);
  set_state (self, self->busy, TRUE);
  /* To be gone is quickly told, and what is gone shall not be clicked at. */
  if (g_list_model_get_n_items (self->source) == 0)
    quayside_steady_list_catch_up (self);
  else
    show_soon (self);
}

/* Items for which @match says FALSE are left out. */
void
quayside_steady_list_set_match (QuaysideSteadyList *self, QuaysideSteadyListMatch match, gpointer data)
{
  self->match = match;
  self->match_data = data;
  quayside_steady_list_match_changed (self);
}

void
quayside_steady_list_match_changed (QuaysideSteadyList *self)
{
  self->n_source = G_MAXUINT;
  on_source_changed (self);
}

/* Whether the source is on its way to another order. */
void
quayside_steady_list_set_busy (QuaysideSteadyList *self, gboolean busy)
{
  busy = !!busy;
  if (self->busy == busy)
    return;
  set_state (self, busy, self->behind);
  /* The order that was waited for is there: no more waiting. */
  if (!busy && self->behind)
    {
      g_clear_handle_id (&self->show_source, g_source_remove);
      show_soon (self);
    }
}

/* For who cannot wait: what the source holds now, as it is. */
void
quayside_steady_list_catch_up (QuaysideSteadyList *self)
{
  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_pointer (&self->next, g_ptr_array_unref);
  collect (self, G_MAXUINT, G_MAXINT64);
  show (self);
  set_state (self, self->busy, FALSE);
}

static void
set_source (QuaysideSteadyList *self, GListModel *source)
{
  self->source = source != NULL ? g_object_ref (source) : G_LIST_MODEL (g_list_store_new (G_TYPE_OBJECT));
  g_signal_connect_object (self->source, "items-changed", G_CALLBACK (on_source_changed), self, G_CONNECT_SWAPPED);
  self->items = g_ptr_array_new_with_free_func (g_object_unref);
  quayside_steady_list_catch_up (self);
}

static void
quayside_steady_list_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideSteadyList *self = QUAYSIDE_STEADY_LIST (object);

  switch (id)
    {
    case PROP_SOURCE:
      g_value_set_object (value, self->source);
      break;
    case PROP_SETTLED:
      g_value_set_boolean (value, quayside_steady_list_get_settled (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_steady_list_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_SOURCE:
      set_source (QUAYSIDE_STEADY_LIST (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_steady_list_finalize (GObject *object)
{
  QuaysideSteadyList *self = QUAYSIDE_STEADY_LIST (object);

  g_clear_handle_id (&self->show_source, g_source_remove);
  g_clear_pointer (&self->next, g_ptr_array_unref);
  quayside_free_soon (self->items);
  g_object_unref (self->source);
  G_OBJECT_CLASS (quayside_steady_list_parent_class)->finalize (object);
}

static void
quayside_steady_list_class_init (QuaysideSteadyListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = quayside_steady_list_get_property;
  object_class->set_property = quayside_steady_list_set_property;
  object_class->finalize = quayside_steady_list_finalize;
  properties[PROP_SOURCE] = g_param_spec_object ("source", NULL, NULL, G_TYPE_LIST_MODEL,
                                                 flags | G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, TRUE, flags | G_PARAM_READABLE);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_steady_list_init (QuaysideSteadyList *self)
{
}

QuaysideSteadyList *
quayside_steady_list_new (GListModel *source)
{
  return g_object_new (QUAYSIDE_TYPE_STEADY_LIST, "source", source, NULL);
}

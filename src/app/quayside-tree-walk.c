/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-tree-walk.h"

#include <glib/gi18n.h>

#include "quayside-path.h"

/* So many requests are under way at once: a server far away answers them in one trip. */
#define MAX_RUNNING 16

/* In microseconds. */
#define NOTIFY_INTERVAL (G_USEC_PER_SEC / 10)

#define ALL_BITS 07777U

/* What the owner needs of a folder to read what is in it. */
#define LOOK_BITS 0500U

typedef struct
{
  char *path;
  guint32 mode;    /* as it is to be */
  gboolean list;   /* is to be read */
  gboolean change; /* is to be changed */
} Item;

struct _QuaysideTreeWalk
{
  GObject parent_instance;

  QuaysideLocation *location;
  QuaysideMode files, folders;
  GQueue items;    /* of Item: what comes next */
  GPtrArray *last; /* of Item: folders that cannot be read any more once they are changed; from the end */
  GTask *task;
  GError *first_error;
  guint n_failed;
  guint n_running;
  guint n_files, n_folders;
  guint64 bytes;
  gint64 notified;
};

enum
{
  PROP_0,
  PROP_N_FILES,
  PROP_N_FOLDERS,
  PROP_BYTES,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuaysideTreeWalk, quayside_tree_walk, G_TYPE_OBJECT)

static void go_on (QuaysideTreeWalk *self);

static void
item_free (gpointer data)
{
  Item *item = data;

  g_free (item->path);
  g_free (item);
}

static void
notify_all (QuaysideTreeWalk *self)
{
  self->notified = g_get_monotonic_time ();
  for (guint i = 1; i < N_PROPS; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
notify_sometimes (QuaysideTreeWalk *self)
{
  if (g_get_monotonic_time () - self->notified >= NOTIFY_INTERVAL)
    notify_all (self);
}

/* Links have no permissions of their own, and where nothing is known of them there is nothing to keep. */
static void
plan_change (Item *item, QuayFileInfo *info, const QuaysideMode *change)
{
  guint32 mode = quay_file_info_get_permissions (info) & ALL_BITS;

  if (change->mask == 0 || quay_file_info_is_symlink (info)
      || (!quay_file_info_has_permissions (info) && change->mask != ALL_BITS))
    return;
  item->mode = (mode & ~change->mask) | (change->bits & change->mask);
  item->change = item->mode != mode || !quay_file_info_has_permissions (info);
}

void
quayside_tree_walk_add (
    QuaysideTreeWalk *self, const char *path, QuayFileInfo *info, gboolean into, const QuaysideMode *own)
{
  gboolean is_folder = quay_file_info_is_directory (info) && !quay_file_info_is_symlink (info);
  Item *item = g_new0 (Item, 1);

  item->path = g_strdup (path);
  item->list = is_folder && into;
  plan_change (item, info, own != NULL ? own : is_folder ? &self->folders : &self->files);
  if (is_folder)
    self->n_folders++;
  else
    self->n_files++;
  if (!is_folder && !quay_file_info_is_symlink (info))
    self->bytes += quay_file_info_get_size (info);
  if (item->list || item->change)
    g_queue_push_tail (&self->items, item);
  else
    item_free (item);
}

static void
note_failure (QuaysideTreeWalk *self, GError *error)
{
  if (error == NULL)
    return;
  self->n_failed++;
  if (self->first_error == NULL)
    self->first_error = error;
  else
    g_error_free (error);
}

static void
take_children (QuaysideTreeWalk *self, QuayDirectory *directory)
{
  GListModel *model = G_LIST_MODEL (directory);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (model, i);
      g_autofree char *path = quayside_path_join (quay_directory_get_path (directory), quay_file_info_get_name (info));

      quayside_tree_walk_add (self, path, info, TRUE, NULL);
    }
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuayDirectory) directory = user_data;
  QuaysideTreeWalk *self = g_object_get_data (G_OBJECT (directory), "quayside-tree-walk");
  g_autoptr (QuaysideTreeWalk) held = self;
  GError *error = NULL;

  self->n_running--;
  quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error);
  note_failure (self, error);
  take_children (self, directory);
  notify_sometimes (self);
  go_on (self);
}

static void
list (QuaysideTreeWalk *self, const Item *item)
{
  QuayDirectory *directory = quay_directory_new (item->path);

  g_object_set_data (G_OBJECT (directory), "quayside-tree-walk", g_object_ref (self));
  self->n_running++;
  quayside_location_list_async (self->location, item->path, directory, g_task_get_cancellable (self->task), on_listed,
                                directory);
}

typedef struct
{
  QuaysideTreeWalk *walk;
  Item *item;
} Changing;

static void
on_changed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Changing *changing = user_data;
  g_autoptr (QuaysideTreeWalk) self = changing->walk;
  GError *error = NULL;

  self->n_running--;
  quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error);
  note_failure (self, error);
  if (changing->item->list && !g_cancellable_is_cancelled (g_task_get_cancellable (self->task)))
    list (self, changing->item);
  item_free (changing->item);
  go_on (self);
}

/* Takes over @item. */
static void
change (QuaysideTreeWalk *self, Item *item)
{
  Changing *changing = g_new0 (Changing, 1);

  changing->walk = g_object_ref (self);
  changing->item = item;
  self->n_running++;
  quayside_location_set_permissions_async (self->location, item->path, item->mode, g_task_get_cancellable (self->task),
                                           on_changed, changing);
}

/* A folder that can be read afterwards is changed first, as it may not have been readable before. */
static void
start (QuaysideTreeWalk *self, Item *item)
{
  if (!item->list || (item->change && (item->mode & LOOK_BITS) == LOOK_BITS))
    {
      change (self, item);
      return;
    }
  list (self, item);
  item->list = FALSE;
  if (item->change)
    g_ptr_array_add (self->last, item);
  else
    item_free (item);
}

static void
finish (QuaysideTreeWalk *self)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);
  guint others = self->n_failed - (self->n_failed > 0);

  notify_all (self);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (self->first_error == NULL)
    g_task_return_boolean (task, TRUE);
  else if (others == 0)
    g_task_return_error (task, g_steal_pointer (&self->first_error));
  else
    g_task_return_new_error (task, self->first_error->domain, self->first_error->code,
                             ngettext ("%s — and %u more failed", "%s — and %u more failed", others),
                             self->first_error->message, others);
}

static void
go_on (QuaysideTreeWalk *self)
{
  gboolean cancelled;

  if (self->task == NULL)
    return;
  cancelled = g_cancellable_is_cancelled (g_task_get_cancellable (self->task));
  while (!cancelled && self->n_running < MAX_RUNNING && !g_queue_is_empty (&self->items))
    start (self, g_queue_pop_head (&self->items));
  /* What is in a folder stands behind it: one after the other, from the end. */
  if (!cancelled && self->n_running == 0 && self->last->len > 0)
    change (self, g_ptr_array_steal_index (self->last, self->last->len - 1));
  if (self->n_running == 0)
    finish (self);
}

static gboolean
begin (gpointer data)
{
  go_on (data);

  return G_SOURCE_REMOVE;
}

void
quayside_tree_walk_run_async (QuaysideTreeWalk *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (self->task, quayside_tree_walk_run_async);
  g_idle_add_full (G_PRIORITY_DEFAULT, begin, g_object_ref (self), g_object_unref);
}

gboolean
quayside_tree_walk_run_finish (QuaysideTreeWalk *self, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, self));

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
quayside_tree_walk_set_change (QuaysideTreeWalk *self, const QuaysideMode *files, const QuaysideMode *folders)
{
  self->files = *files;
  self->folders = *folders;
}

guint
quayside_tree_walk_get_n_files (QuaysideTreeWalk *self)
{
  return self->n_files;
}

guint
quayside_tree_walk_get_n_folders (QuaysideTreeWalk *self)
{
  return self->n_folders;
}

guint64
quayside_tree_walk_get_bytes (QuaysideTreeWalk *self)
{
  return self->bytes;
}

QuaysideTreeWalk *
quayside_tree_walk_new (QuaysideLocation *location)
{
  QuaysideTreeWalk *self = g_object_new (QUAYSIDE_TYPE_TREE_WALK, NULL);

  self->location = g_object_ref (location);

  return self;
}

static void
quayside_tree_walk_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideTreeWalk *self = QUAYSIDE_TREE_WALK (object);

  switch (id)
    {
    case PROP_N_FILES:
      g_value_set_uint (value, self->n_files);
      break;
    case PROP_N_FOLDERS:
      g_value_set_uint (value, self->n_folders);
      break;
    case PROP_BYTES:
      g_value_set_uint64 (value, self->bytes);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_tree_walk_finalize (GObject *object)
{
  QuaysideTreeWalk *self = QUAYSIDE_TREE_WALK (object);

  g_queue_clear_full (&self->items, item_free);
  g_ptr_array_unref (self->last);
  g_clear_object (&self->location);
  g_clear_error (&self->first_error);
  G_OBJECT_CLASS (quayside_tree_walk_parent_class)->finalize (object);
}

static void
quayside_tree_walk_class_init (QuaysideTreeWalkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = quayside_tree_walk_get_property;
  object_class->finalize = quayside_tree_walk_finalize;
  properties[PROP_N_FILES] = g_param_spec_uint ("n-files", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_FOLDERS] = g_param_spec_uint ("n-folders", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_BYTES] = g_param_spec_uint64 ("bytes", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_tree_walk_init (QuaysideTreeWalk *self)
{
  g_queue_init (&self->items);
  self->last = g_ptr_array_new_with_free_func (item_free);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-directory.h"

#include <string.h>

struct _QuayDirectory
{
  GObject parent_instance;

  /* owned */
  char *path;
  GPtrArray *infos; /* of QuayFileInfo */

  gboolean loading;
  guint n_refused;
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_LOADING,
  PROP_N_REFUSED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static GType
quay_directory_get_item_type (GListModel *model)
{
  return QUAY_TYPE_FILE_INFO;
}

static guint
quay_directory_get_n_items (GListModel *model)
{
  return QUAY_DIRECTORY (model)->infos->len;
}

static gpointer
quay_directory_get_item (GListModel *model, guint position)
{
  QuayDirectory *self = QUAY_DIRECTORY (model);

  return position < self->infos->len ? g_object_ref (g_ptr_array_index (self->infos, position)) : NULL;
}

static void
quay_directory_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = quay_directory_get_item_type;
  iface->get_n_items = quay_directory_get_n_items;
  iface->get_item = quay_directory_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (QuayDirectory,
                               quay_directory,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, quay_directory_list_model_init))

static void
quay_directory_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuayDirectory *self = QUAY_DIRECTORY (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, self->loading);
      break;
    case PROP_N_REFUSED:
      g_value_set_uint (value, self->n_refused);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quay_directory_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  QuayDirectory *self = QUAY_DIRECTORY (object);

  switch (id)
    {
    case PROP_PATH:
      quay_directory_set_path (self, g_value_get_string (value));
      break;
    case PROP_LOADING:
      quay_directory_set_loading (self, g_value_get_boolean (value));
      break;
    case PROP_N_REFUSED:
      quay_directory_set_n_refused (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quay_directory_finalize (GObject *object)
{
  QuayDirectory *self = QUAY_DIRECTORY (object);

  g_free (self->path);
  g_ptr_array_unref (self->infos);

  G_OBJECT_CLASS (quay_directory_parent_class)->finalize (object);
}

static void
quay_directory_class_init (QuayDirectoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = quay_directory_get_property;
  object_class->set_property = quay_directory_set_property;
  object_class->finalize = quay_directory_finalize;

  /**
   * QuayDirectory:path:
   *
   * The directory's path, as bytes.
   */
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "", flags);
  /**
   * QuayDirectory:loading:
   *
   * Whether more entries may follow.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  /**
   * QuayDirectory:n-refused:
   *
   * How many entries were left out because their names are not safe to use.
   */
  properties[PROP_N_REFUSED] = g_param_spec_uint ("n-refused", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quay_directory_init (QuayDirectory *self)
{
  self->path = g_strdup ("");
  self->infos = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * quay_directory_new:
 * @path: (type filename): the directory's path
 *
 * Returns: (transfer full): an empty directory that is not loading
 */
QuayDirectory *
quay_directory_new (const char *path)
{
  return g_object_new (QUAY_TYPE_DIRECTORY, "path", path, NULL);
}

/**
 * quay_directory_get_path:
 * @self: a directory
 *
 * Returns: (type filename) (transfer none): the path
 */
const char *
quay_directory_get_path (QuayDirectory *self)
{
  g_return_val_if_fail (QUAY_IS_DIRECTORY (self), NULL);

  return self->path;
}

/**
 * quay_directory_get_loading:
 * @self: a directory
 *
 * Returns: whether more entries may follow
 */
gboolean
quay_directory_get_loading (QuayDirectory *self)
{
  g_return_val_if_fail (QUAY_IS_DIRECTORY (self), FALSE);

  return self->loading;
}

/**
 * quay_directory_get_n_refused:
 * @self: a directory
 *
 * Returns: how many entries were left out because their names are not safe to use
 */
guint
quay_directory_get_n_refused (QuayDirectory *self)
{
  g_return_val_if_fail (QUAY_IS_DIRECTORY (self), 0);

  return self->n_refused;
}

/**
 * quay_directory_set_path:
 * @self: a directory
 * @path: (type filename) (nullable): the path; %NULL is ""
 *
 * Sets the path; the entries stay.
 */
void
quay_directory_set_path (QuayDirectory *self, const char *path)
{
  g_return_if_fail (QUAY_IS_DIRECTORY (self));

  if (g_set_str (&self->path, path != NULL ? path : ""))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

/**
 * quay_directory_set_loading:
 * @self: a directory
 * @loading: whether more entries may follow
 */
void
quay_directory_set_loading (QuayDirectory *self, gboolean loading)
{
  g_return_if_fail (QUAY_IS_DIRECTORY (self));

  loading = !!loading;
  if (self->loading == loading)
    return;
  self->loading = loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

/**
 * quay_directory_set_n_refused:
 * @self: a directory
 * @n_refused: how many entries were left out
 */
void
quay_directory_set_n_refused (QuayDirectory *self, guint n_refused)
{
  g_return_if_fail (QUAY_IS_DIRECTORY (self));

  if (self->n_refused == n_refused)
    return;
  self->n_refused = n_refused;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_REFUSED]);
}

/**
 * quay_directory_append:
 * @self: a directory
 * @infos: (element-type QuayFileInfo) (transfer none): entries
 *
 * Adds entries at the end, with one `items-changed` for all of them.
 */
void
quay_directory_append (QuayDirectory *self, GPtrArray *infos)
{
  g_return_if_fail (QUAY_IS_DIRECTORY (self));

  quay_directory_splice (self, self->infos->len, 0, infos);
}

/* Opens a gap of @n places at @position and fills it. */
static void
insert_infos (GPtrArray *to, guint position, GPtrArray *infos)
{
  guint old_length = to->len;

  g_ptr_array_set_size (to, old_length + infos->len);
  memmove (to->pdata + position + infos->len, to->pdata + position, (old_length - position) * sizeof (gpointer));
  for (guint i = 0; i < infos->len; i++)
    to->pdata[position + i] = g_object_ref (g_ptr_array_index (infos, i));
}

/**
 * quay_directory_splice:
 * @self: a directory
 * @position: where
 * @n_removals: how many entries to take out there
 * @infos: (element-type QuayFileInfo) (transfer none) (nullable): entries to put in their place
 *
 * Changes entries, with one `items-changed`.
 */
void
quay_directory_splice (QuayDirectory *self, guint position, guint n_removals, GPtrArray *infos)
{
  guint n_additions = infos != NULL ? infos->len : 0;

  g_return_if_fail (QUAY_IS_DIRECTORY (self));
  g_return_if_fail (position <= self->infos->len && n_removals <= self->infos->len - position);
  g_return_if_fail (n_additions <= G_MAXINT - self->infos->len);

  if (n_removals == 0 && n_additions == 0)
    return;
  if (n_removals > 0)
    g_ptr_array_remove_range (self->infos, position, n_removals);
  if (n_additions > 0)
    insert_infos (self->infos, position, infos);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removals, n_additions);
}

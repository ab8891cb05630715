/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-folder.h"

#include <string.h>

struct _QuaysideSiteFolder
{
  GObject parent_instance;

  char *path;
  GListStore *children;

  QuaysideSiteFolder *parent; /* borrowed; NULL for the root and for what is no longer in the tree */
};

enum
{
  PROP_0,
  PROP_PATH,
  PROP_NAME,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuaysideSiteFolder, quayside_site_folder, G_TYPE_OBJECT)

const char *
quayside_site_folder_get_path (QuaysideSiteFolder *self)
{
  return self->path;
}

const char *
quayside_site_folder_get_name (QuaysideSiteFolder *self)
{
  const char *slash = strrchr (self->path, '/');

  return slash != NULL ? slash + 1 : self->path;
}

GListModel *
quayside_site_folder_get_children (QuaysideSiteFolder *self)
{
  return G_LIST_MODEL (self->children);
}

gboolean
quayside_site_folder_contains (const char *folder, const char *path)
{
  gsize length = strlen (folder);

  return length == 0 || (strncmp (path, folder, length) == 0 && (path[length] == '\0' || path[length] == '/'));
}

static void
quayside_site_folder_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  QuaysideSiteFolder *self = QUAYSIDE_SITE_FOLDER (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_NAME:
      g_value_set_string (value, quayside_site_folder_get_name (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
quayside_site_folder_finalize (GObject *object)
{
  QuaysideSiteFolder *self = QUAYSIDE_SITE_FOLDER (object);

  g_free (self->path);
  g_object_unref (self->children);
  G_OBJECT_CLASS (quayside_site_folder_parent_class)->finalize (object);
}

static void
quayside_site_folder_class_init (QuaysideSiteFolderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = quayside_site_folder_get_property;
  object_class->finalize = quayside_site_folder_finalize;
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_site_folder_init (QuaysideSiteFolder *self)
{
  self->children = g_list_store_new (G_TYPE_OBJECT);
}

/* The tree */

struct _QuaysideSiteTree
{
  QuaysideSiteFolder *root;
  GHashTable *folders; /* path -> QuaysideSiteFolder, owned; without the root */
  GHashTable *parents; /* QuaysideSite -> QuaysideSiteFolder, both borrowed from the lists */
  GHashTable *kept;    /* paths that stay without sites */
};

static char *
dup_name (gpointer item)
{
  return QUAYSIDE_IS_SITE (item) ? quayside_site_dup_title (item)
                                 : g_strdup (quayside_site_folder_get_name (QUAYSIDE_SITE_FOLDER (item)));
}

static int
compare_text (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);
  int order = g_utf8_collate (folded_a, folded_b);

  return order != 0 ? order : strcmp (a, b);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer unused)
{
  gpointer item_a = (gpointer)a, item_b = (gpointer)b;
  g_autofree char *name_a = NULL;
  g_autofree char *name_b = NULL;
  int order;

  if (QUAYSIDE_IS_SITE (item_a) != QUAYSIDE_IS_SITE (item_b))
    return QUAYSIDE_IS_SITE (item_a) ? 1 : -1;
  name_a = dup_name (item_a);
  name_b = dup_name (item_b);
  order = compare_text (name_a, name_b);
  if (order == 0 && QUAYSIDE_IS_SITE (item_a))
    order = strcmp (quayside_site_get_id (item_a), quayside_site_get_id (item_b));

  return order;
}

static void
take_out (QuaysideSiteFolder *folder, gpointer child)
{
  guint position;

  if (g_list_store_find (folder->children, child, &position))
    g_list_store_remove (folder->children, position);
}

static QuaysideSiteFolder *
ensure_folder (QuaysideSiteTree *self, const char *path)
{
  QuaysideSiteFolder *folder = *path == '\0' ? self->root : g_hash_table_lookup (self->folders, path);
  g_autofree char *parent = NULL;
  const char *slash = strrchr (path, '/');

  if (folder != NULL)
    return folder;
  parent = g_strndup (path, slash != NULL ? (gsize)(slash - path) : 0);
  folder = g_object_new (QUAYSIDE_TYPE_SITE_FOLDER, NULL);
  folder->path = g_strdup (path);
  folder->parent = ensure_folder (self, parent);
  g_hash_table_insert (self->folders, g_strdup (path), folder);
  g_list_store_insert_sorted (folder->parent->children, folder, compare, NULL);

  return folder;
}

/* Empty ones that nobody wants to keep, from @folder upwards. */
static void
prune (QuaysideSiteTree *self, QuaysideSiteFolder *folder)
{
  while (folder != self->root && g_list_model_get_n_items (G_LIST_MODEL (folder->children)) == 0
         && !g_hash_table_contains (self->kept, folder->path))
    {
      QuaysideSiteFolder *parent = folder->parent;

      folder->parent = NULL;
      take_out (parent, folder);
      g_hash_table_remove (self->folders, folder->path);
      folder = parent;
    }
}

/* Between its neighbours as it should be? Then nothing is moved, and what is selected stays so. */
static gboolean
is_in_order (QuaysideSiteFolder *folder, QuaysideSite *site)
{
  GListModel *list = G_LIST_MODEL (folder->children);
  guint position;
  g_autoptr (GObject) before = NULL;
  g_autoptr (GObject) after = NULL;

  if (!g_list_store_find (folder->children, site, &position))
    return FALSE;
  before = position > 0 ? g_list_model_get_item (list, position - 1) : NULL;
  after = g_list_model_get_item (list, position + 1);

  return (before == NULL || compare (before, site, NULL) <= 0) && (after == NULL || compare (site, after, NULL) <= 0);
}

void
quayside_site_tree_place (QuaysideSiteTree *self, QuaysideSite *site)
{
  g_autoptr (QuaysideSite) keep = g_object_ref (site);
  QuaysideSiteFolder *before = g_hash_table_lookup (self->parents, site);
  QuaysideSiteFolder *now = ensure_folder (self, quayside_site_get_folder (site));

  if (before == now && is_in_order (now, site))
    return;
  if (before != NULL)
    take_out (before, site);
  g_hash_table_insert (self->parents, site, now);
  g_list_store_insert_sorted (now->children, site, compare, NULL);
  if (before != NULL && before != now)
    prune (self, before);
}

void
quayside_site_tree_remove (QuaysideSiteTree *self, QuaysideSite *site)
{
  QuaysideSiteFolder *folder = g_hash_table_lookup (self->parents, site);

  if (folder == NULL)
    return;
  g_hash_table_remove (self->parents, site);
  take_out (folder, site);
  prune (self, folder);
}

void
quayside_site_tree_set_folders (QuaysideSiteTree *self, const char *const *paths)
{
  g_autoptr (GList) folders = NULL;

  g_hash_table_remove_all (self->kept);
  for (gsize i = 0; paths[i] != NULL; i++)
    {
      g_hash_table_add (self->kept, g_strdup (paths[i]));
      ensure_folder (self, paths[i]);
    }
  folders = g_hash_table_get_values (self->folders);
  g_list_foreach (folders, (GFunc)(void (*) (void))g_object_ref, NULL);
  for (GList *item = folders; item != NULL; item = item->next)
    if (((QuaysideSiteFolder *)item->data)->parent != NULL)
      prune (self, item->data);
  g_list_foreach (folders, (GFunc)(void (*) (void))g_object_unref, NULL);
}

gboolean
quayside_site_tree_is_kept (QuaysideSiteTree *self, const char *path)
{
  return g_hash_table_contains (self->kept, path);
}

QuaysideSiteFolder *
quayside_site_tree_get_root (QuaysideSiteTree *self)
{
  return self->root;
}

QuaysideSiteFolder *
quayside_site_tree_find (QuaysideSiteTree *self, const char *path)
{
  return *path == '\0' ? self->root : g_hash_table_lookup (self->folders, path);
}

QuaysideSiteTree *
quayside_site_tree_new (void)
{
  QuaysideSiteTree *self = g_new0 (QuaysideSiteTree, 1);

  self->root = g_object_new (QUAYSIDE_TYPE_SITE_FOLDER, NULL);
  self->root->path = g_strdup ("");
  self->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->parents = g_hash_table_new (NULL, NULL);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
quayside_site_tree_free (QuaysideSiteTree *self)
{
  g_hash_table_unref (self->folders);
  g_hash_table_unref (self->parents);
  g_hash_table_unref (self->kept);
  g_object_unref (self->root);
  g_free (self);
}

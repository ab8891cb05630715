/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-store-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* Programs that write a file do it in several steps, each of which is an event. */
#define SETTLE_MS 50

enum
{
  PROP_0,
  PROP_PROBLEMS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (QuaysideSiteStore, quayside_site_store, G_TYPE_OBJECT)

/* What the jobs change */

void
quayside_site_store_add (QuaysideSiteStore *self, QuaysideSite *site)
{
  const char *id = quayside_site_get_id (site);

  if (g_hash_table_lookup (self->by_id, id) == NULL)
    {
      g_hash_table_insert (self->by_id, g_strdup (id), g_object_ref (site));
      g_list_store_append (self->sites, site);
    }
  quayside_site_tree_place (self->tree, site);
}

void
quayside_site_store_drop (QuaysideSiteStore *self, QuaysideSite *site)
{
  g_autoptr (QuaysideSite) keep = g_object_ref (site);
  guint position;

  quayside_site_tree_remove (self->tree, site);
  g_hash_table_remove (self->by_id, quayside_site_get_id (site));
  if (g_list_store_find (self->sites, site, &position))
    g_list_store_remove (self->sites, position);
}

void
quayside_site_store_set_problem (QuaysideSiteStore *self, const char *id, const char *text)
{
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_autoptr (GList) texts = NULL;

  if (g_strcmp0 (g_hash_table_lookup (self->problems, id), text) == 0)
    return;
  if (text != NULL)
    g_hash_table_insert (self->problems, g_strdup (id), g_strdup (text));
  else
    g_hash_table_remove (self->problems, id);
  texts = g_list_sort (g_hash_table_get_values (self->problems), (GCompareFunc)strcmp);
  for (GList *item = texts; item != NULL; item = item->next)
    g_strv_builder_add (list, item->data);
  g_strfreev (self->problem_list);
  self->problem_list = g_strv_builder_end (list);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEMS]);
}

/* Looking */

QuaysideSiteFolder *
quayside_site_store_get_root (QuaysideSiteStore *self)
{
  return quayside_site_tree_get_root (self->tree);
}

QuaysideSiteFolder *
quayside_site_store_find_folder (QuaysideSiteStore *self, const char *path)
{
  return quayside_site_tree_find (self->tree, path);
}

GListModel *
quayside_site_store_get_sites (QuaysideSiteStore *self)
{
  return G_LIST_MODEL (self->sites);
}

QuaysideSite *
quayside_site_store_find (QuaysideSiteStore *self, const char *id)
{
  return g_hash_table_lookup (self->by_id, id);
}

QuaysideSite *
quayside_site_store_find_by_name (QuaysideSiteStore *self, const char *name, GError **error)
{
  QuaysideSite *found = NULL;
  g_autofree char *shown = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sites)); i++)
    {
      g_autoptr (QuaysideSite) site = g_list_model_get_item (G_LIST_MODEL (self->sites), i);

      if (!g_str_equal (quayside_site_get_name (site), name))
        continue;
      if (found != NULL)
        {
          shown = quay_text_escape (name, -1);
          g_set_error (
              error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_NOT_FOUND,
              _ ("Several sites are called “%s”. Give them different names, or use the id: site:%s or site:%s."), shown,
              quayside_site_get_id (found), quayside_site_get_id (site));
          return NULL;
        }
      found = site;
    }
  if (found == NULL)
    found = quayside_site_store_find (self, name);
  if (found == NULL)
    {
      shown = quay_text_escape (name, -1);
      g_set_error (error, QUAYSIDE_SITE_ERROR, QUAYSIDE_SITE_ERROR_NOT_FOUND, _ ("No saved site is called “%s”."),
                   shown);
    }

  return found;
}

const char *const *
quayside_site_store_get_problems (QuaysideSiteStore *self)
{
  return (const char *const *)self->problem_list;
}

gboolean
quayside_site_store_is_busy (QuaysideSiteStore *self)
{
  return !g_queue_is_empty (&self->waiting) || self->stale_source != 0;
}

/* Reading */

static QuaysideSiteJob *
new_listing (QuaysideSiteStore *self)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);

  job->is_reading = TRUE;
  job->is_listing = TRUE;

  return job;
}

void
quayside_site_store_load_async (QuaysideSiteStore *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  quayside_site_store_queue (self, new_listing (self), quayside_site_store_load_async, cancellable, callback,
                             user_data);
}

gboolean
quayside_site_store_load_finish (QuaysideSiteStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
quayside_site_store_load (QuaysideSiteStore *self, GError **error)
{
  return quayside_site_store_run (self, new_listing (self), error);
}

static gboolean
on_settled (gpointer user_data)
{
  QuaysideSiteStore *self = user_data;
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);
  GHashTableIter iter;
  gpointer id;

  self->stale_source = 0;
  job->is_reading = TRUE;
  g_hash_table_iter_init (&iter, self->stale);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (*(const char *)id != '\0')
      quayside_site_job_add (job, id);
  g_hash_table_remove_all (self->stale);
  quayside_site_store_queue (self, job, on_settled, NULL, NULL, NULL);

  return G_SOURCE_REMOVE;
}

static void
mark_stale (QuaysideSiteStore *self, GFile *file)
{
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (name == NULL || name[0] == '.' || !g_utf8_validate (name, -1, NULL))
    return;
  if (g_str_has_suffix (name, ".site"))
    name[strlen (name) - strlen (".site")] = '\0';
  else if (g_str_equal (name, "folders"))
    name[0] = '\0';
  else
    return;
  g_hash_table_add (self->stale, g_steal_pointer (&name));
  if (self->stale_source == 0)
    self->stale_source = g_timeout_add (SETTLE_MS, on_settled, self);
}

static void
on_file_event (QuaysideSiteStore *self, GFile *file, GFile *other, GFileMonitorEvent event)
{
  mark_stale (self, file);
  mark_stale (self, other);
}

void
quayside_site_store_watch (QuaysideSiteStore *self)
{
  g_autoptr (GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr (GError) error = NULL;

  if (self->monitor != NULL)
    return;
  /* A folder that is made later would not be seen. */
  g_mkdir_with_parents (self->folder, 0700);
  self->monitor = g_file_monitor_directory (folder, G_FILE_MONITOR_WATCH_MOVES, NULL, &error);
  if (self->monitor == NULL)
    {
      g_debug ("Saved sites are not watched: %s", error->message);
      return;
    }
  g_file_monitor_set_rate_limit (self->monitor, SETTLE_MS);
  g_signal_connect_swapped (self->monitor, "changed", G_CALLBACK (on_file_event), self);
}

/* The object */

char *
quayside_site_store_dup_user_folder (void)
{
  return g_build_filename (g_get_user_config_dir (), "quayside", "sites", NULL);
}

QuaysideSiteStore *
quayside_site_store_new (const char *folder)
{
  QuaysideSiteStore *self = g_object_new (QUAYSIDE_TYPE_SITE_STORE, NULL);

  self->folder = g_strdup (folder);

  return self;
}

QuaysideSiteStore *
quayside_site_store_get_default (void)
{
  static QuaysideSiteStore *store;

  if (store == NULL)
    {
      g_autofree char *folder = quayside_site_store_dup_user_folder ();

      store = quayside_site_store_new (folder);
      quayside_site_store_watch (store);
      quayside_site_store_load_async (store, NULL, NULL, NULL);
    }

  return store;
}

static void
quayside_site_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_PROBLEMS)
    g_value_set_boxed (value, QUAYSIDE_SITE_STORE (object)->problem_list);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_site_store_finalize (GObject *object)
{
  QuaysideSiteStore *self = QUAYSIDE_SITE_STORE (object);

  g_assert (g_queue_is_empty (&self->waiting));
  g_clear_handle_id (&self->stale_source, g_source_remove);
  if (self->monitor != NULL)
    g_signal_handlers_disconnect_by_data (self->monitor, self);
  g_clear_object (&self->monitor);
  quayside_site_tree_free (self->tree);
  g_hash_table_unref (self->stale);
  g_hash_table_unref (self->problems);
  g_hash_table_unref (self->by_id);
  g_object_unref (self->sites);
  g_strfreev (self->problem_list);
  g_free (self->folder);
  G_OBJECT_CLASS (quayside_site_store_parent_class)->finalize (object);
}

static void
quayside_site_store_class_init (QuaysideSiteStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = quayside_site_store_get_property;
  object_class->finalize = quayside_site_store_finalize;
  properties[PROP_PROBLEMS]
      = g_param_spec_boxed ("problems", NULL, NULL, G_TYPE_STRV, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_site_store_init (QuaysideSiteStore *self)
{
  self->sites = g_list_store_new (QUAYSIDE_TYPE_SITE);
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->problems = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->problem_list = g_new0 (char *, 1);
  self->tree = quayside_site_tree_new ();
  self->stale = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->waiting);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-store-private.h"

#include <string.h>

#include "quayside-site-text.h"

/* "" is what the site is when the job's turn comes. */
#define AS_IT_IS ""

G_DEFINE_FINAL_TYPE (QuaysideSiteDeletion, quayside_site_deletion, G_TYPE_OBJECT)

static void
quayside_site_deletion_finalize (GObject *object)
{
  QuaysideSiteDeletion *self = QUAYSIDE_SITE_DELETION (object);

  g_free (self->title);
  g_ptr_array_unref (self->sites);
  g_strfreev (self->texts);
  g_strfreev (self->folders);
  G_OBJECT_CLASS (quayside_site_deletion_parent_class)->finalize (object);
}

static void
quayside_site_deletion_class_init (QuaysideSiteDeletionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_site_deletion_finalize;
}

static void
quayside_site_deletion_init (QuaysideSiteDeletion *self)
{
  self->sites = g_ptr_array_new_with_free_func (g_object_unref);
}

guint
quayside_site_deletion_get_n_sites (QuaysideSiteDeletion *self)
{
  return self->sites->len;
}

const char *
quayside_site_deletion_get_title (QuaysideSiteDeletion *self)
{
  return self->title;
}

/* Jobs */

static QuaysideSiteEdit *
add_edit (QuaysideSiteJob *job, QuaysideSite *site, const char *mine)
{
  QuaysideSiteEdit *edit = quayside_site_job_add (job, quayside_site_get_id (site));

  edit->site = g_object_ref (site);
  edit->mine = g_strdup (mine);

  return edit;
}

/* Sites in @folder at any depth. */
static GPtrArray *
list_sites_in (QuaysideSiteStore *self, const char *folder)
{
  GPtrArray *sites = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->sites)); i++)
    {
      g_autoptr (QuaysideSite) site = g_list_model_get_item (G_LIST_MODEL (self->sites), i);

      if (quayside_site_folder_contains (folder, quayside_site_get_folder (site)))
        g_ptr_array_add (sites, g_steal_pointer (&site));
    }

  return sites;
}

static void
collect_folders (QuaysideSiteStore *self, QuaysideSiteFolder *folder, GStrvBuilder *paths)
{
  GListModel *children = quayside_site_folder_get_children (folder);

  if (quayside_site_tree_is_kept (self->tree, quayside_site_folder_get_path (folder)))
    g_strv_builder_add (paths, quayside_site_folder_get_path (folder));
  for (guint i = 0; i < g_list_model_get_n_items (children); i++)
    {
      g_autoptr (GObject) child = g_list_model_get_item (children, i);

      if (QUAYSIDE_IS_SITE_FOLDER (child))
        collect_folders (self, QUAYSIDE_SITE_FOLDER (child), paths);
    }
}

/* Those of them that are kept without sites. */
static GStrv
list_kept_folders (QuaysideSiteStore *self, const char *path)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  QuaysideSiteFolder *folder = quayside_site_store_find_folder (self, path);

  if (folder != NULL)
    collect_folders (self, folder, paths);

  return g_strv_builder_end (paths);
}

/* Saving */

void
quayside_site_store_save_async (QuaysideSiteStore *self,
                                QuaysideSite *site,
                                gboolean force,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);

  job->force = force;
  add_edit (job, site, AS_IT_IS);
  quayside_site_store_add (self, site);
  quayside_site_store_queue (self, job, quayside_site_store_save_async, cancellable, callback, user_data);
}

void
quayside_site_store_revert_async (QuaysideSiteStore *self,
                                  QuaysideSite *site,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);

  job->is_reading = TRUE;
  job->force = TRUE;
  quayside_site_job_add (job, quayside_site_get_id (site));
  quayside_site_store_queue (self, job, quayside_site_store_revert_async, cancellable, callback, user_data);
}

void
quayside_site_store_save_all_async (QuaysideSiteStore *self,
                                    GPtrArray *sites,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);

  for (guint i = 0; i < sites->len; i++)
    {
      add_edit (job, sites->pdata[i], AS_IT_IS);
      quayside_site_store_add (self, sites->pdata[i]);
    }
  quayside_site_store_queue (self, job, quayside_site_store_save_all_async, cancellable, callback, user_data);
}

gboolean
quayside_site_store_save_finish (QuaysideSiteStore *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
quayside_site_store_save (QuaysideSiteStore *self, QuaysideSite *site, gboolean force, GError **error)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);

  job->force = force;
  add_edit (job, site, AS_IT_IS);

  return quayside_site_store_run (self, job, error);
}

/* Moving */

static char *
change_prefix (const char *path, const char *from, const char *to)
{
  const char *rest = path + strlen (from);

  while (*rest == '/')
    rest++;

  return *to != '\0' && *rest != '\0' ? g_strconcat (to, "/", rest, NULL) : g_strconcat (to, rest, NULL);
}

void
quayside_site_store_rename_folder_async (QuaysideSiteStore *self,
                                         const char *from,
                                         const char *to,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);
  g_autofree char *target = quayside_site_text_clean_folder (to);
  g_autoptr (GPtrArray) sites = g_ptr_array_new ();
  g_autoptr (GStrvBuilder) added = g_strv_builder_new ();

  /* A folder does not go into itself. */
  if (*from != '\0' && *target != '\0' && (!quayside_site_folder_contains (from, target) || g_str_equal (from, target)))
    {
      g_clear_pointer (&sites, g_ptr_array_unref);
      sites = list_sites_in (self, from);
      job->remove = list_kept_folders (self, from);
    }
  /* Where somebody has put a site elsewhere meanwhile, the last one to move it is right. */
  job->force = TRUE;
  for (guint i = 0; i < sites->len; i++)
    {
      QuaysideSite *site = sites->pdata[i];
      g_autofree char *folder = change_prefix (quayside_site_get_folder (site), from, target);

      quayside_site_set_folder (site, folder);
      add_edit (job, site, AS_IT_IS);
    }
  for (gsize i = 0; job->remove != NULL && job->remove[i] != NULL; i++)
    g_strv_builder_take (added, change_prefix (job->remove[i], from, target));
  job->add = g_strv_builder_end (added);
  quayside_site_store_queue (self, job, quayside_site_store_rename_folder_async, cancellable, callback, user_data);
}

void
quayside_site_store_move_async (QuaysideSiteStore *self,
                                GObject *item,
                                const char *folder,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  if (QUAYSIDE_IS_SITE (item))
    {
      quayside_site_set_folder (QUAYSIDE_SITE (item), folder);
      quayside_site_store_save_async (self, QUAYSIDE_SITE (item), TRUE, cancellable, callback, user_data);
    }
  else
    {
      QuaysideSiteFolder *moved = QUAYSIDE_SITE_FOLDER (item);
      g_autofree char *path = g_strconcat (folder, "/", quayside_site_folder_get_name (moved), NULL);

      quayside_site_store_rename_folder_async (self, quayside_site_folder_get_path (moved), path, cancellable, callback,
                                               user_data);
    }
}

void
quayside_site_store_add_folder_async (QuaysideSiteStore *self,
                                      const char *path,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);
  g_autofree char *clean = quayside_site_text_clean_folder (path);

  if (*clean != '\0')
    job->add = g_strdupv ((char *[]){ clean, NULL });
  quayside_site_store_queue (self, job, quayside_site_store_add_folder_async, cancellable, callback, user_data);
}

/* Deleting, and taking that back */

void
quayside_site_store_delete_async (
    QuaysideSiteStore *self, GObject *item, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);
  g_autoptr (GPtrArray) sites = NULL;
  const char *path;

  if (QUAYSIDE_IS_SITE (item))
    {
      job->title = quayside_site_dup_title (QUAYSIDE_SITE (item));
      add_edit (job, QUAYSIDE_SITE (item), NULL);
    }
  else
    {
      job->title = g_strdup (quayside_site_folder_get_name (QUAYSIDE_SITE_FOLDER (item)));
      path = quayside_site_folder_get_path (QUAYSIDE_SITE_FOLDER (item));
      sites = list_sites_in (self, path);
      for (guint i = 0; i < sites->len; i++)
        add_edit (job, sites->pdata[i], NULL);
      job->remove = list_kept_folders (self, path);
    }
  quayside_site_store_queue (self, job, quayside_site_store_delete_async, cancellable, callback, user_data);
}

QuaysideSiteDeletion *
quayside_site_store_delete_finish (QuaysideSiteStore *self, GAsyncResult *result, GError **error)
{
  g_autoptr (QuaysideSiteDeletion) deletion = NULL;
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  QuaysideSiteJob *job;

  g_return_val_if_fail (g_async_result_is_tagged (result, quayside_site_store_delete_async), NULL);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  job = g_task_get_task_data (G_TASK (result));
  deletion = g_object_new (QUAYSIDE_TYPE_SITE_DELETION, NULL);
  deletion->title = g_strdup (job->title);
  for (guint i = 0; i < job->edits->len; i++)
    {
      QuaysideSiteEdit *edit = job->edits->pdata[i];

      /* One that was never written, or was gone already, is not restored from its file. */
      g_ptr_array_add (deletion->sites, g_object_ref (edit->site));
      g_strv_builder_take (texts, edit->text != NULL ? g_strdup (edit->text) : quayside_site_dup_text (edit->site));
    }
  deletion->texts = g_strv_builder_end (texts);
  deletion->folders = g_strdupv (job->remove);

  return g_steal_pointer (&deletion);
}

void
quayside_site_store_restore_async (QuaysideSiteStore *self,
                                   QuaysideSiteDeletion *deletion,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  QuaysideSiteJob *job = quayside_site_job_new (self->folder);

  for (guint i = 0; i < deletion->sites->len; i++)
    add_edit (job, deletion->sites->pdata[i], deletion->texts[i]);
  job->add = g_strdupv (deletion->folders);
  quayside_site_store_queue (self, job, quayside_site_store_restore_async, cancellable, callback, user_data);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-store-private.h"

static void start_next (QuaysideSiteStore *self);

/* What the thread has found */

static void
take_text (QuaysideSiteStore *self, QuaysideSiteEdit *edit)
{
  QuaysideSite *site = edit->site != NULL ? edit->site : g_hash_table_lookup (self->by_id, edit->id);
  g_autoptr (QuaysideSite) made = NULL;
  g_autoptr (GError) error = NULL;

  if (site != NULL)
    quayside_site_take_stored (site, edit->mine, edit->text, &error);
  else
    site = made = quayside_site_new_from_text (edit->id, edit->text, &error);
  if (error != NULL)
    quayside_site_store_set_problem (self, edit->id, error->message);
  else
    {
      quayside_site_store_set_problem (self, edit->id, NULL);
      quayside_site_store_add (self, site);
    }
}

static void
take_read (QuaysideSiteStore *self, QuaysideSiteJob *job, QuaysideSiteEdit *edit)
{
  QuaysideSite *site = g_hash_table_lookup (self->by_id, edit->id);

  /* As if all that has been changed had stood there before. */
  if (job->force && site != NULL)
    edit->mine = quayside_site_dup_text (site);

  if (edit->error != NULL)
    quayside_site_store_set_problem (self, edit->id, edit->error->message);
  else if (edit->text != NULL)
    take_text (self, edit);
  else
    {
      quayside_site_store_set_problem (self, edit->id, NULL);
      /* One that has not been written yet is not missing. */
      if (site != NULL && quayside_site_get_stored (site) != NULL)
        quayside_site_store_drop (self, site);
    }
}

static gboolean
is_listed (QuaysideSiteJob *job, const char *id)
{
  for (guint i = 0; i < job->edits->len; i++)
    if (g_str_equal (((QuaysideSiteEdit *)job->edits->pdata[i])->id, id))
      return TRUE;

  return FALSE;
}

static void
drop_unlisted (QuaysideSiteStore *self, QuaysideSiteJob *job)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->sites)); i-- > 0;)
    {
      g_autoptr (QuaysideSite) site = g_list_model_get_item (G_LIST_MODEL (self->sites), i);

      if (quayside_site_get_stored (site) != NULL && !is_listed (job, quayside_site_get_id (site)))
        quayside_site_store_drop (self, site);
    }
}

static void
take_written (QuaysideSiteStore *self, QuaysideSiteEdit *edit)
{
  if (edit->error != NULL)
    return;
  if (edit->mine != NULL)
    take_text (self, edit);
  else if (edit->site != NULL)
    {
      /* What is undone brings back what was there, which others may have changed. */
      if (edit->text != NULL)
        quayside_site_take_stored (edit->site, NULL, edit->text, NULL);
      quayside_site_forget_stored (edit->site);
      quayside_site_store_drop (self, edit->site);
    }
}

static void
take (QuaysideSiteStore *self, QuaysideSiteJob *job)
{
  if (job->is_listing)
    {
      quayside_site_store_set_problem (self, "", job->error != NULL ? job->error->message : NULL);
      if (job->error == NULL)
        drop_unlisted (self, job);
    }
  for (guint i = 0; i < job->edits->len; i++)
    if (job->is_reading)
      take_read (self, job, job->edits->pdata[i]);
    else
      take_written (self, job->edits->pdata[i]);
  quayside_site_tree_set_folders (self->tree, (const char *const *)job->folders);
}

/* What was known when the job's turn came. */
static void
prepare (QuaysideSiteJob *job)
{
  for (guint i = 0; i < job->edits->len; i++)
    {
      QuaysideSiteEdit *edit = job->edits->pdata[i];

      if (edit->site == NULL || edit->mine == NULL)
        continue;
      g_set_str (&edit->base, quayside_site_get_stored (edit->site));
      /* A restored file is written as it was; all others as their site is now. */
      if (*edit->mine == '\0')
        {
          g_free (edit->mine);
          edit->mine = quayside_site_dup_text (edit->site);
        }
    }
}

/* One after the other */

static void
run_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  quayside_site_job_run (data);
  g_task_return_boolean (task, TRUE);
}

static void
return_result (GTask *task)
{
  const GError *error = quayside_site_job_get_error (g_task_get_task_data (task));

  if (error != NULL)
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (QuaysideSiteStore) self = user_data;
  g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);

  take (self, g_task_get_task_data (task));
  start_next (self);
  return_result (task);
}

static void
start_next (QuaysideSiteStore *self)
{
  GTask *task = g_queue_peek_head (&self->waiting);
  g_autoptr (GTask) thread = NULL;

  if (task == NULL)
    return;
  prepare (g_task_get_task_data (task));
  /* The store is no object of the thread's task, which the thread may be the last to let go. */
  thread = g_task_new (NULL, NULL, on_run, g_object_ref (self));
  g_task_set_source_tag (thread, start_next);
  /* The job is that of the waiting task, which stays at the head until the thread is done with it. */
  g_task_set_task_data (thread, g_task_get_task_data (task), NULL);
  g_task_run_in_thread (thread, run_in_thread);
}

void
quayside_site_store_queue (QuaysideSiteStore *self,
                           QuaysideSiteJob *job,
                           gpointer tag,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, (GDestroyNotify)quayside_site_job_free);
  /* What has been written has been written. */
  g_task_set_check_cancellable (task, FALSE);
  g_queue_push_tail (&self->waiting, task);
  if (g_queue_get_length (&self->waiting) == 1)
    start_next (self);
}

gboolean
quayside_site_store_run (QuaysideSiteStore *self, QuaysideSiteJob *job, GError **error)
{
  g_autoptr (QuaysideSiteJob) owned = job;
  const GError *why;

  g_return_val_if_fail (g_queue_is_empty (&self->waiting), FALSE);

  prepare (job);
  quayside_site_job_run (job);
  take (self, job);
  why = quayside_site_job_get_error (job);
  if (why != NULL)
    g_propagate_error (error, g_error_copy (why));

  return why == NULL;
}

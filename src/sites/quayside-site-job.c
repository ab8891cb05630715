/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-site-job.h"

#include "quayside-site-file.h"

static void
edit_free (QuaysideSiteEdit *edit)
{
  g_clear_object (&edit->site);
  g_clear_error (&edit->error);
  g_free (edit->id);
  g_free (edit->mine);
  g_free (edit->base);
  g_free (edit->text);
  g_free (edit);
}

QuaysideSiteJob *
quayside_site_job_new (const char *folder)
{
  QuaysideSiteJob *self = g_new0 (QuaysideSiteJob, 1);

  self->folder = g_strdup (folder);
  self->edits = g_ptr_array_new_with_free_func ((GDestroyNotify)edit_free);

  return self;
}

void
quayside_site_job_free (QuaysideSiteJob *self)
{
  g_free (self->folder);
  g_free (self->title);
  g_ptr_array_unref (self->edits);
  g_strfreev (self->add);
  g_strfreev (self->remove);
  g_strfreev (self->folders);
  g_clear_error (&self->error);
  g_free (self);
}

QuaysideSiteEdit *
quayside_site_job_add (QuaysideSiteJob *self, const char *id)
{
  QuaysideSiteEdit *edit = g_new0 (QuaysideSiteEdit, 1);

  edit->id = g_strdup (id);
  g_ptr_array_add (self->edits, edit);

  return edit;
}

static void
read_files (QuaysideSiteJob *self)
{
  g_auto (GStrv) ids = NULL;

  if (self->is_listing)
    {
      ids = quayside_site_file_list (self->folder, &self->error);
      for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
        quayside_site_job_add (self, ids[i]);
    }
  for (guint i = 0; i < self->edits->len; i++)
    {
      QuaysideSiteEdit *edit = self->edits->pdata[i];

      edit->text = quayside_site_file_read (self->folder, edit->id, &edit->error);
    }
}

static void
write_files (QuaysideSiteJob *self)
{
  int lock = quayside_site_file_lock (self->folder, &self->error);

  if (lock < 0)
    return;
  for (guint i = 0; i < self->edits->len; i++)
    {
      QuaysideSiteEdit *edit = self->edits->pdata[i];

      if (edit->mine != NULL)
        edit->text
            = quayside_site_file_write (self->folder, edit->id, edit->base, edit->mine, self->force, &edit->error);
      else
        edit->text = quayside_site_file_delete (self->folder, edit->id, &edit->error);
    }
  if (self->add != NULL || self->remove != NULL)
    quayside_site_file_change_folders (self->folder, (const char *const *)self->add, (const char *const *)self->remove,
                                       &self->error);
  quayside_site_file_unlock (lock);
}

void
quayside_site_job_run (QuaysideSiteJob *self)
{
  if (self->is_reading)
    read_files (self);
  else
    write_files (self);
  self->folders = quayside_site_file_read_folders (self->folder);
}

const GError *
quayside_site_job_get_error (QuaysideSiteJob *self)
{
  for (guint i = 0; !self->is_reading && self->error == NULL && i < self->edits->len; i++)
    {
      const QuaysideSiteEdit *edit = self->edits->pdata[i];

      if (edit->error != NULL)
        return edit->error;
    }

  return self->error;
}

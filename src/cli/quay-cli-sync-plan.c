/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-cli-sync.h"

typedef struct
{
  QuayCli *cli;
  QuayCliSyncTree *source;
  QuayCliSyncTree *target;
  gboolean clamp_times;
  QuayCliSyncPlan *plan;
  GHashTable *closed; /* of const char *: of the target, nothing below is looked at */
} Planning;

static void
step_free (gpointer data)
{
  QuayCliSyncStep *step = data;

  g_free (step->path);
  g_free (step);
}

void
quay_cli_sync_plan_free (QuayCliSyncPlan *self)
{
  g_ptr_array_unref (self->steps);
  g_hash_table_unref (self->selection);
  g_free (self);
}

static void
add_step (Planning *self, QuayCliSyncAction action, const char *path, guint64 size)
{
  QuayCliSyncStep *step = g_new (QuayCliSyncStep, 1);

  *step = (QuayCliSyncStep){ action, g_strdup (path), size };
  g_ptr_array_add (self->plan->steps, step);
}

/* With the folders on the way to it. */
static void
select_path (Planning *self, const char *path)
{
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    g_hash_table_add (self->plan->selection, g_strndup (path, slash - path));
  g_hash_table_add (self->plan->selection, g_strdup (path));
}

/* A folder above it, or, where @itself, it. */
static gboolean
lies_in (GHashTable *folders, const char *path, gboolean itself)
{
  if (g_hash_table_size (folders) == 0)
    return FALSE;
  if (g_hash_table_contains (folders, "") || (itself && g_hash_table_contains (folders, path)))
    return TRUE;
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *folder = g_strndup (path, slash - path);

      if (g_hash_table_contains (folders, folder))
        return TRUE;
    }

  return FALSE;
}

/* Seconds are what every server keeps. */
static gint64
comparable_time (const Planning *self, gint64 mtime)
{
  return self->clamp_times ? CLAMP (mtime, 0, G_MAXUINT32) : mtime;
}

static void
transfer (Planning *self, const char *path, const QuayCliSyncEntry *source)
{
  add_step (self, source->kind == QUAY_CLI_SYNC_FOLDER ? QUAY_CLI_SYNC_MAKE : QUAY_CLI_SYNC_TRANSFER, path,
            source->size);
  select_path (self, path);
}

static void
replace (Planning *self, const char *path, const QuayCliSyncEntry *source)
{
  g_hash_table_add (self->closed, (gpointer)path);
  add_step (self, QUAY_CLI_SYNC_REPLACE, path, 0);
  transfer (self, path, source);
}

static void
fail (Planning *self, const char *path, QuayError code, const char *what)
{
  g_autofree char *shown = quay_text_escape (path, -1);

  quay_cli_fail (self->cli, path, g_error_new (QUAY_ERROR, code, "%s was left as it is: %s", shown, what));
}

static void
compare_same_kind (Planning *self, const char *path, const QuayCliSyncEntry *source, const QuayCliSyncEntry *target)
{
  if (source->kind == QUAY_CLI_SYNC_FILE
      && (source->size != target->size
          || comparable_time (self, source->mtime) != comparable_time (self, target->mtime)))
    transfer (self, path, source);
  else if (source->kind == QUAY_CLI_SYNC_LINK && g_strcmp0 (source->target, target->target) != 0)
    replace (self, path, source);
}

static void
compare_other_kind (Planning *self, const char *path, const QuayCliSyncEntry *source, const QuayCliSyncEntry *target)
{
  if (target->kind == QUAY_CLI_SYNC_FOLDER && !self->cli->options->delete_extra)
    {
      g_hash_table_add (self->closed, (gpointer)path);
      fail (self, path, QUAY_ERROR_FILE_EXISTS,
            "at the destination it is a folder, at the source it is none; --delete lets it go");
    }
  /* The rename of a file that has arrived puts it in the place of a link, or of another file. */
  else if (target->kind != QUAY_CLI_SYNC_FOLDER && source->kind == QUAY_CLI_SYNC_FILE)
    transfer (self, path, source);
  else
    replace (self, path, source);
}

static void
compare (Planning *self, const char *path)
{
  const QuayCliSyncEntry *source = g_hash_table_lookup (self->source->entries, path);
  const QuayCliSyncEntry *target = g_hash_table_lookup (self->target->entries, path);

  if (lies_in (self->target->unknown, path, FALSE))
    return;
  /* Nothing is there any more of what was below. */
  if (target != NULL && lies_in (self->closed, path, FALSE))
    target = NULL;
  if (source->kind == QUAY_CLI_SYNC_OTHER)
    fail (self, path, QUAY_ERROR_NAME_REFUSED, "at the source it is neither a file nor a folder nor a link");
  else if (source->kind == QUAY_CLI_SYNC_LINK && source->target == NULL)
    fail (self, path, QUAY_ERROR_FAILED, "it is a link that cannot be read");
  else if (target == NULL)
    transfer (self, path, source);
  else if (target->kind == source->kind)
    compare_same_kind (self, path, source, target);
  else
    compare_other_kind (self, path, source, target);
}

/* A folder that is not there any more at the source takes with it all that is in it. */
static void
find_extras (Planning *self)
{
  g_autoptr (GPtrArray) paths = quay_cli_sync_tree_list (self->target);

  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = paths->pdata[i];

      if (g_hash_table_contains (self->source->entries, path) || lies_in (self->closed, path, TRUE))
        continue;
      g_hash_table_add (self->closed, (gpointer)path);
      add_step (self, QUAY_CLI_SYNC_DELETE, path, 0);
    }
}

QuayCliSyncPlan *
quay_cli_sync_plan_new (QuayCli *cli, QuayCliSyncTree *source, QuayCliSyncTree *target, gboolean clamp_times)
{
  QuayCliSyncPlan *plan = g_new0 (QuayCliSyncPlan, 1);
  g_autoptr (GHashTable) closed = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) paths = quay_cli_sync_tree_list (source);
  Planning self = { cli, source, target, clamp_times, plan, closed };

  plan->steps = g_ptr_array_new_with_free_func (step_free);
  plan->selection = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < paths->len; i++)
    compare (&self, paths->pdata[i]);
  if (!cli->options->delete_extra)
    return plan;
  /* What was not seen at the source may be there all the same. */
  if (g_hash_table_size (source->unknown) > 0)
    quay_cli_output_message (cli->output, "Nothing is deleted, because not everything at the source could be listed");
  else
    find_extras (&self);

  return plan;
}

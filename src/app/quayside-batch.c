/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-batch.h"

#include <glib/gi18n.h>

#include "quayside-path.h"

struct _QuaysideBatch
{
  GObject parent_instance;

  /* owned */
  QuaysideLocation *location;
  GPtrArray *paths;
  GPtrArray *untrashable; /* borrowed from paths */
  char *folder;
  GError *first_error;

  QuaysideBatchKind kind;
  guint position;
  guint n_failed;
};

G_DEFINE_FINAL_TYPE (QuaysideBatch, quayside_batch, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_TEXT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void run_next (GTask *task);

static void
quayside_batch_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TEXT)
    g_value_take_string (value, quayside_batch_dup_text (QUAYSIDE_BATCH (object)));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
quayside_batch_finalize (GObject *object)
{
  QuaysideBatch *self = QUAYSIDE_BATCH (object);

  g_object_unref (self->location);
  g_ptr_array_unref (self->untrashable);
  g_ptr_array_unref (self->paths);
  g_free (self->folder);
  g_clear_error (&self->first_error);
  G_OBJECT_CLASS (quayside_batch_parent_class)->finalize (object);
}

static void
quayside_batch_class_init (QuaysideBatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = quayside_batch_get_property;
  object_class->finalize = quayside_batch_finalize;
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
quayside_batch_init (QuaysideBatch *self)
{
  self->untrashable = g_ptr_array_new ();
}

QuaysideBatch *
quayside_batch_new (QuaysideLocation *location, QuaysideBatchKind kind, GPtrArray *paths, const char *folder)
{
  QuaysideBatch *self = g_object_new (QUAYSIDE_TYPE_BATCH, NULL);

  self->location = g_object_ref (location);
  self->kind = kind;
  self->paths = paths;
  self->folder = g_strdup (folder);

  return self;
}

char *
quayside_batch_dup_text (QuaysideBatch *self)
{
  guint number = MIN (self->position + 1, self->paths->len);

  switch (self->kind)
    {
    case QUAYSIDE_BATCH_MOVE:
      return g_strdup_printf (_ ("Moving %u of %u…"), number, self->paths->len);
    case QUAYSIDE_BATCH_COPY:
      return g_strdup_printf (_ ("Copying %u of %u…"), number, self->paths->len);
    case QUAYSIDE_BATCH_TRASH:
    case QUAYSIDE_BATCH_DELETE:
    default:
      return g_strdup_printf (_ ("Deleting %u of %u…"), number, self->paths->len);
    }
}

const char *
quayside_batch_get_failure_heading (QuaysideBatch *self)
{
  switch (self->kind)
    {
    case QUAYSIDE_BATCH_MOVE:
      return _ ("Could Not Move Everything");
    case QUAYSIDE_BATCH_COPY:
      return _ ("Could Not Copy Everything");
    case QUAYSIDE_BATCH_TRASH:
    case QUAYSIDE_BATCH_DELETE:
    default:
      return _ ("Could Not Delete Everything");
    }
}

GPtrArray *
quayside_batch_list_untrashable (QuaysideBatch *self)
{
  return g_ptr_array_ref (self->untrashable);
}

static void
note_failure (QuaysideBatch *self, GError *error)
{
  if (self->kind == QUAYSIDE_BATCH_TRASH && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    {
      g_ptr_array_add (self->untrashable, g_ptr_array_index (self->paths, self->position));
      g_error_free (error);
      return;
    }
  self->n_failed++;
  if (self->first_error == NULL)
    self->first_error = error;
  else
    g_error_free (error);
}

static void
on_step_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  QuaysideBatch *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!quayside_location_finish (QUAYSIDE_LOCATION (source), result, &error) && error != NULL)
    note_failure (self, error);
  self->position++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  run_next (task);
}

static void
start_step (QuaysideBatch *self, GTask *task)
{
  const char *path = g_ptr_array_index (self->paths, self->position);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *name = quayside_path_name (path);
  g_autofree char *target = self->folder != NULL ? quayside_path_join (self->folder, name) : NULL;

  switch (self->kind)
    {
    case QUAYSIDE_BATCH_TRASH:
    case QUAYSIDE_BATCH_DELETE:
      quayside_location_remove_async (self->location, path, self->kind == QUAYSIDE_BATCH_DELETE, cancellable,
                                      on_step_done, task);
      break;
    case QUAYSIDE_BATCH_MOVE:
      quayside_location_rename_async (self->location, path, target, cancellable, on_step_done, task);
      break;
    case QUAYSIDE_BATCH_COPY:
    default:
      quayside_location_copy_async (self->location, path, target, cancellable, on_step_done, task);
      break;
    }
}

static void
finish_run (QuaysideBatch *self, GTask *task)
{
  guint others = self->n_failed - (self->n_failed > 0);

  if (self->first_error == NULL)
    g_task_return_boolean (task, TRUE);
  else if (others == 0)
    g_task_return_error (task, g_steal_pointer (&self->first_error));
  else
    g_task_return_new_error (task, self->first_error->domain, self->first_error->code,
                             ngettext ("%s — and %u more failed", "%s — and %u more failed", others),
                             self->first_error->message, others);
  g_object_unref (task);
}

static void
run_next (GTask *task)
{
  QuaysideBatch *self = g_task_get_source_object (task);

  if (g_task_return_error_if_cancelled (task))
    g_object_unref (task);
  else if (self->position == self->paths->len)
    finish_run (self, task);
  else
    start_step (self, task);
}

void
quayside_batch_run_async (QuaysideBatch *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, quayside_batch_run_async);
  run_next (task);
}

gboolean
quayside_batch_run_finish (QuaysideBatch *self, GAsyncResult *result, GError **error)
{
  g_assert (g_task_is_valid (result, self));

  return g_task_propagate_boolean (G_TASK (result), error);
}

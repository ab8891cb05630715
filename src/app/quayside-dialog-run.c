/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-dialog-run.h"

#include <glib/gi18n.h>

typedef struct
{
  GtkWidget *parent;
  GSource *cancelled;
  gboolean over;
} Run;

static void
run_free (Run *run)
{
  g_clear_object (&run->parent);
  g_free (run);
}

static void
end_run (GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->over = TRUE;
  g_signal_handlers_disconnect_by_data (g_task_get_source_object (task), task);
  if (run->parent != NULL)
    g_signal_handlers_disconnect_by_data (run->parent, task);
  if (run->cancelled != NULL)
    g_source_destroy (run->cancelled);
  g_clear_pointer (&run->cancelled, g_source_unref);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, GTask *task)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  end_run (task);
  g_task_return_pointer (task, g_strdup (response), g_free);
}

static void
on_closed (AdwDialog *dialog, GTask *task)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  end_run (task);
  g_task_return_pointer (task, g_strdup (""), g_free);
}

static void
on_parent_destroyed (GtkWidget *parent, GTask *task)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  end_run (task);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The window was closed."));
}

static gboolean
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  AdwDialog *dialog = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);

  adw_dialog_force_close (dialog);
  if (!run->over)
    {
      end_run (task);
      g_task_return_error_if_cancelled (task);
    }
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (GTask *task, GCancellable *cancellable)
{
  Run *run = g_task_get_task_data (task);

  run->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (run->cancelled, G_SOURCE_FUNC (on_cancelled), g_object_ref (task), g_object_unref);
  g_source_attach (run->cancelled, g_main_context_get_thread_default ());
}

void
quayside_dialog_run_async (
    AdwDialog *dialog, GtkWidget *parent, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (dialog, cancellable, callback, user_data);
  Run *run = g_new0 (Run, 1);

  g_assert (ADW_IS_DIALOG (dialog));

  run->parent = parent != NULL ? g_object_ref (parent) : NULL;
  g_task_set_source_tag (task, quayside_dialog_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (ADW_IS_ALERT_DIALOG (dialog))
    g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), g_object_ref (task),
                           (GClosureNotify)g_object_unref, 0);
  else
    g_signal_connect_data (dialog, "closed", G_CALLBACK (on_closed), g_object_ref (task),
                           (GClosureNotify)g_object_unref, 0);
  if (parent != NULL)
    g_signal_connect_data (parent, "destroy", G_CALLBACK (on_parent_destroyed), g_object_ref (task),
                           (GClosureNotify)g_object_unref, 0);
  if (cancellable != NULL)
    watch_cancellable (task, cancellable);
  adw_dialog_present (dialog, parent);
}

char *
quayside_dialog_run_finish (AdwDialog *dialog, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, dialog), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

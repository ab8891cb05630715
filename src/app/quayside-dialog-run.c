/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-dialog-run.h"

#include <glib/gi18n.h>

/* A dialog takes the focus in its second frame; what is done about the focus comes after. */
#define FOCUS_FRAME 3

typedef struct
{
  GtkWidget *parent; /* weak: a question must not keep a closed window alive */
  GSource *cancelled;
  GtkWidget *focus; /* weak */
  guint frames;
  char *response;
  gboolean closed;
  gboolean over;
} Run;

static void
run_free (Run *run)
{
  g_clear_weak_pointer (&run->parent);
  g_clear_weak_pointer (&run->focus);
  g_free (run->response);
  g_free (run);
}

static void
listen (GTask *task, gpointer object, const char *signal, GCallback callback)
{
  g_signal_connect_data (object, signal, callback, g_object_ref (task), (GClosureNotify)g_object_unref, 0);
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

/* A dialog gives the focus back when it closes, which would take it from the next question: so an answer counts once
 * its dialog is closed as well. */
static void
end_if_over (GTask *task)
{
  g_autoptr (GTask) keep = g_object_ref (task);
  Run *run = g_task_get_task_data (task);

  if (run->response == NULL || !run->closed)
    return;
  end_run (task);
  g_task_return_pointer (task, g_strdup (run->response), g_free);
}

static void
on_response (AdwAlertDialog *dialog, const char *response, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  g_set_str (&run->response, response);
  end_if_over (task);
}

static void
on_closed (AdwDialog *dialog, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  run->closed = TRUE;
  if (!ADW_IS_ALERT_DIALOG (dialog))
    g_set_str (&run->response, "");
  end_if_over (task);
}

static gboolean
on_frame (GtkWidget *dialog, GdkFrameClock *clock, gpointer user_data)
{
  Run *run = g_task_get_task_data (user_data);
  GtkRoot *root = gtk_widget_get_root (dialog);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (++run->frames < FOCUS_FRAME)
    return G_SOURCE_CONTINUE;
  if (run->focus != NULL && (focus == NULL || (focus != run->focus && !gtk_widget_is_ancestor (focus, run->focus))))
    gtk_widget_grab_focus (run->focus);
  return G_SOURCE_REMOVE;
}

/* A question without an entry has the focus on its default answer, not on the first text that can be copied. When
 * another dialog closes in this moment, GTK moves the focus to whatever it finds in this one. */
static void
on_map (AdwDialog *dialog, GTask *task)
{
  Run *run = g_task_get_task_data (task);

  if (run->focus == NULL && ADW_IS_ALERT_DIALOG (dialog))
    g_set_weak_pointer (&run->focus, adw_dialog_get_default_widget (dialog));
  adw_dialog_set_focus (dialog, run->focus);
  run->frames = 0;
  gtk_widget_add_tick_callback (GTK_WIDGET (dialog), on_frame, g_object_ref (task), g_object_unref);
}

static void
on_parent_gone (GtkWidget *parent, GTask *task)
{
  g_autoptr (GTask) keep = g_object_ref (task);

  end_run (task);
  g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The window was closed."));
}

/* A window that is closed may live on for as long as somebody holds a reference, but it is unrealized at once. */
static void
watch_parent (GTask *task, GtkWidget *parent)
{
  static const char *const ends[] = { "unrealize", "destroy" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    listen (task, parent, ends[i], G_CALLBACK (on_parent_gone));
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

  g_set_weak_pointer (&run->parent, parent);
  g_set_weak_pointer (&run->focus, adw_dialog_get_focus (dialog));
  g_task_set_source_tag (task, quayside_dialog_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify)run_free);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (ADW_IS_ALERT_DIALOG (dialog))
    listen (task, dialog, "response", G_CALLBACK (on_response));
  listen (task, dialog, "closed", G_CALLBACK (on_closed));
  listen (task, dialog, "map", G_CALLBACK (on_map));
  if (parent != NULL)
    watch_parent (task, parent);
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

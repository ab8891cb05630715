/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-interaction.h"

#include <glib/gi18n.h>

#include "quayside-conflict-dialog.h"
#include "quayside-dialog-run.h"
#include "quayside-host-key-dialog.h"
#include "quayside-login-secrets.h"
#include "quayside-secret-dialog.h"

struct _QuaysideInteraction
{
  GObject parent_instance;

  /* Borrowed */
  GWeakRef parent;

  /* Owned */
  GQueue waiting;                /* GTask: questions not yet shown, oldest first */
  GTask *shown;                  /* the one on screen */
  char *banner;                  /* shown with the next prompt */
  QuaysideLoginSecrets *secrets; /* of the login that is being made; NULL before the first */
};

enum
{
  BANNER,
  NOT_KEPT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void interaction_iface_init (QuayInteractionInterface *iface);
static void show_next (QuaysideInteraction *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuaysideInteraction,
                               quayside_interaction,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_INTERACTION, interaction_iface_init))

static void
keep_answer (QuaysideInteraction *self, QuayPrompt *prompt, QuaysideSecretDialog *dialog)
{
  if (self->secrets != NULL)
    quayside_login_secrets_keep (self->secrets, prompt, quayside_secret_dialog_get_keeping (dialog));
}

/* What the question's task returns, by the kind of question: an answer for host keys, TRUE for the others. */
static void
return_response (GTask *task, AdwDialog *dialog, const char *response)
{
  if (QUAYSIDE_IS_HOST_KEY_DIALOG (dialog))
    g_task_return_int (task, quayside_host_key_dialog_answer (response));
  else if (QUAYSIDE_IS_SECRET_DIALOG (dialog) && g_str_equal (response, "ok"))
    {
      quayside_secret_dialog_apply (QUAYSIDE_SECRET_DIALOG (dialog));
      keep_answer (g_task_get_source_object (task), g_task_get_task_data (task), QUAYSIDE_SECRET_DIALOG (dialog));
      g_task_return_boolean (task, TRUE);
    }
  else if (QUAYSIDE_IS_CONFLICT_DIALOG (dialog)
           && quayside_conflict_dialog_get_answered (QUAYSIDE_CONFLICT_DIALOG (dialog)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("You cancelled the question."));
}

static void
on_answered (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (QuaysideInteraction) self = g_object_ref (g_task_get_source_object (task));
  g_autoptr (GError) error = NULL;
  g_autofree char *response = quayside_dialog_run_finish (ADW_DIALOG (source), result, &error);

  g_clear_object (&self->shown);
  if (response == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    return_response (task, ADW_DIALOG (source), response);
  show_next (self);
}

static AdwDialog *
new_secret_dialog (QuaysideInteraction *self, QuayPrompt *prompt)
{
  g_autofree char *banner = g_steal_pointer (&self->banner);
  AdwDialog *dialog = quayside_secret_dialog_new (prompt, banner);

  if (self->secrets != NULL && quayside_login_secrets_can_keep (self->secrets, prompt))
    quayside_secret_dialog_offer_keeping (QUAYSIDE_SECRET_DIALOG (dialog),
                                          quayside_login_secrets_get_refused (self->secrets, prompt),
                                          quayside_login_secrets_get_problem (self->secrets));

  return dialog;
}

static AdwDialog *
new_dialog (QuaysideInteraction *self, GObject *question)
{
  if (QUAY_IS_HOST_KEY_QUESTION (question))
    return quayside_host_key_dialog_new (QUAY_HOST_KEY_QUESTION (question));
  if (QUAY_IS_CONFLICT (question))
    return quayside_conflict_dialog_new (QUAY_CONFLICT (question));
  return new_secret_dialog (self, QUAY_PROMPT (question));
}

static void
show_dialog (GTask *task)
{
  QuaysideInteraction *self = g_task_get_source_object (task);
  g_autoptr (GtkWidget) parent = g_weak_ref_get (&self->parent);

  if (parent == NULL || gtk_widget_in_destruction (parent))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("The window was closed."));
      g_clear_object (&self->shown);
      return;
    }
  quayside_dialog_run_async (new_dialog (self, g_task_get_task_data (task)), parent, g_task_get_cancellable (task),
                             on_answered, g_object_ref (task));
}

/* What is kept answers before the person does. */
static void
on_answered_by_secrets (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (QuaysideInteraction) self = g_object_ref (g_task_get_source_object (task));
  g_autoptr (GError) error = NULL;
  gboolean answered = quayside_login_secrets_answer_finish (QUAYSIDE_LOGIN_SECRETS (source), result, &error);

  if (!answered && error == NULL)
    show_dialog (task);
  else
    {
      g_clear_object (&self->shown);
      if (error != NULL)
        g_task_return_error (task, g_steal_pointer (&error));
      else
        g_task_return_boolean (task, TRUE);
    }
  show_next (self);
}

static void
show_next (QuaysideInteraction *self)
{
  while (self->shown == NULL && !g_queue_is_empty (&self->waiting))
    {
      g_autoptr (GTask) task = g_queue_pop_head (&self->waiting);
      gpointer question = g_task_get_task_data (task);

      if (g_task_return_error_if_cancelled (task))
        continue;
      self->shown = g_object_ref (task);
      if (QUAY_IS_PROMPT (question) && self->secrets != NULL)
        quayside_login_secrets_answer_async (self->secrets, question, g_task_get_cancellable (task),
                                             on_answered_by_secrets, g_object_ref (task));
      else
        show_dialog (task);
    }
}

static void
enqueue (QuayInteraction *interaction,
         gpointer question,
         GCancellable *cancellable,
         gpointer tag,
         GAsyncReadyCallback callback,
         gpointer user_data)
{
  QuaysideInteraction *self = QUAYSIDE_INTERACTION (interaction);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_object_ref (question), g_object_unref);
  g_queue_push_tail (&self->waiting, task);
  show_next (self);
}

static void
ask_host_key_async (QuayInteraction *self,
                    QuayHostKeyQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  enqueue (self, question, cancellable, ask_host_key_async, callback, user_data);
}

static QuayHostKeyAnswer
ask_host_key_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gssize answer = g_task_propagate_int (G_TASK (result), &local_error);

  if (local_error == NULL)
    return answer;
  g_propagate_error (error, g_steal_pointer (&local_error));
  return QUAY_HOST_KEY_REJECT;
}

static void
ask_secret_async (QuayInteraction *self,
                  QuayPrompt *prompt,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  enqueue (self, prompt, cancellable, ask_secret_async, callback, user_data);
}

static gboolean
ask_finish (QuayInteraction *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ask_conflict_async (QuayInteraction *self,
                    QuayConflict *conflict,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  enqueue (self, conflict, cancellable, ask_conflict_async, callback, user_data);
}

static void
show_banner (QuayInteraction *interaction, const char *text)
{
  QuaysideInteraction *self = QUAYSIDE_INTERACTION (interaction);

  g_set_str (&self->banner, text);
  g_signal_emit (self, signals[BANNER], 0, text);
}

static void
interaction_iface_init (QuayInteractionInterface *iface)
{
  iface->ask_host_key_async = ask_host_key_async;
  iface->ask_host_key_finish = ask_host_key_finish;
  iface->ask_secret_async = ask_secret_async;
  iface->ask_secret_finish = ask_finish;
  iface->ask_conflict_async = ask_conflict_async;
  iface->ask_conflict_finish = ask_finish;
  iface->show_banner = show_banner;
}

QuaysideInteraction *
quayside_interaction_new (GtkWidget *parent)
{
  QuaysideInteraction *self = g_object_new (QUAYSIDE_TYPE_INTERACTION, NULL);

  g_weak_ref_set (&self->parent, parent);
  return self;
}

static void
on_not_kept (QuaysideInteraction *self, const char *why)
{
  g_signal_emit (self, signals[NOT_KEPT], 0, why);
}

void
quayside_interaction_begin (QuaysideInteraction *self, QuaySiteOptions *options)
{
  g_clear_object (&self->secrets);
  self->secrets = quayside_login_secrets_new (quayside_secrets_get_default (), options);
  g_signal_connect_object (self->secrets, "not-kept", G_CALLBACK (on_not_kept), self, G_CONNECT_SWAPPED);
}

void
quayside_interaction_end (QuaysideInteraction *self, const GError *error)
{
  if (self->secrets == NULL)
    return;
  if (error == NULL)
    quayside_login_secrets_succeeded (self->secrets);
  else
    quayside_login_secrets_failed (self->secrets, error);
}

static void
quayside_interaction_finalize (GObject *object)
{
  QuaysideInteraction *self = QUAYSIDE_INTERACTION (object);

  /* Each question holds a reference to us, so none is left. */
  g_assert (self->shown == NULL && g_queue_is_empty (&self->waiting));
  g_weak_ref_clear (&self->parent);
  g_clear_object (&self->secrets);
  g_free (self->banner);
  G_OBJECT_CLASS (quayside_interaction_parent_class)->finalize (object);
}

static void
quayside_interaction_class_init (QuaysideInteractionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quayside_interaction_finalize;

  /* What the server says before the login, escaped: for the log. */
  signals[BANNER] = g_signal_new ("banner", QUAYSIDE_TYPE_INTERACTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_STRING);
  /* Why a secret that was to be saved is not. */
  signals[NOT_KEPT] = g_signal_new ("not-kept", QUAYSIDE_TYPE_INTERACTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
quayside_interaction_init (QuaysideInteraction *self)
{
  g_weak_ref_init (&self->parent, NULL);
  g_queue_init (&self->waiting);
}

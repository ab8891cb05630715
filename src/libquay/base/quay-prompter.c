/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-prompter.h"

#include "quay-error-private.h"

struct _QuayPrompter
{
  gatomicrefcount ref_count;
  QuayInteraction *interaction; /* owned, nullable */
  GMainContext *owner_context;
  GThread *maker; /* borrowed; only compared */
  gboolean quiet;
  gint64 waited; /* microseconds; the worker's */
};

typedef enum
{
  ASK_HOST_KEY,
  ASK_SECRET,
  ASK_CONFLICT,
  ASK_PACKET,
} QuestionKind;

/*
 * A question on its way to the owner's context and back. Both threads hold a reference, so that the worker may leave
 * when it is cancelled while the interaction still has the question open; the answer then comes too late and is
 * dropped.
 */
typedef struct
{
  gatomicrefcount ref_count;
  GMutex lock;
  GCond answered;
  gboolean done; /* under the lock, as what follows */
  gboolean abandoned;
  gboolean success;
  QuayHostKeyAnswer host_key_answer;
  GError *error;

  /* Set before it is sent */
  QuestionKind kind;
  QuayInteraction *interaction;
  GObject *subject;
  GCancellable *cancellable;
} Question;

static void
question_unref (Question *question)
{
  if (!g_atomic_ref_count_dec (&question->ref_count))
    return;
  g_clear_error (&question->error);
  g_clear_object (&question->interaction);
  g_clear_object (&question->subject);
  g_clear_object (&question->cancellable);
  g_cond_clear (&question->answered);
  g_mutex_clear (&question->lock);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_unref)

static Question *
question_new (QuestionKind kind, QuayInteraction *interaction, gpointer subject)
{
  Question *question = g_new0 (Question, 1);

  g_atomic_ref_count_init (&question->ref_count);
  g_mutex_init (&question->lock);
  g_cond_init (&question->answered);
  question->host_key_answer = QUAY_HOST_KEY_REJECT;
  question->kind = kind;
  question->interaction = g_object_ref (interaction);
  question->subject = g_object_ref (subject);
  /* One of its own: closing a dialog that is still open must not depend on who else holds the worker's. */
  question->cancellable = g_cancellable_new ();

  return question;
}

static Question *
question_ref (Question *question)
{
  g_atomic_ref_count_inc (&question->ref_count);

  return question;
}

static void
question_finish (Question *question, gboolean success, QuayHostKeyAnswer answer, GError *error)
{
  g_mutex_lock (&question->lock);
  question->done = TRUE;
  question->success = success;
  question->host_key_answer = answer;
  question->error = error;
  g_cond_broadcast (&question->answered);
  g_mutex_unlock (&question->lock);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  QuayInteraction *interaction = question->interaction;
  QuayHostKeyAnswer answer = QUAY_HOST_KEY_REJECT;
  GError *error = NULL;
  gboolean success = FALSE;

  switch (question->kind)
    {
    case ASK_HOST_KEY:
      answer = quay_interaction_ask_host_key_finish (interaction, result, &error);
      success = error == NULL;
      break;
    case ASK_SECRET:
      success = quay_interaction_ask_secret_finish (interaction, result, &error);
      break;
    case ASK_CONFLICT:
      success = quay_interaction_ask_conflict_finish (interaction, result, &error);
      break;
    case ASK_PACKET:
      success = quay_interaction_answer_packet_finish (interaction, result, &error);
      break;
    default:
      g_assert_not_reached ();
    }
  question_finish (question, success, success ? answer : QUAY_HOST_KEY_REJECT, error);
}

static gboolean
is_abandoned (Question *question)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&question->lock);

  return question->abandoned;
}

/* In the owner's context. */
static gboolean
put_question (gpointer user_data)
{
  Question *question = user_data;

  if (is_abandoned (question))
    {
      question_finish (question, FALSE, QUAY_HOST_KEY_REJECT, NULL);
      return G_SOURCE_REMOVE;
    }
  switch (question->kind)
    {
    case ASK_HOST_KEY:
      quay_interaction_ask_host_key_async (question->interaction, QUAY_HOST_KEY_QUESTION (question->subject),
                                           question->cancellable, on_answer, question_ref (question));
      break;
    case ASK_SECRET:
      quay_interaction_ask_secret_async (question->interaction, QUAY_PROMPT (question->subject), question->cancellable,
                                         on_answer, question_ref (question));
      break;
    case ASK_CONFLICT:
      quay_interaction_ask_conflict_async (question->interaction, QUAY_CONFLICT (question->subject),
                                           question->cancellable, on_answer, question_ref (question));
      break;
    case ASK_PACKET:
      quay_interaction_answer_packet_async (question->interaction, QUAY_AUTH_PACKET (question->subject),
                                            question->cancellable, on_answer, question_ref (question));
      break;
    default:
      g_assert_not_reached ();
    }

  return G_SOURCE_REMOVE;
}

/* In the owner's context, where the dialog that listens to it lives. */
static gboolean
cancel_question (gpointer user_data)
{
  g_cancellable_cancel (((Question *)user_data)->cancellable);

  return G_SOURCE_REMOVE;
}

/* Never at once, even where nobody runs the context at the moment: what is called belongs to the owner's thread. */
static void
run_in_context (GMainContext *context, GSourceFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_static_name (source, "[quay] question");
  g_source_set_callback (source, func, data, destroy);
  g_source_attach (source, context);
}

static void
send_question (GMainContext *context, GSourceFunc func, Question *question)
{
  run_in_context (context, func, question_ref (question), (GDestroyNotify)question_unref);
}

/* Where the worker runs in the owner's own thread, waiting on the condition would wait for itself: the context is run
 * instead. */
static void
wait_running_context (Question *question, GMainContext *context, GCancellable *cancellable)
{
  for (;;)
    {
      gboolean done;

      g_mutex_lock (&question->lock);
      done = question->done;
      g_mutex_unlock (&question->lock);
      if (done || g_cancellable_is_cancelled (cancellable))
        return;
      g_main_context_iteration (context, TRUE);
    }
}

static void
wait_for_other_thread (Question *question, GCancellable *cancellable)
{
  g_mutex_lock (&question->lock);
  while (!question->done && !g_cancellable_is_cancelled (cancellable))
    g_cond_wait (&question->answered, &question->lock);
  g_mutex_unlock (&question->lock);
}

typedef struct
{
  Question *question;
  GMainContext *context;
} Waker;

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  Waker *waker = user_data;

  g_mutex_lock (&waker->question->lock);
  waker->question->abandoned = TRUE;
  g_cond_broadcast (&waker->question->answered);
  g_mutex_unlock (&waker->question->lock);
  send_question (waker->context, cancel_question, waker->question);
}

static gboolean
is_own_context (QuayPrompter *self)
{
  GMainContext *own = g_main_context_get_thread_default ();

  if (g_main_context_is_owner (self->owner_context) || own == self->owner_context)
    return TRUE;

  return own == NULL && self->owner_context == g_main_context_default () && self->maker == g_thread_self ();
}

static gboolean
ask (QuayPrompter *self, Question *question, GCancellable *cancellable, GError **error)
{
  Waker waker = { question, self->owner_context };
  gint64 start = g_get_monotonic_time ();
  gulong handler = 0;
  gboolean success;

  send_question (self->owner_context, put_question, question);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), &waker, NULL);
  if (is_own_context (self))
    wait_running_context (question, self->owner_context, cancellable);
  else
    wait_for_other_thread (question, cancellable);
  if (handler != 0)
    g_cancellable_disconnect (cancellable, handler);
  self->waited += g_get_monotonic_time () - start;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  g_mutex_lock (&question->lock);
  success = question->success;
  if (!success && question->error != NULL)
    g_propagate_error (error, g_steal_pointer (&question->error));
  else if (!success)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "The question was not answered");
  g_mutex_unlock (&question->lock);

  return success;
}

/* @interaction: nullable. @owner_context: nullable, the default one then. To be called in the owner's thread. */
QuayPrompter *
quay_prompter_new (QuayInteraction *interaction, GMainContext *owner_context)
{
  QuayPrompter *self = g_new0 (QuayPrompter, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_set_object (&self->interaction, interaction);
  self->maker = g_thread_self ();
  self->owner_context = g_main_context_ref (owner_context != NULL ? owner_context : g_main_context_default ());

  return self;
}

QuayPrompter *
quay_prompter_ref (QuayPrompter *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

typedef struct
{
  QuayInteraction *interaction;
  char *banner;
} Errand;

static void
errand_free (gpointer data)
{
  Errand *errand = data;

  g_clear_object (&errand->interaction);
  g_free (errand->banner);
  g_free (errand);
}

static gboolean
run_errand (gpointer data)
{
  Errand *errand = data;

  if (errand->banner != NULL)
    quay_interaction_show_banner (errand->interaction, errand->banner);

  return G_SOURCE_REMOVE;
}

/* @interaction is taken over and let go in the owner's context: it may hold widgets. */
static void
send_errand (QuayPrompter *self, QuayInteraction *interaction, const char *banner)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->interaction = interaction;
  errand->banner = g_strdup (banner);
  run_in_context (self->owner_context, run_errand, errand, errand_free);
}

void
quay_prompter_unref (QuayPrompter *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->interaction != NULL)
    send_errand (self, g_steal_pointer (&self->interaction), NULL);
  g_main_context_unref (self->owner_context);
  g_free (self);
}

gboolean
quay_prompter_is_silent (QuayPrompter *self)
{
  return self->interaction == NULL;
}

void
quay_prompter_set_quiet (QuayPrompter *self, gboolean quiet)
{
  self->quiet = quiet;
}

gboolean
quay_prompter_is_quiet (QuayPrompter *self)
{
  return self->quiet && self->interaction != NULL;
}

QuayHostKeyAnswer
quay_prompter_ask_host_key (QuayPrompter *self, QuayHostKeyQuestion *question, GCancellable *cancellable)
{
  g_autoptr (Question) asked = NULL;

  if (self->interaction == NULL || self->quiet)
    return QUAY_HOST_KEY_REJECT;
  asked = question_new (ASK_HOST_KEY, self->interaction, question);

  return ask (self, asked, cancellable, NULL) ? asked->host_key_answer : QUAY_HOST_KEY_REJECT;
}

static gboolean
ask_or_decline (QuayPrompter *self, QuestionKind kind, gpointer subject, GCancellable *cancellable, GError **error)
{
  g_autoptr (Question) asked = NULL;

  if (self->interaction == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "There is nobody to answer the question");
      return FALSE;
    }
  asked = question_new (kind, self->interaction, subject);

  return ask (self, asked, cancellable, error);
}

static char *
dup_wanted (QuayPrompt *prompt)
{
  const char *user = quay_prompt_get_user (prompt);

  switch (quay_prompt_get_kind (prompt))
    {
    case QUAY_PROMPT_PASSWORD:
      return g_strdup_printf ("the password of “%s”", user);
    case QUAY_PROMPT_NEW_PASSWORD:
      return g_strdup_printf ("a new password for “%s”", user);
    case QUAY_PROMPT_PASSPHRASE:
      return g_strdup_printf ("the passphrase of the key %s", quay_prompt_get_key_file (prompt));
    case QUAY_PROMPT_PROXY:
      return g_strdup ("a password for this proxy");
    case QUAY_PROMPT_KEYBOARD_INTERACTIVE:
    default:
      return g_strdup_printf ("answers to what it asks “%s”", user);
    }
}

static void
set_needs_prompt (QuayPrompt *prompt, GError **error)
{
  g_autofree char *wanted = dup_wanted (prompt);

  quay_set_error (error, QUAY_ERROR_NEEDS_PROMPT, "Logging in to %s port %u takes %s; connect again to be asked",
                  quay_prompt_get_host (prompt), quay_prompt_get_port (prompt), wanted);
}

/* FALSE with G_IO_ERROR_CANCELLED when the person or @cancellable cancelled, or there is nobody to ask. */
gboolean
quay_prompter_ask_secret (QuayPrompter *self, QuayPrompt *prompt, GCancellable *cancellable, GError **error)
{
  if (quay_prompter_is_quiet (self))
    {
      set_needs_prompt (prompt, error);
      return FALSE;
    }
  return ask_or_decline (self, ASK_SECRET, prompt, cancellable, error);
}

gboolean
quay_prompter_ask_conflict (QuayPrompter *self, QuayConflict *conflict, GCancellable *cancellable, GError **error)
{
  return ask_or_decline (self, ASK_CONFLICT, conflict, cancellable, error);
}

/* Also a quiet one asks: nobody says that a person is behind it. */
gboolean
quay_prompter_answer_packet (QuayPrompter *self, QuayAuthPacket *packet, GCancellable *cancellable, GError **error)
{
  return ask_or_decline (self, ASK_PACKET, packet, cancellable, error);
}

/* Does not wait. */
void
quay_prompter_show_banner (QuayPrompter *self, const char *text)
{
  if (self->interaction != NULL && !self->quiet)
    send_errand (self, g_object_ref (self->interaction), text);
}

gint64
quay_prompter_get_waited (QuayPrompter *self)
{
  return self->waited;
}

gint64
quay_prompter_extend (QuayPrompter *self, gint64 deadline)
{
  return deadline < 0 ? deadline : deadline + self->waited;
}

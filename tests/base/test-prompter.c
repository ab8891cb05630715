/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-prompter.h"

/* An interaction that answers, holds its answer back until it is cancelled, or never answers. */
typedef enum
{
  ANSWERS,
  ANSWERS_WHEN_CANCELLED,
} Manner;

#define TEST_TYPE_ANSWERER (test_answerer_get_type ())
G_DECLARE_FINAL_TYPE (TestAnswerer, test_answerer, TEST, ANSWERER, GObject)

struct _TestAnswerer
{
  GObject parent_instance;

  Manner manner;
  GThread *thread;
  guint asked;
  guint cancelled;
  char *banner;
  GThread **where; /* gets the thread it is finalized in */
};

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;
  TestAnswerer *self = g_task_get_source_object (task);

  g_assert_true (self->thread == g_thread_self ());
  self->cancelled++;
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

static GTask *
begin (QuayInteraction *interaction, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  TestAnswerer *self = TEST_ANSWERER (interaction);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_assert_true (self->thread == g_thread_self ());
  self->asked++;
  if (self->manner == ANSWERS)
    return task;
  g_signal_connect (cancellable, "cancelled", G_CALLBACK (on_cancelled), task);

  return NULL;
}

static void
ask_secret_async (QuayInteraction *interaction,
                  QuayPrompt *prompt,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  g_autoptr (GTask) task = begin (interaction, cancellable, callback, user_data);

  if (task == NULL)
    return;
  quay_prompt_set_answer (prompt, 0, "secret");
  g_task_return_boolean (task, TRUE);
}

static gboolean
ask_secret_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
ask_host_key_async (QuayInteraction *interaction,
                    QuayHostKeyQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = begin (interaction, cancellable, callback, user_data);

  if (task != NULL)
    g_task_return_int (task, QUAY_HOST_KEY_ACCEPT_ONCE);
}

static QuayHostKeyAnswer
ask_host_key_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  return answer < 0 ? QUAY_HOST_KEY_REJECT : (QuayHostKeyAnswer)answer;
}

static void
show_banner (QuayInteraction *interaction, const char *text)
{
  TestAnswerer *self = TEST_ANSWERER (interaction);

  g_assert_true (self->thread == g_thread_self ());
  g_set_str (&self->banner, text);
}

static void
answerer_init_interface (QuayInteractionInterface *iface)
{
  iface->ask_secret_async = ask_secret_async;
  iface->ask_secret_finish = ask_secret_finish;
  iface->ask_host_key_async = ask_host_key_async;
  iface->ask_host_key_finish = ask_host_key_finish;
  iface->show_banner = show_banner;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestAnswerer,
                               test_answerer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_INTERACTION, answerer_init_interface))

static void
test_answerer_finalize (GObject *object)
{
  TestAnswerer *self = TEST_ANSWERER (object);

  if (self->where != NULL)
    *self->where = g_thread_self ();
  g_free (self->banner);
  G_OBJECT_CLASS (test_answerer_parent_class)->finalize (object);
}

static void
test_answerer_class_init (TestAnswererClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_answerer_finalize;
}

static void
test_answerer_init (TestAnswerer *self)
{
  self->thread = g_thread_self ();
}

static TestAnswerer *
answerer_new (Manner manner)
{
  TestAnswerer *self = g_object_new (TEST_TYPE_ANSWERER, NULL);

  self->manner = manner;

  return self;
}

static QuayPrompt *
make_prompt (void)
{
  QuayPrompt *prompt = quay_prompt_new (QUAY_PROMPT_PASSWORD, "ada", "example.org", 22);

  quay_prompt_add_field (prompt, "Password:", FALSE);

  return prompt;
}

/* A worker that asks one question. */
typedef struct
{
  QuayPrompter *prompter;
  GCancellable *cancellable;
  QuayPrompt *prompt;
  gboolean success;
  GError *error;
  gboolean finished;
} Worker;

static gpointer
work (gpointer data)
{
  Worker *worker = data;
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  quay_prompter_show_banner (worker->prompter, "welcome");
  worker->success = quay_prompter_ask_secret (worker->prompter, worker->prompt, worker->cancellable, &worker->error);
  g_main_context_pop_thread_default (context);
  g_atomic_int_set (&worker->finished, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

static void
run_worker (Worker *worker)
{
  GThread *thread = g_thread_new ("worker", work, worker);

  while (!g_atomic_int_get (&worker->finished))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static void
test_answered (void)
{
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  Worker worker = { prompter, NULL, prompt };

  run_worker (&worker);
  g_assert_no_error (worker.error);
  g_assert_true (worker.success);
  g_assert_cmpstr (quay_prompt_get_answer (prompt, 0), ==, "secret");
  g_assert_cmpstr (answerer->banner, ==, "welcome");
  g_assert_cmpint (quay_prompter_get_waited (prompter), >, 0);
}

static gboolean
cancel (gpointer cancellable)
{
  g_cancellable_cancel (cancellable);

  return G_SOURCE_REMOVE;
}

static gpointer
cancel_from_thread (gpointer cancellable)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (cancellable);

  return NULL;
}

/* The worker leaves at once, and the interaction hears of it in its own thread. */
static void
test_cancelled_meanwhile (void)
{
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS_WHEN_CANCELLED);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  Worker worker = { prompter, cancellable, prompt };
  GThread *canceller = g_thread_new ("cancel", cancel_from_thread, cancellable);

  run_worker (&worker);
  g_assert_error (worker.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (answerer->cancelled == 0)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (answerer->asked, ==, 1);
  g_clear_error (&worker.error);
  g_thread_join (canceller);
}

/* The owner's thread never gets to the question: the worker must not wait for it, and the question never appears. */
static void
test_cancelled_before_asked (void)
{
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  Worker worker = { prompter, cancellable, prompt };
  GThread *thread = g_thread_new ("worker", work, &worker);

  g_usleep (20 * 1000);
  g_cancellable_cancel (cancellable);
  g_thread_join (thread);
  g_assert_error (worker.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_cmpuint (answerer->asked, ==, 0);
  g_clear_error (&worker.error);
}

static void
test_same_thread (void)
{
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  g_autoptr (GError) error = NULL;

  g_assert_true (quay_prompter_ask_secret (prompter, prompt, NULL, &error));
  g_assert_no_error (error);
}

static void
test_same_thread_cancelled (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS_WHEN_CANCELLED);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), context);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GSource) timeout = g_timeout_source_new (20);
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  g_autoptr (GError) error = NULL;

  g_main_context_push_thread_default (context);
  g_source_set_callback (timeout, cancel, cancellable, NULL);
  g_source_attach (timeout, context);
  g_assert_false (quay_prompter_ask_secret (prompter, prompt, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_assert_cmpuint (answerer->cancelled, ==, 1);
  g_main_context_pop_thread_default (context);
}

static void
test_silent (void)
{
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (NULL, NULL);
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  g_autoptr (GError) error = NULL;

  g_assert_true (quay_prompter_is_silent (prompter));
  quay_prompter_show_banner (prompter, "nobody sees this");
  g_assert_false (quay_prompter_ask_secret (prompter, prompt, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Somebody is there, and is left alone with what belongs to a login; a transfer's question is another matter. */
static void
test_quiet (void)
{
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  g_autoptr (QuayPrompter) nobody = quay_prompter_new (NULL, NULL);
  g_autoptr (QuayPrompt) prompt = make_prompt ();
  g_autoptr (GError) error = NULL;

  g_assert_false (quay_prompter_is_quiet (prompter));
  quay_prompter_set_quiet (prompter, TRUE);
  quay_prompter_set_quiet (nobody, TRUE);
  g_assert_true (quay_prompter_is_quiet (prompter));
  g_assert_false (quay_prompter_is_quiet (nobody));
  g_assert_false (quay_prompter_is_silent (prompter));
  g_assert_false (quay_prompter_ask_secret (prompter, prompt, NULL, &error));
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_NEEDS_PROMPT);
  g_assert_nonnull (strstr (error->message, quay_prompt_get_host (prompt)));
  g_clear_error (&error);
  g_assert_false (quay_prompter_ask_secret (nobody, prompt, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (answerer->asked, ==, 0);
}

/* A vfunc that is not there means no. */
static void
test_not_implemented (void)
{
  g_autoptr (TestAnswerer) answerer = answerer_new (ANSWERS);
  g_autoptr (QuayPrompter) prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);
  g_autoptr (QuayConflict) conflict = quay_conflict_new (QUAY_DIRECTION_UPLOAD, "/a", NULL, "/b", NULL, FALSE);
  g_autoptr (GError) error = NULL;

  g_assert_false (quay_prompter_ask_conflict (prompter, conflict, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (quay_conflict_get_action (conflict), ==, QUAY_OVERWRITE_NEVER);
}

static gpointer
drop_prompter (gpointer prompter)
{
  quay_prompter_unref (prompter);

  return NULL;
}

/* The interaction may hold widgets: a worker must not be the one that finalizes it. */
static void
test_let_go_in_owner_thread (void)
{
  GThread *where = NULL;
  TestAnswerer *answerer = answerer_new (ANSWERS);
  QuayPrompter *prompter = quay_prompter_new (QUAY_INTERACTION (answerer), NULL);

  answerer->where = &where;
  g_object_unref (answerer);
  g_thread_join (g_thread_new ("worker", drop_prompter, prompter));
  g_assert_null (where);
  while (where == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (where == g_thread_self ());
}

static void
test_prompt (void)
{
  g_autoptr (QuayPrompt) prompt = make_prompt ();

  g_assert_cmpuint (quay_prompt_get_attempt (prompt), ==, 1);
  g_assert_cmpstr (quay_prompt_get_title (prompt), ==, "");
  quay_prompt_add_field (prompt, "Code:", TRUE);
  g_assert_cmpuint (quay_prompt_get_n_fields (prompt), ==, 2);
  g_assert_cmpstr (quay_prompt_get_field_text (prompt, 1), ==, "Code:");
  g_assert_true (quay_prompt_get_field_echo (prompt, 1));
  g_assert_null (quay_prompt_get_answer (prompt, 1));
  quay_prompt_set_answer (prompt, 1, "123");
  quay_prompt_set_answer (prompt, 1, "456");
  g_assert_cmpstr (quay_prompt_get_answer (prompt, 1), ==, "456");
  quay_prompt_set_answer (prompt, 1, NULL);
  g_assert_null (quay_prompt_get_answer (prompt, 1));
}

static void
test_conflict (void)
{
  g_autoptr (QuayConflict) conflict = quay_conflict_new (QUAY_DIRECTION_DOWNLOAD, "/a", NULL, "/b", NULL, TRUE);

  g_assert_cmpint (quay_conflict_get_action (conflict), ==, QUAY_OVERWRITE_NEVER);
  quay_conflict_answer (conflict, QUAY_OVERWRITE_RENAME, "b (2)", TRUE);
  g_assert_cmpstr (quay_conflict_get_new_name (conflict), ==, "b (2)");
  g_assert_true (quay_conflict_get_apply_to_all (conflict));
  quay_conflict_answer (conflict, QUAY_OVERWRITE_RESUME, "ignored", FALSE);
  g_assert_null (quay_conflict_get_new_name (conflict));
  g_assert_cmpint (quay_conflict_get_action (conflict), ==, QUAY_OVERWRITE_RESUME);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prompter/answered", test_answered);
  g_test_add_func ("/prompter/cancelled-meanwhile", test_cancelled_meanwhile);
  g_test_add_func ("/prompter/cancelled-before-asked", test_cancelled_before_asked);
  g_test_add_func ("/prompter/same-thread", test_same_thread);
  g_test_add_func ("/prompter/same-thread-cancelled", test_same_thread_cancelled);
  g_test_add_func ("/prompter/silent", test_silent);
  g_test_add_func ("/prompter/quiet", test_quiet);
  g_test_add_func ("/prompter/not-implemented", test_not_implemented);
  g_test_add_func ("/prompter/let-go-in-owner-thread", test_let_go_in_owner_thread);
  g_test_add_func ("/prompt/fields", test_prompt);
  g_test_add_func ("/conflict/answer", test_conflict);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-answerer.h"

static void quay_test_answerer_init_interface (QuayInteractionInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuayTestAnswerer,
                               quay_test_answerer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_INTERACTION, quay_test_answerer_init_interface))

static void
quay_test_answerer_finalize (GObject *object)
{
  QuayTestAnswerer *self = QUAY_TEST_ANSWERER (object);

  g_queue_clear_full (&self->answers, g_free);
  g_string_free (self->transcript, TRUE);
  g_free (self->banner);
  G_OBJECT_CLASS (quay_test_answerer_parent_class)->finalize (object);
}

static void
quay_test_answerer_class_init (QuayTestAnswererClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_test_answerer_finalize;
}

static void
quay_test_answerer_init (QuayTestAnswerer *self)
{
  g_queue_init (&self->answers);
  self->transcript = g_string_new (NULL);
}

QuayTestAnswerer *
quay_test_answerer_new (const char *first_answer, ...)
{
  QuayTestAnswerer *self = g_object_new (QUAY_TEST_TYPE_ANSWERER, NULL);
  va_list args;

  va_start (args, first_answer);
  for (const char *answer = first_answer; answer != NULL; answer = va_arg (args, const char *))
    g_queue_push_tail (&self->answers, g_strdup (answer));
  va_end (args);

  return self;
}

static void
on_cancelled (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  QUAY_TEST_ANSWERER (g_task_get_source_object (task))->n_open--;
  g_task_return_error_if_cancelled (task);
  g_object_unref (task);
}

static void
leave_open (QuayTestAnswerer *self, GTask *task)
{
  self->n_open++;
  g_signal_connect (g_task_get_cancellable (task), "cancelled", G_CALLBACK (on_cancelled), g_object_ref (task));
}

static void
ask_host_key_async (QuayInteraction *interaction,
                    QuayHostKeyQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  QuayTestAnswerer *self = QUAY_TEST_ANSWERER (interaction);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->n_host_key_questions++;
  self->last_result = quay_host_key_question_get_result (question);
  if (self->never)
    leave_open (self, task);
  else
    g_task_return_int (task, self->host_key_answer);
}

static QuayHostKeyAnswer
ask_host_key_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  gssize answer = g_task_propagate_int (G_TASK (result), error);

  return answer < 0 ? QUAY_HOST_KEY_REJECT : (QuayHostKeyAnswer)answer;
}

static void
write_down (QuayTestAnswerer *self, QuayPrompt *prompt)
{
  static const char *const kinds[] = { "password", "new-password", "passphrase", "keyboard-interactive", "proxy" };

  g_string_append_printf (self->transcript, "%s#%u[%s|%s|", kinds[quay_prompt_get_kind (prompt)],
                          quay_prompt_get_attempt (prompt), quay_prompt_get_title (prompt),
                          quay_prompt_get_instruction (prompt));
  for (guint i = 0; i < quay_prompt_get_n_fields (prompt); i++)
    g_string_append_printf (self->transcript, "%s%s%s", i > 0 ? ", " : "", quay_prompt_get_field_text (prompt, i),
                            quay_prompt_get_field_echo (prompt, i) ? " (seen)" : "");
  g_string_append (self->transcript, "]\n");
}

static void
ask_secret_async (QuayInteraction *interaction,
                  QuayPrompt *prompt,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  QuayTestAnswerer *self = QUAY_TEST_ANSWERER (interaction);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  self->n_secret_questions++;
  write_down (self, prompt);
  if (self->never)
    {
      leave_open (self, task);
      return;
    }
  for (guint i = 0; i < quay_prompt_get_n_fields (prompt); i++)
    {
      g_autofree char *answer = g_queue_pop_head (&self->answers);

      if (answer == NULL)
        {
          g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "No more answers");
          return;
        }
      quay_prompt_set_answer (prompt, i, answer);
    }
  g_task_return_boolean (task, TRUE);
}

static gboolean
ask_secret_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
show_banner (QuayInteraction *interaction, const char *text)
{
  g_set_str (&QUAY_TEST_ANSWERER (interaction)->banner, text);
}

static void
quay_test_answerer_init_interface (QuayInteractionInterface *iface)
{
  iface->ask_host_key_async = ask_host_key_async;
  iface->ask_host_key_finish = ask_host_key_finish;
  iface->ask_secret_async = ask_secret_async;
  iface->ask_secret_finish = ask_secret_finish;
  iface->show_banner = show_banner;
}

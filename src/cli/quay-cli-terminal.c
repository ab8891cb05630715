/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-cli-terminal.h"

#include <string.h>
#include <strings.h>

#include "quay-cli-tty.h"

struct _QuayCliTerminal
{
  GObject parent_instance;

  QuayCliProgress *progress; /* borrowed */
  gboolean quiet;

  QuayCliTty *tty;
  GMutex asking; /* held by the worker thread whose question is on the terminal; guards what follows */
  gboolean has_answer_for_all;
  QuayOverwrite answer_for_all;
};

static void quay_cli_terminal_interaction_init (QuayInteractionInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (QuayCliTerminal,
                               quay_cli_terminal,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (QUAY_TYPE_INTERACTION, quay_cli_terminal_interaction_init))

static void
quay_cli_terminal_finalize (GObject *object)
{
  QuayCliTerminal *self = QUAY_CLI_TERMINAL (object);

  g_clear_pointer (&self->tty, quay_cli_tty_free);
  g_mutex_clear (&self->asking);
  G_OBJECT_CLASS (quay_cli_terminal_parent_class)->finalize (object);
}

static void
quay_cli_terminal_class_init (QuayCliTerminalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_cli_terminal_finalize;
}

static void
quay_cli_terminal_init (QuayCliTerminal *self)
{
  self->tty = quay_cli_tty_new ();
  g_mutex_init (&self->asking);
}

QuayCliTerminal *
quay_cli_terminal_new (QuayCliProgress *progress, gboolean quiet)
{
  QuayCliTerminal *self = g_object_new (QUAY_CLI_TYPE_TERMINAL, NULL);

  self->progress = progress;
  self->quiet = quiet;

  return self;
}

void
quay_cli_terminal_leave (QuayCliTerminal *self)
{
  quay_cli_tty_leave (self->tty);
}

/* One question for the worker thread; @ask does the talking. */
typedef struct
{
  GObject *question;
  gssize (*ask) (QuayCliTerminal *self, gpointer question, GCancellable *cancellable, GError **error);
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->question);
  g_free (question);
}

static void
ask_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  QuayCliTerminal *self = source;
  Question *question = task_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->asking);
  GError *error = NULL;
  gssize answer = -1;

  if (quay_cli_tty_open (self->tty, &error))
    answer = question->ask (self, question->question, cancellable, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, answer);
}

static void
start_asking (QuayCliTerminal *self,
              gpointer object,
              gssize (*ask) (QuayCliTerminal *, gpointer, GCancellable *, GError **),
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Question *question = g_new0 (Question, 1);

  question->question = g_object_ref (object);
  question->ask = ask;
  g_task_set_source_tag (task, ask);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  quay_cli_progress_pause (self->progress);
  g_task_run_in_thread (task, ask_in_thread);
}

static gssize
finish_asking (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  QuayCliTerminal *self = QUAY_CLI_TERMINAL (interaction);

  quay_cli_progress_resume (self->progress);

  return g_task_propagate_int (G_TASK (result), error);
}

static void say (QuayCliTerminal *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (QuayCliTerminal *self, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  quay_cli_tty_write (self->tty, text);
}

/* Host keys */

static char *
dup_place (QuayHostKeyQuestion *question)
{
  const char *host = quay_host_key_question_get_host (question);
  guint port = quay_host_key_question_get_port (question);
  g_autofree char *place = port == 22 || port == 0 ? g_strdup (host) : g_strdup_printf ("[%s]:%u", host, port);

  return quay_text_escape (place, -1);
}

static void
explain_refusal (QuayCliTerminal *self, QuayHostKeyQuestion *question)
{
  QuayHostKey *key = quay_host_key_question_get_key (question);
  const char *line = quay_host_key_question_get_line (question);
  gboolean revoked = quay_host_key_question_get_result (question) == QUAY_KNOWN_HOSTS_REVOKED;
  g_autofree char *place = dup_place (question);

  say (self, "@@@ WARNING: %s @@@\n", revoked ? "THE HOST KEY IS REVOKED" : "THE HOST KEY HAS CHANGED");
  say (self, "The %s key of %s is now\n  %s\n", quay_host_key_get_type_name (key), place,
       quay_host_key_get_sha256 (key));
  if (revoked)
    say (self, "and known_hosts says that this key must not be trusted. The connection is refused.\n");
  else
    say (self,
         "which is not the key on file. Somebody may be listening in, or the server has a new key.\n"
         "The connection is refused. Ask whoever runs the server; if the new key is right, remove the old line.\n");
  if (line != NULL)
    say (self, "The line that decides: %s\n", line);
}

static gssize
ask_unknown_key (QuayCliTerminal *self, QuayHostKeyQuestion *question, GCancellable *cancellable, GError **error)
{
  QuayHostKey *key = quay_host_key_question_get_key (question);
  const char *prompt = "Are you sure you want to continue connecting (yes/no/[fingerprint])? ";
  g_autofree char *place = dup_place (question);
  char answer[QUAY_CLI_TTY_ANSWER_SIZE];

  say (self, "The authenticity of host '%s' can't be established.\n%s key fingerprint is %s.\n", place,
       quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key));
  while (quay_cli_tty_ask (self->tty, prompt, TRUE, answer, cancellable, error))
    {
      g_strstrip (answer);
      if (strcasecmp (answer, "yes") == 0 || g_str_equal (answer, quay_host_key_get_sha256 (key)))
        return QUAY_HOST_KEY_ACCEPT_AND_SAVE;
      if (strcasecmp (answer, "no") == 0 || *answer == '\0')
        return QUAY_HOST_KEY_REJECT;
      prompt = "Please type 'yes', 'no' or the fingerprint: ";
    }

  return QUAY_HOST_KEY_REJECT;
}

static gssize
ask_host_key (QuayCliTerminal *self, gpointer object, GCancellable *cancellable, GError **error)
{
  QuayHostKeyQuestion *question = object;

  if (quay_host_key_question_get_result (question) == QUAY_KNOWN_HOSTS_UNKNOWN)
    return ask_unknown_key (self, question, cancellable, error);
  explain_refusal (self, question);

  return QUAY_HOST_KEY_REJECT;
}

static void
ask_host_key_async (QuayInteraction *interaction,
                    QuayHostKeyQuestion *question,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  start_asking (QUAY_CLI_TERMINAL (interaction), question, ask_host_key, cancellable, callback, user_data);
}

static QuayHostKeyAnswer
ask_host_key_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  gssize answer = finish_asking (interaction, result, error);

  return answer < 0 ? QUAY_HOST_KEY_REJECT : (QuayHostKeyAnswer)answer;
}

/* Secrets */

/* Each line is marked, or the second could be taken for ours. */
static void
say_as (QuayCliTerminal *self, const char *who, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (lines[i + 1] != NULL || *lines[i] != '\0')
      say (self, "%s says: %s\n", who, lines[i]);
}

static void
introduce (QuayCliTerminal *self, QuayPrompt *prompt)
{
  const char *title = quay_prompt_get_title (prompt);
  const char *instruction = quay_prompt_get_instruction (prompt);

  if (quay_prompt_get_attempt (prompt) > 1)
    say (self, "That was not accepted, please try again.\n");
  if (title != NULL && *title != '\0')
    say_as (self, quay_prompt_get_host (prompt), title);
  if (instruction != NULL && *instruction != '\0')
    say_as (self, quay_prompt_get_host (prompt), instruction);
}

static char *
dup_field_text (QuayPrompt *prompt, guint index)
{
  const char *user = quay_prompt_get_user (prompt);
  const char *host = quay_prompt_get_host (prompt);

  switch (quay_prompt_get_kind (prompt))
    {
    case QUAY_PROMPT_PASSWORD:
      return g_strdup_printf ("%s@%s's password: ", user, host);
    case QUAY_PROMPT_PASSPHRASE:
      /* Or the PIN of a token. */
      if (g_strcmp0 (quay_prompt_get_field_text (prompt, index), "PIN") == 0)
        return g_strdup_printf ("Enter PIN for %s: ", quay_prompt_get_key_file (prompt));
      return g_strdup_printf ("Enter passphrase for key '%s': ", quay_prompt_get_key_file (prompt));
    case QUAY_PROMPT_PROXY:
      return g_strdup_printf ("(proxy %s) %s: ", host, quay_prompt_get_field_text (prompt, index));
    case QUAY_PROMPT_NEW_PASSWORD:
    case QUAY_PROMPT_KEYBOARD_INTERACTIVE:
    default:
      return g_strdup_printf ("(%s@%s) %s", user, host, quay_prompt_get_field_text (prompt, index));
    }
}

static gssize
ask_secret (QuayCliTerminal *self, gpointer object, GCancellable *cancellable, GError **error)
{
  QuayPrompt *prompt = object;

  introduce (self, prompt);
  for (guint i = 0; i < quay_prompt_get_n_fields (prompt); i++)
    {
      char answer[QUAY_CLI_TTY_ANSWER_SIZE];
      g_autofree char *text = dup_field_text (prompt, i);

      if (!quay_cli_tty_ask (self->tty, text, quay_prompt_get_field_echo (prompt, i), answer, cancellable, error))
        return FALSE;
      quay_prompt_set_answer (prompt, i, answer);
      explicit_bzero (answer, sizeof answer);
    }

  return TRUE;
}

static void
ask_secret_async (QuayInteraction *interaction,
                  QuayPrompt *prompt,
                  GCancellable *cancellable,
                  GAsyncReadyCallback callback,
                  gpointer user_data)
{
  start_asking (QUAY_CLI_TERMINAL (interaction), prompt, ask_secret, cancellable, callback, user_data);
}

static gboolean
ask_secret_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  return finish_asking (interaction, result, error) == TRUE;
}

/* Conflicts */

static const struct
{
  char letter;
  QuayOverwrite action;
  gboolean for_all;
  gboolean resumes;
} choices[] = {
  { 'o', QUAY_OVERWRITE_ALWAYS, FALSE, FALSE }, { 'O', QUAY_OVERWRITE_ALWAYS, TRUE, FALSE },
  { 's', QUAY_OVERWRITE_NEVER, FALSE, FALSE },  { 'S', QUAY_OVERWRITE_NEVER, TRUE, FALSE },
  { 'n', QUAY_OVERWRITE_RENAME, FALSE, FALSE }, { 'N', QUAY_OVERWRITE_RENAME, TRUE, FALSE },
  { 'r', QUAY_OVERWRITE_RESUME, FALSE, TRUE },  { 'R', QUAY_OVERWRITE_RESUME, TRUE, TRUE },
};

static void
say_side (QuayCliTerminal *self, const char *what, QuayFileInfo *info)
{
  g_autofree char *size = NULL;
  g_autofree char *date = NULL;
  g_autoptr (GDateTime) time = NULL;

  if (info == NULL)
    return;
  size = quay_file_info_has_size (info) ? g_format_size_full (quay_file_info_get_size (info), G_FORMAT_SIZE_LONG_FORMAT)
                                        : g_strdup ("size not known");
  time = g_date_time_new_from_unix_local (quay_file_info_get_modified (info));
  date = time != NULL ? g_date_time_format (time, "%F %T") : g_strdup ("date not known");
  say (self, "  %s  %s, %s\n", what, size, date);
}

static gboolean
apply_choice (QuayCliTerminal *self, QuayConflict *conflict, char letter)
{
  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      if (choices[i].letter != letter || (choices[i].resumes && !quay_conflict_get_can_resume (conflict)))
        continue;
      quay_conflict_answer (conflict, choices[i].action, NULL, choices[i].for_all);
      self->has_answer_for_all = choices[i].for_all;
      self->answer_for_all = choices[i].action;
      return TRUE;
    }

  return FALSE;
}

static gssize
ask_about_target (QuayCliTerminal *self, QuayConflict *conflict, GCancellable *cancellable, GError **error)
{
  g_autofree char *target = quay_text_escape (quay_conflict_get_target_path (conflict), -1);
  g_autofree char *prompt = NULL;
  char answer[QUAY_CLI_TTY_ANSWER_SIZE];

  say (self, "%s exists already.\n", target);
  say_side (self, "new:  ", quay_conflict_get_source (conflict));
  say_side (self, "there:", quay_conflict_get_target (conflict));
  prompt = g_strdup_printf ("(o)verwrite, (s)kip, re(n)ame%s, capital letter for all, (q)uit? ",
                            quay_conflict_get_can_resume (conflict) ? ", (r)esume" : "");
  while (quay_cli_tty_ask (self->tty, prompt, TRUE, answer, cancellable, error))
    {
      if (answer[0] == 'q' && answer[1] == '\0')
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled: %s exists already", target);
          return FALSE;
        }
      if (answer[0] != '\0' && answer[1] == '\0' && apply_choice (self, conflict, answer[0]))
        return TRUE;
    }

  return FALSE;
}

static gssize
ask_conflict (QuayCliTerminal *self, gpointer object, GCancellable *cancellable, GError **error)
{
  QuayConflict *conflict = object;

  /* Several transfers may have come upon a target before the answer for all of them was given. */
  if (!self->has_answer_for_all
      || (self->answer_for_all == QUAY_OVERWRITE_RESUME && !quay_conflict_get_can_resume (conflict)))
    return ask_about_target (self, conflict, cancellable, error);
  quay_conflict_answer (conflict, self->answer_for_all, NULL, TRUE);

  return TRUE;
}

static void
ask_conflict_async (QuayInteraction *interaction,
                    QuayConflict *conflict,
                    GCancellable *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer user_data)
{
  start_asking (QUAY_CLI_TERMINAL (interaction), conflict, ask_conflict, cancellable, callback, user_data);
}

static gboolean
ask_conflict_finish (QuayInteraction *interaction, GAsyncResult *result, GError **error)
{
  return finish_asking (interaction, result, error) == TRUE;
}

static void
show_banner (QuayInteraction *interaction, const char *text)
{
  QuayCliTerminal *self = QUAY_CLI_TERMINAL (interaction);

  if (self->quiet || !quay_cli_tty_open (self->tty, NULL))
    return;
  quay_cli_progress_hide (self->progress);
  say_as (self, "The server", text);
}

static void
quay_cli_terminal_interaction_init (QuayInteractionInterface *iface)
{
  iface->ask_host_key_async = ask_host_key_async;
  iface->ask_host_key_finish = ask_host_key_finish;
  iface->ask_secret_async = ask_secret_async;
  iface->ask_secret_finish = ask_secret_finish;
  iface->ask_conflict_async = ask_conflict_async;
  iface->ask_conflict_finish = ask_conflict_finish;
  iface->show_banner = show_banner;
}

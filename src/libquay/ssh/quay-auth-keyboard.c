/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-pattern.h"
#include "quay-text.h"

/*
 * The method "keyboard-interactive", RFC 4256: the server asks what it likes, in as many rounds as it likes. All of it
 * is bounded, escaped, and shown as the server's words.
 */

#define MAX_TRIES 3
#define MAX_ROUNDS 20
#define MAX_PROMPTS 100
#define MAX_TEXT 4096

static void
give_up (QuayAuth *self, const char *why)
{
  if (self->error == NULL)
    quay_set_error (&self->error, QUAY_ERROR_AUTHENTICATION, "Logging in to %s was given up: the server %s",
                    self->session->place, why);
  quay_ssh_wire_kill (self->session->wire);
}

static char *
escape_text (const char *text, gssize length)
{
  return quay_text_escape_message (text != NULL ? text : "", MAX (length, 0), MAX_TEXT);
}

static char *
escape_prompt (const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompt)
{
  return escape_text ((const char *)prompt->text, prompt->length);
}

static const char *
get_pattern (QuayAuth *self)
{
  const char *pattern = quay_site_options_get_password_prompt (self->session->options);

  return pattern != NULL && *pattern != '\0' ? pattern : NULL;
}

/* With the space at its end, which most prompts have and nobody writes down, or without. */
static gboolean
matches_pattern (const char *pattern, const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  return quay_pattern_matches (pattern, text, FALSE) || quay_pattern_matches (pattern, stripped, FALSE);
}

static gboolean
looks_like_password_prompt (QuayAuth *self, const char *text)
{
  const char *pattern = get_pattern (self);
  g_autofree char *folded = NULL;
  static const char *const words[] = { "password",   "passwort", "mot de passe", "contraseña", "пароль",
                                       "wachtwoord", "senha",    "hasło",        "lösenord",   "kennwort" };

  if (pattern != NULL)
    return matches_pattern (pattern, text);
  folded = g_utf8_casefold (text, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strstr (folded, words[i]) != NULL)
      return TRUE;

  return FALSE;
}

static void
set_response (QuayAuth *self, LIBSSH2_USERAUTH_KBDINT_RESPONSE *response, const char *answer)
{
  gsize length = 0;

  quay_log_secret (&self->session->log, "Sending the answer", answer != NULL ? answer : "");
  response->text = quay_ssh_wire_alloc_text (answer != NULL ? answer : "", &length);
  response->length = length;
}

/* One hidden prompt that stays the only one is a password in all but name: worth remembering. */
static void
note_answer (QuayAuth *self, int n_prompts, const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts, const char *answer)
{
  g_clear_pointer (&self->prompt, g_free);
  g_clear_pointer (&self->answer, quay_secret_free);
  if (n_prompts != 1 || self->n_prompts != 1 || prompts[0].echo || answer == NULL)
    return;
  self->prompt = escape_prompt (&prompts[0]);
  self->answer = quay_secret_dup (answer);
}

/* What was right the last time the server asked this and nothing else, or the stored password where it asks for a
 * password. Once. */
static gboolean
answer_stored (QuayAuth *self,
               int n_prompts,
               const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
               LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses)
{
  g_autofree char *text = NULL;
  g_autoptr (QuaySecret) remembered = NULL;
  const char *answer;

  if (!self->use_stored || n_prompts != 1 || prompts[0].echo)
    return FALSE;
  text = escape_prompt (&prompts[0]);
  if (self->n_prompts == 1)
    remembered = quay_auth_memory_dup (self->session->memory, QUAY_AUTH_MEMORY_KEYBOARD, text);
  answer = remembered;
  if (answer == NULL && looks_like_password_prompt (self, text))
    answer = quay_auth_get_stored_password (self);
  if (answer == NULL)
    return FALSE;
  self->use_stored = FALSE;
  self->used_stored = TRUE;
  self->stored_password_in_keyboard = TRUE;
  note_answer (self, n_prompts, prompts, answer);
  set_response (self, &responses[0], answer);

  return TRUE;
}

static void
show_text (QuayAuth *self, const char *title, const char *instruction)
{
  g_autofree char *text = g_strconcat (title, *title != '\0' && *instruction != '\0' ? "\n" : "", instruction, NULL);

  if (*text != '\0')
    quay_prompter_show_banner (self->session->prompter, text);
}

/* Of several prompts, those that the pattern in the options is for. Returns how many are left. */
static int
answer_matching (QuayAuth *self,
                 int n_prompts,
                 const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
                 LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses)
{
  const char *pattern = get_pattern (self);
  const char *password = quay_auth_get_stored_password (self);
  int n_left = n_prompts;

  if (!self->use_stored || pattern == NULL || password == NULL)
    return n_prompts;
  for (int i = 0; i < n_prompts; i++)
    {
      g_autofree char *text = escape_prompt (&prompts[i]);

      if (!matches_pattern (pattern, text))
        continue;
      set_response (self, &responses[i], password);
      n_left--;
    }
  if (n_left == n_prompts)
    return n_left;
  self->use_stored = FALSE;
  self->used_stored = TRUE;
  self->stored_password_in_keyboard = TRUE;
  if (n_left == 0)
    self->n_answered++;

  return n_left;
}

/* Those that have no answer yet. */
static void
ask_person (QuayAuth *self,
            const char *title,
            const char *instruction,
            int n_prompts,
            const LIBSSH2_USERAUTH_KBDINT_PROMPT *prompts,
            LIBSSH2_USERAUTH_KBDINT_RESPONSE *responses)
{
  g_autoptr (QuayPrompt) prompt = quay_auth_make_prompt (self, QUAY_PROMPT_KEYBOARD_INTERACTIVE);
  guint field = 0;

  quay_prompt_set_title (prompt, title);
  quay_prompt_set_instruction (prompt, instruction);
  quay_prompt_set_attempt (prompt, self->attempt);
  for (int i = 0; i < n_prompts; i++)
    {
      g_autofree char *text = escape_prompt (&prompts[i]);

      if (responses[i].text == NULL)
        quay_prompt_add_field (prompt, text, prompts[i].echo != 0);
    }
  if (!quay_auth_ask (self, prompt))
    {
      /* The server must not take our silence for an answer. */
      quay_ssh_wire_kill (self->session->wire);
      return;
    }
  self->asked_in_keyboard = TRUE;
  note_answer (self, n_prompts, prompts, quay_prompt_get_answer (prompt, 0));
  for (int i = 0; i < n_prompts; i++)
    if (responses[i].text == NULL)
      set_response (self, &responses[i], quay_prompt_get_answer (prompt, field++));
}

static LIBSSH2_USERAUTH_KBDINT_RESPONSE_FUNC (respond_hook)
{
  QuayAuth *self = quay_ssh_wire_get_client (*abstract);
  g_autofree char *title = escape_text (name, name_len);
  g_autofree char *shown = escape_text (instruction, instruction_len);

  self->n_prompts += MAX (num_prompts, 0);
  if (++self->n_rounds > MAX_ROUNDS)
    give_up (self, "asks one question after the other without an end");
  else if (num_prompts > MAX_PROMPTS)
    give_up (self, "asks too many questions at once");
  else if (self->error != NULL)
    quay_ssh_wire_kill (self->session->wire);
  else if (num_prompts <= 0)
    show_text (self, title, shown);
  else if (answer_stored (self, num_prompts, prompts, responses))
    self->n_answered++;
  else if (answer_matching (self, num_prompts, prompts, responses) == 0)
    return;
  else if (quay_auth_can_ask (self))
    {
      ask_person (self, title, shown, num_prompts, prompts, responses);
      self->n_answered++;
    }
  else
    for (int i = 0; i < num_prompts; i++)
      if (responses[i].text == NULL)
        set_response (self, &responses[i], "");
}

static void
remember (QuayAuth *self, QuayAuthResult result)
{
  if (self->used_stored)
    quay_auth_learn (self, result, QUAY_AUTH_MEMORY_KEYBOARD, self->prompt != NULL ? self->prompt : "");
  if (self->prompt != NULL && self->n_prompts == 1 && (result == QUAY_AUTH_SUCCESS || result == QUAY_AUTH_PARTIAL))
    quay_auth_memory_keep (self->earned, QUAY_AUTH_MEMORY_KEYBOARD, self->prompt, self->answer);
  g_clear_pointer (&self->prompt, g_free);
  g_clear_pointer (&self->answer, quay_secret_free);
}

static QuayAuthResult
run_request (QuayAuth *self)
{
  QuayAuthResult result;
  int rc;

  self->n_rounds = 0;
  self->n_answered = 0;
  self->n_prompts = 0;
  self->used_stored = FALSE;
  do
    rc = libssh2_userauth_keyboard_interactive_ex (self->session->lib, self->user, strlen (self->user), respond_hook);
  while (quay_auth_again (self, rc));
  result = quay_auth_judge (self, rc);
  remember (self, result);
  if (result == QUAY_AUTH_REFUSED || (result == QUAY_AUTH_ERROR && self->answered))
    quay_auth_note (self, self->n_answered > 0 ? "keyboard-interactive: the answers were refused"
                                               : "keyboard-interactive: refused without an answer");

  return result;
}

QuayAuthResult
quay_auth_keyboard_stored (QuayAuth *self)
{
  if (self->stored_password_in_keyboard
      || (quay_auth_get_stored_password (self) == NULL
          && !quay_auth_memory_has (self->session->memory, QUAY_AUTH_MEMORY_KEYBOARD)))
    return QUAY_AUTH_REFUSED;
  self->use_stored = TRUE;
  self->attempt = 1;

  return run_request (self);
}

QuayAuthResult
quay_auth_keyboard_asking (QuayAuth *self)
{
  QuayAuthResult result = QUAY_AUTH_REFUSED;
  guint first = self->stored_password_in_keyboard ? 2 : 1;

  self->use_stored = FALSE;
  for (guint i = 0; i < MAX_TRIES && result == QUAY_AUTH_REFUSED; i++)
    {
      if (!quay_auth_can_ask (self) || !quay_auth_allows (self, "keyboard-interactive"))
        break;
      self->attempt = first + i;
      result = run_request (self);
      /* Refused before it asked: asking again would not change that. */
      if (self->n_answered == 0)
        break;
    }

  return result;
}

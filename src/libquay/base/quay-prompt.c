/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-prompt.h"

#include "quay-secret.h"

typedef struct
{
  char *text;
  gboolean echo;
  char *answer; /* quay_secret_free; nullable */
} Field;

struct _QuayPrompt
{
  GObject parent_instance;

  QuayPromptKind kind;
  guint port;
  guint attempt;

  /* Owned */
  char *user;
  char *host;
  char *title;
  char *instruction;
  char *key_file;
  GArray *fields; /* of Field */
};

G_DEFINE_FINAL_TYPE (QuayPrompt, quay_prompt, G_TYPE_OBJECT)

static void
clear_field (gpointer data)
{
  Field *field = data;

  g_clear_pointer (&field->text, g_free);
  g_clear_pointer (&field->answer, quay_secret_free);
}

static void
quay_prompt_finalize (GObject *object)
{
  QuayPrompt *self = QUAY_PROMPT (object);

  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->instruction, g_free);
  g_clear_pointer (&self->key_file, g_free);
  g_clear_pointer (&self->fields, g_array_unref);

  G_OBJECT_CLASS (quay_prompt_parent_class)->finalize (object);
}

static void
quay_prompt_class_init (QuayPromptClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = quay_prompt_finalize;
}

static void
quay_prompt_init (QuayPrompt *self)
{
  self->attempt = 1;
  self->title = g_strdup ("");
  self->instruction = g_strdup ("");
  self->fields = g_array_new (FALSE, TRUE, sizeof (Field));
  g_array_set_clear_func (self->fields, clear_field);
}

/**
 * quay_prompt_new:
 * @kind: what is asked for
 * @user: who logs in
 * @host: where
 * @port: its port
 *
 * Returns: (transfer full): a prompt without fields
 */
QuayPrompt *
quay_prompt_new (QuayPromptKind kind, const char *user, const char *host, guint port)
{
  QuayPrompt *self = g_object_new (QUAY_TYPE_PROMPT, NULL);

  self->kind = kind;
  self->user = g_strdup (user != NULL ? user : "");
  self->host = g_strdup (host != NULL ? host : "");
  self->port = port;

  return self;
}

/**
 * quay_prompt_get_kind:
 * @self: a prompt
 *
 * Returns: what is asked for
 */
QuayPromptKind
quay_prompt_get_kind (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), QUAY_PROMPT_PASSWORD);

  return self->kind;
}

/**
 * quay_prompt_get_user:
 * @self: a prompt
 *
 * Returns: (transfer none): who logs in
 */
const char *
quay_prompt_get_user (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);

  return self->user;
}

/**
 * quay_prompt_get_host:
 * @self: a prompt
 *
 * Returns: (transfer none): the host
 */
const char *
quay_prompt_get_host (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);

  return self->host;
}

/**
 * quay_prompt_get_port:
 * @self: a prompt
 *
 * Returns: the port
 */
guint
quay_prompt_get_port (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), 0);

  return self->port;
}

/**
 * quay_prompt_get_title:
 * @self: a prompt
 *
 * Returns: (transfer none): the name the server gave the request (RFC 4256 section 3.2), escaped, or ""
 */
const char *
quay_prompt_get_title (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);

  return self->title;
}

/**
 * quay_prompt_set_title:
 * @self: a prompt
 * @title: text, escaped already
 *
 * Sets what [method@Quay.Prompt.get_title] returns.
 */
void
quay_prompt_set_title (QuayPrompt *self, const char *title)
{
  g_return_if_fail (QUAY_IS_PROMPT (self));

  g_set_str (&self->title, title != NULL ? title : "");
}

/**
 * quay_prompt_get_instruction:
 * @self: a prompt
 *
 * Returns: (transfer none): the server's instruction (RFC 4256 section 3.2), escaped, or ""
 */
const char *
quay_prompt_get_instruction (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);

  return self->instruction;
}

/**
 * quay_prompt_set_instruction:
 * @self: a prompt
 * @instruction: text, escaped already
 *
 * Sets what [method@Quay.Prompt.get_instruction] returns.
 */
void
quay_prompt_set_instruction (QuayPrompt *self, const char *instruction)
{
  g_return_if_fail (QUAY_IS_PROMPT (self));

  g_set_str (&self->instruction, instruction != NULL ? instruction : "");
}

/**
 * quay_prompt_get_key_file:
 * @self: a prompt
 *
 * Returns: (transfer none) (nullable): for a passphrase, the key file as it may be shown
 */
const char *
quay_prompt_get_key_file (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);

  return self->key_file;
}

/**
 * quay_prompt_set_key_file:
 * @self: a prompt
 * @key_file: (nullable): the key file, escaped already
 *
 * Sets what [method@Quay.Prompt.get_key_file] returns.
 */
void
quay_prompt_set_key_file (QuayPrompt *self, const char *key_file)
{
  g_return_if_fail (QUAY_IS_PROMPT (self));

  g_set_str (&self->key_file, key_file);
}

/**
 * quay_prompt_get_attempt:
 * @self: a prompt
 *
 * Returns: 1 the first time; above 1 the last answer was wrong
 */
guint
quay_prompt_get_attempt (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), 0);

  return self->attempt;
}

/**
 * quay_prompt_set_attempt:
 * @self: a prompt
 * @attempt: 1 or more
 *
 * Sets what [method@Quay.Prompt.get_attempt] returns.
 */
void
quay_prompt_set_attempt (QuayPrompt *self, guint attempt)
{
  g_return_if_fail (QUAY_IS_PROMPT (self));
  g_return_if_fail (attempt > 0);

  self->attempt = attempt;
}

/**
 * quay_prompt_add_field:
 * @self: a prompt
 * @text: what stands beside it, escaped already
 * @echo: whether the answer may be seen while it is typed
 *
 * Adds a field.
 */
void
quay_prompt_add_field (QuayPrompt *self, const char *text, gboolean echo)
{
  Field field = { .echo = echo };

  g_return_if_fail (QUAY_IS_PROMPT (self));

  field.text = g_strdup (text != NULL ? text : "");
  g_array_append_val (self->fields, field);
}

/**
 * quay_prompt_get_n_fields:
 * @self: a prompt
 *
 * Returns: the number of fields; 0 where the server only has something to say
 */
guint
quay_prompt_get_n_fields (QuayPrompt *self)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), 0);

  return self->fields->len;
}

/**
 * quay_prompt_get_field_text:
 * @self: a prompt
 * @index: which field
 *
 * Returns: (transfer none): what stands beside it
 */
const char *
quay_prompt_get_field_text (QuayPrompt *self, guint index)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);
  g_return_val_if_fail (index < self->fields->len, NULL);

  return g_array_index (self->fields, Field, index).text;
}

/**
 * quay_prompt_get_field_echo:
 * @self: a prompt
 * @index: which field
 *
 * Returns: whether the answer may be seen while it is typed
 */
gboolean
quay_prompt_get_field_echo (QuayPrompt *self, guint index)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), FALSE);
  g_return_val_if_fail (index < self->fields->len, FALSE);

  return g_array_index (self->fields, Field, index).echo;
}

/**
 * quay_prompt_set_answer:
 * @self: a prompt
 * @index: which field
 * @answer: (nullable): the answer; %NULL takes one away
 *
 * The answer is copied into memory that is wiped.
 */
void
quay_prompt_set_answer (QuayPrompt *self, guint index, const char *answer)
{
  Field *field;

  g_return_if_fail (QUAY_IS_PROMPT (self));
  g_return_if_fail (index < self->fields->len);

  field = &g_array_index (self->fields, Field, index);
  g_clear_pointer (&field->answer, quay_secret_free);
  field->answer = quay_secret_dup (answer);
}

/**
 * quay_prompt_get_answer:
 * @self: a prompt
 * @index: which field
 *
 * Returns: (transfer none) (nullable): the answer
 */
const char *
quay_prompt_get_answer (QuayPrompt *self, guint index)
{
  g_return_val_if_fail (QUAY_IS_PROMPT (self), NULL);
  g_return_val_if_fail (index < self->fields->len, NULL);

  return g_array_index (self->fields, Field, index).answer;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayPromptKind:
 * @QUAY_PROMPT_PASSWORD: the user's password
 * @QUAY_PROMPT_NEW_PASSWORD: one to replace it, twice
 * @QUAY_PROMPT_PASSPHRASE: of a private key
 * @QUAY_PROMPT_KEYBOARD_INTERACTIVE: what the server asks
 * @QUAY_PROMPT_PROXY: a proxy wants a password, or a user name and a password; user, host and port are the proxy's
 */
typedef enum {
  QUAY_PROMPT_PASSWORD,
  QUAY_PROMPT_NEW_PASSWORD,
  QUAY_PROMPT_PASSPHRASE,
  QUAY_PROMPT_KEYBOARD_INTERACTIVE,
  QUAY_PROMPT_PROXY,
} QuayPromptKind;

/**
 * QuayPrompt:
 *
 * One question for secrets, with one or several fields. Texts that come from the server are already escaped and
 * cut, and must be shown as the server's (RFC 4256 section 3.1). Answers are kept in wiped memory.
 */
#define QUAY_TYPE_PROMPT (quay_prompt_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayPrompt, quay_prompt, QUAY, PROMPT, GObject)

QUAY_API QuayPrompt   *quay_prompt_new              (QuayPromptKind kind, const char *user, const char *host, guint port);
QUAY_API QuayPromptKind quay_prompt_get_kind        (QuayPrompt *self);
QUAY_API const char   *quay_prompt_get_user         (QuayPrompt *self);
QUAY_API const char   *quay_prompt_get_host         (QuayPrompt *self);
QUAY_API guint         quay_prompt_get_port         (QuayPrompt *self);
QUAY_API const char   *quay_prompt_get_title        (QuayPrompt *self); /* server's "name", may be "" */
QUAY_API const char   *quay_prompt_get_instruction  (QuayPrompt *self); /* server's, may be "" */
QUAY_API const char   *quay_prompt_get_key_file     (QuayPrompt *self); /* for passphrases, display form */
QUAY_API guint         quay_prompt_get_attempt      (QuayPrompt *self); /* 1, 2, … : above 1 the last answer was wrong */
QUAY_API guint         quay_prompt_get_n_fields     (QuayPrompt *self);
QUAY_API const char   *quay_prompt_get_field_text   (QuayPrompt *self, guint index);
QUAY_API gboolean      quay_prompt_get_field_echo   (QuayPrompt *self, guint index);
QUAY_API void          quay_prompt_set_answer       (QuayPrompt *self, guint index, const char *answer);
QUAY_API const char   *quay_prompt_get_answer       (QuayPrompt *self, guint index); /* borrowed, nullable */

QUAY_API void          quay_prompt_set_title        (QuayPrompt *self, const char *title);
QUAY_API void          quay_prompt_set_instruction  (QuayPrompt *self, const char *instruction);
QUAY_API void          quay_prompt_set_key_file     (QuayPrompt *self, const char *key_file);
QUAY_API void          quay_prompt_set_attempt      (QuayPrompt *self, guint attempt);
QUAY_API void          quay_prompt_add_field        (QuayPrompt *self, const char *text, gboolean echo);

G_END_DECLS

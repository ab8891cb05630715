/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-error-private.h"

/*
 * The method "password", RFC 4252 section 8.
 */

#define MAX_TRIES 3

/* SSH_MSG_USERAUTH_PASSWD_CHANGEREQ: the server wants another one. Without an answer libssh2 gives up. */
static LIBSSH2_PASSWD_CHANGEREQ_FUNC (change_hook)
{
  QuayAuth *self = quay_ssh_wire_get_client (*abstract);

  *newpw = NULL;
  *newpw_len = 0;
  for (guint attempt = 1; attempt <= MAX_TRIES && quay_auth_can_ask (self); attempt++)
    {
      g_autoptr (QuayPrompt) prompt = quay_auth_make_prompt (self, QUAY_PROMPT_NEW_PASSWORD);
      const char *first, *second;
      gsize length;

      quay_prompt_set_attempt (prompt, attempt);
      quay_prompt_add_field (prompt, "New password", FALSE);
      quay_prompt_add_field (prompt, "New password again", FALSE);
      if (!quay_auth_ask (self, prompt))
        return;
      first = quay_prompt_get_answer (prompt, 0);
      second = quay_prompt_get_answer (prompt, 1);
      if (first == NULL || *first == '\0' || g_strcmp0 (first, second) != 0)
        continue;
      quay_auth_memory_keep (self->earned, QUAY_AUTH_MEMORY_PASSWORD, "", first);
      quay_log_secret (&self->session->log, "Sending a new password", first);
      *newpw = quay_ssh_wire_alloc_text (first, &length);
      *newpw_len = length;
      return;
    }
}

static QuayAuthResult
send_password (QuayAuth *self, const char *password)
{
  QuayAuthResult result;
  int rc;

  quay_auth_memory_keep (self->earned, QUAY_AUTH_MEMORY_PASSWORD, "", password);
  quay_log_secret (&self->session->log, "Sending the password", password);
  do
    rc = libssh2_userauth_password_ex (self->session->lib, self->user, strlen (self->user), password, strlen (password),
                                       change_hook);
  while (quay_auth_again (self, rc));
  result = quay_auth_judge (self, rc);
  if (result != QUAY_AUTH_SUCCESS && result != QUAY_AUTH_PARTIAL)
    quay_auth_memory_drop (self->earned, QUAY_AUTH_MEMORY_PASSWORD, "");
  if (result == QUAY_AUTH_REFUSED || (result == QUAY_AUTH_ERROR && self->answered))
    quay_auth_note (self, "password: refused");
  if (result == QUAY_AUTH_ERROR && rc == LIBSSH2_ERROR_PASSWORD_EXPIRED && !quay_auth_can_ask (self))
    {
      g_clear_error (&self->error);
      quay_set_error (&self->error, QUAY_ERROR_AUTHENTICATION,
                      "The password for %s has expired and has to be changed; log in once where you can be asked",
                      self->session->place);
    }

  return result;
}

QuayAuthResult
quay_auth_password_stored (QuayAuth *self)
{
  g_autoptr (QuaySecret) remembered = quay_auth_memory_dup (self->session->memory, QUAY_AUTH_MEMORY_PASSWORD, "");
  const char *password = remembered != NULL ? remembered : quay_auth_get_stored_password (self);
  QuayAuthResult result;

  if (password == NULL || self->stored_password_in_password)
    return QUAY_AUTH_REFUSED;
  self->stored_password_in_password = TRUE;
  result = send_password (self, password);
  quay_auth_learn (self, result, QUAY_AUTH_MEMORY_PASSWORD, "");

  return result;
}

QuayAuthResult
quay_auth_password_asking (QuayAuth *self)
{
  QuayAuthResult result = QUAY_AUTH_REFUSED;

  /* The server has had the same answers by the other method. */
  if (self->asked_in_keyboard)
    return QUAY_AUTH_REFUSED;
  for (guint attempt = 1; attempt <= MAX_TRIES && result == QUAY_AUTH_REFUSED; attempt++)
    {
      g_autoptr (QuayPrompt) prompt = quay_auth_make_prompt (self, QUAY_PROMPT_PASSWORD);

      if (!quay_auth_can_ask (self) || !quay_auth_allows (self, "password"))
        break;
      quay_prompt_set_attempt (prompt, attempt + (self->stored_password_in_password ? 1 : 0));
      quay_prompt_add_field (prompt, "Password", FALSE);
      if (!quay_auth_ask (self, prompt))
        return QUAY_AUTH_ERROR;
      if (quay_prompt_get_answer (prompt, 0) != NULL)
        result = send_password (self, quay_prompt_get_answer (prompt, 0));
    }

  return result;
}

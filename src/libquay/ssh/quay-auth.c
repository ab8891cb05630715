/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-auth.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"
#include "quay-url.h"

/* A server that is never content with what it accepts: no real one asks for more than three things. */
#define MAX_STEPS 8

/* RFC 4252 section 5.4 sets no limit to the banner; nobody reads more. */
#define MAX_BANNER (64 * 1024)

/* How much of the server's list of methods is shown, in characters. */
#define MAX_LIST 300

static void
quay_auth_clear (QuayAuth *self)
{
  g_clear_pointer (&self->methods, g_strfreev);
  g_clear_pointer (&self->wanted, g_strfreev);
  g_clear_pointer (&self->done, g_ptr_array_unref);
  g_clear_pointer (&self->signatures, g_strfreev);
  g_clear_pointer (&self->certificate, g_bytes_unref);
  g_clear_pointer (&self->certificate_algorithm, g_free);
  g_clear_pointer (&self->tried, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_clear_pointer (&self->earned, quay_auth_memory_unref);
  g_clear_pointer (&self->prompt, g_free);
  g_clear_pointer (&self->answer, quay_secret_free);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (QuayAuth, quay_auth_clear)

void
quay_auth_note (QuayAuth *self, const char *format, ...)
{
  g_autofree char *note = NULL;
  va_list args;

  va_start (args, format);
  note = g_strdup_vprintf (format, args);
  va_end (args);
  quay_log (&self->session->log, 1, "Authentication: %s", note);
  if (!g_ptr_array_find_with_equal_func (self->tried, note, g_str_equal, NULL))
    g_ptr_array_add (self->tried, g_steal_pointer (&note));
}

gboolean
quay_auth_again (QuayAuth *self, int rc)
{
  if (self->error != NULL)
    return FALSE;

  return quay_ssh_session_again (self->session, rc, self->deadline, self->cancellable, &self->error);
}

/* The server's reply to what failed, as far as it came: the methods it allows from here on. */
static gboolean
take_failure (QuayAuth *self)
{
  gboolean partial = FALSE;
  char **methods = quay_ssh_wire_take_failure (self->session->wire, &partial);

  self->answered = methods != NULL || quay_ssh_wire_get_farewell (self->session->wire) != NULL;
  if (methods == NULL)
    return FALSE;
  g_strfreev (self->methods);
  self->methods = methods;

  return partial;
}

QuayAuthResult
quay_auth_judge (QuayAuth *self, int rc)
{
  self->answered = FALSE;
  if (self->error != NULL || rc == LIBSSH2_ERROR_EAGAIN)
    return QUAY_AUTH_ERROR;
  if (rc == 0)
    return QUAY_AUTH_SUCCESS;
  if (take_failure (self))
    return QUAY_AUTH_PARTIAL;
  if (quay_ssh_wire_get_farewell (self->session->wire) != NULL || quay_ssh_session_is_over (self->session)
      || (rc != LIBSSH2_ERROR_AUTHENTICATION_FAILED && rc != LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED))
    {
      quay_ssh_set_error (self->session, rc, &self->error, "Logging in to %s failed", self->session->place);
      return QUAY_AUTH_ERROR;
    }
  self->n_refusals++;

  return QUAY_AUTH_REFUSED;
}

QuayPrompt *
quay_auth_make_prompt (QuayAuth *self, QuayPromptKind kind)
{
  g_autofree char *user = quay_text_escape (self->user, -1);
  QuayPrompt *prompt = quay_prompt_new (kind, user, quay_site_options_get_host (self->session->options),
                                        quay_site_options_get_port (self->session->options));

  return prompt;
}

gboolean
quay_auth_can_ask (QuayAuth *self)
{
  return !quay_prompter_is_silent (self->session->prompter);
}

gboolean
quay_auth_ask (QuayAuth *self, QuayPrompt *prompt)
{
  return quay_prompter_ask_secret (self->session->prompter, prompt, self->cancellable, &self->error);
}

const char *
quay_auth_get_stored_password (QuayAuth *self)
{
  QuaySshSession *session = self->session;

  if (self->knew || (quay_prompter_is_quiet (session->prompter) && quay_auth_memory_get_refused (session->memory)))
    return NULL;

  return quay_site_options_get_password (session->options);
}

void
quay_auth_learn (QuayAuth *self, QuayAuthResult result, QuayAuthMemoryKind kind, const char *name)
{
  QuayAuthMemory *memory = self->session->memory;

  if (result == QUAY_AUTH_SUCCESS || result == QUAY_AUTH_PARTIAL)
    return;
  if (!self->answered)
    {
      quay_auth_memory_unanswered (memory, kind, name);
      return;
    }
  self->outdated = TRUE;
  quay_auth_memory_drop (memory, kind, name);
  quay_auth_memory_set_refused (memory);
}

static void
show_banner (QuayAuth *self)
{
  g_autofree char *shown = NULL;
  char *banner = NULL;

  if (libssh2_userauth_banner (self->session->lib, &banner) != 0 || banner == NULL || *banner == '\0')
    return;
  shown = quay_text_escape_message (banner, -1, MAX_BANNER);
  quay_log (&self->session->log, 1, "The server's banner: %s", shown);
  quay_prompter_show_banner (self->session->prompter, shown);
}

/* The method "none" (section 5.2): servers answer with what they allow, and a few let it pass. */
static QuayAuthResult
ask_for_methods (QuayAuth *self)
{
  LIBSSH2_SESSION *lib = self->session->lib;
  g_autofree char *shown = NULL;
  char *list;
  int rc;

  do
    {
      list = libssh2_userauth_list (lib, self->user, strlen (self->user));
      rc = list != NULL || libssh2_userauth_authenticated (lib) ? 0 : libssh2_session_last_errno (lib);
    }
  while (quay_auth_again (self, rc));
  if (rc != 0)
    {
      if (self->error == NULL)
        quay_ssh_set_error (self->session, rc, &self->error, "Logging in to %s failed", self->session->place);
      return QUAY_AUTH_ERROR;
    }
  show_banner (self);
  if (list == NULL)
    return QUAY_AUTH_SUCCESS;
  self->methods = g_strsplit (list, ",", -1);
  shown = quay_text_escape_message (list, -1, MAX_LIST);
  quay_log (&self->session->log, 1, "The server allows: %s", shown);

  return QUAY_AUTH_REFUSED;
}

static QuayAuthResult
run (QuayAuth *self, const char **method)
{
  QuayAuthResult result;

  if (!quay_auth_read_wanted (self))
    return QUAY_AUTH_ERROR;
  quay_auth_read_signatures (self);
  quay_auth_prefer_signatures (self, NULL);
  *method = "custom";
  if (self->wanted != NULL && g_strv_contains ((const char *const *)self->wanted, "custom"))
    return quay_auth_custom (self);
  result = ask_for_methods (self);
  *method = "none";
  if (result != QUAY_AUTH_REFUSED)
    return result;
  for (guint step = 0; step < MAX_STEPS; step++)
    {
      result = quay_auth_run_step (self, method);
      if (result != QUAY_AUTH_PARTIAL)
        return result;
      if (self->done != NULL)
        g_ptr_array_add (self->done, (gpointer)*method);
      quay_auth_note (self, "%s: accepted, but the server wants more", *method);
    }

  return QUAY_AUTH_REFUSED;
}

static void
set_refused_error (QuayAuth *self, const char *reason, GError **error)
{
  g_autofree char *user = quay_text_escape (self->user, -1);
  g_autofree char *allowed = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *tried = NULL;
  g_autofree char *wanted = NULL;

  /* With another answer it may go well. */
  gboolean needs_prompt = self->outdated && quay_prompter_is_quiet (self->session->prompter);

  g_ptr_array_add (self->tried, NULL);
  tried = g_strjoinv ("; ", (char **)self->tried->pdata);
  allowed = self->methods != NULL ? g_strjoinv (", ", self->methods) : g_strdup ("");
  escaped = quay_text_escape_message (allowed, -1, MAX_LIST);
  if (self->wanted != NULL)
    {
      g_autofree char *joined = g_strjoinv (", ", self->wanted);

      wanted = g_strdup_printf (" The site's settings want: %s.", joined);
    }
  quay_set_error (
      error, needs_prompt ? QUAY_ERROR_NEEDS_PROMPT : QUAY_ERROR_AUTHENTICATION,
      "Could not log in to %s as “%s”. Tried: %s. The server allows: %s.%s%s Check the user name, and that one of your "
      "keys or the password is right for it",
      self->session->place, user, *tried != '\0' ? tried : "nothing, there was nothing to try with",
      *escaped != '\0' ? escaped : "nothing", wanted != NULL ? wanted : "", reason);
}

/* OpenSSH's server disconnects after MaxAuthTries: the cause is what was tried, not the connection. */
static void
set_failure (QuayAuth *self, GError **error)
{
  const char *farewell = quay_ssh_wire_get_farewell (self->session->wire);
  g_autofree char *reason = NULL;

  if (farewell == NULL || (self->n_refusals == 0 && !self->outdated))
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return;
    }
  reason = g_strdup_printf (" It ended the connection and says “%s”.", farewell);
  set_refused_error (self, reason, error);
}

gboolean
quay_ssh_session_authenticate (QuaySshSession *session, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_auto (QuayAuth) self = {
    .session = session,
    .deadline = deadline,
    .cancellable = cancellable,
    .user = session->user,
  };
  const char *method = NULL;
  QuayAuthResult result;

  if (session->lib == NULL || session->info.host_key == NULL)
    {
      quay_set_error (error, QUAY_ERROR_NOT_CONNECTED, "There is no connection to log in on");
      return FALSE;
    }
  if (!quay_user_name_is_safe (session->user))
    {
      g_autofree char *shown = quay_text_escape (session->user, -1);

      quay_set_error (error, QUAY_ERROR_USAGE, "“%s” is not a user name that can be used; check it", shown);
      return FALSE;
    }
  self.tried = g_ptr_array_new_with_free_func (g_free);
  self.earned = quay_auth_memory_new ();
  self.knew = quay_auth_memory_has (session->memory, QUAY_AUTH_MEMORY_PASSWORD)
              || quay_auth_memory_has (session->memory, QUAY_AUTH_MEMORY_KEYBOARD);
  session->add_waited = TRUE;
  session->doing = "logging in";
  quay_ssh_wire_set_client (session->wire, &self);
  quay_ssh_wire_begin_auth (session->wire);
  result = run (&self, &method);
  quay_ssh_wire_end_auth (session->wire);
  quay_ssh_wire_set_client (session->wire, NULL);
  session->add_waited = FALSE;
  if (result == QUAY_AUTH_SUCCESS)
    {
      quay_auth_memory_adopt (session->memory, self.earned);
      session->info.auth_method = method;
      quay_log (&session->log, 1, "Logged in by %s", method);
    }
  else if (result == QUAY_AUTH_ERROR)
    set_failure (&self, error);
  else
    set_refused_error (&self, "", error);

  return result == QUAY_AUTH_SUCCESS;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-session-private.h"

#include "quay-error-private.h"
#include "quay-known-hosts.h"
#include "quay-text.h"

/*
 * Whether the server is the one it should be. Every path that is not a plain yes ends with an error, before anything
 * of the person's has been sent.
 */

#define DEFAULT_PORT 22

static QuayKnownHosts *
make_known_hosts (QuaySshSession *self)
{
  const char *const *files = quay_site_options_get_known_hosts_files (self->options);

  return files != NULL ? quay_known_hosts_new (files) : quay_known_hosts_new_default ();
}

/* An alias stands alone, as with OpenSSH's HostKeyAlias; the port belongs to the address it replaces. */
static const char *
get_name (QuaySshSession *self, guint *port)
{
  const char *alias = quay_site_options_get_host_key_alias (self->options);

  if (alias != NULL && *alias != '\0')
    {
      *port = DEFAULT_PORT;
      return alias;
    }
  *port = quay_site_options_get_port (self->options);

  return quay_site_options_get_host (self->options);
}

static void
set_check_error (QuaySshSession *self, const GError *cause, GError **error)
{
  quay_set_error (error, QUAY_ERROR_HOST_KEY_REJECTED,
                  "The host key of %s could not be checked, so it is not trusted: %s", self->place, cause->message);
}

/* Those of the options first, then what known_hosts has, or else what was accepted before. */
static char **
list_types (QuaySshSession *self, QuayKnownHosts *known_hosts, const char *name, guint port, GError **error)
{
  g_autoptr (GStrvBuilder) types = g_strv_builder_new ();
  g_autoptr (QuayHostKey) accepted = quay_auth_memory_ref_host_key (self->memory);
  g_auto (GStrv) known = NULL;

  if (!quay_ssh_vouch_add_types (self, types, error))
    return NULL;
  known = quay_known_hosts_list_key_types (known_hosts, name, port, error);
  if (known == NULL)
    return NULL;
  g_strv_builder_addv (types, (const char **)known);
  if (known[0] == NULL && accepted != NULL)
    g_strv_builder_add (types, quay_host_key_get_key_type (accepted));

  return g_strv_builder_end (types);
}

char **
quay_ssh_trust_list_types (QuaySshSession *self, gboolean *certified, GError **error)
{
  g_autoptr (QuayKnownHosts) known_hosts = make_known_hosts (self);
  g_autoptr (GError) local_error = NULL;
  guint port;
  const char *name = get_name (self, &port);
  g_auto (GStrv) types = list_types (self, known_hosts, name, port, &local_error);

  *certified = types != NULL && quay_ssh_vouch_has_authority (self, known_hosts, name, port, &local_error);
  if (local_error == NULL)
    return g_steal_pointer (&types);
  set_check_error (self, local_error, error);

  return NULL;
}

/* The person is shown why it ends. */
static void
explain (QuaySshSession *self, QuayHostKeyQuestion *question, GCancellable *cancellable)
{
  quay_prompter_ask_host_key (self->prompter, question, cancellable);
}

static char *
dup_removal_name (QuaySshSession *self)
{
  guint port;
  const char *name = get_name (self, &port);
  g_autofree char *shown = quay_text_escape (name, -1);

  return port == DEFAULT_PORT ? g_steal_pointer (&shown) : g_strdup_printf ("[%s]:%u", shown, port);
}

static gboolean
refuse_changed (QuaySshSession *self, QuayHostKeyQuestion *question, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = dup_removal_name (self);
  const char *line = quay_host_key_question_get_line (question);
  QuayHostKey *key = self->info.host_key;

  explain (self, question, cancellable);
  quay_set_error (
      error, QUAY_ERROR_HOST_KEY_REJECTED,
      "The host key of %s has changed. It shows %s %s, but %s holds another. Either the server was set up anew, or "
      "somebody is reading along. Nothing was sent. Ask the server's operator for the fingerprint; only if it is "
      "the new one, remove the old line with: ssh-keygen -R '%s'",
      self->place, quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key),
      line != NULL ? line : "known_hosts", name);

  return FALSE;
}

static gboolean
refuse_revoked (QuaySshSession *self, QuayHostKeyQuestion *question, GCancellable *cancellable, GError **error)
{
  const char *line = quay_host_key_question_get_line (question);
  QuayHostKey *key = self->info.host_key;

  explain (self, question, cancellable);
  quay_set_error (
      error, QUAY_ERROR_HOST_KEY_REJECTED,
      "The host key of %s, %s %s, is marked as revoked in %s: it must not be trusted any more. Nothing was sent. Ask "
      "the server's operator",
      self->place, quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key),
      line != NULL ? line : "known_hosts");

  return FALSE;
}

static gboolean
refuse_unknown (QuaySshSession *self, const char *why, GError **error)
{
  QuayHostKey *key = self->info.host_key;

  quay_set_error (
      error, QUAY_ERROR_HOST_KEY_REJECTED,
      "The host key of %s is not known, and %s: %s %s. Nothing was sent. Compare the fingerprint with what the "
      "server's operator says, then accept the key",
      self->place, why, quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key));

  return FALSE;
}

static gboolean
refuse_quietly (QuaySshSession *self, GError **error)
{
  QuayHostKey *key = self->info.host_key;

  quay_set_error (error, QUAY_ERROR_NEEDS_PROMPT,
                  "The host key of %s is not known and has to be accepted first: %s %s. Nothing was sent; connect "
                  "again to be asked",
                  self->place, quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key));

  return FALSE;
}

static gboolean
refuse_declined (QuaySshSession *self, QuayHostKeyQuestion *question, GError **error)
{
  QuayHostKey *key = self->info.host_key;

  if (quay_host_key_question_get_result (question) != QUAY_KNOWN_HOSTS_MATCH)
    return refuse_unknown (
        self, quay_prompter_is_silent (self->prompter) ? "there is nobody to ask" : "it was not accepted", error);
  quay_set_error (error, QUAY_ERROR_HOST_KEY_REJECTED,
                  "The host key of %s is known, but was not accepted: %s %s. Nothing was sent", self->place,
                  quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key));

  return FALSE;
}

static gboolean
save_key (QuaySshSession *self, QuayKnownHosts *known_hosts, GError **error)
{
  guint port;
  const char *name = get_name (self, &port);

  if (!quay_known_hosts_add (known_hosts, name, port, self->info.host_key, FALSE, error))
    return FALSE;
  quay_log (&self->log, 1, "Added the host key of %s to the known hosts: %s %s", self->place,
            quay_host_key_get_type_name (self->info.host_key), quay_host_key_get_sha256 (self->info.host_key));

  return TRUE;
}

/* A key that is accepted only now proves nothing about the server that was given the secrets. */
static void
begin_anew (QuaySshSession *self)
{
  quay_auth_memory_forget_secrets (self->memory);
}

static gboolean
accept_new (QuaySshSession *self, QuayKnownHosts *known_hosts, GError **error)
{
  g_autoptr (GError) local_error = NULL;

  if (save_key (self, known_hosts, &local_error))
    {
      begin_anew (self);
      return TRUE;
    }
  quay_set_error (error, QUAY_ERROR_HOST_KEY_REJECTED,
                  "The new host key of %s could not be saved, so it is not trusted: %s", self->place,
                  local_error->message);

  return FALSE;
}

static void
accept_once (QuaySshSession *self)
{
  begin_anew (self);
  quay_auth_memory_set_host_key (self->memory, self->info.host_key);
  quay_log (&self->log, 1, "The host key is accepted for this connection");
}

static gboolean
ask (QuaySshSession *self,
     QuayKnownHosts *known_hosts,
     QuayHostKeyQuestion *question,
     GCancellable *cancellable,
     GError **error)
{
  g_autoptr (GError) local_error = NULL;
  QuayHostKeyAnswer answer;

  if (quay_prompter_is_quiet (self->prompter))
    return refuse_quietly (self, error);
  answer = quay_prompter_ask_host_key (self->prompter, question, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  switch (answer)
    {
    case QUAY_HOST_KEY_ACCEPT_AND_SAVE:
      if (quay_host_key_question_get_result (question) == QUAY_KNOWN_HOSTS_MATCH)
        return TRUE;
      /* The person has compared it and said yes; that it cannot be saved means to be asked again, no more. */
      if (save_key (self, known_hosts, &local_error))
        begin_anew (self);
      else
        {
          quay_log (&self->log, 0, "The host key could not be saved: %s", local_error->message);
          accept_once (self);
        }
      return TRUE;
    case QUAY_HOST_KEY_ACCEPT_ONCE:
      if (quay_host_key_question_get_result (question) != QUAY_KNOWN_HOSTS_MATCH)
        accept_once (self);
      return TRUE;
    case QUAY_HOST_KEY_REJECT:
    default:
      return refuse_declined (self, question, error);
    }
}

static QuayHostKeyQuestion *
make_question (QuaySshSession *self, QuayKnownHostsResult result, const char *line)
{
  QuayHostKeyQuestion *question
      = quay_host_key_question_new (quay_site_options_get_host (self->options),
                                    quay_site_options_get_port (self->options), self->info.host_key, result, line);

  quay_host_key_question_set_algorithm (question, self->info.host_key_algorithm);

  return question;
}

/* The key was accepted earlier for this login, which has been opened again. */
static gboolean
compare_accepted (QuaySshSession *self, QuayHostKey *accepted, GCancellable *cancellable, GError **error)
{
  QuayHostKey *key = self->info.host_key;
  g_autoptr (QuayHostKeyQuestion) question = NULL;

  if (quay_host_key_equal (key, accepted))
    {
      quay_log (&self->log, 1, "The host key %s is the one that was accepted before", quay_host_key_get_sha256 (key));
      return TRUE;
    }
  question = make_question (self, QUAY_KNOWN_HOSTS_CHANGED, NULL);
  explain (self, question, cancellable);
  quay_set_error (
      error, QUAY_ERROR_HOST_KEY_REJECTED,
      "The host key of %s has changed since it was accepted for this connection: it was %s %s and is now %s %s. Either "
      "the server was set up anew, or somebody is reading along. Nothing was sent. Ask the server's operator for the "
      "fingerprint; only if it is the new one, disconnect and connect anew",
      self->place, quay_host_key_get_type_name (accepted), quay_host_key_get_sha256 (accepted),
      quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key));

  return FALSE;
}

/* @why: nullable: what was there to speak for it, and does not. */
static gboolean
decide_unknown (QuaySshSession *self,
                QuayKnownHosts *known_hosts,
                QuayHostKeyQuestion *question,
                const char *why,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (QuayHostKey) accepted = quay_auth_memory_ref_host_key (self->memory);

  if (accepted != NULL)
    return compare_accepted (self, accepted, cancellable, error);
  switch (quay_site_options_get_host_key_policy (self->options))
    {
    case QUAY_HOST_KEY_POLICY_ACCEPT_NEW:
      /* Whoever names the key does not want another one because it is new. */
      if (quay_ssh_vouch_has_keys (self))
        return refuse_unknown (self, why, error);
      return accept_new (self, known_hosts, error);
    case QUAY_HOST_KEY_POLICY_ASK:
    case QUAY_HOST_KEY_POLICY_ASK_ALWAYS:
      return ask (self, known_hosts, question, cancellable, error);
    case QUAY_HOST_KEY_POLICY_STRICT:
    default:
      return refuse_unknown (self, why != NULL ? why : "unknown keys are refused", error);
    }
}

/* The person has asked for it: no key is wrong. */
static gboolean
accept_any (QuaySshSession *self)
{
  g_autoptr (QuayHostKey) accepted = quay_auth_memory_ref_host_key (self->memory);
  QuayHostKey *key = self->info.host_key;

  quay_log (&self->log, 0, "Warning: the host key of %s is accepted unchecked: %s %s. Anybody could be reading along",
            self->place, quay_host_key_get_type_name (key), quay_host_key_get_sha256 (key));
  if (accepted == NULL || !quay_host_key_equal (key, accepted))
    accept_once (self);

  return TRUE;
}

/* It is known, or somebody speaks for it. @line: where it stands. */
static gboolean
decide_known (QuaySshSession *self,
              QuayKnownHosts *known_hosts,
              QuayHostKeyQuestion *question,
              const char *line,
              GCancellable *cancellable,
              GError **error)
{
  quay_log (&self->log, 1, "The host key %s is known: %s", quay_host_key_get_sha256 (self->info.host_key),
            line != NULL ? line : "known_hosts");
  if (quay_site_options_get_host_key_policy (self->options) != QUAY_HOST_KEY_POLICY_ASK_ALWAYS
      || quay_prompter_is_quiet (self->prompter))
    return TRUE;

  return ask (self, known_hosts, question, cancellable, error);
}

/* Revoked goes before all, then what speaks for the key, then what known_hosts says of it. */
static gboolean
decide (QuaySshSession *self,
        QuayKnownHosts *known_hosts,
        QuayKnownHostsResult result,
        const char *line,
        QuaySshVouch vouch,
        const char *why,
        GCancellable *cancellable,
        GError **error)
{
  gboolean any = quay_site_options_get_host_key_policy (self->options) == QUAY_HOST_KEY_POLICY_ANY;
  gboolean vouched = vouch == QUAY_SSH_VOUCH_YES && result != QUAY_KNOWN_HOSTS_REVOKED;
  g_autoptr (QuayHostKeyQuestion) question
      = make_question (self, vouched ? QUAY_KNOWN_HOSTS_MATCH : result, vouched ? NULL : line);

  if (result == QUAY_KNOWN_HOSTS_REVOKED)
    return refuse_revoked (self, question, cancellable, error);
  if (why != NULL && !vouched)
    quay_log (&self->log, 1, "The host key %s: %s", quay_host_key_get_sha256 (self->info.host_key), why);
  if (vouched || result == QUAY_KNOWN_HOSTS_MATCH)
    return decide_known (self, known_hosts, question, vouched ? why : line, cancellable, error);
  if (any)
    return accept_any (self);
  if (result == QUAY_KNOWN_HOSTS_CHANGED)
    return refuse_changed (self, question, cancellable, error);

  return decide_unknown (self, known_hosts, question, why, cancellable, error);
}

gboolean
quay_ssh_trust_check (QuaySshSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (QuayKnownHosts) known_hosts = make_known_hosts (self);
  g_autoptr (GError) local_error = NULL;
  g_autofree char *line = NULL;
  g_autofree char *why = NULL;
  QuayKnownHostsResult result = QUAY_KNOWN_HOSTS_REVOKED;
  QuaySshVouch vouch;
  guint port;
  const char *name = get_name (self, &port);

  if (!quay_known_hosts_check (known_hosts, name, port, self->info.host_key, &result, &line, &local_error)
      || (vouch = quay_ssh_vouch (self, known_hosts, name, port, &why, &local_error)) == QUAY_SSH_VOUCH_ERROR)
    {
      set_check_error (self, local_error, error);
      return FALSE;
    }

  return decide (self, known_hosts, result, line, vouch, why, cancellable, error);
}

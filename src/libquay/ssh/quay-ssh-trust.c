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

char **
quay_ssh_trust_list_types (QuaySshSession *self, GError **error)
{
  g_autoptr (QuayKnownHosts) known_hosts = make_known_hosts (self);
  g_autoptr (GError) local_error = NULL;
  guint port;
  const char *name = get_name (self, &port);
  g_auto (GStrv) types = quay_known_hosts_list_key_types (known_hosts, name, port, &local_error);
  g_autoptr (QuayHostKey) accepted = quay_auth_memory_ref_host_key (self->memory);

  if (types == NULL)
    set_check_error (self, local_error, error);
  else if (types[0] == NULL && accepted != NULL)
    return g_strdupv ((char *[]){ (char *)quay_host_key_get_key_type (accepted), NULL });

  return g_steal_pointer (&types);
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
      accept_once (self);
      return TRUE;
    case QUAY_HOST_KEY_REJECT:
    default:
      return refuse_unknown (
          self, quay_prompter_is_silent (self->prompter) ? "there is nobody to ask" : "it was not accepted", error);
    }
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
  question
      = quay_host_key_question_new (quay_site_options_get_host (self->options),
                                    quay_site_options_get_port (self->options), key, QUAY_KNOWN_HOSTS_CHANGED, NULL);
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

static gboolean
decide_unknown (QuaySshSession *self,
                QuayKnownHosts *known_hosts,
                QuayHostKeyQuestion *question,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (QuayHostKey) accepted = quay_auth_memory_ref_host_key (self->memory);

  if (accepted != NULL)
    return compare_accepted (self, accepted, cancellable, error);
  switch (quay_site_options_get_host_key_policy (self->options))
    {
    case QUAY_HOST_KEY_POLICY_ACCEPT_NEW:
      return accept_new (self, known_hosts, error);
    case QUAY_HOST_KEY_POLICY_ASK:
      return ask (self, known_hosts, question, cancellable, error);
    case QUAY_HOST_KEY_POLICY_STRICT:
    default:
      return refuse_unknown (self, "unknown keys are refused", error);
    }
}

gboolean
quay_ssh_trust_check (QuaySshSession *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (QuayKnownHosts) known_hosts = make_known_hosts (self);
  g_autoptr (QuayHostKeyQuestion) question = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *line = NULL;
  QuayKnownHostsResult result = QUAY_KNOWN_HOSTS_REVOKED;
  QuayHostKey *key = self->info.host_key;
  guint port;
  const char *name = get_name (self, &port);

  if (!quay_known_hosts_check (known_hosts, name, port, key, &result, &line, &local_error))
    {
      set_check_error (self, local_error, error);
      return FALSE;
    }
  question = quay_host_key_question_new (quay_site_options_get_host (self->options),
                                         quay_site_options_get_port (self->options), key, result, line);
  switch (result)
    {
    case QUAY_KNOWN_HOSTS_MATCH:
      quay_log (&self->log, 1, "The host key %s is known from %s", quay_host_key_get_sha256 (key),
                line != NULL ? line : "known_hosts");
      return TRUE;
    case QUAY_KNOWN_HOSTS_UNKNOWN:
      return decide_unknown (self, known_hosts, question, cancellable, error);
    case QUAY_KNOWN_HOSTS_CHANGED:
      return refuse_changed (self, question, cancellable, error);
    case QUAY_KNOWN_HOSTS_REVOKED:
    default:
      return refuse_revoked (self, question, cancellable, error);
    }
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-jump.h"

#include <string.h>

#include "quay-connector.h"
#include "quay-error-private.h"
#include "quay-route.h"
#include "quay-ssh-channel.h"
#include "quay-text.h"
#include "quay-url.h"

#define DEFAULT_PORT 22

/* A longer way is a mistake, or somebody's joke. */
#define MAX_HOPS 16

typedef struct
{
  /* Borrowed */
  QuaySiteOptions *options; /* of the server at the end */
  QuayPrompter *prompter;
  QuayAuthMemory *memory; /* nullable */
  const QuayLog *log;     /* nullable */
  gint64 deadline;
  GCancellable *cancellable;

  /* Owned */
  GPtrArray *hops; /* of QuaySiteOptions */
  GString *way;    /* up to the hop, for the memory */
} Jump;

static void
jump_clear (Jump *self)
{
  g_clear_pointer (&self->hops, g_ptr_array_unref);
  if (self->way != NULL)
    g_string_free (self->way, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Jump, jump_clear)

/* How to log in to @url, on the way to where @options lead. The password is for the server alone: a jump host would
 * learn it. */
static QuaySiteOptions *
make_hop (QuaySiteOptions *options, const QuayUrl *url, gboolean first)
{
  QuaySiteOptions *hop = quay_site_options_copy (options);

  quay_site_options_set_host (hop, url->host);
  quay_site_options_set_port (hop, url->port > 0 ? url->port : DEFAULT_PORT);
  quay_site_options_set_user (hop, url->user);
  quay_site_options_set_password (hop, NULL);
  quay_site_options_set_host_key_alias (hop, NULL);
  quay_site_options_set_host_keys (hop, NULL);
  quay_site_options_set_host_fingerprints (hop, NULL);
  quay_site_options_set_version_pattern (hop, NULL);
  quay_site_options_set_auth_methods (hop, NULL);
  quay_site_options_set_password_prompt (hop, NULL);
  quay_site_options_set_jump_hosts (hop, NULL);
  /* What it carries is encrypted, so nothing that could be made smaller. */
  quay_site_options_set_compression (hop, NULL);
  if (!first)
    quay_site_options_set_proxy_type (hop, QUAY_PROXY_TYPE_NONE);

  return hop;
}

static QuayUrl *
parse_hop (const char *text, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (QuayUrl) url = quay_url_parse_quick (text, &local_error);
  g_autofree char *shown = quay_text_escape (text, -1);

  if (url != NULL && url->site == NULL && (*url->path == '\0' || g_str_equal (url->path, "/")))
    return g_steal_pointer (&url);
  /* What cannot be understood may hold a password: it is not repeated. */
  if (url == NULL)
    quay_set_error (error, QUAY_ERROR_USAGE, "A jump host cannot be understood: %s", local_error->message);
  else
    quay_set_error (error, QUAY_ERROR_USAGE, "“%s” is no jump host; write it as [USER@]HOST[:PORT]", shown);

  return NULL;
}

/* (transfer full): QuaySiteOptions, one for each jump host. */
static GPtrArray *
make_hops (QuaySiteOptions *options, GError **error)
{
  g_autoptr (GPtrArray) hops = g_ptr_array_new_with_free_func (g_object_unref);
  const char *const *hosts = quay_site_options_get_jump_hosts (options);

  for (guint i = 0; hosts != NULL && hosts[i] != NULL; i++)
    {
      g_autoptr (QuayUrl) url = NULL;

      if (i == MAX_HOPS)
        {
          quay_set_error (error, QUAY_ERROR_USAGE, "There are more than %d jump hosts", MAX_HOPS);
          return NULL;
        }
      url = parse_hop (hosts[i], error);
      if (url == NULL)
        return NULL;
      g_ptr_array_add (hops, make_hop (options, url, i == 0));
    }

  return g_steal_pointer (&hops);
}

char *
quay_jump_dup_list (QuaySiteOptions *options, GError **error)
{
  g_autoptr (GPtrArray) hops = make_hops (options, error);
  g_autoptr (GString) list = g_string_new (NULL);

  if (hops == NULL)
    return NULL;
  for (guint i = 0; i < hops->len; i++)
    {
      const char *user = quay_site_options_get_user (hops->pdata[i]);
      const char *host = quay_site_options_get_host (hops->pdata[i]);
      gboolean brackets = strchr (host, ':') != NULL;

      g_string_append_printf (list, "%s%s%s%s%s%s:%u", i > 0 ? "," : "", user, *user != '\0' ? "@" : "",
                              brackets ? "[" : "", host, brackets ? "]" : "",
                              quay_site_options_get_port (hops->pdata[i]));
    }

  return g_string_free_and_steal (g_steal_pointer (&list));
}

/* Which of them it was. */
static void
name_hop (Jump *self, guint i, GError **error)
{
  QuaySiteOptions *hop = self->hops->pdata[i];

  if (error != NULL && !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_prefix_error (
        error, "At the jump host %s port %u (%u of %u, on the way to %s): ", quay_site_options_get_host (hop),
        quay_site_options_get_port (hop), i + 1, self->hops->len, quay_site_options_get_host (self->options));
}

/* The same name can be another machine when it is seen from another one. */
static void
give_memory (Jump *self, QuaySshSession *session, QuaySiteOptions *hop)
{
  g_autoptr (QuayAuthMemory) memory = NULL;

  g_string_append_printf (self->way, "%s %u %s > ", quay_site_options_get_host (hop), quay_site_options_get_port (hop),
                          quay_site_options_get_user (hop));
  if (self->memory == NULL)
    return;
  memory = quay_auth_memory_ref_hop (self->memory, self->way->str);
  quay_ssh_session_set_memory (session, memory);
}

/* Takes @transport. The channel to what follows the jump host. */
static QuayChannel *
pass (Jump *self, guint i, QuayChannel *transport, GError **error)
{
  QuaySiteOptions *hop = self->hops->pdata[i];
  QuaySiteOptions *next = i + 1 < self->hops->len ? self->hops->pdata[i + 1] : self->options;
  g_autoptr (QuaySshSession) session = quay_ssh_session_new (transport, hop, self->prompter);
  QuayChannel *channel;

  if (self->log != NULL)
    quay_ssh_session_set_log (session, self->log);
  give_memory (self, session, hop);
  if (!quay_ssh_session_handshake (session, self->deadline, self->cancellable, error)
      || !quay_ssh_session_authenticate (session, self->deadline, self->cancellable, error))
    return NULL;
  if (self->log != NULL)
    quay_log (self->log, 1, "Going on to %s port %u", quay_site_options_get_host (next),
              quay_site_options_get_port (next));
  channel = quay_ssh_session_open_direct_tcpip (
      session, quay_site_options_get_host (next), quay_site_options_get_port (next),
      quay_prompter_extend (self->prompter, self->deadline), self->cancellable, error);
  if (channel == NULL)
    return NULL;
  quay_ssh_channel_end_session_with_it (QUAY_SSH_CHANNEL (channel));
  quay_ssh_session_attach (session);

  return channel;
}

QuayChannel *
quay_jump_connect (QuaySiteOptions *options,
                   QuayPrompter *prompter,
                   QuayAuthMemory *memory,
                   gint64 deadline,
                   const QuayLog *log,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Jump) self = {
    .options = options,
    .prompter = prompter,
    .memory = memory,
    .log = log,
    .deadline = deadline,
    .cancellable = cancellable,
    .way = g_string_new (NULL),
  };
  QuayChannel *channel;

  self.hops = make_hops (options, error);
  if (self.hops == NULL)
    return NULL;
  if (self.hops->len == 0)
    return quay_route_connect (options, prompter, memory, deadline, log, cancellable, error);
  if (!quay_connector_check_target (quay_site_options_get_host (options), quay_site_options_get_port (options), error))
    return NULL;
  channel = quay_route_connect (self.hops->pdata[0], prompter, memory, deadline, log, cancellable, error);
  if (channel == NULL)
    name_hop (&self, 0, error);
  for (guint i = 0; i < self.hops->len && channel != NULL; i++)
    {
      channel = pass (&self, i, channel, error);
      if (channel == NULL)
        name_hop (&self, i, error);
    }

  return channel;
}

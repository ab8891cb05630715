/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy.h"

#include <string.h>

#include "quay-connector.h"
#include "quay-error-private.h"
#include "quay-proxy-http.h"
#include "quay-proxy-socks.h"
#include "quay-text.h"
#include "quay-url.h"

/* How often the person is asked, and how often the same proxy is connected to in all. */
#define MAX_TRIES 3
#define MAX_CONNECTIONS 10

typedef struct
{
  /* Borrowed */
  QuaySiteOptions *options;
  QuayPrompter *prompter; /* nullable */
  QuayProxyType type;
  QuayLog log;
  gint64 deadline;

  guint n_asked;
  gboolean remembered; /* the password is from the memory */

  /* Owned */
  char *place; /* "The HTTP proxy example.org port 3128" */
  char *user;
  char *password; /* quay_secret_free */
  QuayProxyChallenge *challenge;
  QuayAuthMemory *memory; /* nullable */
} Proxy;

static void
proxy_clear (Proxy *self)
{
  g_clear_pointer (&self->place, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->password, quay_secret_free);
  g_clear_pointer (&self->challenge, quay_proxy_challenge_free);
  g_clear_pointer (&self->memory, quay_auth_memory_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proxy, proxy_clear)

static const char *
kind_of (QuayProxyType type)
{
  switch (type)
    {
    case QUAY_PROXY_TYPE_HTTP:
      return "HTTP";
    case QUAY_PROXY_TYPE_SOCKS4:
      return "SOCKS 4";
    case QUAY_PROXY_TYPE_SOCKS4A:
      return "SOCKS 4A";
    case QUAY_PROXY_TYPE_SOCKS5:
    default:
      return "SOCKS 5";
    }
}

static guint
get_port (QuaySiteOptions *options)
{
  guint port = quay_site_options_get_proxy_port (options);

  if (port > 0)
    return port;

  return quay_site_options_get_proxy_type (options) == QUAY_PROXY_TYPE_HTTP ? 80 : 1080;
}

/* Every byte of these stands in what is sent. */
static gboolean
is_plain_credential (const char *text)
{
  for (; text != NULL && *text != '\0'; text++)
    if (g_ascii_iscntrl (*text))
      return FALSE;

  return TRUE;
}

static gboolean
check_headers (Proxy *self, GError **error)
{
  const char *const *headers = quay_site_options_get_proxy_headers (self->options);

  for (guint i = 0; headers != NULL && headers[i] != NULL; i++)
    if (!quay_proxy_http_header_is_safe (headers[i]))
      {
        g_autofree char *name = quay_text_escape (headers[i], (gssize)strcspn (headers[i], ":"));

        quay_set_error (error, QUAY_ERROR_USAGE, "“%s” is no header that a proxy can be sent; write it as NAME: VALUE",
                        name);
        return FALSE;
      }

  return TRUE;
}

static gboolean
check (Proxy *self, GError **error)
{
  const char *host = quay_site_options_get_host (self->options);
  const char *proxy_host = quay_site_options_get_proxy_host (self->options);
  g_autofree char *proxy_shown = quay_text_escape (proxy_host != NULL ? proxy_host : "", -1);

  if (!quay_connector_check_target (host, quay_site_options_get_port (self->options), error))
    return FALSE;
  if (*proxy_shown == '\0')
    quay_set_error (error, QUAY_ERROR_FIREWALL, "There is to be a proxy, but no host is named for it");
  else if (!quay_host_name_is_safe (proxy_host))
    quay_set_error (error, QUAY_ERROR_FIREWALL, "“%s” is not a host name or an address of a proxy", proxy_shown);
  else if (!is_plain_credential (self->user) || !is_plain_credential (self->password))
    quay_set_error (error, QUAY_ERROR_FIREWALL, "The user name or password for the proxy holds control characters");
  else
    return check_headers (self, error);

  return FALSE;
}

/* What is to hand: from the memory, or from the options. */
static void
take_credentials (Proxy *self)
{
  if (self->memory != NULL)
    {
      g_autoptr (QuaySecret) user = quay_auth_memory_dup (self->memory, QUAY_AUTH_MEMORY_PROXY, "user");

      self->password = quay_auth_memory_dup (self->memory, QUAY_AUTH_MEMORY_PROXY, "password");
      self->user = g_strdup (user);
    }
  self->remembered = self->password != NULL;
  if (self->remembered)
    return;
  g_set_str (&self->user, quay_site_options_get_proxy_user (self->options));
  if (self->user != NULL)
    self->password = quay_secret_dup (quay_site_options_get_proxy_password (self->options));
}

static gboolean
can_ask (Proxy *self)
{
  return self->prompter != NULL && !quay_prompter_is_silent (self->prompter);
}

/* Who is at the prompter does not have to hurry. */
static gint64
get_deadline (Proxy *self)
{
  return self->prompter != NULL ? quay_prompter_extend (self->prompter, self->deadline) : self->deadline;
}

static void
set_no_login_error (Proxy *self, GError **error)
{
  g_autofree char *user = quay_text_escape (self->user != NULL ? self->user : "", -1);

  if (self->password != NULL)
    quay_set_error (error, QUAY_ERROR_AUTHENTICATION,
                    "%s does not accept the user name “%s” with the password that it got; check both", self->place,
                    user);
  else
    quay_set_error (
        error, QUAY_ERROR_AUTHENTICATION,
        "%s wants a user name and a password before it connects, and %s; give them with the proxy's address",
        self->place, self->user != NULL ? "there is no password" : "there are none");
}

/* One who is known is asked for the password alone. */
static gboolean
ask (Proxy *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (QuayPrompt) prompt = NULL;
  g_autofree char *shown = quay_text_escape (self->user != NULL ? self->user : "", -1);
  gboolean ask_user = self->user == NULL;
  const char *password;

  prompt = quay_prompt_new (QUAY_PROMPT_PROXY, shown, quay_site_options_get_proxy_host (self->options),
                            get_port (self->options));
  if (ask_user)
    quay_prompt_add_field (prompt, "User name", TRUE);
  else
    {
      g_autofree char *text = g_strdup_printf ("Password of %s", shown);

      quay_prompt_add_field (prompt, text, FALSE);
    }
  if (ask_user)
    quay_prompt_add_field (prompt, "Password", FALSE);
  quay_prompt_set_attempt (prompt, ++self->n_asked);
  if (self->password != NULL && self->n_asked == 1)
    quay_prompt_set_attempt (prompt, 2);
  if (!quay_prompter_ask_secret (self->prompter, prompt, cancellable, error))
    return FALSE;
  if (ask_user)
    g_set_str (&self->user, quay_prompt_get_answer (prompt, 0));
  password = quay_prompt_get_answer (prompt, ask_user ? 1 : 0);
  g_clear_pointer (&self->password, quay_secret_free);
  self->password = quay_secret_dup (password != NULL ? password : "");
  self->remembered = FALSE;

  return check (self, error);
}

/* It wants to know who we are, or does not believe it. */
static gboolean
get_credentials (Proxy *self, GCancellable *cancellable, GError **error)
{
  if (self->remembered)
    {
      quay_auth_memory_drop (self->memory, QUAY_AUTH_MEMORY_PROXY, "user");
      quay_auth_memory_drop (self->memory, QUAY_AUTH_MEMORY_PROXY, "password");
    }
  if (self->password != NULL)
    quay_log (&self->log, 1, "The proxy does not accept the user name and password");
  if (!can_ask (self) || self->n_asked >= MAX_TRIES)
    {
      set_no_login_error (self, error);
      return FALSE;
    }

  return ask (self, cancellable, error);
}

static QuayProxyResult
talk_to (Proxy *self, QuayChannel *channel, GCancellable *cancellable, GError **error)
{
  const QuayProxyTalk talk = {
    .channel = channel,
    .place = self->place,
    .host = quay_site_options_get_host (self->options),
    .port = quay_site_options_get_port (self->options),
    .user = self->user,
    .password = self->password,
    .can_ask = can_ask (self),
    .headers = quay_site_options_get_proxy_headers (self->options),
    .deadline = get_deadline (self),
    .cancellable = cancellable,
  };

  quay_log (&self->log, 1, "Asking the proxy to connect to %s port %u", talk.host, talk.port);
  switch (self->type)
    {
    case QUAY_PROXY_TYPE_HTTP:
      return quay_proxy_http_connect (&talk, &self->challenge, error);
    case QUAY_PROXY_TYPE_SOCKS4:
      return quay_proxy_socks4_connect (&talk, TRUE, error);
    case QUAY_PROXY_TYPE_SOCKS4A:
      return quay_proxy_socks4_connect (&talk, FALSE, error);
    case QUAY_PROXY_TYPE_SOCKS5:
    default:
      return quay_proxy_socks5_connect (&talk, error);
    }
}

static void
remember (Proxy *self)
{
  if (self->memory == NULL || self->n_asked == 0)
    return;
  quay_auth_memory_keep (self->memory, QUAY_AUTH_MEMORY_PROXY, "user", self->user);
  quay_auth_memory_keep (self->memory, QUAY_AUTH_MEMORY_PROXY, "password", self->password);
}

static QuayChannel *
connect_through (Proxy *self, GCancellable *cancellable, GError **error)
{
  const char *host = quay_site_options_get_proxy_host (self->options);
  guint n_connections = 0;

  while (n_connections++ < MAX_CONNECTIONS)
    {
      g_autoptr (QuayChannel) channel = NULL;
      QuayProxyResult result;

      channel = quay_connector_connect_to (self->options, host, get_port (self->options), "proxy", get_deadline (self),
                                           &self->log, cancellable, error);
      if (channel == NULL)
        return NULL;
      result = talk_to (self, channel, cancellable, error);
      if (result == QUAY_PROXY_OPEN)
        {
          remember (self);
          return g_steal_pointer (&channel);
        }
      /* Before the person is asked, who may take longer than a proxy waits. */
      quay_channel_close (channel);
      if (result == QUAY_PROXY_FAILED
          || (result == QUAY_PROXY_WANTS_LOGIN && !get_credentials (self, cancellable, error)))
        return NULL;
    }
  quay_set_error (error, QUAY_ERROR_FIREWALL, "%s asks to be logged in to again and again; ask whoever runs it",
                  self->place);

  return NULL;
}

QuayChannel *
quay_proxy_connect (QuaySiteOptions *options,
                    QuayPrompter *prompter,
                    QuayAuthMemory *memory,
                    gint64 deadline,
                    const QuayLog *log,
                    GCancellable *cancellable,
                    GError **error)
{
  g_auto (Proxy) self = {
    .options = options,
    .prompter = prompter,
    .type = quay_site_options_get_proxy_type (options),
    .log = log != NULL ? *log : (QuayLog){ 0 },
    .deadline = deadline,
  };

  self.place = g_strdup_printf ("The %s proxy %s port %u", kind_of (self.type),
                                quay_site_options_get_proxy_host (options), get_port (options));
  self.memory = memory != NULL ? quay_auth_memory_ref_hop (memory, self.place) : NULL;
  take_credentials (&self);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !check (&self, error))
    return NULL;

  return connect_through (&self, cancellable, error);
}

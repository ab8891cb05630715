/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-route.h"

#include "quay-connector.h"
#include "quay-error-private.h"
#include "quay-proxy-command.h"
#include "quay-proxy-exceptions.h"
#include "quay-proxy-system.h"
#include "quay-text.h"
#include "quay-url.h"

/* A connection to be made, all borrowed. */
typedef struct
{
  QuayPrompter *prompter;
  QuayAuthMemory *memory;
  gint64 deadline;
  const QuayLog *log;
  GCancellable *cancellable;
} Route;

static gboolean
is_excepted (QuaySiteOptions *options)
{
  return quay_proxy_is_excepted (quay_site_options_get_proxy_exceptions (options), quay_site_options_get_host (options),
                                 quay_site_options_get_port (options));
}

static QuayChannel *
connect_straight (const Route *self, QuaySiteOptions *options, GError **error)
{
  return quay_connector_connect (options, self->deadline, self->log, self->cancellable, error);
}

/* As one of the system's proxies has it. */
static QuayChannel *
try_one (const Route *self, QuaySiteOptions *options, const char *url, GError **error)
{
  g_autoptr (QuaySiteOptions) copy = quay_site_options_copy (options);

  if (!quay_site_options_set_proxy_url (copy, url, error))
    return NULL;
  if (quay_site_options_get_proxy_type (copy) == QUAY_PROXY_TYPE_NONE)
    return connect_straight (self, copy, error);
  /* A setting that points at itself leads nowhere. */
  if (quay_site_options_get_proxy_type (copy) == QUAY_PROXY_TYPE_SYSTEM)
    {
      quay_set_error (error, QUAY_ERROR_USAGE, "The environment's proxy has to be an address");
      return NULL;
    }

  return quay_proxy_connect (copy, self->prompter, self->memory, self->deadline, self->log, self->cancellable, error);
}

/* The first that works; where none does, why the first did not. */
static QuayChannel *
connect_by_system (const Route *self, QuaySiteOptions *options, GError **error)
{
  const char *host = quay_site_options_get_host (options);
  g_auto (GStrv) urls = NULL;
  g_autoptr (GError) first_error = NULL;

  /* It goes into an address that others read. */
  if (!quay_host_name_is_safe (host))
    return connect_straight (self, options, error);
  urls
      = quay_proxy_system_lookup (host, quay_site_options_get_port (options), self->deadline, self->cancellable, error);
  if (urls == NULL)
    return NULL;
  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      QuayChannel *channel = try_one (self, options, urls[i], &local_error);

      if (channel != NULL)
        return channel;
      if (first_error == NULL)
        first_error = g_steal_pointer (&local_error);
      if (g_cancellable_is_cancelled (self->cancellable))
        break;
    }
  if (first_error == NULL)
    quay_set_error (error, QUAY_ERROR_FIREWALL, "The system names no way to %s", host);
  else
    g_propagate_prefixed_error (error, g_steal_pointer (&first_error), "By the system's settings: ");

  return NULL;
}

QuayChannel *
quay_route_connect (QuaySiteOptions *options,
                    QuayPrompter *prompter,
                    QuayAuthMemory *memory,
                    gint64 deadline,
                    const QuayLog *log,
                    GCancellable *cancellable,
                    GError **error)
{
  const Route self = { prompter, memory, deadline, log, cancellable };
  QuayProxyType type = quay_site_options_get_proxy_type (options);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  switch (type)
    {
    case QUAY_PROXY_TYPE_NONE:
      return connect_straight (&self, options, error);
    case QUAY_PROXY_TYPE_COMMAND:
      return quay_proxy_command_connect (options, log, error);
    case QUAY_PROXY_TYPE_SYSTEM:
      return is_excepted (options) ? connect_straight (&self, options, error)
                                   : connect_by_system (&self, options, error);
    case QUAY_PROXY_TYPE_HTTP:
    case QUAY_PROXY_TYPE_SOCKS4:
    case QUAY_PROXY_TYPE_SOCKS4A:
    case QUAY_PROXY_TYPE_SOCKS5:
    default:
      return is_excepted (options) ? connect_straight (&self, options, error)
                                   : quay_proxy_connect (options, prompter, memory, deadline, log, cancellable, error);
    }
}

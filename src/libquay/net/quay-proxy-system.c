/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-proxy-system.h"

#include <errno.h>
#include <glib-unix.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>

#include "quay-error-private.h"
#include "quay-fd-watch.h"
#include "quay-proxy-exceptions.h"

#define DIRECT "direct://"

/* (nullable): of the environment, "" being as good as nothing. */
static const char *
get_variable (const char *name, const char *small)
{
  const char *value = g_getenv (name);

  if (value == NULL || *value == '\0')
    value = g_getenv (small);

  return value != NULL && *value != '\0' ? value : NULL;
}

static gboolean
is_excepted (const char *host, guint port)
{
  const char *list = get_variable ("NO_PROXY", "no_proxy");
  g_auto (GStrv) exceptions = NULL;

  if (list == NULL)
    return FALSE;
  exceptions = g_strsplit_set (list, ", ", -1);

  return quay_proxy_is_excepted ((const char *const *)exceptions, host, port);
}

/* A resolver may run a script of the network's, or ask the desktop, and heed nobody meanwhile: so it has a thread of
 * its own, which may outlive the question. */
typedef struct
{
  gatomicrefcount ref_count;
  char *uri;
  GCancellable *cancellable;
  int done_fd; /* eventfd, written when what follows is set */

  char **found;
  GError *error;
} Lookup;

static void
lookup_unref (Lookup *lookup)
{
  if (!g_atomic_ref_count_dec (&lookup->ref_count))
    return;
  g_clear_fd (&lookup->done_fd, NULL);
  g_clear_object (&lookup->cancellable);
  g_clear_error (&lookup->error);
  g_strfreev (lookup->found);
  g_free (lookup->uri);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_unref)

static gpointer
lookup_thread (gpointer data)
{
  g_autoptr (Lookup) lookup = data;

  lookup->found
      = g_proxy_resolver_lookup (g_proxy_resolver_get_default (), lookup->uri, lookup->cancellable, &lookup->error);
  if (eventfd_write (lookup->done_fd, 1) < 0)
    g_critical ("%s: %s", G_STRLOC, g_strerror (errno));

  return NULL;
}

static char **
ask_resolver (const char *host, guint port, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autoptr (Lookup) lookup = g_new0 (Lookup, 1);
  struct pollfd fds[2];
  int n;

  g_atomic_ref_count_init (&lookup->ref_count);
  lookup->cancellable = g_cancellable_new ();
  lookup->uri = g_strdup_printf (strchr (host, ':') != NULL ? "ssh://[%s]:%u" : "ssh://%s:%u", host, port);
  lookup->done_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_atomic_ref_count_inc (&lookup->ref_count);
  g_thread_unref (g_thread_new ("quay-proxies", lookup_thread, lookup));
  fds[0] = (struct pollfd){ .fd = lookup->done_fd, .events = POLLIN };
  n = quay_fd_poll (fds, 1, deadline, cancellable, error);
  if (n <= 0)
    g_cancellable_cancel (lookup->cancellable);
  if (n == 0)
    quay_set_error (error, QUAY_ERROR_TIMEOUT,
                    "The system did not say in time which proxy leads to %s; name the proxy, or none", host);
  else if (n > 0 && lookup->found == NULL)
    quay_set_error (error, QUAY_ERROR_FIREWALL, "The system cannot tell which proxy leads to %s: %s", host,
                    lookup->error != NULL ? lookup->error->message : "no answer");

  return n > 0 ? g_steal_pointer (&lookup->found) : NULL;
}

char **
quay_proxy_system_lookup (const char *host, guint port, gint64 deadline, GCancellable *cancellable, GError **error)
{
  const char *all = get_variable ("ALL_PROXY", "all_proxy");

  if (is_excepted (host, port))
    return g_strdupv ((char *[]){ (char *)DIRECT, NULL });
  if (all != NULL)
    return g_strdupv ((char *[]){ (char *)all, NULL });

  return ask_resolver (host, port, deadline, cancellable, error);
}

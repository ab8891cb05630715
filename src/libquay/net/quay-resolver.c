/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-resolver.h"

#include <errno.h>
#include <glib-unix.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "quay-error-private.h"
#include "quay-fd-watch.h"
#include "quay-text.h"

/* Nobody waits for the seventeenth address of a host whose first sixteen are dead. */
#define MAX_ADDRESSES 16

/* getaddrinfo() cannot be interrupted, so it runs in a thread of its own that may outlive the question. */
typedef struct
{
  gatomicrefcount ref_count;
  char *host;
  char *service;
  struct addrinfo hints;
  int done_fd; /* eventfd, written when what follows is set */

  int result; /* EAI_… */
  int errsv;
  struct addrinfo *found;
} Lookup;

static void
lookup_unref (Lookup *lookup)
{
  if (!g_atomic_ref_count_dec (&lookup->ref_count))
    return;
  g_clear_pointer (&lookup->found, freeaddrinfo);
  g_clear_fd (&lookup->done_fd, NULL);
  g_free (lookup->host);
  g_free (lookup->service);
  g_free (lookup);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Lookup, lookup_unref)

static Lookup *
lookup_new (const char *host, guint port, guint use_ipv6)
{
  Lookup *lookup = g_new0 (Lookup, 1);

  g_atomic_ref_count_init (&lookup->ref_count);
  lookup->host = g_strdup (host);
  lookup->service = g_strdup_printf ("%u", port);
  lookup->hints.ai_family = use_ipv6 == 0 ? AF_INET : use_ipv6 == 1 ? AF_INET6 : AF_UNSPEC;
  lookup->hints.ai_socktype = SOCK_STREAM;
  lookup->hints.ai_flags = AI_NUMERICSERV;
  lookup->done_fd = -1;

  return lookup;
}

static void
lookup_run (Lookup *lookup)
{
  lookup->result = getaddrinfo (lookup->host, lookup->service, &lookup->hints, &lookup->found);
  lookup->errsv = errno;
}

/* An address needs no thread and no name service. */
static gboolean
lookup_run_numeric (Lookup *lookup)
{
  lookup->hints.ai_flags |= AI_NUMERICHOST;
  lookup_run (lookup);
  lookup->hints.ai_flags &= ~AI_NUMERICHOST;

  return lookup->result == 0;
}

static gpointer
lookup_thread (gpointer data)
{
  g_autoptr (Lookup) lookup = data;

  lookup_run (lookup);
  if (eventfd_write (lookup->done_fd, 1) < 0)
    g_critical ("%s: %s", G_STRLOC, g_strerror (errno));

  return NULL;
}

static gboolean
lookup_run_in_thread (Lookup *lookup, gint64 deadline, GCancellable *cancellable, GError **error)
{
  struct pollfd fds[2];
  int n;

  lookup->done_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (lookup->done_fd < 0)
    {
      quay_set_error_errno (error, QUAY_ERROR_SOCKET, errno, "Could not look up “%s”", lookup->host);
      return FALSE;
    }
  g_atomic_ref_count_inc (&lookup->ref_count);
  g_thread_unref (g_thread_new ("quay-resolver", lookup_thread, lookup));
  fds[0] = (struct pollfd){ .fd = lookup->done_fd, .events = POLLIN };
  n = quay_fd_poll (fds, 1, deadline, cancellable, error);
  if (n == 0)
    quay_set_error (error, QUAY_ERROR_TIMEOUT,
                    "The name service did not say in time where “%s” is; check the network, or use the address",
                    lookup->host);

  return n > 0;
}

static void
set_lookup_error (Lookup *lookup, GError **error)
{
  switch (lookup->result)
    {
    case EAI_NONAME:
#ifdef EAI_NODATA
    case EAI_NODATA:
#endif
    case EAI_ADDRFAMILY:
      quay_set_error (error, QUAY_ERROR_HOST_NOT_FOUND, "There is no %shost named “%s”; check the spelling",
                      lookup->hints.ai_family == AF_INET    ? "IPv4 "
                      : lookup->hints.ai_family == AF_INET6 ? "IPv6 "
                                                            : "",
                      lookup->host);
      break;
    case EAI_AGAIN:
      quay_set_error (error, QUAY_ERROR_HOST_LOOKUP_AGAIN,
                      "The name service cannot tell at the moment where “%s” is; check the network and try again",
                      lookup->host);
      break;
    case EAI_SYSTEM:
      quay_set_error_errno (error, QUAY_ERROR_HOST_LOOKUP_AGAIN, lookup->errsv, "Could not look up “%s”", lookup->host);
      break;
    default:
      quay_set_error (error, QUAY_ERROR_HOST_NOT_FOUND, "Could not look up “%s”: %s", lookup->host,
                      gai_strerror (lookup->result));
    }
}

static void
address_free (gpointer data)
{
  QuayAddress *address = data;

  g_free (address->text);
  g_free (address);
}

static QuayAddress *
address_new (const struct addrinfo *info)
{
  QuayAddress *address = g_new0 (QuayAddress, 1);
  char text[NI_MAXHOST];

  address->family = info->ai_family;
  address->length = MIN (info->ai_addrlen, sizeof address->address);
  memcpy (&address->address, info->ai_addr, address->length);
  if (getnameinfo (info->ai_addr, info->ai_addrlen, text, sizeof text, NULL, 0, NI_NUMERICHOST) != 0)
    g_strlcpy (text, "?", sizeof text);
  address->text = quay_text_escape (text, -1);

  return address;
}

static const struct addrinfo *
skip_to_family (const struct addrinfo *info, int family, gboolean equal)
{
  while (info != NULL && (info->ai_family == family) != equal)
    info = info->ai_next;

  return info;
}

/* The system's order (RFC 6724) within a family; the families in turn, beginning with the one the system prefers. */
static GPtrArray *
interleave (const struct addrinfo *found)
{
  GPtrArray *addresses = g_ptr_array_new_with_free_func (address_free);
  int first = found->ai_family;
  const struct addrinfo *same = skip_to_family (found, first, TRUE);
  const struct addrinfo *other = skip_to_family (found, first, FALSE);

  while ((same != NULL || other != NULL) && addresses->len < MAX_ADDRESSES)
    {
      if (same != NULL)
        {
          g_ptr_array_add (addresses, address_new (same));
          same = skip_to_family (same->ai_next, first, TRUE);
        }
      if (other != NULL)
        {
          g_ptr_array_add (addresses, address_new (other));
          other = skip_to_family (other->ai_next, first, FALSE);
        }
    }

  return addresses;
}

GPtrArray *
quay_resolver_lookup (
    const char *host, guint port, guint use_ipv6, gint64 deadline, GCancellable *cancellable, GError **error)
{
  g_autoptr (Lookup) lookup = lookup_new (host, port, use_ipv6);

  if (!lookup_run_numeric (lookup) && !lookup_run_in_thread (lookup, deadline, cancellable, error))
    return NULL;
  if (lookup->result != 0 || lookup->found == NULL)
    {
      set_lookup_error (lookup, error);
      return NULL;
    }

  return interleave (lookup->found);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <sys/socket.h>

G_BEGIN_DECLS

typedef struct
{
  int family;
  socklen_t length;
  struct sockaddr_storage address;
  char *text; /* numeric, for people */
} QuayAddress;

/* host -> addresses for TCP (transfer full, elements QuayAddress), the families interleaved as RFC 8305 section 4 has it,
 * at most 16. @use_ipv6: as QuaySiteOptions:use-ipv6. Blocking; @cancellable and the monotonic @deadline (-1: none) work
 * at once. Errors: QUAY_ERROR_HOST_NOT_FOUND, _HOST_LOOKUP_AGAIN, _TIMEOUT, G_IO_ERROR_CANCELLED. */
GPtrArray *quay_resolver_lookup (const char *host, guint port, guint use_ipv6, gint64 deadline, GCancellable *cancellable,
                                 GError **error);

G_END_DECLS

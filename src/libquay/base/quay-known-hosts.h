/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-host-key.h"

G_BEGIN_DECLS

/**
 * QuayKnownHostsResult:
 * @QUAY_KNOWN_HOSTS_UNKNOWN: no line speaks of this host and key type, nor of another key for the host
 * @QUAY_KNOWN_HOSTS_MATCH: a line holds exactly this key
 * @QUAY_KNOWN_HOSTS_CHANGED: lines for the host hold other keys
 * @QUAY_KNOWN_HOSTS_REVOKED: a `@revoked` line holds this key
 */
typedef enum {
  QUAY_KNOWN_HOSTS_UNKNOWN,
  QUAY_KNOWN_HOSTS_MATCH,
  QUAY_KNOWN_HOSTS_CHANGED,
  QUAY_KNOWN_HOSTS_REVOKED,
} QuayKnownHostsResult;

/**
 * QuayKnownHosts:
 *
 * Reads and writes OpenSSH's known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). The first file is the one written;
 * all are read anew at each check, so other programs' additions count. A file that cannot be read, other than one
 * that is not there, is an error: an error is never a match.
 */
#define QUAY_TYPE_KNOWN_HOSTS (quay_known_hosts_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayKnownHosts, quay_known_hosts, QUAY, KNOWN_HOSTS, GObject)

QUAY_API QuayKnownHosts *quay_known_hosts_new           (const char *const *files);
QUAY_API QuayKnownHosts *quay_known_hosts_new_default   (void); /* ~/.ssh/known_hosts, known_hosts2, /etc/ssh/ssh_known_hosts */

/* Does disk I/O: call it from a worker. @line: where the deciding entry stands, "FILE:LINE" (out, optional, transfer full). */
QUAY_API gboolean quay_known_hosts_check (QuayKnownHosts *self, const char *host, guint port, QuayHostKey *key,
                                          QuayKnownHostsResult *result, char **line, GError **error);

/* Whether a @cert-authority line lets @key (or, where that is NULL, any key) sign certificates for the host. @line: as above. */
QUAY_API gboolean quay_known_hosts_find_authority (QuayKnownHosts *self, const char *host, guint port, QuayHostKey *key,
                                                   gboolean *found, char **line, GError **error);

/* Key types on file for the host, best first, so that the handshake asks for one that can be checked
 * (transfer full, NULL-terminated, may be empty). */
QUAY_API char   **quay_known_hosts_list_key_types (QuayKnownHosts *self, const char *host, guint port, GError **error);

/* Adds one line to the first file: 0600, atomic against other writers, foreign lines kept to the byte. */
QUAY_API gboolean quay_known_hosts_add   (QuayKnownHosts *self, const char *host, guint port, QuayHostKey *key,
                                          gboolean hash_name, GError **error);

/* Lines that match the host, as "FILE:LINE"; for explaining (transfer full). */
QUAY_API char   **quay_known_hosts_find  (QuayKnownHosts *self, const char *host, guint port, GError **error);

G_END_DECLS

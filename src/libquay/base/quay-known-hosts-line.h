/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-host-key.h"

G_BEGIN_DECLS

typedef enum {
  QUAY_KNOWN_HOSTS_MARKER_NONE,
  QUAY_KNOWN_HOSTS_MARKER_CERT_AUTHORITY,
  QUAY_KNOWN_HOSTS_MARKER_REVOKED,
} QuayKnownHostsMarker;

/* One line of known_hosts, sshd(8): [@marker] hosts type base64 [comment]. Points into the file's text. */
typedef struct {
  QuayKnownHostsMarker marker;
  const char *hosts, *type, *key;
  gsize hosts_length, type_length, key_length;
} QuayKnownHostsLine;

/* @length: without the line feed. FALSE: blank, a comment, or nothing that could be an entry. */
gboolean quay_known_hosts_line_parse    (QuayKnownHostsLine *self, const char *text, gsize length);

/* @name: from quay_known_hosts_line_name. */
gboolean quay_known_hosts_line_matches  (const QuayKnownHostsLine *self, const char *name);

/* The key (transfer full), or NULL where there is no whole key of the type that the line names: a damaged line, or a type that
 * is not known here. Such lines say nothing, as in OpenSSH. */
QuayHostKey *quay_known_hosts_line_read_key (const QuayKnownHostsLine *self);

/* What a host is called in known_hosts: in lower case, "[host]:port" unless the port is 22 (or 0, for "not given"). */
char    *quay_known_hosts_line_name     (const char *host, guint port);

/* The line for a key, with its line feed. @hash_name: "|1|salt|hash" instead of the name. */
char    *quay_known_hosts_line_format   (const char *name, QuayHostKey *key, gboolean hash_name, GError **error);

G_END_DECLS

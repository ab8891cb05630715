/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What an OpenSSH certificate says (PROTOCOL.certkeys). Of a user's nobody's signature is checked: that is the server's
 * business. */
typedef struct {
  char *key_type;    /* "ssh-ed25519-cert-v01@openssh.com" */
  GBytes *plain_blob; /* the key that is certified, RFC 4253 section 6.6 */
  guint64 serial;
  guint32 kind;      /* 1: of a user, 2: of a host */
  char *key_id;      /* escaped */
  guint64 valid_after, valid_before; /* seconds since 1970; the last is not included */
  char **principals; /* as they are; none: any */
  gboolean has_critical_options;
  GBytes *signing_key; /* of the authority, RFC 4253 section 6.6 */
  GBytes *signed_data, *signature;
} QuaySshCert;

gboolean     quay_ssh_cert_is_type (const char *key_type);
QuaySshCert *quay_ssh_cert_parse   (GBytes *blob); /* nullable */
void         quay_ssh_cert_free    (QuaySshCert *self);

/* Why a user cannot log in with it at that time, for people; NULL where nothing is in the way. */
char        *quay_ssh_cert_explain (const QuaySshCert *self, gint64 now);

/* Why it does not vouch for a host of that name at that time, for people; NULL where nothing is in the way, as far as the
 * authority is to be trusted. */
char        *quay_ssh_cert_explain_host (const QuaySshCert *self, const char *host, gint64 now);

/* "ssh-ed25519" for "ssh-ed25519-cert-v01@openssh.com": also of signature algorithms. */
char        *quay_ssh_cert_dup_plain_type (const char *key_type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaySshCert, quay_ssh_cert_free)

G_END_DECLS

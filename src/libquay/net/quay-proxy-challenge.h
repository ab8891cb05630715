/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * QuayProxyChallenge: how an HTTP proxy wants its clients to authenticate (Proxy-Authenticate, RFC 9110 section 11.7.1):
 * of what it offers, the best that is known here.
 */
typedef enum {
  QUAY_PROXY_SCHEME_NONE, /* nothing that is known */
  QUAY_PROXY_SCHEME_BASIC,
  QUAY_PROXY_SCHEME_DIGEST_MD5,
  QUAY_PROXY_SCHEME_DIGEST_SHA256,
} QuayProxyScheme;

typedef struct {
  QuayProxyScheme scheme;
  GString *offered; /* the names of all schemes, as they came */
  gboolean session; /* Digest, the algorithm's "-sess" */
  gboolean has_qop; /* with "auth" */
  gboolean stale;   /* only the nonce was too old */
  char *realm, *nonce, *opaque;
} QuayProxyChallenge;

QuayProxyChallenge *quay_proxy_challenge_new    (void);
void                quay_proxy_challenge_free   (QuayProxyChallenge *self);

/* The value of one header. */
void                quay_proxy_challenge_add    (QuayProxyChallenge *self, const char *value);

/* The value of Proxy-Authorization for CONNECT @target, in memory from quay_secret_dup. @cnonce: nullable, then random. */
char               *quay_proxy_challenge_answer (const QuayProxyChallenge *self, const char *target, const char *user,
                                                 const char *password, const char *cnonce);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayProxyChallenge, quay_proxy_challenge_free)

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-host-key.h"

G_BEGIN_DECLS

/*
 * QuayAuthMemory: what led to success, for opening the same login again without asking the person again: secrets in
 * wiped memory, and a host key that was accepted for this login only. It serves one user on one host and port; bound to
 * another it is empty. From any thread.
 */
typedef struct _QuayAuthMemory QuayAuthMemory;

typedef enum {
  QUAY_AUTH_MEMORY_PASSWORD,   /* for the method "password"; the name is "" */
  QUAY_AUTH_MEMORY_KEYBOARD,   /* for keyboard-interactive; the name is its only prompt */
  QUAY_AUTH_MEMORY_PROXY,      /* for the proxy on the way; the name is "user" or "password" */
  QUAY_AUTH_MEMORY_PASSPHRASE, /* the name is the key's file; "" is kept where the person has none for it */
} QuayAuthMemoryKind;

QuayAuthMemory *quay_auth_memory_new            (void);
QuayAuthMemory *quay_auth_memory_ref            (QuayAuthMemory *self);
void            quay_auth_memory_unref          (QuayAuthMemory *self);

/* What led to success on the way there: at a jump host or a proxy, each with a memory of its own, by whatever names the
 * whole way up to it. Not forgotten with the rest. (transfer full) */
QuayAuthMemory *quay_auth_memory_ref_hop        (QuayAuthMemory *self, const char *way);

/* Forgets what was for another. */
void            quay_auth_memory_bind           (QuayAuthMemory *self, const char *host, guint port, const char *user);
/* All but the host key. */
void            quay_auth_memory_forget_secrets (QuayAuthMemory *self);

QuayHostKey    *quay_auth_memory_ref_host_key   (QuayAuthMemory *self); /* nullable */
void            quay_auth_memory_set_host_key   (QuayAuthMemory *self, QuayHostKey *key);

gboolean        quay_auth_memory_has            (QuayAuthMemory *self, QuayAuthMemoryKind kind);
/* As from quay_secret_dup; NULL where there is none. */
char           *quay_auth_memory_dup            (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name);
void            quay_auth_memory_keep           (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name, const char *secret);
void            quay_auth_memory_drop           (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name);
/* The secret was sent, and the connection broke before the server said a word about it: nobody knows whether it is
 * right. It is dropped when that happens again and again. */
void            quay_auth_memory_unanswered     (QuayAuthMemory *self, QuayAuthMemoryKind kind, const char *name);

/* Whether a password that was to hand has been refused since the last success. What is to hand must not be sent time
 * and again by itself then: servers lock accounts for that. */
gboolean        quay_auth_memory_get_refused    (QuayAuthMemory *self);
void            quay_auth_memory_set_refused    (QuayAuthMemory *self);
/* A success: takes over what is in @earned, and a refusal before it no longer counts. */
void            quay_auth_memory_adopt          (QuayAuthMemory *self, QuayAuthMemory *earned);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayAuthMemory, quay_auth_memory_unref)

G_END_DECLS

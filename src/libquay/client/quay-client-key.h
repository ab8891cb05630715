/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-key-entry.h"

G_BEGIN_DECLS

/*
 * QuayClientKey: one of the two groups of properties that stand for a key or a certificate: where it is kept, of what kind that
 * store is, and what was chosen of it by subject or by its encoded form.
 */
typedef struct {
  GBytes *store;
  int type;
  char *password;        /* quay_secret_*; nullable */
  char *subject;         /* of what was chosen, else "" */
  GBytes *encoded;       /* as it was set, or of what was chosen */
  GPtrArray *entries;    /* what the store holds; NULL: not looked yet, or it could not be read */
  QuayKeyEntry *chosen;  /* one of them; nullable */
} QuayClientKey;

QuayClientKey *quay_client_key_new          (void);
void           quay_client_key_free         (QuayClientKey *self);
/* What was chosen from another store is chosen no more. */
void           quay_client_key_set_store    (QuayClientKey *self, GBytes *store);
void           quay_client_key_set_type     (QuayClientKey *self, int type);
void           quay_client_key_set_password (QuayClientKey *self, const char *password);
/* The entry with that subject, or one that contains it; "*": any. Where there is none, none is chosen, and that is no error;
 * a store that cannot be read is. */
gboolean       quay_client_key_choose       (QuayClientKey *self, const char *subject, GError **error);
/* A certificate or a public key by itself, with its private half where the store has it. */
gboolean       quay_client_key_set_encoded  (QuayClientKey *self, GBytes *encoded, GError **error);
/* Something to log in with: what was chosen, else any key of a store that was set. */
gboolean       quay_client_key_ensure       (QuayClientKey *self, GError **error);
QuayCertInfo  *quay_client_key_get_info     (QuayClientKey *self); /* nullable */
/* For a login: FALSE with @error where there is no key. @path: the store itself, opened by the store's password; or @pem: the
 * key out of it, as quay_secret_dup. */
gboolean       quay_client_key_get_identity (QuayClientKey *self, char **path, char **pem, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-auth.h"
#include "quay-key.h"

G_BEGIN_DECLS

/*
 * QuayAuthIdentity: where a private half comes from: a file, a token, or an agent that has it. It is unlocked once, however
 * many public halves (the plain key, its certificates) are offered with it.
 */
typedef struct _QuayAuthIdentity QuayAuthIdentity;

QuayAuthIdentity *quay_auth_identity_new         (QuayAuth *auth, const char *path); /* of a file, or a PKCS#11 URI */
QuayAuthIdentity *quay_auth_identity_new_own     (QuayAuth *auth);                   /* QuaySiteOptions:private-key */
QuayAuthIdentity *quay_auth_identity_new_for_key (QuayAuth *auth, QuayKey *key);     /* an agent's */
QuayAuthIdentity *quay_auth_identity_ref         (QuayAuthIdentity *self);
void              quay_auth_identity_unref       (QuayAuthIdentity *self);

const char       *quay_auth_identity_get_path    (QuayAuthIdentity *self); /* NULL where there is no file */
const char       *quay_auth_identity_get_name    (QuayAuthIdentity *self); /* for people */
GBytes           *quay_auth_identity_get_public  (QuayAuthIdentity *self); /* NULL where only the private half can tell */
/* An agent has the same key, and needs no passphrase. */
void              quay_auth_identity_use_key     (QuayAuthIdentity *self, QuayKey *key);

/* Whether it can sign at once, at nobody's cost. */
gboolean          quay_auth_identity_is_at_hand  (QuayAuthIdentity *self);
/* The key (borrowed), for which the person may be asked; or NULL, with an error that is the same the next time. */
QuayKey          *quay_auth_identity_unlock      (QuayAuthIdentity *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayAuthIdentity, quay_auth_identity_unref)

G_END_DECLS

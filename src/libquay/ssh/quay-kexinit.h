/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The name-lists of SSH_MSG_KEXINIT in their order, RFC 4253 section 7.1. */
typedef enum {
  QUAY_KEXINIT_KEX,
  QUAY_KEXINIT_HOST_KEY,
  QUAY_KEXINIT_CIPHER_CS,
  QUAY_KEXINIT_CIPHER_SC,
  QUAY_KEXINIT_MAC_CS,
  QUAY_KEXINIT_MAC_SC,
  QUAY_KEXINIT_COMPRESSION_CS,
  QUAY_KEXINIT_COMPRESSION_SC,
  QUAY_KEXINIT_LANGUAGE_CS,
  QUAY_KEXINIT_LANGUAGE_SC,
  QUAY_KEXINIT_N_LISTS,
} QuayKexinitList;

/*
 * QuayKexinit: what one side says in plain text before the first key exchange ends: the identification line and
 * KEXINIT. It listens to the bytes as they pass, stops listening when it has both, and is the reason why "no algorithm
 * in common" can say which one.
 */
typedef struct _QuayKexinit QuayKexinit;

QuayKexinit       *quay_kexinit_new                (void);
void               quay_kexinit_free               (QuayKexinit *self);

/* Which identifications are let pass; see QuaySiteOptions:version-pattern. Copied; NULL: SSH 2.0 and 1.99. */
void               quay_kexinit_set_pattern        (QuayKexinit *self, const char *pattern);

/* FALSE with QUAY_ERROR_PROTOCOL_VERSION or _UNSUPPORTED_MESSAGE where this is not SSH 2; what came is quoted, and
 * the sentence goes on after the server's name. */
gboolean           quay_kexinit_feed               (QuayKexinit *self, const guint8 *bytes, gsize size, GError **error);
const char        *quay_kexinit_get_identification (QuayKexinit *self); /* escaped; NULL before it came */
char              *quay_kexinit_dup_heard          (QuayKexinit *self); /* what came in place of it, escaped and cut; nullable */
gboolean           quay_kexinit_is_complete        (QuayKexinit *self);
const char *const *quay_kexinit_get_list           (QuayKexinit *self, QuayKexinitList list);
gboolean           quay_kexinit_offers             (QuayKexinit *self, QuayKexinitList list, const char *name);

/* An entry of the first list that announces something and is no algorithm. */
gboolean           quay_kexinit_is_marker          (const char *name);

/* The first list without a common entry, QUAY_KEXINIT_N_LISTS where every list has one. */
QuayKexinitList    quay_kexinit_find_mismatch      (QuayKexinit *client, QuayKexinit *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayKexinit, quay_kexinit_free)

G_END_DECLS

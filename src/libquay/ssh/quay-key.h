/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * QuayKey: something that can sign for user authentication: a private key loaded with OpenSSL, or a key that lives in an
 * agent (or later a token). Belongs to a worker thread; sign may block (agent).
 */
#define QUAY_TYPE_KEY (quay_key_get_type ())
G_DECLARE_DERIVABLE_TYPE (QuayKey, quay_key, QUAY, KEY, GObject)

struct _QuayKeyClass
{
  GObjectClass parent_class;

  /* Signs @data for the signature algorithm ("rsa-sha2-512", "ssh-ed25519", …). Returns the whole signature blob as it goes
   * on the wire, string algorithm + string signature (RFC 4253 section 6.6). */
  GBytes *(*sign) (QuayKey *self, const char *algorithm, GBytes *data, GError **error);
};

GBytes            *quay_key_get_public_blob (QuayKey *self); /* RFC 4253 section 6.6 */
const char        *quay_key_get_key_type    (QuayKey *self); /* "ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256", … */
const char        *quay_key_get_comment     (QuayKey *self); /* file name, or the agent's comment, escaped */
/* Signature algorithms in the order to try: for RSA rsa-sha2-512, rsa-sha2-256 (ssh-rsa never by default). */
const char *const *quay_key_get_algorithms  (QuayKey *self);
GBytes            *quay_key_sign            (QuayKey *self, const char *algorithm, GBytes *data, GError **error);

G_END_DECLS

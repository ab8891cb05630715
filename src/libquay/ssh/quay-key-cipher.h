/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ciphers that may protect a private key file, by their SSH names (RFC 4253 section 6.3, RFC 4344, OpenSSH's PROTOCOL). */
typedef struct {
  const char *name;
  const char *openssl_name; /* NULL: chacha20-poly1305@openssh.com, put together here */
  gsize key_size, iv_size, block_size, tag_size;
} QuayKeyCipher;

const QuayKeyCipher *quay_key_cipher_find    (const char *name);

/* Decrypts @data in place. @tag: tag_size bytes, checked where the cipher has one. FALSE: wrong key, or damaged data. */
gboolean             quay_key_cipher_decrypt (const QuayKeyCipher *self, const guint8 *key, const guint8 *iv,
                                              guint8 *data, gsize size, const guint8 *tag);

G_END_DECLS

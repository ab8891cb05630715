/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* bcrypt_pbkdf, the key derivation of OpenSSH's private key files (PROTOCOL.key): PBKDF2's shape around a bcrypt that hashes
 * with SHA-512. Takes about 5 ms per round and 32 bytes of output. FALSE where an argument is out of range: no passphrase,
 * no salt, no rounds, or more than 1024 bytes of output. Leaves no secret on the stack. */
gboolean quay_bcrypt_pbkdf (const char *passphrase, gsize passphrase_size, const guint8 *salt, gsize salt_size,
                            guint rounds, guint8 *output, gsize output_size);

G_END_DECLS

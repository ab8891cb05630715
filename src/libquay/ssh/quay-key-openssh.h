/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* OpenSSH's own container (PROTOCOL.key). @text: the whole file, armour included; @name: of the file, as it is. */
QuayKey *quay_key_openssh_load         (const char *text, gsize size, const char *name, const char *passphrase,
                                        GError **error);
GBytes  *quay_key_openssh_peek_public  (const char *text, gsize size); /* nullable */
gboolean quay_key_openssh_is_encrypted (const char *text, gsize size);

G_END_DECLS

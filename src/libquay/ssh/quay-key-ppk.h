/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* PuTTY's private key files, versions 2 and 3, encrypted or not (appendix C of its manual). @text: the whole file; @name: of
 * the file, as it is. Nothing in it is used before its MAC was found right. */
QuayKey *quay_key_ppk_load         (const char *text, gsize size, const char *name, const char *passphrase, GError **error);
GBytes  *quay_key_ppk_peek_public  (const char *text, gsize size); /* nullable; not proven by the MAC */
gboolean quay_key_ppk_is_encrypted (const char *text, gsize size);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* The private half as PKCS#8 in PEM, not encrypted, as quay_secret_dup. NULL where the key does not leave where it is: a
 * token, an agent. */
char *quay_key_export_pem (QuayKey *key);

G_END_DECLS

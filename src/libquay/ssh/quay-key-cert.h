/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"

G_BEGIN_DECLS

/* A key with an OpenSSH certificate in place of its public half; another key, wherever it lives, does the signing. */
#define QUAY_TYPE_KEY_CERT (quay_key_cert_get_type ())
G_DECLARE_FINAL_TYPE (QuayKeyCert, quay_key_cert, QUAY, KEY_CERT, QuayKey)

/* @certificate must be one of @key; NULL with QUAY_ERROR_KEY where it is not. */
QuayKey *quay_key_cert_new     (QuayKey *key, GBytes *certificate, GError **error);
QuayKey *quay_key_cert_get_key (QuayKeyCert *self);

G_END_DECLS

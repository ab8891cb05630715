/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <openssl/x509.h>

G_BEGIN_DECLS

/* openssl's default is 2048, a password manager's 600,000; OpenSSL does some two million a second. */
#define QUAY_KEY_PBE_MAX_ITERATIONS 5000000

/* Password-based encryption or MAC (RFC 8018, RFC 7292 appendix C, RFC 9579): whether what it asks for is bounded. One that is not
 * known passes, OpenSSL refuses it. */
gboolean quay_key_pbe_opens_in_time (const X509_ALGOR *algorithm);

G_END_DECLS

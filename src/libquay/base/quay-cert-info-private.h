/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-cert-info.h"

G_BEGIN_DECLS

/* The texts of a QuayCertInfo, in the order of its getters. */
typedef enum {
  QUAY_CERT_VERSION,
  QUAY_CERT_SERIAL_NUMBER,
  QUAY_CERT_SUBJECT,
  QUAY_CERT_ISSUER,
  QUAY_CERT_EFFECTIVE_DATE,
  QUAY_CERT_EXPIRATION_DATE,
  QUAY_CERT_SIGNATURE_ALGORITHM,
  QUAY_CERT_PUBLIC_KEY,
  QUAY_CERT_PUBLIC_KEY_ALGORITHM,
  QUAY_CERT_USAGE,
  QUAY_CERT_EXTENDED_KEY_USAGE,
  QUAY_CERT_SUBJECT_ALT_NAMES,
  QUAY_CERT_THUMBPRINT_MD5,
  QUAY_CERT_THUMBPRINT_SHA1,
  QUAY_CERT_THUMBPRINT_SHA256,
  QUAY_CERT_FINGERPRINT,
  QUAY_CERT_FINGERPRINT_SHA1,
  QUAY_CERT_FINGERPRINT_SHA256,
  QUAY_CERT_ENCODED,
  QUAY_CERT_N_TEXTS,
} QuayCertText;

/* To be filled in: what stays NULL becomes "". */
typedef struct {
  char *texts[QUAY_CERT_N_TEXTS]; /* owned, not escaped */
  gint64 effective, expiration;   /* seconds since 1970; their texts are made of them, where there is a version */
  guint public_key_length;        /* in bits */
  guint usage_flags;              /* 0x80 is the first bit of KeyUsage; its text is made of it */
} QuayCertFields;

/* Takes over the texts in @fields. */
QuayCertInfo *quay_cert_info_new       (QuayCertFields *fields);
/* "0a:1b:…" */
char         *quay_cert_info_print_hash (GChecksumType type, GBytes *bytes);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayCertInfo:
 *
 * What a key store says of a key: the fields of its X.509 certificate (RFC 5280), and its fingerprints, in the forms that
 * the class's `ssh_cert_*` and `ssh_accept_server_host_key_*` properties have. Texts are escaped, and "" where there is no
 * certificate, or nothing in it to tell. Immutable.
 */
#define QUAY_TYPE_CERT_INFO (quay_cert_info_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayCertInfo, quay_cert_info, QUAY, CERT_INFO, GObject)

QUAY_API const char *quay_cert_info_get_version (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_serial_number (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_subject (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_issuer (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_effective_date (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_expiration_date (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_signature_algorithm (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_public_key (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_public_key_algorithm (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_usage (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_extended_key_usage (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_subject_alt_names (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_thumbprint_md5 (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_thumbprint_sha1 (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_thumbprint_sha256 (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_fingerprint (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_fingerprint_sha1 (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_fingerprint_sha256 (QuayCertInfo *self);
QUAY_API const char *quay_cert_info_get_encoded (QuayCertInfo *self);
QUAY_API guint       quay_cert_info_get_public_key_length (QuayCertInfo *self);
QUAY_API guint       quay_cert_info_get_usage_flags (QuayCertInfo *self);

G_END_DECLS

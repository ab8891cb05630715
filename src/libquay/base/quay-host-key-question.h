/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-host-key.h"
#include "quay-known-hosts.h"

G_BEGIN_DECLS

/**
 * QuayHostKeyAnswer:
 */
typedef enum {
  QUAY_HOST_KEY_REJECT,
  QUAY_HOST_KEY_ACCEPT_ONCE,
  QUAY_HOST_KEY_ACCEPT_AND_SAVE,
} QuayHostKeyAnswer;

/**
 * QuayHostKeyQuestion:
 *
 * A host key that no known_hosts line vouches for. Where the result is %QUAY_KNOWN_HOSTS_CHANGED or
 * %QUAY_KNOWN_HOSTS_REVOKED it only explains: the connection is refused whatever the answer.
 */
#define QUAY_TYPE_HOST_KEY_QUESTION (quay_host_key_question_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayHostKeyQuestion, quay_host_key_question, QUAY, HOST_KEY_QUESTION, GObject)

QUAY_API QuayHostKeyQuestion *quay_host_key_question_new        (const char *host, guint port, QuayHostKey *key,
                                                                 QuayKnownHostsResult result, const char *line);
QUAY_API const char          *quay_host_key_question_get_host   (QuayHostKeyQuestion *self);
QUAY_API guint                quay_host_key_question_get_port   (QuayHostKeyQuestion *self);
QUAY_API QuayHostKey         *quay_host_key_question_get_key    (QuayHostKeyQuestion *self);
QUAY_API QuayKnownHostsResult quay_host_key_question_get_result (QuayHostKeyQuestion *self);
QUAY_API const char          *quay_host_key_question_get_line   (QuayHostKeyQuestion *self); /* "FILE:LINE", nullable */
/* What the server signed with, "rsa-sha2-512"; nullable. */
QUAY_API const char          *quay_host_key_question_get_algorithm (QuayHostKeyQuestion *self);
QUAY_API void                 quay_host_key_question_set_algorithm (QuayHostKeyQuestion *self, const char *algorithm);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-error.h"

G_BEGIN_DECLS

/* What to do about a server whose answers make no sense. */
#define QUAY_ADVICE_BROKEN_SERVER "the connection was ended; tell whoever runs the server"

/* A sentence says what was tried, on what, what came back, and what to do.
 * The server's own words are escaped and cut before they go in. */
void quay_set_error        (GError **error, QuayError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Appends ": " and strerror(@errsv); the errno is kept with the error. */
void quay_set_error_errno  (GError **error, QuayError code, int errsv, const char *format, ...) G_GNUC_PRINTF (4, 5);

/* A file on this machine: %QUAY_ERROR_LOCAL_FILE, and what to do: @advice, or (NULL) what the errno suggests. */
void quay_set_error_local  (GError **error, int errsv, const char *advice, const char *format, ...) G_GNUC_PRINTF (4, 5);

/* @server_text (nullable): the message of SSH_FXP_STATUS, as it came. Appends what the status means and, when it says
 * more, the server's text, or else what to do. %QUAY_STATUS_NO_SUCH_FILE and the like all become %QUAY_ERROR_SFTP_STATUS. */
void quay_set_error_status (GError **error, QuayStatus status, const char *server_text,
                            const char *format, ...) G_GNUC_PRINTF (4, 5);

/* Sets an error apart as "encrypted, and the passphrase is missing or wrong": asking again can help. */
void        quay_error_mark_passphrase (GError *error);
gboolean    quay_error_is_passphrase   (const GError *error);

const char *quay_status_describe (QuayStatus status);

/* TRUE where trying again on a new connection can help (dropped, timed out, disconnected). */
gboolean    quay_error_is_connection_loss (const GError *error);

G_END_DECLS

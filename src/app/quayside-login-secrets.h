/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

#include "quayside-secrets.h"

G_BEGIN_DECLS

/* What the person wants done with a secret they have typed. */
typedef enum
{
  QUAYSIDE_KEEP_NOTHING, /* always ask */
  QUAYSIDE_KEEP_UNTIL_QUIT,
  QUAYSIDE_KEEP_SAVED,
} QuaysideKeeping;

/* The secrets of one login: those that are kept are tried once each, and those that were typed are kept when the server has
 * taken them. Signal `not-kept` (const char *why): one could not be saved. */
#define QUAYSIDE_TYPE_LOGIN_SECRETS (quayside_login_secrets_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideLoginSecrets, quayside_login_secrets, QUAYSIDE, LOGIN_SECRETS, GObject)

QuaysideLoginSecrets *quayside_login_secrets_new           (QuaysideSecrets *secrets, QuaySiteOptions *options);

/* Gives @prompt what is kept for it. FALSE: there is nothing, or it was tried already; without an error. */
void                  quayside_login_secrets_answer_async  (QuaysideLoginSecrets *self, QuayPrompt *prompt,
                                                            GCancellable *cancellable, GAsyncReadyCallback callback,
                                                            gpointer user_data);
gboolean              quayside_login_secrets_answer_finish (QuaysideLoginSecrets *self, GAsyncResult *result, GError **error);

/* Can an answer to it be kept at all? */
gboolean              quayside_login_secrets_can_keep      (QuaysideLoginSecrets *self, QuayPrompt *prompt);
/* Where what was tried, and refused, came from. */
QuaysideSecretPlace   quayside_login_secrets_get_refused   (QuaysideLoginSecrets *self, QuayPrompt *prompt);
/* (nullable): why nothing can be saved now */
const char           *quayside_login_secrets_get_problem   (QuaysideLoginSecrets *self);
/* What the prompt has been answered with; forgotten again when the login fails. */
void                  quayside_login_secrets_keep          (QuaysideLoginSecrets *self, QuayPrompt *prompt, QuaysideKeeping keeping);
void                  quayside_login_secrets_succeeded     (QuaysideLoginSecrets *self);
void                  quayside_login_secrets_failed        (QuaysideLoginSecrets *self, const GError *error);

G_END_DECLS

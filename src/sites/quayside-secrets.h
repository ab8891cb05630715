/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "quayside-secret-key.h"

G_BEGIN_DECLS

/**
 * QuaysideSecretsError:
 * @QUAYSIDE_SECRETS_ERROR_ABSENT: there is no Secret Service
 * @QUAYSIDE_SECRETS_ERROR_LOCKED: the keyring is locked
 * @QUAYSIDE_SECRETS_ERROR_SILENT: it gave no answer within QUAYSIDE_SECRETS_TIMEOUT_MS
 * @QUAYSIDE_SECRETS_ERROR_FAILED: it answered with an error
 */
typedef enum {
  QUAYSIDE_SECRETS_ERROR_ABSENT,
  QUAYSIDE_SECRETS_ERROR_LOCKED,
  QUAYSIDE_SECRETS_ERROR_SILENT,
  QUAYSIDE_SECRETS_ERROR_FAILED,
} QuaysideSecretsError;

#define QUAYSIDE_SECRETS_ERROR (quayside_secrets_error_quark ())
GQuark quayside_secrets_error_quark (void);

/* Nobody waits for a keyring for longer. */
#define QUAYSIDE_SECRETS_TIMEOUT_MS 1500

/*
 * QuaysideSecrets: passwords and passphrases the person wants kept: until the program ends, in wiped memory; or in the
 * Secret Service. Nowhere else. It never asks to unlock a keyring: that is a dialog of its own that could stay for ever.
 */
#define QUAYSIDE_TYPE_SECRETS (quayside_secrets_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSecrets, quayside_secrets, QUAYSIDE, SECRETS, GObject)

typedef enum {
  QUAYSIDE_SECRET_NONE,
  QUAYSIDE_SECRET_REMEMBERED, /* until the program ends */
  QUAYSIDE_SECRET_SAVED,      /* in the Secret Service */
} QuaysideSecretPlace;

QuaysideSecrets *quayside_secrets_new            (void);
QuaysideSecrets *quayside_secrets_get_default    (void);

/* What is kept for @key, and where it was found; NULL without an error where there is nothing, or only what was refused
 * before. With quayside_secret_free(). */
void             quayside_secrets_lookup_async   (QuaysideSecrets *self, const QuaysideSecretKey *key, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
char            *quayside_secrets_lookup_finish  (QuaysideSecrets *self, GAsyncResult *result, QuaysideSecretPlace *place,
                                                  GError **error);
/* Takes the place of what is there. */
void             quayside_secrets_save_async     (QuaysideSecrets *self, const QuaysideSecretKey *key, const char *secret,
                                                  GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean         quayside_secrets_save_finish    (QuaysideSecrets *self, GAsyncResult *result, GError **error);
/* In the Secret Service and in memory. Nothing there is fine. */
void             quayside_secrets_clear_async    (QuaysideSecrets *self, const QuaysideSecretKey *key, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
gboolean         quayside_secrets_clear_finish   (QuaysideSecrets *self, GAsyncResult *result, GError **error);
/* Whatever opens the same login as @key, of all kinds; ends with quayside_secrets_clear_finish(). */
void             quayside_secrets_forget_async   (QuaysideSecrets *self, const QuaysideSecretKey *key, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
void             quayside_secrets_remember       (QuaysideSecrets *self, const QuaysideSecretKey *key, const char *secret);
/* The server did not take it: it is not given out again, until another one is saved. */
void             quayside_secrets_refuse         (QuaysideSecrets *self, const QuaysideSecretKey *key);

/* In memory that is wiped and never written to a disk. */
char            *quayside_secret_dup             (const char *secret);
void             quayside_secret_free            (char *secret);

G_END_DECLS

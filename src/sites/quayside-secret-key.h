/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/*
 * QuaysideSecretKey: what a secret opens. Two logins share one only where all of this is equal: where to, as whom, and by
 * which way. A password that is right behind one jump host is not to be sent to whoever has that address elsewhere.
 */
typedef struct
{
  char *kind; /* "password", "passphrase", or "answer" to a server's own question */
  char *host;
  guint port;
  char *user;
  char *via;  /* "" where the way is straight */
  char *what; /* the key's file, or the server's question; "" for passwords */
} QuaysideSecretKey;

#define QUAYSIDE_TYPE_SECRET_KEY (quayside_secret_key_get_type ())
GType              quayside_secret_key_get_type   (void);

/* Of a password. */
QuaysideSecretKey *quayside_secret_key_new        (QuaySiteOptions *options);
/* (nullable): NULL where no answer to it can be kept: new passwords, several questions at once, what may be seen. @options
 * are those of the login, which may ask on its way there for another host. */
QuaysideSecretKey *quayside_secret_key_for_prompt (QuaySiteOptions *options, QuayPrompt *prompt);
QuaysideSecretKey *quayside_secret_key_copy       (const QuaysideSecretKey *self);
void               quayside_secret_key_free       (QuaysideSecretKey *self);
/* All of it in one text, to compare. */
char              *quayside_secret_key_dup_id     (const QuaysideSecretKey *self);
/* What the ids of all secrets of the same login begin with. */
char              *quayside_secret_key_dup_account (const QuaysideSecretKey *self);
/* For the person, in their keyring: "Password of anna@web.example.org". */
char              *quayside_secret_key_dup_label  (const QuaysideSecretKey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuaysideSecretKey, quayside_secret_key_free)

G_END_DECLS

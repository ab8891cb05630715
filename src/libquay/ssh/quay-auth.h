/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-key.h"
#include "quay-secret.h"
#include "quay-ssh-session-private.h"

G_BEGIN_DECLS

/*
 * One login's authentication, RFC 4252. Each method tries what it has and says how that went; the methods the server
 * still allows are learned from its refusals.
 */
typedef enum {
  QUAY_AUTH_SUCCESS, /* logged in */
  QUAY_AUTH_PARTIAL, /* accepted, and the server wants more, section 5.1 */
  QUAY_AUTH_REFUSED, /* go on with something else */
  QUAY_AUTH_ERROR,   /* over: cancelled, or the connection is gone */
} QuayAuthResult;

typedef struct {
  QuaySshSession *session; /* borrowed */
  gint64 deadline;
  GCancellable *cancellable; /* borrowed, nullable */
  const char *user;          /* the session's */

  char **methods;     /* what the server allows now */
  char **wanted;      /* what the options want, in their order; NULL: anything */
  GPtrArray *done;    /* of const char *: methods that have been accepted, where those are not to be repeated; nullable */
  char **signatures;  /* that keys may make; NULL: all but SHA-1 */
  GBytes *certificate; /* that the options name; nullable */
  char *certificate_algorithm; /* to sign with; NULL: any */
  QuayAuthMemory *earned; /* to be remembered if this leads to success */
  GPtrArray *tried;   /* of char *: what was tried and what came of it, for the error */
  GPtrArray *keys;    /* of candidates, see quay-auth-publickey.c; NULL before they were looked for */
  guint n_refusals;   /* attempts that the server counts against us */
  gboolean knew;      /* the memory held a password, or an answer in its place, when this began */
  gboolean outdated;  /* what was stored or remembered has been refused */
  gboolean answered;  /* the last call's outcome is the server's word: not silence, not the caller's doing */
  gboolean stored_password_in_keyboard, stored_password_in_password; /* it was tried this way */
  gboolean asked_in_keyboard; /* the person has answered password prompts of the server's */
  guint n_rounds;     /* of keyboard-interactive, in this request */
  guint attempt;      /* of keyboard-interactive and password: 1, 2, … */
  gboolean use_stored; /* answer this request with the stored password */
  gboolean used_stored; /* that has happened */
  guint n_answered;   /* prompts answered in this request */
  guint n_prompts;    /* that there were in this request */
  char *prompt;       /* the only one so far, and not to be shown; nullable */
  QuaySecret *answer; /* to it; nullable */
  GError *error;      /* what ended it, out of a callback; nullable */
} QuayAuth;

/* quay-auth.c */
/* The server and the options. */
gboolean       quay_auth_allows        (QuayAuth *self, const char *method);
void           quay_auth_note          (QuayAuth *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* Waits until a call that returned @rc is worth making again. FALSE: it is done, or self->error is set. */
gboolean       quay_auth_again         (QuayAuth *self, int rc);
/* What a finished call's @rc means. */
QuayAuthResult quay_auth_judge         (QuayAuth *self, int rc);
QuayPrompt    *quay_auth_make_prompt   (QuayAuth *self, QuayPromptKind kind);
/* FALSE with self->error set where the person, or the caller, wants to stop. */
gboolean       quay_auth_ask           (QuayAuth *self, QuayPrompt *prompt);
gboolean       quay_auth_can_ask       (QuayAuth *self);

/* NULL where there is none, or it must not be sent. What was right the last time goes before it. */
const char    *quay_auth_get_stored_password (QuayAuth *self);
/* What became of an answer that nobody was asked for: one that was refused is not sent again. */
void           quay_auth_learn         (QuayAuth *self, QuayAuthResult result, QuayAuthMemoryKind kind, const char *name);

/* quay-auth-methods.c */
gboolean       quay_auth_read_wanted   (QuayAuth *self);  /* FALSE with self->error set */
QuayAuthResult quay_auth_run_step      (QuayAuth *self, const char **method);

/* quay-auth-custom.c */
QuayAuthResult quay_auth_custom        (QuayAuth *self);

/* quay-auth-certificate.c */
gboolean       quay_auth_read_certificate (QuayAuth *self); /* FALSE with self->error set */
gboolean       quay_auth_certificate_is_of (QuayAuth *self, GBytes *public_blob);

/* quay-auth-signatures.c */
void           quay_auth_read_signatures  (QuayAuth *self);
gboolean       quay_auth_may_offer     (QuayAuth *self, GBytes *public_blob);
gboolean       quay_auth_may_sign      (QuayAuth *self, QuayKey *key, const char *algorithm);
/* @algorithm: nullable: the only one. */
void           quay_auth_prefer_signatures (QuayAuth *self, const char *algorithm);

/* quay-auth-publickey.c */
QuayAuthResult quay_auth_publickey     (QuayAuth *self);

/* quay-auth-keyboard.c */
QuayAuthResult quay_auth_keyboard_stored (QuayAuth *self);
QuayAuthResult quay_auth_keyboard_asking (QuayAuth *self);

/* quay-auth-password.c */
QuayAuthResult quay_auth_password_stored (QuayAuth *self);
QuayAuthResult quay_auth_password_asking (QuayAuth *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <p11-kit/uri.h>

G_BEGIN_DECLS

/*
 * QuayPkcs11Token: a token, and a session on it, that a PKCS#11 URI (RFC 7512) selects; its module is one of p11-kit's or the
 * URI's module-path. Freed, its session is closed, and with the last of them the token is locked again.
 */
typedef struct _QuayPkcs11Token QuayPkcs11Token;

typedef enum {
  QUAY_PKCS11_LOGIN_OPEN,   /* or needed no PIN */
  QUAY_PKCS11_LOGIN_WRONG,  /* another PIN may be tried, where quay_pkcs11_token_may_try says so */
  QUAY_PKCS11_LOGIN_FAILED, /* it is of no use to try again */
} QuayPkcs11Login;

gboolean         quay_pkcs11_is_uri          (const char *identity);

QuayPkcs11Token *quay_pkcs11_token_open      (const char *uri, GError **error);
QuayPkcs11Token *quay_pkcs11_token_ref       (QuayPkcs11Token *self);
void             quay_pkcs11_token_unref     (QuayPkcs11Token *self);

const char      *quay_pkcs11_token_get_name  (QuayPkcs11Token *self); /* its label, or what else tells it apart; escaped */
P11KitUri       *quay_pkcs11_token_get_uri   (QuayPkcs11Token *self);
CK_FUNCTION_LIST *quay_pkcs11_token_get_module (QuayPkcs11Token *self);
CK_SESSION_HANDLE quay_pkcs11_token_get_session (QuayPkcs11Token *self);

/* Whether a PIN has to be typed here: not where the token is open already, or has keys of its own to press. */
gboolean         quay_pkcs11_token_wants_pin (QuayPkcs11Token *self);
/* FALSE: a wrong PIN now could lock the token, or it is locked. */
gboolean         quay_pkcs11_token_may_try   (QuayPkcs11Token *self, GError **error);
/* @pin: NULL where none is wanted; it is not kept. */
QuayPkcs11Login  quay_pkcs11_token_login     (QuayPkcs11Token *self, const char *pin, GError **error);

/* "…: what the token answered" */
void             quay_pkcs11_token_set_error (QuayPkcs11Token *self, CK_RV rv, GError **error, int code, const char *tried);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayPkcs11Token, quay_pkcs11_token_unref)

G_END_DECLS

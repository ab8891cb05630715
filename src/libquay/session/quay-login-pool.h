/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-login.h"

G_BEGIN_DECLS

/*
 * The logins that the transfers of one login are spread over: itself and, where its options allow more (`max-logins`), others
 * beside it, made when all there are have something to do. Nobody is asked for that: where a login takes a person, or fails,
 * there are no more. They end with the first one, or when they have had nothing to do for a while. In the owner's thread.
 */
typedef struct _QuayLoginTurn QuayLoginTurn;

/* @used: (transfer full): to be given back. */
typedef void (*QuayLoginTurnFunc) (QuayLogin *used, gpointer user_data);

/* The login with the least to do (transfer full), to be given back by release. NULL: one more is being made; wait for it. */
QuayLogin     *quay_login_pool_take     (QuayLogin *login);
/* @func is called later, once, unless the turn is given up. */
QuayLoginTurn *quay_login_pool_wait     (QuayLogin *login, QuayLoginTurnFunc func, gpointer user_data);
void           quay_login_turn_give_up  (QuayLoginTurn *self);
void           quay_login_pool_release  (QuayLogin *login, QuayLogin *used);

G_END_DECLS

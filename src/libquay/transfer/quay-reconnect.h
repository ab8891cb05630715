/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-login.h"

G_BEGIN_DECLS

/*
 * QuayReconnect: gets a login's connection back for those who need it, without asking anybody: it tries again after 1, 2, 5, 10
 * and then every 30 seconds. What trying again cannot mend ends it; where the person has to be asked it waits until somebody
 * has opened the login. Lives in the login's thread.
 */
typedef struct _QuayReconnect QuayReconnect;

typedef enum {
  QUAY_RECONNECT_IDLE,    /* nobody has asked for it */
  QUAY_RECONNECT_TRYING,
  QUAY_RECONNECT_PERSON,  /* somebody must open the login; see the error */
  QUAY_RECONNECT_OPEN,
  QUAY_RECONNECT_FAILED,  /* see the error */
} QuayReconnectState;

typedef void (*QuayReconnectFunc) (QuayReconnect *self, gpointer user_data);

/* @changed: the state is another, or the error of the last attempt is. */
QuayReconnect     *quay_reconnect_new       (QuayLogin *login, QuayReconnectFunc changed, gpointer user_data);
void               quay_reconnect_free      (QuayReconnect *self);
/* Seconds before each attempt, the last for all further ones. */
void               quay_reconnect_set_delays (QuayReconnect *self, const guint *seconds, guint n);
/* The connection is wanted. Where it has just been lost the first delay comes before the first attempt. */
void               quay_reconnect_want      (QuayReconnect *self);
QuayLogin         *quay_reconnect_get_login (QuayReconnect *self);
QuayReconnectState quay_reconnect_get_state (QuayReconnect *self);
const GError      *quay_reconnect_get_error (QuayReconnect *self);
/* Somebody has closed it, so that nobody opens it again unasked. */
gboolean           quay_reconnect_was_closed (QuayReconnect *self);
/* At least once. */
gboolean           quay_reconnect_was_open  (QuayReconnect *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayReconnect, quay_reconnect_free)

G_END_DECLS

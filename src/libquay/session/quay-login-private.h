/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-connection.h"
#include "quay-login.h"
#include "quay-op.h"

G_BEGIN_DECLS

/* The connection of an open login, else NULL (transfer full). In the owner's thread. */
QuayConnection  *quay_login_ref_connection (QuayLogin *self);
/* Another one to the same place, which knows what this one has learnt, and logs in its log. */
QuayLogin       *quay_login_new_beside     (QuayLogin *self);
void             quay_login_log            (QuayLogin *self, int level, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* quay-login-ops.c: for the operations on an open login. */

/* A call that is to be run, or NULL: where the login is not open its task has failed already. */
QuayOp          *quay_login_begin          (QuayLogin *self, const QuayOpKind *kind, const QuayOpArgs *args,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Begins it and runs it. */
void             quay_login_run            (QuayLogin *self, const QuayOpKind *kind, const QuayOpArgs *args,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean         quay_login_finish_boolean (QuayLogin *self, const QuayOpKind *kind, GAsyncResult *result, GError **error);
gpointer         quay_login_finish_pointer (QuayLogin *self, const QuayOpKind *kind, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-connection.h"
#include "quay-login.h"

G_BEGIN_DECLS

/* The connection of an open login, else NULL (transfer full). In the owner's thread. */
QuayConnection  *quay_login_ref_connection (QuayLogin *self);

/* For operations that run elsewhere on the login: a task that fails at once where the login is not open, and NULL. */
struct _QuayOp;
struct _QuayOp  *quay_login_begin          (QuayLogin *self, const char *path, gpointer source_tag, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data,
                                            void (*start) (struct _QuayOp *, QuaySftpSession *));

G_END_DECLS

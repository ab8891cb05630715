/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-login.h"

G_BEGIN_DECLS

/* SSH_FXP_SETSTAT of what the properties file-* say, as it is; @attrs is copied. As with all of a login, the result comes in the
 * thread-default main context of whoever asks. */
void      quay_client_remote_setstat_async  (QuayLogin *login, const char *path, const QuayAttrs *attrs, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean  quay_client_remote_setstat_finish (QuayLogin *login, GAsyncResult *result, GError **error);

G_END_DECLS

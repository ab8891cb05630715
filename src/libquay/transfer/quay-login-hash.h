/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-login.h"

G_BEGIN_DECLS

QUAY_API void  quay_login_hash_async  (QuayLogin *self, const char *path, const char *algorithm, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
QUAY_API char *quay_login_hash_finish (QuayLogin *self, GAsyncResult *result, char **algorithm, gboolean *from_server,
                                       GError **error);

G_END_DECLS

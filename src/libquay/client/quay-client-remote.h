/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-login.h"
#include "quay-open-flags.h"

G_BEGIN_DECLS

/*
 * Requests of the conversation that no operation of QuayLogin makes: files as handles, and attributes as they are. As with
 * all of a login, results come in the thread-default main context of whoever asks.
 */
void      quay_client_remote_open_async    (QuayLogin *login, const char *path, QuayOpenFlags flags, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
GBytes   *quay_client_remote_open_finish   (QuayLogin *login, GAsyncResult *result, GError **error);
void      quay_client_remote_close_async   (QuayLogin *login, const char *path, GBytes *handle, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean  quay_client_remote_close_finish  (QuayLogin *login, GAsyncResult *result, GError **error);
/* What the server gives of so much; empty at the end of the file. @path is for sentences. */
void      quay_client_remote_read_async    (QuayLogin *login, const char *path, GBytes *handle, guint64 offset, guint32 length,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes   *quay_client_remote_read_finish   (QuayLogin *login, GAsyncResult *result, GError **error);
void      quay_client_remote_write_async   (QuayLogin *login, const char *path, GBytes *handle, guint64 offset, GBytes *data,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  quay_client_remote_write_finish  (QuayLogin *login, GAsyncResult *result, GError **error);
/* SSH_FXP_SETSTAT; @attrs is copied. */
void      quay_client_remote_setstat_async  (QuayLogin *login, const char *path, const QuayAttrs *attrs, GCancellable *cancellable,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean  quay_client_remote_setstat_finish (QuayLogin *login, GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-login.h"
#include "quay-transfer-queue.h"

G_BEGIN_DECLS

/**
 * QuaySftpClient:
 *
 * The documented SFTP client class: its state as properties, its methods, events and configuration keys, on one
 * [class@Quay.Login] and one [class@Quay.TransferQueue].
 */
#define QUAY_TYPE_SFTP_CLIENT (quay_sftp_client_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySftpClient, quay_sftp_client, QUAY, SFTP_CLIENT, GObject)

QUAY_API QuaySftpClient    *quay_sftp_client_new         (void);
QUAY_API QuaySiteOptions   *quay_sftp_client_get_options (QuaySftpClient *self); /* change before logon */
QUAY_API void               quay_sftp_client_set_interaction (QuaySftpClient *self, QuayInteraction *interaction);
QUAY_API QuayLogin         *quay_sftp_client_get_login   (QuaySftpClient *self); /* NULL before logon */
QUAY_API QuayTransferQueue *quay_sftp_client_get_queue   (QuaySftpClient *self);
QUAY_API gboolean           quay_sftp_client_get_connected (QuaySftpClient *self);
QUAY_API void               quay_sftp_client_ssh_logon_async   (QuaySftpClient *self, GCancellable *cancellable,
                                                                GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean           quay_sftp_client_ssh_logon_finish  (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API void               quay_sftp_client_ssh_logoff_async  (QuaySftpClient *self, GCancellable *cancellable,
                                                                GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean           quay_sftp_client_ssh_logoff_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);

G_END_DECLS

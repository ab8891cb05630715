/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-client-events.h"
#include "quay-login.h"
#include "quay-transfer-queue.h"

G_BEGIN_DECLS

/**
 * QuaySftpClient:
 *
 * A client for SFTP as one object: what to do is set as properties and configuration keys, methods do it, and signals tell
 * how far it is. It does one thing at a time.
 *
 * Each method is there twice: one that waits, and brings events meanwhile; and a pair `_async` and `_finish`.
 *
 * ```c
 * g_autoptr (QuaySftpClient) client = quay_sftp_client_new ();
 *
 * g_object_set (client, "ssh-user", "me", "ssh-password", "secret", NULL);
 * g_signal_connect (client, "ssh-server-authentication", G_CALLBACK (check_key), NULL);
 * if (quay_sftp_client_ssh_logon (client, "sftp.example.org", 22, &error))
 *   quay_sftp_client_list_directory (client, &error);
 * ```
 */
#define QUAY_TYPE_SFTP_CLIENT (quay_sftp_client_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuaySftpClient, quay_sftp_client, QUAY, SFTP_CLIENT, GObject)

QUAY_API QuaySftpClient    *quay_sftp_client_new             (void);
QUAY_API QuaySiteOptions   *quay_sftp_client_get_options     (QuaySftpClient *self); /* change before logon */
QUAY_API void               quay_sftp_client_set_interaction (QuaySftpClient *self, QuayInteraction *interaction);
QUAY_API QuayLogin         *quay_sftp_client_get_login       (QuaySftpClient *self); /* NULL before logon */
QUAY_API QuayTransferQueue *quay_sftp_client_get_queue       (QuaySftpClient *self);
QUAY_API gboolean           quay_sftp_client_get_connected   (QuaySftpClient *self);
QUAY_API gboolean           quay_sftp_client_set_value       (QuaySftpClient *self, const char *name, const GValue *value,
                                                              GError **error);

/* The last listing */
QUAY_API QuayDirectory *quay_sftp_client_get_dir_list            (QuaySftpClient *self);
QUAY_API char          *quay_sftp_client_get_dir_list_entry      (QuaySftpClient *self, guint entry_index);
QUAY_API char          *quay_sftp_client_get_dir_list_file_name  (QuaySftpClient *self, guint entry_index);
QUAY_API gint64         quay_sftp_client_get_dir_list_file_size  (QuaySftpClient *self, guint entry_index);
QUAY_API char          *quay_sftp_client_get_dir_list_file_time  (QuaySftpClient *self, guint entry_index);
QUAY_API gboolean       quay_sftp_client_get_dir_list_is_dir     (QuaySftpClient *self, guint entry_index);
QUAY_API gboolean       quay_sftp_client_get_dir_list_is_symlink (QuaySftpClient *self, guint entry_index);

/* Methods that do not wait for the server */
QUAY_API void    quay_sftp_client_interrupt   (QuaySftpClient *self);
QUAY_API void    quay_sftp_client_do_events   (QuaySftpClient *self);
QUAY_API void    quay_sftp_client_reset       (QuaySftpClient *self);
QUAY_API void    quay_sftp_client_queue_file  (QuaySftpClient *self, const char *local_file, const char *remote_file);
QUAY_API void    quay_sftp_client_reset_queue (QuaySftpClient *self);
QUAY_API GBytes *quay_sftp_client_decode_packet (QuaySftpClient *self, const char *encoded_packet, GError **error);
QUAY_API char   *quay_sftp_client_encode_packet (QuaySftpClient *self, GBytes *packet);
QUAY_API char   *quay_sftp_client_get_ssh_param (QuaySftpClient *self, GBytes *payload, const char *field, GError **error);
QUAY_API GBytes *quay_sftp_client_get_ssh_param_bytes (QuaySftpClient *self, GBytes *payload, const char *field, GError **error);
QUAY_API GBytes *quay_sftp_client_set_ssh_param (QuaySftpClient *self, GBytes *payload, const char *field_type,
                                                 const char *field_value, GError **error);

/* Methods */
QUAY_API gboolean quay_sftp_client_ssh_connect (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_ssh_connect_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_ssh_connect_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_ssh_disconnect (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_ssh_disconnect_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_ssh_disconnect_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_ssh_logon (QuaySftpClient *self, const char *ssh_host, int ssh_port, GError **error);
QUAY_API void quay_sftp_client_ssh_logon_async (QuaySftpClient *self, const char *ssh_host, int ssh_port, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_ssh_logon_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_ssh_logoff (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_ssh_logoff_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_ssh_logoff_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_change_remote_path (QuaySftpClient *self, const char *remote_path, GError **error);
QUAY_API void quay_sftp_client_change_remote_path_async (QuaySftpClient *self, const char *remote_path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_change_remote_path_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_list_directory (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_list_directory_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_list_directory_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_make_directory (QuaySftpClient *self, const char *new_dir, GError **error);
QUAY_API void quay_sftp_client_make_directory_async (QuaySftpClient *self, const char *new_dir, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_make_directory_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_remove_directory (QuaySftpClient *self, const char *dir_name, GError **error);
QUAY_API void quay_sftp_client_remove_directory_async (QuaySftpClient *self, const char *dir_name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_remove_directory_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_check_file_exists (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_check_file_exists_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_check_file_exists_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_create_file (QuaySftpClient *self, const char *file_name, GError **error);
QUAY_API void quay_sftp_client_create_file_async (QuaySftpClient *self, const char *file_name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_create_file_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_delete_file (QuaySftpClient *self, const char *file_name, GError **error);
QUAY_API void quay_sftp_client_delete_file_async (QuaySftpClient *self, const char *file_name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_delete_file_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_rename_file (QuaySftpClient *self, const char *new_name, GError **error);
QUAY_API void quay_sftp_client_rename_file_async (QuaySftpClient *self, const char *new_name, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_rename_file_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_query_file_attributes (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_query_file_attributes_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_query_file_attributes_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_update_file_attributes (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_update_file_attributes_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_update_file_attributes_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_download (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_download_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_download_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_upload (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_upload_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_upload_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_append (QuaySftpClient *self, GError **error);
QUAY_API void quay_sftp_client_append_async (QuaySftpClient *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_append_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API GBytes *quay_sftp_client_download_range (QuaySftpClient *self, const char *path, const char *file_name, gint64 start_byte, gint64 count, GError **error);
QUAY_API void quay_sftp_client_download_range_async (QuaySftpClient *self, const char *path, const char *file_name, gint64 start_byte, gint64 count, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API GBytes *quay_sftp_client_download_range_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API gboolean quay_sftp_client_upload_range (QuaySftpClient *self, const char *path, const char *file_name, gint64 start_byte, gint64 count, GBytes *buffer, GError **error);
QUAY_API void quay_sftp_client_upload_range_async (QuaySftpClient *self, const char *path, const char *file_name, gint64 start_byte, gint64 count, GBytes *buffer, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API gboolean quay_sftp_client_upload_range_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);
QUAY_API char *quay_sftp_client_config (QuaySftpClient *self, const char *configuration_string, GError **error);
QUAY_API void quay_sftp_client_config_async (QuaySftpClient *self, const char *configuration_string, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
QUAY_API char *quay_sftp_client_config_finish (QuaySftpClient *self, GAsyncResult *result, GError **error);

/* The configuration */
QUAY_API GVariant *quay_sftp_client_list_config (void);
QUAY_API gboolean  quay_config_apply (const char *setting, QuaySiteOptions *site, QuayTransferOptions *transfers, GError **error);

G_END_DECLS

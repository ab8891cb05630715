/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

/*
 * The methods that wait, and the ends of those that do not. Waiting runs the client's own loop, so that its events
 * come, and nothing else of the program does.
 */

#define KEEP quay_client_loop_keep_result, &result

/* Declares result. The client stays, whatever its events do. */
#define WAIT(self, begin)                               \
  g_autoptr (GAsyncResult) result = NULL;               \
  g_autoptr (QuaySftpClient) owned = NULL;              \
                                                        \
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self), 0); \
  if (quay_call_refuse_nested (self, error))            \
    return 0;                                           \
  owned = g_object_ref (self);                          \
  quay_client_loop_enter (self->loop);                  \
  begin;                                                \
  quay_call_wait (self, &result);                       \
  quay_client_loop_leave (self->loop)

#define CHECK(self, result, tag)                            \
  g_return_val_if_fail (g_task_is_valid (result, self), 0); \
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), 0)

/**
 * quay_sftp_client_ssh_connect:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.ssh_connect_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_connect (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_ssh_connect_async (self, NULL, KEEP));

  return quay_sftp_client_ssh_connect_finish (self, result, error);
}

/**
 * quay_sftp_client_ssh_connect_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_connect_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_ssh_connect_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_ssh_disconnect:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.ssh_disconnect_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_disconnect (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_ssh_disconnect_async (self, NULL, KEEP));

  return quay_sftp_client_ssh_disconnect_finish (self, result, error);
}

/**
 * quay_sftp_client_ssh_disconnect_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_disconnect_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_ssh_disconnect_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_ssh_logon:
 * @self: a client
 * @ssh_host: (nullable): the server's name or address; %NULL and "": what [property@Quay.SftpClient:ssh-host] says
 * @ssh_port: its port, 1 to 65535
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.ssh_logon_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_logon (QuaySftpClient *self, const char *ssh_host, int ssh_port, GError **error)
{
  WAIT (self, quay_sftp_client_ssh_logon_async (self, ssh_host, ssh_port, NULL, KEEP));

  return quay_sftp_client_ssh_logon_finish (self, result, error);
}

/**
 * quay_sftp_client_ssh_logon_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_logon_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_ssh_logon_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_ssh_logoff:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.ssh_logoff_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_logoff (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_ssh_logoff_async (self, NULL, KEEP));

  return quay_sftp_client_ssh_logoff_finish (self, result, error);
}

/**
 * quay_sftp_client_ssh_logoff_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_ssh_logoff_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_ssh_logoff_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_change_remote_path:
 * @self: a client
 * @remote_path: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.change_remote_path_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_change_remote_path (QuaySftpClient *self, const char *remote_path, GError **error)
{
  WAIT (self, quay_sftp_client_change_remote_path_async (self, remote_path, NULL, KEEP));

  return quay_sftp_client_change_remote_path_finish (self, result, error);
}

/**
 * quay_sftp_client_change_remote_path_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_change_remote_path_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_change_remote_path_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_list_directory:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.list_directory_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_list_directory (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_list_directory_async (self, NULL, KEEP));

  return quay_sftp_client_list_directory_finish (self, result, error);
}

/**
 * quay_sftp_client_list_directory_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_list_directory_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_list_directory_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_make_directory:
 * @self: a client
 * @new_dir: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.make_directory_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_make_directory (QuaySftpClient *self, const char *new_dir, GError **error)
{
  WAIT (self, quay_sftp_client_make_directory_async (self, new_dir, NULL, KEEP));

  return quay_sftp_client_make_directory_finish (self, result, error);
}

/**
 * quay_sftp_client_make_directory_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_make_directory_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_make_directory_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_remove_directory:
 * @self: a client
 * @dir_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.remove_directory_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_remove_directory (QuaySftpClient *self, const char *dir_name, GError **error)
{
  WAIT (self, quay_sftp_client_remove_directory_async (self, dir_name, NULL, KEEP));

  return quay_sftp_client_remove_directory_finish (self, result, error);
}

/**
 * quay_sftp_client_remove_directory_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_remove_directory_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_remove_directory_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_check_file_exists:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.check_file_exists_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: whether the file is there; %FALSE with @error set where that cannot be told
 */
gboolean
quay_sftp_client_check_file_exists (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_check_file_exists_async (self, NULL, KEEP));

  return quay_sftp_client_check_file_exists_finish (self, result, error);
}

/**
 * quay_sftp_client_check_file_exists_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the file is there; %FALSE with @error set where that cannot be told
 */
gboolean
quay_sftp_client_check_file_exists_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_check_file_exists_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_create_file:
 * @self: a client
 * @file_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.create_file_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_create_file (QuaySftpClient *self, const char *file_name, GError **error)
{
  WAIT (self, quay_sftp_client_create_file_async (self, file_name, NULL, KEEP));

  return quay_sftp_client_create_file_finish (self, result, error);
}

/**
 * quay_sftp_client_create_file_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_create_file_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_create_file_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_delete_file:
 * @self: a client
 * @file_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.delete_file_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_delete_file (QuaySftpClient *self, const char *file_name, GError **error)
{
  WAIT (self, quay_sftp_client_delete_file_async (self, file_name, NULL, KEEP));

  return quay_sftp_client_delete_file_finish (self, result, error);
}

/**
 * quay_sftp_client_delete_file_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_delete_file_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_delete_file_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_rename_file:
 * @self: a client
 * @new_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.rename_file_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_rename_file (QuaySftpClient *self, const char *new_name, GError **error)
{
  WAIT (self, quay_sftp_client_rename_file_async (self, new_name, NULL, KEEP));

  return quay_sftp_client_rename_file_finish (self, result, error);
}

/**
 * quay_sftp_client_rename_file_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_rename_file_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_rename_file_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_query_file_attributes:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.query_file_attributes_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_query_file_attributes (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_query_file_attributes_async (self, NULL, KEEP));

  return quay_sftp_client_query_file_attributes_finish (self, result, error);
}

/**
 * quay_sftp_client_query_file_attributes_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_query_file_attributes_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_query_file_attributes_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_update_file_attributes:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.update_file_attributes_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_update_file_attributes (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_update_file_attributes_async (self, NULL, KEEP));

  return quay_sftp_client_update_file_attributes_finish (self, result, error);
}

/**
 * quay_sftp_client_update_file_attributes_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_update_file_attributes_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_update_file_attributes_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_download:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.download_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_download (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_download_async (self, NULL, KEEP));

  return quay_sftp_client_download_finish (self, result, error);
}

/**
 * quay_sftp_client_download_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_download_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_download_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_upload:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.upload_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_upload (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_upload_async (self, NULL, KEEP));

  return quay_sftp_client_upload_finish (self, result, error);
}

/**
 * quay_sftp_client_upload_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_upload_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_upload_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_append:
 * @self: a client
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.append_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_append (QuaySftpClient *self, GError **error)
{
  WAIT (self, quay_sftp_client_append_async (self, NULL, KEEP));

  return quay_sftp_client_append_finish (self, result, error);
}

/**
 * quay_sftp_client_append_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_append_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_append_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * quay_sftp_client_download_range:
 * @self: a client
 * @path: (nullable): the folder; "" and %NULL: [property@Quay.SftpClient:remote-path]
 * @file_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @start_byte: where to begin
 * @count: how many bytes
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.download_range_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: (transfer full): the bytes; fewer than @count where the file ends, %NULL with @error set
 */
GBytes *
quay_sftp_client_download_range (
    QuaySftpClient *self, const char *path, const char *file_name, gint64 start_byte, gint64 count, GError **error)
{
  WAIT (self, quay_sftp_client_download_range_async (self, path, file_name, start_byte, count, NULL, KEEP));

  return quay_sftp_client_download_range_finish (self, result, error);
}

/**
 * quay_sftp_client_download_range_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the bytes; fewer than were asked for where the file ends, %NULL with @error set
 */
GBytes *
quay_sftp_client_download_range_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_download_range_async);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * quay_sftp_client_upload_range:
 * @self: a client
 * @path: (nullable): the folder; "" and %NULL: [property@Quay.SftpClient:remote-path]
 * @file_name: a path, absolute or from [property@Quay.SftpClient:remote-path] on
 * @start_byte: where to begin
 * @count: how many bytes
 * @buffer: the bytes
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.upload_range_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_upload_range (QuaySftpClient *self,
                               const char *path,
                               const char *file_name,
                               gint64 start_byte,
                               gint64 count,
                               GBytes *buffer,
                               GError **error)
{
  WAIT (self, quay_sftp_client_upload_range_async (self, path, file_name, start_byte, count, buffer, NULL, KEEP));

  return quay_sftp_client_upload_range_finish (self, result, error);
}

/**
 * quay_sftp_client_upload_range_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE where it succeeded
 */
gboolean
quay_sftp_client_upload_range_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_upload_range_async);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static char *
config_on_server (QuaySftpClient *self, const char *configuration_string, GError **error)
{
  WAIT (self, quay_sftp_client_config_async (self, configuration_string, NULL, KEEP));

  return quay_sftp_client_config_finish (self, result, error);
}

/**
 * quay_sftp_client_config:
 * @self: a client
 * @configuration_string: `Name` to ask for a key's value, `Name=Value` to set it
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * As [method@Quay.SftpClient.config_async], and waits for the end. Events are told meanwhile.
 *
 * Returns: (transfer full): the value as text, %NULL with @error set
 */
char *
quay_sftp_client_config (QuaySftpClient *self, const char *configuration_string, GError **error)
{
  char *answer = NULL;

  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self) && configuration_string != NULL, NULL);
  if (quay_client_config_at_once (self, configuration_string, &answer, error))
    return answer;

  return config_on_server (self, configuration_string, error);
}

/**
 * quay_sftp_client_config_finish:
 * @self: a client
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the other codes of [error@Quay.Error], or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full): the value as text, %NULL with @error set
 */
char *
quay_sftp_client_config_finish (QuaySftpClient *self, GAsyncResult *result, GError **error)
{
  CHECK (self, result, quay_sftp_client_config_async);

  return g_task_propagate_pointer (G_TASK (result), error);
}

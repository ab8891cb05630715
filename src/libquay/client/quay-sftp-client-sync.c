/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-wait.h"

/* The methods that wait, but for those that move files. */

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

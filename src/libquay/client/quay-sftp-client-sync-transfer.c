/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-wait.h"

/* The methods that wait and move files, and config. */

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

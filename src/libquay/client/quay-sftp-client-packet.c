/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-client-private.h"

#include "quay-ssh-packet.h"

/* Packets for an authentication of the caller's own: see the signal ssh-custom-auth. */

/**
 * quay_sftp_client_decode_packet:
 * @self: a client
 * @encoded_packet: hexadecimal digits, two for each byte
 * @error: `QUAY_ERROR_USAGE`
 *
 * Returns: (transfer full): the packet, or %NULL with @error set
 */
GBytes *
quay_sftp_client_decode_packet (QuaySftpClient *self, const char *encoded_packet, GError **error)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self) && encoded_packet != NULL, NULL);

  return quay_ssh_packet_decode (encoded_packet, error);
}

/**
 * quay_sftp_client_encode_packet:
 * @self: a client
 * @packet: a packet
 *
 * Returns: (transfer full): the packet in hexadecimal, in capitals
 */
char *
quay_sftp_client_encode_packet (QuaySftpClient *self, GBytes *packet)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self) && packet != NULL, NULL);

  return quay_ssh_packet_encode (packet);
}

/**
 * quay_sftp_client_get_ssh_param:
 * @self: a client
 * @payload: a packet's payload
 * @field: the name of a field of a channel request, as `RequestType`, or `%` and the types of the fields from the start
 * up to the wanted one, with commas between them
 * @error: `QUAY_ERROR_USAGE` where there is no such field, `QUAY_ERROR_CHANNEL_DATA` where the payload ends before it
 *
 * The types are those of [method@Quay.SftpClient.set_ssh_param], and so is the form of what is returned.
 *
 * Returns: (transfer full): the field as text, or %NULL with @error set
 */
char *
quay_sftp_client_get_ssh_param (QuaySftpClient *self, GBytes *payload, const char *field, GError **error)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self) && payload != NULL && field != NULL, NULL);

  return quay_ssh_packet_get (payload, field, error);
}

/**
 * quay_sftp_client_get_ssh_param_bytes:
 * @self: a client
 * @payload: a packet's payload
 * @field: as for [method@Quay.SftpClient.get_ssh_param]
 * @error: as there
 *
 * Returns: (transfer full): the field's bytes, without the length that stands before text, or %NULL with @error set
 */
GBytes *
quay_sftp_client_get_ssh_param_bytes (QuaySftpClient *self, GBytes *payload, const char *field, GError **error)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self) && payload != NULL && field != NULL, NULL);

  return quay_ssh_packet_get_raw (payload, field, error);
}

/**
 * quay_sftp_client_set_ssh_param:
 * @self: a client
 * @payload: (nullable): what there is so far
 * @field_type: `s` text, `sb` bytes in hexadecimal, `m` large integer, `i` and `l` integers of 32 and 64 bits, `b`
 * byte, `f` True or False
 * @field_value: the value; numbers in decimal, or in hexadecimal behind `0x`
 * @error: `QUAY_ERROR_USAGE` where the value is none of that type
 *
 * Appends a field to a payload (RFC 4251 section 5).
 *
 * Returns: (transfer full): the longer payload, or %NULL with @error set
 */
GBytes *
quay_sftp_client_set_ssh_param (
    QuaySftpClient *self, GBytes *payload, const char *field_type, const char *field_value, GError **error)
{
  g_return_val_if_fail (QUAY_IS_SFTP_CLIENT (self) && field_type != NULL && field_value != NULL, NULL);

  return quay_ssh_packet_append (payload, field_type, field_value, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-error-table.h"

#include "quay-sftp-client-private.h"

#include <errno.h>

/*
 * The documented numbers, by number. 1105 stands twice in the documentation; a connection that is being made already is
 * QUAY_ERROR_BUSY here. What Windows alone has (its socket library, processes and users of it) is there to be named.
 */
static const struct
{
  int code;
  int errnos[2]; /* the system's numbers for it */
  const char *text;
} rows[] = {
  { QUAY_ERROR_PORT_IN_USE_GUARD, { 0 }, "the server's port cannot be changed while there is a connection" },
  { QUAY_ERROR_HOST_GUARD, { 0 }, "the server cannot be changed while there is a connection" },
  { QUAY_ERROR_HOST_INVALID, { 0 }, "the server's address cannot be used" },
  { QUAY_ERROR_ALREADY_CONNECTED, { 0 }, "there is a connection already; end it before you make another" },
  { QUAY_ERROR_LOCAL_PORT_GUARD, { 0 }, "the local port cannot be changed while there is a connection" },
  { QUAY_ERROR_LOCAL_HOST_GUARD, { 0 }, "the local address cannot be changed while there is a connection" },
  { QUAY_ERROR_LINE_LENGTH_GUARD, { 0 }, "MaxLineLength cannot be changed while there is a connection" },
  { QUAY_ERROR_PORT_ZERO, { 0 }, "the server's port is zero; the usual one is 22" },
  { QUAY_ERROR_USE_CONNECTION_GUARD, { 0 }, "UseConnection cannot be changed while the client is active" },
  { QUAY_ERROR_FIREWALL, { 0 }, "the proxy refused, or failed" },
  { QUAY_ERROR_BLOCKING, { 0 }, "the operation would have to wait" },
  { QUAY_ERROR_TIME, { 0 }, "no answer in time" },
  { QUAY_ERROR_BUSY, { 0 }, "not possible in the present state" },
  { QUAY_ERROR_NOT_CONNECTED, { 0 }, "not possible while there is no connection" },
  { QUAY_ERROR_LISTENING, { 0 }, "not possible while listening" },
  { QUAY_ERROR_TIMEOUT, { 0 }, "no answer in time" },
  { QUAY_ERROR_LOCAL_FILE, { 0 }, "a file on this machine could not be opened, read, written or renamed" },
  { QUAY_ERROR_CODE_PAGE, { 0 }, "text cannot be converted to the code page" },
  { QUAY_ERROR_DISCONNECTED, { 0 }, "the server has ended the connection" },
  { QUAY_ERROR_PROTOCOL_VERSION, { 0 }, "no SSH 2 server, or one whose identification is not accepted" },
  { QUAY_ERROR_NEGOTIATION, { 0 }, "there is no algorithm that both sides have" },
  { QUAY_ERROR_ALGORITHM_UNSUPPORTED, { 0 }, "an algorithm that was asked for is not implemented" },
  { QUAY_ERROR_SET_KEYS, { 0 }, "the session's keys could not be set" },
  { QUAY_ERROR_UNEXPECTED_ALGORITHM, { 0 }, "an algorithm came that nobody had agreed on" },
  { QUAY_ERROR_EXCHANGE_HASH, { 0 }, "the exchange hash could not be made" },
  { QUAY_ERROR_KEY, { 0 }, "a key could not be read or made" },
  { QUAY_ERROR_SIGN, { 0 }, "nothing could be signed" },
  { QUAY_ERROR_ENCRYPT, { 0 }, "a packet could not be encrypted" },
  { QUAY_ERROR_DECRYPT, { 0 }, "a packet could not be decrypted, or was tampered with" },
  { QUAY_ERROR_DECOMPRESS, { 0 }, "a packet could not be decompressed" },
  { QUAY_ERROR_CHANNEL_OPEN, { 0 }, "a channel could not be opened" },
  { QUAY_ERROR_CHANNEL_ID, { 0 }, "there is no such channel" },
  { QUAY_ERROR_CHANNEL_DATA, { 0 }, "what came over a channel makes no sense" },
  { QUAY_ERROR_CHANNEL_MESSAGE, { 0 }, "a message about a channel makes no sense" },
  { QUAY_ERROR_UNIMPLEMENTED, { 0 }, "the server does not know one of our messages" },
  { QUAY_ERROR_UNSUPPORTED_MESSAGE, { 0 }, "the server sent a message that is not supported" },
  { QUAY_ERROR_HOST_KEY_REJECTED, { 0 }, "the server's key was not accepted" },
  { QUAY_ERROR_HOST_KEY_UNVERIFIED, { 0 }, "the server could not prove that it has its key" },
  { QUAY_ERROR_AUTHENTICATION, { 0 }, "no way to log in succeeded" },
  { QUAY_ERROR_CHANNEL_REQUEST, { 0 }, "the server refused what was asked for on a channel" },
  { QUAY_ERROR_DIFFIE_HELLMAN, { 0 }, "the Diffie-Hellman key exchange failed" },
  { QUAY_ERROR_SSH, { 0 }, "the SSH connection failed" },
  { QUAY_ERROR_RECONNECT_LIMIT, { 0 }, "the connection was made anew too often" },
  { QUAY_ERROR_ECDH, { 0 }, "the elliptic curve key exchange failed" },
  { QUAY_ERROR_KEEP_ALIVE, { 0 }, "the server no longer answers" },
  { QUAY_ERROR_REQUEST, { 0 }, "a request failed" },
  { QUAY_ERROR_SFTP_VERSION, { 0 }, "the server's SFTP version is not supported" },
  { QUAY_ERROR_SFTP_STATUS, { 0 }, "the server answered a request with an error" },
  { QUAY_ERROR_RENAME_UNSUPPORTED, { 0 }, "the server cannot rename that way" },
  { QUAY_ERROR_INVALID_RESPONSE, { 0 }, "the server broke the SFTP protocol" },
  { QUAY_ERROR_PATH_NOT_FOUND, { 0 }, "there is no such path on the server" },
  { QUAY_ERROR_FILE_NOT_SET, { 0 }, "local-file or remote-file is not set" },
  { QUAY_ERROR_FILE_EXISTS, { 0 }, "the target is there already, and may not be overwritten" },
  { QUAY_ERROR_HASH_MISMATCH, { 0 }, "the two sides are not the same" },
  { QUAY_ERROR_CONNECT_FIRST, { 0 }, "there is no connection yet" },
  { QUAY_ERROR_LOCAL_HOST_IN_USE_GUARD, { 0 }, "the local address cannot be changed while there is a connection" },
  { QUAY_ERROR_CONNECTION_DROPPED, { 0 }, "the server has closed the connection" },
  { QUAY_ERROR_WOULD_BLOCK, { 0 }, "try again later" },
  { QUAY_ERROR_WOULD_BLOCK_REKEY, { 0 }, "try again when the keys have been exchanged" },
  { QUAY_ERROR_NET_INTERRUPTED, { EINTR }, "interrupted system call" },
  { QUAY_ERROR_NET_BAD_FILE, { EBADF }, "bad file descriptor" },
  { QUAY_ERROR_NET_ACCESS, { EACCES, EPERM }, "permission denied" },
  { QUAY_ERROR_NET_FAULT, { EFAULT }, "bad address in memory" },
  { QUAY_ERROR_NET_INVALID, { EINVAL }, "invalid argument" },
  { QUAY_ERROR_NET_TOO_MANY_FILES, { EMFILE, ENFILE }, "too many open files" },
  { QUAY_ERROR_NET_WOULD_BLOCK, { EAGAIN }, "the operation would have to wait" },
  { QUAY_ERROR_NET_IN_PROGRESS, { EINPROGRESS }, "the operation is under way" },
  { QUAY_ERROR_NET_ALREADY, { EALREADY }, "the operation was under way already" },
  { QUAY_ERROR_NET_NOT_SOCKET, { ENOTSOCK }, "not a socket" },
  { QUAY_ERROR_NET_DESTINATION_REQUIRED, { EDESTADDRREQ }, "a destination is needed" },
  { QUAY_ERROR_NET_MESSAGE_SIZE, { EMSGSIZE }, "the message is too long" },
  { QUAY_ERROR_NET_PROTOCOL_TYPE, { EPROTOTYPE }, "the wrong type of protocol for the socket" },
  { QUAY_ERROR_NET_PROTOCOL_OPTION, { ENOPROTOOPT }, "no such option of the protocol" },
  { QUAY_ERROR_NET_PROTOCOL, { EPROTONOSUPPORT }, "the protocol is not supported" },
  { QUAY_ERROR_NET_SOCKET_TYPE, { ESOCKTNOSUPPORT }, "the type of socket is not supported" },
  { QUAY_ERROR_NET_NOT_SUPPORTED, { EOPNOTSUPP }, "the socket does not support the operation" },
  { QUAY_ERROR_NET_PROTOCOL_FAMILY, { EPFNOSUPPORT }, "the family of protocols is not supported" },
  { QUAY_ERROR_NET_ADDRESS_FAMILY, { EAFNOSUPPORT }, "the family of addresses is not supported" },
  { QUAY_ERROR_NET_ADDRESS_IN_USE, { EADDRINUSE }, "the address is in use" },
  { QUAY_ERROR_NET_ADDRESS, { EADDRNOTAVAIL }, "the address cannot be assigned" },
  { QUAY_ERROR_NET_DOWN, { ENETDOWN }, "the network is down" },
  { QUAY_ERROR_NET_UNREACHABLE, { ENETUNREACH }, "the network cannot be reached" },
  { QUAY_ERROR_NET_RESET, { ENETRESET }, "the network has dropped the connection" },
  { QUAY_ERROR_NET_ABORTED, { ECONNABORTED }, "the connection was aborted here" },
  { QUAY_ERROR_NET_RESET_BY_PEER, { ECONNRESET, EPIPE }, "the connection was reset by the other side" },
  { QUAY_ERROR_NET_NO_BUFFERS, { ENOBUFS, ENOMEM }, "no memory for buffers" },
  { QUAY_ERROR_NET_IS_CONNECTED, { EISCONN }, "the socket is connected already" },
  { QUAY_ERROR_NET_NOT_CONNECTED, { ENOTCONN }, "the socket is not connected" },
  { QUAY_ERROR_NET_SHUT_DOWN, { ESHUTDOWN }, "the socket has been shut down" },
  { QUAY_ERROR_NET_TOO_MANY_REFERENCES, { ETOOMANYREFS }, "too many references" },
  { QUAY_ERROR_NET_TIMED_OUT, { ETIMEDOUT }, "the connection timed out" },
  { QUAY_ERROR_CONNECTION_REFUSED, { ECONNREFUSED }, "nobody listens there" },
  { QUAY_ERROR_NET_LOOP, { ELOOP }, "too many symbolic links" },
  { QUAY_ERROR_NET_NAME_TOO_LONG, { ENAMETOOLONG }, "the name is too long" },
  { QUAY_ERROR_NET_HOST_DOWN, { EHOSTDOWN }, "the host is down" },
  { QUAY_ERROR_NET_HOST_UNREACHABLE, { EHOSTUNREACH }, "there is no route to the host" },
  { QUAY_ERROR_NET_NOT_EMPTY, { ENOTEMPTY }, "the directory is not empty" },
  { QUAY_ERROR_NET_TOO_MANY_PROCESSES, { 0 }, "too many processes" },
  { QUAY_ERROR_NET_TOO_MANY_USERS, { EUSERS }, "too many users" },
  { QUAY_ERROR_NET_QUOTA, { EDQUOT }, "the disk quota is used up" },
  { QUAY_ERROR_NET_STALE, { ESTALE }, "stale file handle" },
  { QUAY_ERROR_NET_REMOTE, { EREMOTE }, "too many levels of remote in the path" },
  { QUAY_ERROR_NET_SUBSYSTEM, { 0 }, "the network subsystem cannot be used" },
  { QUAY_ERROR_NET_LIBRARY_VERSION, { 0 }, "the network library has the wrong version" },
  { QUAY_ERROR_NET_LIBRARY_NOT_READY, { 0 }, "the network library has not been started" },
  { QUAY_ERROR_HOST_NOT_FOUND, { 0 }, "there is no such host" },
  { QUAY_ERROR_HOST_LOOKUP_AGAIN, { 0 }, "the name service does not answer now" },
  { QUAY_ERROR_HOST_LOOKUP_FAILED, { 0 }, "the name service failed" },
  { QUAY_ERROR_HOST_NO_DATA, { 0 }, "the name is valid, and has no address" },
};

/**
 * quay_error_get_text:
 * @code: a number
 *
 * What one of the documented numbers means, without the circumstances that an error's own message tells.
 *
 * Returns: (nullable): half a sentence; %NULL where the documentation has no such number
 */
const char *
quay_error_get_text (int code)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (rows[i].code == code)
      return rows[i].text;

  return NULL;
}

/**
 * quay_error_from_errno:
 * @errsv: an errno
 *
 * Returns: the documented number for it, or `QUAY_ERROR_SOCKET` where there is none
 */
int
quay_error_from_errno (int errsv)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows) && errsv > 0; i++)
    if (rows[i].errnos[0] == errsv || rows[i].errnos[1] == errsv)
      return rows[i].code;

  return QUAY_ERROR_SOCKET;
}

const char *
quay_error_table_get_text (int code)
{
  const char *text = quay_error_get_text (code);

  return text != NULL ? text : "it failed";
}

void
quay_error_table_translate (GError *error)
{
  if (g_error_matches (error, QUAY_ERROR, QUAY_ERROR_SOCKET))
    error->code = quay_error_from_errno (quay_error_get_errno (error));
}

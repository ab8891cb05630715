/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayError:
 * @QUAY_ERROR_FIREWALL: the proxy refused or failed
 * @QUAY_ERROR_SFTP_VERSION: the server's SFTP version is unsupported
 * @QUAY_ERROR_SFTP_STATUS: the server answered a request with an error; see [func@Quay.error_get_sftp_status]
 * @QUAY_ERROR_RENAME_UNSUPPORTED: the server cannot rename as asked
 * @QUAY_ERROR_INVALID_RESPONSE: the server broke the SFTP protocol
 * @QUAY_ERROR_PATH_NOT_FOUND: a remote path does not exist
 * @QUAY_ERROR_FILE_NOT_SET: local-file or remote-file is not set
 * @QUAY_ERROR_FILE_EXISTS: the target exists and may not be overwritten
 * @QUAY_ERROR_HASH_MISMATCH: the two sides' hashes differ
 * @QUAY_ERROR_DISCONNECTED: the server ended the SSH connection
 * @QUAY_ERROR_PROTOCOL_VERSION: not an SSH 2 server, or its identification line was refused
 * @QUAY_ERROR_NEGOTIATION: no algorithm in common
 * @QUAY_ERROR_ALGORITHM_UNSUPPORTED: an algorithm asked for is not implemented
 * @QUAY_ERROR_SET_KEYS: the session keys could not be set
 * @QUAY_ERROR_UNEXPECTED_ALGORITHM: an algorithm was negotiated that is not allowed
 * @QUAY_ERROR_EXCHANGE_HASH: the exchange hash could not be made
 * @QUAY_ERROR_KEY: a key could not be loaded or made
 * @QUAY_ERROR_SIGN: signing failed
 * @QUAY_ERROR_ENCRYPT: encrypting a packet failed
 * @QUAY_ERROR_DECRYPT: a packet could not be decrypted, or its MAC is wrong
 * @QUAY_ERROR_DECOMPRESS: a packet could not be decompressed
 * @QUAY_ERROR_CHANNEL_OPEN: a channel could not be opened
 * @QUAY_ERROR_CHANNEL_ID: unknown channel
 * @QUAY_ERROR_CHANNEL_DATA: invalid channel data
 * @QUAY_ERROR_CHANNEL_MESSAGE: invalid channel message
 * @QUAY_ERROR_UNIMPLEMENTED: the server did not know an SSH message
 * @QUAY_ERROR_UNSUPPORTED_MESSAGE: the server sent an unsupported message
 * @QUAY_ERROR_HOST_KEY_REJECTED: the host key was not accepted
 * @QUAY_ERROR_HOST_KEY_UNVERIFIED: the server could not prove that it holds its host key
 * @QUAY_ERROR_AUTHENTICATION: no authentication method succeeded
 * @QUAY_ERROR_CHANNEL_REQUEST: the server refused the subsystem
 * @QUAY_ERROR_DIFFIE_HELLMAN: the Diffie-Hellman exchange failed
 * @QUAY_ERROR_SSH: any other failure of the SSH connection
 * @QUAY_ERROR_RECONNECT_LIMIT: too many reconnects
 * @QUAY_ERROR_ECDH: the elliptic curve exchange failed
 * @QUAY_ERROR_KEEP_ALIVE: the server did not answer keep-alive requests
 * @QUAY_ERROR_REQUEST: a global request failed
 * @QUAY_ERROR_WOULD_BLOCK: try again later
 * @QUAY_ERROR_WOULD_BLOCK_REKEY: try again when the key exchange is over
 * @QUAY_ERROR_PORT_IN_USE_GUARD: the remote port cannot be changed while connected
 * @QUAY_ERROR_HOST_GUARD: the remote host cannot be changed while connected
 * @QUAY_ERROR_HOST_INVALID: the remote host is invalid
 * @QUAY_ERROR_ALREADY_CONNECTED: already connected
 * @QUAY_ERROR_LOCAL_PORT_GUARD: the local port cannot be changed while connected
 * @QUAY_ERROR_LOCAL_HOST_GUARD: the local host cannot be changed while connected
 * @QUAY_ERROR_PORT_ZERO: the remote port is zero
 * @QUAY_ERROR_BUSY: impossible in the present state
 * @QUAY_ERROR_NOT_CONNECTED: impossible while not connected
 * @QUAY_ERROR_TIMEOUT: no answer in time
 * @QUAY_ERROR_LOCAL_FILE: a local file could not be opened, read, written or renamed; see [func@Quay.error_get_errno]
 * @QUAY_ERROR_CODE_PAGE: text cannot be converted to the chosen code page
 * @QUAY_ERROR_CONNECTION_DROPPED: the server closed the TCP connection
 * @QUAY_ERROR_SOCKET: a system call on the socket failed; see [func@Quay.error_get_errno].
 *   A client gives it the documented number of its errno, see [func@Quay.error_from_errno].
 * @QUAY_ERROR_CONNECTION_REFUSED: nothing listens on the port
 * @QUAY_ERROR_HOST_NOT_FOUND: no such host
 * @QUAY_ERROR_HOST_LOOKUP_AGAIN: the name service does not answer now
 * @QUAY_ERROR_LINE_LENGTH_GUARD: MaxLineLength cannot be changed while there is a connection
 * @QUAY_ERROR_USE_CONNECTION_GUARD: UseConnection cannot be changed while the client is active
 * @QUAY_ERROR_BLOCKING: the operation would have to wait
 * @QUAY_ERROR_TIME: no answer in time
 * @QUAY_ERROR_LISTENING: not possible while listening
 * @QUAY_ERROR_CONNECT_FIRST: there is no connection yet
 * @QUAY_ERROR_LOCAL_HOST_IN_USE_GUARD: the local address cannot be changed while there is a connection
 * @QUAY_ERROR_NET_INTERRUPTED: interrupted system call
 * @QUAY_ERROR_NET_BAD_FILE: bad file descriptor
 * @QUAY_ERROR_NET_ACCESS: permission denied
 * @QUAY_ERROR_NET_FAULT: bad address in memory
 * @QUAY_ERROR_NET_INVALID: invalid argument
 * @QUAY_ERROR_NET_TOO_MANY_FILES: too many open files
 * @QUAY_ERROR_NET_WOULD_BLOCK: the operation would have to wait
 * @QUAY_ERROR_NET_IN_PROGRESS: the operation is under way
 * @QUAY_ERROR_NET_ALREADY: the operation was under way already
 * @QUAY_ERROR_NET_NOT_SOCKET: not a socket
 * @QUAY_ERROR_NET_DESTINATION_REQUIRED: a destination is needed
 * @QUAY_ERROR_NET_MESSAGE_SIZE: the message is too long
 * @QUAY_ERROR_NET_PROTOCOL_TYPE: the wrong type of protocol for the socket
 * @QUAY_ERROR_NET_PROTOCOL_OPTION: no such option of the protocol
 * @QUAY_ERROR_NET_PROTOCOL: the protocol is not supported
 * @QUAY_ERROR_NET_SOCKET_TYPE: the type of socket is not supported
 * @QUAY_ERROR_NET_NOT_SUPPORTED: the socket does not support the operation
 * @QUAY_ERROR_NET_PROTOCOL_FAMILY: the family of protocols is not supported
 * @QUAY_ERROR_NET_ADDRESS_FAMILY: the family of addresses is not supported
 * @QUAY_ERROR_NET_ADDRESS_IN_USE: the address is in use
 * @QUAY_ERROR_NET_ADDRESS: the address cannot be assigned
 * @QUAY_ERROR_NET_DOWN: the network is down
 * @QUAY_ERROR_NET_UNREACHABLE: the network cannot be reached
 * @QUAY_ERROR_NET_RESET: the network has dropped the connection
 * @QUAY_ERROR_NET_ABORTED: the connection was aborted here
 * @QUAY_ERROR_NET_RESET_BY_PEER: the connection was reset by the other side
 * @QUAY_ERROR_NET_NO_BUFFERS: no memory for buffers
 * @QUAY_ERROR_NET_IS_CONNECTED: the socket is connected already
 * @QUAY_ERROR_NET_NOT_CONNECTED: the socket is not connected
 * @QUAY_ERROR_NET_SHUT_DOWN: the socket has been shut down
 * @QUAY_ERROR_NET_TOO_MANY_REFERENCES: too many references
 * @QUAY_ERROR_NET_TIMED_OUT: the connection timed out
 * @QUAY_ERROR_NET_LOOP: too many symbolic links
 * @QUAY_ERROR_NET_NAME_TOO_LONG: the name is too long
 * @QUAY_ERROR_NET_HOST_DOWN: the host is down
 * @QUAY_ERROR_NET_HOST_UNREACHABLE: there is no route to the host
 * @QUAY_ERROR_NET_NOT_EMPTY: the directory is not empty
 * @QUAY_ERROR_NET_TOO_MANY_PROCESSES: too many processes
 * @QUAY_ERROR_NET_TOO_MANY_USERS: too many users
 * @QUAY_ERROR_NET_QUOTA: the disk quota is used up
 * @QUAY_ERROR_NET_STALE: stale file handle
 * @QUAY_ERROR_NET_REMOTE: too many levels of remote in the path
 * @QUAY_ERROR_NET_SUBSYSTEM: the network subsystem cannot be used
 * @QUAY_ERROR_NET_LIBRARY_VERSION: the network library has the wrong version
 * @QUAY_ERROR_NET_LIBRARY_NOT_READY: the network library has not been started
 * @QUAY_ERROR_HOST_LOOKUP_FAILED: the name service failed
 * @QUAY_ERROR_HOST_NO_DATA: the name is valid, and has no address
 * @QUAY_ERROR_FAILED: any other failure
 * @QUAY_ERROR_USAGE: the caller's arguments make no sense
 * @QUAY_ERROR_NAME_REFUSED: a name from the server is not safe to use
 * @QUAY_ERROR_SOURCE_CHANGED: the source changed while, or since, it was read
 * @QUAY_ERROR_SIZE_MISMATCH: fewer or more bytes arrived than the source had
 * @QUAY_ERROR_SOME_FAILED: items of a tree failed; the others are done
 * @QUAY_ERROR_SKIPPED: the target was left alone, as the overwrite policy says
 * @QUAY_ERROR_UNSUPPORTED: the server lacks what is needed
 * @QUAY_ERROR_NEEDS_PROMPT: the person would have to be asked, and this was not the time; nothing is wrong with the
 *   connection, and trying again without asking gives the same answer
 *
 * Error codes of the engine. Up to 11004 they carry the documented numbers; those from 20000 are our own.
 * Cancellation is %G_IO_ERROR_CANCELLED.
 */
typedef enum {
  QUAY_ERROR_PORT_IN_USE_GUARD = 100,
  QUAY_ERROR_HOST_GUARD = 101,
  QUAY_ERROR_HOST_INVALID = 102,
  QUAY_ERROR_ALREADY_CONNECTED = 104,
  QUAY_ERROR_LOCAL_PORT_GUARD = 106,
  QUAY_ERROR_LOCAL_HOST_GUARD = 107,
  QUAY_ERROR_LINE_LENGTH_GUARD = 112,
  QUAY_ERROR_PORT_ZERO = 116,
  QUAY_ERROR_USE_CONNECTION_GUARD = 117,
  QUAY_ERROR_FIREWALL = 118,
  QUAY_ERROR_BLOCKING = 135,
  QUAY_ERROR_TIME = 201,
  QUAY_ERROR_BUSY = 211,
  QUAY_ERROR_NOT_CONNECTED = 212,
  QUAY_ERROR_LISTENING = 213,
  QUAY_ERROR_TIMEOUT = 301,
  QUAY_ERROR_LOCAL_FILE = 302,
  QUAY_ERROR_CODE_PAGE = 434,
  QUAY_ERROR_DISCONNECTED = 1001,
  QUAY_ERROR_PROTOCOL_VERSION = 1002,
  QUAY_ERROR_NEGOTIATION = 1003,
  QUAY_ERROR_ALGORITHM_UNSUPPORTED = 1005,
  QUAY_ERROR_SET_KEYS = 1006,
  QUAY_ERROR_UNEXPECTED_ALGORITHM = 1010,
  QUAY_ERROR_EXCHANGE_HASH = 1011,
  QUAY_ERROR_KEY = 1012,
  QUAY_ERROR_SIGN = 1013,
  QUAY_ERROR_ENCRYPT = 1014,
  QUAY_ERROR_DECRYPT = 1015,
  QUAY_ERROR_DECOMPRESS = 1016,
  QUAY_ERROR_CHANNEL_OPEN = 1020,
  QUAY_ERROR_CHANNEL_ID = 1021,
  QUAY_ERROR_CHANNEL_DATA = 1022,
  QUAY_ERROR_CHANNEL_MESSAGE = 1023,
  QUAY_ERROR_UNIMPLEMENTED = 1024,
  QUAY_ERROR_UNSUPPORTED_MESSAGE = 1027,
  QUAY_ERROR_HOST_KEY_REJECTED = 1030,
  QUAY_ERROR_HOST_KEY_UNVERIFIED = 1031,
  QUAY_ERROR_AUTHENTICATION = 1032,
  QUAY_ERROR_CHANNEL_REQUEST = 1033,
  QUAY_ERROR_DIFFIE_HELLMAN = 1034,
  QUAY_ERROR_SSH = 1036,
  QUAY_ERROR_RECONNECT_LIMIT = 1037,
  QUAY_ERROR_ECDH = 1038,
  QUAY_ERROR_KEEP_ALIVE = 1039,
  QUAY_ERROR_REQUEST = 1098,
  QUAY_ERROR_SFTP_VERSION = 1102,
  QUAY_ERROR_SFTP_STATUS = 1103,
  QUAY_ERROR_RENAME_UNSUPPORTED = 1104,
  QUAY_ERROR_INVALID_RESPONSE = 1105,
  QUAY_ERROR_PATH_NOT_FOUND = 1106,
  QUAY_ERROR_FILE_NOT_SET = 1107,
  QUAY_ERROR_FILE_EXISTS = 1108,
  QUAY_ERROR_HASH_MISMATCH = 1109,
  QUAY_ERROR_CONNECT_FIRST = 1117,
  QUAY_ERROR_LOCAL_HOST_IN_USE_GUARD = 1119,
  QUAY_ERROR_CONNECTION_DROPPED = 1120,
  QUAY_ERROR_WOULD_BLOCK = 1130,
  QUAY_ERROR_WOULD_BLOCK_REKEY = 1133,
  QUAY_ERROR_SOCKET = 10000,
  QUAY_ERROR_NET_INTERRUPTED = 10004,
  QUAY_ERROR_NET_BAD_FILE = 10009,
  QUAY_ERROR_NET_ACCESS = 10013,
  QUAY_ERROR_NET_FAULT = 10014,
  QUAY_ERROR_NET_INVALID = 10022,
  QUAY_ERROR_NET_TOO_MANY_FILES = 10024,
  QUAY_ERROR_NET_WOULD_BLOCK = 10035,
  QUAY_ERROR_NET_IN_PROGRESS = 10036,
  QUAY_ERROR_NET_ALREADY = 10037,
  QUAY_ERROR_NET_NOT_SOCKET = 10038,
  QUAY_ERROR_NET_DESTINATION_REQUIRED = 10039,
  QUAY_ERROR_NET_MESSAGE_SIZE = 10040,
  QUAY_ERROR_NET_PROTOCOL_TYPE = 10041,
  QUAY_ERROR_NET_PROTOCOL_OPTION = 10042,
  QUAY_ERROR_NET_PROTOCOL = 10043,
  QUAY_ERROR_NET_SOCKET_TYPE = 10044,
  QUAY_ERROR_NET_NOT_SUPPORTED = 10045,
  QUAY_ERROR_NET_PROTOCOL_FAMILY = 10046,
  QUAY_ERROR_NET_ADDRESS_FAMILY = 10047,
  QUAY_ERROR_NET_ADDRESS_IN_USE = 10048,
  QUAY_ERROR_NET_ADDRESS = 10049,
  QUAY_ERROR_NET_DOWN = 10050,
  QUAY_ERROR_NET_UNREACHABLE = 10051,
  QUAY_ERROR_NET_RESET = 10052,
  QUAY_ERROR_NET_ABORTED = 10053,
  QUAY_ERROR_NET_RESET_BY_PEER = 10054,
  QUAY_ERROR_NET_NO_BUFFERS = 10055,
  QUAY_ERROR_NET_IS_CONNECTED = 10056,
  QUAY_ERROR_NET_NOT_CONNECTED = 10057,
  QUAY_ERROR_NET_SHUT_DOWN = 10058,
  QUAY_ERROR_NET_TOO_MANY_REFERENCES = 10059,
  QUAY_ERROR_NET_TIMED_OUT = 10060,
  QUAY_ERROR_CONNECTION_REFUSED = 10061,
  QUAY_ERROR_NET_LOOP = 10062,
  QUAY_ERROR_NET_NAME_TOO_LONG = 10063,
  QUAY_ERROR_NET_HOST_DOWN = 10064,
  QUAY_ERROR_NET_HOST_UNREACHABLE = 10065,
  QUAY_ERROR_NET_NOT_EMPTY = 10066,
  QUAY_ERROR_NET_TOO_MANY_PROCESSES = 10067,
  QUAY_ERROR_NET_TOO_MANY_USERS = 10068,
  QUAY_ERROR_NET_QUOTA = 10069,
  QUAY_ERROR_NET_STALE = 10070,
  QUAY_ERROR_NET_REMOTE = 10071,
  QUAY_ERROR_NET_SUBSYSTEM = 10091,
  QUAY_ERROR_NET_LIBRARY_VERSION = 10092,
  QUAY_ERROR_NET_LIBRARY_NOT_READY = 10093,
  QUAY_ERROR_HOST_NOT_FOUND = 11001,
  QUAY_ERROR_HOST_LOOKUP_AGAIN = 11002,
  QUAY_ERROR_HOST_LOOKUP_FAILED = 11003,
  QUAY_ERROR_HOST_NO_DATA = 11004,
  QUAY_ERROR_FAILED = 20000,
  QUAY_ERROR_USAGE,
  QUAY_ERROR_NAME_REFUSED,
  QUAY_ERROR_SOURCE_CHANGED,
  QUAY_ERROR_SIZE_MISMATCH,
  QUAY_ERROR_SOME_FAILED,
  QUAY_ERROR_SKIPPED,
  QUAY_ERROR_UNSUPPORTED,
  QUAY_ERROR_NEEDS_PROMPT,
} QuayError;

/**
 * QuayStatus:
 * @QUAY_STATUS_NONE: the error did not come from an SFTP status
 *
 * Status codes of SSH_FXP_STATUS, draft-ietf-secsh-filexfer-13 section 9.1.
 */
typedef enum {
  QUAY_STATUS_NONE = -1,
  QUAY_STATUS_OK = 0,
  QUAY_STATUS_EOF = 1,
  QUAY_STATUS_NO_SUCH_FILE = 2,
  QUAY_STATUS_PERMISSION_DENIED = 3,
  QUAY_STATUS_FAILURE = 4,
  QUAY_STATUS_BAD_MESSAGE = 5,
  QUAY_STATUS_NO_CONNECTION = 6,
  QUAY_STATUS_CONNECTION_LOST = 7,
  QUAY_STATUS_OP_UNSUPPORTED = 8,
  QUAY_STATUS_INVALID_HANDLE = 9,
  QUAY_STATUS_NO_SUCH_PATH = 10,
  QUAY_STATUS_FILE_ALREADY_EXISTS = 11,
  QUAY_STATUS_WRITE_PROTECT = 12,
  QUAY_STATUS_NO_MEDIA = 13,
  QUAY_STATUS_NO_SPACE_ON_FILESYSTEM = 14,
  QUAY_STATUS_QUOTA_EXCEEDED = 15,
  QUAY_STATUS_UNKNOWN_PRINCIPAL = 16,
  QUAY_STATUS_LOCK_CONFLICT = 17,
  QUAY_STATUS_DIR_NOT_EMPTY = 18,
  QUAY_STATUS_NOT_A_DIRECTORY = 19,
  QUAY_STATUS_INVALID_FILENAME = 20,
  QUAY_STATUS_LINK_LOOP = 21,
  QUAY_STATUS_CANNOT_DELETE = 22,
  QUAY_STATUS_INVALID_PARAMETER = 23,
  QUAY_STATUS_FILE_IS_A_DIRECTORY = 24,
  QUAY_STATUS_BYTE_RANGE_LOCK_CONFLICT = 25,
  QUAY_STATUS_BYTE_RANGE_LOCK_REFUSED = 26,
  QUAY_STATUS_DELETE_PENDING = 27,
  QUAY_STATUS_FILE_CORRUPT = 28,
  QUAY_STATUS_OWNER_INVALID = 29,
  QUAY_STATUS_GROUP_INVALID = 30,
  QUAY_STATUS_NO_MATCHING_BYTE_RANGE_LOCK = 31,
} QuayStatus;

#define QUAY_ERROR (quay_error_quark ())

QUAY_API GQuark     quay_error_quark           (void);
QUAY_API QuayStatus quay_error_get_sftp_status (const GError *error);
QUAY_API int        quay_error_get_errno       (const GError *error);

G_END_DECLS

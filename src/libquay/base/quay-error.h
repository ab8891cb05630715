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
 *   Errors of the operating system map to 10000 plus the number the documentation gives.
 * @QUAY_ERROR_CONNECTION_REFUSED: nothing listens on the port
 * @QUAY_ERROR_HOST_NOT_FOUND: no such host
 * @QUAY_ERROR_HOST_LOOKUP_AGAIN: the name service does not answer now
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
  QUAY_ERROR_PORT_ZERO = 116,
  QUAY_ERROR_FIREWALL = 118,
  QUAY_ERROR_BUSY = 211,
  QUAY_ERROR_NOT_CONNECTED = 212,
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
  QUAY_ERROR_CONNECTION_DROPPED = 1120,
  QUAY_ERROR_WOULD_BLOCK = 1130,
  QUAY_ERROR_WOULD_BLOCK_REKEY = 1133,
  QUAY_ERROR_SOCKET = 10000,
  QUAY_ERROR_CONNECTION_REFUSED = 10061,
  QUAY_ERROR_HOST_NOT_FOUND = 11001,
  QUAY_ERROR_HOST_LOOKUP_AGAIN = 11002,
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

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Packet types and constants of SFTP v3 to v6: draft-ietf-secsh-filexfer-02 (v3), -04 (v4), -05 (v5), -13 (v6). */

enum {
  SSH_FXP_INIT = 1, SSH_FXP_VERSION = 2, SSH_FXP_OPEN = 3, SSH_FXP_CLOSE = 4, SSH_FXP_READ = 5, SSH_FXP_WRITE = 6,
  SSH_FXP_LSTAT = 7, SSH_FXP_FSTAT = 8, SSH_FXP_SETSTAT = 9, SSH_FXP_FSETSTAT = 10, SSH_FXP_OPENDIR = 11,
  SSH_FXP_READDIR = 12, SSH_FXP_REMOVE = 13, SSH_FXP_MKDIR = 14, SSH_FXP_RMDIR = 15, SSH_FXP_REALPATH = 16,
  SSH_FXP_STAT = 17, SSH_FXP_RENAME = 18, SSH_FXP_READLINK = 19, SSH_FXP_SYMLINK = 20, SSH_FXP_LINK = 21,
  SSH_FXP_BLOCK = 22, SSH_FXP_UNBLOCK = 23,
  SSH_FXP_STATUS = 101, SSH_FXP_HANDLE = 102, SSH_FXP_DATA = 103, SSH_FXP_NAME = 104, SSH_FXP_ATTRS = 105,
  SSH_FXP_EXTENDED = 200, SSH_FXP_EXTENDED_REPLY = 201,
};

/* Limits on what the peer may make us hold. */
#define QUAY_SFTP_MAX_PACKET (256 * 1024)            /* OpenSSH's own SFTP_MAX_MSG_LENGTH */
#define QUAY_SFTP_MAX_NAME_PACKET (16 * 1024 * 1024) /* some servers answer READDIR with whole directories */
#define QUAY_SFTP_MAX_HANDLE 256                     /* filexfer-13 section 8.1 */
#define QUAY_SFTP_MAX_NAME 4096                      /* one entry's name; longer ones are refused, the others listed */
#define QUAY_SFTP_MAX_STATUS_TEXT 4096

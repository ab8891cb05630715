/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayLimits:
 * @max_packet: bytes of a packet
 * @max_read: bytes of data in one READ
 * @max_write: bytes of data in one WRITE
 * @max_handles: files open at once
 *
 * What limits@openssh.com tells (OpenSSH's PROTOCOL, section 4.8). 0 means that no limit was named.
 */
typedef struct {
  guint64 max_packet;
  guint64 max_read;
  guint64 max_write;
  guint64 max_handles;
} QuayLimits;

/**
 * QuayStatvfs:
 * @f_bsize: bytes of a block
 * @f_frsize: bytes of a fragment, the unit of @f_blocks, @f_bfree and @f_bavail
 * @f_blocks: size of the file system
 * @f_bfree: free
 * @f_bavail: free for this user
 * @f_files: files there can be
 * @f_ffree: files there can still be
 * @f_favail: files this user can still make
 * @f_sid: the file system's id
 * @f_flag: 1: read-only; 2: setuid is ignored
 * @f_namemax: bytes of a name at most
 *
 * What statvfs@openssh.com and fstatvfs@openssh.com tell (OpenSSH's PROTOCOL, section 4.4); fields as in statvfs(3).
 */
typedef struct {
  guint64 f_bsize, f_frsize;
  guint64 f_blocks, f_bfree, f_bavail;
  guint64 f_files, f_ffree, f_favail;
  guint64 f_sid, f_flag, f_namemax;
} QuayStatvfs;

/**
 * QuaySpaceAvailable:
 * @device_size: bytes of the device
 * @device_unused: bytes free on it
 * @user_size: bytes for this user, used or not
 * @user_unused: bytes free for this user
 * @allocation_unit: bytes of an allocation unit
 *
 * What space-available tells (draft-ietf-secsh-filexfer-extensions-00 section 4). 0 means not known.
 */
typedef struct {
  guint64 device_size, device_unused;
  guint64 user_size, user_unused;
  guint32 allocation_unit;
} QuaySpaceAvailable;

G_END_DECLS

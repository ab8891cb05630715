/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayOpenFlags:
 * @QUAY_OPEN_READ: for reading
 * @QUAY_OPEN_WRITE: for writing
 * @QUAY_OPEN_APPEND: whatever is written goes to the end
 * @QUAY_OPEN_CREATE: is made where it is not there
 * @QUAY_OPEN_TRUNCATE: what is in it goes; with @QUAY_OPEN_WRITE
 * @QUAY_OPEN_EXCLUSIVE: must not be there yet; with @QUAY_OPEN_CREATE
 * @QUAY_OPEN_TEXT: the server turns its line ends into those it names in "newline"; from version 4 on
 * @QUAY_OPEN_NOFOLLOW: not where it is a symbolic link; version 6
 *
 * How a file is opened, independent of the version: version 3's and 4's pflags (filexfer-02 section 6.3) and the later
 * ones' access mask and disposition (-13 section 8.1.1) are made from these.
 */
typedef enum {
  QUAY_OPEN_READ = 1 << 0,
  QUAY_OPEN_WRITE = 1 << 1,
  QUAY_OPEN_APPEND = 1 << 2,
  QUAY_OPEN_CREATE = 1 << 3,
  QUAY_OPEN_TRUNCATE = 1 << 4,
  QUAY_OPEN_EXCLUSIVE = 1 << 5,
  QUAY_OPEN_TEXT = 1 << 6,
  QUAY_OPEN_NOFOLLOW = 1 << 7,
} QuayOpenFlags;

#define QUAY_TYPE_OPEN_FLAGS (quay_open_flags_get_type ())
QUAY_API GType quay_open_flags_get_type (void);

/**
 * QuayRenameFlags:
 * @QUAY_RENAME_OVERWRITE: what has the new name is replaced
 * @QUAY_RENAME_ATOMIC: in one step
 * @QUAY_RENAME_NATIVE: as the server's system renames
 *
 * The flags of SSH_FXP_RENAME, filexfer-13 section 8.3; from version 5 on.
 */
typedef enum {
  QUAY_RENAME_OVERWRITE = 1 << 0,
  QUAY_RENAME_ATOMIC = 1 << 1,
  QUAY_RENAME_NATIVE = 1 << 2,
} QuayRenameFlags;

#define QUAY_TYPE_RENAME_FLAGS (quay_rename_flags_get_type ())
QUAY_API GType quay_rename_flags_get_type (void);

/**
 * QuayLockFlags:
 * @QUAY_LOCK_READ: nobody else may read the range
 * @QUAY_LOCK_WRITE: nobody else may write to it
 * @QUAY_LOCK_DELETE: nobody else may delete the file
 * @QUAY_LOCK_ADVISORY: only those who ask for a lock themselves are kept out
 *
 * What a lock keeps others from, filexfer-13 section 8.8.1; the values are those of the wire.
 */
typedef enum {
  QUAY_LOCK_READ = 0x40,
  QUAY_LOCK_WRITE = 0x80,
  QUAY_LOCK_DELETE = 0x100,
  QUAY_LOCK_ADVISORY = 0x200,
} QuayLockFlags;

#define QUAY_TYPE_LOCK_FLAGS (quay_lock_flags_get_type ())
QUAY_API GType quay_lock_flags_get_type (void);

G_END_DECLS

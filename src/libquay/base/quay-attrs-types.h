/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-types.h"

G_BEGIN_DECLS

/**
 * QuayFileType:
 *
 * The type of a file, draft-ietf-secsh-filexfer-13 section 7.2. On v3 it is derived from the permissions.
 */
typedef enum {
  QUAY_FILE_TYPE_REGULAR = 1,
  QUAY_FILE_TYPE_DIRECTORY = 2,
  QUAY_FILE_TYPE_SYMLINK = 3,
  QUAY_FILE_TYPE_SPECIAL = 4,
  QUAY_FILE_TYPE_UNKNOWN = 5,
  QUAY_FILE_TYPE_SOCKET = 6,
  QUAY_FILE_TYPE_CHAR_DEVICE = 7,
  QUAY_FILE_TYPE_BLOCK_DEVICE = 8,
  QUAY_FILE_TYPE_FIFO = 9,
} QuayFileType;

#define QUAY_TYPE_FILE_TYPE (quay_file_type_get_type ())
QUAY_API GType quay_file_type_get_type (void);

G_END_DECLS

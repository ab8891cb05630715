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

/**
 * QuayAttrFlags:
 * @QUAY_ATTR_SIZE: the size
 * @QUAY_ATTR_UIDGID: owner and group as numbers, version 3
 * @QUAY_ATTR_OWNERGROUP: owner and group as names, from version 4 on
 * @QUAY_ATTR_PERMISSIONS: the bits of chmod
 * @QUAY_ATTR_ACCESSTIME: when it was read
 * @QUAY_ATTR_CREATETIME: when it was made, from version 4 on
 * @QUAY_ATTR_MODIFYTIME: when its contents changed
 * @QUAY_ATTR_CTIME: when its attributes changed, version 6
 * @QUAY_ATTR_SUBSECOND_TIMES: the times have nanoseconds, from version 4 on
 * @QUAY_ATTR_ACL: the access control list, from version 4 on
 * @QUAY_ATTR_BITS: read-only, hidden, compressed ..., from version 5 on
 * @QUAY_ATTR_ALLOCATION_SIZE: bytes on the disk, version 6
 * @QUAY_ATTR_TEXT_HINT: whether it is text, version 6
 * @QUAY_ATTR_MIME_TYPE: the MIME type, version 6
 * @QUAY_ATTR_LINK_COUNT: how many names it has, version 6
 * @QUAY_ATTR_UNTRANSLATED_NAME: the name before the server translated it, version 6
 * @QUAY_ATTR_EXTENDED: attributes of the server's own
 *
 * The attributes of a file, independent of the version (draft-ietf-secsh-filexfer-13 section 7.1; -02 section 5).
 */
typedef enum {
  QUAY_ATTR_SIZE = 1 << 0,
  QUAY_ATTR_UIDGID = 1 << 1,
  QUAY_ATTR_OWNERGROUP = 1 << 2,
  QUAY_ATTR_PERMISSIONS = 1 << 3,
  QUAY_ATTR_ACCESSTIME = 1 << 4,
  QUAY_ATTR_CREATETIME = 1 << 5,
  QUAY_ATTR_MODIFYTIME = 1 << 6,
  QUAY_ATTR_CTIME = 1 << 7,
  QUAY_ATTR_SUBSECOND_TIMES = 1 << 8,
  QUAY_ATTR_ACL = 1 << 9,
  QUAY_ATTR_BITS = 1 << 10,
  QUAY_ATTR_ALLOCATION_SIZE = 1 << 11,
  QUAY_ATTR_TEXT_HINT = 1 << 12,
  QUAY_ATTR_MIME_TYPE = 1 << 13,
  QUAY_ATTR_LINK_COUNT = 1 << 14,
  QUAY_ATTR_UNTRANSLATED_NAME = 1 << 15,
  QUAY_ATTR_EXTENDED = 1 << 16,
} QuayAttrFlags;

#define QUAY_TYPE_ATTR_FLAGS (quay_attr_flags_get_type ())
QUAY_API GType quay_attr_flags_get_type (void);

/**
 * QuayTextHint:
 * @QUAY_TEXT_HINT_KNOWN_TEXT: the server knows that it is text
 * @QUAY_TEXT_HINT_GUESSED_TEXT: the server takes it for text
 * @QUAY_TEXT_HINT_KNOWN_BINARY: the server knows that it is no text
 * @QUAY_TEXT_HINT_GUESSED_BINARY: the server does not take it for text
 *
 * Whether a file is text, draft-ietf-secsh-filexfer-13 section 7.10.
 */
typedef enum {
  QUAY_TEXT_HINT_KNOWN_TEXT = 0,
  QUAY_TEXT_HINT_GUESSED_TEXT = 1,
  QUAY_TEXT_HINT_KNOWN_BINARY = 2,
  QUAY_TEXT_HINT_GUESSED_BINARY = 3,
} QuayTextHint;

#define QUAY_TYPE_TEXT_HINT (quay_text_hint_get_type ())
QUAY_API GType quay_text_hint_get_type (void);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Open flags, independent of the version; v3's pflags and v5+'s access mask and disposition are made from them. */
typedef enum {
  QUAY_OPEN_READ = 1 << 0,
  QUAY_OPEN_WRITE = 1 << 1,
  QUAY_OPEN_APPEND = 1 << 2,
  QUAY_OPEN_CREATE = 1 << 3,
  QUAY_OPEN_TRUNCATE = 1 << 4,
  QUAY_OPEN_EXCLUSIVE = 1 << 5,
  QUAY_OPEN_TEXT = 1 << 6,
  QUAY_OPEN_NOFOLLOW = 1 << 7, /* v6 */
} QuayOpenFlags;

typedef enum {
  QUAY_RENAME_OVERWRITE = 1 << 0,
  QUAY_RENAME_ATOMIC = 1 << 1,
  QUAY_RENAME_NATIVE = 1 << 2,
} QuayRenameFlags;

G_END_DECLS

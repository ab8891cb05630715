/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-open-flags.h"

G_DEFINE_FLAGS_TYPE (QuayOpenFlags,
                     quay_open_flags,
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_READ, "read"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_WRITE, "write"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_APPEND, "append"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_CREATE, "create"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_TRUNCATE, "truncate"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_EXCLUSIVE, "exclusive"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_TEXT, "text"),
                     G_DEFINE_ENUM_VALUE (QUAY_OPEN_NOFOLLOW, "nofollow"))

G_DEFINE_FLAGS_TYPE (QuayRenameFlags,
                     quay_rename_flags,
                     G_DEFINE_ENUM_VALUE (QUAY_RENAME_OVERWRITE, "overwrite"),
                     G_DEFINE_ENUM_VALUE (QUAY_RENAME_ATOMIC, "atomic"),
                     G_DEFINE_ENUM_VALUE (QUAY_RENAME_NATIVE, "native"))

G_DEFINE_FLAGS_TYPE (QuayLockFlags,
                     quay_lock_flags,
                     G_DEFINE_ENUM_VALUE (QUAY_LOCK_READ, "read"),
                     G_DEFINE_ENUM_VALUE (QUAY_LOCK_WRITE, "write"),
                     G_DEFINE_ENUM_VALUE (QUAY_LOCK_DELETE, "delete"),
                     G_DEFINE_ENUM_VALUE (QUAY_LOCK_ADVISORY, "advisory"))

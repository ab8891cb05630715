/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs-types.h"
#include "quay-file-acl.h"

G_BEGIN_DECLS

#define QUAY_TYPE_FILE_CHANGES (quay_file_changes_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayFileChanges, quay_file_changes, QUAY, FILE_CHANGES, GObject)

QUAY_API QuayFileChanges *quay_file_changes_new             (void);
QUAY_API QuayAttrFlags    quay_file_changes_get_fields      (QuayFileChanges *self);
QUAY_API void             quay_file_changes_set_size        (QuayFileChanges *self, guint64 size);
QUAY_API void             quay_file_changes_set_permissions (QuayFileChanges *self, guint32 permissions);
QUAY_API void             quay_file_changes_set_uid         (QuayFileChanges *self, guint32 uid);
QUAY_API void             quay_file_changes_set_gid         (QuayFileChanges *self, guint32 gid);
QUAY_API void             quay_file_changes_set_owner       (QuayFileChanges *self, const char *owner);
QUAY_API void             quay_file_changes_set_group       (QuayFileChanges *self, const char *group);
QUAY_API void             quay_file_changes_set_accessed    (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds);
QUAY_API void             quay_file_changes_set_created     (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds);
QUAY_API void             quay_file_changes_set_modified    (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds);
QUAY_API void             quay_file_changes_set_changed     (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds);
QUAY_API void             quay_file_changes_set_acl         (QuayFileChanges *self, QuayFileAcl *acl);
QUAY_API void             quay_file_changes_set_attribute_bits (QuayFileChanges *self, guint32 bits, guint32 valid);
QUAY_API void             quay_file_changes_set_mime_type   (QuayFileChanges *self, const char *mime_type);

G_END_DECLS

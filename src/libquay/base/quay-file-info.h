/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "quay-attrs-types.h"
#include "quay-file-acl.h"
#include "quay-types.h"

G_BEGIN_DECLS

#define QUAY_TYPE_FILE_INFO (quay_file_info_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayFileInfo, quay_file_info, QUAY, FILE_INFO, GObject)

QUAY_API QuayFileInfo *quay_file_info_new_from_gio       (GFileInfo *info);

QUAY_API const char   *quay_file_info_get_name           (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_display_name   (QuayFileInfo *self);
QUAY_API QuayFileType  quay_file_info_get_file_type      (QuayFileInfo *self);
QUAY_API gboolean      quay_file_info_is_directory       (QuayFileInfo *self);
QUAY_API gboolean      quay_file_info_is_symlink         (QuayFileInfo *self);
QUAY_API gboolean      quay_file_info_is_hidden          (QuayFileInfo *self);
QUAY_API gboolean      quay_file_info_has_size           (QuayFileInfo *self);
QUAY_API guint64       quay_file_info_get_size           (QuayFileInfo *self);
QUAY_API gint64        quay_file_info_get_modified       (QuayFileInfo *self);
QUAY_API gint64        quay_file_info_get_accessed       (QuayFileInfo *self);
QUAY_API gboolean      quay_file_info_has_permissions    (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_permissions    (QuayFileInfo *self);
QUAY_API char         *quay_file_info_dup_mode_string    (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_owner          (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_group          (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_long_name      (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_link_target    (QuayFileInfo *self);
QUAY_API gboolean      quay_file_info_is_link_to_directory (QuayFileInfo *self);

/* What the version of the protocol, and the server, tell beyond that; get_fields says what is known. */
QUAY_API QuayAttrFlags quay_file_info_get_fields         (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_uid            (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_gid            (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_owner_name     (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_group_name     (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_modified_nsec  (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_accessed_nsec  (QuayFileInfo *self);
QUAY_API gint64        quay_file_info_get_created        (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_created_nsec   (QuayFileInfo *self);
QUAY_API gint64        quay_file_info_get_changed        (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_changed_nsec   (QuayFileInfo *self);
QUAY_API QuayFileAcl  *quay_file_info_dup_acl            (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_attribute_bits (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_attribute_bits_valid (QuayFileInfo *self);
QUAY_API guint64       quay_file_info_get_allocation_size (QuayFileInfo *self);
QUAY_API guint32       quay_file_info_get_link_count     (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_mime_type      (QuayFileInfo *self);
QUAY_API QuayTextHint  quay_file_info_get_text_hint      (QuayFileInfo *self);
QUAY_API const char   *quay_file_info_get_untranslated_name (QuayFileInfo *self);

G_END_DECLS

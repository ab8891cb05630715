/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-acl-private.h"
#include "quay-file-info-private.h"

/*
 * What later versions of the protocol know of a file.
 */

static const QuayAttrs *
attrs_of (QuayFileInfo *self)
{
  static const QuayAttrs none = { .type = QUAY_FILE_TYPE_UNKNOWN };

  g_return_val_if_fail (QUAY_IS_FILE_INFO (self), &none);

  return quay_file_info_get_attrs (self);
}

/**
 * quay_file_info_get_fields:
 * @self: a file info
 *
 * Returns: what is known
 */
QuayAttrFlags
quay_file_info_get_fields (QuayFileInfo *self)
{
  return (QuayAttrFlags)attrs_of (self)->valid;
}

/**
 * quay_file_info_get_uid:
 * @self: a file info
 *
 * Returns: the owner's number where %QUAY_ATTR_UIDGID is known (version 3), else 0
 */
guint32
quay_file_info_get_uid (QuayFileInfo *self)
{
  return attrs_of (self)->uid;
}

/**
 * quay_file_info_get_gid:
 * @self: a file info
 *
 * Returns: the group's number where %QUAY_ATTR_UIDGID is known (version 3), else 0
 */
guint32
quay_file_info_get_gid (QuayFileInfo *self)
{
  return attrs_of (self)->gid;
}

/**
 * quay_file_info_get_owner_name:
 * @self: a file info
 *
 * Returns: (transfer none) (nullable): the owner's name as the server sent it, from version 4 on: for setting it
 *   elsewhere, never for showing
 */
const char *
quay_file_info_get_owner_name (QuayFileInfo *self)
{
  return attrs_of (self)->owner;
}

/**
 * quay_file_info_get_group_name:
 * @self: a file info
 *
 * Returns: (transfer none) (nullable): the group's name as the server sent it, from version 4 on
 */
const char *
quay_file_info_get_group_name (QuayFileInfo *self)
{
  return attrs_of (self)->group;
}

/**
 * quay_file_info_get_modified_nsec:
 * @self: a file info
 *
 * Returns: the nanoseconds of [method@Quay.FileInfo.get_modified]
 */
guint32
quay_file_info_get_modified_nsec (QuayFileInfo *self)
{
  return attrs_of (self)->mtime_nsec;
}

/**
 * quay_file_info_get_accessed_nsec:
 * @self: a file info
 *
 * Returns: the nanoseconds of [method@Quay.FileInfo.get_accessed]
 */
guint32
quay_file_info_get_accessed_nsec (QuayFileInfo *self)
{
  return attrs_of (self)->atime_nsec;
}

/**
 * quay_file_info_get_created:
 * @self: a file info
 *
 * Returns: when the file was made, in seconds since 1970, 0 where it is not known
 */
gint64
quay_file_info_get_created (QuayFileInfo *self)
{
  return attrs_of (self)->createtime;
}

/**
 * quay_file_info_get_created_nsec:
 * @self: a file info
 *
 * Returns: the nanoseconds of [method@Quay.FileInfo.get_created]
 */
guint32
quay_file_info_get_created_nsec (QuayFileInfo *self)
{
  return attrs_of (self)->createtime_nsec;
}

/**
 * quay_file_info_get_changed:
 * @self: a file info
 *
 * Returns: when the attributes changed, in seconds since 1970, 0 where it is not known
 */
gint64
quay_file_info_get_changed (QuayFileInfo *self)
{
  return attrs_of (self)->ctime;
}

/**
 * quay_file_info_get_changed_nsec:
 * @self: a file info
 *
 * Returns: the nanoseconds of [method@Quay.FileInfo.get_changed]
 */
guint32
quay_file_info_get_changed_nsec (QuayFileInfo *self)
{
  return attrs_of (self)->ctime_nsec;
}

/**
 * quay_file_info_dup_acl:
 * @self: a file info
 *
 * Returns: (transfer full) (nullable): the access control list, NULL where it is not known
 */
QuayFileAcl *
quay_file_info_dup_acl (QuayFileInfo *self)
{
  const QuayAttrs *attrs = attrs_of (self);

  return (attrs->valid & QUAY_ATTR_ACL) != 0 ? quay_file_acl_new_from_attrs (attrs) : NULL;
}

/**
 * quay_file_info_get_attribute_bits:
 * @self: a file info
 *
 * Returns: the bits that [method@Quay.FileChanges.set_attribute_bits] lists
 */
guint32
quay_file_info_get_attribute_bits (QuayFileInfo *self)
{
  return attrs_of (self)->bits;
}

/**
 * quay_file_info_get_attribute_bits_valid:
 * @self: a file info
 *
 * Returns: which of those bits the server knows
 */
guint32
quay_file_info_get_attribute_bits_valid (QuayFileInfo *self)
{
  return attrs_of (self)->bits_valid;
}

/**
 * quay_file_info_get_allocation_size:
 * @self: a file info
 *
 * Returns: the bytes the file takes on the disk, 0 where they are not known
 */
guint64
quay_file_info_get_allocation_size (QuayFileInfo *self)
{
  return attrs_of (self)->allocation_size;
}

/**
 * quay_file_info_get_link_count:
 * @self: a file info
 *
 * Returns: how many names the file has, 0 where that is not known
 */
guint32
quay_file_info_get_link_count (QuayFileInfo *self)
{
  return attrs_of (self)->link_count;
}

/**
 * quay_file_info_get_mime_type:
 * @self: a file info
 *
 * Returns: (transfer none) (nullable): the MIME type as the server sent it, not fit for showing
 */
const char *
quay_file_info_get_mime_type (QuayFileInfo *self)
{
  return attrs_of (self)->mime_type;
}

/**
 * quay_file_info_get_text_hint:
 * @self: a file info
 *
 * Returns: whether it is text, where %QUAY_ATTR_TEXT_HINT is known; what no draft knows counts as guessed binary
 */
QuayTextHint
quay_file_info_get_text_hint (QuayFileInfo *self)
{
  const QuayAttrs *attrs = attrs_of (self);

  return (QuayTextHint)MIN (attrs->text_hint, (guint8)QUAY_TEXT_HINT_GUESSED_BINARY);
}

/**
 * quay_file_info_get_untranslated_name:
 * @self: a file info
 *
 * Returns: (type filename) (transfer none) (nullable): the name's bytes before the server made UTF-8 of them
 */
const char *
quay_file_info_get_untranslated_name (QuayFileInfo *self)
{
  return attrs_of (self)->untranslated_name;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-changes-private.h"

#include "quay-file-acl-private.h"

/**
 * QuayFileChanges:
 *
 * What is to be set on a file: only what its setters were called for. [method@Quay.Login.set_attributes_async] tells
 * what cannot be set on the server, or in the version of SFTP it speaks.
 */
struct _QuayFileChanges
{
  GObject parent_instance;

  QuayAttrs attrs;
};

G_DEFINE_FINAL_TYPE (QuayFileChanges, quay_file_changes, G_TYPE_OBJECT)

static void
quay_file_changes_finalize (GObject *object)
{
  quay_attrs_clear (&QUAY_FILE_CHANGES (object)->attrs);

  G_OBJECT_CLASS (quay_file_changes_parent_class)->finalize (object);
}

static void
quay_file_changes_class_init (QuayFileChangesClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_file_changes_finalize;
}

static void
quay_file_changes_init (QuayFileChanges *self)
{
  quay_attrs_init (&self->attrs);
}

const QuayAttrs *
quay_file_changes_get_attrs (QuayFileChanges *self)
{
  return &self->attrs;
}

/**
 * quay_file_changes_new:
 *
 * Returns: (transfer full): no change at all
 */
QuayFileChanges *
quay_file_changes_new (void)
{
  return g_object_new (QUAY_TYPE_FILE_CHANGES, NULL);
}

/**
 * quay_file_changes_get_fields:
 * @self: changes
 *
 * Returns: what is to be set
 */
QuayAttrFlags
quay_file_changes_get_fields (QuayFileChanges *self)
{
  g_return_val_if_fail (QUAY_IS_FILE_CHANGES (self), 0);

  return (QuayAttrFlags)self->attrs.valid;
}

/**
 * quay_file_changes_set_size:
 * @self: changes
 * @size: in bytes: what stands behind is cut off, what is missing becomes zeroes
 */
void
quay_file_changes_set_size (QuayFileChanges *self, guint64 size)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  self->attrs.size = size;
  self->attrs.valid |= QUAY_ATTR_SIZE;
}

/**
 * quay_file_changes_set_permissions:
 * @self: changes
 * @permissions: the twelve bits of chmod
 */
void
quay_file_changes_set_permissions (QuayFileChanges *self, guint32 permissions)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  self->attrs.permissions = permissions & 07777;
  self->attrs.valid |= QUAY_ATTR_PERMISSIONS;
}

static void
set_principal (QuayFileChanges *self, char **field, const char *name)
{
  g_set_str (field, name);
  if (self->attrs.owner != NULL || self->attrs.group != NULL)
    self->attrs.valid |= QUAY_ATTR_OWNERGROUP;
  else
    self->attrs.valid &= ~(guint32)QUAY_ATTR_OWNERGROUP;
}

static void
set_number (QuayFileChanges *self, char **field, guint32 number)
{
  char text[16];

  g_snprintf (text, sizeof text, "%u", number);
  set_principal (self, field, text);
}

/**
 * quay_file_changes_set_uid:
 * @self: changes
 * @uid: the owner's number
 *
 * The same as [method@Quay.FileChanges.set_owner] with the number written out.
 */
void
quay_file_changes_set_uid (QuayFileChanges *self, guint32 uid)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_number (self, &self->attrs.owner, uid);
}

/**
 * quay_file_changes_set_gid:
 * @self: changes
 * @gid: the group's number
 *
 * The same as [method@Quay.FileChanges.set_group] with the number written out.
 */
void
quay_file_changes_set_gid (QuayFileChanges *self, guint32 gid)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_number (self, &self->attrs.group, gid);
}

/**
 * quay_file_changes_set_owner:
 * @self: changes
 * @owner: (nullable): the owner: a name, from version 4 on, or a number; NULL and "": stays
 *
 * Where only one of owner and group is set, the other one stays.
 */
void
quay_file_changes_set_owner (QuayFileChanges *self, const char *owner)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_principal (self, &self->attrs.owner, owner != NULL && *owner != '\0' ? owner : NULL);
}

/**
 * quay_file_changes_set_group:
 * @self: changes
 * @group: (nullable): the group: a name, from version 4 on, or a number; NULL and "": stays
 */
void
quay_file_changes_set_group (QuayFileChanges *self, const char *group)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_principal (self, &self->attrs.group, group != NULL && *group != '\0' ? group : NULL);
}

static void
set_time (QuayFileChanges *self, QuayAttrFlags flag, gint64 *time, guint32 *nsec, gint64 seconds, guint32 nanoseconds)
{
  *time = seconds;
  *nsec = MIN (nanoseconds, 999999999);
  self->attrs.valid |= (guint32)flag;
  if (nanoseconds != 0)
    self->attrs.valid |= QUAY_ATTR_SUBSECOND_TIMES;
}

/**
 * quay_file_changes_set_accessed:
 * @self: changes
 * @seconds: when it was read, since 1970
 * @nanoseconds: below a second; version 3 has none, they are dropped there
 */
void
quay_file_changes_set_accessed (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_time (self, QUAY_ATTR_ACCESSTIME, &self->attrs.atime, &self->attrs.atime_nsec, seconds, nanoseconds);
}

/**
 * quay_file_changes_set_created:
 * @self: changes
 * @seconds: when it was made, since 1970; from version 4 on
 * @nanoseconds: below a second
 */
void
quay_file_changes_set_created (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_time (self, QUAY_ATTR_CREATETIME, &self->attrs.createtime, &self->attrs.createtime_nsec, seconds, nanoseconds);
}

/**
 * quay_file_changes_set_modified:
 * @self: changes
 * @seconds: when its contents changed, since 1970
 * @nanoseconds: below a second; version 3 has none, they are dropped there
 */
void
quay_file_changes_set_modified (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_time (self, QUAY_ATTR_MODIFYTIME, &self->attrs.mtime, &self->attrs.mtime_nsec, seconds, nanoseconds);
}

/**
 * quay_file_changes_set_changed:
 * @self: changes
 * @seconds: when its attributes changed, since 1970; version 6, and servers that let it be set are few
 * @nanoseconds: below a second
 */
void
quay_file_changes_set_changed (QuayFileChanges *self, gint64 seconds, guint32 nanoseconds)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  set_time (self, QUAY_ATTR_CTIME, &self->attrs.ctime, &self->attrs.ctime_nsec, seconds, nanoseconds);
}

/**
 * quay_file_changes_set_acl:
 * @self: changes
 * @acl: the access control list; copied; from version 4 on
 */
void
quay_file_changes_set_acl (QuayFileChanges *self, QuayFileAcl *acl)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  g_return_if_fail (QUAY_IS_FILE_ACL (acl));
  quay_file_acl_fill_attrs (acl, &self->attrs);
}

/**
 * quay_file_changes_set_attribute_bits:
 * @self: changes
 * @bits: read-only 1, system 2, hidden 4, case-insensitive 8, archive 0x10, encrypted 0x20, compressed 0x40, sparse
 *   0x80, append-only 0x100, immutable 0x200, sync 0x400 (filexfer-13 section 7.9); from version 5 on
 * @valid: which of them are meant, version 6; in version 5 all are
 */
void
quay_file_changes_set_attribute_bits (QuayFileChanges *self, guint32 bits, guint32 valid)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  self->attrs.bits = bits;
  self->attrs.bits_valid = valid;
  self->attrs.valid |= QUAY_ATTR_BITS;
}

/**
 * quay_file_changes_set_mime_type:
 * @self: changes
 * @mime_type: "text/plain" and the like; version 6
 */
void
quay_file_changes_set_mime_type (QuayFileChanges *self, const char *mime_type)
{
  g_return_if_fail (QUAY_IS_FILE_CHANGES (self));
  g_return_if_fail (mime_type != NULL);
  g_set_str (&self->attrs.mime_type, mime_type);
  self->attrs.valid |= QUAY_ATTR_MIME_TYPE;
}

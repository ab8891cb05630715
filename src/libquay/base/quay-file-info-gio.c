/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-file-info-private.h"

/*
 * Local files as GIO knows them.
 */

static QuayFileType
file_type_from_gio (GFileInfo *info)
{
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_STANDARD_IS_SYMLINK) && g_file_info_get_is_symlink (info))
    return QUAY_FILE_TYPE_SYMLINK;
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_UNIX_MODE))
    return quay_file_type_from_mode (g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE));
  if (!g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_STANDARD_TYPE))
    return QUAY_FILE_TYPE_UNKNOWN;
  switch (g_file_info_get_file_type (info))
    {
    case G_FILE_TYPE_REGULAR:
      return QUAY_FILE_TYPE_REGULAR;
    case G_FILE_TYPE_DIRECTORY:
    case G_FILE_TYPE_MOUNTABLE:
      return QUAY_FILE_TYPE_DIRECTORY;
    case G_FILE_TYPE_SYMBOLIC_LINK:
      return QUAY_FILE_TYPE_SYMLINK;
    case G_FILE_TYPE_SPECIAL:
      return QUAY_FILE_TYPE_SPECIAL;
    case G_FILE_TYPE_SHORTCUT:
    case G_FILE_TYPE_UNKNOWN:
    default:
      return QUAY_FILE_TYPE_UNKNOWN;
    }
}

static void
read_gio_time (GFileInfo *info, const char *seconds, const char *nanoseconds, gint64 *time, guint32 *nsec)
{
  *time = (gint64)g_file_info_get_attribute_uint64 (info, seconds);
  *nsec = g_file_info_get_attribute_uint32 (info, nanoseconds);
}

static void
read_gio_attrs (GFileInfo *info, QuayAttrs *attrs)
{
  attrs->type = file_type_from_gio (info);
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_STANDARD_SIZE))
    {
      attrs->size = (guint64)g_file_info_get_size (info);
      attrs->valid |= QUAY_ATTR_SIZE;
    }
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_UNIX_MODE))
    {
      attrs->permissions = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE);
      attrs->valid |= QUAY_ATTR_PERMISSIONS;
    }
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_UNIX_UID)
      && g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_UNIX_GID))
    {
      attrs->uid = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_UID);
      attrs->gid = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_GID);
      attrs->valid |= QUAY_ATTR_UIDGID;
    }
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_TIME_MODIFIED))
    {
      read_gio_time (info, G_FILE_ATTRIBUTE_TIME_MODIFIED, G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC, &attrs->mtime,
                     &attrs->mtime_nsec);
      attrs->valid |= QUAY_ATTR_MODIFYTIME;
    }
  if (g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_TIME_ACCESS))
    {
      read_gio_time (info, G_FILE_ATTRIBUTE_TIME_ACCESS, G_FILE_ATTRIBUTE_TIME_ACCESS_NSEC, &attrs->atime,
                     &attrs->atime_nsec);
      attrs->valid |= QUAY_ATTR_ACCESSTIME;
    }
  attrs->owner = g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_OWNER_USER));
  attrs->group = g_strdup (g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_OWNER_GROUP));
  if (attrs->owner != NULL && attrs->group != NULL)
    attrs->valid |= QUAY_ATTR_OWNERGROUP;
}

/**
 * quay_file_info_new_from_gio:
 * @info: what GIO knows of a local file
 *
 * Takes over what @info has of `standard::*`, `unix::*`, `owner::*` and `time::*`; only `standard::name` must be there.
 * Where @info was asked for with links followed, a link counts as a symlink with its target's size and times, and
 * [method@Quay.FileInfo.is_link_to_directory] is known.
 *
 * Returns: (transfer full): the info
 */
QuayFileInfo *
quay_file_info_new_from_gio (GFileInfo *info)
{
  g_auto (QuayAttrs) attrs = { 0 };
  QuayFileInfo *self;
  gboolean to_directory;

  g_return_val_if_fail (G_IS_FILE_INFO (info), NULL);
  g_return_val_if_fail (g_file_info_get_name (info) != NULL, NULL);

  read_gio_attrs (info, &attrs);
  self = quay_file_info_new (g_file_info_get_name (info), &attrs, NULL);
  if (attrs.type == QUAY_FILE_TYPE_SYMLINK)
    {
      to_directory = g_file_info_get_attribute_uint32 (info, G_FILE_ATTRIBUTE_STANDARD_TYPE) == G_FILE_TYPE_DIRECTORY;
      quay_file_info_set_link_target (
          self, g_file_info_get_attribute_byte_string (info, G_FILE_ATTRIBUTE_STANDARD_SYMLINK_TARGET), to_directory);
    }
  if (g_file_info_get_attribute_boolean (info, G_FILE_ATTRIBUTE_STANDARD_IS_HIDDEN))
    quay_file_info_set_hidden (self);

  return self;
}

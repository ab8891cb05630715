/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-icon.h"

#include <string.h>

/* Different endings whose icons are kept. More than there are kinds of files, fewer than a hostile server can name. */
#define MAX_KEPT 2000

typedef struct
{
  GHashTable *by_ending; /* char* -> GIcon */
  GIcon *folder;
  GIcon *special;
} Icons;

static Icons *
get_icons (void)
{
  static Icons icons;

  if (G_UNLIKELY (icons.by_ending == NULL))
    {
      icons.by_ending = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
      icons.folder = g_themed_icon_new ("folder");
      icons.special = g_themed_icon_new ("application-x-executable");
    }

  return &icons;
}

static GIcon *
icon_for_ending (Icons *icons, const char *name)
{
  const char *dot = strrchr (name, '.');
  const char *ending = dot != NULL && dot != name ? dot : name;
  g_autofree char *type = NULL;
  GIcon *icon = g_hash_table_lookup (icons->by_ending, ending);

  if (icon != NULL)
    return icon;
  if (g_hash_table_size (icons->by_ending) >= MAX_KEPT)
    g_hash_table_remove_all (icons->by_ending);
  type = g_content_type_guess (name, NULL, 0, NULL);
  icon = g_content_type_get_icon (type);
  g_hash_table_insert (icons->by_ending, g_strdup (ending), icon);

  return icon;
}

GIcon *
quayside_file_icon_get (QuayFileInfo *info)
{
  Icons *icons = get_icons ();

  if (quay_file_info_is_directory (info) || quay_file_info_is_link_to_directory (info))
    return icons->folder;
  switch (quay_file_info_get_file_type (info))
    {
    case QUAY_FILE_TYPE_SOCKET:
    case QUAY_FILE_TYPE_FIFO:
    case QUAY_FILE_TYPE_CHAR_DEVICE:
    case QUAY_FILE_TYPE_BLOCK_DEVICE:
    case QUAY_FILE_TYPE_SPECIAL:
      return icons->special;
    case QUAY_FILE_TYPE_REGULAR:
    case QUAY_FILE_TYPE_DIRECTORY:
    case QUAY_FILE_TYPE_SYMLINK:
    case QUAY_FILE_TYPE_UNKNOWN:
    default:
      return icon_for_ending (icons, quay_file_info_get_name (info));
    }
}

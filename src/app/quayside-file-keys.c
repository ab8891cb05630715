/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-file-keys.h"

typedef struct
{
  char *collate;
  char *folded;
} FileKeys;

static GQuark
keys_quark (void)
{
  static GQuark quark;

  if (G_UNLIKELY (quark == 0))
    quark = g_quark_from_static_string ("quayside-file-keys");

  return quark;
}

static void
file_keys_free (gpointer data)
{
  FileKeys *keys = data;

  g_free (keys->collate);
  g_free (keys->folded);
  g_free (keys);
}

char *
quayside_file_keys_fold (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
}

static FileKeys *
get_keys (QuayFileInfo *info)
{
  FileKeys *keys = g_object_get_qdata (G_OBJECT (info), keys_quark ());
  const char *name;

  if (keys != NULL)
    return keys;
  name = quay_file_info_get_display_name (info);
  keys = g_new (FileKeys, 1);
  keys->collate = g_utf8_collate_key_for_filename (name, -1);
  keys->folded = quayside_file_keys_fold (name);
  g_object_set_qdata_full (G_OBJECT (info), keys_quark (), keys, file_keys_free);

  return keys;
}

void
quayside_file_keys_prepare (QuayFileInfo *info)
{
  get_keys (info);
}

const char *
quayside_file_keys_get_collate (QuayFileInfo *info)
{
  return get_keys (info)->collate;
}

const char *
quayside_file_keys_get_folded (QuayFileInfo *info)
{
  return get_keys (info)->folded;
}

gboolean
quayside_file_is_folder (QuayFileInfo *info)
{
  return quay_file_info_is_directory (info) || quay_file_info_is_link_to_directory (info);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quayside-local-home.h"

#include <sys/stat.h>

/* flatpak-metadata(5) */
#define INFO "/.flatpak-info"
#define GROUP "Context"
#define KEY "filesystems"

gboolean
quayside_local_home_is_granted (const char *info)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) folders = NULL;

  if (!g_file_test (info, G_FILE_TEST_EXISTS))
    return TRUE;
  if (g_key_file_load_from_file (file, info, G_KEY_FILE_NONE, NULL))
    folders = g_key_file_get_string_list (file, GROUP, KEY, NULL, NULL);
  for (guint i = 0; folders != NULL && folders[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (folders[i], ":", 2);

      if ((g_strcmp0 (parts[0], "home") == 0 || g_strcmp0 (parts[0], "host") == 0 || g_strcmp0 (parts[0], "~") == 0)
          && g_strcmp0 (parts[1], "ro") != 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_granted (void)
{
  static gsize known; /* 1: yes, 2: no */

  if (g_once_init_enter (&known))
    g_once_init_leave (&known, quayside_local_home_is_granted (INFO) ? 1 : 2);

  return known == 1;
}

const char *
quayside_local_home_get (void)
{
  const char *downloads = is_granted () ? NULL : g_get_user_special_dir (G_USER_DIRECTORY_DOWNLOAD);

  return downloads != NULL && g_file_test (downloads, G_FILE_TEST_IS_DIR) ? downloads : g_get_home_dir ();
}

/* What a sandbox lets in lies on a file system of its own. */
gboolean
quayside_local_home_is_fleeting (const char *folder)
{
  struct stat home, here;

  return !is_granted () && stat (g_get_home_dir (), &home) == 0 && stat (folder, &here) == 0
         && home.st_dev == here.st_dev;
}

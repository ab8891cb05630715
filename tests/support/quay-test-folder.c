/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "quay-test-folder.h"

#include <stdio.h>

char *
quay_test_make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("quay-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

void
quay_test_remove_folder (char *folder)
{
  quay_test_run (folder, "chmod", "-R", "u+rwx", folder);
  quay_test_run (NULL, "rm", "-rf", "--one-file-system", folder);
  g_free (folder);
}

/* Not by g_file_set_contents(), which makes a second name first, and waits for the disk. */
void
quay_test_put_file (const char *folder, const char *name, const char *content)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = fopen (path, "w");

  g_assert_nonnull (file);
  g_assert_cmpint (fputs (content, file), >=, 0);
  g_assert_cmpint (fclose (file), ==, 0);
}

char *
quay_test_run_argv (const char *folder, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *errors = NULL;
  char *output = NULL;
  int status;

  g_spawn_sync (folder, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output, &errors, &status, &error);
  g_assert_no_error (error);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s %s: %s\n%s%s", argv[0], argv[1] != NULL ? argv[1] : "", error->message, output, errors);
  return output;
}

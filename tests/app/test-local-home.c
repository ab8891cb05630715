/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "quayside-local-home.h"

static gboolean
is_granted_by (const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("quayside-home-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "info", NULL);
  gboolean granted;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  granted = quayside_local_home_is_granted (path);
  g_remove (path);
  g_rmdir (folder);

  return granted;
}

static void
test_granted (void)
{
  g_assert_true (quayside_local_home_is_granted ("/nonexistent/info"));
  g_assert_true (is_granted_by ("[Context]\nfilesystems=xdg-download;home;\n"));
  g_assert_true (is_granted_by ("[Context]\nfilesystems=host:rw;\n"));
  g_assert_true (is_granted_by ("[Context]\nfilesystems=~;\n"));
}

static void
test_not_granted (void)
{
  g_assert_false (is_granted_by ("[Application]\nname=io.github.quayside.Quayside\n"));
  g_assert_false (is_granted_by ("[Context]\nfilesystems=xdg-download;!home;host-os;\n"));
  g_assert_false (is_granted_by ("[Context]\nfilesystems=home:ro;\n"));
  g_assert_false (is_granted_by ("no key file"));
}

/* Outside of a sandbox. */
static void
test_here (void)
{
  g_assert_cmpstr (quayside_local_home_get (), ==, g_get_home_dir ());
  g_assert_false (quayside_local_home_is_fleeting (g_get_home_dir ()));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/local-home/granted", test_granted);
  g_test_add_func ("/local-home/not-granted", test_not_granted);
  g_test_add_func ("/local-home/here", test_here);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib.h>
#include <string.h>

#include "quayside-name-check.h"

static void
assert_problem (const char *name, const char *part)
{
  g_autofree char *problem = quayside_name_check (name);

  if (part == NULL)
    g_assert_null (problem);
  else
    {
      g_assert_nonnull (problem);
      g_assert_nonnull (strstr (problem, part));
    }
}

static void
test_problems (void)
{
  g_autofree char *longest = g_strnfill (255, 'x');
  g_autofree char *too_long = g_strnfill (256, 'x');
  g_autofree char *umlauts = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (int i = 0; i < 128; i++)
    g_string_append (text, "ü");
  umlauts = g_strdup (text->str);
  assert_problem ("a", NULL);
  assert_problem ("-rf", NULL);
  assert_problem ("...", NULL);
  assert_problem (" ", NULL);
  assert_problem (longest, NULL);
  assert_problem ("a/b", "/");
  assert_problem ("/", "/");
  assert_problem (".", "folder");
  assert_problem ("..", "folder");
  assert_problem (too_long, "256");
  assert_problem (umlauts, "256");
}

static void
test_empty_is_no_complaint (void)
{
  g_autofree char *problem = quayside_name_check ("");

  g_assert_cmpstr (problem, ==, "");
}

static void
test_stem (void)
{
  g_assert_cmpint (quayside_name_check_stem_length ("photo.jpg"), ==, 5);
  g_assert_cmpint (quayside_name_check_stem_length ("für alle.txt"), ==, 8);
  g_assert_cmpint (quayside_name_check_stem_length ("backup.tar.gz"), ==, 6);
  g_assert_cmpint (quayside_name_check_stem_length ("a.b.c"), ==, 3);
  g_assert_cmpint (quayside_name_check_stem_length (".tar.gz"), ==, 4);
  g_assert_cmpint (quayside_name_check_stem_length (".bashrc"), ==, 7);
  g_assert_cmpint (quayside_name_check_stem_length ("README"), ==, 6);
  g_assert_cmpint (quayside_name_check_stem_length ("ends."), ==, 5);
  g_assert_cmpint (quayside_name_check_stem_length (""), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/problems", test_problems);
  g_test_add_func ("/names/empty-is-no-complaint", test_empty_is_no_complaint);
  g_test_add_func ("/names/stem", test_stem);
  return g_test_run ();
}

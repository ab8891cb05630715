/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-pattern.h"

static const struct
{
  const char *pattern;
  const char *text;
  gboolean matches;
} cases[] = {
  { "", "", TRUE },
  { "", "a", FALSE },
  { "*", "", TRUE },
  { "?", "", FALSE },
  { "?", "ä", TRUE },
  { "C*t", "Cat", TRUE },
  { "C*t", "Ct", TRUE },
  { "C*t", "Coast", TRUE },
  { "C*t", "coast", FALSE },
  { "C*t", "Coasts", FALSE },
  { "*a*b*c", "xxaxxbxxbxc", TRUE },
  { "*a*b*c", "xxaxxbxxbx", FALSE },
  { "[a]", "a", TRUE },
  { "[a-c]", "b", TRUE },
  { "[a-c]", "d", FALSE },
  { "[0-9,a-d,f,r-z]x", "fx", TRUE },
  { "[0-9,a-d,f,r-z]x", "7x", TRUE },
  { "[0-9,a-d,f,r-z]x", "ex", FALSE },
  { "[0-9,a-d,f,r-z]x", ",x", FALSE },
  { "[,]", ",", TRUE },
  { "[à-ü]", "é", TRUE },
  { "[]", "", FALSE },
  /* Escapes: all of those that the documentation lists, and the backslash. */
  { "[[]Something].txt", "[Something].txt", TRUE },
  { "[?]", "?", TRUE },
  { "[?]", "x", FALSE },
  { "[*]", "*", TRUE },
  { "[*]", "xx", FALSE },
  { "[\\]", "\\", TRUE },
  { "\\*", "*", TRUE },
  { "\\*", "x", FALSE },
  { "a\\", "a\\", TRUE },
  { "[open", "[open", TRUE },
  { "a-]", "a-]", TRUE },
  { "[]x]", "]", TRUE },
  /* What is no UTF-8, also where a character would go on behind the end. */
  { "?", "\xff", TRUE },
  { "a?", "a\xf0", TRUE },
  { "a", "a\xf0", FALSE },
  { "*\xc3", "x\xc3", TRUE },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s” and “%s”", cases[i].pattern, cases[i].text);
      g_assert_cmpint (quay_pattern_matches (cases[i].pattern, cases[i].text, FALSE), ==, cases[i].matches);
    }
}

static void
test_lists (void)
{
  const char *usual = "*SSH-1.99-*, *SSH-2.0-*";

  g_assert_true (quay_pattern_list_matches (usual, "SSH-2.0-OpenSSH_10.0"));
  g_assert_true (quay_pattern_list_matches (usual, "SSH-1.99-x"));
  g_assert_false (quay_pattern_list_matches (usual, "SSH-2.99-x"));
  g_assert_true (quay_pattern_list_matches ("x,[a,b]", "b"));
  g_assert_false (quay_pattern_list_matches ("x,[a,b]", "b]"));
  g_assert_true (quay_pattern_list_matches ("x\\,y,z", "x,y"));
  g_assert_false (quay_pattern_list_matches ("x\\,y,z", "x"));
  g_assert_false (quay_pattern_list_matches ("x,,y", "z"));
}

static void
test_case (void)
{
  g_assert_true (quay_pattern_matches ("C*[S-T]", "coast", TRUE));
  g_assert_true (quay_pattern_matches ("ä", "Ä", TRUE));
  g_assert_false (quay_pattern_matches ("C*[S-T]", "coast", FALSE));
}

/* A pattern that comes with what it is to match: no length of either makes it take for ever. */
static void
test_hostile (void)
{
  g_autofree char *text = g_strnfill (4000, 'a');
  g_autoptr (GString) pattern = g_string_new (NULL);
  gint64 started = g_get_monotonic_time ();

  for (int i = 0; i < 500; i++)
    g_string_append (pattern, "a*");
  g_string_append (pattern, "b");
  g_assert_false (quay_pattern_matches (pattern->str, text, FALSE));
  g_assert_cmpint (g_get_monotonic_time () - started, <, 5 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pattern/cases", test_cases);
  g_test_add_func ("/pattern/case", test_case);
  g_test_add_func ("/pattern/lists", test_lists);
  g_test_add_func ("/pattern/hostile", test_hostile);

  return g_test_run ();
}

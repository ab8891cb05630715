/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-text.h"

static void
test_escape (void)
{
  static const struct
  {
    const char *bytes;
    const char *text;
  } cases[] = {
    { "", "" },
    { "plain name.txt", "plain name.txt" },
    { "gr\303\274\303\237e \346\227\245\346\234\254 \360\237\230\200",
      "gr\303\274\303\237e \346\227\245\346\234\254 \360\237\230\200" },
    { "a\nb", "a\\nb" },
    { "a\tb\rc", "a\\tb\\rc" },
    { "\033[31mred", "\\x1b[31mred" },
    { "a\177b", "a\\x7fb" },
    { "\302\233", "\\u{9b}" }, /* CSI in one character */
    { "cod\342\200\256txt.exe", "cod\\u{202e}txt.exe" },
    { "\342\201\246x\342\201\251", "\\u{2066}x\\u{2069}" },
    { "a\342\200\213b", "a\\u{200b}b" }, /* zero width space */
    { "\357\273\277a", "\\u{feff}a" },
    { "\377", "\\xff" },
    { "a\303", "a\\xc3" },                          /* cut character */
    { "\300\257", "\\xc0\\xaf" },                   /* overlong slash */
    { "\355\240\200", "\\xed\\xa0\\x80" },          /* surrogate */
    { "\364\220\200\200", "\\xf4\\x90\\x80\\x80" }, /* above U+10FFFF */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = quay_text_escape (cases[i].bytes, -1);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_true (quay_text_is_plain (text, -1));
      g_assert_true (quay_text_is_plain (cases[i].bytes, -1) == g_str_equal (cases[i].bytes, cases[i].text));
    }
}

/* Every byte alone, every pair of bytes: valid UTF-8 without control characters comes out. */
static void
test_all_bytes (void)
{
  for (guint pair = 0; pair < 0x10000; pair++)
    {
      char bytes[] = { (char)(pair >> 8), (char)pair };
      g_autofree char *text = quay_text_escape (bytes, 2);

      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_true (quay_text_is_plain (text, -1));
      g_assert_true (quay_text_is_plain (bytes, 2) == (strlen (text) == 2 && memcmp (text, bytes, 2) == 0));
    }
}

static void
test_255_bytes (void)
{
  char name[256];
  g_autofree char *text = NULL;

  memset (name, 0xff, 255);
  name[255] = '\0';
  text = quay_text_escape (name, -1);
  g_assert_cmpuint (strlen (text), ==, 4 * 255);
}

static void
test_message (void)
{
  g_autofree char *two = quay_text_escape_message ("a\nb\033", -1, 100);
  g_autofree char *cut = quay_text_escape_message ("\303\274\303\274\303\274\303\274", -1, 3);
  g_autofree char *whole = quay_text_escape_message ("abc", -1, 3);

  g_assert_cmpstr (two, ==, "a\nb\\x1b");
  g_assert_cmpstr (cut, ==, "\303\274\303\274\303\274\342\200\246");
  g_assert_cmpstr (whole, ==, "abc");
}

static void
test_nul (void)
{
  g_autofree char *text = quay_text_escape ("a\0b", 3);

  g_assert_cmpstr (text, ==, "a\\x00b");
  g_assert_false (quay_text_is_plain ("a\0b", 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/text/escape", test_escape);
  g_test_add_func ("/base/text/all-bytes", test_all_bytes);
  g_test_add_func ("/base/text/255-bytes", test_255_bytes);
  g_test_add_func ("/base/text/message", test_message);
  g_test_add_func ("/base/text/nul", test_nul);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "quay-error.h"
#include "quay-url.h"

typedef struct
{
  const char *text;
  const char *user;
  const char *host;
  guint port;
  const char *path;
} Case;

static void
check (const Case *c, QuayUrl *(*parse) (const char *, GError **))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayUrl) url = parse (c->text, &error);
  g_autoptr (QuayUrl) again = NULL;
  g_autofree char *text = NULL;

  g_test_message ("%s", c->text);
  g_assert_no_error (error);
  g_assert_cmpstr (url->user, ==, c->user);
  g_assert_cmpstr (url->host, ==, c->host);
  g_assert_cmpuint (url->port, ==, c->port);
  g_assert_cmpstr (url->path, ==, c->path);
  g_assert_null (url->site);

  text = quay_url_to_string (url);
  again = quay_url_parse (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->user, ==, c->user);
  g_assert_cmpstr (again->host, ==, c->host);
  g_assert_cmpuint (again->port, ==, c->port);
  g_assert_cmpstr (again->path, ==, c->path);
}

static void
test_command_line (void)
{
  static const Case cases[] = {
    { "sftp://host", NULL, "host", 0, "" },
    { "sftp://host/", NULL, "host", 0, "/" },
    { "SFTP://host/", NULL, "host", 0, "/" },
    { "ssh://host/x", NULL, "host", 0, "/x" },
    { "sftp://bob@host:2222/a/b", "bob", "host", 2222, "/a/b" },
    { "sftp://bob@corp@host/", "bob@corp", "host", 0, "/" },
    { "sftp://bob%40corp@host/", "bob@corp", "host", 0, "/" },
    { "sftp://CORP%5Cbob@host/", "CORP\\bob", "host", 0, "/" },
    { "sftp://host:/x", NULL, "host", 0, "/x" },
    { "sftp://host:1/", NULL, "host", 1, "/" },
    { "sftp://host:65535/", NULL, "host", 65535, "/" },
    { "sftp://[::1]/x", NULL, "::1", 0, "/x" },
    { "sftp://bob@[fe80::1%25eth0]:22/x", "bob", "fe80::1%eth0", 22, "/x" },
    { "sftp://[fe80::1%eth0]/x", NULL, "fe80::1%eth0", 0, "/x" },
    { "sftp://[fe80::1%25]/x", NULL, "fe80::1%25", 0, "/x" },
    { "sftp://[fe80::1%2525x]/x", NULL, "fe80::1%25x", 0, "/x" },
    { "sftp://127.0.0.1/x", NULL, "127.0.0.1", 0, "/x" },
    { "sftp://m\303\274nchen.example/x", NULL, "m\303\274nchen.example", 0, "/x" },
    { "sftp://host/a%20b%25%0a%ff", NULL, "host", 0, "/a b%\n\377" },
    { "sftp://host/a?b#c;d@e:f", NULL, "host", 0, "/a?b#c;d@e:f" },
    { "sftp://host/~", NULL, "host", 0, "" },
    { "sftp://host/~/", NULL, "host", 0, "" },
    { "sftp://host/~/x/y", NULL, "host", 0, "x/y" },
    { "sftp://host/~bob/x", NULL, "host", 0, "/~bob/x" },
    { "sftp://host//x", NULL, "host", 0, "//x" },
    { "host:", NULL, "host", 0, "" },
    { "host:x", NULL, "host", 0, "x" },
    { "host:2222", NULL, "host", 0, "2222" },
    { "host:/x y%20", NULL, "host", 0, "/x y%20" },
    { "host:/~/x", NULL, "host", 0, "/~/x" },
    { "host:~", NULL, "host", 0, "" },
    { "host:~/x", NULL, "host", 0, "x" },
    { "host:~bob/x", NULL, "host", 0, "~bob/x" },
    { "host:a@b", NULL, "host", 0, "a@b" },
    { "host:./a@b:c", NULL, "host", 0, "./a@b:c" },
    { "bob@host:a:b", "bob", "host", 0, "a:b" },
    { "bob@corp@host:x", "bob@corp", "host", 0, "x" },
    { "[::1]:x", NULL, "::1", 0, "x" },
    { "bob@[2001:db8::1]:/x", "bob", "2001:db8::1", 0, "/x" },
    { "web_01.example-x:x", NULL, "web_01.example-x", 0, "x" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&cases[i], quay_url_parse);
}

static void
test_quick (void)
{
  static const Case cases[] = {
    { "host", NULL, "host", 0, "" },
    { "  host \n", NULL, "host", 0, "" },
    { "bob@host", "bob", "host", 0, "" },
    { "host:2222", NULL, "host", 2222, "" },
    { "bob@host:2222", "bob", "host", 2222, "" },
    { "bob@host:2222/a", "bob", "host", 2222, "/a" },
    { "bob@host:2222/~/a", "bob", "host", 2222, "a" },
    { "bob@host/a", "bob", "host", 0, "/a" },
    { "bob@host/~/a", "bob", "host", 0, "a" },
    { "bob@host:/a", "bob", "host", 0, "/a" },
    { "bob@host:a", "bob", "host", 0, "a" },
    { "bob@host:2a", "bob", "host", 0, "2a" },
    { "host:", NULL, "host", 0, "" },
    { "::1", NULL, "::1", 0, "" },
    { "bob@fe80::1%eth0", "bob", "fe80::1%eth0", 0, "" },
    { "[::1]:2222", NULL, "::1", 2222, "" },
    { "bob@[::1]", "bob", "::1", 0, "" },
    { "sftp://bob@host:22/x", "bob", "host", 22, "/x" },
    { "host:65535", NULL, "host", 65535, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check (&cases[i], quay_url_parse_quick);
}

static void
check_refused (const char *text, QuayUrl *(*parse) (const char *, GError **))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayUrl) url = parse (text, &error);

  g_test_message ("%s", text);
  g_assert_null (url);
  g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
}

static void
test_refused (void)
{
  static const char *const texts[] = {
    "sftp://",
    "sftp:///x",
    "sftp://@host/",
    "sftp://bob@/",
    "sftp://host:0/",
    "sftp://host:65536/",
    "sftp://host:4294967318/",
    "sftp://host:-22/",
    "sftp://host:+22/",
    "sftp://host:22x/",
    "sftp://host:22:22/",
    "sftp://::1/",
    "sftp://[::1/",
    "sftp://[::1]x/",
    "sftp://[::g]/",
    "sftp://[::1%a%b]/",
    "sftp://[::1%\316\210]/",
    "sftp://-oProxyCommand=x/",
    "sftp://-x@host/",
    "sftp://a;b/",
    "sftp://a|b/",
    "sftp://a`b/",
    "sftp://a$(b)/",
    "sftp://a%0ab/",
    "sftp://a%00b/",
    "sftp://a%20b/",
    "sftp://a b/",
    "sftp://a;b@host/",
    "sftp://a%7cb@host/",
    "sftp://a`b@host/",
    "sftp://$(b)@host/",
    "sftp://a%0ab@host/",
    "sftp://a%00b@host/",
    "sftp://a%5c@host/",
    "sftp://a%e2%80%aeb@host/",
    "sftp://a\377b/",
    "sftp://host/a%00b",
    "sftp://host/100%",
    "sftp://host/%zz",
    "http://host/",
    "site:",
    "site:/x",
    ":x",
    "",
  };
  g_autofree char *many = g_strnfill (300, 'a');
  g_autofree char *long_host = g_strdup_printf ("sftp://%s/", many);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      check_refused (texts[i], quay_url_parse);
      check_refused (texts[i], quay_url_parse_quick);
    }
  check_refused (long_host, quay_url_parse);
  check_refused ("host", quay_url_parse);
  check_refused ("bob@host", quay_url_parse);
  check_refused ("host:0", quay_url_parse_quick);
  check_refused ("host:65536", quay_url_parse_quick);
  check_refused ("-x:22", quay_url_parse_quick);
  check_refused ("a b", quay_url_parse_quick);
}

/* Refused with a sentence that does not give it away. */
static void
test_password (void)
{
  static const char *const texts[] = { "sftp://bob:s3cret@host/", "bob:s3cret@host:x", "sftp://bob:@host/" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quay_url_parse (texts[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
      g_assert_nonnull (strstr (error->message, "password"));
      g_assert_null (strstr (error->message, "s3cret"));
    }
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (quay_url_parse_quick ("bob:s3cret@host", &error));
    g_assert_nonnull (strstr (error->message, "password"));
    g_assert_null (strstr (error->message, "s3cret"));
  }
}

static void
test_site (void)
{
  static const char *const texts[][3] = {
    { "site:web 01", "web 01", "" },
    { "site:web/a/b", "web", "/a/b" },
    { "site:web/~/a", "web", "a" },
    { "site:web/~", "web", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (QuayUrl) url = quay_url_parse (texts[i][0], &error);
      g_autoptr (QuayUrl) again = NULL;
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      g_assert_cmpstr (url->site, ==, texts[i][1]);
      g_assert_cmpstr (url->path, ==, texts[i][2]);
      text = quay_url_to_string (url);
      again = quay_url_parse (text, NULL);
      g_assert_cmpstr (again->site, ==, texts[i][1]);
      g_assert_cmpstr (again->path, ==, texts[i][2]);
    }
}

static void
test_is_remote (void)
{
  g_assert_true (quay_url_is_remote ("host:x"));
  g_assert_true (quay_url_is_remote ("bob@[::1]:x"));
  g_assert_true (quay_url_is_remote ("site:x"));
  g_assert_true (quay_url_is_remote ("sftp://x"));
  g_assert_true (quay_url_is_remote ("a:b/c"));
  g_assert_false (quay_url_is_remote ("./a:b"));
  g_assert_false (quay_url_is_remote ("/a:b"));
  g_assert_false (quay_url_is_remote (":b"));
  g_assert_false (quay_url_is_remote ("a"));
  g_assert_false (quay_url_is_remote ("[a]"));
  g_assert_false (quay_url_is_remote (""));
}

static void
test_apply (void)
{
  g_autoptr (QuaySiteOptions) options = quay_site_options_new ();
  g_autoptr (QuayUrl) url = quay_url_parse ("sftp://bob@host:2222/x", NULL);
  g_autoptr (QuayUrl) plain = quay_url_parse ("other:x", NULL);
  g_autoptr (QuayUrl) copy = quay_url_copy (url);

  quay_url_apply (copy, options);
  g_assert_cmpstr (quay_site_options_get_host (options), ==, "host");
  g_assert_cmpuint (quay_site_options_get_port (options), ==, 2222);
  g_assert_cmpstr (quay_site_options_get_user (options), ==, "bob");
  quay_url_apply (plain, options);
  g_assert_cmpstr (quay_site_options_get_host (options), ==, "other");
  g_assert_cmpuint (quay_site_options_get_port (options), ==, 2222);
  g_assert_cmpstr (quay_site_options_get_user (options), ==, "bob");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/url/command-line", test_command_line);
  g_test_add_func ("/base/url/quick", test_quick);
  g_test_add_func ("/base/url/refused", test_refused);
  g_test_add_func ("/base/url/password", test_password);
  g_test_add_func ("/base/url/site", test_site);
  g_test_add_func ("/base/url/is-remote", test_is_remote);
  g_test_add_func ("/base/url/apply", test_apply);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <quay.h>
#include <string.h>

#include "quayside-site-keys.h"
#include "quayside-site-text.h"
#include "quayside-site.h"

/* Bytes that are no text, every escape there is, and what a key file gives a meaning. */
static const char *const odd_texts[] = {
  "plain",
  " two  spaces ",
  "a;b\\;c",
  "\\n",
  "line\nline\r\n\ttab",
  "[group]",
  "#comment",
  "key=value",
  "caf\xe9",
  "\xff\xfe",
  "\x1b[31mred",
  "a\\",
  "\\x41",
  "“ ”",
  "\xe2\x80\xae"
  "abc",
  "-oProxyCommand=x",
  "$(touch x)",
  ";",
  " ",
};

static const char *const list_texts[] = { "~/.ssh/a;b", "caf\xe9", "", "c", NULL };

static void
test_escape (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (odd_texts); i++)
    {
      g_autofree char *escaped = quayside_site_text_escape (odd_texts[i]);
      g_autofree char *back = quayside_site_text_unescape (escaped);

      g_assert_true (quay_text_is_plain (escaped, -1));
      g_assert_cmpstr (back, ==, odd_texts[i]);
    }
}

static void
test_escape_list (void)
{
  const char *all[G_N_ELEMENTS (odd_texts) + 3] = { NULL };
  static const char *const none[] = { NULL };
  static const char *const empty[] = { "", NULL };
  const char *const *lists[] = { all, none, empty };

  memcpy (all, odd_texts, sizeof odd_texts);
  all[G_N_ELEMENTS (odd_texts)] = "";
  all[G_N_ELEMENTS (odd_texts) + 1] = "last";
  for (gsize i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      g_autofree char *escaped = quayside_site_text_escape_list (lists[i]);
      g_auto (GStrv) back = quayside_site_text_unescape_list (escaped);

      g_assert_cmpstrv (back, lists[i]);
    }
}

static void
test_names_are_cleaned (void)
{
  static const char *const names[][2] = {
    { "web", "web" },
    { "  web\n01 ", "web 01" },
    { "a\x1b[31mb", "a[31mb" },
    { "abc\xe2\x80\xae"
      "def",
      "abcdef" },
    { "../../etc/passwd", "../../etc/passwd" },
    { "\n\t ", "" },
  };
  static const char *const folders[][2] = {
    { "Work/Customers", "Work/Customers" },
    { "/Work//Customers/", "Work/Customers" },
    { " a / b ", "a/b" },
    { "", "" },
    { "///", "" },
    { "a\nb/c", "a b/c" },
  };
  g_autofree char *much = g_strnfill (100000, 'x');
  g_autofree char *cut = quayside_site_text_clean_name (much);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *clean = quayside_site_text_clean_name (names[i][0]);

      g_assert_cmpstr (clean, ==, names[i][1]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *clean = quayside_site_text_clean_folder (folders[i][0]);

      g_assert_cmpstr (clean, ==, folders[i][1]);
    }
  g_assert_cmpuint (strlen (cut), ==, QUAYSIDE_SITE_MAX_NAME);
}

static QuaysideSite *
read_back (QuaysideSite *site)
{
  g_autofree char *text = quayside_site_dup_text (site);
  g_autoptr (GError) error = NULL;
  QuaysideSite *back = quayside_site_new_from_text (quayside_site_get_id (site), text, &error);

  g_assert_no_error (error);

  return back;
}

/* A value that is not the default, of whatever type the property has. */
static void
set_other (QuaySiteOptions *options, GParamSpec *pspec)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, pspec->value_type);
  g_value_copy (g_param_spec_get_default_value (pspec), &value);
  if (G_VALUE_HOLDS_STRING (&value))
    g_value_set_string (&value, "a;b \\ caf\xe9\n");
  else if (G_VALUE_HOLDS (&value, G_TYPE_STRV))
    g_value_set_boxed (&value, list_texts);
  else if (G_VALUE_HOLDS_BOOLEAN (&value))
    g_value_set_boolean (&value, !g_value_get_boolean (&value));
  else if (G_VALUE_HOLDS_UINT (&value))
    g_value_set_uint (&value, g_value_get_uint (&value) + 1);
  else if (G_VALUE_HOLDS_INT (&value))
    g_value_set_int (&value, g_value_get_int (&value) + 1);
  else if (G_VALUE_HOLDS_UINT64 (&value))
    g_value_set_uint64 (&value, g_value_get_uint64 (&value) + 1);
  else if (G_VALUE_HOLDS_INT64 (&value))
    g_value_set_int64 (&value, g_value_get_int64 (&value) + 1);
  else if (G_VALUE_HOLDS_DOUBLE (&value))
    g_value_set_double (&value, g_value_get_double (&value) + 0.125);
  else if (G_VALUE_HOLDS_ENUM (&value))
    g_value_set_enum (&value, g_value_get_enum (&value) + 1);
  else
    g_error ("a site's file cannot keep “%s”, which is a %s", pspec->name, g_type_name (pspec->value_type));
  if (g_param_value_validate (pspec, &value)) /* one more than there is room for */
    g_value_set_uint (&value, G_PARAM_SPEC_UINT (pspec)->minimum);
  g_object_set_property (G_OBJECT (options), pspec->name, &value);
}

static gboolean
is_kept (GParamSpec *pspec)
{
  return (pspec->flags & G_PARAM_READWRITE) == G_PARAM_READWRITE;
}

static void
test_every_option (void)
{
  g_autoptr (QuaysideSite) site = quayside_site_new ();
  g_autoptr (QuaysideSite) back = NULL;
  QuaySiteOptions *options = quayside_site_get_options (site);
  g_autofree GParamSpec **properties = NULL;
  g_autoptr (GVariant) expected = NULL;
  g_autoptr (GVariant) found = NULL;
  g_autofree char *text = NULL;
  guint n, n_kept = 0;

  properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);
  for (guint i = 0; i < n; i++)
    if (is_kept (properties[i]))
      {
        set_other (options, properties[i]);
        n_kept++;
      }
  g_assert_cmpuint (n_kept, >=, 28);

  text = quayside_site_dup_text (site);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n%s=", properties[i]->name);

      if (is_kept (properties[i]))
        g_assert_nonnull (strstr (text, line));
    }
  back = read_back (site);
  expected = quay_site_options_to_variant (options);
  found = quay_site_options_to_variant (quayside_site_get_options (back));
  g_assert_true (g_variant_equal (expected, found));
}

static void
test_defaults_are_not_written (void)
{
  g_autoptr (QuaysideSite) site = quayside_site_new ();
  g_autofree char *text = NULL;

  quayside_site_set_name (site, "web");
  quay_site_options_set_host (quayside_site_get_options (site), "web.example.org");
  quay_site_options_set_port (quayside_site_get_options (site), 2222);
  quay_site_options_set_port (quayside_site_get_options (site), 22);
  text = quayside_site_dup_text (site);
  g_assert_nonnull (strstr (text, "\n[Options]\nhost=web.example.org\n"));
  g_assert_null (strstr (text, "port"));
  g_assert_null (strstr (text, "timeout"));
}

/* They are properties that cannot be read, and no others are that. */
static void
test_no_secrets (void)
{
  g_autoptr (QuaysideSite) site = quayside_site_new ();
  g_autofree char *text = NULL;

  quay_site_options_set_password (quayside_site_get_options (site), "canary-1");
  quay_site_options_set_passphrase (quayside_site_get_options (site), "canary-2");
  text = quayside_site_dup_text (site);
  g_assert_null (strstr (text, "canary"));
}

static void
test_parts (void)
{
  g_autoptr (QuaysideSite) site = quayside_site_new ();
  g_autoptr (QuaysideSite) back = NULL;
  g_autoptr (QuaysideBookmark) folder = quayside_bookmark_new (NULL, "Logs", NULL, "/var/log");
  g_autoptr (QuaysideBookmark) pair = quayside_bookmark_new (NULL, "", "/home/x\xff/p", "/srv/\xfe");
  g_autoptr (QuaysideBookmark) found = NULL;

  quayside_site_set_name (site, "web; \\ = [01]");
  quayside_site_set_folder (site, "Work/Customers");
  quayside_site_set_local_folder (site, "/home/caf\xe9");
  quayside_site_set_remote_folder (site, " /srv ");
  quayside_site_set_notes (site, "one\ntwo\n\n# three");
  quayside_site_set_colour (site, "teal");
  quayside_site_put_bookmark (site, folder);
  quayside_site_put_bookmark (site, pair);

  back = read_back (site);
  g_assert_cmpstr (quayside_site_get_name (back), ==, "web; \\ = [01]");
  g_assert_cmpstr (quayside_site_get_folder (back), ==, "Work/Customers");
  g_assert_cmpstr (quayside_site_get_local_folder (back), ==, "/home/caf\xe9");
  g_assert_cmpstr (quayside_site_get_remote_folder (back), ==, " /srv ");
  g_assert_cmpstr (quayside_site_get_notes (back), ==, "one\ntwo\n\n# three");
  g_assert_cmpstr (quayside_site_get_colour (back), ==, "teal");
  g_assert_cmpuint (g_list_model_get_n_items (quayside_site_get_bookmarks (back)), ==, 2);
  found = g_list_model_get_item (quayside_site_get_bookmarks (back), 1);
  g_assert_true (quayside_bookmark_equal (found, pair));

  quayside_site_remove_bookmark (back, quayside_bookmark_get_id (folder));
  g_clear_object (&site);
  site = read_back (back);
  g_assert_cmpuint (g_list_model_get_n_items (quayside_site_get_bookmarks (site)), ==, 1);
}

static void
test_unknown_keys_stay (void)
{
  static const char text[] = "# of mine\n[Site]\nName=web\nFuture=1;2\n\n[Options]\n# why\nport=soon\nhost=a\n"
                             "new-option=x\n\n[Elsewhere]\nkey=\\value\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (QuaysideSite) site = quayside_site_new_from_text ("id", text, &error);
  g_autofree char *same = NULL;
  g_autofree char *changed = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (quay_site_options_get_port (quayside_site_get_options (site)), ==, 22);
  same = quayside_site_dup_text (site);
  g_assert_cmpstr (same, ==, text);
  quay_site_options_set_port (quayside_site_get_options (site), 23);
  quayside_site_set_name (site, "web2");
  changed = quayside_site_dup_text (site);
  g_assert_cmpstr (changed, ==,
                   "# of mine\n[Site]\nName=web2\nFuture=1;2\n\n[Options]\n# why\nport=23\nhost=a\nnew-option=x\n\n"
                   "[Elsewhere]\nkey=\\value\n");
}

static void
test_no_site (void)
{
  static const char *const texts[] = { "", "\n", "[Other]\nName=x\n", "Name=x\n", "[Site\nName=x\n", "[Site]\nName\n" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quayside_site_new_from_text ("id", texts[i], &error));
      g_assert_nonnull (error);
    }
}

static void
count (guint *n)
{
  ++*n;
}

static void
test_changed (void)
{
  g_autoptr (QuaysideSite) site = quayside_site_new ();
  g_autoptr (QuaysideBookmark) bookmark = quayside_bookmark_new (NULL, "x", NULL, "/x");
  guint n = 0;

  g_signal_connect_swapped (site, "changed", G_CALLBACK (count), &n);
  quayside_site_set_name (site, "a");
  quayside_site_set_name (site, " a ");
  g_assert_cmpuint (n, ==, 1);
  quay_site_options_set_port (quayside_site_get_options (site), 1);
  g_assert_cmpuint (n, ==, 2);
  quayside_site_put_bookmark (site, bookmark);
  g_assert_cmpuint (n, ==, 3);
}

/* Each side has changed something else; then both the same. */
static void
test_merge (void)
{
  static const char base[] = "[Site]\nName=a\nNotes=n\n[Options]\nhost=h\nport=1\n[Bookmark x]\nName=x\n";
  static const char mine[] = "[Site]\nName=b\nNotes=n\n[Options]\nhost=h\n";
  static const char theirs[]
      = "[Site]\nName=a\n[Options]\nhost=i\nport=1\n[Bookmark x]\nName=x\n[Bookmark y]\nName=y\n";
  g_autoptr (GKeyFile) a = quayside_site_keys_parse (base, NULL);
  g_autoptr (GKeyFile) b = quayside_site_keys_parse (mine, NULL);
  g_autoptr (GKeyFile) c = quayside_site_keys_parse (theirs, NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GKeyFile) merged = quayside_site_keys_merge (a, b, c, builder);
  g_auto (GStrv) conflicts = g_strv_builder_end (builder);
  g_autofree char *text = g_key_file_to_data (merged, NULL, NULL);

  g_assert_null (conflicts[0]);
  g_assert_cmpstr (text, ==, "[Site]\nName=b\n[Options]\nhost=i\n[Bookmark y]\nName=y\n");

  g_key_file_set_value (c, "Site", "Name", "c");
  g_key_file_set_value (c, "Options", "port", "2");
  g_clear_pointer (&merged, g_key_file_unref);
  merged = quayside_site_keys_merge (a, b, c, builder);
  g_clear_pointer (&conflicts, g_strfreev);
  conflicts = g_strv_builder_end (builder);
  g_assert_cmpstrv (conflicts, ((const char *const[]){ "Name", "port", NULL }));
}

static void
test_search (void)
{
  g_autoptr (QuaysideSite) site = quayside_site_new ();

  quayside_site_set_name (site, "Großer Server");
  quayside_site_set_folder (site, "Kunden/Ärger");
  quay_site_options_set_host (quayside_site_get_options (site), "web.example.org");
  g_assert_true (quayside_site_matches (site, ""));
  g_assert_true (quayside_site_matches (site, "GROSSER"));
  g_assert_true (quayside_site_matches (site, "ärger web"));
  g_assert_false (quayside_site_matches (site, "ärger mail"));
}

static void
test_duplicate (void)
{
  g_autoptr (QuaysideSite) site
      = quayside_site_new_from_text ("id", "[Site]\nName=a\nFuture=1\n[Options]\nport=5\n", NULL);
  g_autoptr (QuaysideSite) copy = quayside_site_duplicate (site);
  g_autofree char *text = quayside_site_dup_text (copy);

  g_assert_cmpstr (quayside_site_get_id (copy), !=, "id");
  g_assert_null (quayside_site_get_stored (copy));
  g_assert_nonnull (strstr (text, "Future=1"));
  g_assert_cmpuint (quay_site_options_get_port (quayside_site_get_options (copy)), ==, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sites/site/escape", test_escape);
  g_test_add_func ("/sites/site/escape-list", test_escape_list);
  g_test_add_func ("/sites/site/names-are-cleaned", test_names_are_cleaned);
  g_test_add_func ("/sites/site/every-option", test_every_option);
  g_test_add_func ("/sites/site/defaults-are-not-written", test_defaults_are_not_written);
  g_test_add_func ("/sites/site/no-secrets", test_no_secrets);
  g_test_add_func ("/sites/site/parts", test_parts);
  g_test_add_func ("/sites/site/unknown-keys-stay", test_unknown_keys_stay);
  g_test_add_func ("/sites/site/no-site", test_no_site);
  g_test_add_func ("/sites/site/changed", test_changed);
  g_test_add_func ("/sites/site/merge", test_merge);
  g_test_add_func ("/sites/site/search", test_search);
  g_test_add_func ("/sites/site/duplicate", test_duplicate);

  return g_test_run ();
}

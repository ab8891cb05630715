/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>
#include <sys/stat.h>

#include "quay-file-info-private.h"

static void
test_mode_string (void)
{
  static const struct
  {
    guint32 mode;
    const char *text;
  } cases[] = {
    { S_IFREG | 0644, "-rw-r--r--" },  { S_IFDIR | 0755, "drwxr-xr-x" },  { S_IFLNK | 0777, "lrwxrwxrwx" },
    { S_IFSOCK | 0600, "srw-------" }, { S_IFIFO | 0, "p---------" },     { S_IFCHR | 0666, "crw-rw-rw-" },
    { S_IFBLK | 0660, "brw-rw----" },  { S_IFREG | 04755, "-rwsr-xr-x" }, { S_IFREG | 04655, "-rwSr-xr-x" },
    { S_IFREG | 02755, "-rwxr-sr-x" }, { S_IFREG | 02745, "-rwxr-Sr-x" }, { S_IFDIR | 01777, "drwxrwxrwt" },
    { S_IFDIR | 01776, "drwxrwxrwT" }, { S_IFREG | 07000, "---S--S--T" }, { 0644, "?rw-r--r--" },
    { 0106777, "-rwsrwsrwx" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      QuayAttrs attrs = { .valid = QUAY_ATTR_PERMISSIONS,
                          .permissions = cases[i].mode,
                          .type = quay_file_type_from_mode (cases[i].mode) };
      g_autoptr (QuayFileInfo) info = quay_file_info_new ("x", &attrs, NULL);
      g_autofree char *text = quay_file_info_dup_mode_string (info);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpuint (quay_file_info_get_permissions (info), ==, cases[i].mode & 07777);
    }
  {
    QuayAttrs none = { .type = QUAY_FILE_TYPE_DIRECTORY };
    g_autoptr (QuayFileInfo) info = quay_file_info_new ("x", &none, NULL);
    g_autofree char *text = quay_file_info_dup_mode_string (info);

    g_assert_cmpstr (text, ==, "d?????????");
    g_assert_false (quay_file_info_has_permissions (info));
  }
}

static void
test_names (void)
{
  QuayAttrs attrs = { 0 };
  g_autoptr (QuayFileInfo) plain = quay_file_info_new ("a b", &attrs, NULL);
  g_autoptr (QuayFileInfo) hidden = quay_file_info_new (".a", &attrs, ".a");
  g_autoptr (QuayFileInfo) hostile = quay_file_info_new ("a\n\377", &attrs, "-rw a?");

  g_assert_cmpstr (quay_file_info_get_name (plain), ==, "a b");
  g_assert_cmpstr (quay_file_info_get_display_name (plain), ==, "a b");
  g_assert_null (quay_file_info_get_long_name (plain));
  g_assert_false (quay_file_info_is_hidden (plain));
  g_assert_cmpint (quay_file_info_get_file_type (plain), ==, QUAY_FILE_TYPE_UNKNOWN);
  g_assert_cmpstr (quay_file_info_get_name (hidden), ==, ".a");
  g_assert_cmpstr (quay_file_info_get_long_name (hidden), ==, ".a");
  g_assert_true (quay_file_info_is_hidden (hidden));
  g_assert_cmpstr (quay_file_info_get_name (hostile), ==, "a\n\377");
  g_assert_cmpstr (quay_file_info_get_display_name (hostile), ==, "a\\n\\xff");
  g_assert_cmpstr (quay_file_info_get_long_name (hostile), ==, "-rw a?");
}

static void
test_owner (void)
{
  static const struct
  {
    const char *line;
    const char *owner;
    const char *group;
  } cases[] = {
    { "-rw-r--r--    1 bob      staff        4096 Nov 22 16:08 f", "bob", "staff" },
    { "drwxr-xr-x+   2 bob      staff        4096 Nov 22 16:08 f", "bob", "staff" },
    { "crw-rw-rw-    1 root     tty       5,    0 Nov 22 16:08 f", "root", "tty" },
    { "-rw-r--r--    ? bob      staff        4096 Nov 22 16:08 f", "1000", "100" },
    { "-rw-r--r-- bob staff f", "1000", "100" },
    { "f", "1000", "100" },
    { "", "1000", "100" },
    { "-rw-r--r--    1 b\033b      staff        4096 Nov 22 16:08 f", "b\\x1bb", "staff" },
    { NULL, "1000", "100" },
  };
  QuayAttrs attrs = { .valid = QUAY_ATTR_UIDGID, .uid = 1000, .gid = 100 };
  QuayAttrs names = { .valid = QUAY_ATTR_OWNERGROUP, .owner = (char *)"al\nice", .group = (char *)"users@x" };
  g_autoptr (QuayFileInfo) named = quay_file_info_new ("f", &names, NULL);
  g_autoptr (QuayFileInfo) again = quay_file_info_new ("g", &names, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (QuayFileInfo) info = quay_file_info_new ("f", &attrs, cases[i].line);

      g_assert_cmpstr (quay_file_info_get_owner (info), ==, cases[i].owner);
      g_assert_cmpstr (quay_file_info_get_group (info), ==, cases[i].group);
    }
  g_assert_cmpstr (quay_file_info_get_owner (named), ==, "al\\nice");
  g_assert_cmpstr (quay_file_info_get_group (named), ==, "users@x");
  g_assert_cmpstr (quay_file_info_get_attrs (named)->owner, ==, "al\nice");
  /* Shared by all entries. */
  g_assert_true (quay_file_info_get_owner (named) == quay_file_info_get_owner (again));
  g_assert_true (quay_file_info_get_attrs (named)->group == quay_file_info_get_attrs (again)->group);
}

static void
test_properties (void)
{
  QuayAttrs attrs = { .valid = QUAY_ATTR_SIZE | QUAY_ATTR_MODIFYTIME | QUAY_ATTR_PERMISSIONS | QUAY_ATTR_UIDGID,
                      .type = QUAY_FILE_TYPE_REGULAR,
                      .size = G_MAXUINT64,
                      .mtime = G_MININT64,
                      .permissions = G_MAXUINT32,
                      .uid = 0 };
  g_autoptr (QuayFileInfo) info = quay_file_info_new ("f", &attrs, NULL);
  g_autofree char *name = NULL;
  g_autofree char *display_name = NULL;
  g_autofree char *owner = NULL;
  g_autofree char *group = NULL;
  QuayFileType type;
  guint64 size;
  gint64 modified;
  guint permissions;

  g_object_get (info, "name", &name, "display-name", &display_name, "owner", &owner, "group", &group, "file-type",
                &type, "size", &size, "modified", &modified, "permissions", &permissions, NULL);
  g_assert_cmpstr (name, ==, "f");
  g_assert_cmpstr (display_name, ==, "f");
  g_assert_cmpstr (owner, ==, "0");
  g_assert_cmpstr (group, ==, "0");
  g_assert_cmpint (type, ==, QUAY_FILE_TYPE_REGULAR);
  g_assert_cmpuint (size, ==, G_MAXUINT64);
  g_assert_cmpint (modified, ==, G_MININT64);
  g_assert_cmpuint (permissions, ==, 07777);
}

static GFileInfo *
make_gio (const char *name, guint32 mode)
{
  GFileInfo *info = g_file_info_new ();

  g_file_info_set_name (info, name);
  g_file_info_set_attribute_uint32 (info, G_FILE_ATTRIBUTE_UNIX_MODE, mode);

  return info;
}

static void
test_from_gio (void)
{
  g_autoptr (GFileInfo) gio = make_gio ("f", S_IFREG | 0640);
  g_autoptr (GFileInfo) bare = g_file_info_new ();
  g_autoptr (QuayFileInfo) info = NULL;
  g_autoptr (QuayFileInfo) little = NULL;

  g_file_info_set_size (gio, 12345);
  g_file_info_set_attribute_uint64 (gio, G_FILE_ATTRIBUTE_TIME_MODIFIED, 1700000000);
  g_file_info_set_attribute_uint32 (gio, G_FILE_ATTRIBUTE_TIME_MODIFIED_NSEC, 5);
  g_file_info_set_attribute_uint64 (gio, G_FILE_ATTRIBUTE_TIME_ACCESS, 1700000001);
  g_file_info_set_attribute_uint32 (gio, G_FILE_ATTRIBUTE_UNIX_UID, 1000);
  g_file_info_set_attribute_uint32 (gio, G_FILE_ATTRIBUTE_UNIX_GID, 100);
  info = quay_file_info_new_from_gio (gio);
  g_assert_cmpuint (quay_file_info_get_size (info), ==, 12345);
  g_assert_true (quay_file_info_has_size (info));
  g_assert_cmpint (quay_file_info_get_modified (info), ==, 1700000000);
  g_assert_cmpuint (quay_file_info_get_attrs (info)->mtime_nsec, ==, 5);
  g_assert_cmpint (quay_file_info_get_accessed (info), ==, 1700000001);
  g_assert_cmpstr (quay_file_info_get_owner (info), ==, "1000");
  g_assert_cmpuint (quay_file_info_get_permissions (info), ==, 0640);
  g_assert_cmpint (quay_file_info_get_file_type (info), ==, QUAY_FILE_TYPE_REGULAR);

  g_file_info_set_name (bare, "x");
  little = quay_file_info_new_from_gio (bare);
  g_assert_false (quay_file_info_has_size (little));
  g_assert_false (quay_file_info_has_permissions (little));
  g_assert_null (quay_file_info_get_owner (little));
  g_assert_cmpint (quay_file_info_get_file_type (little), ==, QUAY_FILE_TYPE_UNKNOWN);
}

/* A link as GIO shows it when links are followed, and when they are not. */
static void
test_links_from_gio (void)
{
  g_autoptr (GFileInfo) followed = make_gio ("l", S_IFDIR | 0755);
  g_autoptr (GFileInfo) itself = make_gio ("l", S_IFLNK | 0777);
  g_autoptr (QuayFileInfo) to_directory = NULL;
  g_autoptr (QuayFileInfo) unknown = NULL;

  g_file_info_set_is_symlink (followed, TRUE);
  g_file_info_set_file_type (followed, G_FILE_TYPE_DIRECTORY);
  g_file_info_set_symlink_target (followed, "d\377");
  to_directory = quay_file_info_new_from_gio (followed);
  g_assert_true (quay_file_info_is_symlink (to_directory));
  g_assert_false (quay_file_info_is_directory (to_directory));
  g_assert_true (quay_file_info_is_link_to_directory (to_directory));
  g_assert_cmpstr (quay_file_info_get_link_target (to_directory), ==, "d\377");

  g_file_info_set_is_symlink (itself, TRUE);
  g_file_info_set_file_type (itself, G_FILE_TYPE_SYMBOLIC_LINK);
  unknown = quay_file_info_new_from_gio (itself);
  g_assert_true (quay_file_info_is_symlink (unknown));
  g_assert_false (quay_file_info_is_link_to_directory (unknown));
  g_assert_null (quay_file_info_get_link_target (unknown));
}

static void
test_attrs_copy (void)
{
  g_auto (QuayAttrs) from = { .valid = QUAY_ATTR_ACL | QUAY_ATTR_EXTENDED | QUAY_ATTR_MIME_TYPE };
  g_auto (QuayAttrs) to = { 0 };
  QuayAce ace = { 1, 2, 3, g_strdup ("EVERYONE@") };
  QuayAttrExtension extension = { g_strdup ("a@b"), g_bytes_new ("x", 1) };

  from.mime_type = g_strdup ("text/plain");
  g_array_append_val (quay_attrs_ensure_acl (&from), ace);
  g_array_append_val (quay_attrs_ensure_extensions (&from), extension);
  quay_attrs_copy (&to, &from);
  quay_attrs_copy (&to, &from);
  quay_attrs_copy (&to, &to);
  quay_attrs_clear (&from);
  g_assert_cmpuint (from.valid, ==, 0);
  g_assert_cmpstr (to.mime_type, ==, "text/plain");
  g_assert_cmpstr (g_array_index (to.acl, QuayAce, 0).who, ==, "EVERYONE@");
  g_assert_cmpstr (g_array_index (to.extensions, QuayAttrExtension, 0).name, ==, "a@b");
  g_assert_cmpuint (g_bytes_get_size (g_array_index (to.extensions, QuayAttrExtension, 0).data), ==, 1);
}

/* A listing of 100,000 entries stays well under 30 MB, names left out. */
static void
test_compact (void)
{
  GTypeQuery query;

  g_type_query (QUAY_TYPE_FILE_INFO, &query);
  g_assert_cmpuint (query.instance_size, <=, 256);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/file-info/mode-string", test_mode_string);
  g_test_add_func ("/base/file-info/names", test_names);
  g_test_add_func ("/base/file-info/owner", test_owner);
  g_test_add_func ("/base/file-info/properties", test_properties);
  g_test_add_func ("/base/file-info/from-gio", test_from_gio);
  g_test_add_func ("/base/file-info/links-from-gio", test_links_from_gio);
  g_test_add_func ("/base/file-info/attrs-copy", test_attrs_copy);
  g_test_add_func ("/base/file-info/compact", test_compact);

  return g_test_run ();
}

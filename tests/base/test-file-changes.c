/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What later versions of SFTP know of a file, and what can be set: QuayFileAcl, QuayFileChanges, QuayFileInfo. */
#include <string.h>

#include "quay-error.h"
#include "quay-file-acl-private.h"
#include "quay-file-changes-private.h"
#include "quay-file-info-private.h"

static void
test_acl_text (void)
{
  static const char text[] = "flags:3\nallow:0:1601ff:OWNER@\ndeny:40:2:a:b\naudit:0:ffffffff:EVERYONE@\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (QuayFileAcl) acl = quay_file_acl_new_from_text (text, &error);
  g_autofree char *again = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (quay_file_acl_get_n_entries (acl), ==, 3);
  g_assert_cmpuint (quay_file_acl_get_flags (acl), ==, 3);
  g_assert_cmpint (quay_file_acl_get_ace_type (acl, 1), ==, QUAY_ACE_DENY);
  g_assert_cmphex (quay_file_acl_get_ace_flags (acl, 1), ==, 0x40);
  g_assert_cmphex (quay_file_acl_get_ace_mask (acl, 0), ==, 0x1601ff);
  g_assert_cmpstr (quay_file_acl_get_ace_who (acl, 1), ==, "a:b");
  again = quay_file_acl_dup_text (acl);
  g_assert_cmpstr (again, ==, text);
}

static void
test_acl_bad_text (void)
{
  static const char *const bad[]
      = { "allow",  "allow:0",  "allow:0:1",      "allow:0:1:",   "permit:0:1:x", "allow:x:1:a", "allow:0:100000000:a",
          "flags:", "flags:-1", "allow:0:1:a\nx", "allow: 0:1:a", ":0:1:a",       "allow:0:1:%", "allow:0:1:%00" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (quay_file_acl_new_from_text (bad[i], &error));
      g_assert_error (error, QUAY_ERROR, QUAY_ERROR_USAGE);
    }
}

/* What a server calls somebody makes no line of its own. */
static void
test_acl_names (void)
{
  static const char who[] = " a b\nallow:0:1:mallory\033%\377\303\274";
  g_autoptr (QuayFileAcl) acl = quay_file_acl_new ();
  g_autoptr (QuayFileAcl) again = NULL;
  g_autofree char *text = NULL;

  quay_file_acl_add (acl, QUAY_ACE_DENY, 0, 1, who);
  text = quay_file_acl_dup_text (acl);
  g_assert_cmpstr (text, ==, "deny:0:1:%20a%20b%0Aallow:0:1:mallory%1B%25%FF\303\274\n");
  again = quay_file_acl_new_from_text (text, NULL);
  g_assert_cmpuint (quay_file_acl_get_n_entries (again), ==, 1);
  g_assert_cmpstr (quay_file_acl_get_ace_who (again, 0), ==, who);
}

static void
test_acl_bounds (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (QuayFileAcl) acl = NULL;
  g_autofree char *who = g_strnfill (1025, 'x');
  g_autofree char *line = g_strconcat ("allow:0:1:", who, NULL);

  for (int i = 0; i < 1024; i++)
    g_string_append (text, "allow:0:1:x\n");
  acl = quay_file_acl_new_from_text (text->str, NULL);
  g_assert_cmpuint (quay_file_acl_get_n_entries (acl), ==, 1024);
  g_string_append (text, "allow:0:1:x\n");
  g_assert_null (quay_file_acl_new_from_text (text->str, NULL));
  g_assert_null (quay_file_acl_new_from_text (line, NULL));
}

static void
test_changes (void)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  const QuayAttrs *attrs = quay_file_changes_get_attrs (changes);

  g_assert_cmphex (quay_file_changes_get_fields (changes), ==, 0);
  quay_file_changes_set_permissions (changes, 0107640);
  g_assert_cmpuint (attrs->permissions, ==, 07640);
  quay_file_changes_set_uid (changes, 1000);
  g_assert_cmpstr (attrs->owner, ==, "1000");
  g_assert_null (attrs->group);
  quay_file_changes_set_group (changes, "staff");
  quay_file_changes_set_owner (changes, "");
  g_assert_null (attrs->owner);
  g_assert_cmphex (quay_file_changes_get_fields (changes), ==, QUAY_ATTR_PERMISSIONS | QUAY_ATTR_OWNERGROUP);
  quay_file_changes_set_group (changes, NULL);
  g_assert_cmphex (quay_file_changes_get_fields (changes), ==, QUAY_ATTR_PERMISSIONS);
  quay_file_changes_set_modified (changes, -5, 0);
  g_assert_cmphex (quay_file_changes_get_fields (changes), ==, QUAY_ATTR_PERMISSIONS | QUAY_ATTR_MODIFYTIME);
  quay_file_changes_set_modified (changes, -5, 4000000000);
  g_assert_cmpuint (attrs->mtime_nsec, ==, 999999999);
  g_assert_cmpint (attrs->mtime, ==, -5);
  g_assert_true (quay_file_changes_get_fields (changes) & QUAY_ATTR_SUBSECOND_TIMES);
}

static void
test_changes_acl (void)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayFileAcl) acl = quay_file_acl_new ();

  quay_file_acl_add (acl, QUAY_ACE_ALLOW, 1, 2, "x");
  quay_file_changes_set_acl (changes, acl);
  quay_file_acl_add (acl, QUAY_ACE_DENY, 3, 4, "y");
  g_assert_cmpuint (quay_file_changes_get_attrs (changes)->acl->len, ==, 1);
  quay_file_changes_set_acl (changes, acl);
  g_assert_cmpuint (quay_file_changes_get_attrs (changes)->acl->len, ==, 2);
}

static void
test_info (void)
{
  g_auto (QuayAttrs) attrs = { .type = QUAY_FILE_TYPE_REGULAR };
  g_autoptr (QuayFileInfo) info = NULL;
  g_autoptr (QuayFileAcl) acl = NULL;

  attrs.valid = QUAY_ATTR_OWNERGROUP | QUAY_ATTR_CREATETIME | QUAY_ATTR_CTIME | QUAY_ATTR_SUBSECOND_TIMES
                | QUAY_ATTR_ACL | QUAY_ATTR_BITS | QUAY_ATTR_ALLOCATION_SIZE | QUAY_ATTR_TEXT_HINT | QUAY_ATTR_MIME_TYPE
                | QUAY_ATTR_LINK_COUNT | QUAY_ATTR_UNTRANSLATED_NAME;
  attrs.owner = g_strdup ("o\033w");
  attrs.group = g_strdup ("g");
  attrs.createtime = -1;
  attrs.createtime_nsec = 1;
  attrs.ctime = 2;
  attrs.ctime_nsec = 3;
  attrs.mtime_nsec = 4;
  attrs.atime_nsec = 5;
  attrs.bits = 6;
  attrs.bits_valid = 7;
  attrs.allocation_size = 8;
  attrs.link_count = 9;
  attrs.text_hint = 200;
  attrs.mime_type = g_strdup ("text/plain");
  attrs.untranslated_name = g_strdup ("\377");
  g_array_append_val (quay_attrs_ensure_acl (&attrs), ((QuayAce){ 99, 0, 0, g_strdup ("w") }));
  info = quay_file_info_new ("x", &attrs, NULL);

  g_assert_cmphex (quay_file_info_get_fields (info), ==, attrs.valid);
  g_assert_cmpstr (quay_file_info_get_owner_name (info), ==, "o\033w");
  g_assert_null (strchr (quay_file_info_get_owner (info), '\033'));
  g_assert_cmpstr (quay_file_info_get_group_name (info), ==, "g");
  g_assert_cmpint (quay_file_info_get_created (info), ==, -1);
  g_assert_cmpuint (quay_file_info_get_created_nsec (info), ==, 1);
  g_assert_cmpint (quay_file_info_get_changed (info), ==, 2);
  g_assert_cmpuint (quay_file_info_get_changed_nsec (info), ==, 3);
  g_assert_cmpuint (quay_file_info_get_modified_nsec (info), ==, 4);
  g_assert_cmpuint (quay_file_info_get_accessed_nsec (info), ==, 5);
  g_assert_cmpuint (quay_file_info_get_attribute_bits (info), ==, 6);
  g_assert_cmpuint (quay_file_info_get_attribute_bits_valid (info), ==, 7);
  g_assert_cmpuint (quay_file_info_get_allocation_size (info), ==, 8);
  g_assert_cmpuint (quay_file_info_get_link_count (info), ==, 9);
  g_assert_cmpint (quay_file_info_get_text_hint (info), ==, QUAY_TEXT_HINT_GUESSED_BINARY);
  g_assert_cmpstr (quay_file_info_get_mime_type (info), ==, "text/plain");
  g_assert_cmpstr (quay_file_info_get_untranslated_name (info), ==, "\377");
  acl = quay_file_info_dup_acl (info);
  g_assert_cmpuint (quay_file_acl_get_n_entries (acl), ==, 1);
  g_assert_cmpint (quay_file_acl_get_ace_type (acl, 0), ==, QUAY_ACE_ALARM);
}

static void
test_names_for_numbers (void)
{
  const QuayAttrs numbers = { .valid = QUAY_ATTR_UIDGID, .uid = 7, .gid = 8 };
  g_autoptr (QuayFileInfo) info = quay_file_info_new ("x", &numbers, NULL);
  g_autoptr (QuayFileInfo) named = quay_file_info_new ("x", &numbers, "-rw-r--r-- 1 olga staff 5 Jan  1 00:00 x");

  g_assert_true (quay_file_info_lacks_owner (info));
  g_assert_false (quay_file_info_lacks_owner (named));
  quay_file_info_set_owner_and_group (info, "seven", NULL);
  g_assert_cmpstr (quay_file_info_get_owner (info), ==, "seven");
  g_assert_cmpstr (quay_file_info_get_group (info), ==, "8");
  g_assert_cmpuint (quay_file_info_get_uid (info), ==, 7);
  g_assert_false (quay_file_info_lacks_owner (info));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/file-acl/text", test_acl_text);
  g_test_add_func ("/base/file-acl/bad-text", test_acl_bad_text);
  g_test_add_func ("/base/file-acl/names", test_acl_names);
  g_test_add_func ("/base/file-acl/bounds", test_acl_bounds);
  g_test_add_func ("/base/file-changes/fields", test_changes);
  g_test_add_func ("/base/file-changes/acl", test_changes_acl);
  g_test_add_func ("/base/file-info/later-attributes", test_info);
  g_test_add_func ("/base/file-info/names-for-numbers", test_names_for_numbers);

  return g_test_run ();
}

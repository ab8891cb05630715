/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases that set attributes. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case.h"

static gboolean
set (Case *c, const char *name, QuayFileChanges *changes)
{
  return CALL (c, set_attributes, in (c, name), changes, TRUE);
}

static GStatBuf
look (Case *c, const char *name)
{
  GStatBuf st = { 0 };

  g_lstat (in (c, name), &st);

  return st;
}

static void
set_permissions (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();

  put (c, "file", "x");
  quay_file_changes_set_permissions (changes, 0604);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, (look (c, "file").st_mode & 07777) == 0604);
}

static void
chmod_file (Case *c)
{
  put (c, "file", "x");
  EXPECT (c, CALL (c, chmod, in (c, "file"), 0751));
  EXPECT (c, (look (c, "file").st_mode & 07777) == 0751);
}

static void
set_permissions_of_folder (Case *c)
{
  put_folder (c, "folder");
  EXPECT (c, CALL (c, chmod, in (c, "folder"), 0710));
  EXPECT (c, (look (c, "folder").st_mode & 07777) == 0710);
}

static void
set_times (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();

  put (c, "file", "x");
  quay_file_changes_set_accessed (changes, 1000000000, 0);
  quay_file_changes_set_modified (changes, 1100000000, 0);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_atime == 1000000000 && look (c, "file").st_mtime == 1100000000);
}

static void
set_modified_alone (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  const struct timespec times[] = { { 900000000, 0 }, { 900000001, 0 } };

  put (c, "file", "x");
  EXPECT (c, utimensat (AT_FDCWD, in (c, "file"), times, 0) == 0);
  quay_file_changes_set_modified (changes, 1100000000, 0);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_mtime == 1100000000);
  EXPECT (c, look (c, "file").st_atime == 900000000);
}

static void
set_nanoseconds (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();

  put (c, "file", "x");
  quay_file_changes_set_accessed (changes, 1000000000, 123456789);
  quay_file_changes_set_modified (changes, 1100000000, 987654321);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_mtime == 1100000000 && look (c, "file").st_mtim.tv_nsec == 987654321);
  EXPECT (c, look (c, "file").st_atime == 1000000000 && look (c, "file").st_atim.tv_nsec == 123456789);
}

static void
set_created (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "x");
  quay_file_changes_set_created (changes, 1000000000, 0);
  EXPECT (c, set (c, "file", changes));
  info = CALL (c, stat, in (c, "file"), TRUE);
  EXPECT (c, info != NULL && quay_file_info_get_created (info) == 1000000000);
}

static void
set_size_smaller (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();

  put (c, "file", "0123456789");
  quay_file_changes_set_size (changes, 4);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, holds (c, "file", "0123"));
}

static void
set_size_larger (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();

  put (c, "file", "0123456789");
  quay_file_changes_set_size (changes, 5000000000);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_size == 5000000000);
}

static void
set_uid_and_gid (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  GStatBuf before;

  put (c, "file", "x");
  before = look (c, "file");
  quay_file_changes_set_uid (changes, before.st_uid);
  quay_file_changes_set_gid (changes, before.st_gid);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_uid == before.st_uid && look (c, "file").st_gid == before.st_gid);
}

static void
set_gid_alone (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  GStatBuf before;

  put (c, "file", "x");
  before = look (c, "file");
  quay_file_changes_set_gid (changes, before.st_gid);
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_uid == before.st_uid && look (c, "file").st_gid == before.st_gid);
}

static void
set_owner_by_name (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayFileInfo) info = NULL;
  GStatBuf before;

  put (c, "file", "x");
  before = look (c, "file");
  info = CALL (c, stat, in (c, "file"), TRUE);
  EXPECT (c, info != NULL && quay_file_info_get_owner (info) != NULL);
  quay_file_changes_set_owner (changes, quay_file_info_get_owner (info));
  quay_file_changes_set_group (changes, quay_file_info_get_group (info));
  EXPECT (c, !g_ascii_isdigit (quay_file_info_get_owner (info)[0]));
  EXPECT (c, set (c, "file", changes));
  EXPECT (c, look (c, "file").st_uid == before.st_uid && look (c, "file").st_gid == before.st_gid);
}

static void
set_owner_denied (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  GStatBuf before;

  put (c, "file", "x");
  before = look (c, "file");
  quay_file_changes_set_uid (changes, 0);
  EXPECT (c, !set (c, "file", changes));
  EXPECT (c, g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
  EXPECT (c, look (c, "file").st_uid == before.st_uid);
}

static void
set_missing (Case *c)
{
  EXPECT (c, !CALL (c, chmod, in (c, "nothing"), 0600) && is_missing (c));
}

static void
set_link_itself (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  const struct timespec times[] = { { 900000000, 0 }, { 900000000, 0 } };

  put (c, "file", "x");
  EXPECT (c, utimensat (AT_FDCWD, in (c, "file"), times, 0) == 0);
  put_link (c, "link", "file");
  quay_file_changes_set_accessed (changes, 1000000000, 0);
  quay_file_changes_set_modified (changes, 1100000000, 0);
  EXPECT (c, CALL (c, set_attributes, in (c, "link"), changes, FALSE));
  EXPECT (c, look (c, "link").st_mtime == 1100000000);
  EXPECT (c, look (c, "file").st_mtime == 900000000);
}

static void
set_not_through_link (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();

  put (c, "file", "x");
  quay_file_changes_set_permissions (changes, 0600);
  EXPECT (c, CALL (c, set_attributes, in (c, "file"), changes, FALSE));
  EXPECT (c, (look (c, "file").st_mode & 07777) == 0600);
}

static void
set_bits (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "x");
  quay_file_changes_set_attribute_bits (changes, 1, 1);
  EXPECT (c, set (c, "file", changes));
  info = CALL (c, stat, in (c, "file"), TRUE);
  EXPECT (c, info != NULL && (quay_file_info_get_attribute_bits (info) & 1) != 0);
}

static void
set_acl (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayFileAcl) acl = quay_file_acl_new_from_text ("allow:0:1601ff:OWNER@\n", NULL);
  g_autoptr (QuayFileAcl) found = NULL;
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "x");
  quay_file_changes_set_acl (changes, acl);
  EXPECT (c, set (c, "file", changes));
  info = CALL (c, stat, in (c, "file"), TRUE);
  found = info != NULL ? quay_file_info_dup_acl (info) : NULL;
  EXPECT (c, found != NULL && quay_file_acl_get_n_entries (found) == 1);
}

static void
set_mime_type (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "x");
  quay_file_changes_set_mime_type (changes, "text/plain");
  EXPECT (c, set (c, "file", changes));
  info = CALL (c, stat, in (c, "file"), TRUE);
  EXPECT (c, info != NULL && g_strcmp0 (quay_file_info_get_mime_type (info), "text/plain") == 0);
}

const CaseKind set_cases[] = {
  { "set permissions", set_permissions },
  { "chmod", chmod_file },
  { "chmod of a folder", set_permissions_of_folder },
  { "set times", set_times },
  { "set modified alone", set_modified_alone },
  { "set nanoseconds", set_nanoseconds },
  { "set created", set_created },
  { "set size, smaller", set_size_smaller },
  { "set size, larger", set_size_larger },
  { "set uid and gid", set_uid_and_gid },
  { "set gid alone", set_gid_alone },
  { "set owner by name", set_owner_by_name },
  { "set owner denied", set_owner_denied },
  { "set missing", set_missing },
  { "set link itself", set_link_itself },
  { "set without following", set_not_through_link },
  { "set attribute bits", set_bits },
  { "set ACL", set_acl },
  { "set MIME type", set_mime_type },
  { NULL, NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases that look and change nothing: paths, listings, attributes, links. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case.h"

static QuayDirectory *
list (Case *c, const char *path)
{
  return CALL (c, list, path, NULL);
}

static guint
count (QuayDirectory *directory)
{
  return g_list_model_get_n_items (G_LIST_MODEL (directory));
}

/* Borrowed from the directory. */
static QuayFileInfo *
entry (QuayDirectory *directory, const char *name)
{
  for (guint i = 0; i < count (directory); i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), i);

      if (g_str_equal (quay_file_info_get_name (info), name))
        return info;
    }

  return NULL;
}

/* Paths */

static void
home (Case *c)
{
  g_autofree char *path = CALL (c, realpath, ".");

  EXPECT (c, path != NULL && path[0] == '/');
  EXPECT (c, g_strcmp0 (path, quay_login_get_home (c->login)) == 0);
}

static void
realpath_dots (Case *c)
{
  g_autofree char *path = NULL;

  put_folder (c, "a");
  put_folder (c, "a/b");
  path = CALL (c, realpath, in (c, "a/./b/../../a"));
  EXPECT (c, g_strcmp0 (path, in (c, "a")) == 0);
}

/* Listings */

static void
list_empty (Case *c)
{
  g_autoptr (QuayDirectory) directory = list (c, c->folder);

  EXPECT (c, directory != NULL);
  EXPECT (c, count (directory) == 0);
}

static void
list_kinds (Case *c)
{
  g_autoptr (QuayDirectory) directory = NULL;

  put (c, "file", "12345");
  put_folder (c, "folder");
  put_link (c, "link", "file");
  directory = list (c, c->folder);
  EXPECT (c, directory != NULL && count (directory) == 3);
  EXPECT (c, entry (directory, "file") != NULL && entry (directory, "folder") != NULL);
  EXPECT (c, quay_file_info_get_file_type (entry (directory, "file")) == QUAY_FILE_TYPE_REGULAR);
  EXPECT (c, quay_file_info_get_size (entry (directory, "file")) == 5);
  EXPECT (c, quay_file_info_is_directory (entry (directory, "folder")));
  EXPECT (c, entry (directory, "link") != NULL && quay_file_info_is_symlink (entry (directory, "link")));
}

static void
list_many (Case *c)
{
  g_autoptr (QuayDirectory) directory = NULL;
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < 120; i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%03d-with-a-longer-name", i);

      put (c, name, "");
    }
  directory = list (c, c->folder);
  EXPECT (c, directory != NULL && count (directory) == 120);
  for (guint i = 0; i < 120; i++)
    {
      g_autoptr (QuayFileInfo) info = g_list_model_get_item (G_LIST_MODEL (directory), i);

      EXPECT (c, g_hash_table_add (seen, g_strdup (quay_file_info_get_name (info))));
    }
}

static void
list_one_name (Case *c, const char *name)
{
  g_autoptr (QuayDirectory) directory = NULL;
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, name, "123");
  directory = list (c, c->folder);
  EXPECT (c, directory != NULL && count (directory) == 1);
  EXPECT (c, entry (directory, name) != NULL);
  info = CALL (c, stat, in (c, name), FALSE);
  EXPECT (c, info != NULL && quay_file_info_get_size (info) == 3);
  EXPECT (c, CALL (c, remove, in (c, name), FALSE));
  EXPECT (c, !is_there (c, name));
}

static void
list_hidden (Case *c)
{
  list_one_name (c, ".hidden");
}

static void
list_long_name (Case *c)
{
  char name[256];

  memset (name, 'n', 255);
  name[255] = '\0';
  list_one_name (c, name);
}

static void
name_utf8 (Case *c)
{
  list_one_name (c, "grüße 漢字 \360\237\230\200");
}

static void
name_not_utf8 (Case *c)
{
  list_one_name (c, "latin \374\337 \377");
}

static void
name_odd (Case *c)
{
  list_one_name (c, "-a *?[x]'\"\\`$(b);|&\t#%41~");
}

static void
name_with_newline (Case *c)
{
  list_one_name (c, "new\nline");
}

static void
list_missing (Case *c)
{
  g_autoptr (QuayDirectory) directory = list (c, in (c, "nothing"));

  EXPECT (c, directory == NULL && is_missing (c));
}

static void
list_file (Case *c)
{
  g_autoptr (QuayDirectory) directory = NULL;

  put (c, "file", "x");
  directory = list (c, in (c, "file"));
  EXPECT (c, directory == NULL);
  EXPECT (c, g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
}

static void
list_denied (Case *c)
{
  g_autoptr (QuayDirectory) directory = NULL;

  put_folder (c, "closed");
  g_chmod (in (c, "closed"), 0);
  directory = list (c, in (c, "closed"));
  EXPECT (c, directory == NULL && is_denied (c));
}

/* Attributes */

static void
stat_file (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  GStatBuf st;

  put (c, "file", "123456");
  g_chmod (in (c, "file"), 0640);
  g_stat (in (c, "file"), &st);
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL);
  EXPECT (c, quay_file_info_get_file_type (info) == QUAY_FILE_TYPE_REGULAR);
  EXPECT (c, quay_file_info_has_size (info) && quay_file_info_get_size (info) == 6);
  EXPECT (c, quay_file_info_has_permissions (info) && quay_file_info_get_permissions (info) == 0640);
  EXPECT (c, quay_file_info_get_modified (info) == st.st_mtime);
  EXPECT (c, quay_file_info_get_accessed (info) == st.st_atime);
}

static void
stat_folder (Case *c)
{
  g_autoptr (QuayFileInfo) info = CALL (c, stat, c->folder, TRUE);

  EXPECT (c, info != NULL && quay_file_info_is_directory (info));
}

static void
stat_link_itself (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "123456");
  put_link (c, "link", "file");
  info = CALL (c, stat, in (c, "link"), FALSE);
  EXPECT (c, info != NULL && quay_file_info_is_symlink (info));
}

static void
stat_link_followed (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "123456");
  put_link (c, "link", "file");
  info = CALL (c, stat, in (c, "link"), TRUE);
  EXPECT (c, info != NULL && quay_file_info_get_size (info) == 6);
  EXPECT (c, quay_file_info_get_file_type (info) == QUAY_FILE_TYPE_REGULAR);
}

static void
stat_missing (Case *c)
{
  g_autoptr (QuayFileInfo) info = CALL (c, stat, in (c, "nothing"), FALSE);

  EXPECT (c, info == NULL && is_missing (c));
}

static void
stat_below_file (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "");
  info = CALL (c, stat, in (c, "file/below"), FALSE);
  EXPECT (c, info == NULL && g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
}

static void
stat_fifo (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  QuayFileType type;

  EXPECT (c, mkfifo (in (c, "fifo"), 0644) == 0);
  info = CALL (c, stat, in (c, "fifo"), FALSE);
  EXPECT (c, info != NULL);
  type = quay_file_info_get_file_type (info);
  EXPECT (c, type == QUAY_FILE_TYPE_FIFO || (c->version < 5 && type == QUAY_FILE_TYPE_SPECIAL));
}

static void
owner_known (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  GStatBuf st;

  put (c, "file", "");
  g_stat (in (c, "file"), &st);
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && quay_file_info_get_owner (info) != NULL && quay_file_info_get_group (info) != NULL);
  if (c->version == 3)
    EXPECT (c, quay_file_info_get_uid (info) == st.st_uid && quay_file_info_get_gid (info) == st.st_gid);
  else
    EXPECT (c, quay_file_info_get_owner_name (info) != NULL);
}

static gboolean
knows (QuayFileInfo *info, QuayAttrFlags field)
{
  return (quay_file_info_get_fields (info) & field) == field;
}

static void
stat_nanoseconds (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  const struct timespec times[] = { { 1000000000, 111222333 }, { 1000000001, 444555666 } };

  put (c, "file", "");
  EXPECT (c, utimensat (AT_FDCWD, in (c, "file"), times, 0) == 0);
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_SUBSECOND_TIMES));
  EXPECT (c, quay_file_info_get_modified_nsec (info) == 444555666);
  EXPECT (c, quay_file_info_get_accessed_nsec (info) == 111222333);
}

static void
stat_created (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "");
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_CREATETIME));
  EXPECT (c, quay_file_info_get_created (info) > 1500000000);
}

static void
stat_changed (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  GStatBuf st;

  put (c, "file", "");
  g_stat (in (c, "file"), &st);
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_CTIME));
  EXPECT (c, quay_file_info_get_changed (info) == st.st_ctime);
}

static void
stat_allocation_size (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  GStatBuf st;

  put_random (c, "file", 50000);
  g_stat (in (c, "file"), &st);
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_ALLOCATION_SIZE));
  EXPECT (c, quay_file_info_get_allocation_size (info) >= 50000);
}

static void
stat_link_count (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "");
  EXPECT (c, link (in (c, "file"), in (c, "other")) == 0);
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_LINK_COUNT));
  EXPECT (c, quay_file_info_get_link_count (info) == 2);
}

static void
stat_bits (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, ".hidden", "");
  info = CALL (c, stat, in (c, ".hidden"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_BITS));
}

static void
stat_acl (Case *c)
{
  g_autoptr (QuayFileInfo) info = NULL;
  g_autoptr (QuayFileAcl) acl = NULL;

  put (c, "file", "");
  info = CALL (c, stat, in (c, "file"), FALSE);
  EXPECT (c, info != NULL && knows (info, QUAY_ATTR_ACL));
  acl = quay_file_info_dup_acl (info);
  EXPECT (c, acl != NULL);
}

/* Links */

static void
readlink_relative (Case *c)
{
  g_autofree char *target = NULL;

  put_link (c, "link", "some/where");
  target = CALL (c, readlink, in (c, "link"));
  EXPECT (c, g_strcmp0 (target, "some/where") == 0);
}

static void
readlink_of_file (Case *c)
{
  g_autofree char *target = NULL;

  put (c, "file", "");
  target = CALL (c, readlink, in (c, "file"));
  EXPECT (c, target == NULL && g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
}

static void
list_links (Case *c)
{
  g_autoptr (QuayDirectory) directory = NULL;

  put_folder (c, "folder");
  put_link (c, "to-folder", "folder");
  put_link (c, "dangling", "nothing");
  directory = list (c, c->folder);
  EXPECT (c, directory != NULL && count (directory) == 3);
  EXPECT (c, entry (directory, "to-folder") != NULL && entry (directory, "dangling") != NULL);
  EXPECT (c, quay_file_info_is_link_to_directory (entry (directory, "to-folder")));
  EXPECT (c, !quay_file_info_is_link_to_directory (entry (directory, "dangling")));
  EXPECT (c, g_strcmp0 (quay_file_info_get_link_target (entry (directory, "dangling")), "nothing") == 0);
}

const CaseKind look_cases[] = {
  { "home", home },
  { "realpath of dots", realpath_dots },
  { "list empty", list_empty },
  { "list kinds", list_kinds },
  { "list many", list_many },
  { "list hidden", list_hidden },
  { "list long name", list_long_name },
  { "list missing", list_missing },
  { "list file", list_file },
  { "list denied", list_denied },
  { "list links", list_links },
  { "name UTF-8", name_utf8 },
  { "name not UTF-8", name_not_utf8 },
  { "name odd", name_odd },
  { "name with newline", name_with_newline },
  { "stat file", stat_file },
  { "stat folder", stat_folder },
  { "stat link itself", stat_link_itself },
  { "stat link followed", stat_link_followed },
  { "stat missing", stat_missing },
  { "stat below a file", stat_below_file },
  { "stat fifo", stat_fifo },
  { "stat owner", owner_known },
  { "stat nanoseconds", stat_nanoseconds },
  { "stat created", stat_created },
  { "stat changed", stat_changed },
  { "stat allocation size", stat_allocation_size },
  { "stat link count", stat_link_count },
  { "stat attribute bits", stat_bits },
  { "stat ACL", stat_acl },
  { "readlink", readlink_relative },
  { "readlink of a file", readlink_of_file },
  { NULL, NULL },
};

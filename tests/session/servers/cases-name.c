/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases that give and take names. */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case.h"

static gboolean
leads_to (Case *c, const char *name, const char *target)
{
  g_autofree char *found = g_file_read_link (in (c, name), NULL);

  return g_strcmp0 (found, target) == 0;
}

static void
symlink_made (Case *c)
{
  put (c, "file", "x");
  EXPECT (c, CALL (c, symlink, in (c, "link"), "file"));
  EXPECT (c, leads_to (c, "link", "file"));
}

static void
symlink_dangling (Case *c)
{
  EXPECT (c, CALL (c, symlink, in (c, "link"), "not/there"));
  EXPECT (c, leads_to (c, "link", "not/there"));
}

static void
symlink_over_file (Case *c)
{
  put (c, "file", "kept");
  EXPECT (c, !CALL (c, symlink, in (c, "file"), "elsewhere"));
  EXPECT (c, holds (c, "file", "kept"));
}

static void
mkdir_one (Case *c)
{
  EXPECT (c, CALL (c, mkdir, in (c, "new"), FALSE));
  EXPECT (c, g_file_test (in (c, "new"), G_FILE_TEST_IS_DIR));
}

static void
mkdir_parents (Case *c)
{
  EXPECT (c, CALL (c, mkdir, in (c, "a/b/c"), TRUE));
  EXPECT (c, g_file_test (in (c, "a/b/c"), G_FILE_TEST_IS_DIR));
  EXPECT (c, CALL (c, mkdir, in (c, "a/b/c"), TRUE));
}

static void
mkdir_exists (Case *c)
{
  put_folder (c, "there");
  EXPECT (c, !CALL (c, mkdir, in (c, "there"), FALSE) && is_exists (c));
}

static void
mkdir_below_missing (Case *c)
{
  EXPECT (c, !CALL (c, mkdir, in (c, "not/there"), FALSE));
  EXPECT (c, g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
}

static void
mkdir_denied (Case *c)
{
  put_folder (c, "closed");
  g_chmod (in (c, "closed"), 0555);
  EXPECT (c, !CALL (c, mkdir, in (c, "closed/new"), FALSE) && is_denied (c));
}

static void
rmdir_empty (Case *c)
{
  put_folder (c, "folder");
  EXPECT (c, CALL (c, rmdir, in (c, "folder")));
  EXPECT (c, !is_there (c, "folder"));
}

static void
rmdir_not_empty (Case *c)
{
  put_folder (c, "folder");
  put (c, "folder/file", "x");
  EXPECT (c, !CALL (c, rmdir, in (c, "folder")));
  EXPECT (c, holds (c, "folder/file", "x"));
}

static void
rmdir_file (Case *c)
{
  put (c, "file", "x");
  EXPECT (c, !CALL (c, rmdir, in (c, "file")));
  EXPECT (c, holds (c, "file", "x"));
}

static void
remove_file (Case *c)
{
  put (c, "file", "x");
  EXPECT (c, CALL (c, remove, in (c, "file"), FALSE));
  EXPECT (c, !is_there (c, "file"));
}

static void
remove_link (Case *c)
{
  put (c, "file", "kept");
  put_link (c, "link", "file");
  EXPECT (c, CALL (c, remove, in (c, "link"), FALSE));
  EXPECT (c, !is_there (c, "link") && holds (c, "file", "kept"));
}

static void
remove_missing (Case *c)
{
  EXPECT (c, !CALL (c, remove, in (c, "nothing"), FALSE) && is_missing (c));
}

static void
remove_tree (Case *c)
{
  put (c, "outside", "kept");
  put_folder (c, "tree");
  put_folder (c, "tree/a");
  put_folder (c, "tree/a/b");
  put (c, "tree/a/b/file", "x");
  put (c, "tree/.hidden", "x");
  put_link (c, "tree/link", "..");
  EXPECT (c, CALL (c, remove, in (c, "tree"), TRUE));
  EXPECT (c, !is_there (c, "tree") && holds (c, "outside", "kept"));
}

/* What a link leads to is not the link's to take along. */
static void
remove_link_to_tree (Case *c)
{
  put_folder (c, "folder");
  put (c, "folder/file", "kept");
  put_link (c, "link", "folder");
  CALL (c, remove, in (c, "link"), TRUE);
  EXPECT (c, holds (c, "folder/file", "kept"));
}

static void
remove_denied (Case *c)
{
  put_folder (c, "closed");
  put (c, "closed/file", "kept");
  g_chmod (in (c, "closed"), 0555);
  EXPECT (c, !CALL (c, remove, in (c, "closed/file"), FALSE) && is_denied (c));
  EXPECT (c, holds (c, "closed/file", "kept"));
}

static void
rename_file (Case *c)
{
  put (c, "a", "from a");
  EXPECT (c, CALL (c, rename, in (c, "a"), in (c, "b"), FALSE));
  EXPECT (c, holds (c, "b", "from a") && !is_there (c, "a"));
}

static void
rename_onto_existing (Case *c)
{
  put (c, "a", "from a");
  put (c, "b", "from b");
  EXPECT (c, !CALL (c, rename, in (c, "a"), in (c, "b"), FALSE));
  EXPECT (c, holds (c, "a", "from a") && holds (c, "b", "from b"));
  EXPECT (c, is_exists (c));
}

static void
rename_overwrite (Case *c)
{
  put (c, "a", "from a");
  put (c, "b", "from b");
  EXPECT (c, CALL (c, rename, in (c, "a"), in (c, "b"), TRUE));
  EXPECT (c, holds (c, "b", "from a") && !is_there (c, "a"));
}

static void
rename_overwrite_free (Case *c)
{
  put (c, "a", "from a");
  EXPECT (c, CALL (c, rename, in (c, "a"), in (c, "b"), TRUE));
  EXPECT (c, holds (c, "b", "from a") && !is_there (c, "a"));
}

static void
rename_folder (Case *c)
{
  put_folder (c, "a");
  put (c, "a/file", "x");
  EXPECT (c, CALL (c, rename, in (c, "a"), in (c, "b"), FALSE));
  EXPECT (c, holds (c, "b/file", "x"));
}

static void
rename_missing (Case *c)
{
  EXPECT (c, !CALL (c, rename, in (c, "nothing"), in (c, "b"), FALSE));
  EXPECT (c, !is_there (c, "b"));
}

static void
create_file (Case *c)
{
  EXPECT (c, CALL (c, create_file, in (c, "new")));
  EXPECT (c, holds (c, "new", ""));
  put (c, "new", "kept");
  EXPECT (c, !CALL (c, create_file, in (c, "new")));
  EXPECT (c, holds (c, "new", "kept"));
}

const CaseKind name_cases[] = {
  { "symlink", symlink_made },
  { "symlink dangling", symlink_dangling },
  { "symlink over a file", symlink_over_file },
  { "mkdir", mkdir_one },
  { "mkdir with parents", mkdir_parents },
  { "mkdir exists", mkdir_exists },
  { "mkdir below missing", mkdir_below_missing },
  { "mkdir denied", mkdir_denied },
  { "rmdir", rmdir_empty },
  { "rmdir not empty", rmdir_not_empty },
  { "rmdir of a file", rmdir_file },
  { "remove", remove_file },
  { "remove link", remove_link },
  { "remove missing", remove_missing },
  { "remove tree", remove_tree },
  { "remove link to a tree", remove_link_to_tree },
  { "remove denied", remove_denied },
  { "rename", rename_file },
  { "rename onto existing", rename_onto_existing },
  { "rename overwrite", rename_overwrite },
  { "rename overwrite, free", rename_overwrite_free },
  { "rename folder", rename_folder },
  { "rename missing", rename_missing },
  { "create file", create_file },
  { NULL, NULL },
};

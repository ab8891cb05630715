/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases that take an extension. */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "case.h"

static void
negotiated (Case *c)
{
  g_autoptr (GVariant) info = quay_login_dup_info (c->login);
  guint32 version = 0;

  EXPECT (c, quay_login_get_sftp_version (c->login) == c->version);
  EXPECT (c, g_variant_lookup (info, "sftp-version", "u", &version) && version == c->version);
}

static void
versions_listed (Case *c)
{
  g_autoptr (GVariant) info = quay_login_dup_info (c->login);
  const char *versions = NULL;

  EXPECT (c, g_variant_lookup (info, "sftp-versions", "&s", &versions));
  EXPECT (c, strstr (versions, "3") != NULL);
}

static void
vendor_told (Case *c)
{
  g_autoptr (GVariant) info = quay_login_dup_info (c->login);
  const char *vendor = NULL;

  EXPECT (c, g_variant_lookup (info, "sftp-vendor", "&s", &vendor) && *vendor != '\0');
}

static void
newline_told (Case *c)
{
  g_autoptr (GVariant) info = quay_login_dup_info (c->login);
  const char *newline = NULL;

  EXPECT (c, g_variant_lookup (info, "newline", "&s", &newline) && g_str_equal (newline, "LF"));
}

static void
limits (Case *c)
{
  QuayLimits limits;

  EXPECT (c, quay_login_get_limits (c->login, &limits));
  EXPECT (c, limits.max_read >= 1024 && limits.max_write >= 1024);
  EXPECT (c, quay_login_has_extension (c->login, "limits@openssh.com") && limits.max_packet > 0);
}

static void
space (Case *c)
{
  QuaySpace space = { 0 };
  struct statvfs real;

  EXPECT (c, CALL_OUT (c, space, &space, c->folder));
  EXPECT (c, statvfs (c->folder, &real) == 0);
  EXPECT (c, space.total == (guint64)real.f_blocks * real.f_frsize);
  EXPECT (c, space.available > 0 && space.available <= space.total);
}

static void
statvfs_by_path (Case *c)
{
  QuayStatvfs found = { 0 };
  struct statvfs real;

  EXPECT (c, CALL_OUT (c, statvfs, &found, c->folder));
  EXPECT (c, statvfs (c->folder, &real) == 0);
  EXPECT (c, found.f_blocks == real.f_blocks && found.f_frsize == real.f_frsize && found.f_namemax == real.f_namemax);
}

static void
statvfs_of_file (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  QuayStatvfs found = { 0 };
  struct statvfs real;

  put (c, "file", "x");
  file = CALL (c, open_file, in (c, "file"), QUAY_OPEN_READ, -1);
  EXPECT (c, file != NULL);
  quay_remote_file_statvfs_async (file, NULL, quay_test_keep_result, &result);
  g_clear_error (&c->error);
  EXPECT (c, quay_remote_file_statvfs_finish (file, quay_test_wait_for (&result), &found, &c->error));
  EXPECT (c, statvfs (c->folder, &real) == 0);
  EXPECT (c, found.f_blocks == real.f_blocks);
}

static void
space_available (Case *c)
{
  QuaySpaceAvailable found = { 0 };
  struct statvfs real;

  EXPECT (c, CALL_OUT (c, space_available, &found, c->folder));
  EXPECT (c, statvfs (c->folder, &real) == 0);
  EXPECT (c, found.device_size == (guint64)real.f_blocks * real.f_frsize);
  EXPECT (c, found.user_unused > 0 || found.device_unused > 0);
}

static void
sync_file (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "x");
  file = CALL (c, open_file, in (c, "file"), QUAY_OPEN_READ | QUAY_OPEN_WRITE, -1);
  EXPECT (c, file != NULL);
  EXPECT (c, FILE_CALL (c, file, sync));
  EXPECT (c, FILE_CALL (c, file, close));
}

static void
hard_link (Case *c)
{
  GStatBuf st;

  put (c, "file", "x");
  EXPECT (c, CALL (c, hard_link, in (c, "file"), in (c, "other")));
  g_lstat (in (c, "other"), &st);
  EXPECT (c, S_ISREG (st.st_mode) && st.st_nlink == 2);
  put (c, "third", "kept");
  EXPECT (c, !CALL (c, hard_link, in (c, "file"), in (c, "third")));
  EXPECT (c, holds (c, "third", "kept"));
}

static void
copy_file (Case *c)
{
  GStatBuf st;

  put_random (c, "file", 300001);
  g_chmod (in (c, "file"), 0640);
  EXPECT (c, CALL (c, copy_file, in (c, "file"), in (c, "copy"), FALSE));
  EXPECT (c, same (c, "file", "copy"));
  g_stat (in (c, "copy"), &st);
  EXPECT (c, (st.st_mode & 0777 & ~0644) == 0 || (st.st_mode & 0777) == 0640);
}

static void
copy_empty_file (Case *c)
{
  put (c, "file", "");
  EXPECT (c, CALL (c, copy_file, in (c, "file"), in (c, "copy"), FALSE));
  EXPECT (c, holds (c, "copy", ""));
}

static void
copy_onto_existing (Case *c)
{
  put (c, "file", "new");
  put (c, "copy", "old");
  EXPECT (c, !CALL (c, copy_file, in (c, "file"), in (c, "copy"), FALSE));
  EXPECT (c, is_exists (c));
  EXPECT (c, holds (c, "copy", "old"));
}

static void
copy_overwrite (Case *c)
{
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  put (c, "file", "new");
  put (c, "copy", "old and longer");
  EXPECT (c, CALL (c, copy_file, in (c, "file"), in (c, "copy"), TRUE));
  EXPECT (c, holds (c, "copy", "new") && holds (c, "file", "new"));
  dir = g_dir_open (c->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  EXPECT (c, n == 2);
}

static void
copy_missing (Case *c)
{
  EXPECT (c, !CALL (c, copy_file, in (c, "nothing"), in (c, "copy"), FALSE));
  EXPECT (c, g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
  EXPECT (c, !is_there (c, "copy"));
}

static void
copy_onto_itself (Case *c)
{
  put (c, "file", "kept");
  EXPECT (c, !CALL (c, copy_file, in (c, "file"), in (c, "file"), TRUE));
  EXPECT (c, holds (c, "file", "kept"));
}

static void
copy_range (Case *c)
{
  put (c, "from", "0123456789");
  put (c, "to", "abcdefghij");
  EXPECT (c, CALL (c, copy_range, in (c, "from"), 2, 3, in (c, "to"), 5));
  EXPECT (c, holds (c, "to", "abcde234ij"));
  EXPECT (c, CALL (c, copy_range, in (c, "from"), 8, 0, in (c, "new"), 0));
  EXPECT (c, holds (c, "new", "89"));
}

/* Every algorithm that GLib knows. */
static void
check_file (Case *c)
{
  static const struct
  {
    const char *name;
    GChecksumType type;
  } algorithms[] = {
    { "md5", G_CHECKSUM_MD5 },       { "sha1", G_CHECKSUM_SHA1 },     { "sha256", G_CHECKSUM_SHA256 },
    { "sha384", G_CHECKSUM_SHA384 }, { "sha512", G_CHECKSUM_SHA512 },
  };
  guint n_known = 0;

  put (c, "file", "what is to be hashed");
  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++)
    {
      g_autoptr (GChecksum) checksum = g_checksum_new (algorithms[i].type);
      g_autofree char *algorithm = NULL;
      g_autoptr (GBytes) hash = CALL_OUT (c, check_file, &algorithm, in (c, "file"), algorithms[i].name, 0, 0);
      guint8 digest[64];
      gsize length = sizeof digest;

      if (hash == NULL)
        continue;
      n_known++;
      g_checksum_update (checksum, (const guint8 *)"what is to be hashed", -1);
      g_checksum_get_digest (checksum, digest, &length);
      EXPECT (c, g_ascii_strcasecmp (algorithm, algorithms[i].name) == 0);
      EXPECT (c, g_bytes_get_size (hash) == length && memcmp (g_bytes_get_data (hash, NULL), digest, length) == 0);
    }
  EXPECT (c, n_known >= 2);
}

static void
check_part_of_file (Case *c)
{
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA1, "3456", -1);
  g_autoptr (GBytes) hash = NULL;
  g_autoptr (GString) hex = g_string_new (NULL);

  put (c, "file", "0123456789");
  hash = CALL_OUT (c, check_file, NULL, in (c, "file"), "sha1", 3, 4);
  EXPECT (c, hash != NULL);
  for (gsize i = 0; i < g_bytes_get_size (hash); i++)
    g_string_append_printf (hex, "%02x", ((const guint8 *)g_bytes_get_data (hash, NULL))[i]);
  EXPECT (c, g_str_equal (hex->str, expected));
}

static void
home_directory (Case *c)
{
  g_autofree char *path = CALL (c, home_directory, "root");

  EXPECT (c, g_strcmp0 (path, "/root") == 0);
}

static void
expand_path (Case *c)
{
  g_autofree char *path = CALL (c, expand_path, "~daemon");

  EXPECT (c, g_strcmp0 (path, "/usr/sbin") == 0);
}

static void
user_group_names (Case *c)
{
  const guint32 uids[] = { 0, 4242424 };
  const guint32 gids[] = { 0 };
  g_auto (GStrv) users = NULL;
  g_auto (GStrv) groups = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  g_clear_error (&c->error);
  quay_login_user_group_names_async (c->login, uids, 2, gids, 1, NULL, quay_test_keep_result, &result);
  EXPECT (c, quay_login_user_group_names_finish (c->login, quay_test_wait_for (&result), &users, &groups, &c->error));
  EXPECT (c, g_strv_length (users) == 2 && g_strv_length (groups) == 1);
  EXPECT (c, g_str_equal (users[0], "root") && g_str_equal (users[1], "") && g_str_equal (groups[0], "root"));
}

/* In stat, where version 3 tells numbers only. */
static void
owner_by_name (Case *c)
{
  g_autoptr (QuayFileInfo) info = CALL (c, stat, "/", FALSE);

  EXPECT (c, info != NULL && g_strcmp0 (quay_file_info_get_owner (info), "root") == 0);
  EXPECT (c, g_strcmp0 (quay_file_info_get_group (info), "root") == 0);
}

const CaseKind extension_cases[] = {
  { "version", negotiated },
  { "versions listed", versions_listed },
  { "vendor told", vendor_told },
  { "newline told", newline_told },
  { "limits", limits },
  { "space", space },
  { "statvfs", statvfs_by_path },
  { "fstatvfs", statvfs_of_file },
  { "space-available", space_available },
  { "fsync", sync_file },
  { "hard link", hard_link },
  { "copy a file", copy_file },
  { "copy an empty file", copy_empty_file },
  { "copy onto existing", copy_onto_existing },
  { "copy and overwrite", copy_overwrite },
  { "copy missing", copy_missing },
  { "never copied onto itself", copy_onto_itself },
  { "copy a range", copy_range },
  { "check-file", check_file },
  { "check-file of a part", check_part_of_file },
  { "home-directory", home_directory },
  { "expand-path", expand_path },
  { "names of users", user_group_names },
  { "owner by name", owner_by_name },
  { NULL, NULL },
};

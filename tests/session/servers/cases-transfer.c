/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases that move whole files and trees. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "case.h"
#include "quay-test-folder.h"

/* The local side is a folder "local" in the case's own. */
static gboolean
transfer (Case *c, gboolean up, const char *name, QuayTransferOptions *options)
{
  g_autofree char *local = g_build_filename (c->folder, "local", name, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (QuayTransfer) transfer = NULL;

  g_clear_error (&c->error);
  if (up)
    transfer = quay_transfer_new_upload (c->login, local, in (c, name), options, NULL);
  else
    transfer = quay_transfer_new_download (c->login, in (c, name), local, options, NULL);
  quay_transfer_run_async (transfer, NULL, quay_test_keep_result, &result);

  return quay_transfer_run_finish (transfer, quay_test_wait_for (&result), &c->error);
}

static QuayTransferOptions *
new_options (QuayOverwrite overwrite)
{
  QuayTransferOptions *options = quay_transfer_options_new ();

  quay_transfer_options_set_overwrite (options, overwrite);

  return options;
}

static const gsize sizes[] = { 0, 1, 4095, 32768, 32769, 200000, 1024 * 1024 + 1 };

static void
each_size (Case *c, gboolean up)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_NEVER);

  put_folder (c, "local");
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *name = g_strdup_printf ("file-%u", i);
      g_autofree char *local = g_build_filename ("local", name, NULL);

      put_random (c, up ? local : name, sizes[i]);
      EXPECT (c, transfer (c, up, name, options));
      EXPECT (c, same (c, local, name));
    }
}

static void
download_sizes (Case *c)
{
  each_size (c, FALSE);
}

static void
upload_sizes (Case *c)
{
  each_size (c, TRUE);
}

static void
upload_overwrite (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);
  GStatBuf st;

  put_folder (c, "local");
  put_random (c, "local/file", 100000);
  put (c, "file", "old");
  g_chmod (in (c, "file"), 0640);
  EXPECT (c, transfer (c, TRUE, "file", options));
  EXPECT (c, same (c, "local/file", "file"));
  g_stat (in (c, "file"), &st);
  EXPECT (c, (st.st_mode & 07777) == 0640);
}

static void
upload_never (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_NEVER);

  put_folder (c, "local");
  put (c, "local/file", "new");
  put (c, "file", "old");
  transfer (c, TRUE, "file", options);
  EXPECT (c, holds (c, "file", "old"));
}

static void
upload_denied (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put_folder (c, "local/closed");
  put (c, "local/closed/file", "new");
  put_folder (c, "closed");
  g_chmod (in (c, "closed"), 0555);
  EXPECT (c, !transfer (c, TRUE, "closed/file", options));
  EXPECT (c, !is_there (c, "closed/file"));
}

static void
upload_append (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put (c, "local/file", " and behind");
  put (c, "file", "before");
  quay_transfer_options_set_append (options, TRUE);
  EXPECT (c, transfer (c, TRUE, "file", options));
  EXPECT (c, holds (c, "file", "before and behind"));
}

static void
download_overwrite (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put (c, "local/file", "old and much longer");
  put (c, "file", "new");
  EXPECT (c, transfer (c, FALSE, "file", options));
  EXPECT (c, same (c, "local/file", "file"));
}

static void
download_range (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put (c, "file", "0123456789");
  quay_transfer_options_set_range (options, 3, 4);
  EXPECT (c, transfer (c, FALSE, "file", options));
  EXPECT (c, holds (c, "local/file", "3456"));
}

static void
preserve (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);
  const struct timespec times[] = { { 1000000000, 0 }, { 1100000000, 0 } };
  GStatBuf st;

  put_folder (c, "local");
  put (c, "local/up", "x");
  put (c, "down", "x");
  g_chmod (in (c, "local/up"), 0750);
  g_chmod (in (c, "down"), 0640);
  EXPECT (c, utimensat (AT_FDCWD, in (c, "local/up"), times, 0) == 0);
  EXPECT (c, utimensat (AT_FDCWD, in (c, "down"), times, 0) == 0);
  quay_transfer_options_set_preserve (options, TRUE);
  EXPECT (c, transfer (c, TRUE, "up", options));
  EXPECT (c, transfer (c, FALSE, "down", options));
  g_stat (in (c, "up"), &st);
  EXPECT (c, st.st_mtime == 1100000000 && (st.st_mode & 07777) == 0750);
  g_stat (in (c, "local/down"), &st);
  EXPECT (c, st.st_mtime == 1100000000 && (st.st_mode & 07777) == 0640);
}

static void
verify (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put_random (c, "local/up", 200000);
  put_random (c, "down", 200000);
  quay_transfer_options_set_verify (options, TRUE);
  EXPECT (c, transfer (c, TRUE, "up", options));
  EXPECT (c, transfer (c, FALSE, "down", options));
  EXPECT (c, same (c, "local/up", "up") && same (c, "local/down", "down"));
}

/* What the server says of its line ends counts for more than what the options say. */
static void
ascii (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put (c, "local/up", "one\r\ntwo\r\n");
  put (c, "down", "one\ntwo\n");
  quay_transfer_options_set_ascii (options, TRUE);
  quay_transfer_options_set_local_eol (options, QUAY_EOL_CRLF);
  EXPECT (c, transfer (c, TRUE, "up", options));
  EXPECT (c, holds (c, "up", "one\ntwo\n"));
  EXPECT (c, transfer (c, FALSE, "down", options));
  EXPECT (c, holds (c, "local/down", "one\r\ntwo\r\n"));
}

static void
ascii_as_told (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  put (c, "local/up", "one\ntwo\n");
  quay_transfer_options_set_ascii (options, TRUE);
  quay_transfer_options_set_server_eol (options, QUAY_EOL_CR);
  EXPECT (c, transfer (c, TRUE, "up", options));
  EXPECT (c, holds (c, "up", "one\ntwo\n"));
}

static void
make_tree (Case *c, const char *top)
{
  g_autofree char *script
      = g_strdup_printf ("mkdir -p '%s/a/b' '%s/empty' && printf x >'%s/a/file' && printf y >'%s/a/b/grüße' && "
                         "ln -s a/file '%s/link' && head -c 70000 /dev/urandom >'%s/.hidden'",
                         top, top, top, top, top, top);

  quay_test_run_sh (c->folder, script);
  if (geteuid () == 0)
    quay_test_run (c->folder, "chown", "-hR", "65534:65534", top);
}

static gboolean
same_tree (Case *c, const char *one, const char *other)
{
  const char *argv[] = { "diff", "-r", "--no-dereference", one, other, NULL };
  int status = -1;

  return g_spawn_sync (c->folder, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                       NULL, NULL, &status, NULL)
         && g_spawn_check_wait_status (status, NULL);
}

static void
upload_tree (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_NEVER);

  put_folder (c, "local");
  make_tree (c, "local/tree");
  EXPECT (c, transfer (c, TRUE, "tree", options));
  EXPECT (c, same_tree (c, "local/tree", "tree"));
}

static void
download_tree (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_NEVER);

  put_folder (c, "local");
  make_tree (c, "tree");
  EXPECT (c, transfer (c, FALSE, "tree", options));
  EXPECT (c, same_tree (c, "local/tree", "tree"));
}

static void
upload_tree_again (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_ALWAYS);

  put_folder (c, "local");
  make_tree (c, "local/tree");
  EXPECT (c, transfer (c, TRUE, "tree", options));
  EXPECT (c, transfer (c, TRUE, "tree", options));
  EXPECT (c, same_tree (c, "local/tree", "tree"));
}

/* Several are open at once, and none of them is mistaken for another. */
static void
many_files (Case *c, gboolean up)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_NEVER);

  put_folder (c, "local");
  put_folder (c, up ? "local/tree" : "tree");
  for (guint i = 0; i < 24; i++)
    {
      g_autofree char *name = g_strdup_printf ("%stree/file-%u", up ? "local/" : "", i);

      put_random (c, name, 100 + i * 3000);
    }
  EXPECT (c, transfer (c, up, "tree", options));
  EXPECT (c, same_tree (c, "local/tree", "tree"));
}

static void
download_many (Case *c)
{
  many_files (c, FALSE);
}

static void
upload_many (Case *c)
{
  many_files (c, TRUE);
}

static void
upload_resume (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_RESUME);

  put_folder (c, "local");
  put_random (c, "local/file", 300000);
  quay_test_run (c->folder, "sh", "-c", "head -c 100000 local/file >file");
  if (geteuid () == 0)
    EXPECT (c, chown (in (c, "file"), 65534, 65534) == 0);
  EXPECT (c, transfer (c, TRUE, "file", options));
  EXPECT (c, same (c, "local/file", "file"));
}

static void
download_resume (Case *c)
{
  g_autoptr (QuayTransferOptions) options = new_options (QUAY_OVERWRITE_RESUME);

  put_folder (c, "local");
  put_random (c, "file", 300000);
  quay_test_run (c->folder, "sh", "-c", "head -c 100000 file >local/file");
  EXPECT (c, transfer (c, FALSE, "file", options));
  EXPECT (c, same (c, "local/file", "file"));
}

static void
hash_of_file (Case *c)
{
  g_autofree char *expected = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "to be hashed", -1);
  g_autofree char *hash = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  put (c, "file", "to be hashed");
  g_clear_error (&c->error);
  quay_login_hash_async (c->login, in (c, "file"), "sha256", NULL, quay_test_keep_result, &result);
  hash = quay_login_hash_finish (c->login, quay_test_wait_for (&result), NULL, NULL, &c->error);
  EXPECT (c, g_strcmp0 (hash, expected) == 0);
}

const CaseKind transfer_cases[] = {
  { "download of any size", download_sizes },
  { "download over a file", download_overwrite },
  { "download a part", download_range },
  { "download a tree", download_tree },
  { "download many files", download_many },
  { "download the rest", download_resume },
  { "upload of any size", upload_sizes },
  { "upload over a file", upload_overwrite },
  { "upload never over a file", upload_never },
  { "upload denied", upload_denied },
  { "upload behind a file", upload_append },
  { "upload a tree", upload_tree },
  { "upload a tree again", upload_tree_again },
  { "upload many files", upload_many },
  { "upload the rest", upload_resume },
  { "times and permissions kept", preserve },
  { "verify", verify },
  { "text", ascii },
  { "text as the server says", ascii_as_told },
  { "hash", hash_of_file },
  { NULL, NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cases on open files. */
#include <glib/gstdio.h>
#include <sys/stat.h>

#include "case.h"

#define BIG_OFFSET (G_GUINT64_CONSTANT (5) << 30)

static QuayRemoteFile *
open_file (Case *c, const char *name, QuayOpenFlags flags)
{
  return CALL (c, open_file, in (c, name), flags, 0644);
}

static gboolean
write_text (Case *c, QuayRemoteFile *file, guint64 offset, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return FILE_CALL (c, file, write, offset, bytes);
}

static gboolean
reads (Case *c, QuayRemoteFile *file, guint64 offset, gsize length, const char *expected)
{
  g_autoptr (GBytes) bytes = FILE_CALL (c, file, read, offset, length);
  g_autoptr (GBytes) wanted = g_bytes_new_static (expected, strlen (expected));

  return bytes != NULL && g_bytes_equal (bytes, wanted);
}

static void
open_read (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_READ);
  EXPECT (c, file != NULL);
  EXPECT (c, reads (c, file, 0, 100, "0123456789"));
  EXPECT (c, reads (c, file, 3, 4, "3456"));
  EXPECT (c, FILE_CALL (c, file, close));
}

static void
open_missing (Case *c)
{
  g_autoptr (QuayRemoteFile) file = open_file (c, "nothing", QUAY_OPEN_READ);

  EXPECT (c, file == NULL && is_missing (c));
}

static void
open_denied (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "closed", "secret");
  g_chmod (in (c, "closed"), 0);
  file = open_file (c, "closed", QUAY_OPEN_READ);
  EXPECT (c, file == NULL && is_denied (c));
}

static void
open_write_denied (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "closed", "kept");
  g_chmod (in (c, "closed"), 0444);
  file = open_file (c, "closed", QUAY_OPEN_WRITE);
  EXPECT (c, file == NULL && is_denied (c));
  EXPECT (c, holds (c, "closed", "kept"));
}

static void
open_folder (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put_folder (c, "folder");
  file = open_file (c, "folder", QUAY_OPEN_WRITE);
  EXPECT (c, file == NULL && g_error_matches (c->error, QUAY_ERROR, QUAY_ERROR_SFTP_STATUS));
}

static void
open_existing_only (Case *c)
{
  g_autoptr (QuayRemoteFile) file = open_file (c, "new", QUAY_OPEN_WRITE);

  EXPECT (c, file == NULL && is_missing (c));
  EXPECT (c, !is_there (c, "new"));
}

static void
open_create (Case *c)
{
  g_autoptr (QuayRemoteFile) file = open_file (c, "new", QUAY_OPEN_WRITE | QUAY_OPEN_CREATE);

  EXPECT (c, file != NULL);
  EXPECT (c, write_text (c, file, 0, "hello"));
  EXPECT (c, FILE_CALL (c, file, close));
  EXPECT (c, holds (c, "new", "hello"));
}

static void
create_keeps (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_WRITE | QUAY_OPEN_CREATE);
  EXPECT (c, file != NULL);
  EXPECT (c, write_text (c, file, 2, "xy"));
  EXPECT (c, FILE_CALL (c, file, close));
  EXPECT (c, holds (c, "file", "01xy456789"));
}

static void
create_permissions (Case *c)
{
  g_autoptr (QuayRemoteFile) file
      = CALL (c, open_file, in (c, "new"), QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, 0600);
  GStatBuf st;

  EXPECT (c, file != NULL);
  EXPECT (c, FILE_CALL (c, file, close));
  g_stat (in (c, "new"), &st);
  EXPECT (c, (st.st_mode & 07777) == 0600);
}

static void
create_exclusive (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "kept");
  file = open_file (c, "file", QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE);
  EXPECT (c, file == NULL && is_exists (c));
  EXPECT (c, holds (c, "file", "kept"));
}

static void
truncate_on_open (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_TRUNCATE);
  EXPECT (c, file != NULL);
  EXPECT (c, write_text (c, file, 0, "new"));
  EXPECT (c, FILE_CALL (c, file, close));
  EXPECT (c, holds (c, "file", "new"));
}

static void
truncate_existing (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_WRITE | QUAY_OPEN_TRUNCATE);
  EXPECT (c, file != NULL);
  EXPECT (c, FILE_CALL (c, file, close));
  EXPECT (c, holds (c, "file", ""));
}

static void
append (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123");
  file = open_file (c, "file", QUAY_OPEN_WRITE | QUAY_OPEN_APPEND);
  EXPECT (c, file != NULL);
  EXPECT (c, write_text (c, file, 4, "45"));
  EXPECT (c, write_text (c, file, 6, "67"));
  EXPECT (c, FILE_CALL (c, file, close));
  EXPECT (c, holds (c, "file", "01234567"));
}

static void
read_and_write (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_READ | QUAY_OPEN_WRITE);
  EXPECT (c, file != NULL);
  EXPECT (c, write_text (c, file, 8, "abcd"));
  EXPECT (c, reads (c, file, 6, 100, "67abcd"));
  EXPECT (c, FILE_CALL (c, file, close));
}

static void
beyond_4_gib (Case *c)
{
  g_autoptr (QuayRemoteFile) file = open_file (c, "file", QUAY_OPEN_READ | QUAY_OPEN_WRITE | QUAY_OPEN_CREATE);
  g_autoptr (QuayFileInfo) info = NULL;

  EXPECT (c, file != NULL);
  EXPECT (c, write_text (c, file, BIG_OFFSET, "far away"));
  EXPECT (c, reads (c, file, BIG_OFFSET + 4, 100, "away"));
  EXPECT (c, FILE_CALL (c, file, close));
  info = CALL (c, stat, in (c, "file"), TRUE);
  EXPECT (c, info != NULL && quay_file_info_get_size (info) == BIG_OFFSET + 8);
}

static void
read_past_end (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123");
  file = open_file (c, "file", QUAY_OPEN_READ);
  EXPECT (c, file != NULL);
  EXPECT (c, reads (c, file, 4, 10, ""));
  EXPECT (c, reads (c, file, BIG_OFFSET, 10, ""));
  EXPECT (c, FILE_CALL (c, file, close));
}

static void
one_mib (Case *c)
{
  g_autoptr (QuayRemoteFile) source = NULL;
  g_autoptr (QuayRemoteFile) target = NULL;
  g_autoptr (GBytes) bytes = NULL;

  put_random (c, "source", 1024 * 1024 + 77);
  source = open_file (c, "source", QUAY_OPEN_READ);
  EXPECT (c, source != NULL);
  bytes = FILE_CALL (c, source, read, 0, 2 * 1024 * 1024);
  EXPECT (c, bytes != NULL && g_bytes_get_size (bytes) == 1024 * 1024 + 77);
  target = open_file (c, "target", QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE);
  EXPECT (c, target != NULL);
  EXPECT (c, FILE_CALL (c, target, write, 0, bytes));
  EXPECT (c, FILE_CALL (c, target, close));
  EXPECT (c, same (c, "source", "target"));
}

static void
fstat_open (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;
  g_autoptr (QuayFileInfo) info = NULL;

  put (c, "file", "0123");
  file = open_file (c, "file", QUAY_OPEN_READ);
  EXPECT (c, file != NULL);
  info = FILE_CALL (c, file, stat);
  EXPECT (c, info != NULL && quay_file_info_get_size (info) == 4);
  EXPECT (c, quay_file_info_get_file_type (info) == QUAY_FILE_TYPE_REGULAR);
}

static void
fsetstat_open (Case *c)
{
  g_autoptr (QuayFileChanges) changes = quay_file_changes_new ();
  g_autoptr (QuayRemoteFile) file = NULL;
  GStatBuf st;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_READ | QUAY_OPEN_WRITE);
  EXPECT (c, file != NULL);
  quay_file_changes_set_size (changes, 3);
  quay_file_changes_set_permissions (changes, 0640);
  EXPECT (c, FILE_CALL (c, file, set_attributes, changes));
  EXPECT (c, FILE_CALL (c, file, close));
  g_stat (in (c, "file"), &st);
  EXPECT (c, st.st_size == 3 && (st.st_mode & 07777) == 0640);
}

/* Closed by its end alone: more than a careless server lets files be open. */
static void
close_by_itself (Case *c)
{
  put (c, "file", "0123");
  for (int i = 0; i < 30; i++)
    {
      g_autoptr (QuayRemoteFile) file = open_file (c, "file", QUAY_OPEN_READ);

      EXPECT (c, file != NULL);
    }
}

static void
open_text (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "line\nline\n");
  file = open_file (c, "file", QUAY_OPEN_READ | QUAY_OPEN_TEXT);
  EXPECT (c, file != NULL);
  EXPECT (c, reads (c, file, 0, 4, "line"));
  EXPECT (c, FILE_CALL (c, file, close));
}

static void
open_nofollow (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;
  g_autoptr (QuayRemoteFile) linked = NULL;

  put (c, "file", "x");
  put_link (c, "link", "file");
  file = open_file (c, "file", QUAY_OPEN_READ | QUAY_OPEN_NOFOLLOW);
  EXPECT (c, file != NULL);
  linked = open_file (c, "link", QUAY_OPEN_READ | QUAY_OPEN_NOFOLLOW);
  EXPECT (c, linked == NULL);
}

static void
lock_and_unlock (Case *c)
{
  g_autoptr (QuayRemoteFile) file = NULL;

  put (c, "file", "0123456789");
  file = open_file (c, "file", QUAY_OPEN_READ | QUAY_OPEN_WRITE);
  EXPECT (c, file != NULL);
  EXPECT (c, FILE_CALL (c, file, lock, 2, 4, QUAY_LOCK_WRITE | QUAY_LOCK_ADVISORY));
  EXPECT (c, FILE_CALL (c, file, unlock, 2, 4));
  EXPECT (c, FILE_CALL (c, file, close));
}

const CaseKind data_cases[] = {
  { "open to read", open_read },
  { "open missing", open_missing },
  { "open denied", open_denied },
  { "open to write, denied", open_write_denied },
  { "open a folder", open_folder },
  { "open existing only", open_existing_only },
  { "open and create", open_create },
  { "create keeps what is there", create_keeps },
  { "create with permissions", create_permissions },
  { "create exclusive", create_exclusive },
  { "truncate on open", truncate_on_open },
  { "truncate existing", truncate_existing },
  { "append", append },
  { "read and write", read_and_write },
  { "beyond 4 GiB", beyond_4_gib },
  { "read past the end", read_past_end },
  { "1 MiB at once", one_mib },
  { "fstat", fstat_open },
  { "fsetstat", fsetstat_open },
  { "close by itself", close_by_itself },
  { "open as text", open_text },
  { "open without following", open_nofollow },
  { "lock and unlock", lock_and_unlock },
  { NULL, NULL },
};

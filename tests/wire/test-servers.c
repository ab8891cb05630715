/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "quay-codec.h"
#include "quay-framer.h"
#include "quay-sftp-protocol.h"

/* The codecs against real servers, which run on a pair of pipes: what we write is understood, what they write is read.
 * Programs that are not installed are skipped; QUAY_TEST_GESFTPSERVER names one that lies elsewhere. */

typedef struct
{
  GSubprocess *process;
  const QuayCodec *codec;
  QuayFramer *framer;
  QuayWriter writer;
  QuayReader reader;
  guint32 id;
  char *folder;
} Server;

static void
receive (Server *s, guint8 *type)
{
  GInputStream *from = g_subprocess_get_stdout_pipe (s->process);
  g_autoptr (GError) error = NULL;
  QuayPacket packet;

  while (!quay_framer_next (s->framer, &packet, &error))
    {
      gsize room;
      guint8 *to = quay_framer_reserve (s->framer, &room);
      gssize length = g_input_stream_read (from, to, room, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (length, >, 0);
      quay_framer_commit (s->framer, (gsize)length);
    }
  g_assert_no_error (error);
  quay_reader_init (&s->reader, packet.data, packet.size);
  *type = quay_reader_u8 (&s->reader);
}

/* Sends what was written, and receives the reply, which is of @type. */
static void
exchange (Server *s, guint8 type)
{
  GOutputStream *to = g_subprocess_get_stdin_pipe (s->process);
  g_autoptr (GError) error = NULL;
  guint8 got;

  g_output_stream_write_all (to, s->writer.data, s->writer.len, NULL, NULL, &error);
  g_assert_no_error (error);
  quay_writer_reset (&s->writer);
  receive (s, &got);
  g_assert_cmpuint (got, ==, type);
  if (type != SSH_FXP_VERSION)
    g_assert_cmpuint (quay_reader_u32 (&s->reader), ==, s->id++);
}

static void
expect_status (Server *s, QuayStatus expected)
{
  const guint8 *text;
  QuayStatus status;
  gsize length;

  exchange (s, SSH_FXP_STATUS);
  g_assert_true (quay_codec_get_status (s->codec, &s->reader, &status, &text, &length));
  g_assert_cmpint (status, ==, expected);
}

static void
expect_attrs (Server *s, QuayAttrs *attrs)
{
  exchange (s, SSH_FXP_ATTRS);
  g_assert_true (quay_codec_get_attrs (s->codec, &s->reader, attrs));
  g_assert_cmpuint (quay_reader_left (&s->reader), ==, 0);
}

static GBytes *
expect_handle (Server *s)
{
  GBytes *handle;

  exchange (s, SSH_FXP_HANDLE);
  handle = quay_codec_get_handle (s->codec, &s->reader);
  g_assert_nonnull (handle);

  return handle;
}

static gboolean
start (Server *s, guint version)
{
  g_autoptr (GHashTable) extensions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  const char *named = g_getenv ("QUAY_TEST_GESFTPSERVER");
  const char *candidates[]
      = { version == 3 ? "/usr/lib/openssh/sftp-server" : named, "/usr/lib/gesftpserver", "/usr/libexec/gesftpserver" };
  const char *program = NULL;
  guint got;

  for (guint i = 0; i < G_N_ELEMENTS (candidates) && program == NULL; i++)
    if (candidates[i] != NULL && g_file_test (candidates[i], G_FILE_TEST_IS_EXECUTABLE))
      program = candidates[i];
  if (program == NULL)
    return FALSE;
  s->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, NULL);
  g_assert_nonnull (s->process);
  s->codec = quay_codec_for_version (version);
  s->framer = quay_framer_new ();
  s->folder = g_dir_make_tmp ("quay-wire-XXXXXX", NULL);
  quay_codec_put_init (&s->writer, version);
  exchange (s, SSH_FXP_VERSION);
  g_assert_true (quay_codec_get_version_reply (&s->reader, &got, extensions));
  g_assert_cmpuint (got, ==, version);

  return TRUE;
}

static void
stop (Server *s)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (s->process), NULL, NULL);
  g_assert_true (g_subprocess_wait (s->process, NULL, NULL));
  g_clear_object (&s->process);
  g_assert_cmpint (g_rmdir (s->folder), ==, 0);
  g_free (s->folder);
  quay_framer_free (s->framer);
  quay_writer_clear (&s->writer);
}

static void
write_and_read (Server *s, const char *path)
{
  g_autoptr (GBytes) handle = NULL;
  g_auto (QuayAttrs) attrs = { 0 };
  QuayAttrs times = { .valid = QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME, .atime = 1000000001, .mtime = 1000000002 };
  const guint8 *payload;
  gsize length;
  gboolean end;

  quay_codec_put_open (s->codec, &s->writer, s->id, path,
                       QUAY_OPEN_READ | QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE,
                       &(QuayAttrs){ .valid = QUAY_ATTR_PERMISSIONS, .permissions = 0600 });
  handle = expect_handle (s);
  quay_codec_put_write_head (s->codec, &s->writer, s->id, handle, 3, 5);
  quay_writer_raw (&s->writer, "hello", 5);
  expect_status (s, QUAY_STATUS_OK);
  quay_codec_put_read (s->codec, &s->writer, s->id, handle, 0, 100);
  exchange (s, SSH_FXP_DATA);
  g_assert_true (quay_codec_get_data (s->codec, &s->reader, &payload, &length, &end));
  g_assert_cmpmem (payload, length, "\0\0\0hello", 8);
  quay_codec_put_fsetstat (s->codec, &s->writer, s->id, handle, &times);
  expect_status (s, QUAY_STATUS_OK);
  quay_codec_put_fstat (s->codec, &s->writer, s->id, handle, 0);
  expect_attrs (s, &attrs);
  g_assert_cmpuint (attrs.size, ==, 8);
  g_assert_cmpint (attrs.mtime, ==, 1000000002);
  g_assert_cmpint (attrs.type, ==, QUAY_FILE_TYPE_REGULAR);
  g_assert_cmpuint (attrs.permissions & 07777, ==, 0600);
  quay_codec_put_close (s->codec, &s->writer, s->id, handle);
  expect_status (s, QUAY_STATUS_OK);
}

static void
list (Server *s, const char *path, const char *name)
{
  g_autoptr (GBytes) handle = NULL;
  gboolean found = FALSE, end;
  guint32 count;

  quay_codec_put_opendir (s->codec, &s->writer, s->id, path);
  handle = expect_handle (s);
  quay_codec_put_readdir (s->codec, &s->writer, s->id, handle);
  exchange (s, SSH_FXP_NAME);
  g_assert_true (quay_codec_get_name_count (s->codec, &s->reader, &count));
  for (guint32 i = 0; i < count; i++)
    {
      g_auto (QuayNameEntry) entry = { 0 };

      g_assert_true (quay_codec_get_name_entry (s->codec, &s->reader, &entry));
      found = found || (entry.name_length == strlen (name) && memcmp (entry.name, name, entry.name_length) == 0);
    }
  g_assert_true (found);
  g_assert_true (quay_codec_get_name_end (s->codec, &s->reader, &end));
  g_assert_cmpuint (quay_reader_left (&s->reader), ==, 0);
  quay_codec_put_readdir (s->codec, &s->writer, s->id, handle);
  expect_status (s, QUAY_STATUS_EOF);
  quay_codec_put_close (s->codec, &s->writer, s->id, handle);
  expect_status (s, QUAY_STATUS_OK);
}

static void
link_and_rename (Server *s, const char *path, const char *other)
{
  g_auto (QuayAttrs) attrs = { 0 };

  quay_codec_put_symlink (s->codec, &s->writer, s->id, other, path, quay_codec_get_version (s->codec) == 3);
  expect_status (s, QUAY_STATUS_OK);
  quay_codec_put_lstat (s->codec, &s->writer, s->id, other, 0);
  expect_attrs (s, &attrs);
  g_assert_cmpint (attrs.type, ==, QUAY_FILE_TYPE_SYMLINK);
  quay_codec_put_stat (s->codec, &s->writer, s->id, other, 0);
  expect_attrs (s, &attrs);
  g_assert_cmpint (attrs.type, ==, QUAY_FILE_TYPE_REGULAR);
  quay_codec_put_remove (s->codec, &s->writer, s->id, other);
  expect_status (s, QUAY_STATUS_OK);
  quay_codec_put_rename (s->codec, &s->writer, s->id, path, other, 0);
  expect_status (s, QUAY_STATUS_OK);
  quay_codec_put_remove (s->codec, &s->writer, s->id, path);
  expect_status (s, QUAY_STATUS_NO_SUCH_FILE);
  quay_codec_put_remove (s->codec, &s->writer, s->id, other);
  expect_status (s, QUAY_STATUS_OK);
}

static void
test_conversation (gconstpointer data)
{
  Server s = { 0 };
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *other = NULL;

  if (!start (&s, GPOINTER_TO_UINT (data)))
    {
      g_test_skip ("no such server here");
      return;
    }
  folder = g_build_filename (s.folder, "d", NULL);
  file = g_build_filename (folder, "f \303\274", NULL);
  other = g_build_filename (folder, "g", NULL);
  quay_codec_put_mkdir (s.codec, &s.writer, s.id, folder, NULL);
  expect_status (&s, QUAY_STATUS_OK);
  write_and_read (&s, file);
  list (&s, folder, "f \303\274");
  link_and_rename (&s, file, other);
  quay_codec_put_rmdir (s.codec, &s.writer, s.id, folder);
  expect_status (&s, QUAY_STATUS_OK);
  stop (&s);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint version = 3; version <= 6; version++)
    {
      g_autofree char *path = g_strdup_printf ("/wire/servers/v%u", version);

      g_test_add_data_func (path, GUINT_TO_POINTER (version), test_conversation);
    }

  return g_test_run ();
}

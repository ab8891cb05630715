/* SPDX-License-Identifier: GPL-3.0-or-later */
/* RELIABILITY 27: the n-th request for memory whose size the server decides is refused, for every n: a failure, no
 * crash, and (under LeakSanitizer) no leak. The functions below stand in front of GLib's and the C library's in this
 * program. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "quay-codec.h"
#include "quay-extension.h"
#include "quay-framer.h"
#include "wire-bytes.h"

#define EXPORT __attribute__ ((visibility ("default")))

static guint n_asked;
static guint n_refused;
static guint refuse; /* the number of the request that is refused, 0: none */
static gboolean counting;

static gboolean
is_refused (void)
{
  if (!counting || ++n_asked != refuse)
    return FALSE;
  n_refused++;

  return TRUE;
}

EXPORT gpointer
g_try_malloc (gsize size)
{
  return is_refused () ? NULL : malloc (size);
}

EXPORT gpointer
g_try_malloc0 (gsize size)
{
  return is_refused () ? NULL : calloc (1, size);
}

EXPORT gpointer
g_try_malloc0_n (gsize n, gsize size)
{
  return is_refused () ? NULL : calloc (n, size);
}

EXPORT int
posix_memalign (void **memory, size_t alignment, size_t size)
{
  if (is_refused ())
    return ENOMEM;
  *memory = aligned_alloc (alignment, (size + alignment - 1) / alignment * alignment);

  return *memory != NULL ? 0 : ENOMEM;
}

/* Each gives TRUE where all went well, and leaves nothing behind. */
typedef gboolean (*Scenario) (void);

#define READER(reader, spec)                        \
  g_autoptr (GByteArray) bytes = wire_bytes (spec); \
  QuayReader reader;                                \
  quay_reader_init (&reader, bytes->data, bytes->len)

static gboolean
read_version (void)
{
  READER (reader, "00000003 00000004'name' 00000002'xx' 0000000d'another@there' 00000001'1'");
  g_autoptr (GHashTable) extensions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  guint version;

  return quay_codec_get_version_reply (&reader, &version, extensions);
}

static gboolean
read_handle (void)
{
  READER (reader, "00000004'h123'");
  g_autoptr (GBytes) handle = quay_codec_get_handle (quay_codec_for_version (3), &reader);

  return handle != NULL;
}

static gboolean
read_names_v3 (void)
{
  READER (reader, "00000002"
                  " 00000001'a' 00000004'long' 80000000 00000002 00000001'n' 00000001'd' 00000001'm' 00000000"
                  " 00000001'b' 00000004'long' 80000000 00000001 00000001'o' 00000003'xyz'");
  const QuayCodec *codec = quay_codec_for_version (3);
  guint32 count;

  if (!quay_codec_get_name_count (codec, &reader, &count))
    return FALSE;
  for (guint32 i = 0; i < count; i++)
    {
      QuayNameEntry entry;
      gboolean ok = quay_codec_get_name_entry (codec, &reader, &entry);

      quay_name_entry_clear (&entry);
      if (!ok)
        return FALSE;
    }

  return quay_reader_ok (&reader);
}

/* Every field there is. */
static gboolean
read_attrs_v6 (void)
{
  READER (reader,
          "8000fffd 01 0000000000000400 0000000000000800 00000001'o' 00000001'g' 000001ed 0000000000000001 00000002"
          " 0000000000000003 00000004 0000000000000005 00000006 0000000000000007 00000008"
          " 0000001e 00000003 00000001 00000001 00000040 00000005 00000006'GROUP@'"
          " 00000002 00000003 02 0000000a'text/plain' 00000009 00000002'u' ff 00000001 00000003'a@b' 00000002'xy'");
  g_auto (QuayAttrs) attrs = { 0 };

  return quay_codec_get_attrs (quay_codec_for_version (6), &reader, &attrs);
}

static gboolean
read_users_and_groups (void)
{
  READER (reader, "0000000f 00000003'ada' 00000004'anna' 00000009 00000005'users'");
  g_auto (GStrv) users = NULL;
  g_auto (GStrv) groups = NULL;

  return quay_extension_get_users_groups (&reader, 2, 1, &users, &groups);
}

static gboolean
read_check_file (void)
{
  READER (reader, "0000000a'check-file' 00000006'sha256' 0011223344");
  g_autofree char *algorithm = NULL;
  const guint8 *hashes;
  gsize length;

  return quay_extension_get_check_file (&reader, &algorithm, &hashes, &length);
}

static gboolean
read_supported (void)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("00000001 00000002 00000003 00000004 00000005 0006 0007"
                                             " 00000001 00000003'a@b' 00000002 00000001'x' 00000001'y'");
  g_autoptr (GBytes) data = g_bytes_new (bytes->data, bytes->len);
  g_auto (QuaySupported) supported = { 0 };

  return quay_extension_parse_supported2 (data, &supported);
}

static gboolean
read_vendor (void)
{
  g_autoptr (GByteArray) bytes = wire_bytes ("00000001'v' 00000001'p' 00000001'1' 0000000000000009");
  g_autoptr (GBytes) data = g_bytes_new (bytes->data, bytes->len);
  g_auto (QuayVendor) vendor = { 0 };

  return quay_extension_parse_vendor_id (data, &vendor);
}

static gboolean
read_texts (void)
{
  g_autoptr (GBytes) versions = g_bytes_new_static ("3,4,x", 5);
  g_autoptr (GBytes) charset = g_bytes_new_static ("UTF-8", 5);
  g_autofree char *name = quay_extension_parse_filename_charset (charset);

  return quay_extension_parse_versions (versions) != 0 && name != NULL;
}

/* A NAME of 3 MiB, in pieces; the framer goes on after a refusal, with the same bytes. */
static gboolean
frame_large (void)
{
  g_autoptr (QuayFramer) framer = quay_framer_new ();
  const guint32 length = 3 * 1024 * 1024;
  const guint8 head[5] = { 0, length >> 16, 0, 0, 104 };
  gboolean refused = FALSE;
  gsize done = 0;
  QuayPacket packet;

  while (done < length + 4)
    {
      gsize room;
      guint8 *to = quay_framer_reserve (framer, &room);

      if (to == NULL)
        {
          g_assert_false (refused);
          g_assert_cmpuint (quay_framer_get_pending (framer), ==, done);
          refused = TRUE;
          continue;
        }
      room = MIN (room, length + 4 - done);
      memset (to, 'x', room);
      if (done < sizeof head)
        memcpy (to, head + done, MIN (room, sizeof head - done));
      quay_framer_commit (framer, room);
      done += room;
    }
  g_assert_true (quay_framer_next (framer, &packet, NULL));
  g_assert_cmpuint (packet.size, ==, length);

  return !refused;
}

static void
test_every_request (gconstpointer data)
{
  Scenario scenario = (Scenario)data;
  guint n;

  for (n = 0;; n++)
    {
      gboolean ok;

      n_asked = n_refused = 0;
      refuse = n;
      counting = TRUE;
      ok = scenario ();
      counting = FALSE;
      /* Past the last request nothing is refused. */
      if (n > 0 && n_refused == 0)
        break;
      g_assert_cmpint (ok, ==, n == 0);
    }
  g_test_message ("%u requests", n - 1);
  g_assert_cmpuint (n, >, 1);
}

#define ADD(name, function) g_test_add_data_func ("/wire/memory/" name, (gconstpointer)function, test_every_request)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("version", read_version);
  ADD ("handle", read_handle);
  ADD ("names-v3", read_names_v3);
  ADD ("attrs-v6", read_attrs_v6);
  ADD ("users-and-groups", read_users_and_groups);
  ADD ("check-file", read_check_file);
  ADD ("supported", read_supported);
  ADD ("vendor", read_vendor);
  ADD ("texts", read_texts);
  ADD ("framer", frame_large);

  return g_test_run ();
}

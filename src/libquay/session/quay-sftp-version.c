/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The beginning of a conversation: which version is spoken, and what the server says of itself. */
#include "quay-sftp-session-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-text.h"

/* One READ or WRITE where the server does not say what it takes: every server takes this much (filexfer-02 section 3).
 */
#define DEFAULT_DATA (32 * 1024)
/* OpenSSH's own upper bound: 256 KiB less 1 KiB for the rest of the packet. */
#define MAX_DATA (255 * 1024)
/* Bytes of an extension's name that are kept for showing. */
#define MAX_EXTENSION 256
#define MAX_VENDOR 256

#define SSH_FXF_TEXT_MODE 0x00000020U
#define SSH_FXF_APPEND_DATA 0x00000008U
#define SSH_FXF_NOFOLLOW 0x00000400U
/* QuayLockFlags to a bit of "supported-block-vector": filexfer-13 section 5.4. */
#define LOCK_SHIFT 6
#define LOCK_MASK 0xfU

gboolean
quay_sftp_session_malformed (const QuayPacket *packet, GError **error)
{
  quay_set_error (error, QUAY_ERROR_INVALID_RESPONSE,
                  "The server's answer breaks the SFTP protocol (packet type %u, %" G_GSIZE_FORMAT
                  " bytes): " QUAY_ADVICE_BROKEN_SERVER,
                  packet->data[0], packet->size);
  return FALSE;
}

/* What the server announces */

static guint
feature_of (const char *extension)
{
  static const struct
  {
    const char *name;
    QuaySftpFeatures feature;
  } features[] = {
    { "posix-rename@openssh.com", QUAY_SFTP_HAS_POSIX_RENAME },
    { "fsync@openssh.com", QUAY_SFTP_HAS_FSYNC },
    { "statvfs@openssh.com", QUAY_SFTP_HAS_STATVFS },
    { "fstatvfs@openssh.com", QUAY_SFTP_HAS_FSTATVFS },
    { "hardlink@openssh.com", QUAY_SFTP_HAS_HARDLINK },
    { "limits@openssh.com", QUAY_SFTP_HAS_LIMITS },
    { "lsetstat@openssh.com", QUAY_SFTP_HAS_LSETSTAT },
    { "copy-data", QUAY_SFTP_HAS_COPY_DATA },
    { "copy-file", QUAY_SFTP_HAS_COPY_FILE },
    { "check-file-name", QUAY_SFTP_HAS_CHECK_FILE_NAME },
    { "check-file-handle", QUAY_SFTP_HAS_CHECK_FILE_HANDLE },
    { "check-file", QUAY_SFTP_HAS_CHECK_FILE },
    { "space-available", QUAY_SFTP_HAS_SPACE_AVAILABLE },
    { "home-directory", QUAY_SFTP_HAS_HOME_DIRECTORY },
    { "expand-path@openssh.com", QUAY_SFTP_HAS_EXPAND_PATH },
    { "users-groups-by-id@openssh.com", QUAY_SFTP_HAS_USERS_GROUPS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (features); i++)
    if (g_str_equal (features[i].name, extension))
      return features[i].feature;

  return 0;
}

static void
note_name (QuaySftpServer *server, GHashTable *names, const char *name)
{
  server->features |= feature_of (name);
  g_hash_table_add (names, quay_text_escape_message (name, -1, MAX_EXTENSION));
}

/* From version 5 on the names of what the server can do stand in the data of one extension (-13 section 5.4). */
static void
note_supported (QuaySftpSession *self, GHashTable *extensions, GHashTable *names)
{
  QuaySftpServer *server = &self->server;
  g_auto (QuaySupported) supported = { 0 };
  GBytes *data2 = g_hash_table_lookup (extensions, "supported2");
  GBytes *data = g_hash_table_lookup (extensions, "supported");

  if (data2 != NULL ? !quay_extension_parse_supported2 (data2, &supported)
                    : data == NULL || !quay_extension_parse_supported (data, &supported))
    return;
  server->has_supported = TRUE;
  server->attribute_bits = supported.attribute_bits;
  server->open_flags = supported.open_flags;
  server->access_mask = supported.access_mask;
  server->block_vector = supported.block_vector;
  self->told_read = supported.max_read_size;
  /* A mask of nothing is no mask: nobody would say so. */
  if (supported.attribute_mask != 0)
    server->settable = supported.attribute_mask;
  for (guint i = 0; supported.extensions[i] != NULL; i++)
    note_name (server, names, supported.extensions[i]);
}

static void
note_vendor (QuaySftpServer *server, GBytes *data)
{
  g_auto (QuayVendor) vendor = { 0 };
  g_autofree char *text = NULL;

  if (data == NULL || !quay_extension_parse_vendor_id (data, &vendor))
    return;
  text = vendor.build != 0 ? g_strdup_printf ("%s %s %s %" G_GUINT64_FORMAT, vendor.vendor, vendor.product,
                                              vendor.version, vendor.build)
                           : g_strdup_printf ("%s %s %s", vendor.vendor, vendor.product, vendor.version);
  g_free (server->vendor);
  server->vendor = quay_text_escape_message (g_strstrip (text), -1, MAX_VENDOR);
}

static void
note_data (QuaySftpServer *server, GHashTable *extensions)
{
  GBytes *newline = g_hash_table_lookup (extensions, "newline");
  GBytes *charset = g_hash_table_lookup (extensions, "filename-charset");
  GBytes *versions = g_hash_table_lookup (extensions, "versions");

  note_vendor (server, g_hash_table_lookup (extensions, "vendor-id"));
  if (newline != NULL)
    server->newline = quay_extension_parse_newline (newline);
  if (charset != NULL)
    {
      g_free (server->charset);
      server->charset = quay_extension_parse_filename_charset (charset);
    }
  if (versions != NULL)
    server->versions = quay_extension_parse_versions (versions);
}

/* A server that says so itself knows better than its name does. */
static void
note_link_order (QuaySftpSession *self, GBytes *data)
{
  gboolean link_first;

  if (data == NULL || !quay_extension_parse_symlink_order (data, &link_first))
    return;
  self->quirks &= ~(guint)QUAY_SFTP_DRAFT_LINKS;
  if (link_first)
    self->quirks |= QUAY_SFTP_DRAFT_LINKS;
}

static char **
sort_names (GHashTable *names)
{
  g_autoptr (GStrvBuilder) sorted = g_strv_builder_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (names), (GCompareFunc)strcmp);

  for (GList *l = keys; l != NULL; l = l->next)
    g_strv_builder_add (sorted, l->data);

  return g_strv_builder_end (sorted);
}

static void
note_extensions (QuaySftpSession *self, GHashTable *extensions)
{
  QuaySftpServer *server = &self->server;
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, extensions);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    note_name (server, names, name);
  note_supported (self, extensions, names);
  note_data (server, extensions);
  note_link_order (self, g_hash_table_lookup (extensions, "symlink-order@rjk.greenend.org.uk"));
  if (self->quirks & QUAY_SFTP_WRONG_HASHES)
    server->features
        &= ~(guint)(QUAY_SFTP_HAS_CHECK_FILE | QUAY_SFTP_HAS_CHECK_FILE_NAME | QUAY_SFTP_HAS_CHECK_FILE_HANDLE);
  if (self->quirks & QUAY_SFTP_BROKEN_HOME)
    server->features &= ~(guint)QUAY_SFTP_HAS_HOME_DIRECTORY;
  server->lstat_follows_links = (self->quirks & QUAY_SFTP_LSTAT_FOLLOWS) != 0;
  server->hashes_whole_files_only = (self->quirks & QUAY_SFTP_HASHES_WHOLE_FILES) != 0;
  server->extensions = sort_names (names);
}

/* Limits */

static void
bound_data (QuaySftpSession *self)
{
  if (self->max_data == 0)
    return;
  self->server.max_read = MIN (self->server.max_read, self->max_data);
  self->server.max_write = MIN (self->server.max_write, self->max_data);
}

/* The answer is taken in quay_sftp_session_take_told_limits; requests that follow this one are answered after it. */
static void
ask_limits (QuaySftpSession *self)
{
  guint32 id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS | QUAY_EXPECT_LIMITS, NULL, NULL);

  quay_extension_put_limits (&self->scratch, id);
  quay_sftp_session_queue_scratch (self);
}

void
quay_sftp_session_take_told_limits (QuaySftpSession *self, const QuayLimits *limits)
{
  /* 0 means "no limit said". */
  if (limits->max_read > 0)
    self->server.max_read = CLAMP (limits->max_read, 1024, MAX_DATA);
  if (limits->max_write > 0)
    self->server.max_write = CLAMP (limits->max_write, 1024, MAX_DATA);
  self->server.max_packet = limits->max_packet;
  self->server.max_handles = limits->max_handles;
  bound_data (self);
}

/* Another conversation's limits are known already, and count. "supported" names one for READ only (-13 section 5.4). */
static void
set_limits (QuaySftpSession *self)
{
  if (self->server.max_read != 0)
    return;
  self->server.max_read = self->told_read > 0 ? CLAMP (self->told_read, 1024, MAX_DATA) : DEFAULT_DATA;
  self->server.max_write = DEFAULT_DATA;
  bound_data (self);
  if (self->server.features & QUAY_SFTP_HAS_LIMITS)
    ask_limits (self);
}

/* The version */

/* Names come as bytes, and go as such: where the server's own are UTF-8 it need not look into them (-13 section 6).
 * Others it had better translate, since version 4 and later speak UTF-8. */
static void
stop_translation (QuaySftpSession *self)
{
  guint32 id;

  if (self->server.version < 4 || self->server.charset == NULL
      || (g_ascii_strcasecmp (self->server.charset, "UTF-8") != 0
          && g_ascii_strcasecmp (self->server.charset, "UTF8") != 0))
    return;
  id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS, NULL, NULL);
  quay_extension_put_filename_translation (&self->scratch, id, FALSE);
  quay_sftp_session_queue_scratch (self);
}

static void
begin (QuaySftpSession *self, guint version)
{
  QuaySftpStartedFunc func = g_steal_pointer (&self->started);

  self->codec = quay_codec_for_version (version);
  self->server.version = version;
  self->server.settable = quay_codec_attrs_from_mask (self->codec, self->server.settable);
  if (quay_codec_has_link (self->codec) && !(self->quirks & QUAY_SFTP_NO_LINK))
    self->server.features |= QUAY_SFTP_HAS_LINK | QUAY_SFTP_HAS_LOCKS;
  set_limits (self);
  stop_translation (self);
  self->open = TRUE;
  if (func != NULL)
    func (self, NULL, self->started_data);
}

static void
on_version_selected (QuaySftpSession *self, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (reply->error != NULL)
    return;
  if (quay_sftp_reply_ok (reply))
    {
      begin (self, self->selected_version);
      return;
    }
  quay_set_error (&error, QUAY_ERROR_SFTP_VERSION,
                  "The server lists SFTP version %u and then refuses to speak it; try another version",
                  self->selected_version);
  quay_sftp_session_fail (self, error);
}

/* The first request, and the only one until it is answered: -13 section 5.5. */
static void
select_version (QuaySftpSession *self, const char *name, guint version)
{
  guint32 id;

  self->codec = quay_codec_for_version (3); /* STATUS is the same in all */
  self->selected_version = version;
  id = quay_sftp_session_add_slot (self, QUAY_EXPECT_STATUS, on_version_selected, NULL);
  quay_extension_put_version_select (&self->scratch, id, name);
  quay_sftp_session_queue_scratch (self);
}

/* The list holds one that suits better than the answer: a higher one that was wanted, or any at all. */
static char *
pick_better (const QuaySftpSession *self, guint answered, GBytes *list, guint *version)
{
  g_autofree char *name = list != NULL ? quay_extension_pick_version (list, self->wanted_version, version) : NULL;

  if (name == NULL || *version == answered || (answered <= self->wanted_version && *version < answered))
    return NULL;

  return g_steal_pointer (&name);
}

static gboolean
refuse_version (QuaySftpSession *self, guint version, GError **error)
{
  g_autofree char *wanted = self->wanted_version > 3 ? g_strdup_printf ("versions 3 to %u were", self->wanted_version)
                                                     : g_strdup ("version 3 was");

  quay_set_error (
      error, QUAY_ERROR_SFTP_VERSION,
      "The server answers with SFTP version %u, but %s offered; allow a higher version, or ask whoever runs "
      "the server which it speaks",
      version, wanted);

  return FALSE;
}

gboolean
quay_sftp_session_take_version (QuaySftpSession *self, const QuayPacket *packet, GError **error)
{
  g_autoptr (GHashTable) extensions
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_autofree char *name = NULL;
  guint version, better = 0;
  QuayReader reader;

  quay_reader_init (&reader, packet->data + 1, packet->size - 1);
  if (packet->data[0] != SSH_FXP_VERSION || !quay_codec_get_version_reply (&reader, &version, extensions))
    return quay_sftp_session_malformed (packet, error);
  name = pick_better (self, version, g_hash_table_lookup (extensions, "versions"), &better);
  if (name == NULL && (version < 3 || version > self->wanted_version))
    return refuse_version (self, version, error);
  self->server.settable = G_MAXUINT32;
  self->server.version = version;
  note_extensions (self, extensions);
  if (name != NULL)
    select_version (self, name, better);
  else
    begin (self, version);

  return TRUE;
}

/* What of the flags may be used */

gboolean
quay_sftp_session_can_open (QuaySftpSession *self, QuayOpenFlags flags)
{
  guint32 wire = 0;

  if ((flags & QUAY_OPEN_TEXT) != 0)
    wire |= SSH_FXF_TEXT_MODE;
  if ((flags & QUAY_OPEN_APPEND) != 0)
    wire |= SSH_FXF_APPEND_DATA;
  if ((flags & QUAY_OPEN_NOFOLLOW) != 0)
    wire |= SSH_FXF_NOFOLLOW;
  if ((flags & QUAY_OPEN_TEXT) != 0 && self->server.version < 4)
    return FALSE;
  if ((flags & QUAY_OPEN_NOFOLLOW) != 0 && self->server.version < 6)
    return FALSE;
  if (!self->server.has_supported || self->server.version < 5)
    return TRUE;

  return (wire & ~self->server.open_flags) == 0;
}

gboolean
quay_sftp_session_can_lock (QuaySftpSession *self, QuayLockFlags flags)
{
  if (!(self->server.features & QUAY_SFTP_HAS_LOCKS))
    return FALSE;
  if (!self->server.has_supported)
    return TRUE;

  return (self->server.block_vector & 1U << ((flags >> LOCK_SHIFT) & LOCK_MASK)) != 0;
}

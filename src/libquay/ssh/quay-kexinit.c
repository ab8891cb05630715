/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-kexinit.h"

#include <string.h>

#include "quay-blob.h"
#include "quay-error-private.h"
#include "quay-pattern.h"
#include "quay-text.h"

#define SSH_MSG_KEXINIT 20
#define COOKIE_SIZE 16

/* RFC 4253 section 4.2 lets a server say something before its identification. Lines of 255 bytes are what it allows;
 * this much is what OpenSSH's client puts up with. */
#define MAX_LINE 8192
#define MAX_LINES_BEFORE 1024
#define MAX_BYTES_BEFORE (64 * 1024)

/* What libssh2 takes as one packet; a KEXINIT is about 1500 bytes. */
#define MAX_PACKET 40000

/* How much of a stranger's words goes into a sentence. */
#define MAX_QUOTE 200

typedef enum
{
  IN_LINES,
  IN_PACKET,
  COMPLETE,
  REFUSED,
} State;

struct _QuayKexinit
{
  State state;
  guint n_lines_before;
  gsize n_bytes_before;

  /* Owned */
  GByteArray *pending; /* not yet a whole line or packet */
  GString *heard;      /* the beginning of what came before the identification */
  char *pattern;       /* nullable */
  char *identification;
  char **lists[QUAY_KEXINIT_N_LISTS];
};

QuayKexinit *
quay_kexinit_new (void)
{
  QuayKexinit *self = g_new0 (QuayKexinit, 1);

  self->pending = g_byte_array_new ();
  self->heard = g_string_new (NULL);

  return self;
}

void
quay_kexinit_free (QuayKexinit *self)
{
  for (int i = 0; i < QUAY_KEXINIT_N_LISTS; i++)
    g_strfreev (self->lists[i]);
  g_free (self->pattern);
  g_free (self->identification);
  g_string_free (self->heard, TRUE);
  g_byte_array_unref (self->pending);
  g_free (self);
}

void
quay_kexinit_set_pattern (QuayKexinit *self, const char *pattern)
{
  g_set_str (&self->pattern, pattern);
}

static void
refuse (QuayKexinit *self, GError **error)
{
  g_autofree char *heard = NULL;

  self->state = REFUSED;
  heard = quay_kexinit_dup_heard (self);
  quay_set_error (error, QUAY_ERROR_PROTOCOL_VERSION, "this is not an SSH server, it says “%s”; check the port",
                  heard != NULL ? heard : "");
}

static void
remember_heard (QuayKexinit *self, const char *bytes, gsize size)
{
  if (self->heard->len < MAX_QUOTE * 4)
    g_string_append_len (self->heard, bytes, MIN (size, MAX_QUOTE * 4));
}

/* Greetings of what people most often find on a port they mistake for SSH's. Such a server waits for us while we wait
 * for it; there is no need to let the deadline pass. */
static gboolean
is_foreign_greeting (const char *line, gsize length)
{
  static const char *const greetings[]
      = { "HTTP/", "220 ", "220-", "+OK", "* OK", "* PREAUTH", "RFB ", "<", "@RSYNCD" };

  for (gsize i = 0; i < G_N_ELEMENTS (greetings); i++)
    if (length >= strlen (greetings[i]) && memcmp (line, greetings[i], strlen (greetings[i])) == 0)
      return TRUE;

  for (gsize i = 0; i < length; i++)
    if (((guchar)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7f)
      return TRUE;

  return !g_utf8_validate (line, length, NULL);
}

static gboolean
is_wanted (QuayKexinit *self, const char *identification)
{
  if (self->pattern != NULL)
    return quay_pattern_list_matches (self->pattern, identification);

  return g_str_has_prefix (identification, "SSH-2.0-") || g_str_has_prefix (identification, "SSH-1.99-");
}

static gboolean
take_identification (QuayKexinit *self, const char *line, gsize length, GError **error)
{
  g_autofree char *shown = NULL;

  shown = quay_text_escape_message (line, length, MAX_QUOTE);
  if (is_wanted (self, shown))
    {
      self->identification = g_steal_pointer (&shown);
      self->state = IN_PACKET;
      return TRUE;
    }
  if (self->pattern != NULL)
    quay_set_error (error, QUAY_ERROR_PROTOCOL_VERSION,
                    "the server says that it is “%s”, which no pattern in the site's settings allows; see which server "
                    "it is, or change the patterns",
                    shown);
  else if (g_str_has_prefix (shown, "SSH-1."))
    quay_set_error (error, QUAY_ERROR_PROTOCOL_VERSION,
                    "the server speaks SSH 1 only (“%s”), which protects nothing; it needs an SSH 2 server", shown);
  else
    quay_set_error (error, QUAY_ERROR_PROTOCOL_VERSION, "the server speaks an unknown version of SSH (“%s”)", shown);

  return FALSE;
}

static gboolean
take_line (QuayKexinit *self, const char *line, gsize length, GError **error)
{
  while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
    length--;
  if (length >= 4 && memcmp (line, "SSH-", 4) == 0)
    return take_identification (self, line, length, error);
  remember_heard (self, line, length);
  remember_heard (self, "\n", 1);
  self->n_lines_before++;
  self->n_bytes_before += length + 1;
  if (!is_foreign_greeting (line, length) && self->n_lines_before <= MAX_LINES_BEFORE
      && self->n_bytes_before <= MAX_BYTES_BEFORE)
    return TRUE;
  refuse (self, error);

  return FALSE;
}

/* byte SSH_MSG_KEXINIT, byte[16] cookie, name-list × 10, boolean first_kex_packet_follows, uint32 0 */
static gboolean
parse_kexinit (QuayKexinit *self, const guint8 *payload, gsize size)
{
  QuayBlob blob;

  quay_blob_init (&blob, payload, size);
  if (quay_blob_get_byte (&blob) != SSH_MSG_KEXINIT)
    return FALSE;
  quay_blob_get_raw (&blob, COOKIE_SIZE);
  for (int i = 0; i < QUAY_KEXINIT_N_LISTS; i++)
    {
      gsize length = 0;
      const guint8 *list = quay_blob_get_string (&blob, &length);
      g_autofree char *names = list != NULL ? quay_text_escape ((const char *)list, length) : g_strdup ("");

      self->lists[i] = g_strsplit (names, ",", -1);
    }
  quay_blob_get_byte (&blob);
  quay_blob_get_uint32 (&blob);

  return !blob.failed;
}

/* uint32 packet_length, byte padding_length, payload, padding: RFC 4253 section 6, before there is a cipher. Returns
 * the size of what was used up, 0 where more is needed, -1 with @error. */
static gssize
take_packet (QuayKexinit *self, const guint8 *bytes, gsize size, GError **error)
{
  guint32 length;
  guint padding;

  if (size < 5)
    return 0;
  length = (guint32)bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3];
  padding = bytes[4];
  if (length > MAX_PACKET || length < padding + 2u)
    {
      quay_set_error (error, QUAY_ERROR_UNSUPPORTED_MESSAGE,
                      "the server broke the SSH protocol: its first packet claims to have %u bytes", length);
      return -1;
    }
  if (size < 4 + length)
    return 0;
  /* IGNORE and DEBUG may come first, and DISCONNECT in its place: libssh2 sees to those. */
  if (bytes[5] == SSH_MSG_KEXINIT)
    {
      self->state = COMPLETE;
      if (!parse_kexinit (self, bytes + 5, length - padding - 1))
        {
          quay_set_error (error, QUAY_ERROR_UNSUPPORTED_MESSAGE,
                          "the server broke the SSH protocol: its KEXINIT is malformed");
          return -1;
        }
    }

  return 4 + length;
}

static gssize
take_next (QuayKexinit *self, const guint8 *bytes, gsize size, GError **error)
{
  const guint8 *end;

  if (self->state == IN_PACKET)
    return take_packet (self, bytes, size, error);
  end = memchr (bytes, '\n', size);
  if (end == NULL && size < MAX_LINE)
    return 0;
  if (end != NULL && take_line (self, (const char *)bytes, end + 1 - bytes, error))
    return end + 1 - bytes;
  if (end == NULL)
    {
      remember_heard (self, (const char *)bytes, size);
      refuse (self, error);
    }

  return -1;
}

gboolean
quay_kexinit_feed (QuayKexinit *self, const guint8 *bytes, gsize size, GError **error)
{
  gsize used = 0;

  if (self->state == COMPLETE || size == 0)
    return TRUE;
  g_byte_array_append (self->pending, bytes, size);
  while (self->state != COMPLETE && used < self->pending->len)
    {
      gssize n = take_next (self, self->pending->data + used, self->pending->len - used, error);

      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      used += n;
    }
  if (self->state == COMPLETE)
    g_byte_array_set_size (self->pending, 0);
  else
    g_byte_array_remove_range (self->pending, 0, used);

  return TRUE;
}

const char *
quay_kexinit_get_identification (QuayKexinit *self)
{
  return self->identification;
}

char *
quay_kexinit_dup_heard (QuayKexinit *self)
{
  g_autoptr (GString) heard = g_string_new_len (self->heard->str, self->heard->len);

  if (self->state == IN_LINES)
    g_string_append_len (heard, (const char *)self->pending->data, self->pending->len);
  while (heard->len > 0 && (heard->str[heard->len - 1] == '\n' || heard->str[heard->len - 1] == '\r'))
    g_string_truncate (heard, heard->len - 1);
  if (heard->len == 0)
    return NULL;

  return quay_text_escape_message (heard->str, heard->len, MAX_QUOTE);
}

gboolean
quay_kexinit_is_complete (QuayKexinit *self)
{
  return self->state == COMPLETE;
}

const char *const *
quay_kexinit_get_list (QuayKexinit *self, QuayKexinitList list)
{
  return (const char *const *)self->lists[list];
}

gboolean
quay_kexinit_offers (QuayKexinit *self, QuayKexinitList list, const char *name)
{
  return self->lists[list] != NULL && g_strv_contains ((const char *const *)self->lists[list], name);
}

/* RFC 4253 section 7.1: the first of the client's that the server has too. */
static const char *
choose (QuayKexinit *client, QuayKexinit *server, QuayKexinitList list)
{
  for (char **name = client->lists[list]; *name != NULL; name++)
    if (quay_kexinit_offers (server, list, *name))
      return *name;

  return NULL;
}

gboolean
quay_kexinit_is_marker (const char *name)
{
  return g_str_has_prefix (name, "ext-info-") || g_str_has_prefix (name, "kex-strict-");
}

/* Ciphers that authenticate by themselves need no MAC. */
static gboolean
is_authenticated_cipher (const char *name)
{
  return name != NULL && (strstr (name, "gcm") != NULL || strstr (name, "poly1305") != NULL);
}

QuayKexinitList
quay_kexinit_find_mismatch (QuayKexinit *client, QuayKexinit *server)
{
  if (client->state != COMPLETE || server->state != COMPLETE)
    return QUAY_KEXINIT_N_LISTS;
  for (QuayKexinitList list = QUAY_KEXINIT_KEX; list <= QUAY_KEXINIT_COMPRESSION_SC; list++)
    {
      const char *chosen = choose (client, server, list);
      gboolean is_mac = list == QUAY_KEXINIT_MAC_CS || list == QUAY_KEXINIT_MAC_SC;

      if (is_mac && is_authenticated_cipher (choose (client, server, list - 2)))
        continue;
      if (chosen == NULL || quay_kexinit_is_marker (chosen))
        return list;
    }

  return QUAY_KEXINIT_N_LISTS;
}

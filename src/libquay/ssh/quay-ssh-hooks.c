/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-ssh-hooks.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "quay-blob.h"
#include "quay-secret.h"
#include "quay-text.h"

/* What is taken from the transport at once: a few dozen SSH packets for one system call. */
#define IN_SIZE (256 * 1024)

/* The queue's front is cut off when this much of it has gone. */
#define OUT_COMPACT (1024 * 1024)

#define SSH_MSG_USERAUTH_FAILURE 51
#define MAX_FAREWELL 300

struct _QuaySshWire
{
  QuayChannel *transport; /* owned */
  QuayKexinit *ours, *theirs;
  guint8 *in;
  gsize in_start, in_end;
  GByteArray *out;
  gsize out_start;
  gboolean drained; /* the last read took all there was */
  gboolean ended;
  gboolean dead;
  GError *error;
  char *farewell;
  guint64 received, sent;
  gint64 last_moved;

  gpointer client; /* borrowed */
  gboolean authenticating;
  char **methods; /* of the last failure, not taken yet */
  gboolean partial;
};

QuaySshWire *
quay_ssh_wire_new (QuayChannel *transport)
{
  QuaySshWire *self = g_new0 (QuaySshWire, 1);

  self->transport = g_object_ref (transport);
  self->ours = quay_kexinit_new ();
  self->theirs = quay_kexinit_new ();
  self->in = g_malloc (IN_SIZE);
  self->out = g_byte_array_new ();

  return self;
}

void
quay_ssh_wire_free (QuaySshWire *self)
{
  g_clear_object (&self->transport);
  g_clear_pointer (&self->ours, quay_kexinit_free);
  g_clear_pointer (&self->theirs, quay_kexinit_free);
  g_clear_pointer (&self->in, g_free);
  g_clear_pointer (&self->out, g_byte_array_unref);
  g_clear_pointer (&self->farewell, g_free);
  g_clear_pointer (&self->methods, g_strfreev);
  g_clear_error (&self->error);
  g_free (self);
}

/*
 * Memory. libssh2 frees passwords as it frees everything else; knowing the size is what it takes to wipe them.
 */
typedef struct
{
  gsize size;
  gsize unused; /* keeps what follows aligned as malloc() does */
} MemoryHeader;

void *
quay_ssh_wire_alloc (gsize size)
{
  MemoryHeader *header = size <= G_MAXSIZE - sizeof (MemoryHeader) ? malloc (sizeof (MemoryHeader) + size) : NULL;

  if (header == NULL)
    return NULL;
  header->size = size;

  return header + 1;
}

char *
quay_ssh_wire_alloc_text (const char *text, gsize *length)
{
  gsize size = strlen (text);
  char *copy = quay_ssh_wire_alloc (size + 1);

  if (copy != NULL)
    memcpy (copy, text, size + 1);
  *length = copy != NULL ? size : 0;

  return copy;
}

/* byte SSH_MSG_USERAUTH_FAILURE, name-list, boolean partial success: RFC 4252 section 5.1. libssh2 keeps neither, and
 * asking again by the method "none" would count as a failed attempt. */
static void
note_failure (QuaySshWire *self, const guint8 *bytes, gsize size)
{
  g_autofree char *names = NULL;
  const guint8 *list;
  gsize length = 0;
  QuayBlob blob;
  guint8 partial;

  quay_blob_init (&blob, bytes, size);
  if (quay_blob_get_byte (&blob) != SSH_MSG_USERAUTH_FAILURE)
    return;
  list = quay_blob_get_string (&blob, &length);
  partial = quay_blob_get_byte (&blob);
  if (blob.failed || partial > 1)
    return;
  for (gsize i = 0; i < length; i++)
    if (list[i] <= 0x20 || list[i] >= 0x7f)
      return;
  names = g_strndup ((const char *)list, length);
  g_strfreev (self->methods);
  self->methods = g_strsplit (names, ",", -1);
  self->partial = partial;
}

static void
forget_memory (QuaySshWire *self, MemoryHeader *header)
{
  if (self != NULL && self->authenticating)
    {
      note_failure (self, (const guint8 *)(header + 1), header->size);
      quay_secret_wipe (header + 1, header->size);
    }
  free (header);
}

static LIBSSH2_ALLOC_FUNC (alloc_hook)
{
  return quay_ssh_wire_alloc (count);
}

static LIBSSH2_FREE_FUNC (free_hook)
{
  if (ptr != NULL)
    forget_memory (*abstract, (MemoryHeader *)ptr - 1);
}

static LIBSSH2_REALLOC_FUNC (realloc_hook)
{
  void *larger = quay_ssh_wire_alloc (count);

  if (larger == NULL || ptr == NULL)
    return larger;
  memcpy (larger, ptr, MIN (count, ((MemoryHeader *)ptr - 1)->size));
  forget_memory (*abstract, (MemoryHeader *)ptr - 1);

  return larger;
}

static void
fail (QuaySshWire *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
  self->ended = TRUE;
}

void
quay_ssh_wire_flush (QuaySshWire *self)
{
  while (self->out_start < self->out->len && !self->ended)
    {
      GError *error = NULL;
      gssize n = quay_channel_write (self->transport, self->out->data + self->out_start,
                                     self->out->len - self->out_start, &error);

      if (n == QUAY_CHANNEL_WOULD_BLOCK)
        break;
      if (n < 0)
        fail (self, error);
      else
        {
          self->out_start += n;
          self->last_moved = g_get_monotonic_time ();
        }
    }
  if (self->out_start == self->out->len)
    g_byte_array_set_size (self->out, self->out_start = 0);
  else if (self->out_start > OUT_COMPACT)
    {
      g_byte_array_remove_range (self->out, 0, self->out_start);
      self->out_start = 0;
    }
}

static LIBSSH2_SEND_FUNC (send_hook)
{
  QuaySshWire *self = *abstract;
  gssize n = 0;

  if (self->dead || self->ended)
    return -ECONNRESET;
  quay_kexinit_feed (self->ours, buffer, length, NULL);
  self->sent += length;
  if (self->out->len == 0)
    {
      GError *error = NULL;

      n = quay_channel_write (self->transport, buffer, length, &error);
      if (n == QUAY_CHANNEL_WOULD_BLOCK)
        n = 0;
      else if (n < 0)
        {
          fail (self, error);
          return -ECONNRESET;
        }
    }
  if ((gsize)n < length)
    g_byte_array_append (self->out, (const guint8 *)buffer + n, length - n);

  return length;
}

/* The end of the stream is not told here: libssh2 would then refuse to hand out what it already has. Whoever waits for
 * more learns of it from quay_ssh_wire_has_ended. */
static LIBSSH2_RECV_FUNC (recv_hook)
{
  QuaySshWire *self = *abstract;
  gsize n = MIN (length, self->in_end - self->in_start);

  if (self->dead)
    return -ECONNRESET;
  if (n == 0)
    return -EAGAIN;
  memcpy (buffer, self->in + self->in_start, n);
  self->in_start += n;

  return n;
}

static LIBSSH2_DISCONNECT_FUNC (disconnect_hook)
{
  QuaySshWire *self = *abstract;

  g_free (self->farewell);
  self->farewell = quay_text_escape_message (message != NULL ? message : "", MAX (message_len, 0), MAX_FAREWELL);
}

LIBSSH2_SESSION *
quay_ssh_wire_make_session (QuaySshWire *self)
{
  LIBSSH2_SESSION *session = libssh2_session_init_ex (alloc_hook, free_hook, realloc_hook, self);

  if (session == NULL)
    return NULL;
  libssh2_session_set_blocking (session, 0);
  libssh2_session_flag (session, LIBSSH2_FLAG_SERVICE_LATER, 1);
  libssh2_session_callback_set2 (session, LIBSSH2_CALLBACK_SEND, (libssh2_cb_generic *)send_hook);
  libssh2_session_callback_set2 (session, LIBSSH2_CALLBACK_RECV, (libssh2_cb_generic *)recv_hook);
  libssh2_session_callback_set2 (session, LIBSSH2_CALLBACK_DISCONNECT, (libssh2_cb_generic *)disconnect_hook);

  return session;
}

void
quay_ssh_wire_set_client (QuaySshWire *self, gpointer client)
{
  self->client = client;
}

gpointer
quay_ssh_wire_get_client (QuaySshWire *self)
{
  return self->client;
}

static gboolean
listen_in (QuaySshWire *self, gsize from)
{
  GError *error = NULL;

  if (quay_kexinit_feed (self->theirs, self->in + from, self->in_end - from, &error))
    return TRUE;
  /* libssh2 must not see any of it. */
  self->in_start = self->in_end = 0;
  fail (self, error);

  return FALSE;
}

gssize
quay_ssh_wire_fill (QuaySshWire *self)
{
  GError *error = NULL;
  gsize from;
  gssize n;

  if (self->ended || self->dead)
    return 0;
  if (self->in_start == self->in_end)
    self->in_start = self->in_end = 0;
  if (self->in_end == IN_SIZE)
    return QUAY_CHANNEL_WOULD_BLOCK;
  from = self->in_end;
  n = quay_channel_read (self->transport, self->in + from, IN_SIZE - from, &error);
  self->drained = n < (gssize)(IN_SIZE - from);
  if (n == QUAY_CHANNEL_WOULD_BLOCK)
    return n;
  if (n < 0)
    fail (self, error);
  self->ended |= n <= 0;
  if (n <= 0)
    return 0;
  self->in_end += n;
  self->received += n;
  self->last_moved = g_get_monotonic_time ();

  return listen_in (self, from) ? n : 0;
}

gboolean
quay_ssh_wire_is_drained (QuaySshWire *self)
{
  return self->drained;
}

gsize
quay_ssh_wire_get_unsent (QuaySshWire *self)
{
  return self->out->len - self->out_start;
}

gsize
quay_ssh_wire_get_unread (QuaySshWire *self)
{
  return self->in_end - self->in_start;
}

void
quay_ssh_wire_kill (QuaySshWire *self)
{
  self->dead = TRUE;
}

gboolean
quay_ssh_wire_has_ended (QuaySshWire *self)
{
  return self->ended || self->dead;
}

const GError *
quay_ssh_wire_get_error (QuaySshWire *self)
{
  return self->error;
}

const char *
quay_ssh_wire_get_farewell (QuaySshWire *self)
{
  return self->farewell;
}

QuayKexinit *
quay_ssh_wire_get_ours (QuaySshWire *self)
{
  return self->ours;
}

QuayKexinit *
quay_ssh_wire_get_theirs (QuaySshWire *self)
{
  return self->theirs;
}

guint64
quay_ssh_wire_get_received (QuaySshWire *self)
{
  return self->received;
}

guint64
quay_ssh_wire_get_sent (QuaySshWire *self)
{
  return self->sent;
}

gint64
quay_ssh_wire_get_last_moved (QuaySshWire *self)
{
  return self->last_moved;
}

void
quay_ssh_wire_begin_auth (QuaySshWire *self)
{
  self->authenticating = TRUE;
}

void
quay_ssh_wire_end_auth (QuaySshWire *self)
{
  self->authenticating = FALSE;
  g_clear_pointer (&self->methods, g_strfreev);
}

char **
quay_ssh_wire_take_failure (QuaySshWire *self, gboolean *partial)
{
  *partial = self->methods != NULL && self->partial;

  return g_steal_pointer (&self->methods);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-sftp-session-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-ready-source.h"
#include "quay-text.h"

/* Requests under way at once: the index half of an id. */
#define MAX_SLOTS 65535
/* Small requests are gathered in blocks of this size. */
#define SMALL_BLOCK (16 * 1024)
/* So many bytes of a packet within the timeout are a sign of life, fewer are not. */
#define MIN_PROGRESS 1024
/* What one dispatch reads at most, so that the thread's other sources get their turn. */
#define MAX_DISPATCH (4 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (QuaySftpSession, quay_sftp_session, G_TYPE_OBJECT)

/* Requests */

QuaySftpSlot *
quay_sftp_session_peek_slot (QuaySftpSession *self, guint32 id)
{
  guint index = id & 0xffff;
  QuaySftpSlot *slot;

  if (index >= self->slots->len)
    return NULL;
  slot = &g_array_index (self->slots, QuaySftpSlot, index);

  return slot->id == id && id != 0 ? slot : NULL;
}

static guint
take_free_slot (QuaySftpSession *self)
{
  guint index;

  if (self->free_slots->len > 0)
    {
      index = g_array_index (self->free_slots, guint16, self->free_slots->len - 1);
      g_array_set_size (self->free_slots, self->free_slots->len - 1);
      return index;
    }
  g_assert (self->slots->len < MAX_SLOTS);
  g_array_set_size (self->slots, self->slots->len + 1);

  return self->slots->len - 1;
}

/* VERSION has no slot. */
static gboolean
is_waiting (const QuaySftpSession *self)
{
  return self->n_pending > 0 || self->codec == NULL;
}

/* Once it stands, it stays: when it comes too early, or for nothing, on_timeout() sees that. Moving it costs a system
 * call. */
static void
arm_timeout (QuaySftpSession *self)
{
  if (self->timeout > 0 && self->timeout_source != NULL && is_waiting (self)
      && g_source_get_ready_time (self->timeout_source) < 0)
    g_source_set_ready_time (self->timeout_source, self->last_received + self->timeout * G_USEC_PER_SEC);
}

guint32
quay_sftp_session_add_slot (QuaySftpSession *self, guint expect, QuaySftpFunc func, gpointer user_data)
{
  guint index = take_free_slot (self);
  QuaySftpSlot *slot = &g_array_index (self->slots, QuaySftpSlot, index);

  if (++self->generation > 0xffff)
    self->generation = 1;
  *slot
      = (QuaySftpSlot){ .id = self->generation << 16 | index, .expect = expect, .func = func, .user_data = user_data };
  slot->sent = g_get_monotonic_time ();
  if (self->n_pending++ == 0)
    {
      self->last_received = slot->sent;
      arm_timeout (self);
    }

  return slot->id;
}

static void
release_slot (QuaySftpSession *self, QuaySftpSlot *slot)
{
  guint16 index = slot->id & 0xffff;

  g_clear_pointer (&slot->block, quay_block_unref);
  slot->id = 0;
  g_array_append_val (self->free_slots, index);
  self->n_pending--;
}

void
quay_sftp_session_forget (QuaySftpSession *self, guint32 id)
{
  QuaySftpSlot *slot = quay_sftp_session_peek_slot (self, id);

  if (slot != NULL)
    slot->func = NULL;
}

/* The outgoing stream */

static void
want_flush (QuaySftpSession *self)
{
  /* A session that has ended answers what is asked of it from here as well. */
  if (!self->dispatching || self->closed)
    quay_ready_source_raise (self->flush_source);
}

void
quay_sftp_session_queue_block (QuaySftpSession *self, QuayBlock *block, gsize offset, gsize length)
{
  QuaySftpSegment segment = { quay_block_ref (block), offset, length, FALSE };

  quay_sftp_trace_sent (&self->log, quay_block_get_data (block) + offset, length);
  g_array_append_val (self->segments, segment);
  self->queued += length;
  want_flush (self);
}

static gboolean
append_to_open_segment (QuaySftpSession *self)
{
  QuaySftpSegment *last;

  if (self->segments->len == self->first_segment)
    return FALSE;
  last = &g_array_index (self->segments, QuaySftpSegment, self->segments->len - 1);
  if (!last->open || last->offset + last->length + self->scratch.len > quay_block_get_size (last->block))
    return FALSE;
  memcpy (quay_block_get_data (last->block) + last->offset + last->length, self->scratch.data, self->scratch.len);
  last->length += self->scratch.len;

  return TRUE;
}

/* Takes the packets in the scratch writer. */
void
quay_sftp_session_queue_scratch (QuaySftpSession *self)
{
  quay_sftp_trace_sent (&self->log, self->scratch.data, self->scratch.len);
  if (!append_to_open_segment (self))
    {
      QuayBlock *block = quay_block_new (MAX (SMALL_BLOCK, self->scratch.len));
      QuaySftpSegment segment = { block, 0, self->scratch.len, TRUE };

      memcpy (quay_block_get_data (block), self->scratch.data, self->scratch.len);
      g_array_append_val (self->segments, segment);
    }
  self->queued += self->scratch.len;
  quay_writer_reset (&self->scratch);
  want_flush (self);
}

static void
drop_segments (QuaySftpSession *self)
{
  for (guint i = self->first_segment; i < self->segments->len; i++)
    quay_block_unref (g_array_index (self->segments, QuaySftpSegment, i).block);
  g_array_set_size (self->segments, 0);
  self->first_segment = 0;
  self->queued = 0;
  g_queue_clear_full (&self->held, (GDestroyNotify)g_bytes_unref);
}

static gboolean
flush (QuaySftpSession *self, GError **error)
{
  while (self->first_segment < self->segments->len)
    {
      QuaySftpSegment *segment = &g_array_index (self->segments, QuaySftpSegment, self->first_segment);
      gssize n = quay_channel_write (self->channel, quay_block_get_data (segment->block) + segment->offset,
                                     segment->length, error);

      if (n == QUAY_CHANNEL_WOULD_BLOCK)
        return TRUE;
      if (n < 0)
        return FALSE;
      /* On a slow link the first answer may be far off, but bytes that leave are a sign of life. */
      self->last_received = g_get_monotonic_time ();
      segment->offset += n;
      segment->length -= n;
      self->queued -= n;
      if (segment->length == 0)
        {
          g_clear_pointer (&segment->block, quay_block_unref);
          self->first_segment++;
        }
    }
  g_array_set_size (self->segments, 0);
  self->first_segment = 0;

  return TRUE;
}

void
quay_sftp_session_hurry (QuaySftpSession *self)
{
  /* What goes wrong here goes wrong again, for whom it concerns, when the flush is due. */
  if (!self->closed)
    flush (self, NULL);
}

/* The end */

static void
answer_all (QuaySftpSession *self, const GError *error)
{
  QuaySftpReply reply = { .error = error, .status = QUAY_STATUS_NO_CONNECTION };

  while (self->n_pending > 0)
    {
      g_autoptr (GArray) slots = self->slots;

      self->slots = g_array_new (FALSE, TRUE, sizeof (QuaySftpSlot));
      g_array_set_size (self->free_slots, 0);
      self->n_pending = 0;
      for (guint i = 0; i < slots->len; i++)
        {
          QuaySftpSlot *slot = &g_array_index (slots, QuaySftpSlot, i);

          g_clear_pointer (&slot->block, quay_block_unref);
          if (slot->id != 0 && slot->func != NULL)
            slot->func (self, &reply, slot->user_data);
        }
    }
}

static void
finish (QuaySftpSession *self, const GError *error, gboolean told)
{
  g_autoptr (QuaySftpSession) keep = g_object_ref (self);
  QuaySftpStartedFunc started = g_steal_pointer (&self->started);

  if (self->closed)
    return;
  self->closed = TRUE;
  self->open = FALSE;
  quay_channel_set_watch (self->channel, NULL, NULL);
  quay_channel_close (self->channel);
  drop_segments (self);
  g_source_set_ready_time (self->timeout_source, -1);
  if (started != NULL)
    started (self, error, self->started_data);
  answer_all (self, error);
  if (told && self->on_closed != NULL && started == NULL)
    self->on_closed (self, error, self->closed_data);
}

void
quay_sftp_session_fail (QuaySftpSession *self, const GError *error)
{
  finish (self, error, TRUE);
}

void
quay_sftp_session_close (QuaySftpSession *self)
{
  g_autoptr (GError) error = NULL;

  quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "The connection is closed");
  finish (self, error, FALSE);
}

/* The incoming stream */

static gboolean
looks_like_text (const QuaySftpSession *self)
{
  for (gsize i = 0; i < MIN (self->n_first_bytes, 4); i++)
    if (!g_ascii_isprint (self->first_bytes[i]) && !g_ascii_isspace (self->first_bytes[i]))
      return FALSE;

  return self->n_first_bytes >= 4;
}

/* Behind the text may come what the SFTP server says: only the text is worth showing. */
static char *
dup_first_text (const QuaySftpSession *self)
{
  gsize n = 0;

  while (n < self->n_first_bytes && (!g_ascii_iscntrl (self->first_bytes[n]) || g_ascii_isspace (self->first_bytes[n])))
    n++;
  while (n > 0 && g_ascii_isspace (self->first_bytes[n - 1]))
    n--;

  return quay_text_escape (self->first_bytes, (gssize)n);
}

/* A shell that prints something in its start-up files is the commonest reason for a conversation that cannot begin. */
static void
explain_text (QuaySftpSession *self, GError **error)
{
  g_autofree char *text = dup_first_text (self);

  g_clear_error (error);
  quay_set_error (error, QUAY_ERROR_INVALID_RESPONSE,
                  "The server sent text where the SFTP protocol should begin: “%s”. A start-up file of the login shell "
                  "(.bashrc, .profile) prints it: let it print nothing when there is no terminal",
                  text);
}

static void
explain_end (QuaySftpSession *self, GError **error)
{
  g_autofree char *diagnostics = quay_channel_dup_diagnostics (self->channel);

  if (self->codec == NULL && looks_like_text (self))
    explain_text (self, error);
  else if (self->codec == NULL)
    quay_set_error (
        error, QUAY_ERROR_CONNECTION_DROPPED,
        "The server ended the SFTP session before it began%s%s; whoever runs the server has to look after its "
        "SFTP program",
        diagnostics != NULL && *diagnostics != '\0' ? ": " : "", diagnostics != NULL ? diagnostics : "");
  else if (diagnostics != NULL && *diagnostics != '\0')
    quay_set_error (error, QUAY_ERROR_CONNECTION_DROPPED, "The server ended the SFTP session: %s", diagnostics);
  else
    quay_set_error (error, QUAY_ERROR_CONNECTION_DROPPED, "The server ended the SFTP session without a reason");
}

static gboolean
take_reply (QuaySftpSession *self, const QuayPacket *packet, GError **error)
{
  QuayReader reader;
  QuaySftpSlot *found;
  QuaySftpSlot slot;
  gint64 now;
  guint32 id;

  quay_reader_init (&reader, packet->data + 1, packet->size - 1);
  id = quay_reader_u32 (&reader);
  found = quay_reader_ok (&reader) ? quay_sftp_session_peek_slot (self, id) : NULL;
  if (found == NULL)
    {
      quay_set_error (
          error, QUAY_ERROR_INVALID_RESPONSE,
          "The server answered a request that was not made (packet type %u, id %u): " QUAY_ADVICE_BROKEN_SERVER,
          packet->data[0], id);
      return FALSE;
    }
  now = g_get_monotonic_time ();
  slot = *found;
  found->block = NULL;
  release_slot (self, found);
  self->min_rtt = self->min_rtt == 0 ? now - slot.sent : MIN (self->min_rtt, now - slot.sent);
  self->min_rtt = MAX (self->min_rtt, 1);
  g_clear_pointer (&slot.block, quay_block_unref);

  return quay_sftp_session_deliver (self, &slot, packet, &reader, error);
}

static gboolean
take_packets (QuaySftpSession *self, GError **error)
{
  g_autoptr (GError) broken = NULL;
  QuayPacket packet;

  while (!self->closed && quay_framer_next (self->framer, &packet, &broken))
    {
      self->n_unfinished = 0;
      quay_sftp_trace_received (&self->log, packet.data, packet.size);
      gboolean ok = self->codec == NULL ? quay_sftp_session_take_version (self, &packet, error)
                                        : take_reply (self, &packet, error);

      if (!ok)
        return FALSE;
    }
  if (broken == NULL)
    return TRUE;
  if (self->codec == NULL && looks_like_text (self))
    explain_text (self, error);
  else
    g_propagate_error (error, g_steal_pointer (&broken));

  return FALSE;
}

/* A packet that came, or a good part of one that is on its way over a slow link. A server that sends a byte now and
 * then does not answer. */
static void
note_progress (QuaySftpSession *self)
{
  if (self->n_unfinished > 0 && self->n_unfinished < MIN_PROGRESS)
    return;
  self->n_unfinished = 0;
  self->last_received = g_get_monotonic_time ();
}

static void
note_first_bytes (QuaySftpSession *self, const guint8 *data, gsize size)
{
  gsize n = MIN (size, sizeof self->first_bytes - self->n_first_bytes);

  memcpy (self->first_bytes + self->n_first_bytes, data, n);
  self->n_first_bytes += n;
}

static gboolean
receive (QuaySftpSession *self, GError **error)
{
  gsize total = 0;

  while (!self->closed && total < MAX_DISPATCH)
    {
      gsize room;
      guint8 *space = quay_framer_reserve (self->framer, &room);
      gssize n;

      if (space == NULL)
        {
          quay_set_error (error, QUAY_ERROR_FAILED, "There is not enough memory for what the server sends");
          return FALSE;
        }
      n = quay_channel_read (self->channel, space, room, error);
      if (n == QUAY_CHANNEL_WOULD_BLOCK)
        return TRUE;
      if (n == 0)
        explain_end (self, error);
      if (n <= 0)
        return FALSE;
      if (self->codec == NULL)
        note_first_bytes (self, space, n);
      quay_framer_commit (self->framer, n);
      total += n;
      self->n_unfinished += n;
      if (!take_packets (self, error))
        return FALSE;
      note_progress (self);
    }

  return TRUE;
}

static void
on_channel (QuayChannel *channel, gpointer user_data)
{
  QuaySftpSession *self = user_data;
  g_autoptr (QuaySftpSession) keep = g_object_ref (self);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  self->dispatching = TRUE;
  ok = receive (self, &error) && (self->closed || flush (self, &error));
  self->dispatching = FALSE;
  if (!ok)
    quay_sftp_session_fail (self, error);
  else if (!self->closed)
    arm_timeout (self);
}

static gboolean
on_flush (gpointer user_data)
{
  QuaySftpSession *self = user_data;
  g_autoptr (QuaySftpSession) keep = g_object_ref (self);
  g_autoptr (GError) error = NULL;

  if (self->closed)
    {
      quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "The connection is closed");
      drop_segments (self);
      answer_all (self, error);
    }
  else if (!flush (self, &error))
    quay_sftp_session_fail (self, error);

  return G_SOURCE_CONTINUE;
}

static gboolean
on_timeout (gpointer user_data)
{
  QuaySftpSession *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!is_waiting (self) || self->closed)
    return G_SOURCE_CONTINUE;
  if (g_get_monotonic_time () < self->last_received + self->timeout * G_USEC_PER_SEC)
    {
      arm_timeout (self);
      return G_SOURCE_CONTINUE;
    }
  quay_set_error (&error, QUAY_ERROR_TIMEOUT, "The server has not answered for %u seconds", self->timeout);
  quay_sftp_session_fail (self, error);

  return G_SOURCE_CONTINUE;
}

/* Life */

QuaySftpSession *
quay_sftp_session_new (gpointer channel, guint version, guint timeout_seconds)
{
  GMainContext *context = g_main_context_get_thread_default ();
  QuaySftpSession *self = g_object_new (QUAY_TYPE_SFTP_SESSION, NULL);

  self->channel = channel;
  self->wanted_version = version;
  self->timeout = timeout_seconds;
  self->flush_source = quay_ready_source_new (context, on_flush, self, "[quay] sftp flush");
  self->timeout_source = quay_ready_source_new (context, on_timeout, self, "[quay] sftp timeout");

  return self;
}

void
quay_sftp_session_set_closed (QuaySftpSession *self, QuaySftpClosedFunc func, gpointer user_data)
{
  self->on_closed = func;
  self->closed_data = user_data;
}

void
quay_sftp_session_set_max_data (QuaySftpSession *self, guint bytes)
{
  self->max_data = bytes;
}

void
quay_sftp_session_set_timeout (QuaySftpSession *self, guint seconds)
{
  self->timeout = seconds;
  self->last_received = g_get_monotonic_time ();
  arm_timeout (self);
}

void
quay_sftp_session_set_log (QuaySftpSession *self, const QuayLog *log)
{
  self->log = *log;
}

void
quay_sftp_session_take_limits (QuaySftpSession *self, const QuaySftpServer *server)
{
  self->server.max_read = server->max_read;
  self->server.max_write = server->max_write;
  self->server.max_packet = server->max_packet;
  self->server.max_handles = server->max_handles;
}

void
quay_sftp_session_start (QuaySftpSession *self, QuaySftpStartedFunc func, gpointer user_data)
{
  self->started = func;
  self->started_data = user_data;
  quay_codec_put_init (&self->scratch, self->wanted_version);
  quay_sftp_session_queue_scratch (self);
  quay_channel_set_watch (self->channel, on_channel, self);
  self->last_received = g_get_monotonic_time ();
  arm_timeout (self);
}

const QuaySftpServer *
quay_sftp_session_get_server (QuaySftpSession *self)
{
  return &self->server;
}

gboolean
quay_sftp_session_is_open (QuaySftpSession *self)
{
  return self->open;
}

guint
quay_sftp_session_get_pending (QuaySftpSession *self)
{
  return self->n_pending;
}

gsize
quay_sftp_session_get_queued (QuaySftpSession *self)
{
  return self->queued;
}

gint64
quay_sftp_session_get_min_rtt (QuaySftpSession *self)
{
  return self->min_rtt;
}

static void
quay_sftp_session_finalize (GObject *object)
{
  QuaySftpSession *self = QUAY_SFTP_SESSION (object);

  quay_source_clear (&self->flush_source);
  quay_source_clear (&self->timeout_source);
  drop_segments (self);
  if (!self->closed)
    {
      quay_channel_set_watch (self->channel, NULL, NULL);
      quay_channel_close (self->channel);
    }
  g_clear_object (&self->channel);
  g_array_unref (self->segments);
  g_array_unref (self->slots);
  g_array_unref (self->free_slots);
  quay_framer_free (self->framer);
  quay_writer_clear (&self->scratch);
  g_strfreev (self->server.extensions);
  g_free (self->server.vendor);
  g_free (self->server.charset);
  g_string_free (self->status_text, TRUE);

  G_OBJECT_CLASS (quay_sftp_session_parent_class)->finalize (object);
}

static void
quay_sftp_session_class_init (QuaySftpSessionClass *class)
{
  G_OBJECT_CLASS (class)->finalize = quay_sftp_session_finalize;
}

static void
quay_sftp_session_init (QuaySftpSession *self)
{
  self->slots = g_array_new (FALSE, TRUE, sizeof (QuaySftpSlot));
  self->free_slots = g_array_new (FALSE, FALSE, sizeof (guint16));
  self->segments = g_array_new (FALSE, FALSE, sizeof (QuaySftpSegment));
  self->framer = quay_framer_new ();
  self->status_text = g_string_new (NULL);
}

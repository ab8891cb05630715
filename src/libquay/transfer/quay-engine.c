/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-engine.h"

#include "quay-error-private.h"
#include "quay-ready-source.h"

/* Files under way at once on one connection. Enough to fill a long path with small files: 256 files of three round
 * trips at 50 ms are 1,700 files a second. */
#define MAX_FILES 256
/* Of those, large ones: one alone fills the window. */
#define MAX_LARGE 6
#define LARGE (4 * 1024 * 1024)
/* Paths shorter than this gain nothing from more lanes. */
#define SHORT_RTT 3000
#define USEFUL_LANES_DOWN 2
/* Pieces one file may ask for before the next has its turn. */
#define TURN 4

struct _QuayEngine
{
  QuayConnection *connection; /* borrowed: the connection owns the engine */
  QuayDisk *disk;
  QuayWindow window;
  GPtrArray *lanes; /* of QuayLane */
  guint wanted_lanes;
  guint opening_lanes;
  gboolean no_more_lanes;
  guint n_files;
  guint n_large;
  guint n_guests;
  GQueue streams;
  GQueue feeders;
  GSource *source;
  gboolean ended;
};

static void
add_lane (QuayEngine *self, QuaySftpSession *session, gboolean browse)
{
  QuayLane *lane = g_new0 (QuayLane, 1);

  lane->session = g_object_ref (session);
  lane->index = self->lanes->len;
  lane->browse = browse;
  g_ptr_array_add (self->lanes, lane);
}

static void
lane_free (gpointer data)
{
  QuayLane *lane = data;

  g_object_unref (lane->session);
  g_free (lane);
}

/* Serving */

static gboolean
serve_streams (QuayEngine *self)
{
  gboolean progress = FALSE;

  for (guint n = self->streams.length; n > 0 && quay_window_has_room (&self->window); n--)
    {
      GList *link = g_queue_peek_head_link (&self->streams);
      QuayStream *stream = link->data;

      /* To the back first: issuing may take the stream out of the ring. */
      g_queue_unlink (&self->streams, link);
      g_queue_push_tail_link (&self->streams, link);
      for (guint i = 0; i < TURN && quay_window_has_room (&self->window) && stream->active; i++)
        {
          if (!stream->issue (stream))
            break;
          progress = TRUE;
        }
      n = MIN (n, self->streams.length + 1);
    }

  return progress;
}

static void
serve_feeders (QuayEngine *self)
{
  for (guint n = self->feeders.length; n > 0; n--)
    {
      GList *link = g_queue_peek_head_link (&self->feeders);
      QuayFeeder *feeder = link->data;

      g_queue_unlink (&self->feeders, link);
      g_queue_push_tail_link (&self->feeders, link);
      feeder->more (feeder);
      n = MIN (n, self->feeders.length + 1);
    }
}

static gboolean
serve (gpointer user_data)
{
  QuayEngine *self = user_data;

  if (self->ended)
    return G_SOURCE_CONTINUE;
  serve_feeders (self);
  while (serve_streams (self))
    ;

  return G_SOURCE_CONTINUE;
}

void
quay_engine_kick (QuayEngine *self)
{
  quay_ready_source_raise (self->source);
}

void
quay_engine_wake_at (QuayEngine *self, gint64 time)
{
  gint64 ready = g_source_get_ready_time (self->source);

  if (ready < 0 || ready > time)
    g_source_set_ready_time (self->source, time);
}

/* Lanes */

static void open_lanes (QuayEngine *self);

static void
on_lane (QuayConnection *connection, QuaySftpSession *session, const GError *error, gpointer user_data)
{
  QuayEngine *self = user_data;

  self->opening_lanes--;
  if (self->ended)
    return;
  if (session != NULL)
    add_lane (self, session, FALSE);
  else
    {
      /* Servers limit their sessions (MaxSessions of sshd): what there is has to do. */
      self->no_more_lanes = TRUE;
      quay_connection_log (connection, 2, "Going on with %u channels: %s", self->lanes->len, error->message);
    }
  quay_engine_kick (self);
}

static void
open_lanes (QuayEngine *self)
{
  /* The first lane is the one for browsing: it does not count. */
  while (!self->no_more_lanes && self->lanes->len - 1 + self->opening_lanes < self->wanted_lanes)
    {
      self->opening_lanes++;
      quay_connection_open_bulk (self->connection, on_lane, self);
    }
}

void
quay_engine_want_lanes (QuayEngine *self, guint n)
{
  QuaySiteOptions *options = quay_connection_get_options (self->connection);

  n = MIN (n, MAX (1, quay_site_options_get_max_channels (options)));
  if (n <= self->wanted_lanes)
    return;
  self->wanted_lanes = n;
  open_lanes (self);
}

static gint64
min_rtt (QuayEngine *self)
{
  gint64 rtt = 0;

  for (guint i = 0; i < self->lanes->len; i++)
    {
      gint64 lane_rtt = quay_sftp_session_get_min_rtt (quay_engine_get_lane (self, i)->session);

      if (lane_rtt > 0 && (rtt == 0 || lane_rtt < rtt))
        rtt = lane_rtt;
    }

  return rtt;
}

guint
quay_engine_useful_lanes (QuayEngine *self, gboolean upload)
{
  if (min_rtt (self) < SHORT_RTT)
    return 1;

  return upload ? G_MAXUINT : USEFUL_LANES_DOWN;
}

guint
quay_engine_get_n_lanes (QuayEngine *self)
{
  return self->lanes->len;
}

QuayLane *
quay_engine_get_lane (QuayEngine *self, guint index)
{
  return self->lanes->pdata[index];
}

QuayLane *
quay_engine_pick_lane (QuayEngine *self)
{
  QuayLane *best = NULL;

  for (guint i = self->lanes->len > 1 ? 1 : 0; i < self->lanes->len; i++)
    {
      QuayLane *lane = quay_engine_get_lane (self, i);

      if (best == NULL || lane->n_handles < best->n_handles
          || (lane->n_handles == best->n_handles && lane->in_flight < best->in_flight))
        best = lane;
    }

  return best;
}

QuaySftpSession *
quay_engine_get_session (QuayEngine *self)
{
  return quay_engine_get_lane (self, self->lanes->len > 1 ? 1 : 0)->session;
}

/* Accounts */

void
quay_engine_sent (QuayEngine *self, QuayLane *lane, gsize bytes)
{
  lane->in_flight += bytes;
  quay_window_sent (&self->window, bytes);
}

void
quay_engine_answered (QuayEngine *self, QuayLane *lane, gsize bytes)
{
  lane->in_flight -= bytes;
  quay_window_answered (&self->window, bytes, g_get_monotonic_time (), min_rtt (self));
  quay_engine_kick (self);
}

void
quay_engine_hold (QuayEngine *self, gssize bytes)
{
  self->window.held += bytes;
  if (bytes < 0)
    quay_engine_kick (self);
}

/* Where the server says how many files may be open: one of them is for folders. */
static guint
max_files (QuayEngine *self)
{
  guint64 max = quay_sftp_session_get_server (quay_engine_get_session (self))->max_handles;

  return max == 0 ? MAX_FILES : (guint)CLAMP (max - 1, 1, MAX_FILES);
}

gboolean
quay_engine_take_place (QuayEngine *self, guint64 size)
{
  if (self->ended || self->n_files >= max_files (self) || (size >= LARGE && self->n_large >= MAX_LARGE))
    return FALSE;
  self->n_files++;
  self->n_large += size >= LARGE;

  return TRUE;
}

void
quay_engine_free_place (QuayEngine *self, guint64 size)
{
  self->n_files--;
  self->n_large -= size >= LARGE;
  quay_engine_kick (self);
}

void
quay_engine_add_guest (QuayEngine *self)
{
  self->n_guests++;
}

void
quay_engine_remove_guest (QuayEngine *self)
{
  self->n_guests--;
}

void
quay_engine_add_stream (QuayEngine *self, QuayStream *stream)
{
  if (stream->active)
    return;
  stream->active = TRUE;
  stream->link.data = stream;
  g_queue_push_tail_link (&self->streams, &stream->link);
  quay_engine_kick (self);
}

void
quay_engine_remove_stream (QuayEngine *self, QuayStream *stream)
{
  if (!stream->active)
    return;
  stream->active = FALSE;
  g_queue_unlink (&self->streams, &stream->link);
}

void
quay_engine_add_feeder (QuayEngine *self, QuayFeeder *feeder)
{
  feeder->active = TRUE;
  feeder->link.data = feeder;
  g_queue_push_tail_link (&self->feeders, &feeder->link);
  quay_engine_kick (self);
}

void
quay_engine_remove_feeder (QuayEngine *self, QuayFeeder *feeder)
{
  if (!feeder->active)
    return;
  feeder->active = FALSE;
  g_queue_unlink (&self->feeders, &feeder->link);
}

QuayConnection *
quay_engine_get_connection (QuayEngine *self)
{
  return self->connection;
}

QuayDisk *
quay_engine_get_disk (QuayEngine *self)
{
  return self->disk;
}

QuayWindow *
quay_engine_get_window (QuayEngine *self)
{
  return &self->window;
}

/* Life */

/* The worker's last act: whoever is still at it hears of the end, and what is on the disk is brought to its end. */
static void
engine_end (gpointer data)
{
  QuayEngine *self = data;
  g_autoptr (GError) error = NULL;
  GMainContext *context = quay_connection_get_context (self->connection);

  if (quay_connection_get_end_error (self->connection) != NULL)
    error = g_error_copy (quay_connection_get_end_error (self->connection));
  else
    quay_set_error (&error, QUAY_ERROR_NOT_CONNECTED, "The connection is closed");
  self->ended = TRUE;
  while (!g_queue_is_empty (&self->feeders))
    {
      QuayFeeder *feeder = g_queue_peek_head (&self->feeders);

      quay_engine_remove_feeder (self, feeder);
      feeder->fail (feeder, error);
    }
  while (self->n_files > 0 || self->n_guests > 0 || quay_disk_is_busy (self->disk))
    g_main_context_iteration (context, TRUE);
  g_ptr_array_unref (self->lanes);
  quay_disk_unref (self->disk);
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

QuayEngine *
quay_engine_get (QuayConnection *connection)
{
  GMainContext *context = quay_connection_get_context (connection);
  QuaySftpSession *browse = quay_connection_get_browse (connection);
  QuaySiteOptions *options = quay_connection_get_options (connection);
  QuayEngine *self = quay_connection_get_engine (connection);

  if (browse == NULL || self != NULL)
    return browse != NULL ? self : NULL;
  self = g_new0 (QuayEngine, 1);
  self->connection = connection;
  self->disk = quay_disk_new (context);
  self->lanes = g_ptr_array_new_with_free_func (lane_free);
  quay_window_init (&self->window, quay_site_options_get_memory_budget (options),
                    quay_site_options_get_max_requests (options));
  self->source = quay_ready_source_new (context, serve, self, "[quay] engine");
  add_lane (self, browse, TRUE);
  quay_connection_set_engine (connection, self, engine_end);

  return self;
}

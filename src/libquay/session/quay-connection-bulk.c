/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* More conversations on one login, beside the one for browsing: opened when they are asked for, or ahead of that. */
#include "quay-connection-private.h"

#include "quay-error-private.h"

typedef struct
{
  QuayConnection *connection;
  QuayConnectionBulkFunc func;
  gpointer user_data;
} BulkCall;

/* A conversation of its own, once begun. Takes the call; NULL: opened ahead, for whoever asks next. */
static void
tell (QuayConnection *self, QuaySftpSession *session, const GError *error, BulkCall *call)
{
  if (call == NULL)
    call = g_queue_pop_head (&self->waiting);
  if (call != NULL)
    {
      /* By now they are known; when the conversation began, they may not have been. */
      if (session != NULL)
        quay_sftp_session_take_limits (session, quay_sftp_session_get_server (self->browse));
      call->func (self, session, error, call->user_data);
      g_free (call);
    }
  else if (session != NULL)
    g_queue_push_tail (&self->ahead, g_object_ref (session));
  else
    self->n_ahead--;
}

typedef struct
{
  QuayConnection *connection;
  BulkCall *call; /* nullable */
} Start;

static void
on_bulk_started (QuaySftpSession *session, const GError *error, gpointer user_data)
{
  g_autofree Start *start = user_data;
  g_autoptr (QuaySftpSession) keep = g_object_ref (session);
  QuayConnection *self = start->connection;

  if (error == NULL)
    quay_sftp_session_set_closed (session, quay_connection_session_closed, self);
  else if (!self->ended)
    g_ptr_array_remove (self->bulk, session);
  tell (self, error == NULL ? session : NULL, error, start->call);
}

/* Takes the channel and the call. */
static void
start_bulk (QuayConnection *self, QuayChannel *channel, BulkCall *call)
{
  const QuaySftpServer *server = quay_sftp_session_get_server (self->browse);
  QuaySftpSession *session
      = quay_sftp_session_new (channel, server->version, quay_site_options_get_timeout (self->options));
  Start *start = g_new (Start, 1);

  *start = (Start){ self, call };
  g_ptr_array_add (self->bulk, session);
  quay_sftp_session_set_log (session, &self->log);
  quay_sftp_session_set_peer (session, quay_connection_get_server_id (self));
  quay_sftp_session_start (session, on_bulk_started, start);
}

static void
on_bulk_channel (QuaySshSession *ssh, QuayChannel *channel, GError *error, gpointer user_data)
{
  BulkCall *call = user_data;

  if (channel != NULL)
    start_bulk (call->connection, channel, call);
  else
    tell (call->connection, NULL, error, call);
}

/* Ahead: the channels are opened beside the one for browsing, and wait until that has told the version. */

static gboolean
knows_version (const QuayConnection *self)
{
  return self->browse != NULL && quay_sftp_session_get_server (self->browse)->version > 0;
}

static void
on_ahead_channel (QuaySshSession *ssh, QuayChannel *channel, GError *error, gpointer user_data)
{
  QuayConnection *self = user_data;

  if (channel == NULL)
    tell (self, NULL, error, NULL);
  else if (knows_version (self))
    start_bulk (self, channel, NULL);
  else
    g_queue_push_tail (&self->channels_ahead, channel);
}

void
quay_connection_open_ahead (QuayConnection *self)
{
  self->n_ahead
      = MIN (quay_site_options_get_channels_ahead (self->options), quay_site_options_get_max_channels (self->options));
  for (guint i = 0; i < self->n_ahead; i++)
    quay_ssh_session_open_subsystem_later (self->ssh, "sftp", on_ahead_channel, self);
}

void
quay_connection_start_ahead (QuayConnection *self)
{
  while (self->channels_ahead.length > 0 && !self->ended)
    start_bulk (self, g_queue_pop_head (&self->channels_ahead), NULL);
}

void
quay_connection_drop_ahead (QuayConnection *self)
{
  g_queue_clear_full (&self->channels_ahead, g_object_unref);
  g_queue_clear_full (&self->ahead, g_object_unref);
}

/* FALSE: there is none left. Takes the call. */
static gboolean
take_ahead (QuayConnection *self, BulkCall *call)
{
  g_autoptr (QuaySftpSession) session = NULL;

  if (self->n_ahead == 0)
    return FALSE;
  self->n_ahead--;
  session = g_queue_pop_head (&self->ahead);
  if (session != NULL)
    tell (self, session, NULL, call);
  else
    g_queue_push_tail (&self->waiting, call);

  return TRUE;
}

void
quay_connection_open_bulk (QuayConnection *self, QuayConnectionBulkFunc func, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  BulkCall *call;

  if (self->ssh == NULL || self->ended)
    {
      quay_set_error (&error, QUAY_ERROR_UNSUPPORTED, "This connection has one channel only");
      func (self, NULL, error, user_data);
      return;
    }
  call = g_new0 (BulkCall, 1);
  call->connection = self;
  call->func = func;
  call->user_data = user_data;
  if (!take_ahead (self, call))
    quay_ssh_session_open_subsystem_later (self->ssh, "sftp", on_bulk_channel, call);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-askpass.h"
#include "quay-channel.h"
#include "quay-connection.h"
#include "quay-names.h"
#include "quay-ssh-session.h"

G_BEGIN_DECLS

struct _QuayConnection
{
  gatomicrefcount ref_count;

  QuaySiteOptions *options;
  QuayPrompter *prompter;
  QuayAuthMemory *memory; /* nullable */
  GMainContext *context;
  GMutex mutex; /* thread_running, thread_ending, close_calls, info, home */
  gboolean thread_running;
  gboolean thread_ending; /* takes no more jobs, and is not gone yet */
  GQueue close_calls;
  GVariant *info;
  char *home;
  char *local_address, *remote_address; /* of the socket, a proxy's where there is one; nullable */
  guint local_port;
  gboolean needs_home;

  /* worker only */
  GMainLoop *loop;
  GCancellable *cancellable; /* (any) ends the blocking part of open */
  QuaySshSession *ssh;
  QuayAskpass *askpass; /* nullable: of an ssh child */
  gint64 deadline;      /* of deadline_source */
  QuaySftpSession *browse;
  GPtrArray *bulk; /* of QuaySftpSession */
  /* Opened with the login */
  guint n_ahead;         /* so many are there, or will be, that nobody has asked for yet */
  GQueue channels_ahead; /* of QuayChannel: not begun yet */
  GQueue ahead;          /* of QuaySftpSession: to be had */
  GQueue waiting;        /* of BulkCall: who has asked for one that is not ready yet */
  QuayNames *names; /* of owners and groups */
  gpointer engine;
  GDestroyNotify engine_destroy;
  GSource *deadline_source;
  gboolean open;
  gboolean ended;

  QuayConnectionResultFunc opened;
  gpointer opened_data;
  gboolean was_open;
  GError *end_error; /* told when the thread is over */
  QuayLog log;
  QuayLogLimits log_limits; /* (any) */
  QuayConnectionResultFunc closed;
  gpointer events_data;
  GDestroyNotify events_destroy;
};

void         quay_connection_session_closed (QuaySftpSession *session, const GError *error, gpointer user_data);

/* quay-connection-bulk.c */
void         quay_connection_open_ahead     (QuayConnection *self);
void         quay_connection_start_ahead    (QuayConnection *self);
void         quay_connection_drop_ahead     (QuayConnection *self);

/* quay-connection-open.c: the steps from nothing to a login, or to a program that speaks SFTP. Blocking. */
gboolean     quay_connection_make_ssh       (QuayConnection *self, gint64 deadline, GCancellable *cancellable, GError **error);
QuayChannel *quay_connection_make_pipe      (QuayConnection *self, GCancellable *cancellable, GError **error);
GVariant    *quay_connection_make_info      (QuayConnection *self);
/* What the SSH server calls itself; NULL where there is none between. */
const char  *quay_connection_get_server_id  (QuayConnection *self);

G_END_DECLS

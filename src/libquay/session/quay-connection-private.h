/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-connection.h"
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

  /* worker only */
  GMainLoop *loop;
  GCancellable *cancellable; /* (any) ends the blocking part of open */
  QuaySshSession *ssh;
  QuaySftpSession *browse;
  GPtrArray *bulk; /* of QuaySftpSession */
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
  QuayConnectionResultFunc closed;
  gpointer events_data;
  GDestroyNotify events_destroy;
};

/* quay-connection-open.c: the steps from nothing to a channel that speaks SFTP. Blocking. */
QuayChannel *quay_connection_make_channel (QuayConnection *self, gint64 deadline, GCancellable *cancellable, GError **error);
GVariant    *quay_connection_make_info    (QuayConnection *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-connection.h"
#include "quay-disk.h"
#include "quay-window.h"

G_BEGIN_DECLS

/*
 * QuayEngine: what all transfers on one connection share, in its worker: the lanes (SFTP conversations), the window of bytes
 * under way, the places for files, the way to the disk pool. Files that have something to ask or send stand in a ring and
 * are served in turn.
 */
typedef struct _QuayEngine QuayEngine;

/* One SFTP conversation for bulk data. The one that serves browsing is used only until there is another. */
typedef struct {
  QuaySftpSession *session;
  guint index;
  gboolean browse;
  gsize in_flight;
  guint n_handles;
} QuayLane;

/* A file under way. @issue asks for or sends one piece, FALSE where it has none now. */
typedef struct _QuayStream QuayStream;
struct _QuayStream {
  gboolean (*issue) (QuayStream *self);
  GList link;
  gboolean active;
};

/* Somebody with files to start. @more is called when a place may be free. */
typedef struct _QuayFeeder QuayFeeder;
struct _QuayFeeder {
  void (*more) (QuayFeeder *self);
  void (*fail) (QuayFeeder *self, const GError *error);
  GList link;
  gboolean active;
};

/* The connection's engine, made on first use; NULL where the connection is not open. */
QuayEngine     *quay_engine_get           (QuayConnection *connection);
QuayConnection *quay_engine_get_connection (QuayEngine *self);
QuayDisk       *quay_engine_get_disk      (QuayEngine *self);
QuayWindow     *quay_engine_get_window    (QuayEngine *self);

/* For small requests (STAT, MKDIR, RENAME, listings of trees). */
QuaySftpSession *quay_engine_get_session  (QuayEngine *self);
guint           quay_engine_get_n_lanes   (QuayEngine *self);
QuayLane       *quay_engine_get_lane      (QuayEngine *self, guint index);
/* The least loaded lane to open a file on. */
QuayLane       *quay_engine_pick_lane     (QuayEngine *self);
/* Has more lanes opened, up to what options and server allow. */
void            quay_engine_want_lanes    (QuayEngine *self, guint n);
/* How many lanes a large file is worth: one on a short path, where the processor is the limit. */
guint           quay_engine_useful_lanes  (QuayEngine *self, gboolean upload);

void            quay_engine_sent          (QuayEngine *self, QuayLane *lane, gsize bytes);
void            quay_engine_answered      (QuayEngine *self, QuayLane *lane, gsize bytes);
void            quay_engine_hold          (QuayEngine *self, gssize bytes);

/* A place for a file of @size bytes. */
gboolean        quay_engine_take_place    (QuayEngine *self, guint64 size);
void            quay_engine_free_place    (QuayEngine *self, guint64 size);

/* Somebody who must be heard before the engine ends. */
void            quay_engine_add_guest     (QuayEngine *self);
void            quay_engine_remove_guest  (QuayEngine *self);

void            quay_engine_add_stream    (QuayEngine *self, QuayStream *stream);
void            quay_engine_remove_stream (QuayEngine *self, QuayStream *stream);
void            quay_engine_add_feeder    (QuayEngine *self, QuayFeeder *feeder);
void            quay_engine_remove_feeder (QuayEngine *self, QuayFeeder *feeder);
/* Serves them again at that monotonic time, or before. */
void            quay_engine_wake_at       (QuayEngine *self, gint64 time);
/* Serves streams and feeders soon. */
void            quay_engine_kick          (QuayEngine *self);

G_END_DECLS

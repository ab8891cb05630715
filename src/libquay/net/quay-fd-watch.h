/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"

#include <poll.h>

G_BEGIN_DECLS

/*
 * QuayFdWatch: what a channel on file descriptors needs to be driven by a main context or to wait in poll(). Knows what
 * to look out for: reading until the end was seen, writing only after a write would have blocked. Belongs to the
 * channel's thread; does not own the descriptors.
 */
typedef struct _QuayFdWatch QuayFdWatch;

/* Something to be emptied as it fills, whoever else waits for what: a child's standard error. FALSE: it has ended. */
typedef gboolean (*QuayFdDrainFunc) (gpointer user_data);

/* @read_fd and @write_fd may be the same. @drain_fd: -1 where there is none. @owner is borrowed. */
QuayFdWatch *quay_fd_watch_new           (QuayChannel *owner, int read_fd, int write_fd, int drain_fd, QuayFdDrainFunc drain);
void         quay_fd_watch_free          (QuayFdWatch *self);
void         quay_fd_watch_set_func      (QuayFdWatch *self, QuayChannelFunc func, gpointer user_data);
void         quay_fd_watch_write_blocked (QuayFdWatch *self);
void         quay_fd_watch_end_reading   (QuayFdWatch *self);
void         quay_fd_watch_end_writing   (QuayFdWatch *self);
void         quay_fd_watch_end_draining  (QuayFdWatch *self);
gboolean     quay_fd_watch_wait          (QuayFdWatch *self, GIOCondition condition, gint64 deadline, GCancellable *cancellable,
                                          GError **error);

/* poll() over @fds until one of them is ready, the monotonic @deadline (-1: none) or @cancellable. The number that are
 * ready, 0 at the deadline, -1 with G_IO_ERROR_CANCELLED or the errno. @fds has room for one more entry at its end. */
int          quay_fd_poll                (struct pollfd *fds, guint n_fds, gint64 deadline, GCancellable *cancellable,
                                          GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayFdWatch, quay_fd_watch_free)

G_END_DECLS

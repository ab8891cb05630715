/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * QuayChannel: a pair of byte streams. A socket, a child process's pipes, an SSH channel: what an SSH session or an
 * SFTP conversation runs over. Belongs to one thread, which calls everything here and in which the watch function runs.
 *
 * Two ways to use one: blocking, with wait(), while a login is made; or driven by the thread's main context, with a watch.
 */
#define QUAY_TYPE_CHANNEL (quay_channel_get_type ())
G_DECLARE_INTERFACE (QuayChannel, quay_channel, QUAY, CHANNEL, GObject)

/* read() and write(): try again after the watch ran. No GError is set. */
#define QUAY_CHANNEL_WOULD_BLOCK (-2)

/* Something may be readable, or a write that was not taken, or not all of it, may go on, or the channel has ended:
 * try both until they would block. */
typedef void (*QuayChannelFunc) (QuayChannel *channel, gpointer user_data);

struct _QuayChannelInterface
{
  GTypeInterface parent_iface;

  /* > 0 bytes, 0 at the end, QUAY_CHANNEL_WOULD_BLOCK, or -1 with @error. */
  gssize (*read) (QuayChannel *self, void *buffer, gsize size, GError **error);
  /* > 0 bytes taken (maybe fewer than @size), QUAY_CHANNEL_WOULD_BLOCK, or -1 with @error. */
  gssize (*write) (QuayChannel *self, const void *buffer, gsize size, GError **error);
  /* Nullable. Bytes that write() takes now without blocking on the peer's window; G_MAXSIZE without such a notion. */
  gsize (*get_write_window) (QuayChannel *self);
  /* Blocks until readable or writable (@condition), the monotonic @deadline (-1: none) or @cancellable.
   * FALSE with G_IO_ERROR_CANCELLED, QUAY_ERROR_TIMEOUT or the failure. */
  gboolean (*wait) (QuayChannel *self, GIOCondition condition, gint64 deadline, GCancellable *cancellable, GError **error);
  /* @func NULL takes the watch away. Level-triggered: while bytes are left unread it runs again. */
  void (*set_watch) (QuayChannel *self, QuayChannelFunc func, gpointer user_data);
  /* Ends it at once; idempotent. Never blocks. */
  void (*close) (QuayChannel *self);
  /* Nullable. What a person should know when the peer has gone: exit status and standard error of a child, escaped. */
  char *(*dup_diagnostics) (QuayChannel *self);
};

gssize   quay_channel_read             (QuayChannel *self, void *buffer, gsize size, GError **error);
gssize   quay_channel_write            (QuayChannel *self, const void *buffer, gsize size, GError **error);
gsize    quay_channel_get_write_window (QuayChannel *self);
gboolean quay_channel_wait             (QuayChannel *self, GIOCondition condition, gint64 deadline,
                                        GCancellable *cancellable, GError **error);
void     quay_channel_set_watch        (QuayChannel *self, QuayChannelFunc func, gpointer user_data);
void     quay_channel_close            (QuayChannel *self);
char    *quay_channel_dup_diagnostics  (QuayChannel *self);

G_END_DECLS

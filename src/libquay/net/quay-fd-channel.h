/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-channel.h"
#include "quay-fd-watch.h"

G_BEGIN_DECLS

/*
 * QuayFdChannel: what channels on file descriptors share. A class below it makes the descriptors, and says what their
 * failures mean.
 */
#define QUAY_TYPE_FD_CHANNEL (quay_fd_channel_get_type ())
G_DECLARE_DERIVABLE_TYPE (QuayFdChannel, quay_fd_channel, QUAY, FD_CHANNEL, GObject)

typedef enum {
  QUAY_FD_CLOSED, /* by us; there is no errno */
  QUAY_FD_READING,
  QUAY_FD_WRITING,
} QuayFdTrouble;

struct _QuayFdChannelClass
{
  GObjectClass parent_class;

  void (*set_error) (QuayFdChannel *self, QuayFdTrouble trouble, int errsv, GError **error);
  /* Nullable. It has just been closed, for the first time. */
  void (*closed) (QuayFdChannel *self);
  /* Nullable. As in the interface. */
  char *(*dup_diagnostics) (QuayFdChannel *self);
};

/* Once. Takes over the descriptors and makes them non-blocking. @read_fd and @write_fd, a socket, may be the same;
 * @drain_fd is -1 where there is none, and is emptied once more before it is closed. */
void quay_fd_channel_take_fds (QuayFdChannel *self, int read_fd, int write_fd, int drain_fd, QuayFdDrainFunc drain);
/* -1 once closed. */
int  quay_fd_channel_get_read_fd  (QuayFdChannel *self);
int  quay_fd_channel_get_drain_fd (QuayFdChannel *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-fd-channel.h"

G_BEGIN_DECLS

/* A connected stream socket. Takes over @fd, makes it non-blocking. */
#define QUAY_TYPE_SOCKET_CHANNEL (quay_socket_channel_get_type ())
G_DECLARE_FINAL_TYPE (QuaySocketChannel, quay_socket_channel, QUAY, SOCKET_CHANNEL, QuayFdChannel)

QuayChannel *quay_socket_channel_new (int fd);

/* Both ends of it as text, and the port here; NULL and 0 where it has none, or is closed. (transfer full) */
char *quay_socket_channel_dup_local  (QuaySocketChannel *self, guint *port);
char *quay_socket_channel_dup_remote (QuaySocketChannel *self);

G_END_DECLS

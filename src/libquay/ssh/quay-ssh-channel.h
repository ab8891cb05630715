/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-ssh-session-private.h"

G_BEGIN_DECLS

/* A channel of an SSH session (RFC 4254 section 5), as a byte stream. Holds a reference on its session. */
#define QUAY_TYPE_SSH_CHANNEL (quay_ssh_channel_get_type ())
G_DECLARE_FINAL_TYPE (QuaySshChannel, quay_ssh_channel, QUAY, SSH_CHANNEL, GObject)

/* @lib is taken over. @name: what runs at its other end, for sentences: "the SFTP server". */
QuayChannel *quay_ssh_channel_new             (QuaySshSession *session, LIBSSH2_CHANNEL *lib, const char *name);

/* From now on closing it closes its session too: it is what the session is for. */
void         quay_ssh_channel_end_session_with_it (QuaySshChannel *self);

/* For the session that drives it. */
void         quay_ssh_channel_collect_errors  (QuaySshChannel *self);
gboolean     quay_ssh_channel_wants_to_run    (QuaySshChannel *self);
void         quay_ssh_channel_run             (QuaySshChannel *self);
void         quay_ssh_channel_session_closed  (QuaySshChannel *self);

G_END_DECLS

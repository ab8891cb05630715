/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-client-call.h"

G_BEGIN_DECLS

/*
 * QuayClientTransfer: one file of a client's upload, append or download, with its events: a QuayTransfer where a local file
 * takes or gives the data, else a stream of READs whose data go into the events, in order.
 */
typedef enum {
  QUAY_CLIENT_DOWNLOAD,
  QUAY_CLIENT_UPLOAD,
  QUAY_CLIENT_APPEND,
} QuayClientTransferMode;

/* @error: nullable, borrowed. */
typedef void (*QuayClientTransferFunc) (const GError *error, gpointer user_data);

/* Both paths as the caller gave them. @func is called once, never before this has returned. */
void quay_client_transfer_file (QuayCall *call, QuayClientTransferMode mode, const char *local_file, const char *remote_file,
                                QuayClientTransferFunc func, gpointer user_data);

/* quay-client-stream.c: the second kind; @remote: as it goes to the server. */
void quay_client_transfer_stream (QuayCall *call, const char *local_file, const char *remote_file, const char *remote,
                                  QuayClientTransferFunc func, gpointer user_data);

QuayEol  quay_client_get_eol       (const char *text);
/* TRUE: a handler has set `cancel`. */
gboolean quay_client_tell_transfer (QuaySftpClient *self, int direction, const char *local_file, const char *remote_file,
                                    guint64 done, int percent, GBytes *text);

G_END_DECLS

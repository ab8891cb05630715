/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-op.h"
#include "quay-remote-file.h"

G_BEGIN_DECLS

struct _QuayRemoteFile
{
  GObject parent_instance;

  QuayConnection *connection;
  char *path;
  GBytes *handle; /* NULL: closed */
};

QuayRemoteFile *quay_remote_file_new (QuayConnection *connection, const char *path, GBytes *handle);

/* A call on the file, with its handle, or NULL where it is closed: its task has failed then. */
QuayOp  *quay_remote_file_begin (QuayRemoteFile *self, const QuayOpKind *kind, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
/* Begins it and runs it. */
void     quay_remote_file_run   (QuayRemoteFile *self, const QuayOpKind *kind, GCancellable *cancellable,
                                 GAsyncReadyCallback callback, gpointer user_data);
gboolean quay_remote_file_finish_boolean (QuayRemoteFile *self, const QuayOpKind *kind, GAsyncResult *result, GError **error);
gpointer quay_remote_file_finish_pointer (QuayRemoteFile *self, const QuayOpKind *kind, GAsyncResult *result, GError **error);

G_END_DECLS

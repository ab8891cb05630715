/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-sftp-client-private.h"

G_BEGIN_DECLS

/*
 * QuayCall: one method of the client while it runs: its task, and what ends it before its time: the caller's cancellable,
 * interrupt, and an absolute timeout. A client does one thing at a time; a second call is refused. All that is begun in
 * @run, and calls back, is in the client's loop; the task completes where the method was called.
 */
typedef void (*QuayCallFunc) (QuayCall *call);

struct _QuayCall
{
  QuaySftpClient *client;
  GTask *task;
  GCancellable *cancellable; /* for what is begun */
  GCancellable *outer;       /* the caller's; nullable */
  gulong outer_handler;
  GSource *deadline;
  gboolean timed_out;
  QuayCallFunc run;

  /* The method's own */
  char *path;       /* as it goes to the server */
  char *other_path;
  char *text;
  gint64 offset;
  gint64 count;
  int mode;
  GBytes *bytes;
  QuayRemoteFile *file;
  gpointer data;
  GDestroyNotify data_destroy;
};

typedef enum {
  QUAY_CALL_LOGS_ON = 1 << 0, /* where there is no connection, one is made first */
} QuayCallFlags;

/* NULL: refused, and the task has its error. @tag: the async function. */
QuayCall *quay_call_begin          (QuaySftpClient *client, gpointer tag, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
/* Runs @run, now or when the client is logged on. */
void      quay_call_start          (QuayCall *self, QuayCallFlags flags, QuayCallFunc run);
/* The path of the call, resolved; FALSE: the call is over. @path may be NULL or "": QUAY_ERROR_FILE_NOT_SET. */
gboolean  quay_call_take_path      (QuayCall *self, const char *path, const char *what);
gboolean  quay_call_take_other     (QuayCall *self, const char *path, const char *what);

/* The end. @error is taken; NULL: success. */
void      quay_call_return         (QuayCall *self, GError *error);
void      quay_call_return_boolean (QuayCall *self, gboolean value, GError *error);
void      quay_call_return_pointer (QuayCall *self, gpointer value, GDestroyNotify destroy);

/* For those methods whose callback of the engine has nothing to tell but success. */
void      quay_call_end_with       (QuayCall *self, gboolean success, GError *error);

/* Sync versions: between these two, quay_client_loop_keep_result and &result are callback and data of the async one. */
/* TRUE, with QUAY_ERROR_BUSY: a method runs, and this is one of its events. To wait in it would turn its loop under its feet. */
gboolean      quay_call_refuse_nested (QuaySftpClient *client, GError **error);
GAsyncResult *quay_call_wait       (QuaySftpClient *client, GAsyncResult **result);

G_END_DECLS

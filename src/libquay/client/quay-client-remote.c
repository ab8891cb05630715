/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-remote.h"

#include <string.h>

#include "quay-login-private.h"

/* What a request is about, in the operation's data. */
typedef struct
{
  GBytes *handle;
  guint64 offset;
  guint32 length;
  GBytes *data;
  QuayAttrs attrs;
} Request;

static void
request_free (gpointer user_data)
{
  Request *self = user_data;

  g_clear_pointer (&self->handle, g_bytes_unref);
  g_clear_pointer (&self->data, g_bytes_unref);
  quay_attrs_clear (&self->attrs);
  g_free (self);
}

static Request *
request_new (GBytes *handle, guint64 offset, guint32 length, GBytes *data)
{
  Request *self = g_new0 (Request, 1);

  quay_attrs_init (&self->attrs);
  self->handle = handle != NULL ? g_bytes_ref (handle) : NULL;
  self->offset = offset;
  self->length = length;
  self->data = data != NULL ? g_bytes_ref (data) : NULL;

  return self;
}

/* Takes @request. */
static void
run (QuayLogin *login,
     const QuayOpKind *kind,
     const QuayOpArgs *args,
     Request *request,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  QuayOp *op = quay_login_begin (login, kind, args, cancellable, callback, user_data);

  if (op == NULL)
    {
      request_free (request);
      return;
    }
  op->data = request;
  op->data_destroy = request_free;
  quay_op_run (op);
}

/* open */

static void
on_open (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  /* Nobody waits any more: the server is not left with an open file. */
  if (op->done && quay_sftp_reply_ok (reply))
    quay_sftp_session_close_handle (session, reply->handle, NULL, NULL);
  if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_bytes_ref (reply->handle), (GDestroyNotify)g_bytes_unref);
}

static void
start_open (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_open (session, op->path, op->number, NULL, on_open, quay_op_ref (op));
}

static const QuayOpKind open_kind = { .tried = "Could not open", .start = start_open };

void
quay_client_remote_open_async (QuayLogin *login,
                               const char *path,
                               QuayOpenFlags flags,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  run (login, &open_kind, &(QuayOpArgs){ .path = path, .number = flags }, request_new (NULL, 0, 0, NULL), cancellable,
       callback, user_data);
}

GBytes *
quay_client_remote_open_finish (QuayLogin *login, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (login, &open_kind, result, error);
}

/* close */

static void
start_close (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_close_handle (session, ((Request *)op->data)->handle, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind close_kind = { .tried = "Could not close", .start = start_close };

void
quay_client_remote_close_async (QuayLogin *login,
                                const char *path,
                                GBytes *handle,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  run (login, &close_kind, &(QuayOpArgs){ .path = path }, request_new (handle, 0, 0, NULL), cancellable, callback,
       user_data);
}

gboolean
quay_client_remote_close_finish (QuayLogin *login, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (login, &close_kind, result, error);
}

/* read */

static void
on_read (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (reply->error == NULL && reply->status == QUAY_STATUS_EOF)
    quay_op_return_pointer (op, g_bytes_new_static ("", 0), (GDestroyNotify)g_bytes_unref);
  else if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_bytes_new (reply->data, reply->length), (GDestroyNotify)g_bytes_unref);
}

static void
start_read (QuayOp *op, QuaySftpSession *session)
{
  Request *request = op->data;

  quay_sftp_session_read (session, request->handle, request->offset, request->length, on_read, quay_op_ref (op));
}

static const QuayOpKind read_kind = { .tried = "Could not read", .start = start_read };

void
quay_client_remote_read_async (QuayLogin *login,
                               const char *path,
                               GBytes *handle,
                               guint64 offset,
                               guint32 length,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  run (login, &read_kind, &(QuayOpArgs){ .path = path }, request_new (handle, offset, length, NULL), cancellable,
       callback, user_data);
}

GBytes *
quay_client_remote_read_finish (QuayLogin *login, GAsyncResult *result, GError **error)
{
  return quay_login_finish_pointer (login, &read_kind, result, error);
}

/* write */

static void
start_write (QuayOp *op, QuaySftpSession *session)
{
  Request *request = op->data;
  gsize size;
  const void *data = g_bytes_get_data (request->data, &size);
  g_autoptr (QuayBlock) block = quay_block_new (QUAY_SFTP_WRITE_HEADROOM + size);

  if (size > 0)
    memcpy (quay_block_get_data (block) + QUAY_SFTP_WRITE_HEADROOM, data, size);
  quay_sftp_session_write (session, request->handle, request->offset, block, QUAY_SFTP_WRITE_HEADROOM, (guint32)size,
                           quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind write_kind = { .tried = "Could not write", .start = start_write };

void
quay_client_remote_write_async (QuayLogin *login,
                                const char *path,
                                GBytes *handle,
                                guint64 offset,
                                GBytes *data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  run (login, &write_kind, &(QuayOpArgs){ .path = path }, request_new (handle, offset, 0, data), cancellable, callback,
       user_data);
}

gboolean
quay_client_remote_write_finish (QuayLogin *login, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (login, &write_kind, result, error);
}

/* setstat */

static void
start_setstat (QuayOp *op, QuaySftpSession *session)
{
  quay_sftp_session_setstat (session, op->path, &((Request *)op->data)->attrs, quay_op_on_status, quay_op_ref (op));
}

static const QuayOpKind setstat_kind = { .tried = "Could not change the attributes of", .start = start_setstat };

void
quay_client_remote_setstat_async (QuayLogin *login,
                                  const char *path,
                                  const QuayAttrs *attrs,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  Request *request = request_new (NULL, 0, 0, NULL);

  quay_attrs_copy (&request->attrs, attrs);
  run (login, &setstat_kind, &(QuayOpArgs){ .path = path }, request, cancellable, callback, user_data);
}

gboolean
quay_client_remote_setstat_finish (QuayLogin *login, GAsyncResult *result, GError **error)
{
  return quay_login_finish_boolean (login, &setstat_kind, result, error);
}

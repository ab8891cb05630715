/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading and writing an open file: many requests at once, of as much as the server takes. */
#include "quay-error-private.h"
#include "quay-remote-file-private.h"

#include <string.h>

/* read */

typedef struct
{
  guint64 offset;
  gsize length;
  guint8 *buffer;
  guint n_pending;
  gsize end; /* so much of it there is, as far as is known */
} Reading;

/* A part of it. */
typedef struct
{
  QuayOp *op;
  gsize at;
  gsize length;
} Piece;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  g_free (reading->buffer);
  g_free (reading);
}

static void
finish_reading (QuayOp *op, Reading *reading)
{
  if (!op->done && reading->n_pending == 0)
    quay_op_return_pointer (op, g_bytes_new_take (g_steal_pointer (&reading->buffer), reading->end),
                            (GDestroyNotify)g_bytes_unref);
}

static void on_piece (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data);

static void
ask_piece (QuayOp *op, QuaySftpSession *session, gsize at, gsize length)
{
  Reading *reading = op->data;
  Piece *piece = g_new (Piece, 1);

  *piece = (Piece){ quay_op_ref (op), at, length };
  reading->n_pending++;
  quay_sftp_session_read (session, op->handle, reading->offset + at, (guint32)length, on_piece, piece);
}

static void
take_piece (QuaySftpSession *session, Reading *reading, const Piece *piece, const QuaySftpReply *reply)
{
  memcpy (reading->buffer + piece->at, reply->data, reply->length);
  if (reply->length < piece->length)
    ask_piece (piece->op, session, piece->at + reply->length, piece->length - reply->length);
}

static void
on_piece (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Piece *piece = user_data;
  g_autoptr (QuayOp) op = piece->op;
  Reading *reading = op->data;

  reading->n_pending--;
  if (op->done)
    return;
  if (reply->error == NULL && reply->status == QUAY_STATUS_EOF)
    reading->end = MIN (reading->end, piece->at);
  else if (!quay_op_check (op, reply))
    return;
  else
    take_piece (session, reading, piece, reply);
  finish_reading (op, reading);
}

static void
start_read (QuayOp *op, QuaySftpSession *session)
{
  Reading *reading = op->data;
  gsize chunk = quay_sftp_session_get_server (session)->max_read;

  for (gsize at = 0; at < reading->length; at += chunk)
    ask_piece (op, session, at, MIN (chunk, reading->length - at));
  finish_reading (op, reading);
}

static const QuayOpKind read_kind = { .tried = "Could not read", .start = start_read };

/**
 * quay_remote_file_read_async:
 * @self: an open file
 * @offset: where to begin
 * @length: how many bytes, %QUAY_REMOTE_FILE_MAX_DATA at most
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads (SSH_FXP_READ, filexfer-02 section 6.4).
 */
void
quay_remote_file_read_async (QuayRemoteFile *self,
                             guint64 offset,
                             gsize length,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Reading *reading;
  QuayOp *op;

  g_return_if_fail (length <= QUAY_REMOTE_FILE_MAX_DATA);
  op = quay_remote_file_begin (self, &read_kind, cancellable, callback, user_data);
  if (op == NULL)
    return;
  reading = g_new0 (Reading, 1);
  reading->offset = offset;
  reading->length = reading->end = length;
  reading->buffer = g_malloc (length);
  op->data = reading;
  op->data_destroy = reading_free;
  quay_op_run (op);
}

/**
 * quay_remote_file_read_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: (transfer full): the bytes; fewer than were asked for, or none, where the file ends
 */
GBytes *
quay_remote_file_read_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_pointer (self, &read_kind, result, error);
}

/* write */

typedef struct
{
  guint64 offset;
  GBytes *data;
  guint n_pending;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_bytes_unref (writing->data);
  g_free (writing);
}

static void
on_written (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;
  Writing *writing = op->data;

  writing->n_pending--;
  if (quay_op_check (op, reply) && writing->n_pending == 0)
    quay_op_return_boolean (op, TRUE);
}

static void
write_piece (QuayOp *op, QuaySftpSession *session, gsize at, gsize length)
{
  Writing *writing = op->data;
  g_autoptr (QuayBlock) block = quay_block_new (QUAY_SFTP_WRITE_HEADROOM + length);
  const guint8 *bytes = g_bytes_get_data (writing->data, NULL);

  memcpy (quay_block_get_data (block) + QUAY_SFTP_WRITE_HEADROOM, bytes + at, length);
  writing->n_pending++;
  quay_sftp_session_write (session, op->handle, writing->offset + at, block, QUAY_SFTP_WRITE_HEADROOM, (guint32)length,
                           on_written, quay_op_ref (op));
}

static void
start_write (QuayOp *op, QuaySftpSession *session)
{
  Writing *writing = op->data;
  gsize length = g_bytes_get_size (writing->data);
  gsize chunk = quay_sftp_session_get_server (session)->max_write;

  for (gsize at = 0; at < length; at += chunk)
    write_piece (op, session, at, MIN (chunk, length - at));
  if (length == 0)
    quay_op_return_boolean (op, TRUE);
}

static const QuayOpKind write_kind = { .tried = "Could not write to", .start = start_write };

/**
 * quay_remote_file_write_async:
 * @self: a file open for writing
 * @offset: where to begin; of no account where it is open for appending
 * @data: %QUAY_REMOTE_FILE_MAX_DATA bytes at most
 * @cancellable: (nullable): a cancellable; what the server has by then is written
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes (SSH_FXP_WRITE, filexfer-02 section 6.4).
 */
void
quay_remote_file_write_async (QuayRemoteFile *self,
                              guint64 offset,
                              GBytes *data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  Writing *writing;
  QuayOp *op;

  g_return_if_fail (data != NULL && g_bytes_get_size (data) <= QUAY_REMOTE_FILE_MAX_DATA);
  op = quay_remote_file_begin (self, &write_kind, cancellable, callback, user_data);
  if (op == NULL)
    return;
  writing = g_new0 (Writing, 1);
  writing->offset = offset;
  writing->data = g_bytes_ref (data);
  op->data = writing;
  op->data_destroy = writing_free;
  quay_op_run (op);
}

/**
 * quay_remote_file_write_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_SFTP_STATUS` and the like
 *
 * Returns: whether all was written
 */
gboolean
quay_remote_file_write_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_boolean (self, &write_kind, result, error);
}

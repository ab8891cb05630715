/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Extensions, and requests of version 6, that take an open file. */
#include "quay-remote-file-private.h"

static gboolean
has (QuaySftpSession *session, guint features)
{
  return (quay_sftp_session_get_server (session)->features & features) != 0;
}

/* sync */

static void
start_sync (QuayOp *op, QuaySftpSession *session)
{
  if (has (session, QUAY_SFTP_HAS_FSYNC))
    quay_sftp_session_fsync (session, op->handle, quay_op_on_status, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no fsync@openssh.com");
}

static const QuayOpKind sync_kind = { .tried = "Could not have the disk take", .start = start_sync };

/**
 * quay_remote_file_sync_async:
 * @self: an open file
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Waits until the server's disk has what was written (fsync@openssh.com, OpenSSH's PROTOCOL section 4.6).
 */
void
quay_remote_file_sync_async (QuayRemoteFile *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  quay_remote_file_run (self, &sync_kind, cancellable, callback, user_data);
}

/**
 * quay_remote_file_sync_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether the disk has it
 */
gboolean
quay_remote_file_sync_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_boolean (self, &sync_kind, result, error);
}

/* statvfs */

static void
on_statvfs (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayOp) op = user_data;

  if (quay_op_check (op, reply))
    quay_op_return_pointer (op, g_memdup2 (reply->statvfs, sizeof *reply->statvfs), g_free);
}

static void
start_statvfs (QuayOp *op, QuaySftpSession *session)
{
  if (has (session, QUAY_SFTP_HAS_FSTATVFS))
    quay_sftp_session_fstatvfs (session, op->handle, on_statvfs, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no fstatvfs@openssh.com");
}

static const QuayOpKind statvfs_kind = { .tried = "Could not look at the file system of", .start = start_statvfs };

/**
 * quay_remote_file_statvfs_async:
 * @self: an open file
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * What fstatvfs(3) tells on the server (fstatvfs@openssh.com, OpenSSH's PROTOCOL section 4.4).
 */
void
quay_remote_file_statvfs_async (QuayRemoteFile *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  quay_remote_file_run (self, &statvfs_kind, cancellable, callback, user_data);
}

/**
 * quay_remote_file_statvfs_finish:
 * @self: an open file
 * @result: what the callback got
 * @statvfs: (out caller-allocates): the answer
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether @statvfs is set
 */
gboolean
quay_remote_file_statvfs_finish (QuayRemoteFile *self, GAsyncResult *result, QuayStatvfs *statvfs, GError **error)
{
  g_autofree QuayStatvfs *answer = quay_remote_file_finish_pointer (self, &statvfs_kind, result, error);

  if (answer != NULL)
    *statvfs = *answer;

  return answer != NULL;
}

/* Locks */

typedef struct
{
  guint64 offset;
  guint64 length;
  QuayLockFlags flags;
} Range;

static void
start_lock (QuayOp *op, QuaySftpSession *session)
{
  const Range *range = op->data;

  if (quay_sftp_session_can_lock (session, range->flags))
    quay_sftp_session_lock (session, op->handle, range->offset, range->length, range->flags, quay_op_on_status,
                            quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no such locks (they take SFTP version 6, and a server that offers "
                                    "them)");
}

static void
start_unlock (QuayOp *op, QuaySftpSession *session)
{
  const Range *range = op->data;

  if (has (session, QUAY_SFTP_HAS_LOCKS))
    quay_sftp_session_unlock (session, op->handle, range->offset, range->length, quay_op_on_status, quay_op_ref (op));
  else
    quay_op_return_unsupported (op, "the server has no locks (they take SFTP version 6)");
}

static const QuayOpKind lock_kind = { .tried = "Could not lock", .start = start_lock };
static const QuayOpKind unlock_kind = { .tried = "Could not unlock", .start = start_unlock };

static void
run_on_range (QuayRemoteFile *self,
              const QuayOpKind *kind,
              const Range *range,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data)
{
  QuayOp *op = quay_remote_file_begin (self, kind, cancellable, callback, user_data);

  if (op == NULL)
    return;
  op->data = g_memdup2 (range, sizeof *range);
  op->data_destroy = g_free;
  quay_op_run (op);
}

/**
 * quay_remote_file_lock_async:
 * @self: an open file
 * @offset: where the range begins
 * @length: its bytes, 0: to the end of the file, however it grows
 * @flags: what others are kept from
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Locks a range of bytes (SSH_FXP_BLOCK, filexfer-13 section 8.8.1). It ends with the file's being closed.
 */
void
quay_remote_file_lock_async (QuayRemoteFile *self,
                             guint64 offset,
                             guint64 length,
                             QuayLockFlags flags,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  run_on_range (self, &lock_kind, &(Range){ offset, length, flags }, cancellable, callback, user_data);
}

/**
 * quay_remote_file_lock_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`; `QUAY_ERROR_SFTP_STATUS`, with %QUAY_STATUS_BYTE_RANGE_LOCK_CONFLICT where somebody
 *   else has a lock
 *
 * Returns: whether it is locked
 */
gboolean
quay_remote_file_lock_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_boolean (self, &lock_kind, result, error);
}

/**
 * quay_remote_file_unlock_async:
 * @self: an open file
 * @offset: where the locked range begins
 * @length: its bytes, as they were locked
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Ends a lock (SSH_FXP_UNBLOCK, filexfer-13 section 8.8.2).
 */
void
quay_remote_file_unlock_async (QuayRemoteFile *self,
                               guint64 offset,
                               guint64 length,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  run_on_range (self, &unlock_kind, &(Range){ offset, length, 0 }, cancellable, callback, user_data);
}

/**
 * quay_remote_file_unlock_finish:
 * @self: an open file
 * @result: what the callback got
 * @error: `QUAY_ERROR_UNSUPPORTED`, `QUAY_ERROR_SFTP_STATUS`
 *
 * Returns: whether it is unlocked
 */
gboolean
quay_remote_file_unlock_finish (QuayRemoteFile *self, GAsyncResult *result, GError **error)
{
  return quay_remote_file_finish_boolean (self, &unlock_kind, result, error);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is transferred of a file, and as what. */
#include "quay-transfer-options-private.h"

/* The file goes as it is, from its beginning to its end, to a place of its own: it can be gone on with. */
gboolean
quay_transfer_options_is_plain (QuayTransferOptions *self)
{
  guint64 offset, length;

  quay_transfer_options_get_range (self, &offset, &length);

  return offset == 0 && length == 0 && !quay_transfer_options_get_append (self)
         && !quay_transfer_options_get_ascii (self) && quay_transfer_options_get_growing (self) == 0;
}

gboolean
quay_transfer_options_compares (QuayTransferOptions *self)
{
  return quay_transfer_options_get_verify (self) || quay_transfer_options_get_move (self);
}

/**
 * quay_transfer_options_get_append:
 * @self: options
 *
 * Returns: whether what is transferred goes behind what the target has
 */
gboolean
quay_transfer_options_get_append (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->append);
}

/**
 * quay_transfer_options_set_append:
 * @self: options
 * @append: whether what is transferred goes behind what the target has; a target that is not there is made
 *
 * A local target gets all or nothing. One on the server is written to where it stands, and cut back when the upload
 * fails, as long as the connection lives.
 */
void
quay_transfer_options_set_append (QuayTransferOptions *self, gboolean append)
{
  g_object_set (self, "append", !!append, NULL);
}

/**
 * quay_transfer_options_get_ascii:
 * @self: options
 *
 * Returns: whether files are text whose lines get the endings of the other side
 */
gboolean
quay_transfer_options_get_ascii (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->ascii);
}

/**
 * quay_transfer_options_set_ascii:
 * @self: options
 * @ascii: whether files are text whose lines get the endings of the other side, where the two differ
 *
 * See [method@Quay.TransferOptions.set_local_eol] and [method@Quay.TransferOptions.set_server_eol]. Sizes differ then;
 * what goes over the connection is checked all the same.
 */
void
quay_transfer_options_set_ascii (QuayTransferOptions *self, gboolean ascii)
{
  g_object_set (self, "ascii", !!ascii, NULL);
}

/**
 * quay_transfer_options_get_local_eol:
 * @self: options
 *
 * Returns: how lines end here
 */
QuayEol
quay_transfer_options_get_local_eol (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->local_eol);
}

/**
 * quay_transfer_options_set_local_eol:
 * @self: options
 * @eol: how lines end here, %QUAY_EOL_LF by default
 */
void
quay_transfer_options_set_local_eol (QuayTransferOptions *self, QuayEol eol)
{
  g_object_set (self, "local-eol", (guint)eol, NULL);
}

/**
 * quay_transfer_options_get_server_eol:
 * @self: options
 *
 * Returns: how lines end on the server
 */
QuayEol
quay_transfer_options_get_server_eol (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->server_eol);
}

/**
 * quay_transfer_options_set_server_eol:
 * @self: options
 * @eol: how lines end on the server, %QUAY_EOL_LF by default
 *
 * From SFTP version 4 on servers may say it themselves ("newline", filexfer-13 section 5.2); that counts for more.
 */
void
quay_transfer_options_set_server_eol (QuayTransferOptions *self, QuayEol eol)
{
  g_object_set (self, "server-eol", (guint)eol, NULL);
}

/**
 * quay_transfer_options_get_growing:
 * @self: options
 *
 * Returns: for how many seconds an upload waits for its file to grow further; 0 where it takes the file as it is
 */
guint
quay_transfer_options_get_growing (QuayTransferOptions *self)
{
  return g_atomic_int_get (&self->growing);
}

/**
 * quay_transfer_options_set_growing:
 * @self: options
 * @seconds: an upload goes on until its file has not grown for so long; 0 takes the file as it is. Not with ascii
 */
void
quay_transfer_options_set_growing (QuayTransferOptions *self, guint seconds)
{
  g_object_set (self, "growing", seconds, NULL);
}

/**
 * quay_transfer_options_get_range:
 * @self: options
 * @offset: (out): where in the source it begins, in bytes
 * @length: (out): how much of it is meant, 0: up to its end
 */
void
quay_transfer_options_get_range (QuayTransferOptions *self, guint64 *offset, guint64 *length)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->range_mutex);

  *offset = self->offset;
  *length = self->length;
}

/**
 * quay_transfer_options_set_range:
 * @self: options
 * @offset: where in the source it begins, in bytes
 * @length: how much of it is meant, 0: up to its end
 *
 * Only these bytes of the source are transferred; the target has them and nothing else. What of it lies beyond the
 * source's end is left out.
 */
void
quay_transfer_options_set_range (QuayTransferOptions *self, guint64 offset, guint64 length)
{
  g_object_set (self, "offset", offset, "length", length, NULL);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-call.h"

#include <string.h>

#include "quay-error-private.h"

/* Parts of files, to and from memory. */

/* More is not for memory in one piece. */
#define MAX_RANGE (G_GINT64_CONSTANT (1) << 30)

/* The largest piece that is asked for, or sent, at once. */
static guint32
get_piece (QuayCall *call, gint64 left)
{
  return (guint32)MIN (left, call->client->max_file_data);
}

/* The end: the file is closed, then the call has its result, or the error that came first. */

typedef struct
{
  GByteArray *bytes; /* what has been read */
  gint64 done;
  GError *error; /* the first; nullable */
} Range;

static void
range_free (gpointer data)
{
  Range *self = data;

  g_byte_array_unref (self->bytes);
  g_clear_error (&self->error);
  g_free (self);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  Range *range = call->data;
  GError *error = NULL;

  quay_remote_file_close_finish (QUAY_REMOTE_FILE (source), result, range->error == NULL ? &error : NULL);
  if (error == NULL)
    error = g_steal_pointer (&range->error);
  if (error != NULL || call->bytes != NULL)
    quay_call_return (call, error);
  else
    quay_call_return_pointer (call, g_byte_array_free_to_bytes (g_byte_array_ref (range->bytes)),
                              (GDestroyNotify)g_bytes_unref);
}

/* Takes @error. */
static void
close_file (QuayCall *call, GError *error)
{
  Range *range = call->data;

  range->error = error;
  /* What was cancelled leaves no open file behind. */
  quay_remote_file_close_async (call->file, NULL, on_closed, call);
}

/* Reading */

static void read_on (QuayCall *call);

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  Range *range = call->data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = quay_remote_file_read_finish (QUAY_REMOTE_FILE (source), result, &error);
  gsize size = 0;

  if (bytes != NULL)
    g_byte_array_append (range->bytes, g_bytes_get_data (bytes, NULL), (guint)g_bytes_get_size (bytes));
  if (bytes != NULL)
    size = g_bytes_get_size (bytes);
  range->done += size;
  if (bytes == NULL || size == 0)
    close_file (call, error);
  else
    read_on (call);
}

static void
read_on (QuayCall *call)
{
  Range *range = call->data;

  if (range->done < call->count)
    quay_remote_file_read_async (call->file, call->offset + range->done, get_piece (call, call->count - range->done),
                                 call->cancellable, on_read, call);
  else
    close_file (call, NULL);
}

/* Writing */

static void write_on (QuayCall *call);

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  if (quay_remote_file_write_finish (QUAY_REMOTE_FILE (source), result, &error))
    write_on (call);
  else
    close_file (call, error);
}

static void
write_on (QuayCall *call)
{
  Range *range = call->data;
  g_autoptr (GBytes) piece = NULL;
  const gint64 at = range->done;
  const guint32 size = get_piece (call, call->count - at);

  if (size == 0)
    {
      close_file (call, NULL);
      return;
    }
  piece = g_bytes_new_from_bytes (call->bytes, at, size);
  range->done += size;
  quay_remote_file_write_async (call->file, call->offset + at, piece, call->cancellable, on_written, call);
}

/* Both */

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  QuayCall *call = user_data;
  GError *error = NULL;

  call->file = quay_login_open_file_finish (QUAY_LOGIN (source), result, &error);
  if (call->file == NULL)
    quay_call_return (call, error);
  else if (call->bytes != NULL)
    write_on (call);
  else
    read_on (call);
}

static gboolean
check_range (QuayCall *call)
{
  GError *error = NULL;

  if (call->offset >= 0 && call->count >= 0 && call->count <= MAX_RANGE
      && (call->bytes == NULL || (gsize)call->count <= g_bytes_get_size (call->bytes)))
    return TRUE;
  quay_set_error (
      &error, QUAY_ERROR_USAGE,
      "The range makes no sense: neither start nor count may be below 0, and no more than the buffer, or 1 GiB, "
      "can be moved at once");
  quay_call_return (call, error);

  return FALSE;
}

static void
open_file (QuayCall *call)
{
  Range *range;

  if (!quay_call_take_path (call, call->text, "The file") || !check_range (call))
    return;
  range = g_new0 (Range, 1);
  range->bytes = g_byte_array_new ();
  call->data = range;
  call->data_destroy = range_free;
  quay_login_open_file_async (call->client->login, call->path,
                              call->bytes != NULL ? QUAY_OPEN_WRITE | QUAY_OPEN_CREATE : QUAY_OPEN_READ, -1,
                              call->cancellable, on_open, call);
}

static void
start (QuayCall *call, const char *path, const char *file_name, gint64 start_byte, gint64 count)
{
  const gboolean has_folder = path != NULL && *path != '\0';

  call->text = g_strconcat (has_folder ? path : "", has_folder && !g_str_has_suffix (path, "/") ? "/" : "",
                            file_name != NULL ? file_name : "", NULL);
  call->offset = start_byte;
  call->count = count;
  quay_call_start (call, QUAY_CALL_LOGS_ON, open_file);
}

/**
 * quay_sftp_client_download_range_async:
 * @self: a client
 * @path: (nullable): the folder; "" and %NULL: [property@Quay.SftpClient:remote-path]
 * @file_name: the file in it
 * @start_byte: where to begin
 * @count: how many bytes at most, 1 GiB or less
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads a part of a file into memory. Behind its end there is nothing: fewer bytes come then.
 */
void
quay_sftp_client_download_range_async (QuaySftpClient *self,
                                       const char *path,
                                       const char *file_name,
                                       gint64 start_byte,
                                       gint64 count,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_download_range_async, cancellable, callback, user_data);

  if (call != NULL)
    start (call, path, file_name, start_byte, count);
}

/**
 * quay_sftp_client_upload_range_async:
 * @self: a client
 * @path: (nullable): the folder; "" and %NULL: [property@Quay.SftpClient:remote-path]
 * @file_name: the file in it; it is made where there is none
 * @start_byte: where to begin
 * @count: how many bytes of @buffer
 * @buffer: the bytes
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Writes into a file, over what stands there. What is between its end and @start_byte becomes zeros.
 */
void
quay_sftp_client_upload_range_async (QuaySftpClient *self,
                                     const char *path,
                                     const char *file_name,
                                     gint64 start_byte,
                                     gint64 count,
                                     GBytes *buffer,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, quay_sftp_client_upload_range_async, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->bytes = g_bytes_ref (buffer);
  start (call, path, file_name, start_byte, count);
}

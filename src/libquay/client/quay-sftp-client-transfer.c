/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-file-transfer.h"

#include "quay-error-private.h"

/* Uploads, appends and downloads: of one file, or of those that are queued. */

void
quay_queued_file_free (QuayQueuedFile *self)
{
  g_free (self->local_file);
  g_free (self->remote_file);
  g_free (self);
}

typedef struct
{
  QuayCall *call;
  gboolean queued; /* it began with what was queued */
  guint n_active;
  guint n_done, n_failed;
  gboolean filling;
  GError *error; /* the first; nullable */
} Batch;

typedef struct
{
  Batch *batch;
  QuayQueuedFile *file;
} Item;

static void fill (Batch *self);

static void
finish (Batch *self)
{
  QuayCall *call = self->call;
  GError *error = g_steal_pointer (&self->error);

  if (error == NULL)
    {
      /* Only a whole transfer has used it up. */
      call->client->start_byte = 0;
      quay_client_notify (call->client, "start-byte");
    }
  else if (self->queued && !g_cancellable_is_cancelled (call->cancellable))
    {
      g_clear_error (&error);
      quay_set_error (&error, QUAY_ERROR_SOME_FAILED, "%u of %u files failed; the events say which", self->n_failed,
                      self->n_failed + self->n_done);
    }
  g_free (self);
  quay_call_return (call, error);
}

static void
on_file_done (const GError *error, gpointer user_data)
{
  Item *item = user_data;
  Batch *self = item->batch;

  self->n_active--;
  if (error == NULL)
    self->n_done++;
  else
    {
      self->n_failed++;
      if (self->error == NULL)
        self->error = g_error_copy (error);
      if (self->queued)
        quay_client_tell_error (self->call->client, error, item->file->local_file, item->file->remote_file);
    }
  quay_queued_file_free (item->file);
  g_free (item);
  fill (self);
}

/* Takes @file. */
static void
run (Batch *self, QuayQueuedFile *file)
{
  Item *item = g_new (Item, 1);

  *item = (Item){ self, file };
  self->n_active++;
  quay_client_transfer_file (self->call, self->call->mode, file->local_file, file->remote_file, on_file_done, item);
}

/* Handlers may queue more, and clear the queue. */
static void
fill (Batch *self)
{
  QuaySftpClient *client = self->call->client;

  if (self->filling)
    return;
  self->filling = TRUE;
  while (!g_cancellable_is_cancelled (self->call->cancellable) && !g_queue_is_empty (&client->queued)
         && self->n_active < (guint)client->transfer_limit)
    {
      self->queued = self->queued || self->n_active + self->n_done + self->n_failed > 0;
      run (self, g_queue_pop_head (&client->queued));
    }
  self->filling = FALSE;
  if (self->n_active == 0)
    finish (self);
}

static QuayQueuedFile *
make_file (const char *local_file, const char *remote_file)
{
  QuayQueuedFile *file = g_new (QuayQueuedFile, 1);

  *file = (QuayQueuedFile){ g_strdup (local_file), g_strdup (remote_file) };

  return file;
}

static gboolean
refuse_append_at (QuayCall *call)
{
  GError *error = NULL;

  if (call->mode != QUAY_CLIENT_APPEND || call->client->start_byte == 0)
    return FALSE;
  quay_set_error (&error, QUAY_ERROR_USAGE, "start-byte has no meaning for an append; set it to 0");
  quay_call_return (call, error);

  return TRUE;
}

void
quay_client_run_transfers (QuayCall *call)
{
  QuaySftpClient *client = call->client;
  Batch *self;

  if (refuse_append_at (call))
    return;
  quay_rate_limiter_set_rate (client->limiter, client->max_transfer_rate, g_get_monotonic_time ());
  self = g_new0 (Batch, 1);
  self->call = call;
  self->queued = !g_queue_is_empty (&client->queued);
  if (self->queued)
    fill (self);
  else
    run (self, make_file (client->local_file, client->remote_file));
}

static void
begin (QuaySftpClient *self,
       QuayClientTransferMode mode,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  QuayCall *call = quay_call_begin (self, tag, cancellable, callback, user_data);

  if (call == NULL)
    return;
  call->mode = mode;
  quay_call_start (call, QUAY_CALL_LOGS_ON, quay_client_run_transfers);
}

/**
 * quay_sftp_client_download_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Downloads [property@Quay.SftpClient:remote-file] to [property@Quay.SftpClient:local-file], or into the events
 * [signal@Quay.SftpClient::transfer] where that is "". Where files have been queued, it downloads those.
 *
 * With [property@Quay.SftpClient:start-byte] what a download that was cut off has left here is gone on with, if it has
 * that size; else only the rest of the file is taken.
 */
void
quay_sftp_client_download_async (QuaySftpClient *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  begin (self, QUAY_CLIENT_DOWNLOAD, quay_sftp_client_download_async, cancellable, callback, user_data);
}

/**
 * quay_sftp_client_upload_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Uploads [property@Quay.SftpClient:local-file] to [property@Quay.SftpClient:remote-file], or the files that have been
 * queued. With [property@Quay.SftpClient:start-byte] the rest of the file from there on goes behind what the server
 * has.
 */
void
quay_sftp_client_upload_async (QuaySftpClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  begin (self, QUAY_CLIENT_UPLOAD, quay_sftp_client_upload_async, cancellable, callback, user_data);
}

/**
 * quay_sftp_client_append_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * As [method@Quay.SftpClient.upload], behind what the file on the server has. It is made where there is none.
 */
void
quay_sftp_client_append_async (QuaySftpClient *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  begin (self, QUAY_CLIENT_APPEND, quay_sftp_client_append_async, cancellable, callback, user_data);
}

/**
 * quay_sftp_client_queue_file:
 * @self: a client
 * @local_file: the file here
 * @remote_file: the file on the server
 *
 * Puts a file into the queue, for the next upload or download, or, from within an event, for the one that runs. So many
 * of them as the configuration key `SimultaneousTransferLimit` says run at once.
 */
void
quay_sftp_client_queue_file (QuaySftpClient *self, const char *local_file, const char *remote_file)
{
  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));
  g_return_if_fail (local_file != NULL && remote_file != NULL);

  g_queue_push_tail (&self->queued, make_file (local_file, remote_file));
}

/**
 * quay_sftp_client_reset_queue:
 * @self: a client
 *
 * Empties the queue. What runs goes on.
 */
void
quay_sftp_client_reset_queue (QuaySftpClient *self)
{
  g_return_if_fail (QUAY_IS_SFTP_CLIENT (self));

  g_queue_clear_full (&self->queued, (GDestroyNotify)quay_queued_file_free);
}

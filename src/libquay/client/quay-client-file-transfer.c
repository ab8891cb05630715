/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-file-transfer.h"

#include <sys/stat.h>

#include "quay-error-private.h"
#include "quay-ready-source.h"
#include "quay-text.h"
#include "quay-transfer-private.h"

/* How often a transfer tells how far it is, in milliseconds. */
#define TELL_EVERY 100

typedef struct
{
  QuayCall *call;
  QuayClientTransferMode mode;
  QuayTransfer *transfer;
  GSource *clock;
  char *local_file, *remote_file;
  guint64 told; /* bytes in the last event */
  gboolean any_told;
  QuayClientTransferFunc func;
  gpointer user_data;
} FileTransfer;

static void
file_transfer_free (FileTransfer *self)
{
  quay_source_clear (&self->clock);
  g_clear_object (&self->transfer);
  g_free (self->local_file);
  g_free (self->remote_file);
  g_free (self);
}

/* Who sends: the documentation counts the client as 0. */
static int
get_direction (FileTransfer *self)
{
  return self->mode == QUAY_CLIENT_DOWNLOAD ? 1 : 0;
}

gboolean
quay_client_tell_transfer (QuaySftpClient *self,
                           int direction,
                           const char *local_file,
                           const char *remote_file,
                           guint64 done,
                           int percent,
                           GBytes *text)
{
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (QuayEvent) event = NULL;
  gboolean cancel;

  event = g_object_new (QUAY_TYPE_TRANSFER_EVENT, "direction", direction, "local-file", local_file, "remote-file",
                        remote_file, "bytes-transferred", (gint64)done, "percent-done", percent, "text",
                        text != NULL ? text : nothing, NULL);
  quay_client_emit (self, QUAY_SIGNAL_TRANSFER, g_object_ref (event));
  g_object_get (event, "cancel", &cancel, NULL);

  return cancel;
}

static int
get_percent (FileTransfer *self, const QuayTransferProgress *progress)
{
  if (!self->call->client->use_fxp_stat)
    return -1;
  if (progress->bytes_total == 0)
    return quay_transfer_get_state (self->transfer) == QUAY_TRANSFER_DONE ? 100 : 0;

  return (int)MIN (100, progress->bytes_done * 100 / progress->bytes_total);
}

static void
tell (FileTransfer *self)
{
  QuayTransferProgress progress;

  quay_transfer_get_progress (self->transfer, &progress);
  self->any_told = TRUE;
  self->told = progress.bytes_done;
  if (quay_client_tell_transfer (self->call->client, get_direction (self), self->local_file, self->remote_file,
                                 progress.bytes_done, get_percent (self, &progress), NULL))
    quay_transfer_cancel (self->transfer);
}

static void
on_progress (QuayTransfer *transfer, GParamSpec *pspec, FileTransfer *self)
{
  if (quay_transfer_get_state (transfer) == QUAY_TRANSFER_RUNNING)
    tell (self);
}

/* What runs without a queue is asked for its progress by whoever wants to know. */
static gboolean
on_clock (gpointer user_data)
{
  FileTransfer *self = user_data;

  quay_transfer_publish (self->transfer, g_get_monotonic_time ());

  return G_SOURCE_CONTINUE;
}

static void
start_clock (FileTransfer *self)
{
  self->clock = g_timeout_source_new (TELL_EVERY);
  g_source_set_static_name (self->clock, "quay-client-progress");
  g_source_set_callback (self->clock, on_clock, self, NULL);
  g_source_attach (self->clock, quay_client_loop_get_context (self->call->client->loop));
}

static void
on_run (GObject *source, GAsyncResult *result, gpointer user_data)
{
  FileTransfer *self = user_data;
  QuaySftpClient *client = self->call->client;
  g_autoptr (GError) error = NULL;
  QuayTransferProgress progress;

  g_signal_handlers_disconnect_by_data (source, self);
  if (quay_transfer_run_finish (self->transfer, result, &error))
    {
      quay_transfer_get_progress (self->transfer, &progress);
      if (quay_transfer_get_state (self->transfer) == QUAY_TRANSFER_SKIPPED)
        quay_set_error (&error, QUAY_ERROR_FILE_EXISTS,
                        "%s is there already and was left alone; set overwrite to replace it",
                        self->mode == QUAY_CLIENT_DOWNLOAD ? self->local_file : self->remote_file);
      else if (!self->any_told || self->told != progress.bytes_done)
        tell (self);
    }
  if (error == NULL)
    quay_client_tell_end (client, get_direction (self), self->local_file, self->remote_file);
  self->func (error, self->user_data);
  file_transfer_free (self);
}

/* Options */

QuayEol
quay_client_get_eol (const char *text)
{
  return g_str_equal (text, "\r\n") ? QUAY_EOL_CRLF : g_str_equal (text, "\r") ? QUAY_EOL_CR : QUAY_EOL_LF;
}

/* An offset is where an earlier transfer ended: what it left has that size, and is gone on with. */
static gboolean
goes_on (FileTransfer *self)
{
  QuaySftpClient *client = self->call->client;
  struct stat status;

  if (self->mode == QUAY_CLIENT_APPEND)
    return TRUE;
  if (client->start_byte == 0)
    return FALSE;

  return self->mode == QUAY_CLIENT_UPLOAD
         || (stat (self->local_file, &status) == 0 && status.st_size == client->start_byte);
}

static QuayTransferOptions *
make_options (FileTransfer *self)
{
  QuaySftpClient *client = self->call->client;
  QuayTransferOptions *options = quay_transfer_options_new ();
  const gboolean uploads = self->mode != QUAY_CLIENT_DOWNLOAD;
  const gboolean append = goes_on (self);

  quay_transfer_options_set_recursive (options, FALSE);
  quay_transfer_options_set_resume (options, FALSE);
  quay_transfer_options_set_links (options, QUAY_LINKS_FOLLOW);
  quay_transfer_options_set_overwrite (options,
                                       client->overwrite && !append ? QUAY_OVERWRITE_ALWAYS : QUAY_OVERWRITE_NEVER);
  quay_transfer_options_set_append (options, append);
  quay_transfer_options_set_preserve (options, client->preserve_time);
  quay_transfer_options_set_range (options, self->mode == QUAY_CLIENT_APPEND ? 0 : client->start_byte,
                                   uploads ? 0 : client->transferred_data_limit);
  if (client->transfer_mode == 1)
    {
      quay_transfer_options_set_ascii (options, TRUE);
      quay_transfer_options_set_local_eol (options, quay_client_get_eol (client->local_eol));
      quay_transfer_options_set_server_eol (options, quay_client_get_eol (client->server_eol));
    }
  if (uploads && client->real_time_upload)
    quay_transfer_options_set_growing (options, client->real_time_age);

  return options;
}

static void
run (FileTransfer *self, const char *remote)
{
  QuaySftpClient *client = self->call->client;
  g_autoptr (QuayTransferOptions) options = make_options (self);

  if (self->mode == QUAY_CLIENT_DOWNLOAD)
    self->transfer = quay_transfer_new_download (client->login, remote, self->local_file, options, NULL);
  else
    {
      self->transfer = quay_transfer_new_upload (client->login, self->local_file, remote, options, NULL);
      quay_transfer_set_limiter_above (self->transfer, client->limiter);
    }
  g_signal_connect (self->transfer, "notify::progress-fraction", G_CALLBACK (on_progress), self);
  quay_client_tell_start (client, get_direction (self), self->local_file, self->remote_file);
  start_clock (self);
  quay_transfer_run_async (self->transfer, self->call->cancellable, on_run, self);
}

/* Before anything is asked of the server. */

static gboolean
check_local (FileTransfer *self, GError **error)
{
  g_autofree char *shown = quay_text_escape (self->local_file, -1);

  if (self->mode != QUAY_CLIENT_DOWNLOAD || self->call->client->overwrite || goes_on (self)
      || !g_file_test (self->local_file, G_FILE_TEST_EXISTS))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_FILE_EXISTS,
                  "Cannot download to %s: it is there already; set overwrite to replace it", shown);

  return FALSE;
}

static gboolean
check_names (FileTransfer *self, GError **error)
{
  if (*self->remote_file != '\0' && (*self->local_file != '\0' || self->mode == QUAY_CLIENT_DOWNLOAD))
    return TRUE;
  quay_set_error (error, QUAY_ERROR_FILE_NOT_SET, "%s is not set; say which file is meant",
                  *self->remote_file == '\0' ? "remote-file" : "local-file");

  return FALSE;
}

typedef struct
{
  FileTransfer *transfer;
  GError *error;
} Failure;

static gboolean
fail_later (gpointer user_data)
{
  Failure *failure = user_data;

  failure->transfer->func (failure->error, failure->transfer->user_data);
  file_transfer_free (failure->transfer);
  g_error_free (failure->error);
  g_free (failure);

  return G_SOURCE_REMOVE;
}

static void
fail (FileTransfer *self, GError *error)
{
  Failure *failure = g_new (Failure, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  *failure = (Failure){ self, error };
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, fail_later, failure, NULL);
  g_source_attach (source, quay_client_loop_get_context (self->call->client->loop));
}

void
quay_client_transfer_file (QuayCall *call,
                           QuayClientTransferMode mode,
                           const char *local_file,
                           const char *remote_file,
                           QuayClientTransferFunc func,
                           gpointer user_data)
{
  FileTransfer *self = g_new0 (FileTransfer, 1);
  g_autofree char *remote = NULL;
  GError *error = NULL;

  self->call = call;
  self->mode = mode;
  self->local_file = g_strdup (local_file);
  self->remote_file = g_strdup (remote_file);
  self->func = func;
  self->user_data = user_data;
  if (check_names (self, &error) && check_local (self, &error))
    remote = quay_client_resolve (call->client, remote_file, &error);
  if (remote == NULL)
    fail (self, error);
  else if (mode == QUAY_CLIENT_DOWNLOAD && (*local_file == '\0' || !call->client->use_fxp_stat))
    {
      quay_client_transfer_stream (call, local_file, remote_file, remote, func, user_data);
      file_transfer_free (self);
    }
  else
    run (self, remote);
}

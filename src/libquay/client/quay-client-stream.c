/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-client-file-transfer.h"

#include "quay-eol.h"
#include "quay-error-private.h"
#include "quay-login-private.h"

/*
 * A download without a local file: READs, several under way, whose answers are told in the order of the file.
 *
 * A local file may take it, too: that is how a file comes from a server that does not tell attributes.
 */

typedef struct
{
  QuayCall *call;
  char *local_file, *remote_file, *remote;
  QuayRemoteFile *file;
  GOutputStream *out; /* nullable */
  QuayClientTransferFunc func;
  gpointer user_data;

  GQueue pieces; /* of Piece, in the order of the file */
  guint n_under_way;
  gint64 next;  /* where the next READ begins */
  gint64 left;  /* of the limit; G_MAXINT64: none */
  guint64 size; /* 0: not known */
  guint64 done;
  gboolean at_end;
  gboolean converts;
  QuayEolConverter converter;
  gboolean telling;
  gboolean over;
  GCancellable *cancellable;
  gulong cancel_handler;
  GError *error;
} Stream;

typedef struct
{
  Stream *stream;
  gint64 offset;
  guint32 length;
  GBytes *bytes; /* NULL: under way */
} Piece;

static void go_on (Stream *self);

static void
piece_free (Piece *self)
{
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static void
stream_free (Stream *self)
{
  g_cancellable_disconnect (self->call->cancellable, self->cancel_handler);
  g_queue_clear_full (&self->pieces, (GDestroyNotify)piece_free);
  g_clear_object (&self->file);
  g_clear_object (&self->out);
  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->local_file);
  g_free (self->remote_file);
  g_free (self->remote);
  g_free (self);
}

static void
set_error (Stream *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* The end */

static void
finish (Stream *self)
{
  if (self->error == NULL && self->out != NULL)
    g_output_stream_close (self->out, NULL, &self->error);
  if (self->error == NULL)
    quay_client_tell_end (self->call->client, 1, self->local_file, self->remote_file);
  self->func (self->error, self->user_data);
  stream_free (self);
}

static void
on_closed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stream *self = user_data;
  GError *error = NULL;

  if (!quay_remote_file_close_finish (QUAY_REMOTE_FILE (source), result, &error))
    set_error (self, error);
  finish (self);
}

static void
end (Stream *self)
{
  if (self->over)
    return;
  self->over = TRUE;
  quay_remote_file_close_async (self->file, NULL, on_closed, self);
}

/* Telling */

static int
get_percent (Stream *self)
{
  if (self->size == 0)
    return self->at_end && self->call->client->use_fxp_stat ? 100 : -1;

  return (int)MIN (100, self->done * 100 / self->size);
}

static void
tell (Stream *self, GBytes *bytes)
{
  g_autoptr (GByteArray) converted = NULL;
  g_autoptr (GBytes) text = g_bytes_ref (bytes);
  GError *error = NULL;

  self->done += g_bytes_get_size (bytes);
  if (self->converts)
    {
      converted = g_byte_array_new ();
      quay_eol_convert (&self->converter, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), converted);
      if (self->at_end)
        quay_eol_finish (&self->converter, converted);
      g_bytes_unref (text);
      text = g_byte_array_free_to_bytes (g_steal_pointer (&converted));
    }
  if (self->out != NULL
      && !g_output_stream_write_all (self->out, g_bytes_get_data (text, NULL), g_bytes_get_size (text), NULL, NULL,
                                     &error))
    set_error (self, error);
  if (quay_client_tell_transfer (self->call->client, 1, self->local_file, self->remote_file, self->done,
                                 get_percent (self), text))
    set_error (self, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The transfer was cancelled"));
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Piece *piece = user_data;
  Stream *self = piece->stream;
  GError *error = NULL;

  self->n_under_way--;
  piece->bytes = quay_remote_file_read_finish (QUAY_REMOTE_FILE (source), result, &error);
  if (piece->bytes == NULL)
    {
      piece->bytes = g_bytes_new_static ("", 0);
      set_error (self, error);
      g_cancellable_cancel (self->cancellable);
    }
  go_on (self);
}

static void
ask (Stream *self, Piece *piece)
{
  self->n_under_way++;
  quay_remote_file_read_async (self->file, piece->offset, piece->length, self->cancellable, on_read, piece);
}

static void
tell_what_is_there (Stream *self)
{
  self->telling = TRUE;
  while (self->error == NULL && !g_queue_is_empty (&self->pieces))
    {
      Piece *piece = g_queue_peek_head (&self->pieces);

      if (piece->bytes == NULL)
        break;
      g_queue_pop_head (&self->pieces);
      if (g_bytes_get_size (piece->bytes) > 0 && !self->at_end)
        tell (self, piece->bytes);
      /* Nothing is missing but what is behind the end of the file. */
      self->at_end |= g_bytes_get_size (piece->bytes) < piece->length;
      piece_free (piece);
    }
  self->telling = FALSE;
}

static void
ask_for_more (Stream *self)
{
  QuaySftpClient *client = self->call->client;
  const guint most = client->async_transfer ? (guint)client->max_outstanding : 1;

  while (!self->at_end && self->error == NULL && self->left > 0 && g_queue_get_length (&self->pieces) < most)
    {
      Piece *piece = g_new0 (Piece, 1);

      *piece = (Piece){ self, self->next, (guint32)MIN (self->left, client->max_file_data), NULL };
      g_queue_push_tail (&self->pieces, piece);
      self->next += piece->length;
      self->left -= piece->length;
      ask (self, piece);
    }
}

static void
go_on (Stream *self)
{
  if (self->telling)
    return;
  tell_what_is_there (self);
  if (self->error != NULL)
    g_cancellable_cancel (self->cancellable);
  else
    ask_for_more (self);
  if (self->n_under_way > 0)
    return;
  /* At least one event, and what a converter has kept back. */
  if (self->error == NULL && (self->done == 0 || self->converts))
    {
      g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);

      self->at_end = TRUE;
      tell (self, nothing);
    }
  end (self);
}

/* The beginning */

static void
on_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stream *self = user_data;
  GError *error = NULL;

  self->file = quay_login_open_file_finish (QUAY_LOGIN (source), result, &error);
  if (self->file != NULL)
    {
      go_on (self);
      return;
    }
  set_error (self, error);
  finish (self);
}

static void
open_remote (Stream *self)
{
  quay_login_open_file_async (self->call->client->login, self->remote, QUAY_OPEN_READ, -1, self->cancellable, on_open,
                              self);
}

/* For the percentage only: a server that does not tell is no reason to stop. */
static void
on_stat (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Stream *self = user_data;
  g_autoptr (QuayFileInfo) info = quay_login_stat_finish (QUAY_LOGIN (source), result, NULL);
  const gint64 start = self->next;

  if (info != NULL && quay_file_info_has_size (info) && quay_file_info_get_size (info) > (guint64)start)
    self->size = MIN (quay_file_info_get_size (info) - (guint64)start, (guint64)self->left);
  open_remote (self);
}

static gboolean
make_output (Stream *self, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (*self->local_file == '\0')
    return TRUE;
  file = g_file_new_for_path (self->local_file);
  self->out = G_OUTPUT_STREAM (self->call->client->overwrite ? g_file_replace (file, NULL, FALSE, 0, NULL, error)
                                                             : g_file_create (file, 0, NULL, error));

  return self->out != NULL;
}

static void
on_call_cancelled (GCancellable *outer, gpointer cancellable)
{
  g_cancellable_cancel (cancellable);
}

void
quay_client_transfer_stream (QuayCall *call,
                             const char *local_file,
                             const char *remote_file,
                             const char *remote,
                             QuayClientTransferFunc func,
                             gpointer user_data)
{
  QuaySftpClient *client = call->client;
  Stream *self = g_new0 (Stream, 1);

  self->call = call;
  self->local_file = g_strdup (local_file);
  self->remote_file = g_strdup (remote_file);
  self->remote = g_strdup (remote);
  self->func = func;
  self->user_data = user_data;
  self->next = client->start_byte;
  self->left = client->transferred_data_limit > 0 ? client->transferred_data_limit : G_MAXINT64;
  self->converts = client->transfer_mode == 1 && !g_str_equal (client->server_eol, client->local_eol);
  self->converter
      = (QuayEolConverter){ quay_client_get_eol (client->server_eol), quay_client_get_eol (client->local_eol), FALSE };
  self->cancellable = g_cancellable_new ();
  self->cancel_handler = g_cancellable_connect (call->cancellable, G_CALLBACK (on_call_cancelled),
                                                g_object_ref (self->cancellable), g_object_unref);
  quay_client_tell_start (client, 1, self->local_file, self->remote_file);
  if (!make_output (self, &self->error))
    {
      finish (self);
      return;
    }
  if (client->use_fxp_stat)
    quay_login_stat_async (client->login, self->remote, TRUE, self->cancellable, on_stat, self);
  else
    open_remote (self);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "quay-dir-reader.h"

#include "quay-error-private.h"
#include "quay-text.h"

/* READDIRs under way: a few for the common small folder, so that the end costs no round trip of its own; then ever
 * more. */
#define FIRST_WINDOW 3
#define MAX_WINDOW 64
/* A folder that does not end is an attack on memory. */
#define MAX_ENTRIES 10000000
/* Answers without an entry, one after the other: no server has a reason for more than one. */
#define MAX_EMPTY 100

typedef struct
{
  QuaySftpSession *session;
  char *path;
  GBytes *handle;
  QuayDirReaderFunc func;
  gpointer user_data;
  guint window;
  guint n_under_way;
  guint64 n_entries;
  guint n_empty;
  gboolean at_end;
  GError *error;
} Reader;

static void
finish (Reader *self)
{
  if (self->handle != NULL)
    quay_sftp_session_close_handle (self->session, self->handle, NULL, NULL);
  self->func (NULL, 0, self->error, self->user_data);
  g_clear_pointer (&self->handle, g_bytes_unref);
  g_clear_error (&self->error);
  g_object_unref (self->session);
  g_free (self->path);
  g_free (self);
}

static void
fail (Reader *self, const QuaySftpReply *reply)
{
  g_autofree char *shown = quay_text_escape (self->path, -1);

  self->at_end = TRUE;
  if (self->error == NULL)
    quay_sftp_reply_set_error (reply, &self->error, "Could not list %s", shown);
}

static void
take_entries (Reader *self, const QuaySftpReply *reply)
{
  self->n_entries += reply->infos->len + reply->n_refused;
  self->n_empty = reply->infos->len + reply->n_refused > 0 ? 0 : self->n_empty + 1;
  self->window = MIN (self->window * 2, MAX_WINDOW);
  if (self->n_entries > MAX_ENTRIES || self->n_empty > MAX_EMPTY)
    {
      self->at_end = TRUE;
      quay_set_error (&self->error, QUAY_ERROR_INVALID_RESPONSE,
                      "The server's listing does not end (%" G_GUINT64_FORMAT " entries so far)", self->n_entries);
      return;
    }
  self->func (reply->infos, reply->n_refused, NULL, self->user_data);
}

static void on_entries (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data);

static void
ask (Reader *self)
{
  while (!self->at_end && self->n_under_way < self->window)
    {
      self->n_under_way++;
      quay_sftp_session_readdir (self->session, self->handle, on_entries, self);
    }
  if (self->at_end && self->n_under_way == 0)
    finish (self);
}

static void
on_entries (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Reader *self = user_data;

  self->n_under_way--;
  if (reply->error == NULL && reply->status == QUAY_STATUS_EOF)
    self->at_end = TRUE;
  else if (!quay_sftp_reply_ok (reply))
    fail (self, reply);
  else if (!self->at_end)
    take_entries (self, reply);
  ask (self);
}

static void
on_handle (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  Reader *self = user_data;

  if (quay_sftp_reply_ok (reply))
    self->handle = g_bytes_ref (reply->handle);
  else
    fail (self, reply);
  ask (self);
}

void
quay_dir_reader_read (QuaySftpSession *session, const char *path, QuayDirReaderFunc func, gpointer user_data)
{
  Reader *self = g_new0 (Reader, 1);

  self->session = g_object_ref (session);
  self->path = g_strdup (path);
  self->func = func;
  self->user_data = user_data;
  self->window = FIRST_WINDOW;
  quay_sftp_session_opendir (session, path, on_handle, self);
}

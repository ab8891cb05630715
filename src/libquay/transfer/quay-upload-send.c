/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The remote half of an upload: the temporary file, its handles, the WRITEs and what follows them. */
#include "quay-upload-private.h"

#include <string.h>

#include "quay-error-private.h"
#include "quay-part-file.h"

/* Less than this left is not worth another handle. */
#define STRIPE_MIN (2 * 1024 * 1024)
#define OVERLAP (1024 * 1024)

typedef struct
{
  QuayUpload *upload;
  QuayLane *lane;
  guint64 offset;
  guint32 length;
} Request;

static Request *
request_new (QuayUpload *self, QuayLane *lane, guint64 offset, guint32 length)
{
  Request *request = g_new (Request, 1);

  *request = (Request){ quay_upload_ref (self), lane, offset, length };
  if (length > 0)
    quay_engine_sent (self->engine, lane, length);

  return request;
}

static void
request_over (Request *request)
{
  if (request->length > 0)
    quay_engine_answered (request->upload->engine, request->lane, request->length);
}

void
quay_upload_close_handles (QuayUpload *self)
{
  for (guint i = 0; i < self->stripes->len; i++)
    {
      QuayUploadStripe *stripe = &g_array_index (self->stripes, QuayUploadStripe, i);

      if (stripe->handle == NULL)
        continue;
      quay_sftp_session_close_handle (stripe->lane->session, stripe->handle, NULL, NULL);
      stripe->lane->n_handles--;
      g_clear_pointer (&stripe->handle, g_bytes_unref);
    }
}

/* After the last byte: what the server has, its times and permissions, and every handle's CLOSE must be answered well.
 */

static void
closing_over (QuayUpload *self)
{
  if (--self->n_closing > 0 || self->n_writes > 0 || self->settled || self->failure != NULL)
    return;
  if (self->acknowledged == self->size && self->remote_size == self->size)
    {
      quay_upload_publish (self);
      return;
    }
  quay_upload_fail_sentence (self, QUAY_ERROR_SIZE_MISMATCH,
                             "the server's file has another size; its disk may be full");
}

static void
on_size (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    {
      quay_upload_fail_reply (self, reply);
      return;
    }
  /* A server that does not tell sizes is taken at its word for each WRITE. */
  self->remote_size = reply->attrs->valid & QUAY_ATTR_SIZE ? reply->attrs->size : self->size;
  closing_over (self);
}

/* Permissions and times are a wish: servers that refuse them have the bytes all the same. */
static void
on_attrs_set (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (reply->error != NULL)
    quay_upload_fail_reply (self, reply);
  else
    closing_over (self);
}

static void
on_closed (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autoptr (QuayUpload) self = user_data;

  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    quay_upload_fail_write (self, reply);
  else
    closing_over (self);
}

static gboolean
final_attrs (QuayUpload *self, QuayAttrs *attrs)
{
  gboolean preserve = quay_transfer_options_get_preserve (self->node->job->options);

  *attrs = (QuayAttrs){ .type = QUAY_FILE_TYPE_UNKNOWN };
  if (preserve)
    {
      attrs->valid = QUAY_ATTR_PERMISSIONS | QUAY_ATTR_ACCESSTIME | QUAY_ATTR_MODIFYTIME;
      attrs->permissions = self->opened.st_mode & 0777;
      attrs->atime = self->opened.st_atim.tv_sec;
      attrs->mtime = self->opened.st_mtim.tv_sec;
      return TRUE;
    }
  /* The file that takes another's place takes its permissions too. */
  if (self->replace && self->target_exists && self->target_attrs.type == QUAY_FILE_TYPE_REGULAR
      && self->target_attrs.valid & QUAY_ATTR_PERMISSIONS)
    {
      attrs->valid = QUAY_ATTR_PERMISSIONS;
      attrs->permissions = self->target_attrs.permissions & 0777;
      return TRUE;
    }

  return FALSE;
}

static void
begin_closing (QuayUpload *self)
{
  QuayUploadStripe *first = &g_array_index (self->stripes, QuayUploadStripe, 0);
  QuayAttrs attrs;

  self->closing = TRUE;
  self->n_closing = 1;
  quay_engine_remove_stream (self->engine, &self->stream);
  quay_sftp_session_fstat (first->lane->session, first->handle, on_size, quay_upload_ref (self));
  if (final_attrs (self, &attrs))
    {
      self->n_closing++;
      quay_sftp_session_fsetstat (first->lane->session, first->handle, &attrs, on_attrs_set, quay_upload_ref (self));
    }
  for (guint i = 0; i < self->stripes->len; i++)
    {
      QuayUploadStripe *stripe = &g_array_index (self->stripes, QuayUploadStripe, i);

      self->n_closing++;
      quay_sftp_session_close_handle (stripe->lane->session, stripe->handle, on_closed, quay_upload_ref (self));
      stripe->lane->n_handles--;
      g_clear_pointer (&stripe->handle, g_bytes_unref);
    }
  quay_upload_close_source (self);
}

/* On one handle the server keeps the order, so FSTAT and CLOSE may follow the last WRITE at once. On several, every
 * WRITE has to be answered first. */
static void
maybe_close (QuayUpload *self)
{
  if (self->closing || self->settled || self->disk_busy || self->sent != self->size || self->n_opening > 0)
    return;
  if (self->stripes->len == 1 || self->n_writes == 0)
    begin_closing (self);
}

/* Writing */

static void
on_write (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (QuayUpload) self = request->upload;

  self->n_writes--;
  request_over (request);
  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply))
    {
      quay_upload_fail_write (self, reply);
      return;
    }
  self->acknowledged += request->length;
  self->progress += request->length;
  quay_progress_add_bytes (self->node->job->progress, request->length);
  if (self->closing && self->n_closing == 0 && self->n_writes == 0)
    {
      self->n_closing = 1;
      closing_over (self);
    }
  else
    maybe_close (self);
}

static QuayUploadStripe *
pick_stripe (QuayUpload *self)
{
  QuayUploadStripe *best = NULL;

  for (guint i = 0; i < self->stripes->len; i++)
    {
      QuayUploadStripe *stripe = &g_array_index (self->stripes, QuayUploadStripe, i);

      if (stripe->handle != NULL
          && (best == NULL || best->lane->browse
              || (!stripe->lane->browse && stripe->lane->in_flight < best->lane->in_flight)))
        best = stripe;
    }

  return best;
}

static void add_stripes (QuayUpload *self);

gboolean
quay_upload_issue (QuayStream *stream)
{
  QuayUpload *self = (QuayUpload *)((char *)stream - G_STRUCT_OFFSET (QuayUpload, stream));
  QuayUploadStripe *stripe = pick_stripe (self);
  QuayPiece piece;

  if (self->settled || stripe == NULL)
    return FALSE;
  quay_upload_fetch (self);
  if (self->first_ready == self->ready->len)
    return FALSE;
  add_stripes (self);
  piece = g_array_index (self->ready, QuayPiece, self->first_ready);
  self->first_ready++;
  quay_engine_hold (self->engine, -(gssize)piece.length);
  self->n_writes++;
  self->sent += piece.length;
  stripe = pick_stripe (self);
  quay_sftp_session_write (stripe->lane->session, stripe->handle, piece.offset, piece.block, QUAY_SFTP_WRITE_HEADROOM,
                           piece.length, on_write, request_new (self, stripe->lane, piece.offset, piece.length));
  quay_block_unref (piece.block);
  maybe_close (self);

  return TRUE;
}

void
quay_upload_fetched (QuayUpload *self)
{
  quay_engine_kick (self->engine);
  maybe_close (self);
}

/* Going on with what is there */

static void
on_overlap (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (QuayUpload) self = request->upload;
  guint64 base = self->resume_from - self->overlap_length;

  self->n_overlap_reads--;
  request_over (request);
  if (self->settled)
    return;
  if (!quay_sftp_reply_ok (reply) || reply->length != request->length)
    {
      quay_upload_fail_sentence (
          self, QUAY_ERROR_SOURCE_CHANGED,
          "what the server has of it cannot be read back, so it cannot be gone on with; overwrite it instead");
      return;
    }
  memcpy (self->overlap + (request->offset - base), reply->data, reply->length);
  if (self->n_overlap_reads == 0)
    quay_upload_compare (self);
}

static void
read_overlap (QuayUpload *self, QuayUploadStripe *stripe)
{
  guint32 chunk = quay_sftp_session_get_server (stripe->lane->session)->max_read;
  guint64 offset;

  self->overlap_length = MIN (self->resume_from, OVERLAP);
  self->overlap = g_malloc (self->overlap_length);
  for (offset = self->resume_from - self->overlap_length; offset < self->resume_from;)
    {
      guint32 length = MIN (chunk, self->resume_from - offset);

      self->n_overlap_reads++;
      quay_sftp_session_read (stripe->lane->session, stripe->handle, offset, length, on_overlap,
                              request_new (self, stripe->lane, offset, length));
      offset += length;
    }
}

void
quay_upload_compared (QuayUpload *self)
{
  self->read_next = self->resume_from;
  self->sent = self->acknowledged = self->progress = self->resume_from;
  quay_progress_add_bytes (self->node->job->progress, self->resume_from);
  quay_engine_add_stream (self->engine, &self->stream);
  quay_upload_fetch (self);
  maybe_close (self);
}

/* Opening */

static void
first_handle (QuayUpload *self, QuayUploadStripe *stripe)
{
  if (self->resume_from > 0)
    {
      read_overlap (self, stripe);
      return;
    }
  quay_engine_add_stream (self->engine, &self->stream);
  quay_upload_fetch (self);
  maybe_close (self);
}

static void
on_handle (QuaySftpSession *session, const QuaySftpReply *reply, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (QuayUpload) self = request->upload;
  QuayUploadStripe stripe = { request->lane, NULL };

  self->n_opening--;
  if (!quay_sftp_reply_ok (reply) || self->settled || self->closing)
    {
      if (quay_sftp_reply_ok (reply))
        quay_sftp_session_close_handle (session, reply->handle, NULL, NULL);
      request->lane->n_handles--;
      if (!self->settled && self->stripes->len == 0)
        quay_upload_fail_reply (self, reply);
      else if (!self->settled)
        maybe_close (self);
      else if (self->temporary != NULL && quay_sftp_reply_ok (reply))
        quay_sftp_session_remove (session, self->temporary, NULL, NULL);
      return;
    }
  stripe.handle = g_bytes_ref (reply->handle);
  g_array_append_val (self->stripes, stripe);
  if (self->stripes->len == 1)
    first_handle (self, &g_array_index (self->stripes, QuayUploadStripe, 0));
  else
    quay_engine_kick (self->engine);
}

static void
open_on (QuayUpload *self, QuayLane *lane, QuayOpenFlags flags, const QuayAttrs *attrs)
{
  const char *path = self->temporary != NULL ? self->temporary : self->target;

  self->n_opening++;
  lane->n_handles++;
  self->lanes_used |= 1u << MIN (lane->index, 31);
  quay_sftp_session_open (lane->session, path, flags, attrs, on_handle, request_new (self, lane, 0, 0));
}

static void
add_stripes (QuayUpload *self)
{
  guint useful = quay_engine_useful_lanes (self->engine, TRUE);

  if (self->size - self->sent < STRIPE_MIN || self->resume_from > 0)
    return;
  quay_engine_want_lanes (self->engine, useful);
  for (guint i = 1; i < quay_engine_get_n_lanes (self->engine) && i <= useful && i < 31; i++)
    if (!(self->lanes_used & 1u << i))
      open_on (self, quay_engine_get_lane (self->engine, i), QUAY_OPEN_WRITE, NULL);
}

/* Nobody else's: beside the target, so that the rename stays within one file system. */
static char *
make_temporary_name (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *part = quay_part_file_name (name, 100000 + g_random_int () % 900000);

  return strchr (target, '/') != NULL ? g_build_filename (folder, part, NULL) : g_steal_pointer (&part);
}

void
quay_upload_open (QuayUpload *self)
{
  QuayLane *lane = quay_engine_pick_lane (self->engine);
  const QuayAttrs attrs = {
    .valid = QUAY_ATTR_PERMISSIONS,
    /* Ours to read and write in any case: exact permissions are what "preserve" is for. */
    .permissions = (self->opened.st_mode & 0777) | 0600,
    .type = QUAY_FILE_TYPE_REGULAR,
  };

  self->chunk = quay_sftp_session_get_server (lane->session)->max_write;
  if (self->resume_from > 0)
    {
      open_on (self, lane, QUAY_OPEN_READ | QUAY_OPEN_WRITE, NULL);
      return;
    }
  self->temporary = make_temporary_name (self->target);
  open_on (self, lane, QUAY_OPEN_WRITE | QUAY_OPEN_CREATE | QUAY_OPEN_EXCLUSIVE, &attrs);
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Uploads of something else than a file as it is: a part of it, its lines with other endings, one that still grows, and
 * one that goes behind what the server has. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "quay-eol.h"
#include "quay-error-private.h"
#include "quay-upload-private.h"
#include "quay-transfer-options-private.h"

#define BUFFER (256 * 1024)
/* How often a file that grows is looked at, in milliseconds. */
#define LOOK_AGAIN 250

/* The part of it */

/* How much of the file is meant, of @size bytes. */
static guint64
meant_of (QuayUpload *self, guint64 size)
{
  guint64 length;

  quay_transfer_options_get_range (self->node->job->options, &self->base, &length);
  self->base = MIN (self->base, size);

  return length > 0 ? MIN (length, size - self->base) : size - self->base;
}

/* Other line endings: the text is converted into a file without a name, and that is uploaded. */

static gboolean
write_all (int fd, const GByteArray *bytes)
{
  for (guint done = 0; done < bytes->len;)
    {
      gssize n = write (fd, bytes->data + done, bytes->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += n;
    }

  return TRUE;
}

static gboolean
convert_into (QuayUpload *self, int fd, QuayEolConverter *converter)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint64 at = 0; at < self->size;)
    {
      gssize n = quay_upload_read (self, buffer, MIN (BUFFER, self->size - at), at);

      if (n < 0)
        return FALSE;
      if (n == 0)
        break;
      g_byte_array_set_size (out, 0);
      quay_eol_convert (converter, buffer, n, out);
      if (!write_all (fd, out))
        return FALSE;
      at += n;
    }
  g_byte_array_set_size (out, 0);
  quay_eol_finish (converter, out);

  return write_all (fd, out);
}

static void
convert (QuayUpload *self, QuayEolConverter *converter)
{
  FILE *file = tmpfile ();
  int fd = file != NULL ? dup (fileno (file)) : -1;
  struct stat st;

  if (file != NULL)
    fclose (file);
  if (fd < 0 || !convert_into (self, fd, converter) || fstat (fd, &st) != 0)
    {
      quay_upload_disk_failed (self, errno, "convert the lines of");
      if (fd >= 0)
        close (fd);
      return;
    }
  close (self->fd);
  self->fd = fd;
  self->base = 0;
  self->size = st.st_size;
}

/* In the pool, with the source open. */
void
quay_upload_prepare (QuayUpload *self)
{
  QuayTransferOptions *options = self->node->job->options;
  QuayEolConverter converter = { quay_transfer_options_get_local_eol (options), self->node->job->server_eol, FALSE };

  self->size = meant_of (self, self->opened.st_size);
  self->plain = quay_transfer_options_is_plain (options);
  if (quay_transfer_options_get_ascii (options) && converter.from != converter.to)
    convert (self, &converter);
}

/* What will go over the connection is known now. */
void
quay_upload_prepared (QuayUpload *self)
{
  if (!self->plain)
    quay_progress_add_total (self->node->job->progress, (gint64)self->size - (gint64)self->node->source.size, 0);
}

/* Behind what is there */

gboolean
quay_upload_append (QuayUpload *self)
{
  if (!quay_transfer_options_get_append (self->node->job->options))
    return FALSE;
  if (self->target_attrs.type != QUAY_FILE_TYPE_REGULAR || !(self->target_attrs.valid & QUAY_ATTR_SIZE))
    {
      quay_upload_fail_sentence (self, QUAY_ERROR_FILE_EXISTS,
                                 "what stands on the server is not a regular file, so nothing can be appended to it");
      return TRUE;
    }
  self->appends = TRUE;
  self->shift = self->target_attrs.size;
  quay_upload_open (self);

  return TRUE;
}

/* Given up half way: the target is cut back to what it was, behind what is under way on the one lane there is. */
void
quay_upload_cut_back (QuayUpload *self)
{
  const QuayAttrs attrs = { .valid = QUAY_ATTR_SIZE, .size = self->shift, .type = QUAY_FILE_TYPE_UNKNOWN };

  if (self->appends && self->created)
    quay_sftp_session_setstat (quay_stripes_get (&self->stripes, 0)->lane->session, self->target, &attrs, NULL, NULL);
}

/* A file that grows */

static void look_again (QuayUpload *self);

static void
look (gpointer data)
{
  QuayUpload *self = data;

  if (fstat (self->fd, &self->opened) != 0)
    quay_upload_disk_failed (self, errno, "look at");
}

static void
on_looked (gpointer data)
{
  g_autoptr (QuayUpload) self = data;
  const gint64 patience = quay_transfer_options_get_growing (self->node->job->options) * G_USEC_PER_SEC;
  guint64 size;

  if (!quay_upload_back_from_disk (self))
    return;
  if (self->disk_error != NULL)
    {
      quay_upload_fail (self, self->disk_error);
      return;
    }
  size = meant_of (self, self->opened.st_size);
  if (size > self->size)
    {
      quay_progress_add_total (self->node->job->progress, size - self->size, 0);
      self->size = size;
      self->grown = g_get_monotonic_time ();
      quay_upload_fetch (self);
    }
  else if (g_get_monotonic_time () - self->grown >= patience)
    {
      self->full_grown = TRUE;
      quay_upload_maybe_close (self);
    }
  else
    look_again (self);
}

static gboolean
on_time (gpointer user_data)
{
  QuayUpload *self = user_data;

  self->waits = FALSE;
  if (!self->settled)
    quay_upload_run_on_disk (self, look, on_looked);

  return G_SOURCE_REMOVE;
}

static void
look_again (QuayUpload *self)
{
  g_autoptr (GSource) source = g_timeout_source_new (LOOK_AGAIN);

  self->waits = TRUE;
  g_source_set_static_name (source, "quay-upload-grow");
  g_source_set_callback (source, on_time, quay_upload_ref (self), (GDestroyNotify)quay_upload_unref);
  g_source_attach (source, quay_connection_get_context (self->node->job->connection));
}

/* All there is has been sent. TRUE: there may be more. */
gboolean
quay_upload_waits_for_more (QuayUpload *self)
{
  if (self->full_grown || quay_transfer_options_get_growing (self->node->job->options) == 0
      || quay_transfer_options_get_ascii (self->node->job->options))
    return FALSE;
  if (self->waits)
    return TRUE;
  if (self->grown == 0)
    self->grown = g_get_monotonic_time ();
  look_again (self);

  return TRUE;
}

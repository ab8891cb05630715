/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Downloads of something else than a file as it is: a part of it, its lines with other endings, and one that goes
 * behind what is here. */
#include "quay-download-private.h"
#include "quay-transfer-options-private.h"
#include "quay-eol.h"
#include "quay-error-private.h"

#define BUFFER (256 * 1024)

/* The part of it */

guint64
quay_download_meant_of (QuayDownload *self, guint64 size)
{
  guint64 offset, length;

  quay_transfer_options_get_range (self->node->job->options, &offset, &length);
  offset = MIN (offset, size);

  return length > 0 ? MIN (length, size - offset) : size - offset;
}

void
quay_download_prepare (QuayDownload *self)
{
  QuayTransferOptions *options = self->node->job->options;
  guint64 length;

  if (quay_transfer_options_is_plain (options))
    return;
  quay_transfer_options_get_range (options, &self->base, &length);
  self->size = quay_download_meant_of (self, self->node->source.size);
  quay_progress_add_total (self->node->job->progress, (gint64)self->size - (gint64)self->node->source.size, 0);
  self->thorough = TRUE;
  /* What lies behind the part is nobody's matter: no end of file is looked for. */
  self->bounded = length > 0 && self->size == length;
  self->probed = self->end_seen = self->bounded;
}

/* Behind what is there: the part file begins with that, so that nothing happens to it before all has come. */

gboolean
quay_download_append (QuayDownload *self)
{
  if (!quay_transfer_options_get_append (self->node->job->options))
    return FALSE;
  if (self->target_attrs.type != QUAY_FILE_TYPE_REGULAR)
    {
      quay_download_fail_sentence (self, QUAY_ERROR_FILE_EXISTS,
                                   "what stands here is not a regular file, so nothing can be appended to it");
      return TRUE;
    }
  self->shift = self->target_attrs.size;
  self->publish.replace = TRUE;
  if (self->n_in_the_way > 0)
    quay_download_fail_sentence (self, QUAY_ERROR_FILE_EXISTS, "the local file has appeared meanwhile; try again");
  else
    quay_download_open (self);

  return TRUE;
}

/* Other line endings */

static gboolean
append (QuayPartFile *part, guint64 *at, GByteArray *bytes, GError **error)
{
  struct iovec iov = { bytes->data, bytes->len };

  if (bytes->len > 0 && !quay_part_file_write (part, *at, &iov, 1, error))
    return FALSE;
  *at += bytes->len;
  g_byte_array_set_size (bytes, 0);

  return TRUE;
}

static gboolean
convert_into (QuayDownload *self, QuayPartFile *converted, QuayEolConverter *converter, guint64 *at)
{
  g_autofree guint8 *buffer = g_malloc (BUFFER);
  g_autoptr (GByteArray) out = g_byte_array_new ();

  for (guint64 from = 0; from < self->size;)
    {
      gsize length = MIN (BUFFER, self->size - from);

      if (!quay_part_file_read (self->part, self->shift + from, buffer, length, &self->disk_error))
        return FALSE;
      quay_eol_convert (converter, buffer, length, out);
      if (!append (converted, at, out, &self->disk_error))
        return FALSE;
      from += length;
    }
  quay_eol_finish (converter, out);

  return append (converted, at, out, &self->disk_error);
}

/* In the pool, when all is there. */
gboolean
quay_download_convert (QuayDownload *self)
{
  QuayTransferOptions *options = self->node->job->options;
  QuayEolConverter converter = { self->node->job->server_eol, quay_transfer_options_get_local_eol (options), FALSE };
  g_autoptr (QuayPartFile) converted = NULL;
  guint64 at = self->shift;

  if (self->converted)
    return TRUE;
  self->converted = TRUE;
  self->final_size = self->shift + self->size;
  if (!quay_transfer_options_get_ascii (options) || converter.from == converter.to)
    return TRUE;
  converted = quay_part_file_create (self->node->job->tree, self->target, &self->disk_error);
  if (converted == NULL || (at > 0 && !quay_part_file_preload (converted, at, &self->disk_error))
      || !convert_into (self, converted, &converter, &at))
    return FALSE;
  quay_part_file_free (self->part);
  self->part = g_steal_pointer (&converted);
  self->final_size = at;

  return TRUE;
}

/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A download is compared with what the server has while it is a part file still: what is found wrong never gets its
 * name. */
#include "quay-download-private.h"
#include "quay-transfer-options-private.h"
#include "quay-verify.h"

gboolean
quay_download_wants_verify (QuayDownload *self)
{
  return self->verified == QUAY_VERIFIED_NOT && quay_transfer_options_compares (self->node->job->options);
}

static gboolean
is_wanted (gpointer user_data)
{
  QuayDownload *self = user_data;

  return !self->settled;
}

static void
on_verified (QuayVerified how, GChecksumType type, const GError *error, gpointer user_data)
{
  QuayDownload *self = user_data;

  self->verifying = FALSE;
  if (self->settled)
    return;
  if (error != NULL)
    {
      quay_download_fail (self, error);
      return;
    }
  self->verified = how;
  self->verified_by = type;
  quay_download_publish (self);
}

gboolean
quay_download_verify (QuayDownload *self)
{
  if (!quay_download_wants_verify (self))
    return FALSE;
  if (self->verifying || self->disk_busy)
    return TRUE;
  self->verifying = TRUE;
  quay_verify_start (&(QuayVerifyRequest){
      .node = self->node,
      .remote = self->node->remote,
      .remote_offset = self->base,
      .local_offset = self->shift,
      .size = self->size,
      .remote_ends = !self->bounded,
      .fd = self->part != NULL ? quay_part_file_dup_fd (self->part) : -1,
      .wanted = is_wanted,
      .func = on_verified,
      .user_data = quay_download_ref (self),
      .destroy = (GDestroyNotify)quay_download_unref,
  });

  return TRUE;
}

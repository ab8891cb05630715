/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An upload is compared with what is here under its temporary name: what is found wrong never gets its own. */
#include <fcntl.h>

#include "quay-upload-private.h"
#include "quay-transfer-options-private.h"
#include "quay-verify.h"

gboolean
quay_upload_wants_verify (QuayUpload *self)
{
  return self->verified == QUAY_VERIFIED_NOT && quay_transfer_options_compares (self->node->job->options);
}

static gboolean
is_wanted (gpointer user_data)
{
  QuayUpload *self = user_data;

  return !self->settled;
}

static void
on_verified (QuayVerified how, GChecksumType type, const GError *error, gpointer user_data)
{
  QuayUpload *self = user_data;

  if (self->settled)
    return;
  if (error != NULL)
    {
      quay_upload_fail (self, error);
      return;
    }
  self->verified = how;
  self->verified_by = type;
  quay_upload_close_source (self);
  quay_upload_publish (self);
}

gboolean
quay_upload_verify (QuayUpload *self)
{
  if (!quay_upload_wants_verify (self))
    return FALSE;
  quay_verify_start (&(QuayVerifyRequest){
      .node = self->node,
      .remote = self->temporary != NULL ? self->temporary : self->target,
      .remote_offset = self->shift,
      .local_offset = self->base,
      .size = self->size,
      .remote_ends = TRUE,
      .fd = fcntl (self->fd, F_DUPFD_CLOEXEC, 0),
      .in_place = self->temporary == NULL,
      .wanted = is_wanted,
      .func = on_verified,
      .user_data = quay_upload_ref (self),
      .destroy = (GDestroyNotify)quay_upload_unref,
  });

  return TRUE;
}

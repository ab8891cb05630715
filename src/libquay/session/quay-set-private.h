/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-file-changes.h"
#include "quay-op.h"

G_BEGIN_DECLS

/* Attributes on their way to the server: of a path, or of an open file. It is the op's data. */
typedef struct _QuaySetting QuaySetting;
struct _QuaySetting
{
  QuayAttrs attrs;
  gboolean must_look; /* at the file first, whatever is to be set */
  gboolean is_link;   /* it turned out to be a symbolic link */
  void (*look) (QuayOp *op, QuaySftpSession *session, QuaySftpFunc func); /* func with a reference to the op */
  void (*send) (QuayOp *op, QuaySftpSession *session, const QuaySetting *setting);
};

QuaySetting *quay_setting_new   (QuayOp *op, QuayFileChanges *changes);
/* A QuayOpFunc. */
void         quay_setting_start (QuayOp *op, QuaySftpSession *session);

G_END_DECLS

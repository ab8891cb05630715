/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-reader.h"
#include "quay-writer.h"

G_BEGIN_DECLS

/* The string that holds an access control list, draft-ietf-secsh-filexfer-04 section 5.7 and -13 section 7.8.
 * @has_flags: from version 6 on, uint32 acl-flags come first. */
gboolean quay_acl_get (QuayReader *reader, QuayAttrs *attrs, gboolean has_flags);
void     quay_acl_put (QuayWriter *writer, const QuayAttrs *attrs, gboolean has_flags);

G_END_DECLS

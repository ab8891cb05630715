/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-file-changes.h"

G_BEGIN_DECLS

/* Owner and group are text, numbers too; NULL: stays. QUAY_ATTR_OWNERGROUP stands for both kinds. */
const QuayAttrs *quay_file_changes_get_attrs (QuayFileChanges *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-file-acl.h"

G_BEGIN_DECLS

QuayFileAcl *quay_file_acl_new_from_attrs (const QuayAttrs *attrs);
/* Sets what @attrs has of a list. */
void         quay_file_acl_fill_attrs     (QuayFileAcl *self, QuayAttrs *attrs);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-file-info.h"

G_BEGIN_DECLS

/* @name: the bytes as the server sent them, checked by the caller. @attrs is copied. @long_name: nullable, v3 only. */
QuayFileInfo    *quay_file_info_new             (const char *name, const QuayAttrs *attrs, const char *long_name);
const QuayAttrs *quay_file_info_get_attrs       (QuayFileInfo *self);
void             quay_file_info_set_link_target (QuayFileInfo *self, const char *target, gboolean to_directory);

G_END_DECLS

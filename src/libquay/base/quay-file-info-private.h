/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-attrs.h"
#include "quay-file-info.h"

G_BEGIN_DECLS

/* @name: the bytes as the server sent them, checked by the caller. @attrs is copied. @long_name: nullable, v3 only. */
QuayFileInfo    *quay_file_info_new             (const char *name, const QuayAttrs *attrs, const char *long_name);
const QuayAttrs *quay_file_info_get_attrs       (QuayFileInfo *self);
void             quay_file_info_set_hidden      (QuayFileInfo *self); /* before others see it */
/* Names for an owner and a group of which only the numbers were known. NULL: not known. Before others see it. */
void             quay_file_info_set_owner_and_group (QuayFileInfo *self, const char *owner, const char *group);
gboolean         quay_file_info_lacks_owner     (QuayFileInfo *self); /* nothing but numbers for owner and group */
void             quay_file_info_set_link_target (QuayFileInfo *self, const char *target, gboolean to_directory);

/* quay-file-info-display.c: for showing, interned. @owner and @group are NULL, and stay so where nothing is known. */
void             quay_file_info_make_owner_and_group (const QuayAttrs *attrs, const char *long_name,
                                                      GRefString **owner, GRefString **group);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-location.h"

G_BEGIN_DECLS

/* The checksum of a file, and beside it that of the file of the same name on the other side: whether they are the same. Nothing is
 * read before the button is pressed; what is under way can be stopped, and ends with the widget. */
#define QUAYSIDE_TYPE_CHECKSUM_GROUP (quayside_checksum_group_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideChecksumGroup, quayside_checksum_group, QUAYSIDE, CHECKSUM_GROUP, AdwBin)

GtkWidget *quayside_checksum_group_new   (void);
/* @other, @other_path: nullable, where there is no other side. */
void       quayside_checksum_group_set   (QuaysideChecksumGroup *self, QuaysideLocation *location, const char *path,
                                          QuaysideLocation *other, const char *other_path);

G_END_DECLS

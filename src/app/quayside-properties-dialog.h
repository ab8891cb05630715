/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-location.h"

G_BEGIN_DECLS

/* What is known of one or several files, and their permissions, which can be changed. Whatever takes long shows how far it is, and ends
 * with the dialog. Signal: `changed`: something of them is other than it was. */
#define QUAYSIDE_TYPE_PROPERTIES_DIALOG (quayside_properties_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysidePropertiesDialog, quayside_properties_dialog, QUAYSIDE, PROPERTIES_DIALOG, AdwDialog)

/* @infos: of QuayFileInfo, in @folder. @other, @other_folder: nullable: the other side, where a file of the same name is compared with. */
AdwDialog *quayside_properties_dialog_new (QuaysideLocation *location, const char *folder, GPtrArray *infos,
                                           QuaysideLocation *other, const char *other_folder);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-import.h"
#include "quayside-site-store.h"

G_BEGIN_DECLS

/* What another program's file holds, with a box for each site; nothing is taken before the person says so. */
#define QUAYSIDE_TYPE_IMPORT_DIALOG (quayside_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideImportDialog, quayside_import_dialog, QUAYSIDE, IMPORT_DIALOG, AdwDialog)

/* Asks for the file where it is not where that program keeps it, and shows the preview. */
void quayside_import_dialog_run (GtkWidget *parent, QuaysideSiteStore *store, QuaysideImportSource source);

G_END_DECLS

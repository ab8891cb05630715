/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-site-store.h"

G_BEGIN_DECLS

/* All saved sites: a tree of folders, and the selected site's form. What is typed is saved by itself.
 * Signal `connect-requested` (QuaysideSite *): the dialog is closed then. */
#define QUAYSIDE_TYPE_SITE_MANAGER (quayside_site_manager_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSiteManager, quayside_site_manager, QUAYSIDE, SITE_MANAGER, AdwDialog)

AdwDialog *quayside_site_manager_new      (QuaysideSiteStore *store);
/* Shows that one; one that is new to the store is saved. */
void       quayside_site_manager_edit     (QuaysideSiteManager *self, QuaysideSite *site);
/* As if @text had been typed into the search. */
void       quayside_site_manager_search   (QuaysideSiteManager *self, const char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-site.h"

G_BEGIN_DECLS

/* Everything of a site, to be edited: what is typed is in the site at once. */
#define QUAYSIDE_TYPE_SITE_FORM (quayside_site_form_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSiteForm, quayside_site_form, QUAYSIDE, SITE_FORM, AdwBin)

/* @site: (nullable) */
void quayside_site_form_set_site   (QuaysideSiteForm *self, QuaysideSite *site);
/* To the name, all of it selected. */
void quayside_site_form_focus_name (QuaysideSiteForm *self);

G_END_DECLS

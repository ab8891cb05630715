/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds a row to @into for every option that has none of its own in the form, and binds it in @options. Those that are new
 * in the engine get one too. */
void quayside_site_options_rows_add (AdwExpanderRow *into, GBindingGroup *options);

G_END_DECLS

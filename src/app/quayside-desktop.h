/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-window.h"

G_BEGIN_DECLS

/* What the desktop asks of the application, by the actions in the desktop file and by its search. */

/* The action "app.sites" */
void            quayside_desktop_install     (GApplication *application);
/* The window there is, else a new one; in front. */
QuaysideWindow *quayside_desktop_show_window (GApplication *application);
/* With the saved sites, those that match @text; "" for all. */
void            quayside_desktop_show_sites  (GApplication *application, const char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The colours a site may have, by which its tab and its row are found at a glance. The first is none. */
GtkStringList *quayside_site_colour_list  (void);
guint          quayside_site_colour_index (const char *name); /* 0 for what is unknown */
const char    *quayside_site_colour_name  (guint index);
/* (nullable): a dot of that colour */
GIcon         *quayside_site_colour_icon  (const char *name);

G_END_DECLS

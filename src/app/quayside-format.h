/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* For the file lists. All results are (transfer full). */
char *quayside_format_size  (guint64 bytes);
char *quayside_format_time  (gint64 seconds, GDateTime *now); /* short, relative to @now: "Today 10:02", "Mon 18:30", "12 Nov 2019" */
char *quayside_format_items (guint n_items, guint n_selected, guint64 selected_bytes);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The places last connected to, newest first, kept in a file of the user's state folder: a list of GtkStringObject. */
#define QUAYSIDE_TYPE_RECENT (quayside_recent_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideRecent, quayside_recent, QUAYSIDE, RECENT, GObject)

QuaysideRecent *quayside_recent_new        (GFile *file);
GFile          *quayside_recent_dup_file   (void); /* the usual one */
void            quayside_recent_load       (QuaysideRecent *self);
void            quayside_recent_add        (QuaysideRecent *self, const char *place);
void            quayside_recent_clear      (QuaysideRecent *self);
GListModel     *quayside_recent_get_places (QuaysideRecent *self);

G_END_DECLS

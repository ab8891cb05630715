/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Saved sites in the search of the desktop: org.gnome.Shell.SearchProvider2, below the application's own object on the bus. */
#define QUAYSIDE_TYPE_SEARCH_PROVIDER (quayside_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSearchProvider, quayside_search_provider, QUAYSIDE, SEARCH_PROVIDER, GObject)

QuaysideSearchProvider *quayside_search_provider_new      (GtkApplication *application);
/* @object_path: the application's */
gboolean                quayside_search_provider_export   (QuaysideSearchProvider *self, GDBusConnection *connection,
                                                           const char *object_path, GError **error);
void                    quayside_search_provider_unexport (QuaysideSearchProvider *self);

G_END_DECLS

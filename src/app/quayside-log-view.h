/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

G_BEGIN_DECLS

/* What the engine says while it works: the last few thousand lines. */
#define QUAYSIDE_TYPE_LOG_VIEW (quayside_log_view_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideLogView, quayside_log_view, QUAYSIDE, LOG_VIEW, GtkWidget)

GtkWidget *quayside_log_view_new       (void);
void       quayside_log_view_set_login (QuaysideLogView *self, QuayLogin *login); /* nullable; the lines stay */
void       quayside_log_view_append    (QuaysideLogView *self, const char *message);
char      *quayside_log_view_dup_text  (QuaysideLogView *self);

G_END_DECLS

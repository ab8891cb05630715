/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

G_BEGIN_DECLS

/* Answers the engine's questions with dialogs over @parent, one at a time. Holds no reference to @parent: once it is
 * gone every answer is no. */
#define QUAYSIDE_TYPE_INTERACTION (quayside_interaction_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideInteraction, quayside_interaction, QUAYSIDE, INTERACTION, GObject)

QuaysideInteraction *quayside_interaction_new   (GtkWidget *parent);

/* A login is made with @options: from here on what is kept answers before the person is asked, and they can have their
 * answers kept. Without this call nothing is kept. */
void                 quayside_interaction_begin (QuaysideInteraction *self, QuaySiteOptions *options);
/* It succeeded (@error is NULL), and what was right is kept; or not. */
void                 quayside_interaction_end   (QuaysideInteraction *self, const GError *error);

G_END_DECLS

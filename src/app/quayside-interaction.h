/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>
#include <quay.h>

G_BEGIN_DECLS

/* Answers the engine's questions with dialogs over @parent, one at a time. Holds no reference to @parent: once it is
 * gone every answer is no. */
#define QUAYSIDE_TYPE_INTERACTION (quayside_interaction_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideInteraction, quayside_interaction, QUAYSIDE, INTERACTION, GObject)

QuaysideInteraction *quayside_interaction_new (GtkWidget *parent);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_STEADY_LIST (quayside_steady_list_get_type ())

G_DECLARE_FINAL_TYPE (QuaysideSteadyList, quayside_steady_list, QUAYSIDE, STEADY_LIST, GObject)

typedef gboolean (*QuaysideSteadyListMatch) (gpointer item, gpointer data);

QuaysideSteadyList *quayside_steady_list_new            (GListModel *source);

gboolean            quayside_steady_list_get_settled    (QuaysideSteadyList *self);

void                quayside_steady_list_set_match      (QuaysideSteadyList      *self,
                                                         QuaysideSteadyListMatch  match,
                                                         gpointer                 data);
void                quayside_steady_list_match_changed  (QuaysideSteadyList *self);
void                quayside_steady_list_set_busy       (QuaysideSteadyList *self,
                                                         gboolean            busy);
void                quayside_steady_list_catch_up       (QuaysideSteadyList *self);

G_END_DECLS

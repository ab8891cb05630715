/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "quayside-lazy-row.h"
#include "quayside-log-view.h"
#include "quayside-queue-view.h"
#include "quayside-transfer-list.h"

G_BEGIN_DECLS

typedef enum {
  QUAYSIDE_TAB_ACTIVE,
  QUAYSIDE_TAB_FAILED,
  QUAYSIDE_TAB_DONE,
  QUAYSIDE_TAB_LOG,
  QUAYSIDE_N_LISTS = QUAYSIDE_TAB_LOG,
} QuaysideTab;

struct _QuaysideQueueView
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *box;
  AdwToggleGroup *tabs;
  GtkLabel *rate;
  GtkMenuButton *limit_button;
  GtkWidget *pause_all_button;
  GtkWidget *resume_all_button;
  GtkStack *stack;
  GtkLabel *empty;
  GtkListView *list;
  QuaysideLogView *log;
  GMenuModel *menu;

  /* Owned */
  QuayTransferQueue *queue;
  QuaysideTransferList *lists[QUAYSIDE_N_LISTS];
  GtkMultiSelection *selections[QUAYSIDE_N_LISTS];
  GtkWidget *popover;
  GSimpleAction *limit_action;
  GPtrArray *spare; /* of QuaysideQueueRow */
  guint rows_source;
  guint fill_source;
  gint64 fill_time; /* how long the last filling of the lists took, in microseconds */
  guint focus_source;
  QuayTransfer *focused; /* whose row is to get the focus back; nullable */
  guint focused_position;
};

QuaysideTab quayside_queue_view_get_tab        (QuaysideQueueView *self);
guint       quayside_queue_view_n_in_tab       (QuaysideQueueView *self, QuaysideTab tab);
/* Of the tab that is shown, in its order; empty for the log (transfer full, of QuayTransfer). */
GPtrArray  *quayside_queue_view_list_selected  (QuaysideQueueView *self);
/* The numbers on the tabs, and which actions there are. */
void        quayside_queue_view_update         (QuaysideQueueView *self);
/* Of the selected transfers, at a point of a widget in the list. */
void        quayside_queue_view_popup_menu     (QuaysideQueueView *self, GtkWidget *at, double x, double y);

/* -lists: what is in which tab */
void        quayside_queue_view_fill           (QuaysideQueueView *self);
void        quayside_queue_view_fill_soon      (QuaysideQueueView *self);
void        quayside_queue_view_lists_init     (QuaysideQueueView *self);
void        quayside_queue_view_lists_clear    (QuaysideQueueView *self);

/* -rows: what is on screen */
void        quayside_queue_view_fill_rows_soon (QuaysideQueueView *self);
void        quayside_queue_view_give_back      (QuaysideQueueView *self, QuaysideLazyRow *place);
/* Where it is about what transfers do not notify. */
void        quayside_queue_view_refresh_rows   (QuaysideQueueView *self);
void        quayside_queue_view_rows_init      (QuaysideQueueView *self);
void        quayside_queue_view_rows_clear     (QuaysideQueueView *self);

/* -actions: what is done to transfers */
void        quayside_queue_view_actions_install (GtkWidgetClass *widget_class);
void        quayside_queue_view_update_actions (QuaysideQueueView *self);

G_END_DECLS

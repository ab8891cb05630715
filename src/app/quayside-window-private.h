/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-quick-connect.h"
#include "quayside-window.h"

G_BEGIN_DECLS

struct _QuaysideWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwTabView *tab_view;
  QuaysideQuickConnect *quick_connect;

  /* borrowed */
  AdwTabPage *menu_page; /* whose menu is open; nullable */

  /* owned */
  gboolean restoring; /* tabs are being made; that one of them is shown means nothing yet */
  gboolean close_confirmed;
  gboolean suspended;    /* transfers are told to stop where they are */
  guint suspend_timeout; /* while they are waited for */
};

/* Of the class itself */
void                 quayside_window_update_actions (QuaysideWindow *self);

/* -tabs */
void                 quayside_window_tabs_install   (GtkWidgetClass *widget_class);
QuaysideSessionPage *quayside_window_nth_page       (QuaysideWindow *self, int position);
guint                quayside_window_n_pages        (QuaysideWindow *self);
void                 quayside_window_show_page      (QuaysideWindow *self, QuaysideSessionPage *page);
/* The one where transfers of an earlier run, or a tab of it, wait for that place, in any window (nullable). */
QuaysideSessionPage *quayside_window_find_waiting   (QuaysideWindow *self, QuaySiteOptions *options);

/* -close: asks while transfers run, and lets them stop where they are */
gboolean             quayside_window_close_request  (GtkWindow *window);
void                 quayside_window_close_clear    (QuaysideWindow *self);
/* In answer to `close-page`: at once, or when the person has said so. */
void                 quayside_window_close_tab      (QuaysideWindow *self, AdwTabPage *tab);

G_END_DECLS

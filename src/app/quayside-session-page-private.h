/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-queue-view.h"
#include "quayside-session-page.h"

G_BEGIN_DECLS

struct _QuaysideSessionPage
{
  AdwBreakpointBin parent_instance;

  /* template */
  AdwBanner *banner;
  AdwMultiLayoutView *layout_view;
  AdwViewStack *narrow_stack;
  QuaysideFilePane *local_pane;
  QuaysideFilePane *remote_pane;
  GtkStack *remote_stack;
  AdwStatusPage *idle_page;
  GtkWidget *quick_connect_button;
  GtkWidget *reconnect_button;
  AdwStatusPage *connecting_page;
  AdwStatusPage *failed_page;
  QuaysideQueueView *queue_view;

  /* owned */
  QuaySiteOptions *options; /* of the last connection; NULL before the first */
  QuaysideSite *site;       /* that it was to; nullable */
  char *site_id;            /* of the site that it is to have as soon as that is known; nullable */
  char *start_path;
  char *title;
  QuayLogin *login;
  QuayLogin *last_login; /* while there is no login: the last one, if it was to the same place */
  QuayInteraction *interaction;
  QuayTransferQueue *queue;
  GCancellable *connecting; /* non-NULL meanwhile */

  gboolean connected;
  gboolean offered; /* the place is one of an earlier run, and nobody has connected to it yet */
  gboolean asleep;  /* the same, and it has not been tried */
  gboolean open_wanted; /* the login is still being closed; it is opened then */
};

/* -connect */
void quayside_session_page_connect_install (GtkWidgetClass *widget_class);
void quayside_session_page_connect_clear   (QuaysideSessionPage *self);
/* What is for the demonstration and the tests is no part of a site. */
void quayside_session_page_forget_environment (QuaySiteOptions *options);
/* Nobody is connected to. */
void quayside_session_page_show_idle       (QuaysideSessionPage *self);
/* "user@host:port" as it may be shown */
char *quayside_session_page_dup_place      (QuaySiteOptions *options);

/* -bookmarks: the menu in the path bar, and saving the connection as a site */
void quayside_session_page_bookmarks_install (GtkWidgetClass *widget_class);
void quayside_session_page_bookmarks_update  (QuaysideSessionPage *self);

/* -copy: what goes from one side to the other */
void quayside_session_page_copy_bind       (GtkWidgetClass *widget_class);
void quayside_session_page_copy_init       (QuaysideSessionPage *self);

/* -keep: from run to run */
void quayside_session_page_keep_init       (QuaysideSessionPage *self);

/* Of the class itself */
void quayside_session_page_emit_restored   (QuaysideSessionPage *self);
void quayside_session_page_set_site        (QuaysideSessionPage *self, QuaysideSite *site);
void quayside_session_page_set_title       (QuaysideSessionPage *self, const char *title);
void quayside_session_page_state_changed   (QuaysideSessionPage *self);

G_END_DECLS

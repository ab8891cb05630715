/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-site-form.h"
#include "quayside-site-manager.h"

G_BEGIN_DECLS

struct _QuaysideSiteManager
{
  AdwDialog parent_instance;

  /* Template */
  AdwNavigationSplitView *split_view;
  AdwBanner *problems;
  GtkSearchEntry *search_entry;
  GtkStack *list_stack;
  GtkScrolledWindow *scroller;
  GtkListView *list;
  GtkSingleSelection *selection;
  AdwStatusPage *nothing_page;
  GtkWidget *nothing_button;
  AdwNavigationPage *content_page;
  GtkWidget *connect_button;
  GtkMenuButton *more_button;
  GtkStack *content_stack;
  AdwStatusPage *empty_page;
  GtkWidget *empty_button;
  QuaysideSiteForm *form;

  /* Owned */
  QuaysideSiteStore *store;
  GtkTreeListModel *tree;
  GtkFilterListModel *found;
  GtkFilter *filter;
  GObject *shown; /* the selected site or folder; NULL: none */
  QuaysideSiteDeletion *deletion;
  gboolean unsaved;   /* what is shown has changed since it was saved */
  GtkWidget *popover; /* the menu of a row; owned by the list's surroundings */
  guint save_source;
  gboolean selecting; /* the selection follows the list, not the person */
};

/* -rows: the list */
void     quayside_site_manager_rows_bind    (GtkWidgetClass *widget_class);
void     quayside_site_manager_rows_init    (QuaysideSiteManager *self);
void     quayside_site_manager_rows_update  (QuaysideSiteManager *self);
/* FALSE where it is not in the list. */
gboolean quayside_site_manager_select       (QuaysideSiteManager *self, GObject *item);
/* What a row of the list is about: a site or a folder. */
GObject *quayside_site_manager_dup_item     (gpointer row); /* nullable */
void     quayside_site_manager_popup        (QuaysideSiteManager *self, GtkWidget *at, double x, double y);

/* -actions */
void     quayside_site_manager_actions_install (GtkWidgetClass *widget_class);
void     quayside_site_manager_actions_update  (QuaysideSiteManager *self);
GMenuModel *quayside_site_manager_new_menu     (QuaysideSiteManager *self);
void     quayside_site_manager_move            (QuaysideSiteManager *self, GObject *item, const char *folder);
/* Where something new belongs: what is shown, or the folder it is in. */
const char *quayside_site_manager_get_folder   (QuaysideSiteManager *self);

/* Of the class itself */
void     quayside_site_manager_show          (QuaysideSiteManager *self, GObject *item);
void     quayside_site_manager_save          (QuaysideSiteManager *self);
void     quayside_site_manager_connect       (QuaysideSiteManager *self, QuaysideSite *site);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-batch.h"
#include "quayside-file-pane.h"
#include "quayside-path-bar.h"
#include "quayside-steady-list.h"

G_BEGIN_DECLS

struct _QuaysideFilePane
{
  AdwBreakpointBin parent_instance;

  /* template */
  QuaysidePathBar *path_bar;
  GtkStack *refresh_stack;
  GtkMenuButton *bookmarks_button;
  GtkToggleButton *search_button;
  GtkSearchBar *search_bar;
  GtkSearchEntry *search_entry;
  GtkStack *list_area;
  GtkScrolledWindow *scroller;
  GtkColumnView *view;
  GtkColumnViewColumn *name_column;
  GtkColumnViewColumn *size_column;
  GtkColumnViewColumn *modified_column;
  GtkColumnViewColumn *permissions_column;
  GtkColumnViewColumn *owner_column;
  AdwStatusPage *empty_page;
  AdwStatusPage *error_page;
  GtkRevealer *typed_revealer;
  GtkLabel *typed_label;
  GtkRevealer *batch_revealer;
  GtkLabel *batch_label;
  GtkLabel *status_label;
  GtkLabel *space_label;
  GtkButton *transfer_button;
  AdwButtonContent *transfer_content;
  GMenuModel *context_menu;
  GtkSortListModel *sort_model;
  QuaysideSteadyList *steady_list;
  GtkMultiSelection *selection;

  /* owned */
  QuaysideLocation *location;
  QuayDirectory *directory; /* what is shown; NULL without a location */
  char *path;
  QuaysideFilePane *other; /* weak: the other side; nullable */
  GPtrArray *back;    /* char*, the last is the nearest */
  GPtrArray *forward;
  GCancellable *loading; /* non-NULL while the folder is read */
  GCancellable *spacing;
  GFileMonitor *monitor;
  char *wanted_name; /* to select and show once it is there */
  char *needle;      /* folded; NULL without a filter */
  GString *typed;
  GtkPopover *popover;
  GCancellable *batch_cancellable; /* non-NULL while a batch runs */
  gint64 load_time; /* of the last reading, in microseconds */
  guint refresh_source;
  guint spinner_source;
  guint wanted_source;
  guint status_source;
  guint typed_source;

  gboolean remote;
  gboolean can_transfer;
  gboolean show_hidden;
  gboolean refresh_again; /* asked for while reading */
  gboolean focus_wanted;
};

/* -load: reading folders and history */
void  quayside_file_pane_load_bind       (GtkWidgetClass *widget_class);
void  quayside_file_pane_load_clear      (QuaysideFilePane *self);
void  quayside_file_pane_go_selecting    (QuaysideFilePane *self, const char *path, const char *name);
void  quayside_file_pane_refresh_soon    (QuaysideFilePane *self);
void  quayside_file_pane_go_back         (QuaysideFilePane *self);
void  quayside_file_pane_go_forward      (QuaysideFilePane *self);
void  quayside_file_pane_go_up           (QuaysideFilePane *self);
void  quayside_file_pane_go_home         (QuaysideFilePane *self);
void  quayside_file_pane_show_wanted     (QuaysideFilePane *self);

/* -merge: a fresh listing into the shown one */
typedef void (*QuaysideFilePaneMerged) (QuaysideFilePane *self, gpointer data);
void  quayside_file_pane_merge           (QuaysideFilePane       *self,
                                          QuayDirectory          *fresh,
                                          GCancellable           *cancellable,
                                          QuaysideFilePaneMerged  merged,
                                          gpointer                data);

/* -cells */
void  quayside_file_pane_cells_bind      (GtkWidgetClass *widget_class);
/* The file shown at the point, and its row's widget (out) (optional); NULL where there is none. Both borrowed. */
QuayFileInfo *quayside_file_pane_pick    (QuaysideFilePane *self, GtkWidget *widget, double x, double y, guint *position,
                                          GtkWidget **row);

/* -actions */
void  quayside_file_pane_actions_install (GtkWidgetClass *widget_class);
void  quayside_file_pane_actions_update  (QuaysideFilePane *self);
void  quayside_file_pane_activate        (QuaysideFilePane *self, guint position);
void  quayside_file_pane_run_batch       (QuaysideFilePane *self, QuaysideBatch *batch);

/* -properties */
void  quayside_file_pane_properties_install (GtkWidgetClass *widget_class);

/* -find: type-ahead and filter */
void  quayside_file_pane_find_bind       (GtkWidgetClass *widget_class);
void  quayside_file_pane_find_init       (QuaysideFilePane *self);
void  quayside_file_pane_find_clear      (QuaysideFilePane *self);

/* -dnd: drag, drop, clipboard and the menu under the pointer */
void  quayside_file_pane_dnd_init        (QuaysideFilePane *self);
void  quayside_file_pane_copy_clipboard  (QuaysideFilePane *self);
void  quayside_file_pane_paste_clipboard (QuaysideFilePane *self);
void  quayside_file_pane_popup_at        (QuaysideFilePane *self, double x, double y);
void  quayside_file_pane_popup_at_focus  (QuaysideFilePane *self);

/* Of the class itself */
void  quayside_file_pane_update_status   (QuaysideFilePane *self); /* soon */
void  quayside_file_pane_show_list       (QuaysideFilePane *self);
void  quayside_file_pane_emit_received   (QuaysideFilePane *self, QuaysideFileSelection *files, const char *folder, gboolean move);
void  quayside_file_pane_path_changed    (QuaysideFilePane *self);
QuayFileInfo *quayside_file_pane_get_info (QuaysideFilePane *self, guint position); /* borrowed, nullable */

G_END_DECLS

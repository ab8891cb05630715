/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

#include "quayside-session-page.h"

G_BEGIN_DECLS

#define QUAYSIDE_TYPE_WINDOW (quayside_window_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideWindow, quayside_window, QUAYSIDE, WINDOW, AdwApplicationWindow)

/* With an empty tab. */
QuaysideWindow      *quayside_window_new              (GtkApplication *application);
/* Of the same size, without a tab: one is to be moved there. */
QuaysideWindow      *quayside_window_new_like         (QuaysideWindow *other);
void                 quayside_window_take_size        (QuaysideWindow *self, QuaysideWindow *other);
/* Its size, and its tabs that know where to connect to: a{sv} (floating). */
GVariant            *quayside_window_to_variant       (QuaysideWindow *self);
/* Into a new window. */
void                 quayside_window_restore          (QuaysideWindow *self, GVariant *state);
QuaysideSessionPage *quayside_window_add_page         (QuaysideWindow *self);
QuaysideSessionPage *quayside_window_get_visible_page (QuaysideWindow *self);

/* In the visible tab where it has no connection yet, else in a new one. @path: "" for the login folder. */
void                 quayside_window_connect          (QuaysideWindow *self, QuaySiteOptions *options, const char *path);
/* @path: "" for where the site starts. */
void                 quayside_window_connect_site     (QuaysideWindow *self, QuaysideSite *site, const char *path);
/* As typed: user@host, sftp://…, an alias. Says in the window what is wrong with it. */
void                 quayside_window_connect_text     (QuaysideWindow *self, const char *text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

#include "quayside-file-pane.h"
#include "quayside-site.h"

G_BEGIN_DECLS

/* One tab: local pane, remote pane and queue. Properties (read-only, notify): `title` (string): the site's name, "user@host" or
 * "New Connection"; `busy` (boolean): connecting; `connected` (boolean); `site` (nullable). */
#define QUAYSIDE_TYPE_SESSION_PAGE (quayside_session_page_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSessionPage, quayside_session_page, QUAYSIDE, SESSION_PAGE, AdwBreakpointBin)

GtkWidget         *quayside_session_page_new             (void);
const char        *quayside_session_page_get_title       (QuaysideSessionPage *self);
QuayTransferQueue *quayside_session_page_get_queue       (QuaysideSessionPage *self);
QuayLogin         *quayside_session_page_get_login       (QuaysideSessionPage *self); /* nullable */
QuaysideFilePane  *quayside_session_page_get_local_pane  (QuaysideSessionPage *self);
QuaysideFilePane  *quayside_session_page_get_remote_pane (QuaysideSessionPage *self);
gboolean           quayside_session_page_is_idle         (QuaysideSessionPage *self); /* has not connected yet */
gboolean           quayside_session_page_is_connected    (QuaysideSessionPage *self);
gboolean           quayside_session_page_has_transfers   (QuaysideSessionPage *self);
/* @path: "" for the login folder. */
void               quayside_session_page_connect         (QuaysideSessionPage *self, QuaySiteOptions *options, const char *path);
/* @path: NULL or "" for where the site starts. Both panes go there. */
void               quayside_session_page_connect_site    (QuaysideSessionPage *self, QuaysideSite *site, const char *path);
QuaysideSite      *quayside_session_page_get_site        (QuaysideSessionPage *self); /* nullable */
void               quayside_session_page_reconnect       (QuaysideSessionPage *self);
void               quayside_session_page_disconnect      (QuaysideSessionPage *self);
/* Transfers of an earlier run wait here for that place. */
gboolean           quayside_session_page_waits_for       (QuaysideSessionPage *self, QuaySiteOptions *options);
/* Before the program ends: transfers stop where they are. Done when the queue has no active ones. */
void               quayside_session_page_suspend         (QuaysideSessionPage *self);
void               quayside_session_page_focus_next      (QuaysideSessionPage *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

#include "quayside-file-pane.h"
#include "quayside-site.h"

G_BEGIN_DECLS

/* One tab: local pane, remote pane and queue. Properties (read-only, notify): `title` (string): the site's name, "user@host" or
 * "New Connection"; `busy` (boolean): connecting; `connected` (boolean); `site` (nullable).
 * Signal `transfers-restored`: those of an earlier run have come back in this page's queue, of all places. */
#define QUAYSIDE_TYPE_SESSION_PAGE (quayside_session_page_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSessionPage, quayside_session_page, QUAYSIDE, SESSION_PAGE, AdwBreakpointBin)

GtkWidget         *quayside_session_page_new             (void);
const char        *quayside_session_page_get_title       (QuaysideSessionPage *self);
QuayTransferQueue *quayside_session_page_get_queue       (QuaysideSessionPage *self);
QuayLogin         *quayside_session_page_get_login       (QuaysideSessionPage *self); /* nullable */
QuaysideFilePane  *quayside_session_page_get_local_pane  (QuaysideSessionPage *self);
QuaysideFilePane  *quayside_session_page_get_remote_pane (QuaysideSessionPage *self);
QuayInteraction   *quayside_session_page_get_interaction (QuaysideSessionPage *self);
/* Is free to be connected to any place: has no connection, no transfers, and is of no earlier run. */
gboolean           quayside_session_page_is_idle         (QuaysideSessionPage *self);
/* Knows where to connect to. */
gboolean           quayside_session_page_has_place       (QuaysideSessionPage *self);
gboolean           quayside_session_page_is_connected    (QuaysideSessionPage *self);
gboolean           quayside_session_page_has_transfers   (QuaysideSessionPage *self);
/* @path: "" for the login folder. */
void               quayside_session_page_connect         (QuaysideSessionPage *self, QuaySiteOptions *options, const char *path);
/* @path: NULL or "" for where the site starts. Both panes go there. */
void               quayside_session_page_connect_site    (QuaysideSessionPage *self, QuaysideSite *site, const char *path);
QuaysideSite      *quayside_session_page_get_site        (QuaysideSessionPage *self); /* nullable */
void               quayside_session_page_reconnect       (QuaysideSessionPage *self);
void               quayside_session_page_disconnect      (QuaysideSessionPage *self);
/* The same place and folders as @other's, on a connection of its own. */
void               quayside_session_page_connect_like    (QuaysideSessionPage *self, QuaysideSessionPage *other);
/* Is of an earlier run, and nobody has connected to that place yet. */
gboolean           quayside_session_page_waits_for       (QuaysideSessionPage *self, QuaySiteOptions *options);
/* The place of transfers that wait for it; the person connects to it, or wakes the page. Not where it has one already. */
void               quayside_session_page_offer           (QuaysideSessionPage *self, QuayLogin *login);
/* The person has come to it: where it waits for that, it connects. */
void               quayside_session_page_wake            (QuaysideSessionPage *self);
/* Its place and folders, no secrets: a{sv} (floating). Only where it has a place. */
GVariant          *quayside_session_page_to_variant      (QuaysideSessionPage *self);
/* Into a new page. It connects when it is woken. */
void               quayside_session_page_restore         (QuaysideSessionPage *self, GVariant *state);
/* All of its queue, which may change meanwhile (transfer full, of QuayTransfer). */
GPtrArray         *quayside_session_page_list_transfers  (QuaysideSessionPage *self);
/* Before it is closed for good: nothing of its queue comes back. */
void               quayside_session_page_end             (QuaysideSessionPage *self);
/* Before the program ends: transfers stop where they are. Done when the queue has no active ones. */
void               quayside_session_page_suspend         (QuaysideSessionPage *self);
void               quayside_session_page_focus_next      (QuaysideSessionPage *self);
/* The button that connects to the place again. */
void               quayside_session_page_focus_place     (QuaysideSessionPage *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
#include <quay.h>

G_BEGIN_DECLS

/* One tab: local pane, remote pane and queue. Property: `title` (string, read-only): "user@host", or "Not connected". */
#define QUAYSIDE_TYPE_SESSION_PAGE (quayside_session_page_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideSessionPage, quayside_session_page, QUAYSIDE, SESSION_PAGE, AdwBreakpointBin)

GtkWidget         *quayside_session_page_new            (void);
const char        *quayside_session_page_get_title      (QuaysideSessionPage *self);
QuayTransferQueue *quayside_session_page_get_queue      (QuaysideSessionPage *self);
QuayLogin         *quayside_session_page_get_login      (QuaysideSessionPage *self); /* nullable */
gboolean           quayside_session_page_is_idle        (QuaysideSessionPage *self); /* never connected */
gboolean           quayside_session_page_has_transfers  (QuaysideSessionPage *self);
void               quayside_session_page_connect        (QuaysideSessionPage *self, QuaySiteOptions *options, const char *path);
void               quayside_session_page_reconnect      (QuaysideSessionPage *self);
void               quayside_session_page_disconnect     (QuaysideSessionPage *self);

G_END_DECLS

/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * QuayClientLoop: the main context that a client's login, transfers and events live in. A call that waits runs this one
 * alone, so that nothing else of the program happens in the middle of it. Between such calls a source in the context of
 * whoever made the loop runs it, so that a program with a main loop of its own gets its events from there.
 *
 * Belongs to the thread that made it.
 */
typedef struct _QuayClientLoop QuayClientLoop;

QuayClientLoop *quay_client_loop_new          (void);
void            quay_client_loop_free         (QuayClientLoop *self);
GMainContext   *quay_client_loop_get_context  (QuayClientLoop *self);
/* Whether the maker's main loop runs this one, too. On from the start. */
void            quay_client_loop_set_attached (QuayClientLoop *self, gboolean attached);
/* What is begun in between calls back in this loop. */
void            quay_client_loop_enter        (QuayClientLoop *self);
void            quay_client_loop_leave        (QuayClientLoop *self);
/* One round; waits at most so long for something to happen. TRUE: something did. */
gboolean        quay_client_loop_run_once     (QuayClientLoop *self, guint milliseconds);
/* Runs until @result, which a GAsyncReadyCallback of this module's fills, is there. */
GAsyncResult   *quay_client_loop_wait         (QuayClientLoop *self, GAsyncResult **result);
void            quay_client_loop_keep_result  (GObject *source, GAsyncResult *result, gpointer user_data);

G_END_DECLS

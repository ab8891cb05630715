/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A source of the thread's context that runs when it is raised, and then rests. g_source_set_ready_time() could do that,
 * but wakes its context with a system call each time, from the context's own thread too; this one only from others.
 */

/* Attached to @context; destroy and unref it. What @func returns is of no interest. */
GSource *quay_ready_source_new   (GMainContext *context, GSourceFunc func, gpointer user_data, const char *static_name);

/* Any source: destroys and forgets it. Nothing where there is none. */
void     quay_source_clear       (GSource **source);

/* From any thread. Often counts for once until it runs. */
void     quay_ready_source_raise (GSource *source);

G_END_DECLS

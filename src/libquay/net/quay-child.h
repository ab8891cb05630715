/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* QuayChild: a child process, ended and reaped for certain. */
typedef struct _QuayChild QuayChild;

/* @fds become the child's standard streams. @envp: nullable. Errors: QUAY_ERROR_LOCAL_FILE, with what is wrong and where. */
QuayChild *quay_child_spawn      (const char *const *argv, const char *const *envp, const int fds[3], GError **error);
void       quay_child_free       (QuayChild *self);

/* SIGTERM, SIGKILL 2 s later, reaped by a thread of its own. Does not block; does nothing the second time. */
void       quay_child_end        (QuayChild *self);

/* "exited with status 1", "was killed by signal 9 (Killed)"; NULL while it runs. Waits @patience milliseconds for its end. */
char      *quay_child_dup_status (QuayChild *self, guint patience);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayChild, quay_child_free)

G_END_DECLS

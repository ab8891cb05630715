/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <quay.h>

G_BEGIN_DECLS

/*
 * QuayCliProgress: the line that tells how far a queue is, rewritten in place on standard error, at most ten times a
 * second, where that is a terminal. hide takes it away before something else is written; the next turn shows it again.
 */
typedef struct _QuayCliProgress QuayCliProgress;

QuayCliProgress *quay_cli_progress_new    (gboolean quiet);
void             quay_cli_progress_free   (QuayCliProgress *self);
void             quay_cli_progress_start  (QuayCliProgress *self, QuayTransferQueue *queue);
void             quay_cli_progress_stop   (QuayCliProgress *self);
void             quay_cli_progress_hide   (QuayCliProgress *self);
void             quay_cli_progress_pause  (QuayCliProgress *self); /* while the person is asked; counts */
void             quay_cli_progress_resume (QuayCliProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (QuayCliProgress, quay_cli_progress_free)

G_END_DECLS

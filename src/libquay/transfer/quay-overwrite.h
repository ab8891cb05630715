/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer-job.h"

G_BEGIN_DECLS

/* @action: ALWAYS go on, NEVER skip, RESUME, RENAME (with @new_name, nullable), or ASK: nobody answers. */
typedef void (*QuayOverwriteFunc) (gpointer user_data, QuayOverwrite action, const char *new_name);

/*
 * The target of @node exists. By the batch's policy, or by asking (one question at a time, in the owner's context; "apply to
 * all" changes the policy), decides what happens. @whole: the new content is here already, only the name is taken, so that
 * there is nothing to resume. @func runs in the worker: at once, or later; also when the job has ended meanwhile.
 */
void quay_overwrite_decide (QuayTreeNode *node, const QuayAttrs *target, gboolean whole, QuayOverwriteFunc func,
                            gpointer user_data);

/* "name (2).tar.gz" for the @n-th try. */
char *quay_overwrite_make_name (const char *name, guint n);

G_END_DECLS

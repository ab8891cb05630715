/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-transfer-job.h"

G_BEGIN_DECLS

/*
 * Moving: what has been copied goes at its source. A file only when its target has its name, has been compared, and is on the
 * disk, and only while the source is still what was copied; a folder when nothing is left in it.
 */

/* The end of a node that has been copied: done, or, where its transfer moves, when its source is gone. @size and @mtime are of the
 * source that was read. */
void quay_move_copied (QuayTreeNode *node, QuayVerified verified, guint64 size, gint64 mtime);
/* A folder with nothing in it under way any more. */
void quay_move_folder (QuayTreeNode *node);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-location.h"

G_BEGIN_DECLS

/* Which of the twelve permission bits are known, or are to change (@mask), and what they are (@bits, within @mask). */
typedef struct
{
  guint32 mask;
  guint32 bits;
} QuaysideMode;

/* Goes through files, and folders with all that is in them, never through links; counts, and, told to, gives them permissions.
 * Properties (read-only, notify at most ten times a second): `n-files`, `n-folders` (uint), `bytes` (uint64) so far. What could not be
 * read or changed is passed over, and told at the end. */
#define QUAYSIDE_TYPE_TREE_WALK (quayside_tree_walk_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideTreeWalk, quayside_tree_walk, QUAYSIDE, TREE_WALK, GObject)

QuaysideTreeWalk *quayside_tree_walk_new         (QuaysideLocation *location);
/* Where to begin. @into: with what is in it, if it is a folder. @own: nullable: what is to become of it itself. */
void              quayside_tree_walk_add         (QuaysideTreeWalk *self, const char *path, QuayFileInfo *info, gboolean into,
                                                  const QuaysideMode *own);
/* What is to become of all others. Before they are added. */
void              quayside_tree_walk_set_change  (QuaysideTreeWalk *self, const QuaysideMode *files, const QuaysideMode *folders);
guint             quayside_tree_walk_get_n_files (QuaysideTreeWalk *self);
guint             quayside_tree_walk_get_n_folders (QuaysideTreeWalk *self);
guint64           quayside_tree_walk_get_bytes   (QuaysideTreeWalk *self);
/* Once. */
void              quayside_tree_walk_run_async   (QuaysideTreeWalk *self, GCancellable *cancellable,
                                                  GAsyncReadyCallback callback, gpointer user_data);
/* FALSE: with the first failure, and how many there were. */
gboolean          quayside_tree_walk_run_finish  (QuaysideTreeWalk *self, GAsyncResult *result, GError **error);

G_END_DECLS

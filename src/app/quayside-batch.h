/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "quayside-location.h"

G_BEGIN_DECLS

typedef enum {
  QUAYSIDE_BATCH_TRASH,
  QUAYSIDE_BATCH_DELETE,
  QUAYSIDE_BATCH_MOVE,
  QUAYSIDE_BATCH_COPY,
} QuaysideBatchKind;

/* One operation on several files of a location, one after the other. Goes on after a failure. Property: `text` (string,
 * read-only, notify): what is going on. */
#define QUAYSIDE_TYPE_BATCH (quayside_batch_get_type ())
G_DECLARE_FINAL_TYPE (QuaysideBatch, quayside_batch, QUAYSIDE, BATCH, GObject)

/* @paths: char* (transfer full). @folder: where to, for MOVE and COPY. */
QuaysideBatch *quayside_batch_new             (QuaysideLocation *location, QuaysideBatchKind kind, GPtrArray *paths, const char *folder);
char          *quayside_batch_dup_text        (QuaysideBatch *self);
/* For the title of what says that it did not go well. */
const char    *quayside_batch_get_failure_heading (QuaysideBatch *self);
/* Paths that TRASH found no wastebasket for (transfer container, char* borrowed from @self). They are no failures. */
GPtrArray     *quayside_batch_list_untrashable (QuaysideBatch *self);
void           quayside_batch_run_async       (QuaysideBatch *self, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Where several fail the error is the first one's, and says how many more there are. */
gboolean       quayside_batch_run_finish      (QuaysideBatch *self, GAsyncResult *result, GError **error);

G_END_DECLS

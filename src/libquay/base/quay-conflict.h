/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "quay-file-info.h"

G_BEGIN_DECLS

/**
 * QuayOverwrite:
 * @QUAY_OVERWRITE_ASK: ask the interaction
 * @QUAY_OVERWRITE_ALWAYS: replace the target
 * @QUAY_OVERWRITE_NEVER: leave the target alone
 * @QUAY_OVERWRITE_NEWER: replace when the source is newer
 * @QUAY_OVERWRITE_SIZE: replace when the sizes differ
 * @QUAY_OVERWRITE_RESUME: go on after the bytes that are there, checked first
 * @QUAY_OVERWRITE_RENAME: keep both, under a new name
 */
typedef enum {
  QUAY_OVERWRITE_ASK,
  QUAY_OVERWRITE_ALWAYS,
  QUAY_OVERWRITE_NEVER,
  QUAY_OVERWRITE_NEWER,
  QUAY_OVERWRITE_SIZE,
  QUAY_OVERWRITE_RESUME,
  QUAY_OVERWRITE_RENAME,
} QuayOverwrite;

/**
 * QuayDirection:
 */
typedef enum {
  QUAY_DIRECTION_DOWNLOAD,
  QUAY_DIRECTION_UPLOAD,
} QuayDirection;

/**
 * QuayConflict:
 *
 * A transfer's target exists already. Both sides' attributes are at hand; the answer is set with
 * [method@Quay.Conflict.answer].
 */
#define QUAY_TYPE_CONFLICT (quay_conflict_get_type ())
QUAY_API G_DECLARE_FINAL_TYPE (QuayConflict, quay_conflict, QUAY, CONFLICT, GObject)

QUAY_API QuayConflict *quay_conflict_new             (QuayDirection direction, const char *source_path, QuayFileInfo *source,
                                                      const char *target_path, QuayFileInfo *target, gboolean can_resume);
QUAY_API QuayDirection quay_conflict_get_direction   (QuayConflict *self);
QUAY_API const char   *quay_conflict_get_source_path (QuayConflict *self);
QUAY_API const char   *quay_conflict_get_target_path (QuayConflict *self);
QUAY_API QuayFileInfo *quay_conflict_get_source      (QuayConflict *self);
QUAY_API QuayFileInfo *quay_conflict_get_target      (QuayConflict *self);
QUAY_API gboolean      quay_conflict_get_can_resume  (QuayConflict *self);

/* @action: never ASK. NEVER means skip. @new_name: for RENAME, the new base name, or NULL to let the engine choose.
 * @apply_to_all: the action holds for the rest of this batch. */
QUAY_API void          quay_conflict_answer          (QuayConflict *self, QuayOverwrite action, const char *new_name,
                                                      gboolean apply_to_all);
QUAY_API QuayOverwrite quay_conflict_get_action      (QuayConflict *self);
QUAY_API const char   *quay_conflict_get_new_name    (QuayConflict *self);
QUAY_API gboolean      quay_conflict_get_apply_to_all (QuayConflict *self);

G_END_DECLS
